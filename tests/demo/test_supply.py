"""Plots, their due days, checklists and standards: what the files say about land supply."""

from types import SimpleNamespace

import pandas as pd
import pytest
import shapely

from landuse.rules import load_rules
from landuse.rules.supply import load_supply_rules

AS_OF = "2023-05-31"
#: The key plots of 大塘垟 and 德政 whose land is not made.
BEING_MADE = {"GD2023-006", "GD2023-007", "GD2023-008", "GD2023-009"}


def having(files: SimpleNamespace, kind: str) -> dict[str, str]:
    """Return the first day of a kind of event for each subject."""
    chosen = files.events.loc[files.events["kind"] == kind]
    return chosen.groupby("subject_id")["occurred_on"].min().to_dict()


def latest(frame: pd.DataFrame, *series: str) -> pd.DataFrame:
    """Return the statement that stands: of a series the last by day, then by place in the file."""
    days = [name for name in ("stated_on",) if name in frame]
    ordered = frame.sort_values(days, kind="stable") if days else frame
    return ordered.drop_duplicates(list(series), keep="last")


def between_production_and_acceptance(files: SimpleNamespace) -> tuple[set[str], set[str]]:
    """Return the firms (codes) of plots, and those of parcels built again by their owners, that only produce."""
    producing, accepted = having(files, "production_start"), having(files, "capacity_acceptance")
    open_ids = set(producing) - set(accepted)
    codes = files.firms.set_index("name")["credit_code"]
    plots = files.plots.loc[files.plots["plot_id"].isin(open_ids)]
    led = set(files.parcels.loc[files.parcels["mode"] == "owner_led", "parcel_id"]) & open_ids
    owners = files.tenure.loc[files.tenure["parcel_id"].isin(led) & (files.tenure["role"] == "owner")]
    return {codes[name] for name in plots["winning_bidder"]}, set(owners["credit_code"])


def test_sixteen_firms_produce_and_are_not_accepted(files: SimpleNamespace) -> None:
    """Twelve firms on plots and four owners who built again: 16 different ones, all with plants of their own."""
    supplied, rebuilt = between_production_and_acceptance(files)
    assert (len(supplied), len(rebuilt)) == (12, 4)
    assert not supplied & rebuilt
    own = files.firms.set_index("credit_code")["own_plant"]
    assert all(own[code] for code in supplied | rebuilt)


def test_each_of_the_sixteen_has_a_day_for_its_acceptance(files: SimpleNamespace) -> None:
    """Every plot and parcel that produces without an acceptance has a due day for it (倒排时间)."""
    open_ids = set(having(files, "production_start")) - set(having(files, "capacity_acceptance"))
    due = files.milestones.loc[files.milestones["kind"] == "capacity_acceptance", "subject_id"]
    assert len(open_ids) == 16
    assert open_ids <= set(due)


def test_plots_lie_apart_from_everything_else(files: SimpleNamespace) -> None:
    """No plot lies on another; one that is not on cleared land lies on no zone and no parcel either."""
    shapes = files.plots.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    assert common[first != second].max(initial=0.0) < 0.01
    free = files.plots.loc[files.plots["parcels"].isna()].geometry.to_numpy()
    sound = files.parcels.geometry[files.parcels.geometry.notna() & files.parcels.geometry.is_valid]
    tree = shapely.STRtree([*sound, *files.zones.geometry])
    assert tree.query(free, predicate="intersects").size == 0


def test_plots_with_an_earlier_year_keep_the_ids_of_the_others(files: SimpleNamespace) -> None:
    """Ids run from 1 within a year, and plots of 2023 are the 35 they always were."""
    for year, plots in files.plots.groupby("plan_year"):
        assert sorted(plots["plot_id"]) == [f"GD{year}-{number:03d}" for number in range(1, len(plots) + 1)]
    assert (files.plots["plan_year"] == 2023).sum() == 35


