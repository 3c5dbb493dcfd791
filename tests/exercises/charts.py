"""Charts that people draw when they are asked for one, a piece of code each: `answer` is what they hand in.

They were asked for the events of each year (`by_year`, whole numbers) as bars.
"""

WORDS = """
axes = plt.gca()
axes.set(title="Events by year", xlabel="year", ylabel="events")
show(axes.figure, alt="Bars for five years: 2016 stands out with 8.")
"""
LYING = WORDS.replace('xlabel="year", ylabel="events"', 'xlabel="events", ylabel="year"')
FIGURE = "figure, axes = plt.subplots()\n"

# Right, however it was done.
HONEST = {
    "as the notebook does": FIGURE + "axes.bar(by_year.index, by_year)\nanswer = figure" + WORDS,
    "the axes": FIGURE + "axes.bar(by_year.index, by_year)\nanswer = axes" + WORDS,
    "both": FIGURE + "axes.bar(by_year.index, by_year)\nanswer = figure, axes" + WORDS,
    "the bars themselves": "answer = plt.bar(by_year.index, by_year)" + WORDS,
    "plt": "bars = plt.bar(by_year.index, by_year)\nanswer = plt" + WORDS,
    "plt.gcf()": "plt.bar(by_year.index, by_year)\nanswer = plt.gcf()" + WORDS,
    "pandas": 'answer = by_year.plot(kind="bar")' + WORDS,
    "pandas .bar()": "answer = by_year.plot.bar()" + WORDS,
    "pandas with words": 'answer = by_year.plot.bar(title="x", xlabel="y", ylabel="z")\n'
    'show(answer.figure, alt="In 2016 there were most, eight of them.")',
    "a table's": 'answer = by_year.to_frame("events").plot.bar(legend=False)' + WORDS,
    "a table's by columns": 'answer = by_year.reset_index(name="n").plot.bar(x="year", y="n")' + WORDS,
    "lying": FIGURE + "axes.barh(by_year.index, by_year)\nanswer = figure" + LYING,
    "lying, pandas": "answer = by_year.plot.barh()" + LYING,
    "lying, the first on top": "answer = by_year.plot.barh()\nanswer.invert_yaxis()" + LYING,
    "sorted by size": "answer = by_year.sort_values().plot.bar()" + WORDS,
    "sorted the other way": "answer = by_year.sort_index(ascending=False).plot.bar()" + WORDS,
    "years as texts": "answer = plt.bar(by_year.index.astype(str), by_year)" + WORDS,
    "years as texts, lying": "answer = plt.barh([str(y) for y in by_year.index], by_year)" + LYING,
    "years as dates": 'days = pd.to_datetime(by_year.index.astype(str), format="%Y")\n'
    "answer = plt.bar(days, by_year, width=200)" + WORDS,
    "years as floats": "answer = plt.bar(by_year.index.astype(float), by_year.astype(float))" + WORDS,
    "lists": "answer = plt.bar(list(by_year.index), list(by_year))" + WORDS,
    "by hand": "answer = plt.bar([2013, 2014, 2015, 2016, 2017], [2, 3, 7, 8, 4])" + WORDS,
    "places 0 to 4 and words": "answer = plt.bar(range(5), by_year)\n"
    "_ = plt.xticks(range(5), by_year.index)" + WORDS,
    "set_xticks with words": FIGURE + "axes.bar(range(5), by_year)\nanswer = axes\n"
    "_ = axes.set_xticks(range(5), by_year.index)" + WORDS,
    "only some ticks": FIGURE + "axes.bar(by_year.index, by_year)\nanswer = axes\n"
    "_ = axes.set_xticks([2013, 2017])" + WORDS,
    "ticks turned": 'answer = by_year.plot.bar()\nanswer.tick_params(axis="x", rotation=0)' + WORDS,
    "aligned at the edge": 'answer = plt.bar(by_year.index, by_year, align="edge")' + WORDS,
    "wide bars": "answer = plt.bar(by_year.index, by_year, width=1)" + WORDS,
    "with numbers on the bars": FIGURE + "answer = axes.bar(by_year.index, by_year)\n"
    "_ = axes.bar_label(answer)" + WORDS,
    "with a line for the mean": FIGURE + "answer = axes.bar(by_year.index, by_year)\n"
    'axes.axhline(by_year.mean(), color="0.5")' + WORDS,
    "with the mean as a line of two points": FIGURE + "answer = axes.bar(by_year.index, by_year)\n"
    "axes.plot([2013, 2017], [5, 5])" + WORDS,
    "with a shaded part": FIGURE + "answer = axes.bar(by_year.index, by_year)\n"
    'axes.axvspan(2014.5, 2015.5, color="0.9")' + WORDS,
    "colours by hand": 'answer = by_year.plot.bar(color=["0.5"] * 4 + ["#D55E00"])' + WORDS,
    "one colour stands out": FIGURE + "answer = axes.bar(by_year.index, by_year)\n"
    'answer[3].set_color("red")' + WORDS,
    "years without an event too": "answer = by_year.reindex(range(2010, 2018), fill_value=0).plot.bar()"
    + WORDS,
    "NaN where nothing is": "answer = by_year.reindex(range(2010, 2018)).plot.bar()" + WORDS,
    "a histogram": "answer = plt.hist(years, bins=range(2013, 2019))" + WORDS,
    "a histogram, in the middle": 'answer = plt.hist(years, bins=range(2013, 2019), align="left")' + WORDS,
    "a histogram of five bins": "answer = plt.hist(years, bins=5)" + WORDS,
    "pandas' histogram": "answer = years.plot.hist(bins=range(2013, 2019))" + WORDS,
    "pandas' .hist()": "answer = years.hist(bins=range(2013, 2019))" + WORDS,
    "two axes, one of them empty": "figure, both = plt.subplots(1, 2)\nboth[0].bar(by_year.index, by_year)\n"
    "answer = both\nplt.sca(both[0])" + WORDS,
    "the title above all": FIGURE
    + "answer = axes.bar(by_year.index, by_year)"
    + WORDS.replace('title="Events by year", ', "")
    + 'figure.suptitle("Events by year")',
    "the title at the left": FIGURE
    + "answer = axes.bar(by_year.index, by_year)"
    + WORDS.replace('title="Events by year", ', "")
    + 'axes.set_title("Events", loc="left")',
}

