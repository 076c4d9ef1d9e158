"""What is exported and imported again is what it was: codes, texts, numbers and ground, in every format that holds them."""

import csv
import os
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from landuse.actions.export_list import WITH_LIST, WRITERS, export_list
from landuse.config import Settings
from landuse.errors import ArgumentsError
from landuse.intake.values import text_of
from landuse.model import Filter, Layer
from landuse.schema import TABLES
from tests.builders import MAY, happen, parcel, square, workspace
from tests.intake.files import read

#: Every example costs a child process: few by default, many with LANDUSE_CORPUS=1.
EXAMPLES = 40 if os.environ.get("LANDUSE_CORPUS") == "1" else 2
ALL = Filter(as_of=MAY)
CODE = "330302001001GB00001W00000000"
#: Formats that hold a record whole.
WHOLE = [suffix for suffix in WRITERS if suffix not in {*WITH_LIST, ".xlsx", ".csv"}]
#: Ground with a hole and in two parts, at coordinates that no survey would write.
HOLED = shapely.difference(square(mu=20, east=600.123456), shapely.box(560_650.1, 3_100_020.2, 560_660.3, 3_100_040.4))
PARTED = shapely.MultiPolygon([square(mu=3.3, east=1200.7), square(mu=0.4, east=1400.9, north=33.3)])
TEXTS = ["大塘垟", "𠮷野家", "双\"引'号", "第一行\n第二行", "a,b;c|d\te", "<b>&amp;</b>", "＝１＋１", "@x", "尾 空"]


def filled(folder, names=TEXTS):
    """Return a workspace of one parcel a name, three of them of odd ground and one without."""
    grounds = [HOLED, PARTED, shapely.MultiPolygon([translate(HOLED, 0, 3000), square(mu=1, east=2000, north=500)])]
    rows = []
    for place, name in enumerate(names):
        code = CODE if place == 0 else f"00{place}"
        ground = grounds[place] if place < len(grounds) else square(mu=7, east=2500 + 120.3 * place)
        rows.append(
            parcel(
                code,
                book_mu=None if place == 4 else 12.3456789 + place,
                name=name,
                note=f"注 {name}",
                geometry=ground,
                floor_area_m2=1234.5678 if place else None,
                low_efficiency_type=None,
            )
        )
    rows.append(parcel("无图", mu=None, book_mu=5))
    return workspace(folder, parcels=rows)


def exported(store, target, **options):
    return export_list(
        store, options.pop("layer", Layer.PARCELS), target, filter=ALL, language="zh-CN", actor="test", **options
    )


def recorded(store):
    """Return the ledger's parcels by code."""
    return store.tables().parcels.set_index("parcel_id").sort_index()


def same(found, expected, columns):
    """Assert that cells and ground are what they were; areas to a millionth."""
    found = found.set_index("parcel_id").sort_index()
    assert found.index.tolist() == expected.index.tolist()
    for column in columns:
        if column.endswith("_m2"):
            np.testing.assert_allclose(found[column].astype(float), expected[column].astype(float), rtol=1e-9)
        else:
            assert found[column].fillna("").tolist() == expected[column].fillna("").tolist(), column
    np.testing.assert_allclose(found.geometry.area, expected.geometry.area, rtol=1e-6)
    there = ~expected.geometry.isna()
    assert found.geometry[there].hausdorff_distance(expected.geometry[there], align=False).max() < 1e-3
    assert found.geometry.isna().tolist() == (~there).tolist()


COLUMNS = [name for name in TABLES[Layer.PARCELS].names if name not in {"parcel_id", "unit", "zone_id"}]


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_format_that_holds_a_record_loses_nothing(tmp_path, suffix):
    """Codes of 28 digits, leading zeros, texts beyond the first plane, quotes, line breaks, numbers, holes and parts."""
    with closing(filled(tmp_path / "w")) as store:
        outcome = exported(store, tmp_path / f"a{suffix}")
        assert (outcome.altered, outcome.left_out) == (0, 0)
        found = read(tmp_path / f"a{suffix}")
        assert (found.read, found.refused) == (len(TEXTS) + 1, 0)
        same(found.frame, recorded(store), COLUMNS)


