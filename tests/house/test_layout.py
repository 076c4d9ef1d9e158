"""The size of rooms, and that each can be entered alone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, functions, length, literals, modules

PAGE_LINES, FUNCTION_LINES, MODULE_LINES, ENTRY_LINES = 40, 50, 400, 20


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_module_has_one_subject(path):
    """No module is longer than 400 lines; the entry is a handful."""
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    assert lines <= (ENTRY_LINES if path.name == "app.py" and path.parent == Path() else MODULE_LINES)


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_function_fits_the_eye(path):
    """No function is longer than 50 lines, no page longer than 40."""
    is_page = path.parts[:3] == ("landuse", "ui", "pages")
    long = {node.name: length(node) for node in functions(modules()[path])}
    limit = PAGE_LINES if is_page else FUNCTION_LINES
    assert {name: lines for name, lines in long.items() if lines > limit} == {}


@pytest.mark.parametrize("path", modules(), ids=str)
def test_names_say_what_is_inside(path):
    """No module is called after nothing in particular."""
    assert not set(path.stem.split("_")) & {"util", "utils", "helper", "helpers", "manager", "common", "misc"}


@pytest.mark.parametrize("path", modules(), ids=str)
def test_no_text_for_users_stands_in_the_code(path):
    """Chinese stands in the catalogues, never in a literal."""
    chinese = [node.value for node in literals(modules()[path]) if re.search(r"[\u4e00-\u9fff]", node.value)]
    assert chinese == []


@pytest.mark.parametrize("path", modules(), ids=str)
def test_colours_stand_in_one_place(path):
    """Colours are data of symbology.toml and ui/style.css."""
    colours = [node.value for node in literals(modules()[path]) if re.fullmatch(r"#[0-9a-fA-F]{3,8}", node.value)]
    assert colours == []


def test_every_module_imports_alone():
    """Each module can be imported first: none leans on another's side effect."""
    names = [
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in modules()
        if path.parts[0] == "landuse"
    ]
    names = [name for name in names if not name.endswith("__main__")]
    script = (
        "import importlib, sys\n"
        "import numpy, pandas, geopandas, sqlalchemy, streamlit, folium, fiona\n"
        f"for name in {names!r}:\n"
        "    for loaded in [m for m in sys.modules if m == 'landuse' or m.startswith('landuse.')]:\n"
        "        del sys.modules[loaded]\n"
        "    importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_import_contracts_are_kept():
    """Layers and walls as pyproject.toml draws them."""
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(program)], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_folder_says_what_it_is():
    """Each package has a docstring of its own."""
    silent = [path for path in PACKAGE.rglob("__init__.py") if len(path.read_text(encoding="utf-8").strip()) < 20]
    assert silent == []
