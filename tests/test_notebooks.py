"""The notebooks run from beginning to end on the demo district."""

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_runs(path, demo_folder, monkeypatch):
    """Every cell runs, and what it asserts holds."""
    monkeypatch.setenv("LANDUSE_WORKSPACE", str(demo_folder))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert all("outputs" in cell for cell in notebook.cells if cell.cell_type == "code")
