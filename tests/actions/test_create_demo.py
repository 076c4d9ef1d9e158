"""The demo district as a workspace."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from landuse.actions import create_demo as module
from landuse.actions.create_demo import create_demo
from landuse.demo import FILES, LAYER_FILES
from landuse.errors import ConflictError
from landuse.store import Store, open_workspace
from landuse.views.stocks import stocks
from landuse.views.targets import headline, target_board

AS_OF = date(2023, 5, 31)


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Store:
    """Return the demo district, open."""
    return open_workspace(demo_folder)


def test_the_board_is_that_of_the_source_document(demo: Store) -> None:
    """Counted by the ledger, the four indicators at the end of May are what the source document reports."""
    rows = {row.indicator: row for row in target_board(demo, year=2023, as_of=AS_OF)}
    assert {name: (row.actual, row.gap) for name, row in rows.items()} == {
        "remediation_area": (Decimal("464.35"), Decimal("335.65")),
        "demolition_area": (Decimal("207.31"), Decimal("192.69")),
        "resupply_area": (Decimal("25.00"), Decimal("275.00")),
        "construction_start_floor_area": (Decimal(274_000), Decimal(126_000)),
    }
    assert [round(row.pace_index or 0, 2) for row in rows.values()] == [1.39, 1.24, 0.2, 1.64]
    assert [round(row.speed_up or 0, 2) for row in rows.values()] == [0.52, 0.66, 7.86, 0.33]
    assert rows["remediation_area"].uncounted.count == 2


def test_land_between_stages(demo: Store) -> None:
    """182.31 亩 lie cleared and idle, seven plots of 96.36 亩 wait for their listing, three of 58.33 亩 for a bidder."""
    found = {row.stock: (row.amount_mu, row.count) for row in stocks(demo, as_of=AS_OF)}
    assert found["demolished_not_resupplied"][0] == Decimal("182.31")
    assert found["approved_not_listed"] == (Decimal("96.36"), 7)
    assert found["listed_not_awarded"] == (Decimal("58.33"), 3)
    assert dict(stocks_of(demo, date(2022, 12, 31)))["demolished_not_resupplied"] == Decimal("0.00")


def stocks_of(store: Store, day: date) -> list[tuple[str, Decimal]]:
    """Return the amounts of all stocks on a day."""
    return [(row.stock, row.amount_mu) for row in stocks(store, as_of=day)]


def test_resupply_is_in_most_trouble(demo: Store) -> None:
    """The sentence on top speaks of re-supply."""
    found = headline(demo, year=2023, as_of=AS_OF)
    assert found is not None
    assert found.progress.indicator == "resupply_area"


def test_it_says_that_it_is_synthetic(demo: Store) -> None:
    """The workspace is marked synthetic, named so, and opens on the day of the report with its base layers."""
    assert demo.settings.synthetic
    assert "演示" in demo.settings.name
    assert (demo.settings.year, demo.settings.as_of) == (2023, AS_OF)
    assert (demo.folder / "context" / "roads.geojson").is_file()
    assert (demo.folder / "context" / "water.geojson").is_file()


def test_a_workspace_is_not_replaced(demo_folder: Path) -> None:
    """Where a workspace is, none is made, and the one there stays as it is."""
    before = (demo_folder / "workspace.toml").read_bytes()
    with pytest.raises(ConflictError) as caught:
        create_demo(demo_folder, actor="test")
    assert caught.value.key == "workspace_exists"
    assert (demo_folder / "workspace.toml").read_bytes() == before


def test_an_installation_without_the_files_makes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without data/parcels the files are made anew and end up alike; progress is told file by file."""
    monkeypatch.setattr(module, "_COMMITTED", tmp_path / "nothing")
    told: list[tuple[int, int, str]] = []
    store = create_demo(tmp_path / "workspace", actor="test", progress=lambda *step: told.append(step))
    assert [step[2] for step in told] == [name for name, _ in LAYER_FILES]
    assert len(store.tables().parcels) == 989 + 25
    store.close()
    assert [item.name for item in (tmp_path / "workspace").iterdir() if item.name.startswith(".")] == []


def test_an_interrupted_making_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When an import breaks off there is no workspace, and the next attempt makes one."""
    importing: Callable[..., object] = module.import_layer

    def breaking_off(store: Store, path: Path, **asked: object) -> object:
        if path.name == "plots.geojson":
            raise KeyboardInterrupt
        return importing(store, path, **asked)

    monkeypatch.setattr(module, "import_layer", breaking_off)
    with pytest.raises(KeyboardInterrupt):
        create_demo(tmp_path / "workspace", actor="test")
    assert not (tmp_path / "workspace" / "landuse.gpkg").exists()
    monkeypatch.setattr(module, "import_layer", importing)
    create_demo(tmp_path / "workspace", actor="test").close()


def test_a_missing_file_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one committed file missing, all of them are made anew rather than some left out."""
    partial = tmp_path / "parcels"
    partial.mkdir()
    for name in FILES[:-1]:
        shutil.copyfile(module._COMMITTED / name, partial / name)
    monkeypatch.setattr(module, "_COMMITTED", partial)
    spare = tmp_path / "spare"
    assert module._files(spare) == spare
    assert sorted(path.name for path in spare.iterdir()) == sorted(FILES)
