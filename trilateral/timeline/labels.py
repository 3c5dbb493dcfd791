"""Words for columns and codes of the module's own tables, in the languages of the timeline's interface."""

from __future__ import annotations

from typing import Any

COLUMNS: dict[str, dict[str, str]] = {
    "en": {},
    "ko": {"track": "분야", "level": "급", "actors": "당사자", "format": "형식"},
    "ja": {"track": "分野", "level": "レベル", "actors": "当事者", "format": "形式"},
}
"""Names of columns; others are shown by their own name."""

LABELS: dict[str, dict[str, dict[str, str]]] = {
    "en": {
        "track": {
            "trilateral": "The three together", "japan-rok": "Japan and South Korea", "history": "History",
            "dprk": "North Korea", "china": "China", "us": "United States",
            "rok-domestic": "South Korean politics", "economy": "Economy",
        },
        "level": {
            "leader": "Leaders", "minister": "Ministers", "senior-official": "Senior officials",
            "working-level": "Working level", "military": "Military", "legal": "Legal acts",
            "statement": "Statements", "weapons-test": "Weapons tests", "civil-society": "Civil society",
            "other": "Other",
        },
        "format": {
            "summit": "Summits", "foreign-ministers": "Foreign ministers",
            "defence-ministers": "Defence ministers", "vice-foreign-ministers": "Vice foreign ministers",
            "chiefs-of-defence": "Chiefs of defence", "national-security-advisers": "Security advisers",
            "DTT": "Defence talks (DTT)", "TCOG": "TCOG",
            "six-party-heads": "Six-party envoys", "other": "Other",
        },
        "actors": {
            "AUS": "Australia", "CAN": "Canada", "CHN": "China", "DEU": "Germany", "FRA": "France",
            "GBR": "Britain", "IRN": "Iran", "IRQ": "Iraq", "ITA": "Italy", "JPN": "Japan",
            "KOR": "South Korea", "MYS": "Malaysia", "NLD": "Netherlands", "NZL": "New Zealand",
            "PRK": "North Korea", "RUS": "Russia", "SYR": "Syria", "UKR": "Ukraine",
            "UN": "United Nations", "USA": "United States", "EU": "European Union", "IDN": "Indonesia",
            "IND": "India", "MNG": "Mongolia", "PHL": "Philippines", "SGP": "Singapore", "THA": "Thailand",
            "VNM": "Vietnam",
        },
    },
    "ko": {
        "track": {
            "trilateral": "한·미·일 3국", "japan-rok": "한·일 관계", "history": "역사 문제", "dprk": "북한",
            "china": "중국", "us": "미국", "rok-domestic": "한국 국내 정치", "economy": "경제",
        },
        "level": {
            "leader": "정상", "minister": "장관", "senior-official": "고위 당국자", "working-level": "실무",
            "military": "군사", "legal": "법적 조치", "statement": "성명", "weapons-test": "무기 시험",
            "civil-society": "시민 사회", "other": "기타",
        },
        "format": {
            "summit": "정상회담", "foreign-ministers": "외교장관", "defence-ministers": "국방장관",
            "vice-foreign-ministers": "외교차관", "chiefs-of-defence": "합참의장",
            "national-security-advisers": "안보보좌관", "DTT": "안보회의 (DTT)", "TCOG": "TCOG",
            "six-party-heads": "6자회담 수석대표", "other": "기타",
        },
        "actors": {
            "AUS": "호주", "CAN": "캐나다", "CHN": "중국", "DEU": "독일", "FRA": "프랑스", "GBR": "영국",
            "IRN": "이란", "IRQ": "이라크", "ITA": "이탈리아", "JPN": "일본", "KOR": "한국",
            "MYS": "말레이시아", "NLD": "네덜란드", "NZL": "뉴질랜드", "PRK": "북한", "RUS": "러시아",
            "SYR": "시리아", "UKR": "우크라이나", "UN": "유엔", "USA": "미국", "EU": "유럽연합",
            "IDN": "인도네시아", "IND": "인도", "MNG": "몽골", "PHL": "필리핀", "SGP": "싱가포르",
            "THA": "태국", "VNM": "베트남",
        },
    },
    "ja": {
        "track": {
            "trilateral": "日米韓三か国", "japan-rok": "日韓関係", "history": "歴史問題", "dprk": "北朝鮮",
            "china": "中国", "us": "米国", "rok-domestic": "韓国内政", "economy": "経済",
        },
        "level": {
            "leader": "首脳", "minister": "閣僚", "senior-official": "高官", "working-level": "実務者",
            "military": "軍事", "legal": "法的措置", "statement": "声明", "weapons-test": "兵器実験",
            "civil-society": "市民社会", "other": "その他",
        },
        "format": {
            "summit": "首脳会談", "foreign-ministers": "外相", "defence-ministers": "防衛相",
            "vice-foreign-ministers": "外務次官", "chiefs-of-defence": "参謀長",
            "national-security-advisers": "安保補佐官", "DTT": "防衛協議 (DTT)", "TCOG": "TCOG",
            "six-party-heads": "六者会合首席代表", "other": "その他",
        },
        "actors": {
            "AUS": "豪州", "CAN": "カナダ", "CHN": "中国", "DEU": "ドイツ", "FRA": "フランス", "GBR": "英国",
            "IRN": "イラン", "IRQ": "イラク", "ITA": "イタリア", "JPN": "日本", "KOR": "韓国",
            "MYS": "マレーシア", "NLD": "オランダ", "NZL": "ニュージーランド", "PRK": "北朝鮮",
            "RUS": "ロシア", "SYR": "シリア", "UKR": "ウクライナ", "UN": "国連", "USA": "米国",
            "EU": "欧州連合", "IDN": "インドネシア", "IND": "インド", "MNG": "モンゴル", "PHL": "フィリピン",
            "SGP": "シンガポール", "THA": "タイ", "VNM": "ベトナム",
        },
    },
}  # fmt: skip
"""Words for values, by language, column and value; other values are shown as they are."""


