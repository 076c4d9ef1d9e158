"""The demo district as a workspace."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from landuse.actions import create_demo as module
from landuse.actions.create_demo import create_demo
from landuse.core.alerts import AlertLevel
from landuse.demo import FILES, LAYER_FILES
from landuse.errors import ConflictError
from landuse.model import ImportOutcome
from landuse.store import Store, open_workspace
from landuse.views.alerts import warnings_on
from landuse.views.enterprises import funnel
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


def test_the_warnings_are_many_kinds_and_few_enough_to_read(demo: Store) -> None:
    """Of the 22 rules all but three find something; 40 to 90 warnings, at most a third of them red, none by surprise."""
    found = [item.alert for item in warnings_on(demo, as_of=AS_OF)]
    rules = {alert.rule for alert in found}
    assert {f"W{number:02d}" for number in range(1, 23)} - rules == {"W06", "W17", "W22"}
    assert 40 <= len(found) <= 90
    assert sum(alert.severity is AlertLevel.RED for alert in found) <= len(found) / 3
    levels = {(alert.rule, alert.subject_id): str(alert.severity) for alert in found}
    assert levels["W05", "GD2023-016"] == "yellow"
    assert levels["W07", "GD2022-021"] == "yellow"
    assert "GD2022-019" not in {alert.subject_id for alert in found if alert.rule == "W07"}
    assert (levels["W12", "GD2021-013"], levels["W12", "GD2020-004"]) == ("red", "info")
    assert levels["W14", "GD2021-007"] == "yellow"


def test_supervision_is_of_warnings_that_stand(demo: Store) -> None:
    """What was assigned, acknowledged or closed about plots is found beside the warning it was about."""
    states = {item.alert.key: str(item.state) for item in warnings_on(demo, as_of=AS_OF)}
    assert {key: state for key, state in states.items() if state != "open"} == {
        "W03:plot:GD2023-031:site_preparation": "assigned",
        "W05:plot:GD2023-016": "acknowledged",
        "W08:plot:GD2022-018": "assigned",
        "W12:plot:GD2021-013": "assigned",
        "W18:zone:Z2-12": "assigned",
        "W21:plot:GD2021-004": "closed",
    }


def test_the_funnel_ends_at_the_listed_plots(demo: Store) -> None:
    """116, 39, 15; of these 14 applied, 9 passed, 7 are past publicity; 4 plots of 64.67 亩, 3 of 58.33 亩 listed."""
    steps = {row.step: (row.firms, row.amount_mu) for row in funnel(demo, as_of=AS_OF)}
    firms = ("surveyed", "no_own_plant", "demand", "applied", "review_passed", "publicised")
    assert [steps[step][0] for step in firms] == [116, 39, 15, 14, 9, 7]
    assert steps["in_plan"] == (4, Decimal("64.67"))
    assert steps["listed"] == (3, Decimal("58.33"))


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
    """Without data/parcels the files are made anew and no row is refused; progress is told file by file."""
    monkeypatch.setattr(module, "_COMMITTED", tmp_path / "nothing")
    importing: Callable[..., ImportOutcome] = module.import_layer
    outcomes: list[ImportOutcome] = []

    def noting(store: Store, path: Path, **asked: object) -> ImportOutcome:
        outcomes.append(importing(store, path, **asked))
        return outcomes[-1]

    monkeypatch.setattr(module, "import_layer", noting)
    told: list[tuple[int, int, str]] = []
    store = create_demo(tmp_path / "workspace", actor="test", progress=lambda *step: told.append(step))
    assert [step[2] for step in told] == [name for name, _ in LAYER_FILES]
    assert [outcome.refused for outcome in outcomes] == [0] * len(LAYER_FILES)
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
