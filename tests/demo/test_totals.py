"""The numbers of the source document, added up from the files with plain Decimal sums."""

from collections.abc import Iterable
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest

from landuse.rules import load_rules

AS_OF = "2023-05-31"


def mu(amounts: Iterable[str]) -> Decimal:
    """Add up amounts as they are written."""
    return sum(map(Decimal, amounts), Decimal("0.00"))


def counted(files: SimpleNamespace, kind: str, year: int) -> pd.DataFrame:
    """Return the events of a kind in a year, less those on parcels without a sound shape in the map file."""
    shapes = files.parcels.geometry
    faulty = files.parcels.loc[shapes.isna() | ~shapes.is_valid, "parcel_id"]
    chosen = files.events.loc[(files.events["kind"] == kind) & files.events["occurred_on"].str.startswith(str(year))]
    return chosen.loc[~chosen["subject_id"].isin(faulty)]


def book_areas(files: SimpleNamespace) -> dict[str, Decimal]:
    """Return the book area of every parcel and plot in 亩."""
    parcels = pd.concat([files.parcels, files.unmapped])
    written = zip(
        [*parcels["parcel_id"], *files.plots["plot_id"]],
        [*parcels["certificate_area_mu"], *files.plots["redline_area_mu"]],
        strict=True,
    )
    return {name: Decimal(str(area)) for name, area in written}


@pytest.mark.parametrize(
    ("kind", "total"), [("remediation", "464.35"), ("demolition", "207.31"), ("resupply", "25.00")]
)
def test_land_of_2023(files: SimpleNamespace, kind: str, total: str) -> None:
    """What happened to land from January to May 2023 is what the source document reports."""
    assert mu(counted(files, kind, 2023)["land_area_mu"]) == Decimal(total)


def test_floor_area_of_2023(files: SimpleNamespace) -> None:
    """Buildings begun from January to May 2023 have 274,000 m² of floor."""
    assert counted(files, "construction_start", 2023)["floor_area_m2"].astype(int).sum() == 274_000


def test_the_ledger_ends_on_the_day_of_the_report(files: SimpleNamespace) -> None:
    """Events run from January 2022 to 31 May 2023 and carry ids of their own."""
    assert files.events["occurred_on"].min()[:7] == "2022-01"
    assert files.events["occurred_on"].max() <= AS_OF
    assert files.events["event_id"].is_unique


@pytest.mark.parametrize("kind", ["remediation", "demolition", "resupply", "construction_start"])
def test_a_subject_counts_once(files: SimpleNamespace, kind: str) -> None:
    """No subject has two events of a counted kind, and none counts for more than its book area."""
    chosen = pd.concat([counted(files, kind, year) for year in (2022, 2023)])
    assert chosen["subject_id"].is_unique
    books = book_areas(files)
    land = chosen.dropna(subset=["land_area_mu"])
    assert all(
        Decimal(amount) <= books[name] for name, amount in zip(land["subject_id"], land["land_area_mu"], strict=True)
    )


@pytest.mark.parametrize("year", [2022, 2023])
def test_indicators_are_nested_every_month(files: SimpleNamespace, year: int) -> None:
    """At each month's end remediation is at least demolition, and demolition at least re-supply."""
    for month in range(1, 13):
        sums = []
        for kind in ("remediation", "demolition", "resupply"):
            rows = counted(files, kind, year)
            sums.append(mu(rows.loc[rows["occurred_on"].str[5:7].astype(int) <= month, "land_area_mu"]))
        assert sums == sorted(sums, reverse=True)


def test_demolished_and_not_resupplied(files: SimpleNamespace) -> None:
    """Cleared land of modes that come back through supply, less what was supplied again, is 182.31 亩 in 18 parcels."""
    modes = files.parcels.set_index("parcel_id")["mode"]
    rules = load_rules()
    cleared = pd.concat([counted(files, "demolition", year) for year in (2022, 2023)])
    returning = cleared.loc[[rules.mode(modes[name]).resupplied for name in cleared["subject_id"]]]
    again = pd.concat([counted(files, "resupply", year) for year in (2022, 2023)])
    links = files.plots.set_index("plot_id")["parcels"]
    supplied = {
        parcel
        for kind, name in zip(again["subject_kind"], again["subject_id"], strict=True)
        for parcel in (links[name].split(";") if kind == "plot" else [name])
    }
    assert supplied <= set(returning["subject_id"])
    idle = returning.loc[~returning["subject_id"].isin(supplied)]
    assert mu(idle["land_area_mu"]) == Decimal("182.31")
    assert 14 <= len(idle) <= 20
    assert idle["occurred_on"].min() >= "2023"