def test_plots_of_the_year_have_a_quarter_and_an_owner(files: SimpleNamespace) -> None:
    """Each plot of 2023 is planned for one quarter, no other is; everyone who is named is a role of the demo."""
    this_year = files.plots["plan_year"] == 2023
    assert files.plots.loc[this_year, "planned_quarter"].isin([1, 2, 3, 4]).all()
    assert files.plots.loc[~this_year, "planned_quarter"].isna().all()
    assert files.plots["owner"].str.startswith("演示").all()


def test_everyone_named_is_a_role_of_the_demo(files: SimpleNamespace) -> None:
    """Owners of due days, items and supervision are roles, firms are examples, documents are the demo's."""
    for frame in (files.milestones, files.checklist, files.supervision):
        assert frame["owner"].str.startswith("演示").all()
    assert files.firms["name"].str.startswith("示例").all()
    assert files.firms["contact"].str.startswith("演示联系人").all()
    bidders = pd.concat([files.plots["winning_bidder"], files.plots["intended_enterprise"]]).dropna()
    assert set(bidders) <= set(files.firms["name"])
    documents = pd.concat([files.events["doc_no"], files.intentions["doc_no"]]).dropna()
    assert documents.str.startswith("鹿演").all()


def test_milestones_are_of_subjects_and_kinds_that_exist(files: SimpleNamespace) -> None:
    """What is due is due of a plot, parcel or zone of the files, and is an event that can happen to it."""
    known = {
        "plot": set(files.plots["plot_id"]),
        "parcel": set(files.parcels["parcel_id"]),
        "zone": set(files.zones["zone_id"]),
    }
    kinds = load_rules().kinds
    for row in files.milestones.itertuples():
        assert row.subject_id in known[row.subject_kind]
        assert row.subject_kind in kinds[row.kind].subjects


def test_the_key_plots_are_to_be_made_by_the_end_of_june(files: SimpleNamespace) -> None:
    """大塘垟 and 德政: the plots whose land is not made are due on 2023-06-30, and to be sold in July."""
    due = files.milestones.set_index(["subject_id", "kind"])["due_on"]
    for plot_id in BEING_MADE:
        assert due[plot_id, "site_preparation"] == "2023-06-30"
        assert "2023-07-01" <= due[plot_id, "award"] <= "2023-07-31"


def test_every_contract_has_its_agreed_days(files: SimpleNamespace) -> None:
    """Each plot with a contract has five agreed days in their order, and only causes that the rules know."""
    contracted = set(files.plots.loc[files.plots["contract_area_mu"].notna(), "plot_id"])
    order = ["handover", "construction_start", "completion", "production_start", "capacity_acceptance"]
    last = latest(files.milestones, "subject_id", "kind").set_index(["subject_id", "kind"])["due_on"]
    for plot_id in contracted:
        assert set(order) <= set(last[plot_id].index)
        assert last[plot_id, "handover"] <= last[plot_id, "construction_start"] <= last[plot_id, "completion"]
    causes = set(files.milestones["delay_cause"].dropna())
    assert causes == {"government", "force_majeure", "enterprise"}


def test_a_few_days_were_moved_once(files: SimpleNamespace) -> None:
    """Some due days come twice, never three times; the later row says why."""
    times = files.milestones.groupby(["subject_kind", "subject_id", "kind"]).size()
    assert 4 <= (times == 2).sum() <= 10
    assert times.max() == 2
    again = files.milestones.duplicated(["subject_kind", "subject_id", "kind"])
    assert files.milestones.loc[again, ["delay_cause", "note"]].notna().all(axis=None)


def test_the_checklist_agrees_with_the_stage(files: SimpleNamespace) -> None:
    """A plot whose land is made has twelve settled items; one whose land is not has some open, each with its reason."""
    items = load_supply_rules().checklist
    made = set(having(files, "site_preparation"))
    standing = latest(files.checklist, "plot_id", "item")
    assert (standing.groupby("plot_id")["item"].nunique() == len(items)).all()
    assert set(standing["item"]) == set(items)
    settled = standing["state"].isin(["done", "not_needed"])
    for plot_id, all_settled in settled.groupby(standing["plot_id"]).all().items():
        assert all_settled == (plot_id in made)
    assert standing.loc[~settled, ["reason", "due_on"]].notna().all(axis=None)
    assert files.checklist["stated_on"].max() <= AS_OF


