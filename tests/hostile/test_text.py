"""Words that are not what they look like: inputs 15 to 23 of the list of hostile inputs."""

import csv
import json

import geopandas as gpd
import openpyxl
import pytest

from tests.builders import parcel, square, workspace
from tests.hostile.conftest import SECRET
from tests.intake.files import degrees, geojson, shapefile, table, workbook
from tests.ui.test_pages import html, run

HEADINGS = ["地块编号", "地块名称", "证载面积(亩)"]
WORDS = ["垟心厂", "𠮷利", "一号地块"]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_15_a_table_in_any_encoding(house, encoding):
    """The same words whatever the bytes, with the line ends of every system."""
    rows = [[f"LC-{at}", word, 10] for at, word in enumerate(WORDS)]
    path = table(house.desk / "a.csv", rows, HEADINGS, encoding=encoding)
    assert house.take(path)["accepted"] == 3
    assert house.parcels()["name"].tolist() == WORDS
    told = house.call("inspect", path, "--json").json
    assert told["sample"][1]["地块名称"] == "𠮷利"


def test_15_lines_in_different_encodings_are_told(house):
    """Half of a file pasted into another: refused with the line; the user's word for the encoding is obeyed."""
    path = house.desk / "a.csv"
    path.write_bytes("地块编号,地块名称\nLC-1,大塘垟一号\n".encode() + "LC-2,德政二号\r\n".encode("gb18030"))
    house.refuse(path, "line 3 differs")
    house.refuse(path, "is not in utf-8", words=("--encoding", "utf-8"))


def test_16_a_cpg_that_lies_is_contradicted(house):
    """The bytes win, it is said, and another reading can be asked for."""
    path = shapefile(house.desk, cpg="UTF-8")
    offered = house.call("inspect", path, "--json").json["encodings"]
    assert (offered[0], len(offered) > 1) == ("gb18030", True)
    told = house.take(path)
    assert [problem["code"] for problem in told["problems"]] == ["encoding_contradicts"]
    assert house.parcels()["name"].tolist() == ["大塘垟", "德政"]


def test_16_a_cpg_of_western_letters_does_not_make_mojibake(house):
    """Nearly all bytes can be read as western letters: Chinese stays Chinese, and it is said."""
    path = shapefile(house.desk, cpg="ISO-8859-1")
    told = house.take(path)
    assert [problem["code"] for problem in told["problems"]] == ["encoding_contradicts"]
    assert house.parcels()["name"].tolist() == ["大塘垟", "德政"]


def test_16_a_cpg_that_may_be_right_is_asked(house):
    """The bytes are Chinese in one encoding and something else in the claimed one: both are shown, nothing comes in."""
    path = shapefile(house.desk, cpg="949")
    said = house.refuse(path, "--answer encoding=gb18030", "--answer encoding=cp949", "名称")
    assert said.count("宗地号") == 1
    told = house.take(path, "--answer", "encoding=gb18030")
    assert told["accepted"] == 2
    assert [(one["kind"], one["answer"]) for one in told["questions"]] == [("encoding", "gb18030")]
    assert house.parcels()["name"].tolist() == ["大塘垟", "德政"]


def test_16_the_user_s_word_settles_an_encoding(house):
    """--encoding is no answer to a question but an order: nothing is asked."""
    path = shapefile(house.desk, cpg="949")
    assert house.take(path, "--encoding", "gbk")["accepted"] == 2
    assert house.parcels()["name"].tolist() == ["大塘垟", "德政"]
    other = shapefile(house.desk, cpg="949", name="other")
    house.refuse(other, "--answer encoding=gb18030", words=("--answer", "encoding=latin1"))


def test_18_nul_bytes_in_a_table(house):
    """A NUL here and there is named with its row and column, and the rows stay; an end that was never written is said."""
    path = house.desk / "a.csv"
    content = "地块编号,地块名称,证载面积(亩)\nLC-1,大\0塘,10\nLC-2,德政,1\x002\n".encode("gbk") + b"\0" * 4096
    path.write_bytes(content)
    told = house.take(path)
    named = {(problem["row"], problem["column"], problem["code"]) for problem in told["problems"]}
    assert {
        (2, "地块名称", "hidden_characters"),
        (3, "证载面积(亩)", "hidden_characters"),
        (0, "", "nul_tail"),
    } == named
    assert house.parcels()["name"].tolist() == ["大塘", "德政"]
    assert (house.parcels()["certificate_area_m2"] * 15 / 10000).round(2).tolist() == [10, 12]


