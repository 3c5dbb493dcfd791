"""Sheets that other programs write, in their own headings and encodings, and paths that lead to none."""

import builtins
from pathlib import Path

import pytest
from support.timelines import notices, told

from trilateral.timeline.dates import TimelineError
from trilateral.timeline.widget import Timeline

SHEETS = {
    "TimelineJS": "Year,Month,Day,Time,End Year,End Month,End Day,Headline,Text,Display Date,Group\n"
    "2017,4,6,,2017,4,7,Summit,In Florida,,us\n2017,3,,,,,,Month,,,rok\n2016,,,,,,,Year,,,us",
    "ACLED": "event_id_cnty,event_date,year,event_type,notes\nA1,06 April 2017,2017,Protests,Many",
    "Wikidata": "item,itemLabel,pointInTime\nQ1,Summit,2017-04-06T00:00:00Z",
    "ACLED, a day of two figures": "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,"
    "sub_event_type,actor1,location,notes\nKOR1,12 March 2017,2017,1,Demonstrations,Protests,"
    "Peaceful protest,Protesters,Seoul,Many\nKOR2,06 April 2017,2017,1,Demonstrations,Protests,,,,",
    "GDELT": "GLOBALEVENTID\tSQLDATE\tMonthYear\tYear\tFractionDate\tActor1Name\tEventCode\tGoldsteinScale"
    "\tActionGeo_FullName\tDATEADDED\tSOURCEURL\n6\t20170312\t201703\t2017\t2017.1956\tUSA\t042\t1.9\tSeoul"
    "\t20170312\thttps://example.org/a\n5\t20170406\t201704\t2017\t2017.2630\tUSA\t036\t4.0\tSeoul\t20170406\t",
    "Wikidata, a range": "event,eventLabel,startTime,endTime\nhttp://www.wikidata.org/entity/Q1,War,"
    "1939-09-01T00:00:00Z,1945-09-02T00:00:00Z\nQ2,Summit,2017-04-06T00:00:00Z,",
    "vis-timeline": "id,content,start,end,group,type\n"
    "1,Summit,2017-04-06 11:00:00,2017-04-07 11:30:00,17,range",
    "Google Calendar": "Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description,Location"
    "\nMeeting,03/13/2017,10:00 AM,03/13/2017,11:00 AM,False,,\nMeeting,04/06/2017,,04/06/2017,,True,,",
    "COW disputes": "dispnum,stday,stmon,styear,endday,endmon,endyear,outcome\n1,-9,5,1902,-9,1,1903,6"
    "\n2,6,4,2017,-9,4,2017,5",
    "COW wars": "WarNum,WarName,StartMonth1,StartDay1,StartYear1,EndMonth1,EndDay1,EndYear1,StartYear2\n"
    "151,Korean,6,24,1950,7,27,1953,-8\n999,New,4,6,2017,-7,-7,-7,-8",
    "GTD": "eventid,iyear,imonth,iday,country_txt,event_type\n1,2017,4,0,Korea,a\n2,2017,4,6,Korea,b",
    "UCDP": "id,conflict_name,dyad_name,date_start,date_end,where_coordinates\n"
    "1,War,A - B,2017-04-06 00:00:00.000,"
    "2017-04-06 00:00:00.000,Seoul",
    "Start Date": "\ufeffStart Date,endDate, Headline \n2017-04-06,,Summit",
    "blanks": " date ,title\n2017-04-06,Summit",
    "Korean": "날짜;제목\n2017. 4. 6.;정상회담",
    "Japanese": "日付\tタイトル\n2017年4月6日\t首脳会談",
    "Chinese": "日期,标题\n2017年4月6日,会晤",
    "German": "Datum;Titel\n6. April 2017;Gipfel",
    "French": "Date de début;Titre\n6 avril 2017;Sommet",
    "Spanish": "Fecha;Título\n6 de abril de 2017;Cumbre",
}


@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_of_another_program_is_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(SHEETS[kind], encoding="utf-8")
    for given in (path, str(path)):
        timeline = Timeline(given)
        assert "left out" not in notices(timeline)
        assert told(timeline)[-1].startswith("2017-04-06")
    if kind == "COW disputes":
        assert told(timeline) == ["1902-05-01/1903-01-31 month", "2017-04-06/2017-04-30 day"]
    if kind == "COW wars":
        assert told(timeline) == ["1950-06-24/1953-07-27 day", "2017-04-06/.. day"]
        assert timeline.events.texts["title"] == ["Korean", "New"]
    if kind == "vis-timeline":
        assert (timeline.lane, timeline.events.texts["title"]) == ("group", ["Summit"])
    if kind == "GDELT":
        assert timeline.events.texts["place"] == ["Seoul"] * 2
        assert timeline.events.sources.publisher == ["example.org"]
    if kind == "TimelineJS":  # NUKnightLab/TimelineJS3#34, #93: an empty end is no end
        assert told(timeline) == ["2016-01-01 year", "2017-03-01 month", "2017-04-06/2017-04-07 day"]
        assert timeline.lane == "Group"


@pytest.mark.parametrize(
    ("encoding", "kind"),
    [
        ("cp949", "Korean"),
        ("cp932", "Japanese"),
        ("gb18030", "Chinese"),
        ("cp1252", "Spanish"),
        ("utf-16", "Korean"),
    ],
)
def test_older_encodings(encoding: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(SHEETS[kind].encode(encoding))
    timeline = Timeline(path)
    assert timeline.events.texts["title"] == [
        SHEETS[kind].replace("\t", ",").replace(";", ",").split(",")[-1]
    ]
    assert encoding == "utf-16" or encoding in notices(timeline)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("event.csv", "Did you mean 'events.csv'"),
        ("a.docx", "no .csv or .xlsx"),
        (".", "folder"),
        ("empty.csv", "empty"),
    ],
)
def test_a_path_to_no_table(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("date,title\n2017-04-06,x")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(TimelineError, match=says):
        Timeline(tmp_path / name)


def test_a_workbook_without_openpyxl_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "events.xlsx").write_bytes(b"PK")
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name.startswith("openpyxl"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(TimelineError, match="pip install openpyxl") as told:
        Timeline(tmp_path / "events.xlsx")
    assert "\n" not in str(told.value)
