"""Files in: every kind, every trap, row by row."""

import json
import math
from datetime import date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landuse.config import Settings
from landuse.errors import ArgumentsError, InputError
from landuse.intake.harmonise import Known
from landuse.model import Layer, Severity
from tests.builders import BOW_TIE, square
from tests.intake.files import (
    ROWS,
    areas,
    codes,
    degrees,
    geojson,
    read,
    shapefile,
    table,
    workbook,
    zipped,
)

UNITS = pd.DataFrame(
    {"code": ["SY", "TQ"], "name": ["双屿街道", "藤桥镇"], "aliases": ["双屿", "藤桥;腾桥镇"]}, dtype=object
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_in_any_encoding(tmp_path, encoding):
    """Chinese headings and the character 垟, whatever the office's program wrote."""
    found = read(table(tmp_path / "地块.csv", ROWS, encoding=encoding), known=Known(units=UNITS))
    assert found.frame["parcel_id"].tolist() == ["LC-1", "LC-2"]
    assert found.frame["name"].tolist() == ["大塘垟一号", "德政二号"]
    assert found.frame["unit"].tolist() == ["SY", "TQ"]
    assert areas(found) == [12.5, 8]
    assert found.frame["geometry_fault"].tolist() == ["unmapped", "unmapped"]


def test_a_workbook_below_its_title_and_unit_line(tmp_path):
    """Headings are found below a title; the totals row is no parcel; row numbers are the sheet's."""
    rows = [["LC-1", "一号", "", 12.5], ["LC-1", "又一次", "", 3], ["合计", "", "", 12.5]]
    above = [["鹿城区低效工业用地清单"], ["单位:亩"]]
    found = read(workbook(tmp_path / "清单.xlsx", rows, above=above))
    assert (found.read, found.refused) == (2, 1)
    assert codes(found) == [(5, "repeated_id"), (6, "totals_row")]


def test_the_same_heading_does_not_hide_another(tmp_path):
    """Of two columns called the same the first is read, the second kept."""
    path = table(tmp_path / "a.csv", [["LC-1", "first", "second"]], ["地块编号", "备注", "备注"])
    found = read(path)
    assert found.frame["note"].tolist() == ["first"]
    assert "second" in found.frame["attributes"].iloc[0]


def test_the_user_s_word_goes_before_the_heading(tmp_path):
    """--map wins, and frees the alias it replaces."""
    path = table(tmp_path / "a.csv", [["x", "LC-1", "1.5"]], ["地块编号", "老编号", "面积"])
    found = read(path, mapping={"老编号": "parcel_id", "面积": "approved_area_ha"})
    assert found.frame["parcel_id"].tolist() == ["LC-1"]
    assert areas(found, "approved_area_m2") == [22.5]
    assert found.mapping == {"老编号": "parcel_id", "面积": "approved_area_ha"}


@pytest.mark.parametrize(
    ("mapping", "key"), [({"nowhere": "parcel_id"}, "unknown_heading"), ({"地块编号": "colour"}, "unknown_field")]
)
def test_a_mapping_names_what_is_there(tmp_path, mapping, key):
    """A misspelt heading or field is refused with those there are."""
    with pytest.raises(ArgumentsError, match=key):
        read(table(tmp_path / "a.csv", ROWS), mapping=mapping)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12.5(含道路)", "not_a_number"),
        ("12.5公顷", "other_measure"),
        ("-3", "area_negative"),
    ],
)
def test_an_area_that_is_not_plain_is_refused_with_its_cell(tmp_path, cell, code):
    """Never silently 12, never silently nothing."""
    found = read(table(tmp_path / "a.csv", [["LC-1", "", "", cell], *ROWS[1:]]))
    assert codes(found) == [(2, code)]
    assert found.frame["parcel_id"].tolist() == ["LC-2"]


@pytest.mark.parametrize(
    ("cell", "mu"),
    [("１２．５", 12.5), ("12.5亩", 12.5), ("1 234.50", 1234.5), ("/", math.nan), ("无", math.nan), ("0", math.nan)],
)
def test_an_area_as_offices_write_it(tmp_path, cell, mu):
    """Full-width digits, the unit behind the number, placeholders for nothing."""
    found = read(table(tmp_path / "a.csv", [["LC-1", "", "", cell]]))
    assert areas(found) == pytest.approx([mu], nan_ok=True)