def _events(n: int) -> str:
    return f"{n:,} event" if n == 1 else f"{n:,} events"


STATIC: dict[str, dict[str, Any]] = {
    "en": {
        "events": _events, "about": "about {}", "to": "{} to {}", "going on": "{}, going on",
        "washington": "Washington: {}",
        "date": "Date", "event": "Event", "sources": "Sources", "source": "source", "disputed": "disputed",
        "table": "{} as a table", "first": "The first {:,} of {} as a table", "others": "{:,} others",
        "as of": "As it could be known on {}.", "shown": "{} shown ({}).", "none": "Timeline without events.",
        "alt": "Timeline of {} from {} to {}", "lanes": "{}, in lanes: {}.", "stop": ".",
        "vague": "hollow: day not known", "tilde": "tildes: about this time", "bar": "bar: lasts over time",
        "ring": "dotted ring: disputed", "crowd": "where events crowd, not each has its mark",
        "date disputed": "The date is disputed.",
    },
    "ko": {
        "events": lambda n: f"사건 {n:,}건", "about": "{} 무렵", "to": "{}부터 {}까지",
        "going on": "{}부터 진행 중", "washington": "워싱턴 {}",
        "date": "날짜", "event": "사건", "sources": "출처", "source": "출처", "disputed": "이견 있음",
        "table": "표: {}", "first": "표: {1} 중 처음 {0:,}건", "others": "그 밖의 {:,}줄",
        "as of": "{} 당시 알 수 있었던 내용.", "shown": "{} 표시 ({}).", "none": "사건이 없는 연표.",
        "alt": "연표: {}, {}부터 {}까지", "lanes": "{}. 줄: {}.", "stop": ".",
        "vague": "빈 기호: 날짜 미상", "tilde": "물결표: 그 무렵", "bar": "막대: 기간",
        "ring": "점선 고리: 이견 있음",
        "crowd": "사건이 몰린 곳에서는 기호가 모두 그려지지 않음", "date disputed": "날짜에 이견이 있습니다.",
    },
    "ja": {
        "events": lambda n: f"出来事{n:,}件", "about": "{}頃", "to": "{}から{}まで",
        "going on": "{}から継続中", "washington": "ワシントン {}",
        "date": "日付", "event": "出来事", "sources": "出典", "source": "出典", "disputed": "異論あり",
        "table": "表：{}", "first": "表：{1}のうち最初の{0:,}件", "others": "ほか{:,}段",
        "as of": "{}時点で知り得たこと。", "shown": "{}を表示（{}）。", "none": "出来事のない年表。",
        "alt": "年表：{}、{}から{}まで", "lanes": "{}。段：{}。", "stop": "。",
        "vague": "白抜き：日は不明", "tilde": "波線：その頃", "bar": "棒：期間", "ring": "点線の輪：異論あり",
        "crowd": "込み合う所では記号をすべては描かない", "date disputed": "日付には異論がある。",
    },
}  # fmt: skip
"""Words of the static form, by language."""
