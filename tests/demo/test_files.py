"""The committed files: made by the generator, the same every time, in the columns of the schema."""

import json
from pathlib import Path

import pytest

from landuse.demo import FILES, LAYER_FILES
from landuse.demo.__main__ import main
from landuse.model import Layer
from landuse.schema import TABLES

FOLDER = Path(__file__).parents[2] / "data" / "parcels"


def test_the_generator_writes_the_committed_files_again(tmp_path: Path) -> None:
    """Made anew, every file is the same byte for byte as the committed one."""
    assert main([str(tmp_path / "made")]) == 0
    for name in FILES:
        assert (tmp_path / "made" / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_command_wants_one_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a folder nothing is written and the way to call it is said."""
    assert main([]) == 2
    assert "FOLDER" in capsys.readouterr().err


def test_the_files_are_small_and_plain() -> None:
    """All files together are under 4 MB and are UTF-8 with line feeds."""
    contents = [(FOLDER / name).read_bytes() for name in FILES]
    assert sum(map(len, contents)) < 4_000_000
    assert all(b"\r" not in content and content.decode("utf-8-sig") for content in contents)


@pytest.mark.parametrize(("name", "layer"), LAYER_FILES)
def test_columns_are_those_of_the_schema(name: str, layer: Layer) -> None:
    """Every heading is a column of the layer, areas with 亩 or m² said in the name."""
    text = (FOLDER / name).read_text(encoding="utf-8-sig")
    headings = (
        set(json.loads(text)["features"][0]["properties"])
        if name.endswith(".geojson")
        else set(text.splitlines()[0].split(","))
    )
    known = set(TABLES[layer].names)
    assert {heading if heading in known else heading.replace("_mu", "_m2") for heading in headings} <= known


def test_every_map_file_says_that_it_is_invented() -> None:
    """Each GeoJSON file carries the sentence that the data are synthetic."""
    for name in FILES:
        if name.endswith(".geojson"):
            assert "纯属虚构" in json.loads((FOLDER / name).read_text(encoding="utf-8"))["note"]
