"""The printed map: its page, its texts, its scale, its totals against the list, and names that mean harm."""

import io
import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pypdf
import pytest
import shapely
from PIL import Image

from landuse.config import CONTEXT, Settings
from landuse.errors import ArgumentsError, InputError
from landuse.model import Filter, Layer
from landuse.reports.listing import listing
from landuse.reports.map_drawing import blended
from landuse.reports.map_sheet import map_sheet, sheet_name
from landuse.reports.sheet_contents import SheetRequest, contents_of
from landuse.reports.sheet_frame import PAPERS, frame_of
from landuse.reports.typesetting import PPI
from landuse.symbology import load_symbology
from tests.builders import BOW_TIE, MAY, ORIGIN, happen, parcel, square, workspace

ALL = Filter(as_of=MAY)
HOSTILE = {
    "H1": "<b>&'\"</b>",
    "H2": "#let x = 1 [a] $x$ *b*",
    "H3": "`${alert(1)}`",
    "H4": "甲\u202e乙",
    "H5": '#panic("x")',
    "H6": "🏭厂",
}


def box_around(*, east=0.0, north=0.0, width, height):
    """Return the degrees of a box of metres, its corner so many metres from the builders' origin."""
    x, y = ORIGIN[0] + east, ORIGIN[1] + north
    ground = gpd.GeoSeries([shapely.box(x, y, x + width, y + height)], crs=4549)
    return tuple(float(edge) for edge in ground.to_crs(4326).total_bounds)


#: 430 m and less than 330 m: what 1:2000 shows on A4.
WINDOW = box_around(east=-50, north=-50, width=420, height=300)


@pytest.fixture
def store(tmp_path):
    """Return a workspace of parcels of 15 亩 (100 m) in a row, one far away, one without a shape, a plot, a bow-tie."""
    opened = workspace(
        tmp_path / "workspace",
        settings=Settings(name="示范区", synthetic=True),
        units=[{"code": "U1", "name": "甲街道", "geometry": square(mu=3000, east=-200, north=-200)}],
        zones=[
            {"zone_id": "Z1", "name": "乙工业区", "unit": "U1", "book_area_m2": 20_000.0, "geometry": square(mu=60)}
        ],
        parcels=[
            parcel("P1", unit="U1", name="甲厂"),
            parcel("P2", unit="U1", east=120, book_mu=15.005),
            parcel("P3", unit="U2", east=240, book_mu=10.005),
            parcel("P4", east=5000, unit="U1"),
            parcel("P5", mu=None, book_mu=0.105, unit="U1"),
        ],
        plots=[{"plot_id": "G1", "name": "丙地块", "geometry": square(mu=2, east=130, north=20)}],
    )
    happen(opened, "demolition", "P2", mu=15)
    yield opened
    opened.close()


def request(**asked):
    return SheetRequest(**{"box": WINDOW, "chosen": ALL, **asked})


def pdf(store, **asked):
    return pypdf.PdfReader(io.BytesIO(map_sheet(store, request(**asked))))


def words(store, **asked):
    """Return what can be read out of the PDF."""
    return pdf(store, **asked).pages[0].extract_text()


def picture(store, **asked):
    return np.asarray(Image.open(io.BytesIO(map_sheet(store, request(form="png", **asked)))).convert("RGB")).astype(int)


def runs(line):
    """Return the lengths of runs of True."""
    edges = np.flatnonzero(np.diff([0, *line.astype(int), 0]))
    return (edges[1::2] - edges[::2]).tolist()