def test_known_and_missing_ids_are_refused(tmp_path):
    """What is in the ledger already stays; a row without an id is named."""
    rows = [["LC-1", "", "", 1], ["", "nobody", "", 1], ["LC-3", "", "", 1]]
    found = read(table(tmp_path / "a.csv", rows), known=Known(keys=frozenset({"LC-1"})))
    assert codes(found) == [(2, "known_id"), (3, "missing_id")]
    assert found.frame["parcel_id"].tolist() == ["LC-3"]


def test_long_codes_keep_every_digit(tmp_path):
    """A 19-digit code is text, also from a workbook."""
    code = "3303020010011234567"
    assert read(table(tmp_path / "a.csv", [[code, "", "", 1]])).frame["parcel_id"].tolist() == [code]
    assert read(workbook(tmp_path / "a.xlsx", [[code, "", "", 1]])).frame["parcel_id"].tolist() == [code]


@pytest.mark.parametrize("cpg", [None, "GBK", "UTF-8"], ids=["no cpg", "right cpg", "lying cpg"])
def test_a_gbk_shapefile_reads_as_it_was_written(tmp_path, cpg):
    """With a .cpg, without one, with one that lies."""
    path = shapefile(tmp_path, cpg=cpg)
    for file in (path, zipped(tmp_path / "地块.zip", path)):
        found = read(file)
        assert found.frame["parcel_id"].tolist() == ["LC-1", "LC-2"]
        assert found.frame["name"].tolist() == ["大塘垟", "德政"]
        assert found.geometry_m2 == pytest.approx(20_000)


def test_a_utf8_shapefile_reads_too(tmp_path):
    """UTF-8 is told from the bytes."""
    assert read(shapefile(tmp_path, encoding="UTF-8", cpg="UTF-8")).frame["name"].tolist() == ["大塘垟", "德政"]


def test_a_shapefile_without_its_parts_says_which(tmp_path):
    """A lone .shp names what is missing."""
    path = shapefile(tmp_path)
    path.with_suffix(".dbf").unlink()
    with pytest.raises(InputError) as refused:
        read(path)
    assert refused.value.values["missing"] == ".dbf"


def test_a_geopackage_is_read(tmp_path):
    """GeoPackage, in the workspace's own system."""
    path = tmp_path / "地块.gpkg"
    gpd.GeoDataFrame({"地块编号": ["LC-1"]}, geometry=[square()], crs=4549).to_file(path, driver="GPKG", layer="a")
    found = read(path)
    assert found.frame.crs.to_epsg() == 4549
    assert found.geometry_m2 == pytest.approx(10_000)


def test_faulty_shapes_are_accepted_uncounted_and_none_vanishes(tmp_path):
    """Null, empty, NaN, bow-tie, line: named, kept with their declared 亩; a point is a location."""
    nan = {"type": "Polygon", "coordinates": [[[120.6, 28.0], [120.61, float("nan")], [120.61, 28.01], [120.6, 28.0]]]}
    features = [
        ({"parcel_id": "ok", "certificate_area_mu": 15}, degrees(square())),
        ({"parcel_id": "null", "certificate_area_mu": 5}, None),
        ({"parcel_id": "empty", "certificate_area_mu": 5}, {"type": "Polygon", "coordinates": []}),
        ({"parcel_id": "nan", "certificate_area_mu": 5}, nan),
        ({"parcel_id": "bow-tie", "certificate_area_mu": 5}, degrees(BOW_TIE)),
        ({"parcel_id": "line", "certificate_area_mu": 5}, degrees(square()).exterior),
        ({"parcel_id": "point", "certificate_area_mu": 5}, degrees(square()).centroid),
    ]
    found = read(geojson(tmp_path / "a.geojson", features))
    assert (found.read, found.refused, found.uncounted) == (7, 0, 5)
    faults = dict(zip(found.frame["parcel_id"], found.frame["geometry_fault"], strict=True))
    assert {name: fault for name, fault in faults.items() if fault} == {
        "null": "null",
        "empty": "empty",
        "nan": "nan",
        "bow-tie": "invalid",
        "line": "not_area",
        "point": "location",
    }
    assert found.declared_m2 * 15 / 10000 == pytest.approx(15 + 6 * 5)
    kept = found.frame.set_index("parcel_id").geometry
    assert not kept["bow-tie"].is_valid
    assert kept[["null", "empty", "nan", "line", "point"]].isna().all()


