"""Read the names in a zip whose maker did not say how they are written.

Windows packs names in the code page of its country, and nothing in the zip says which. One name can be read
in several ways, so all names of an archive are read in one: the one in which they look most like what people
there write. What was guessed is said.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence

__all__ = ["read_names"]

UTF_8_FLAG = 0x800
_UNICODE_PATH = 0x7075  # a field in which Info-ZIP and 7-Zip repeat a name in UTF-8

# The code pages, in the order in which equals are taken: how a person calls them, and frequent letters of
# names, titles and file names there.
_ENCODINGS = {
    "cp949": (
        "Korean",
        "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지엄원천방공현함변염여"
        "추도소석선설마길연위표명기반왕금옥육인맹제모탁국은준수영희연경미숙정은지현서윤도우하준예원호민석재훈태"
        "과제출보고서시험문연습학교급복사본최종년월일번첫째둘셋답안가나다라마바사아자차카타파하",
    ),
    "cp932": (
        "Japanese",
        "佐藤鈴木高橋田中伊渡辺山本村小林加吉井上松清水斎森池阿部石川前岡長谷後近坂遠青西福太三原花子美奈咲翔大"
        "健一郎優結愛陽菜莉課題提出解答回第週目最終版学校年月日組番演習練習表能力十歩貼予申構圭暴欺"
        "コピーソノートレポートフォルダアイウエオカキクケコサシスセタチツテトナニヌネハヒフヘホマミムメモヤユヨラリルレロワン",
    ),
    "gbk": (
        "Chinese",
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
        "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华红志小大作业提交答案第周最终版学校年月日班练习副本",
    ),
    "big5": (
        "traditional Chinese",
        "陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴"
        "怡君雅婷志明俊傑家豪淑芬美玲建宏宗翰佳穎欣小大作業繳交答案第週最終版學校年月日班練習副本功蓋許",
    ),
    "cp437": ("Western", "äöüÄÖÜßéèêëàâçîïôùûñáíóúåæÅÆÇÉÑ"),
    "cp850": ("Western", "äöüÄÖÜßéèêëàâçîïôùûñáíóúåæøãõÅÆØÇÉÑÃÕÁÍÓÚÀÈ"),
    "cp1252": ("Western", "äöüÄÖÜßéèêëàâçîïôùûñáíóúåæøãõÅÆØÇÉÑÃÕÁÍÓÚÀÈšž"),
    "cp866": ("Russian", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё"),
}
_STRICT = {"cp949": "euc_kr", "gbk": "gb2312"}  # the older part of a code page, which has what is in use

_SIGNS = "ー・々〇～\u3000（）「」『』【】〈〉《》、。，．＿－：！＆＋"

# Costs of a letter, in bits, or nearly: the reading that costs least is taken.
_FREQUENT, _USUAL, _RARE, _UNREADABLE = 5, 9, 16, 40


def read_names(archive: zipfile.ZipFile) -> tuple[list[str], list[str]]:
    """Return the names of a zip's entries, in their order, and lines on what was guessed."""
    entries = archive.infolist()
    said = [_said(entry) for entry in entries]
    raw = {
        at: entry.orig_filename.encode("cp437")
        for at, entry in enumerate(entries)
        if said[at] is None and not entry.orig_filename.isascii()
    }
    names = [entry.orig_filename if name is None else name for entry, name in zip(entries, said, strict=True)]
    if not raw:
        return names, []
    encoding = guess_encoding(raw.values())
    for at, name in raw.items():
        names[at] = name.decode(encoding, "replace")
    if encoding == "utf-8":
        return names, []
    language, example = _ENCODINGS[encoding][0], names[next(iter(raw))]
    return names, [
        f"the zip does not say how its names are written: {len(raw)} were read as {language} ({encoding}), "
        f"for example {example}"
    ]


def _said(entry: zipfile.ZipInfo) -> str | None:
    """Return the name that an entry tells in UTF-8; None where it does not say in what."""
    if entry.flag_bits & UTF_8_FLAG:
        return entry.orig_filename
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        content, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(content) > 5 and content[0] == 1:
            checksum = zlib.crc32(entry.orig_filename.encode("cp437", "replace"))
            if checksum == int.from_bytes(content[1:5], "little"):
                return content[5:].decode("utf-8", "replace")
    return None


def guess_encoding(names: Iterable[bytes]) -> str:
    """Return the encoding in which all names, as bytes, look most like names."""
    names = list(dict.fromkeys(names))[:2000]
    # A text in another encoding is almost never valid UTF-8; a name that was cut off may not be.
    if 10 * sum(_is_utf_8(name) for name in names) > 9 * len(names):
        return "utf-8"
    return min(_ENCODINGS, key=lambda encoding: _cost(names, encoding))


def _is_utf_8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _cost(names: Sequence[bytes], encoding: str) -> float:
    frequent = frozenset(_ENCODINGS[encoding][1])
    return sum(_cost_of(name.decode(encoding, "replace"), encoding, frequent) for name in names)


def _cost_of(name: str, encoding: str, frequent: frozenset[str]) -> float:
    cost, before = 0.0, " "
    for letter in name:
        if not letter.isascii():
            cost += _FREQUENT if letter in frequent else _USUAL if _is_usual(letter, encoding) else _RARE
            cost += _UNREADABLE if letter == "\ufffd" or not (letter.isalnum() or letter in _SIGNS) else 0
            if _is_latin(letter) and (not before.isascii() or (letter.isupper() and before.islower())):
                cost += _RARE  # "ÔVôí" is no name
            # A script does not change within a word: "M" before a letter of another is no name.
            if before.isalpha() and _is_latin(before) != _is_latin(letter):
                cost += _RARE
        elif letter.isalpha() and not before.isascii() and (letter.isupper() or not _is_latin(before)):
            cost += _RARE
        before = letter
    return cost


def _is_latin(letter: str) -> bool:
    return letter < "\u0250"


def _is_usual(letter: str, encoding: str) -> bool:
    """Say whether a letter is one that people there use in names."""
    if encoding in _STRICT:
        try:
            lead = letter.encode(_STRICT[encoding])[0]
        except UnicodeError:
            return False
        return 0xB0 <= lead <= (0xC8 if encoding == "cp949" else 0xD7)
    lead = letter.encode(encoding, "replace")[0]
    if encoding == "cp932":
        return "\u3041" <= letter <= "\u30fe" or 0x88 <= lead <= 0x97
    if encoding == "big5":
        return 0xA4 <= lead <= 0xC6
    return letter.isalpha()