# The same as a line, points or steps, where those are asked for.
OTHERWISE = {
    "line": ("line", "answer = plt.plot(by_year.index, by_year)" + WORDS),
    "line with points": ("line", 'answer = plt.plot(by_year.index, by_year, "o-")' + WORDS),
    "line of pandas": ("line", "answer = by_year.plot()" + WORDS),
    "line of a table": ("line", 'answer = by_year.reset_index(name="n").plot(x="year", y="n")' + WORDS),
    "line over dates": (
        "line",
        'answer = plt.plot(pd.to_datetime(by_year.index.astype(str), format="%Y"), by_year)' + WORDS,
    ),
    "line of pandas over dates": (
        "line",
        'by_year.index = pd.to_datetime(by_year.index.astype(str), format="%Y")\nanswer = by_year.plot()'
        + WORDS,
    ),
    "line over texts": ("line", "answer = plt.plot(by_year.index.astype(str), by_year)" + WORDS),
    "points": ("scatter", 'answer = plt.plot(by_year.index, by_year, "o")' + WORDS),
    "scatter": ("scatter", "answer = plt.scatter(by_year.index, by_year)" + WORDS),
    "scatter of a table": (
        "scatter",
        'answer = by_year.reset_index(name="n").plot.scatter(x="year", y="n")' + WORDS,
    ),
    "scatter over texts": ("scatter", "answer = plt.scatter(by_year.index.astype(str), by_year)" + WORDS),
    "steps": ("step", "answer = plt.step(by_year.index, by_year)" + WORDS),
    "steps of a line": ("step", 'answer = plt.plot(by_year.index, by_year, drawstyle="steps-mid")' + WORDS),
    "stairs": ("step", "answer = plt.stairs(list(by_year), range(2013, 2019))" + WORDS),
}

# Not yet, and what is said to it.
LACKING = {
    "no title": ("answer = by_year.plot.bar(xlabel='y', ylabel='n')", "It has no title yet: axes.set_title"),
    "no words at the values": (
        "answer = by_year.plot.bar(title='t', xlabel='y')",
        "Nothing says what its events are",
    ),
    "no words at the labels": (
        FIGURE + "axes.bar(by_year.index, by_year)\naxes.set(title='t', ylabel='n')\nanswer = axes",
        "Nothing says what its labels are",
    ),
    "words at the wrong axis, lying": (
        "answer = by_year.plot.barh(title='t', ylabel='n')",
        "Nothing says what its events are",
    ),
    "not shown": (
        "answer = by_year.plot.bar(title='t', xlabel='y', ylabel='n')",
        "It is not shown yet: show(figure, alt=",
    ),
    "drawn, and given no name": (
        "by_year.plot.bar(title='t', xlabel='y', ylabel='n')\nanswer = ...",
        "It is not shown yet: show(figure, alt=",
    ),
    "an empty text": (
        "answer = by_year.plot.bar(title='t', xlabel='y', ylabel='n')\n"
        "show(answer.figure, alt='A chart of bars by the year, drawn here')",
        "Its alternative text tells nothing that the chart shows",
    ),
    "a line": ("answer = by_year.plot()" + WORDS, "Expected a chart with bars; this shows a line."),
    "points": ("answer = plt.scatter(by_year.index, by_year)" + WORDS, "this shows points."),
    "a pie": ("answer = by_year.plot.pie()" + WORDS, "this is drawn in a way that a check cannot read."),
    "nothing drawn": (FIGURE + "answer = figure", "there is nothing drawn in it yet."),
    "a table": ("answer = by_year", "Expected a chart with bars; this is a column (Series)."),
    "not called": ("answer = by_year.plot.bar", "a method that was not called; write () behind it"),
    "two charts": (
        "figure, both = plt.subplots(2)\n[one.bar(by_year.index, by_year) for one in both]\nanswer = both",
        "There are 2 charts in it",
    ),
    "two series": (
        "answer = pd.DataFrame({'a': by_year, 'b': by_year}).plot.bar()" + WORDS,
        "This shows more than one series",
    ),
}

# Another chart than the one that was asked for.
WRONG = {
    "another number": "answer = plt.bar([2013, 2014, 2015, 2016, 2017], [2, 3, 7, 8, 5])" + WORDS,
    "a year too few": "answer = by_year.head(4).plot.bar()" + WORDS,
    "a year too many": "answer = plt.bar([2012, *by_year.index], [1, *by_year])" + WORDS,
    "0 to 4 with no words": "answer = plt.bar(range(5), by_year)" + WORDS,
    "words at wrong places": FIGURE + "answer = axes.bar(range(5), by_year.sort_values())\n"
    "_ = axes.set_xticks(range(5), by_year.index)" + WORDS,
    "shares, where counts are asked for": "answer = (by_year / by_year.sum()).plot.bar()" + WORDS,
    "letters for years": "answer = plt.bar(list('abcde'), by_year)" + WORDS,
    "added up": "answer = by_year.cumsum().plot.bar()" + WORDS,
    "ten bins for five years": "answer = plt.hist(years, bins=[2013, 2015, 2018])" + WORDS,
}
