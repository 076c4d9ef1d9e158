"""list and export: the contract's fields, the same filters, restricted columns only when asked for."""

import json

import geopandas as gpd
import openpyxl
import pytest
import shapely

from landuse.model import Layer
from tests import builders

MAY = ("--as-of", "2023-05-31")


@pytest.fixture
def outline(tmp_path):
    """Return a map file with the outline of the first parcel's surroundings."""
    path = tmp_path / "outline.geojson"
    x, y = builders.ORIGIN
    gpd.GeoSeries([shapely.box(x - 5, y - 5, x + 200, y + 200)], crs=4549).to_crs(4326).to_file(path, driver="GeoJSON")
    return path


def keys(answer, key="parcel_id"):
    return [record[key] for record in answer.json]


def test_records_have_text_ids_and_areas_in_mu(call, place):
    """Areas by kind and of the geometry in 亩 to 0.01; nothing known is null."""
    records = call("list", "parcels", *MAY, "--json", "--workspace", place).json
    assert [record["parcel_id"] for record in records] == ["P1", "P2", "P3"]
    last = records[2]
    assert (last["certificate_area_mu"], last["geometry_area_mu"], last["area_mu"]) == (12.35, None, 12.35)
    assert (last["stage"], last["unit"], last["zone_id"], last["geometry_status"]) == (
        "registered",
        "U2",
        None,
        "unmapped",
    )
    assert records[0]["stage"] == "resupplied"


@pytest.mark.parametrize("layer", list(Layer), ids=str)
def test_every_layer_is_a_json_array(call, place, layer):
    """All layers answer, in JSON and in words."""
    assert isinstance(call("list", layer, "--json", "--workspace", place).json, list)
    assert call("list", layer, "--workspace", place).code == 0


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["--unit", "U2"], ["P2", "P3"]),
        (["--unit", "甲街道"], ["P1"]),
        (["--zone", "甲老旧工业区"], ["P1"]),
        (["--stage", "registered"], ["P2", "P3"]),
        (["--text", "厂"], ["P1", "P3"]),
        (["--where", "name=乙厂"], ["P3"]),
        (["--where", "unit=U2", "--where", "geometry_status=ok"], ["P2"]),
    ],
    ids=" ".join,
)
def test_filters_choose(call, place, asked, expected):
    """Each filter alone and together."""
    assert keys(call("list", "parcels", *MAY, *asked, "--json", "--workspace", place)) == expected


def test_a_file_of_an_outline_chooses(call, place, outline):
    """`--within` reads the file as untrusted as any, in any CRS, and keeps what lies mostly within."""
    assert keys(call("list", "parcels", "--within", outline, "--json", "--workspace", place)) == ["P1"]


def test_an_outline_that_is_none_is_refused(call, place, tmp_path):
    """A table, a line or a disguised file is a sentence and exit code 4."""
    (tmp_path / "a.csv").write_text("代码,名称\nU1,甲\n", encoding="utf-8")
    (tmp_path / "b.geojson").write_text("<OGRVRTDataSource></OGRVRTDataSource>", encoding="utf-8")
    line = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "LineString", "coordinates": [[120.6, 28], [120.7, 28]]},
    }
    (tmp_path / "c.geojson").write_text(json.dumps(line), encoding="utf-8")
    for name in ("a.csv", "b.geojson", "c.geojson", "none.geojson"):
        answer = call("list", "parcels", "--within", tmp_path / name, "--workspace", place)
        assert (answer.code, answer.out, answer.err.count("\n")) == (4, "", 1)


def test_what_does_not_exist_is_refused_with_what_does(call, place):
    """Unknown unit, zone, stage, column and layer: exit code 2 and the known names."""
    for asked, known in (
        (["--unit", "丙"], "甲街道"),
        (["--zone", "丙"], "Z1"),
        (["--stage", "done"], "demolished"),
        (["--where", "colour=red"], "parcel_id"),
    ):
        answer = call("list", "parcels", *asked, "--workspace", place)
        assert (answer.code, known in answer.err) == (2, True)
    assert call("list", "houses", "--workspace", place).code == 2


def test_restricted_columns_are_asked_for_and_the_asking_is_noted(call, place):
    """Without --restricted a firm's tax is not there; with it, the audit trail knows who asked."""
    assert "tax_wan_yuan" not in call("list", "enterprises", "--json", "--workspace", place).json[0]
    asked = call("list", "enterprises", "--restricted", "--actor", "张三", "--json", "--workspace", place)
    assert asked.json[0]["tax_wan_yuan"] == 12.5
    assert asked.json[0]["credit_code"] == "91330302145012345X"


def test_a_name_cannot_command_the_terminal(call, place):
    """Text from files is shown without control characters."""
    answer = call("list", "parcels", "--text", "\x1b[31m", "--workspace", place)
    assert answer.code == 0
    assert "\x1b" not in answer.out


def test_export_answers_with_path_rows_and_total(call, place, tmp_path):
    """The answer names what the file names: filter, day and total."""
    target = tmp_path / "list.xlsx"
    answer = call("export", "parcels", "-o", target, "--unit", "乙镇", *MAY, "--json", "--workspace", place)
    assert answer.json == {
        "path": str(target),
        "layer": "parcels",
        "rows": 2,
        "total_mu": 32.35,
        "as_of": "2023-05-31",
        "filter": {"unit": "U2"},
        "filter_words": "属地=乙镇",
        "restricted": False,
        "altered": 0,
        "left_out": 0,
    }
    sheet = openpyxl.load_workbook(target).active
    assert "属地=乙镇" in sheet["A2"].value
    assert "2023年5月31日" in sheet["A2"].value
    assert "32.35 亩" in sheet["A3"].value


def test_export_speaks_of_what_it_changed(call, place, tmp_path):
    """A csv whose cells had to be neutralised says how many."""
    answer = call("export", "parcels", "-o", tmp_path / "list.csv", "--lang", "en", "--workspace", place)
    assert (answer.code, "1 cells" in answer.out) == (0, True)


def test_export_refuses(call, place, tmp_path):
    """An unknown format and a map without ground: 2; the ledger as target: 7."""
    assert call("export", "parcels", "-o", tmp_path / "a.pdf", "--workspace", place).code == 2
    assert call("export", "enterprises", "-o", tmp_path / "a.geojson", "--workspace", place).code == 2
    assert call("export", "parcels", "-o", place / "landuse.gpkg", "--workspace", place).code == 7
    assert call("fsck", "--workspace", place).code == 0