def test_18_a_program_s_bytes_are_no_table(house):
    """What is mostly NULs and control characters is none of ours, whatever it is called."""
    path = house.desk / "a.csv"
    path.write_bytes(bytes(range(256)) * 40)
    house.refuse(path)


def test_22_field_names_that_were_cut_within_a_character(house):
    """Ten bytes hold five characters of GBK and a half: the half goes, the rest is known."""
    path = shapefile(house.desk)
    table_ = path.with_suffix(".dbf")
    content = bytearray(table_.read_bytes())
    for at, name in enumerate(("1地块编号名称", "地块名称A名")):
        content[32 + 32 * at : 43 + 32 * at] = name.encode("gbk")[:10].ljust(11, b"\0")
    table_.write_bytes(content)
    told = house.call("inspect", path, "--json").json
    assert told["columns"] == ["1地块编号", "地块名称A"]
    assert house.take(path, "--map", "1地块编号=parcel_id", "--map", "地块名称A=name")["accepted"] == 2
    assert house.parcels()["name"].tolist() == ["大塘垟", "德政"]


def test_22_cut_names_propose_the_right_field(house):
    """The beginning of a heading that is known is asked about with that heading's field proposed."""
    path = shapefile(house.desk)
    table_ = path.with_suffix(".dbf")
    content = bytearray(table_.read_bytes())
    content[64 : 64 + 11] = "低效用地类型".encode("gbk")[:10].ljust(11, b"\0")
    table_.write_bytes(content)
    told = house.take(path)
    asked = [(one["column"], one["proposed"]) for one in told["questions"]]
    assert asked == [("低效用地类", "low_efficiency_type")]


def test_17_numbers_are_read_noted_or_refused_with_their_cell(house):
    """Never silently 12, never NaN; rare characters stay."""
    cells = ["１２．５", "12．5亩", "约12亩", "12.5（含道路）", "—"]
    rows = [[f"LC-{at}", "垟𠮷\ue000", cell] for at, cell in enumerate(cells)]
    told = house.take(table(house.desk / "a.csv", rows, HEADINGS, encoding="utf-8"), code=3)
    problems = {problem["row"]: problem for problem in told["problems"] if problem["code"] != "hidden_characters"}
    assert problems[4]["code"] == "about_number"
    assert (problems[5]["code"], problems[5]["column"], problems[5]["value"]) == (
        "not_a_number",
        "证载面积(亩)",
        "12.5（含道路）",
    )
    kept = house.parcels()
    assert (kept["certificate_area_m2"] * 15 / 10_000).round(6).tolist()[:3] == [12.5, 12.5, 12]
    assert "LC-3" not in kept.index
    assert all(name.startswith("垟𠮷") for name in kept["name"])


def test_18_what_cannot_be_seen_is_said(house):
    """Marks of direction, zero width, line ends in a key: a warning, a plain key, the original kept."""
    rows = [["LC-\n1", "甲\u202e乙", 1], ["LC-2\u200b", "丙_x000D_", 1]]
    told = house.take(workbook(house.desk / "a.xlsx", rows, HEADINGS))
    assert {problem["code"] for problem in told["problems"]} == {"hidden_characters"}
    kept = house.parcels()
    assert kept.index.tolist() == ["LC-1", "LC-2"]
    assert kept["name"].tolist() == ["甲乙", "丙"]
    assert r"甲\u202e乙" in json.loads(kept["attributes"].iloc[0])["地块名称"]


def test_18_a_nought_in_a_name_ends_nothing(house):
    """U+0000 in a GeoJSON."""
    path = geojson(house.desk / "a.geojson", [({"parcel_id": "A", "name": "甲\x00乙"}, degrees(square()))])
    house.take(path)
    assert house.parcels()["name"].tolist() in (["甲乙"], ["甲"])


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "=cmd|'/c calc'!A1"]


def test_19_formulas_stay_text(house):
    """In xlsx as text; in CSV with a mark before them, and it is said; and they come back as they were."""
    features = [
        ({"parcel_id": f"A{at}", "name": word}, degrees(square(east=200 * at))) for at, word in enumerate(FORMULAS)
    ]
    house.take(geojson(house.desk / "a.geojson", features))
    book, text = house.folder / "out.xlsx", house.folder / "out.csv"
    assert house.call("export", "parcels", "-o", book).code == 0
    cells = [cell for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for cell in row]
    texts = {cell.value for cell in cells if cell.data_type in {"s", "inlineStr"}}
    assert set(FORMULAS) - {"\t=1"} <= texts
    assert not [cell for cell in cells if cell.data_type == "f" and ("cmd" in cell.value or "1+1" in cell.value)]
    assert house.call("export", "parcels", "-o", text).code == 0
    with text.open(encoding="utf-8-sig", newline="") as file:
        written = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in written if cell.startswith(("=", "@", "\t", "＝"))]


