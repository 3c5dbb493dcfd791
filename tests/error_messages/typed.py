"""What was met by typing lessons 05 and 06 whole: clocks and zones, charts, signs between two parts.

As in accidents.py: the cell, what happened, and the next step.
"""

import sys

# From Python 3.12 on these marks may stand inside.
NESTED = (
    []
    if sys.version_info >= (3, 12)
    else [
        ('x = f"{(claims["kind"] == "fact").mean():.1%}"', "The same quotation marks", "Inside write '"),
    ]
)
# fmt: off
TYPED = [
    ('pd.Timestamp("2017-04-17 14:30") - pd.Timestamp("2017-04-17", tz="Asia/Seoul")', "the other has none",
     '.tz_localize("Asia/Seoul")'),
    ('pd.Timestamp("2017-04-17 14:30").tz_convert("Asia/Seoul")', "Nothing says yet in which zone",
     'Write .tz_localize("Asia/Seoul") first'),
    ('pd.Timestamp("2017-04-17", tz="Asia/Seoul").tz_localize("UTC")', "has its zone already", ".tz_convert"),
    ('pd.Timestamp("2017-04-17").tz_localize("Seoul")', "“Seoul” is no time zone", 'mean "Asia/Seoul"'),
    ('pd.Timestamp("2017-04-17").tz_localize("new york")', "is no time zone", 'mean "America/New_York"'),
    ('pd.Timestamp("2017-04-17").tz_localize("Beijing")', "“Beijing” is no time zone", "large cities"),
    ('zone = "Asia/Seoul"\npd.Timestamp("2017-04-17").tz_localize("zone")', "“zone” is no time zone",
     "The name zone holds one"),
    ('(events["date"].max() - events["date"].min()).hours', "no “hours”", "pd.Timedelta(hours=1)"),
    ('claims["paragraph"].isna.sum()', "isna has not been run", "Write isna().sum"),
    ('claims[claims["paragraph"].isna]', "isna has not been run", "Write isna()"),
    ('pd.Series([1, 2]).quantile(0.025, 0.975)', "takes shares from 0 to 1", "quantile([0.025, 0.975])"),
    ('pd.Series([1, 2]).quantile([2.5, 97.5])', "takes shares from 0 to 1", "quantile([0.025, 0.975])"),
    ('from matplotlib.figure import Figure\nfigure, axes = Figure().subplots()', "with an s at its end",
     "= plt.subplots()"),
    ('from matplotlib.figure import Figure\naxes = Figure().subplots()\naxes.plot("part.index", "part")',
     "“part” in quotation marks is a text", "take the quotation marks away"),
    ('from matplotlib.figure import Figure\naxes = Figure().subplots()\naxes.bar([1, 2, 3], [1, 2])',
     "not as many places as values", "column.index first"),
    ('from matplotlib.figure import Figure\naxes = Figure().subplots()\naxes.plot([1, 2, 3], [1, 2])',
     "not as many places as values", "column.index first"),
    ('pd.Series([1, 2], index=[2014, 2015]).loc["2015"]', "No row is called '2015'", "marks away, 2015"),
    ('pd.Series([1, 2], index=[21, 22])[-1]', "No row is called -1", ".iloc[-1]"),
    ('x = len(claims) / 100.round(1)', "“.round” stands behind a number", "(part / whole * 100).round"),
    ('x = claims["paragraph"]max()', "A point is missing", "Write .max("),
    ('x = pd.Timestamp("2017-04-17")tz_localize("UTC")', "A point is missing", "Write .tz_localize("),
    ('from matplotlib.figure import Figure\nfrom trilateral import show\nshow(Figure(), alt=...)',
     "say in a sentence what a reader would see", "Change this line"),
    ('from matplotlib.figure import Figure\naxes = Figure().subplots()\naxes.title("Gaps")',
     "Round brackets call a function", 'Write axes.set_title("...")'),
    ('from matplotlib.figure import Figure\naxes = Figure().subplots()\n'
     'axes.set_title = "Gaps"\naxes.set_title("x")', "Round brackets call a function",
     "nowhere = behind that name"),
    ('pd.Series([pd.Series([1.5, 2]), 100]).median()', "A whole column stands among the values",
     "[*column, 5]"),
    ('pd.Series([1, 2, "100_000"]).median()', "a number in quotation marks", "Take the quotation marks away"),
    ('days = pd.DataFrame({"n": [1]})\npd.merge_asof(days, days, on="n", direction="back")',
     "does not know “back”", 'It knows "backward"'),
    ('events["date"].groupby("kind").size()', "is a single column", '.groupby(table["kind"])'),
    ('[1, 2].median()', "is a list", "pd.Series([...]).median()"),
    ('claims["kind"] == "fact".mean()', "is a text", "(... == ...).mean()"),
    *NESTED,
    ('x = {"Rex Tillerson"; "Donald Trump"}', "A semicolon stands", "Write a comma"),
    ('x = pd.DataFrame(index: [1, 2])', "stand in curly brackets", 'pd.DataFrame({"index": ...})'),
    ('x = dict(alt=Bars from 5 to 19 April)', "a text needs quotation marks", '"Bars from 5 to 19 April"'),
    # Settings that know a few words
    ('pd.merge_asof(events, events, on="date", direction="forwards")', "“forwards”", 'direction="forward"'),
    ('pd.merge_asof(events, events, on="date", direction="later")', "know “later”", '"backward", "forward"'),
    ('claims.merge(claims, on="id", how="lef")', "how does not know “lef”", 'how="left"'),
    ('claims.drop_duplicates(keep="frist")', "keep does not know “frist”", 'keep="first"'),
    ('pd.crosstab(claims["id"], claims["verdict"], normalize="rows")', "“rows”", '"index", "columns", "all"'),
    ('pd.concat([claims, claims], axis="column")', "axis does not know “column”", 'axis="columns"'),
    ('from matplotlib.figure import Figure\nFigure().subplots().step([1, 2], [1, 2], where="pots")', "“pots”",
     'where="post"'),
    ('from matplotlib.figure import Figure\nFigure().subplots().plot([1], [1], linestyle="dot")',
     "linestyle does not",
     '"dotted"'),
    # Whole columns for one number; what goes over several lines
    ('from matplotlib.figure import Figure\nyear = events["date"].dt.year\n'
     'Figure().subplots().bar(["a", "b"], [year, year[:9]])', "each part should be one number", "one.mean()"),
    ('events["date"].dt.year.unique() - claims.index.values',
     "same number of values", "set(one) - set(other)"),
    ('claims["kind"] not in claims["verdict"]', "cannot look for each row", ".isin("),
    ('claims.sort_values(\n    by=kind\n)', "takes kind for the name", '"kind"'),
    ('events.assign(\n    one=1,\n    two=trilateral,\n)', "takes trilateral for the name", '"trilateral"'),
    ('pd.merge_asof(\n    events, events, on="date", direction=forward\n)',
     "takes forward for the name", '"forward"'),
]
# fmt: on
