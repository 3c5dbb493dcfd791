"""Which words of a text a reader with school English may not know: those beyond the 3,000 commonest."""

import re
from functools import cache
from pathlib import Path

COMMON = Path(__file__).parents[1] / "course" / "common_words.txt"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Forms that no rule makes, of words that stand in the list.
_FORMS = """
be: been being was were is are am; begin: began begun; bring: brought; build: built; buy: bought
catch: caught
child: children; choose: chose chosen; do: done did does; draw: drew drawn; drive: drove driven; feel: felt
fall: fell fallen; fight: fought; find: found; fly: flew flown; foot: feet; get: got gotten; give: gave given
go: went gone goes; have: had has; hold: held; keep: kept; know: knew known; lay: laid; lead: led; leave: left
lie: lay lain lying; lose: lost; make: made; man: men; mean: meant; meet: met; pay: paid; rise: rose risen
run: ran; say: said; see: saw seen; sell: sold; send: sent; shake: shook shaken; show: shown; sink: sank sunk
sit: sat; speak: spoke spoken; stand: stood; swear: sworn; take: took taken; tell: told; think: thought
throw: threw thrown; wear: wore worn; win: won; woman: women; write: wrote written; deal: dealt; spend: spent
bad: worse worst; good: better best; break: broke broken; grow: grew grown; two: twice; one: ones; can: can't
"""
_IRREGULAR = {
    form: base.strip()
    for entry in re.split(r"[;\n]", _FORMS.strip())
    for base, forms in [entry.split(":")]
    for form in forms.split()
}
# British endings, as the lists of words have the American ones.
_BRITISH = (
    ("our", "or"),
    ("ise", "ize"),
    ("yse", "yze"),
    ("tre", "ter"),
    ("ence", "ense"),
    ("gramme", "gram"),
)
_ENDINGS = {
    "": "s es ed ing ings er ers est ly ness ment ful less n't",
    "e": "es ed ing ings er ers est",
    "y": "ies ied ier iest ily iness",
    "le": "ly ility",
}
_BEGINNINGS = ("un", "re", "non", "mis")


@cache
def base_forms(word: str) -> frozenset[str]:
    """Return the words of which a word, in small letters, may be a form; some of them are no words."""
    word = word.removesuffix("'s").removesuffix("’s")
    found = {word, _IRREGULAR.get(word, word)}
    for ending, instead in (
        (ending, instead) for instead, all_ in _ENDINGS.items() for ending in all_.split()
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            stem = word[: -len(ending)]
            found |= {stem + instead}
            if len(stem) > 2 and stem[-1] == stem[-2]:  # "stopped", "bigger"
                found |= {stem[:-1]}
    for form in list(found):
        for british, american in _BRITISH:
            found |= {form.replace(british, american)}
        found |= {form.removeprefix(begin) for begin in _BEGINNINGS if len(form) - len(begin) > 3}
    return frozenset(found)


@cache
def common_words() -> frozenset[str]:
    """Return the 3,000 commonest words of English."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def prose_words(markdown: str) -> list[str]:
    """Return the words of a text in Markdown: without code, addresses, tags and pictures."""
    text = re.sub(
        r"```.*?```|`[^`]*`|<code\b.*?</code>|<[^>]*>|\]\([^)]*\)|https?://\S+|&\w+;",
        " ",
        markdown,
        flags=re.DOTALL,
    )
    return _WORD.findall(text)


def rare_words(markdown: str) -> set[str]:
    """Return the words beyond the commonest, each in small letters."""
    return {word for word in map(str.lower, prose_words(markdown)) if not base_forms(word) & common_words()}
