"""The office's own transformations: from a file elsewhere, known by name, shown nowhere."""

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from landuse.cli.main import run
from landuse.config import Settings
from landuse.errors import InputError
from landuse.i18n import LANGUAGES, catalogue
from landuse.intake.local_grids import local_grids
from tests.builders import square, workspace
from tests.intake.files import geojson, read

#: A grid of nobody, with a number in it that must not be seen anywhere.
SECRET = "7654321"
PIPELINE = (
    f"+proj=pipeline +step +inv +proj=tmerc +lon_0=120.7 +x_0=50000 +y_0=-{SECRET} +ellps=GRS80 "
    "+step +proj=tmerc +lon_0=120 +x_0=500000 +ellps=GRS80"
)


@pytest.fixture
def secret(tmp_path):
    """Return a file of transformations that stands beside nothing of ours."""
    path = tmp_path / "elsewhere" / "office.toml"
    path.parent.mkdir()
    path.write_text(f'[city]\npipeline = "{PIPELINE}"\ntarget = 4549\n', encoding="utf-8")
    return path


def in_grid(shape):
    """Return a shape of the district in the made-up grid."""
    back = Transformer.from_pipeline(PIPELINE)
    return shapely.transform(shape, lambda points: np.column_stack(back.transform(*points.T, direction="INVERSE")))


def drawn(tmp_path):
    return geojson(tmp_path / "city.geojson", [({"parcel_id": "A"}, in_grid(square()))])


@pytest.mark.parametrize("word", [None, "city"])
def test_a_file_in_the_city_s_grid_comes_by_its_transformation(tmp_path, secret, word):
    """Recognised by where it lands, or named by the user: at its place within a millimetre, and said so."""
    found = read(drawn(tmp_path), settings=Settings(transformations=str(secret)), crs=word)
    assert found.frame.geometry.iloc[0].equals_exact(square(), 1e-3)
    assert "transformed" in [issue.code for issue in found.issues]


def test_the_environment_comes_before_the_settings(tmp_path, secret, monkeypatch):
    """An office that keeps its settings in the environment keeps this there, too."""
    assert local_grids(Settings()) == ()
    monkeypatch.setenv("LANDUSE_TRANSFORMATIONS", str(secret))
    assert [grid.name for grid in local_grids(Settings(transformations="/nowhere"))] == ["city"]


@pytest.mark.parametrize(
    "content",
    [
        f'[city]\npipeline = "+proj=nonsense +x_0={SECRET}"\ntarget = 4549\n',
        f'[city]\npipeline = "{PIPELINE}"\n',
        f'[city]\npipeline = "{PIPELINE}"\ntarget = 1\n',
        f'[city]\ngrid = "{SECRET}.gsb"\ntarget = 4549\n',
        f'[city]\npipeline = "{PIPELINE}"\ntarget = 4549\nscale = {SECRET}\n',
        f"city = {SECRET}\n",
        f"[city\n{SECRET}",
    ],
    ids=["pipeline", "no target", "target", "grid", "key", "no table", "not TOML"],
)
def test_a_bad_file_is_told_without_what_it_holds(tmp_path, secret, content):
    """A sentence in both languages, and not a number of it."""
    secret.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(drawn(tmp_path), settings=Settings(transformations=str(secret)), crs="city")
    said = " ".join(catalogue(language).sentence(error.value) for language in LANGUAGES)
    assert error.value.exit_code == 4
    assert SECRET not in said + str(error.value)


def test_parameters_are_written_nowhere(tmp_path, secret, capsys, monkeypatch):
    """Not in the ledger, its audit, the kept files, the output or the log of an import that used them."""
    folder = tmp_path / "w"
    workspace(folder).close()
    monkeypatch.setenv("LANDUSE_TRANSFORMATIONS", str(secret))
    assert run(["import", str(drawn(tmp_path)), "--layer", "parcels", "--json", "--workspace", str(folder)]) == 0
    assert run(["export", "parcels", "-o", str(folder / "out.geojson"), "--workspace", str(folder)]) == 0
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    for path in folder.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes()