NAUGHTY = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "`${alert(1)}`",
    "{{7*7}}",
    "\\1\\g<0>",
    "'; DROP TABLE parcels; --",
    "undefined",
    "NaN",
    "null",
    "None",
    "True",
    "1e309",
    "%s%n",
    "%d{0}",
    "$HOME",
    "../../etc/passwd",
    "田中さんにあげて下さい",
    "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
    "👾 🙇 💁",
    "مُنَاقَشَةُ",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè",
    "**bold** [a](javascript:alert(1))",
    ":red[x] $x^2$ ~~y~~",
    "| a | b |\n|---|---|",
    "CON",
    "a" * 4_000,
    "   ",
    "\u2028\u2029",
]


def test_20_markup_comes_in_and_goes_out_as_text(house):
    """In any attribute, through every list and every written format."""
    rows = [[f"LC-{at}", f'"{word}"', 1] for at, word in enumerate(NAUGHTY[:6])]
    house.take(table(house.desk / "a.csv", rows, HEADINGS))
    listed = house.call("list", "parcels", "--json").json
    assert [record["name"] for record in listed] == NAUGHTY[:6]
    for suffix in ("xlsx", "csv"):
        assert house.call("export", "parcels", "-o", house.folder / f"a.{suffix}").code == 0
    assert [row[1] for row in _rows(house.folder / "a.xlsx") if str(row[0]).startswith("LC-")] == NAUGHTY[:6]


def _rows(path):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]


@pytest.mark.parametrize("page", ["progress", "map", "parcels"])
def test_21_every_page_is_drawn_with_naughty_names(tmp_path, monkeypatch, page):
    """A list of strings that break programs, as names of parcels and of a zone."""
    from landuse.ui import server  # noqa: PLC0415 - the app's own store

    rows = [parcel(f"P{at}", east=200 * at, name=word, unit="U1") for at, word in enumerate(NAUGHTY)]
    units = [{"code": "U1", "name": NAUGHTY[0]}]
    workspace(tmp_path / "w", parcels=rows, units=units, zones=[{"zone_id": "Z1", "name": NAUGHTY[1]}]).close()
    monkeypatch.setenv("LANDUSE_WORKSPACE", str(tmp_path / "w"))
    app = run(page, **({"parcel": "P1"} if page == "parcels" else {}))
    assert not app.exception
    shown = html(app)
    assert "<img src=x" not in shown
    assert "<script>alert" not in shown
    server.close_stores()


def test_22_headings_that_databases_stumble_over(house):
    """Long Chinese ones, words of SQL, spaces, "geometry" as an attribute: rows come in, what is not mapped is kept."""
    frame = gpd.GeoDataFrame(
        {"地块编号": ["LC-1"], "select": ["x"], "低效用地整治面积状态": ["y"], "a b ": ["z"], 'quo"te': ["q"]},
        geometry=[square()],
        crs=4549,
    )
    path = house.desk / "a.gpkg"
    frame.to_file(path, driver="GPKG", layer="drop table")
    house.take(path)
    kept = json.loads(house.parcels()["attributes"].iloc[0])
    assert set(kept.values()) == {"x", "y", "z", "q"}
    rows = [["LC-2", "甲", SECRET[:3]]]
    house.take(table(house.desk / "b.csv", rows, ["地块编号 ", " 地块名称", "geometry"]))
    assert house.parcels().loc["LC-2", "name"] == "甲"


def test_22_headings_that_a_shapefile_has_cut(house):
    """Two headings that became one word and its number: both are there, and one can be mapped by hand."""
    path = house.desk / "a.geojson"
    geojson(path, [({"地块编号": "LC-1", "低效用地整": "甲", "低效用地_1": "乙"}, degrees(square()))])
    house.take(path, "--map", "低效用地_1=name")
    assert house.parcels()["name"].tolist() == ["乙"]


def test_23_another_heading_each_month(house):
    """地块编号, 宗地号, 编号: each leads to the same field without a question."""
    for at, heading in enumerate(("地块编号", "宗地号", "编号")):
        told = house.take(table(house.desk / f"{at}.csv", [[f"LC-{at}", "甲"]], [heading, "名称"]))
        assert told["accepted"] == 1
    assert house.parcels().index.tolist() == ["LC-0", "LC-1", "LC-2"]
