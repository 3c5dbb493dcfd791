"""What people hand in, a line each: acts, not branches of the code. The next one is a line more.

Where an act is from a public report, the report is named beside it.
"""

# How a zip's names are written, and what they are; all must be read as they are, from the whole archive.
ZIPS: dict[str, tuple[str, list[str]]] = {
    "Korean Windows, python/cpython#84587": ("cp949", ["김민수/03.ipynb", "이서연/03.ipynb"]),
    "Korean, one name, zip4j#69": ("cp949", ["홍길동.ipynb"]),
    "Korean, rare letters, libarchive#2798": (
        "cp949",
        ["곽두팔/과제 3.ipynb", "뷁샵/03.ipynb", "선우현/03.ipynb"],
    ),
    "Japanese Windows, owncloud/core#24900": ("cp932", ["佐藤 花子/03.ipynb", "鈴木一郎/03.ipynb"]),
    "Japanese, a byte that is a backslash, nih-at/libzip#212": (
        "cp932",
        ["ソ/03.ipynb", "表/03.ipynb", "能/能.ipynb"],
    ),
    "Japanese, a name that ends in such a byte": ("cp932", ["田中 表", "鈴木/03.ipynb"]),
    "Japanese, folders by class": ("cp932", ["3年1組/髙橋.ipynb", "3年1組/齋藤.ipynb", "3年1組/渡邊.ipynb"]),
    "Japanese, wide signs": ("cp932", ["コピー ～ ノート.ipynb", "田中（提出）.ipynb"]),
    "Chinese Windows, microsoft/markitdown#1535": (
        "gbk",
        ["王伟/03.ipynb", "李娜/03.ipynb", "诸葛亮/作业.ipynb"],
    ),
    "Chinese, old letters": ("gbk", ["王小明/03.ipynb", "張偉/03.ipynb", "李娜/03.ipynb"]),
    "Taiwan, microsoft/markitdown#1535": ("cp950", ["陳怡君/03.ipynb", "林志玲/03.ipynb"]),
    "Taiwan, bytes that are backslashes": ("cp950", ["許功蓋/03.ipynb", "蔡依林/03.ipynb"]),
    "Germany, DOS": ("cp850", ["Müller/03.ipynb", "Jürgen Groß/03.ipynb"]),
    "Brazil": ("cp850", ["João/03.ipynb", "Conceição/03.ipynb"]),
    "Russia": ("cp866", ["Иванов/03.ipynb", "Пётр/03.ipynb"]),
    "UTF-8 without its flag, LibreCodeCoop/extract#56": (
        "utf-8",
        ["김민수/03.ipynb", "佐藤/03.ipynb", "José/03.ipynb"],
    ),
    "plain and Korean, r-lib/zip#101": ("cp949", ["Kim/03.ipynb", "박지훈/03.ipynb", "lee/최종 답안.ipynb"]),
}