def near(found, colour):
    """Tell which pixels have a colour, to a hair."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return (np.abs(found - wanted) <= 2).all(axis=-1)


@pytest.mark.parametrize(("paper", "size"), [("A4", (297, 210)), ("A3", (420, 297))])
def test_a_page_of_the_paper_s_size(store, paper, size):
    """One page, landscape, in points and in pixels."""
    read = pdf(store, paper=paper)
    assert len(read.pages) == 1
    assert [round(float(edge) * 25.4 / 72) for edge in read.pages[0].mediabox[2:]] == list(size)
    height, width, _ = picture(store, paper=paper).shape
    assert (width, height) == tuple(pytest.approx(edge / 25.4 * PPI, abs=1) for edge in size)


def test_what_a_sheet_says_of_itself(store):
    """Title, filter and day, mark, legend, scale, system, source and that the data are invented, as text."""
    said = words(store)
    for part in (
        "示范区 工业用地地图",
        "筛选:全部;截至 2023年5月31日",
        "内部资料",
        "图例",
        "1:2,000",
        "EPSG:4549",
        "坐标北",
        "工业用地作战台账",
        "虚构",
        "属地界",
    ):
        assert part in said
    assert re.search(r"D 已拆除 1 15\.0", said)


def test_a_sheet_in_english(store):
    """Complete, with the planner's own title."""
    said = words(store, language="en", title="Site visit")
    for part in ("Site visit", "As of 2023-05-31", "Internal material", "Legend", "Demolished", "grid north", "50 m"):
        assert part in said
    assert "图例" not in said


def test_every_font_is_embedded(store):
    """No reader has to have Chinese fonts."""
    fonts = pdf(store).pages[0]["/Resources"]["/Font"].values()
    described = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert described
    assert all({"/FontFile2", "/FontFile3"} & set(one) for one in described)


def test_a_sheet_can_be_made_again(store):
    """The same ledger and request give the same bytes, without the clock."""
    assert map_sheet(store, request()) == map_sheet(store, request())


def test_the_scale_holds(store):
    """At 1:2000 a parcel of 100 m and a bar of 100 m are 50 mm on paper."""
    found = picture(store, layers=[Layer.PARCELS])
    dots = PPI / 25.4
    registered = load_symbology().stages["registered"].colour
    fill = blended(registered, load_symbology().layers["parcels"].opacity)
    assert max(max(runs(row), default=0) for row in near(found, fill)) == pytest.approx(50 * dots, abs=5)
    paper = PAPERS["A4"]
    middle_of_bar = paper.height - paper.margin - paper.footer + 2.4 + 4.6 + 0.65
    row = found[round(middle_of_bar * dots), : round(120 * dots)].sum(axis=1) < 300
    dark = [length for length in runs(row) if length > 20]
    assert dark == [pytest.approx(12.5 * dots, abs=4)] * 2


def test_totals_are_those_of_the_list(store):
    """What is seen is counted whole: P1 to P3 of five, 亩 as the list prints them; the one without a shape is named."""
    frame = frame_of(WINDOW, crs=4549, paper=PAPERS["A4"])
    shown = next(one for one in contents_of(store, request(), frame).layers if one.layer is Layer.PARCELS)
    assert set(shown.shown["key"]) == {"P1", "P2", "P3"}
    printed = listing(store, Layer.PARCELS, ALL, language="zh-CN").frame.set_index("parcel_id")["area_mu"]
    assert float(shown.inside.area_mu) == pytest.approx(printed[["P1", "P2", "P3"]].sum())
    assert sum(amount.area_mu for amount in shown.by_stage.values()) == shown.inside.area_mu
    assert (shown.unmapped.count, float(shown.unmapped.area_mu)) == (1, 0.11)
    said = words(store)
    assert re.search(r"合计 3 40\.02", said)
    assert re.search(r"未落图.* 1 0\.11", said)


def test_half_a_record_is_counted_whole(store):
    """A window that cuts P1 shows and counts all of its 15 亩; its neighbour by a bare edge is not there."""
    asked = request(box=box_around(east=-300, north=0, width=350, height=90))
    frame = frame_of(asked.box, crs=4549, paper=PAPERS["A4"])
    assert frame.bounds[2] < ORIGIN[0] + 100
    shown = next(one for one in contents_of(store, asked, frame).layers if one.layer is Layer.PARCELS)
    assert [(one.count, float(one.area_mu)) for one in (shown.inside,)] == [(1, 15.0)]


def test_what_the_filter_leaves_out_is_faint(store):
    """P3 of another unit: no full colour, a faint one; not in the totals, and said to be left out."""
    chosen = replace(ALL, unit="U1")
    found = picture(store, chosen=chosen, layers=[Layer.PARCELS])
    symbology = load_symbology()
    registered = symbology.stages["registered"].colour
    full = near(found, blended(registered, symbology.layers["parcels"].opacity)).sum()
    faint = near(found, blended(registered, symbology.faint.opacity)).sum()
    side = (50 * PPI / 25.4) ** 2
    assert full == pytest.approx(side, rel=0.1)
    assert faint == pytest.approx(side, rel=0.1)
    said = words(store, chosen=chosen)
    assert re.search(r"筛选之外.* 1 10\.01", said)
    assert "属地=甲街道" in said