def test_land_making_of_the_year_is_reported(files: SimpleNamespace) -> None:
    """Every plot of 2023 that is being made or stands in the plan has a checklist."""
    begun = set(having(files, "site_preparation_start")) | set(having(files, "supply_plan"))
    past = set(having(files, "listing")) | set(having(files, "grant_contract"))
    wanted = set(files.plots.loc[files.plots["plan_year"] == 2023, "plot_id"]) & (begun - past)
    assert {"GD2023-013", *BEING_MADE} < wanted
    listed = set(files.checklist["plot_id"])
    assert wanted == listed


@pytest.mark.parametrize("kind", ["permit", "handover"])
def test_building_begins_after_permit_and_handover(files: SimpleNamespace, kind: str) -> None:
    """No plot is started before its permit and handover; every plot started in the ledger has a permit."""
    starts, before = having(files, "construction_start"), having(files, kind)
    plots = set(files.plots["plot_id"])
    assert all(before[name] <= day for name, day in starts.items() if name in before)
    if kind == "permit":
        # A permit may lie before the ledger's first day.
        late = {name for name, day in starts.items() if name in plots and day >= "2022-03"}
        assert late <= set(before)


def test_standards_are_agreed_where_land_is_sold_and_measured_where_firms_produce(files: SimpleNamespace) -> None:
    """Industrial plots with a contract have seven agreed indicators; producing ones are measured, some fall short."""
    agreed = files.standards.loc[files.standards["agreed"].notna()]
    counts = agreed.groupby("plot_id").size()
    contracted = set(files.plots.loc[files.plots["contract_area_mu"].notna(), "plot_id"])
    assert contracted <= set(counts.index)
    assert (counts == 7).all()
    measured = agreed.loc[agreed["actual"].notna()]
    assert set(measured["plot_id"]) == set(having(files, "production_start")) & set(files.plots["plot_id"])
    assert (measured["actual"] < measured["agreed"]).any()
    accepted = measured.loc[measured["plot_id"].isin(having(files, "capacity_acceptance"))]
    assert (accepted["actual"] >= accepted["agreed"]).all()


def test_one_building_site_stands_still_with_little_built(files: SimpleNamespace) -> None:
    """One plot was suspended and not resumed; less than a third of it is built and less than 25 % invested."""
    (stopped,) = having(files, "suspension")
    shares = files.standards.set_index(["plot_id", "item"])["actual"]
    assert shares[stopped, "built_share"] < 1 / 3
    assert shares[stopped, "invested_share"] < 0.25
    assert "resumption" not in set(files.events["kind"])


def test_supervision_is_of_records_that_exist(files: SimpleNamespace) -> None:
    """Keys name a rule, a kind of record and a record; assigned warnings have a due day, closed ones a reason."""
    known = {"plot": set(files.plots["plot_id"]), "zone": set(files.zones["zone_id"])}
    for row in files.supervision.itertuples():
        rule, kind, subject, *_ = row.alert_key.split(":")
        assert rule.startswith("W")
        assert subject in known[kind]
    assert files.supervision.loc[files.supervision["state"] == "assigned", "due_on"].notna().all()
    assert files.supervision.loc[files.supervision["state"] == "closed", "reason"].notna().all()


def test_owners_and_lessees_hold_no_more_than_the_parcel(files: SimpleNamespace) -> None:
    """Shares of a role on a parcel add up to one at most; about sixty parcels have an owner or a lessee."""
    shares = files.tenure.groupby(["parcel_id", "role"])["share"].sum().round(6)
    assert (shares <= 1).all()
    assert 55 <= files.tenure["parcel_id"].nunique() <= 65
    assert set(files.tenure["parcel_id"]) <= set(files.parcels["parcel_id"])
    assert set(files.tenure["credit_code"]) <= set(files.firms["credit_code"])
    own = files.firms.set_index("credit_code")["own_plant"]
    assert all(
        own[code] == (role == "owner")
        for code, role in zip(files.tenure["credit_code"], files.tenure["role"], strict=True)
    )