def test_plots_on_cleared_land_are_as_large_as_their_parcels(files: SimpleNamespace) -> None:
    """A plot that lies on parcels has their book area together, and was cleared before it was supplied."""
    books = book_areas(files)
    for plot_id, parcels in files.plots.dropna(subset=["parcels"])[["plot_id", "parcels"]].itertuples(index=False):
        assert books[plot_id] == sum(books[name] for name in parcels.split(";"))
    days = files.events.pivot_table(index="subject_id", columns="kind", values="occurred_on", aggfunc="min")
    for plot_id, parcels in files.plots.dropna(subset=["parcels"])[["plot_id", "parcels"]].itertuples(index=False):
        supplied = days["resupply"].get(plot_id)
        if isinstance(supplied, str):
            assert all(days["demolition"][name] < supplied for name in parcels.split(";"))


def test_targets_leave_a_remainder(files: SimpleNamespace) -> None:
    """The district's targets of 2023 are those of the document, and more than its units' together."""
    targets = files.targets.loc[files.targets["year"] == 2023]
    district = targets.loc[targets["unit"].isna()].set_index("indicator")["amount"]
    units = targets.loc[targets["unit"].notna()].groupby("indicator")["amount"].sum()
    assert district.to_dict() == {
        "remediation_area": 800,
        "demolition_area": 400,
        "resupply_area": 300,
        "construction_start_floor_area": 400_000,
    }
    assert all(units[indicator] < amount for indicator, amount in district.items())


def test_the_funnel_of_data_for_land(files: SimpleNamespace) -> None:
    """116 firms, 39 without plant, 15 with a demand, four with plots of 64.67 亩, three of them (58.33 亩) listed."""
    firms = files.firms
    assert len(firms) == 116
    assert (~firms["own_plant"]).sum() == 39
    assert firms["surveyed_demand"].sum() == 15
    assert not firms.loc[firms["surveyed_demand"], "own_plant"].any()
    plots = files.plots.loc[files.plots["data_for_land"]]
    wanting = firms.loc[firms["surveyed_demand"]].set_index("name")["demand_area_mu"]
    assert plots["intended_enterprise"].nunique() == 4
    assert [wanting[name] for name in plots["intended_enterprise"]] == plots["redline_area_mu"].tolist()
    assert plots["redline_area_mu"].sum() == pytest.approx(64.67, abs=1e-9)
    having = {kind: set(rows) for kind, rows in files.events.groupby("kind")["subject_id"]}
    assert set(plots["plot_id"]) <= having["supply_plan"]
    listed = plots.loc[plots["plot_id"].isin(having["listing"])]
    assert (len(listed), mu(map(str, listed["redline_area_mu"]))) == (3, Decimal("58.33"))


def test_plots_past_the_meeting(files: SimpleNamespace) -> None:
    """Seven plots of 96.36 亩 have passed the mayor's meeting and are not listed."""
    having = {kind: set(rows) for kind, rows in files.events.groupby("kind")["subject_id"]}
    waiting = having["approval_meeting"] - having["listing"]
    plots = files.plots.loc[files.plots["plot_id"].isin(waiting)]
    assert (len(plots), mu(map(str, plots["redline_area_mu"]))) == (7, Decimal("96.36"))


def test_legal_clocks_are_kept(files: SimpleNamespace) -> None:
    """Notices stand twenty days before the listing, listings ten before the award (39号令 §8, §18)."""
    days = files.events.loc[files.events["subject_kind"] == "plot"].pivot_table(
        index="subject_id", columns="kind", values="occurred_on", aggfunc="min"
    )
    days = days.apply(pd.to_datetime)
    assert ((days["listing"] - days["notice"]).dropna().dt.days >= 20).all()
    assert ((days["award"] - days["listing"]).dropna().dt.days >= 10).all()


def test_every_stage_is_somewhere_on_the_map(files: SimpleNamespace) -> None:
    """Every kind of event that enters a stage has happened to something."""
    kinds = {kind for entered_by in load_rules().stages.values() for kind in entered_by}
    assert kinds <= set(files.events["kind"])