def test_what_is_selected_is_outlined(store):
    """By key or by feature id, in red on the map and with its 亩 in the legend."""
    red = load_symbology().selected.line
    plain = near(picture(store), red).sum()
    for name in ("P1", 1):
        assert near(picture(store, selected={Layer.PARCELS: [name]}), red).sum() > plain + 1000
    assert re.search(r"选中.* 1 15\.00", words(store, selected={Layer.PARCELS: ["P1"]}))


def test_hostile_names_are_printed_as_they_are(tmp_path):
    """Markup of typst, HTML and scripts is text; what would turn or is in no font is spelled out; 400 signs are cut."""
    names = {**HOSTILE, "H7": "字" * 400}
    rows = [
        parcel(key, name=name, geometry=square(mu=60, east=220 * place), mu=60)
        for place, (key, name) in enumerate(names.items())
    ]
    zone = {"zone_id": "Z", "name": "#image[z]", "geometry": square(mu=2000, north=-300)}
    opened = workspace(
        tmp_path / "w",
        settings=Settings(name="<i>#let\u202e"),
        parcels=rows,
        zones=[zone],
        units=[{"code": "u", "name": "$u$", "geometry": square(mu=9000, east=-500, north=-500)}],
    )
    said = words(opened, box=box_around(east=-100, north=-300, width=1700, height=900), paper="A3", title=None)
    opened.close()
    for name in ("H1", "H2", "H3", "H5"):
        assert HOSTILE[name].replace(" ", "") in re.sub(r"\s", "", said)
    for literal in ("甲[U+202E]乙", "[U+1F3ED]厂", "<i>#let[U+202E]", "#image[z]", "$u$"):
        assert literal in said
    assert "字" * 8 in said
    assert said.count("字") < 60
    assert "\u202e" not in said


def test_a_box_where_nothing_is(store):
    """Still a sheet, which says so."""
    said = words(store, box=box_around(east=20_000, north=20_000, width=300, height=200), layers=[Layer.PLOTS])
    assert "图框内没有记录" in said
    assert "1:1,500" in said


def test_a_shape_that_is_unsound_is_drawn(tmp_path):
    """Whoever mends the bow-tie has to see it; it has no 亩."""
    opened = workspace(tmp_path / "w", parcels=[parcel("B", geometry=BOW_TIE)])
    assert re.search(r"入库 1 0\.00", words(opened))
    opened.close()


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"box": (121.0, 28.0, 120.0, 28.1)}, "wrong_box"),
        ({"box": (float("nan"), 28.0, 120.0, 28.1)}, "wrong_box"),
        ({"paper": "A0"}, "wrong_choice"),
        ({"form": "svg"}, "unknown_format"),
        ({"chosen": replace(ALL, where=(("colour", "red"),))}, "unknown_column"),
    ],
)
def test_what_cannot_be_printed_is_refused(store, asked, key):
    """With the key of a sentence."""
    with pytest.raises(ArgumentsError) as caught:
        map_sheet(store, request(**asked))
    assert caught.value.key == key


def test_a_base_layer_that_is_broken_is_named(store):
    """The file's name is in the error."""
    (store.folder / CONTEXT).mkdir()
    (store.folder / CONTEXT / "roads.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        map_sheet(store, request())
    assert caught.value.values["file"] == "roads.geojson"


def test_progress_is_told(store):
    """Three steps, in words."""
    told = []
    map_sheet(store, request(), progress=lambda *step: told.append(step))
    assert told == [(1, 3, "读取台账"), (2, 3, "绘制地图"), (3, 3, "排版")]


def test_the_file_s_name_says_what_it_holds(store):
    """Filter, day and form; no sign that a system refuses."""
    asked = request(chosen=replace(ALL, text='a/b:"c"'), form="png")
    assert sheet_name(store, asked) == "工业用地地图_搜索=a_b_c_截至2023-05-31.png"