def test_overlaps_are_named_with_both_and_how_much(tmp_path):
    """A copy and a neighbour that lies over: each pair once, in m² and 亩."""
    features = [
        ({"parcel_id": "A"}, degrees(square())),
        ({"parcel_id": "B"}, degrees(square())),
        ({"parcel_id": "C"}, degrees(square(east=400))),
    ]
    pairs = [issue for issue in read(geojson(tmp_path / "a.geojson", features)).issues if issue.code == "overlap"]
    assert [(pair.values["a"], pair.values["b"], pair.values["mu"]) for pair in pairs] == [("A", "B", "15.00")]


def test_a_difference_between_book_and_shape_is_doubtful(tmp_path):
    """15 亩 drawn and 14 on the certificate: 7 % apart, named with both."""
    features = [({"parcel_id": "A", "certificate_area_mu": 14}, degrees(square()))]
    found = read(geojson(tmp_path / "a.geojson", features))
    issue = next(issue for issue in found.issues if issue.code == "area_differs")
    assert (issue.values["book_mu"], issue.values["geometry_mu"]) == ("14.00", "15.00")


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (square(), "crs_recognised"),
        (shapely.transform(square(), lambda points: points + np.array([40_000_000, 0])), "crs_recognised"),
        (shapely.transform(square(), lambda points: points[:, ::-1]), "axes_swapped"),
        (shapely.transform(degrees(square()), lambda points: points[:, ::-1]), "axes_swapped"),
        (degrees(square()), None),
    ],
    ids=["metres called degrees", "zone before the easting", "metres swapped", "degrees swapped", "right"],
)
def test_coordinates_are_recognised_from_the_district_s_box(tmp_path, shape, code):
    """Whatever the file says, coordinates in the district win, with a note."""
    found = read(geojson(tmp_path / "a.geojson", [({"parcel_id": "A"}, shape)]))
    assert [issue.code for issue in found.issues] == ([code] if code else [])
    assert found.geometry_m2 == pytest.approx(10_000, rel=1e-3)
    assert found.frame.geometry.iloc[0].centroid.distance(square().centroid) < 1


@pytest.mark.parametrize("crs", [2385, 2364, 2437, 2416])
def test_old_datums_are_refused(tmp_path, crs):
    """Xi'an 80 and Beijing 54 would pass through unchanged, tens of metres off."""
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"parcel_id": ["A"]}, geometry=[square()], crs=crs).to_file(path, driver="GPKG")
    with pytest.raises(InputError, match="datum_refused"):
        read(path)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_without_a_box_the_file_is_trusted_and_must_say_where_it_is(tmp_path):
    """No location check, no guess."""
    anywhere = Settings(crs=26986, box=None)
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"parcel_id": ["A"]}, geometry=[square()]).to_file(path, driver="GPKG")
    with pytest.raises(InputError, match="crs_unknown"):
        read(path, settings=anywhere)
    assert read(path, settings=anywhere, crs=4549).read == 1


SUBJECTS = {"parcel:LC-1": ("SY", 8000.0), "plot:G1": ("FM", None)}


def events(tmp_path, *rows, headings=("地块编号", "事项", "日期", "面积(亩)")):
    path = table(tmp_path / "events.csv", rows, list(headings))
    return read(path, Layer.EVENTS, known=Known(subjects=SUBJECTS), today=date(2023, 6, 1))


