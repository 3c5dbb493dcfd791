"""What is said to values that do not go together, by what Python or pandas says: a table of data.

In a sentence, {word} is what the pattern catches, and {kind} what a value of the type that it catches is.
"""

__all__ = ["SENTENCES"]

SENTENCES: tuple[tuple[str, str, str], ...] = (
    (
        r"cannot add Datetime",
        "Two dates cannot be added.",
        "The days between two dates are one - the other; change the line",
    ),
    (
        r"Cannot (?:subtract|compare) tz-naive and tz-aware",
        "One of the two clock times has a time zone, and the other has none.",
        'Give it one where it is made, behind the brackets: .tz_localize("Asia/Seoul"), or your own zone',
    ),
    (
        r"Cannot convert tz-naive",
        "Nothing says yet in which zone this clock was read, so it cannot be converted.",
        'Write .tz_localize("Asia/Seoul") first, with your own zone; .tz_convert comes behind it',
    ),
    (
        r"Cannot localize tz-aware|Already tz-aware",
        "This clock time has its zone already.",
        "To ask what a clock elsewhere showed, write .tz_convert in place of .tz_localize",
    ),
    (
        r"is not a valid method\. Use one of: dict_keys|percentiles should all be in the interval",
        "quantile takes shares from 0 to 1, and several of them in a list.",
        "Write quantile([0.025, 0.975]), with your own shares",
    ),
    (
        r"dtype: \w+ to numeric",
        "A whole column stands among the values, in the place of its numbers.",
        "Write a star before its name, as in [*column, 5]",
    ),
    (
        r"\ACould not convert '[\d_.,]+' to numeric",
        "Among the values is a number in quotation marks, and so it is a text.",
        "Take the quotation marks away",
    ),
    (
        r"cannot unpack non-iterable Axes",
        "plt.subplot gives the axes alone; plt.subplots, with an s at its end, gives both.",
        "Write figure, axes = plt.subplots()",
    ),
    (
        r"'(\w+(?:\.\w+)?)' is not a valid format string",
        "“{word}” in quotation marks is a text, and no column of values.",
        "If you mean the column, take the quotation marks away",
    ),
    (
        r"shape mismatch: objects cannot be broadcast|x and y must have same first dimension",
        "There are not as many places as values to draw.",
        "Take both from the same column: column.index first, the column itself second",
    ),
    (
        r"inhomogeneous shape|only (?:0-dimensional|length-1) arrays can be converted",
        "Whole columns stand in a list of which each part should be one number.",
        "Make one number of each, as in [one.mean(), other.mean()]",
    ),
    (
        r"operands could not be broadcast together",
        "The two sides do not have the same number of values, so they cannot be put together one by one.",
        "For what only the first of them has write set(one) - set(other)",
    ),
    (
        r"All arrays must be of the same length",
        "The columns of a table must all have the same number of values.",
        "Count them and mend the shorter one",
    ),
    (
        r"Item wrong length|Unalignable boolean",
        "The condition in the brackets was made from another table: it has other rows.",
        "Make it from the same table",
    ),
    (
        r"Unknown datetime string|out of range for month|month must be in|Invalid date specified"
        r"|doesn't match format|unit abbreviation|Given date string",
        "This text is no date that there is, or is not written as one that can be read.",
        'Write year, month and day, as in "2017-04-20"',
    ),
    (
        r"Cannot mask with non-boolean array containing NA",
        "The condition in the square brackets is blank for some rows.",
        "Put .astype(str) before .str, or drop the rows with a blank first",
    ),
    (
        r"Can only compare identically-labeled",
        "The two sides come from two tables, and the rows of one are not the rows of the other.",
        "Take both columns from the same table; to look for each value among many others write .isin(others)",
    ),
    (
        r"too many values to unpack",
        "There are more values on the right of the = than names on its left.",
        "Write one name for each",
    ),
    (
        r"not enough values to unpack|cannot unpack",
        "There are fewer values on the right of the = than names on its left.",
        "Write one value for each name",
    ),
    (
        r"'(\w+)' object is not iterable",
        "One thing after the other is asked for, and this is {kind}, which has no parts.",
        "To count up to a number write range(5); else look what stands there",
    ),
    (
        r"object of type '(\w+)' has no len",
        "len counts parts, and this is {kind}, which has none.",
        "Give it a table, a column, a list or a text",
    ),
    (
        r"does not support operation '(\w+)'|reduction '(\w+)'|agg function failed \[how->(\w+),",
        "{word} works on numbers, and a column here holds texts or categories.",
        'Choose the column of numbers first, as in table["column"].{word}()',
    ),
    (
        r"(?:max|min|mean|median)\(\) (?:arg|iterable argument) is (?:an )?empty",
        "There is nothing in it, so it has no largest or smallest.",
        "Look at the step that chose the values",
    ),
    (
        r"unhashable type: '(?:DataFrame|Series)'",
        "A whole table stands where the name of one is asked for, or one value.",
        'To load a table write its name in quotation marks, load("claims"); else choose one value',
    ),
    (
        r"unhashable type: '(\w+)'",
        "This is {kind}, which cannot be a key, nor an element of a set.",
        "Use a text or a number instead, or a tuple with round brackets",
    ),
    (
        r"sequence item \d+: expected str instance, (\w+) found",
        "join puts texts together, and one of these is {kind}.",
        "Make each a text with str(...)",
    ),
    (
        r"cannot assign without a target",
        "One = gives a value; to ask whether two things are equal, query needs two.",
        "Write == in the condition",
    ),
    (
        r"Invalid frequency: (\w+)",
        "“{word}” is no step of time that resample knows.",
        'Write "YE" for years, "QE" for quarters, "ME" for months, "W" for weeks, "D" for days',
    ),
    (
        r"Only valid with DatetimeIndex",
        "resample needs the dates as the table's index.",
        'Put .set_index("date") before it',
    ),
    (
        r"Cannot index by location index with a non-integer",
        ".iloc takes numbers of rows, and this is a name.",
        "Write .loc for names, or a number",
    ),
    (
        r"Cannot cast str dtype to \w+",
        "Not every text in this column is a number.",
        'Write pd.to_numeric(column, errors="coerce"), which makes numbers of those that are',
    ),
    (
        r"doesn't define __round__",
        "round needs a number, and this is something else.",
        "Give it a number",
    ),
    (
        r"only list-like objects are allowed to be passed to isin",
        "isin needs a list, even of one value.",
        'Put square brackets around the value, as in isin(["fact"])',
    ),
    (
        r"'(\w+)' object cannot be interpreted as an integer",
        "A whole number is asked for here, and this is {kind}.",
        "Write the number without quotation marks and without a point",
    ),
    (
        r"no numeric data to plot",
        "There are no numbers to draw in this table.",
        'Count first, as in claims["kind"].value_counts().plot.bar()',
    ),
    (
        r"If using all scalar values, you must pass an index",
        "Single values stand where whole columns are asked for.",
        'For a crosstab write pd.crosstab(claims["kind"], claims["verdict"]); for a new table put each value '
        'into square brackets, as in {{"a": [1]}}',
    ),
    (
        r"x not in list",
        "The list does not hold what should be taken out of it.",
        "Look at what it holds",
    ),
)
