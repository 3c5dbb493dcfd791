"""The words that messages are made of: tables of data, and how a nearest word is found."""

from __future__ import annotations

import functools

from trilateral import text

__all__ = [
    "AGAIN",
    "CHARACTERS",
    "EXAMPLES",
    "INSTEAD",
    "KINDS",
    "MODULES",
    "OPERATORS",
    "Advice",
    "kind",
    "nearest",
]

# What happened, and what to do.
Advice = tuple[str, str]

AGAIN = "and run the cell again."

# A type, as a student knows it.
KINDS = {
    "DataFrame": "a table",
    "Series": "a column",
    "Index": "an index",
    "DataFrameGroupBy": "a grouped table",
    "SeriesGroupBy": "a grouped column",
    "Categorical": "a column of categories",
    "Timestamp": "a date",
    "DatetimeArray": "a column of dates",
    "Timedelta": "a span of time",
    "date": "a date",
    "datetime": "a date",
    "str": "a text",
    "int": "a whole number",
    "int64": "a whole number",
    "float": "a number",
    "float64": "a number",
    "bool": "True or False",
    "list": "a list",
    "tuple": "a pair (a tuple)",
    "dict": "a dictionary",
    "set": "a set",
    "NoneType": "nothing (None)",
    "ellipsis": "still the three dots",
    "function": "a function",
    "builtin_function_or_method": "a function",
    "method": "a method without its brackets",
    "module": "a module",
    "Timeline": "a timeline",
    "DatetimeProperties": "the .dt of a column",
    "TimedeltaProperties": "the .dt of a column",
    "StringMethods": "the .str of a column",
}

# Characters that look right and are not, by what to type for them. They come from a word processor, from the
# keyboard of another language, or with a copied text.
CHARACTERS = {
    **dict.fromkeys("“”„‟«»", ('"', "a curly quotation mark")),
    **dict.fromkeys("‘’‚‛", ("'", "a curly quotation mark")),
    **dict.fromkeys("´", ("'", "an accent")),
    **dict.fromkeys("「」『』", ('"', "a corner bracket")),
    **dict.fromkeys("–—―−‐‑‒", ("-", "a long dash")),
    **dict.fromkeys("\u3000", (" ", "a wide space of an East Asian keyboard")),
    **dict.fromkeys(
        "\u00a0\u202f\u2007\u2002\u2003\u2009", (" ", "a no-break space, which looks like a space")
    ),
    **dict.fromkeys("\u200b\u200c\u200d\ufeff\u2060\u00ad", ("", "a character that nobody can see")),
    **dict.fromkeys("×", ("*", "a multiplication sign")),
    **dict.fromkeys("÷", ("/", "a division sign")),
    **dict.fromkeys("≤", ("<=", "a sign for 'at most'")),
    **dict.fromkeys("≥", (">=", "a sign for 'at least'")),
    **dict.fromkeys("≠", ("!=", "a sign for 'is not equal'")),
    **dict.fromkeys("。", (".", "a full stop of an East Asian keyboard")),
    **dict.fromkeys("、", (",", "a comma of an East Asian keyboard")),
    **dict.fromkeys("…", ("...", "three dots as one character")),
    **dict.fromkeys("【〔", ("[", "a bracket of an East Asian keyboard")),
    **dict.fromkeys("】〕", ("]", "a bracket of an East Asian keyboard")),
    "＂": ('"', "a wide quotation mark"),
    "＇": ("'", "a wide quotation mark"),
}
# U+FF01 to U+FF5E are the characters of a plain keyboard, as wide as a Chinese one.
for _code in range(0xFF01, 0xFF5F):
    _plain = chr(_code - 0xFEE0)
    _what = (
        "a wide digit" if _plain.isdigit() else "a wide letter" if _plain.isalpha() else f"a wide '{_plain}'"
    )
    CHARACTERS.setdefault(chr(_code), (_plain, f"{_what} of an East Asian keyboard"))

# What other languages write, by what Python does.
OPERATORS = {
    "&&": "&, with brackets around each comparison",
    "||": "|, with brackets around each comparison",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "=!": "!=",
    "===": "==",
    "!==": "!=",
    "++": "+= 1",
}

# Methods that do not exist, by what does.
INSTEAD = {
    ("Timedelta", "dt"): ".days, without .dt,",
    ("Timedelta", "hours"): "(one - other) / pd.Timedelta(hours=1)",
    ("Timedelta", "minutes"): "(one - other) / pd.Timedelta(minutes=1)",
    ("Timedelta", "months"): ".days (a span of time has days; months differ in length)",
    ("Timedelta", "years"): ".days (a span of time has days; years differ in length)",
    ("Timestamp", "days"): ".days of a difference, with brackets around it, (one - other).days,",
    ("DataFrame", "csv"): 'the table itself, or load("events") with quotation marks,',
    ("Series", "count_values"): "value_counts()",
    ("Series", "counts"): "value_counts()",
    ("Series", "len_unique"): "nunique()",
    ("Series", "isequal"): "==",
    ("int", "sum"): "the number itself (it is one value already)",
    ("int64", "sum"): "the number itself (it is one value already)",
    ("DataFrame", "sort"): 'sort_values("a column")',
    ("Series", "sort"): "sort_values()",
    ("DataFrame", "append"): "pd.concat([one, other])",
    ("DataFrame", "unique"): 'drop_duplicates(), or choose a column first: table["column"].unique()',
    ("DataFrame", "filter_by"): 'table[table["column"] == value]',
    ("DataFrame", "where_equals"): 'table[table["column"] == value]',
    ("DataFrame", "length"): "len(...)",
    ("Series", "length"): "len(...)",
    ("list", "length"): "len(...)",
    ("str", "length"): "len(...)",
    ("DataFrame", "len"): "len(...)",
    ("Series", "len"): "len(...)",
    ("list", "len"): "len(...)",
    ("Series", "contains"): 'str.contains("...")',
    ("Series", "lower"): "str.lower()",
    ("Series", "startswith"): 'str.startswith("...")',
    ("Series", "year"): "dt.year",
    ("Series", "month"): "dt.month",
    ("Series", "day"): "dt.day",
    ("Series", "days"): "dt.days",
    ("Series", "average"): "mean()",
    ("list", "add"): "append(...)",
    ("list", "sum"): "sum(...)",
    ("list", "max"): "max(...)",
    ("list", "min"): "min(...)",
    ("tuple", "append"): "a list: [ ] and not ( )",
    ("set", "append"): "add(...)",
}

# How the course's own functions are called.
EXAMPLES = {"load": 'load("events")', "check": 'check("1.1", answer_1_1)', "hint": 'hint("1.1", 1)'}

# What the course's notebooks import.
MODULES = {"pandas": "pd", "numpy": "np", "matplotlib.pyplot": "plt"}


def kind(name: str) -> str:
    """Return what a value of a type is, in words; or the type's name, where there are no words for it."""
    return KINDS.get(name, f"of the type {name}")


# Nearer than elsewhere: a wrong guess at a name leads a beginner astray.
nearest = functools.partial(text.nearest, cutoff=0.7)