@pytest.mark.parametrize("suffix", [".shp", ".zip"])
def test_a_shapefile_with_chinese_headings_in_gbk(tmp_path, suffix):
    """Headings of five characters, values in GBK; 𠮷 in four bytes, and then the .cpg says GB 18030."""
    with closing(filled(tmp_path / "w")) as store:
        exported(store, tmp_path / f"a{suffix}", encoding="gbk")
        names = read(tmp_path / f"a{suffix}", mapping={"地块编号": "parcel_id"}).mapping
        assert {"地块编号": "parcel_id", "名称": "name", "备注": "note"}.items() <= names.items()
        found = read(tmp_path / f"a{suffix}")
        same(found.frame, recorded(store), ["name", "note"])
    if suffix == ".shp":
        assert (tmp_path / "a.cpg").read_text() == "GB18030"
        assert "地块编号".encode("gbk") in (tmp_path / "a.dbf").read_bytes()


def test_a_shapefile_of_plain_gbk_says_so(tmp_path):
    """Where GBK has every character, the .cpg names it; other formats take no encoding."""
    with closing(filled(tmp_path / "w", ["大塘垟"])) as store:
        exported(store, tmp_path / "a.shp", encoding="gbk")
        assert (tmp_path / "a.cpg").read_text() == "GBK"
        with pytest.raises(ArgumentsError, match="format_has_encoding"):
            exported(store, tmp_path / "a.gpkg", encoding="gbk")


def test_what_a_shapefile_cuts_stands_beside_it(tmp_path):
    """A text of more than 254 bytes is cut between characters, counted, and whole in the csv."""
    long = "垟" * 200
    with closing(workspace(tmp_path / "w", parcels=[parcel("P1", name="甲", note=long)])) as store:
        assert exported(store, tmp_path / "a.shp").altered == 1
        assert read(tmp_path / "a.shp").frame["note"].tolist() == ["垟" * 84]
        assert read(tmp_path / "a.csv").frame["note"].tolist() == [long]


@pytest.mark.parametrize("suffix", sorted(WITH_LIST))
def test_a_format_without_attributes_keeps_code_and_ground(tmp_path, suffix):
    """Outlines with holes and parts come back to a millionth; the whole list, groundless records too, stands as csv."""
    asked = {".txt": {}, ".dxf": {"sheet": "PARCELS", "crs": 4549}}[suffix]
    with closing(filled(tmp_path / "w")) as store:
        outcome = exported(store, tmp_path / f"a{suffix}")
        assert outcome.left_out == 1
        found = read(tmp_path / f"a{suffix}", **asked)
        expected = recorded(store).drop(index="无图")
        same(found.frame, expected, [])
        if suffix == ".txt":
            plain = [" ".join(name.replace(",", "，").replace("@", "＠").split()) for name in expected["name"]]
            assert found.frame.set_index("parcel_id").sort_index()["name"].tolist() == plain
            assert outcome.altered == sum(name not in plain for name in TEXTS)
        listed = read(tmp_path / "a.csv")
        assert (listed.read, listed.refused) == (len(TEXTS) + 1, 0)
        names = listed.frame.set_index("parcel_id")["name"]
        assert names.drop("无图").sort_index().str.lstrip("'").tolist() == expected["name"].tolist()


def test_boundary_points_are_strict(tmp_path):
    """Zone 40 in the eastings, north first, rings closed and numbered, GBK; millimetres where they are enough."""
    with closing(
        workspace(
            tmp_path / "w",
            parcels=[parcel("DK-1", name="甲", geometry=shapely.box(560_000, 3_100_000, 560_100, 3_100_100))],
        )
    ) as store:
        exported(store, tmp_path / "a.txt")
    lines = (tmp_path / "a.txt").read_bytes().decode("gbk").split("\r\n")
    assert lines[4:6] == ["坐标系=2000国家大地坐标系", "几度分带=3"]
    assert {"带号=40", "精度=0.001"} <= set(lines)
    assert lines[12] == "5,1.0000,DK-1,甲,面,,,,@"
    assert [line.split(",")[:2] for line in lines[13:18]] == [[f"J{no}", "1"] for no in (1, 2, 3, 4, 1)]
    assert lines[13].split(",")[2:] == ["3100000.000", "40560100.000"]
    assert lines[18:] == [""]


def outlined(corners, hole, parts, turn):
    """Return ground around CORNER: a star of so many corners, with a hole and a second part or without."""
    angles = np.linspace(0, 2 * np.pi, len(corners), endpoint=False) + turn
    star = shapely.Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * np.array(corners)[:, None] + CORNER)
    ground = star.difference(shapely.Point(CORNER).buffer(hole, quad_segs=2)) if hole else star
    beside = shapely.box(CORNER[0] + 400, CORNER[1], CORNER[0] + 420 + hole, CORNER[1] + 33.333)
    return shapely.MultiPolygon([ground, beside]) if parts else ground