def test_events_in_the_office_s_words(tmp_path):
    """拆除重建 is a demolition; days as people write them; the unit is the parcel's."""
    found = events(
        tmp_path,
        ["LC-1", "拆除重建", "2023年5月6日", "3"],
        ["LC-1", "拆后再供地", "2023.5.7", "2.5亩"],
        ["LC-1", "demolition", "23/5/8", ""],
    )
    assert found.frame["kind"].tolist() == ["demolition", "resupply", "demolition"]
    assert found.frame["occurred_on"].tolist() == [date(2023, 5, 6), date(2023, 5, 7), date(2023, 5, 8)]
    assert found.frame["unit"].tolist() == ["SY"] * 3
    assert codes(found) == [(4, "missing_amount")]
    assert found.uncounted == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["LC-9", "拆除", "2023-05-06", "3"], "unknown_subject"),
        (["LC-1", "起飞", "2023-05-06", "3"], "unknown_kind"),
        (["LC-1", "拆除", "2023-02-30", "3"], "no_such_day"),
        (["LC-1", "拆除", "2023.5", "3"], "day_without_day"),
        (["LC-1", "拆除", "2023-06-02", "3"], "future_day"),
        (["LC-1", "拆除", "2023-05-06", "13"], "more_than_area"),
        (["LC-1", "挂牌", "2023-05-06", ""], "kind_not_of_subject"),
        (["", "拆除", "2023-05-06", "3"], "missing_value"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_events_that_cannot_be_are_refused(tmp_path, row, code):
    """Each refusal names its row and reason."""
    found = events(tmp_path, row)
    assert codes(found) == [(2, code)]
    assert found.refused == 1


@pytest.mark.parametrize("order", [1, -1])
def test_an_event_is_about_its_parcel_before_its_zone(tmp_path, order):
    """A zone beside the parcel tells where it lies; alone in its row it is what the event is about."""
    subjects = {**SUBJECTS, "zone:Z1": ("SY", None)}
    rows = [["LC-1", "Z1", "拆除", "2023-05-06", "3"][::order], ["", "Z1", "签约", "2023-05-06", ""][::order]]
    path = table(tmp_path / "a.csv", rows, ["地块编号", "老旧工业区编号", "事项", "日期", "面积(亩)"][::order])
    found = read(path, Layer.EVENTS, known=Known(subjects=subjects), today=date(2023, 6, 1))
    assert found.frame[["subject_kind", "subject_id"]].values.tolist() == [["parcel", "LC-1"], ["zone", "Z1"]]


@pytest.mark.parametrize("order", [1, -1])
def test_an_event_s_own_subject_stands_whatever_else_is_wished_for(tmp_path, order):
    """Number and kind are there: the zone that the user mapped fills only rows that lack them."""
    subjects = {**SUBJECTS, "zone:Z1": ("SY", None)}
    headings = ["老旧工业区编号", "对象类别", "对象编号", "事项", "日期", "面积(亩)"][::order]
    path = table(tmp_path / "a.csv", [["Z1", "地块", "LC-1", "拆除", "2023-05-06", "3"][::order]], headings)
    known = Known(subjects=subjects)
    wishes = {"老旧工业区编号": "zone_id"}
    found = read(path, Layer.EVENTS, known=known, today=date(2023, 6, 1), mapping=wishes)
    assert found.frame[["subject_kind", "subject_id"]].values.tolist() == [["parcel", "LC-1"]]


def test_an_event_without_a_day_is_kept_uncounted(tmp_path):
    """Missing is not wrong: it stands in the uncounted row."""
    found = events(tmp_path, ["LC-1", "拆除", "", "3"])
    assert (found.refused, found.uncounted) == (0, 1)


def test_days_and_serial_numbers_of_workbooks(tmp_path):
    """A workbook's day cell, and the bare number Excel keeps behind it."""
    path = workbook(
        tmp_path / "e.xlsx",
        [["LC-1", "拆除", datetime(2023, 5, 6), 3], ["LC-1", "拆除", 45052, 2]],
        ["地块编号", "事项", "日期", "面积(亩)"],
    )
    found = read(path, Layer.EVENTS, known=Known(subjects=SUBJECTS))
    assert found.frame["occurred_on"].tolist() == [date(2023, 5, 6), date(2023, 5, 6)]


def test_targets_know_their_unit_and_direction(tmp_path):
    """亩 for land, m² for floor area; 全区 is the district; floor area in 亩 is refused."""
    path = table(
        tmp_path / "t.csv",
        [[2023, "再供地", "全区", 300, ""], [2023, "新开工", "", 40, "万平方米"], [2023, "新开工", "", 40, "亩"]],
        ["年度", "指标", "属地", "目标", "计量单位"],
    )
    found = read(path, Layer.TARGETS)
    assert found.frame[["indicator", "unit", "measure", "direction"]].values.tolist() == [
        ["resupply_area", None, "mu", "at_least"],
        ["construction_start_floor_area", None, "wan_m2", "at_least"],
    ]
    assert codes(found) == [(4, "floor_is_not_land")]


def test_a_column_called_unit_may_hold_the_measure(tmp_path):
    """English "unit" means both: 亩 is no reporting unit."""
    path = table(tmp_path / "t.csv", [[2023, "resupply_area", 20, "ha"]], ["year", "indicator", "value", "unit"])
    assert read(path, Layer.TARGETS).frame[["unit", "measure"]].values.tolist() == [[None, "ha"]]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.geojson", b"<!DOCTYPE html><html>login</html>", "content_is_web_page"),
        ("a.csv", b"<html><body>502</body></html>", "content_is_web_page"),
        ("a.csv", b"%PDF-1.4", "content_is_other"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [', "unreadable_file"),
        ("a.geojson", b'{"name": "no geojson"}', "unreadable_file"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 100, "unreadable_file"),
        ("a.xlsx", b"PK\x03\x04 broken", "unreadable_file"),
        ("a.csv", b"", "file_empty"),
        ("a.csv", b"\n\n", "table_empty"),
        ("a.csv", b"colour,taste\nred,sweet\n", "no_known_heading"),
        ("parcels.geojson.exe", b"{}", "file_program"),
        ("parcels.exe.geojson", b"{}", "file_program"),
        ("a.dwg", b"AC1015", "content_is_drawing"),
    ],
)
def test_files_that_are_not_what_they_say(tmp_path, name, content, key):
    """One sentence each."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read(path)
    assert refused.value.key == key


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.integers().map(str)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.lists(cells, min_size=4, max_size=4), min_size=1, max_size=8))
def test_rows_never_vanish(tmp_path_factory, rows):
    """Whatever is in the cells: read = accepted + refused, ids are unique, and nothing but a sentence comes out."""
    rows = [["".join(letter for letter in cell if letter.isprintable()) for cell in row] for row in rows]
    path = workbook(tmp_path_factory.mktemp("rows") / "a.xlsx", rows)
    if not any(cell.strip() for row in rows for cell in row):
        with pytest.raises(InputError, match="table_empty"):
            read(path)
        return
    found = read(path)
    assert found.read == found.accepted + found.refused
    assert len(found.frame) == found.accepted
    assert found.frame["parcel_id"].is_unique


def test_rows_know_their_numbers_and_refused_ones_their_keys(tmp_path):
    """The second of three rows is refused: the others keep the numbers that a user sees."""
    found = read(table(tmp_path / "a.csv", [["A", "", "", 5], ["A", "", "", 6], ["B", "", "", 7]]))
    assert (found.numbers, dict(found.refused_keys)) == ((2, 4), {3: "A"})


def test_a_row_about_a_known_record_need_not_say_all_of_it(tmp_path):
    """With ``update`` a firm that the ledger has comes without its name, a new one does not."""
    path = table(
        tmp_path / "a.csv", [["91330302DEM000014G", 5], ["91330302DEM000022B", 5]], ["信用代码", "用地需求(亩)"]
    )
    known = Known(keys=frozenset({"91330302DEM000014G"}), update=True)
    found = read(path, Layer.ENTERPRISES, known=known)
    assert [issue.code for issue in found.issues if issue.severity is Severity.REFUSED] == ["missing_value"]
    assert found.frame["credit_code"].tolist() == ["91330302DEM000014G"]


def test_a_number_that_is_about_right_is_read_with_a_note(tmp_path):
    """约12亩 is 12 亩, and said to be no exact number."""
    found = read(table(tmp_path / "a.csv", [["LC-1", "", "", "约12亩"], ["LC-2", "", "", "１，２３４．５左右"]]))
    assert codes(found) == [(2, "about_number"), (3, "about_number")]
    assert areas(found) == [12, 1234.5]


@pytest.mark.parametrize("cell", ["12 5", "1,23", "1.2.3", "十二", "1e400", "1e15", "12,5", "12+5", "12.5（含道路）"])
def test_what_is_no_plain_number_is_never_read_as_one(tmp_path, cell):
    """Spaces and commas part thousands only; nothing beyond what an office counts in is a number."""
    found = read(table(tmp_path / "a.csv", [["LC-1", "", "", cell]], delimiter="\t"))
    assert codes(found) == [(2, "not_a_number")]


def test_hidden_characters_are_seen_taken_out_and_kept(tmp_path):
    """A name with marks of direction, a key with a line break: said, normalised, the original in the attributes."""
    rows = [["LC-\n1", "甲\u202e乙\u200b", "", 1], ["LC-2", "丙_x000D_\n丁", "", 1], ["LC-3", "垟𠮷\n鞋业", "", 1]]
    found = read(workbook(tmp_path / "a.xlsx", rows))
    assert found.frame["parcel_id"].tolist() == ["LC-1", "LC-2", "LC-3"]
    assert found.frame["name"].tolist() == ["甲乙", "丙\n丁", "垟𠮷\n鞋业"]
    assert (2, "hidden_characters") in codes(found)
    assert r"甲\u202e乙\u200b" in json.loads(found.frame["attributes"][0])["地块名称"]
    assert (4, "hidden_characters") not in codes(found)


@pytest.mark.parametrize("cell", [3.30302001002e18, "3.30302E+18"])
def test_a_code_that_a_spreadsheet_has_cut_is_said_to_be_lost(tmp_path, cell):
    """The row is refused where the code names it; nothing is made up."""
    found = read(workbook(tmp_path / "a.xlsx", [[cell, "", "", 1], ["330302001002GB00001", "", "", 1]]))
    assert codes(found) == [(2, "code_lost")]
    assert found.frame["parcel_id"].tolist() == ["330302001002GB00001"]


def test_codes_of_land_are_looked_at_whether_mapped_or_not(tmp_path):
    """宗地代码 19, 不动产单元号 28, 电子监管号 16: what does not fit is doubted, the row stays."""
    headings = ["地块编号", "宗地代码", "不动产单元号", "电子监管号", "统一社会信用代码", "面积(亩)"]
    good = ["LC-1", "330302001002GB00001", "330302001002GB00001W00000000", "3303022023B00012", "91330302DEM000014G", 1]
    bad = ["LC-2", "330302001002GB0001", "330302001002GB00001X00000000", "3303022023000012", "91330302DEM000014", 1]
    found = read(table(tmp_path / "a.csv", [good, bad], headings))
    assert found.accepted == 2
    assert codes(found) == [
        (3, "cadastral_code_form"),
        (3, "unit_no_form"),
        (3, "supervision_no_form"),
        (3, "credit_code_digit"),
    ]


def test_several_firms_in_one_cell_are_told_apart_for_review(tmp_path):
    """、 and 等 part them; the cell stays as it is, the list lies with the attributes."""
    rows = [["G1", "甲鞋业有限公司、乙印务有限公司", 5], ["G2", "丙汽配有限公司等3家", 5], ["G3", "丁材料有限公司", 5]]
    found = read(table(tmp_path / "a.csv", rows, ["地块编号", "意向企业", "面积(亩)"]), Layer.PLOTS)
    assert codes(found) == [(2, "several_firms"), (3, "several_firms")]
    assert found.frame["intended_enterprise"][0] == rows[0][1]
    assert json.loads(found.frame["attributes"][0])["意向企业"] == ["甲鞋业有限公司", "乙印务有限公司"]


def test_towns_come_without_their_ending(tmp_path):
    """上望 is 上望街道; where two units would be meant, none is."""
    names = [("SW", "上望街道", None), ("TQ", "藤桥镇", "腾桥镇"), ("A1", "安阳街道", None), ("A2", "安阳镇", None)]
    units = pd.DataFrame(names, columns=["code", "name", "aliases"])
    rows = [["LC-1", "", "上望", 1], ["LC-2", "", "腾桥镇", 1], ["LC-3", "", "腾桥", 1], ["LC-4", "", "安阳", 1]]
    found = read(table(tmp_path / "a.csv", rows), known=Known(units=units))
    assert found.frame["unit"].tolist() == ["SW", "TQ", "TQ", "安阳"]
    assert codes(found) == [(5, "unknown_unit")]
