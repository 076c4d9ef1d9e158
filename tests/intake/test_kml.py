"""KML by hand: every folder, everything that is written of a placemark."""

import pytest
import shapely

from landuse.intake.kml import placemarks

RING = "<LinearRing><coordinates>120.6,28.0,5 120.7,28.0 120.7,28.1 120.6,28.0</coordinates></LinearRing>"
HOLE = RING.replace("120.6,", "120.65,").replace("28.1", "28.05")


def written(path, body):
    """Write a document."""
    text = f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'
    path.write_text(text, encoding="utf-8")
    return path


def placemark(inner, geometry=f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>"):
    return f"<Placemark>{inner}{geometry}</Placemark>"


def test_folders_are_read_together_and_named(tmp_path):
    """The nearest name above a placemark is its layer; extended data are columns before its own."""
    data = '<ExtendedData><Data name="parcel_id"><value>LC-1</value></Data></ExtendedData>'
    schema = '<ExtendedData><SchemaData><SimpleData name="面积">12.5</SimpleData></SchemaData></ExtendedData>'
    path = written(
        tmp_path / "a.kml",
        f"<Folder><name>甲</name>{placemark(f'<name>一</name>{data}')}<Folder>{placemark(schema)}</Folder></Folder>"
        f"<Folder><name>乙</name>{placemark('<description>&lt;b&gt;</description>')}</Folder>{placemark('')}",
    )
    names, rows = placemarks(path)
    assert names == ["parcel_id", "面积", "Name", "Description", "Layer"]
    assert [cells for cells, _ in rows] == [
        ["LC-1", None, "一", None, "甲"],
        [None, "12.5", None, None, "甲"],
        [None, None, None, "<b>", "乙"],
        [None, None, None, None, None],
    ]


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        (
            f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs><innerBoundaryIs>{HOLE}</innerBoundaryIs></Polygon>",
            "Polygon",
        ),
        (
            f"<MultiGeometry>{2 * f'<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>'}</MultiGeometry>",
            "MultiPolygon",
        ),
        ("<Point><coordinates>120.6, 28.0 </coordinates></Point>", "Point"),
        ("<LineString><coordinates>120.6,28 120.7,28</coordinates></LineString>", "LineString"),
        ("", None),
        ("<Polygon><outerBoundaryIs/></Polygon>", "unreadable"),
        (
            "<Polygon><outerBoundaryIs><LinearRing><coordinates>1,x</coordinates></LinearRing></outerBoundaryIs></Polygon>",
            "unreadable",
        ),
    ],
)
def test_shapes(tmp_path, geometry, kind):
    """Holes, parts, blanks behind commas; what cannot be drawn says so and stays a row."""
    [(_, shape)] = placemarks(written(tmp_path / "a.kml", placemark("", geometry)))[1]
    found = shape.geom_type if isinstance(shape, shapely.Geometry) else (shape or {}).get("type")
    assert found == kind


@pytest.mark.parametrize("body", ["<Placemark>", '<!DOCTYPE a [<!ENTITY b "c">]>'], ids=["cut short", "entities"])
def test_broken_documents_are_refused(tmp_path, body):
    """Nothing half is read, and nothing is expanded."""
    path = tmp_path / "a.kml"
    path.write_text(f"{body}<kml/>", encoding="utf-8")
    with pytest.raises(ValueError):
        placemarks(path)