CORNER = (560_000.123, 3_100_000.456)
GROUNDS = st.builds(
    outlined,
    st.lists(st.floats(20, 200), min_size=3, max_size=9),
    st.sampled_from([0.0, 2.5, 7.0]),
    st.booleans(),
    st.floats(0, 3),
)
WORDS = st.text(st.characters(codec="gb18030", exclude_categories=["C", "Z"]), min_size=1, max_size=9)


@settings(max_examples=4 * EXAMPLES, deadline=None)
@given(st.lists(st.tuples(WORDS, GROUNDS), min_size=1, max_size=4))
def test_boundary_points_come_back_whatever_they_are(drawn):
    """Any names, corners, holes and parts: what is written strictly is read as the same codes, names and ground."""
    records = [parcel(f"DK-{at}", name=name, geometry=shape) for at, (name, shape) in enumerate(drawn)]
    with TemporaryDirectory() as folder, closing(workspace(Path(folder) / "w", parcels=records)) as store:
        exported(store, Path(folder) / "a.txt")
        found = read(Path(folder) / "a.txt")
        before = recorded(store)
    assert (found.read, found.refused) == (len(drawn), 0)
    frame = found.frame.set_index("parcel_id").loc[before.index]
    spaced = [" ".join(name.replace(",", "，").replace("@", "＠").split()) for name in before["name"]]
    assert [name or "" for name in frame["name"]] == ["" if name in {"/", "-"} else name for name in spaced]
    for mine, theirs in zip(frame.geometry, before.geometry, strict=True):
        assert abs(mine.area - theirs.area) <= 1e-6 * theirs.area
        assert shapely.hausdorff_distance(mine, theirs) <= 0.002
        holes = [sorted(shapely.get_num_interior_rings(shapely.get_parts(shape))) for shape in (mine, theirs)]
        assert holes[0] == holes[1]


def test_boundary_points_are_for_china(tmp_path):
    """Ground elsewhere has no zone."""
    abroad = {"parcel_id": "1", "mode": None, "geometry": shapely.box(232_000, 900_000, 232_100, 900_100)}
    with (
        closing(workspace(tmp_path / "w", parcels=[abroad], settings=Settings(crs=26986, box=None))) as store,
        pytest.raises(ArgumentsError, match="no_zone"),
    ):
        exported(store, tmp_path / "a.txt")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_days_and_amounts_of_events_come_back(tmp_path, suffix):
    """A list of events: days are days, amounts as printed."""
    with closing(filled(tmp_path / "w")) as store:
        happen(store, "demolition", CODE, on=date(2023, 2, 28), mu=1.25)
        happen(store, "launch", "001", on=date(2023, 5, 31))
        exported(store, tmp_path / f"a{suffix}", layer=Layer.EVENTS)
        subjects = {f"parcel:{code}": (None, 1e9) for code in (CODE, "001")}
        from landuse.intake.harmonise import Known  # noqa: PLC0415 - only here

        found = read(tmp_path / f"a{suffix}", layer=Layer.EVENTS, known=Known(subjects=subjects)).frame
        assert found["occurred_on"].tolist() == [date(2023, 2, 28), date(2023, 5, 31)]
        assert found["land_area_m2"].tolist()[0] == pytest.approx(1.25 * 10_000 / 15)


letters = st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]) | st.sampled_from("垟𠮷\n\"'，,@=+-<&")
#: Texts that are none of an office's words for nothing (``/``, ``无``) and hide no characters: those are read as such.
texts = st.text(letters, min_size=1, max_size=40).map(str.strip).filter(lambda text: text_of(text) == text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=EXAMPLES)
@given(st.lists(texts, min_size=1, max_size=12))
@pytest.mark.parametrize("suffix", [*WHOLE, ".csv", ".xlsx"])
def test_any_text_comes_back(tmp_path_factory, suffix, names):
    """Whatever a name says, every format gives it back."""
    folder = tmp_path_factory.mktemp("texts")
    rows = [parcel(f"P{place:02}", east=120 * place, name=name) for place, name in enumerate(names)]
    with closing(workspace(folder / "w", parcels=rows)) as store:
        outcome = exported(store, folder / f"a{suffix}")
        found = read(folder / f"a{suffix}").frame.set_index("parcel_id").sort_index()
        expected = recorded(store)["name"]
    if outcome.altered and suffix == ".csv":
        with (folder / "a.csv").open(encoding="utf-8-sig", newline="") as file:
            assert sum(row[1].startswith("'") for row in csv.reader(file)) >= outcome.altered
    elif not outcome.altered:
        assert found["name"].tolist() == expected.tolist()
