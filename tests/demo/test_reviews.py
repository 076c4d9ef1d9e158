"""数据得地 in the files: the firms' way, their intentions and their figures."""

from itertools import pairwise
from types import SimpleNamespace

import pandas as pd

from landuse.demo.workdays import works
from landuse.rules.scoring import load_schemes

AS_OF = "2023-05-31"


def firms_having(files: SimpleNamespace, *kinds: str) -> set[str]:
    """Return the firms to which one of the kinds of event happened."""
    events = files.events.loc[files.events["subject_kind"] == "enterprise"]
    return set(events.loc[events["kind"].isin(kinds), "subject_id"])


def decisions(files: SimpleNamespace) -> pd.Series:
    """Return the last decision on each firm."""
    events = files.events.loc[files.events["kind"].str.startswith("review_")]
    return events.sort_values("occurred_on").groupby("subject_id")["kind"].last()


def publicised(files: SimpleNamespace) -> set[str]:
    """Return the firms whose publicity began five working days ago or earlier."""
    begun = files.events.loc[files.events["kind"] == "publicity"]
    over = set()
    for name, day in zip(begun["subject_id"], begun["occurred_on"], strict=True):
        since = pd.date_range(day, AS_OF)[1:]
        if sum(works(one.date()) for one in since) >= 5:
            over.add(name)
    return over


def test_each_step_is_reached_by_firms_of_the_step_before(files: SimpleNamespace) -> None:
    """116 > 39 > 15 > 14 applied > 9 passed > 9 publicised (7 of them over) > 4 in the plan > 3 listed."""
    firms = files.firms.set_index("credit_code")
    surveyed = set(firms.index)
    without = set(firms.index[~firms["own_plant"]])
    asking = set(firms.index[firms["surveyed_demand"]])
    applied = firms_having(files, "application")
    passed = set(decisions(files).loc[lambda kinds: kinds == "review_passed"].index)
    over = publicised(files)
    codes = firms.reset_index().set_index("name")["credit_code"]
    meant = files.plots.loc[files.plots["data_for_land"]]
    planned = {codes[name] for name in meant["intended_enterprise"]}
    listed_plots = set(files.events.loc[files.events["kind"] == "listing", "subject_id"])
    listed = {codes[name] for name in meant.loc[meant["plot_id"].isin(listed_plots), "intended_enterprise"]}
    steps = [surveyed, without, asking, applied, passed, over, planned, listed]
    assert [len(step) for step in steps] == [116, 39, 15, 14, 9, 7, 4, 3]
    assert all(later < step for step, later in pairwise(steps))
    assert firms_having(files, "publicity") == passed


def test_reviews_end_in_three_ways_with_minutes(files: SimpleNamespace) -> None:
    """Nine passed, two deferred, one rejected; all of a day stand in the same minutes."""
    assert decisions(files).value_counts().to_dict() == {
        "review_passed": 9,
        "review_deferred": 2,
        "review_rejected": 1,
    }
    reviews = files.events.loc[files.events["kind"].str.startswith("review_")]
    assert len(reviews.drop_duplicates(["occurred_on", "doc_no"])) == 3
    assert reviews["occurred_on"].nunique() == 3
    assert len(firms_having(files, "recusal")) == 1
    assert files.events.loc[files.events["kind"] == "recusal", "note"].notna().all()


def test_the_objection_was_settled_after_it_was_raised(files: SimpleNamespace) -> None:
    """One firm was objected to during its publicity, and it was settled."""
    days = files.events.loc[files.events["subject_kind"] == "enterprise"].pivot_table(
        index="subject_id", columns="kind", values="occurred_on", aggfunc="min"
    )
    objected = days.dropna(subset=["objection"])
    assert len(objected) == 1
    row = objected.iloc[0]
    assert row["publicity"] < row["objection"] < row["objection_settled"]


def test_plots_enter_the_plan_after_publicity(files: SimpleNamespace) -> None:
    """A plot meant for a firm entered the plan after its firm was publicised and had accepted it or been offered it."""
    codes = files.firms.set_index("name")["credit_code"]
    plan = files.events.loc[files.events["kind"] == "supply_plan"].set_index("subject_id")["occurred_on"]
    publicity = files.events.loc[files.events["kind"] == "publicity"].set_index("subject_id")["occurred_on"]
    for row in files.plots.loc[files.plots["data_for_land"]].itertuples():
        assert publicity[codes[row.intended_enterprise]] < plan[row.plot_id]


def test_intentions_agree_with_the_plots(files: SimpleNamespace) -> None:
    """The four accepted intentions are those of the plots; one was declined with a reason, one is open."""
    ordered = files.intentions.sort_values("stated_on", kind="stable")
    last = ordered.drop_duplicates(["credit_code", "plot_id"], keep="last")
    assert last["state"].value_counts().to_dict() == {"accepted": 4, "declined": 1, "offered": 1}
    names = files.firms.set_index("credit_code")["name"]
    accepted = last.loc[last["state"] == "accepted"]
    meant = files.plots.loc[files.plots["data_for_land"]].set_index("plot_id")["intended_enterprise"]
    assert {row.plot_id: names[row.credit_code] for row in accepted.itertuples()} == meant.to_dict()
    assert last.loc[last["state"] == "declined", "reason"].notna().all()
    waiting = set(last.loc[last["state"] != "accepted", "credit_code"])
    assert waiting <= publicised(files)
    assert set(last["plot_id"]) <= set(files.plots["plot_id"])


def test_those_who_ask_say_when_and_how_much(files: SimpleNamespace) -> None:
    """The fifteen name the day they need land and what they invest; they are of designated size."""
    asking = files.firms["surveyed_demand"]
    assert files.firms.loc[asking, ["needed_by", "investment_wan_yuan"]].notna().all(axis=None)
    assert files.firms.loc[~asking, ["needed_by", "investment_wan_yuan"]].isna().all(axis=None)
    assert files.firms.loc[asking, "designated_size"].all()
    assert not files.firms["designated_size"].all()


def test_figures_are_complete_but_for_some_emissions(files: SimpleNamespace) -> None:
    """Fifteen and some more firms have three years of figures, each once; emissions are missing for a few of them."""
    assert not files.figures.duplicated(["credit_code", "year", "figure"]).any()
    wide = files.figures.pivot_table(index=["credit_code", "year"], columns="figure", values="value")
    missing = wide.isna().any()
    assert list(missing.index[missing]) == ["electricity_wan_kwh", "emission_t"]
    # Electricity is asked of firms below designated size alone.
    below = set(files.firms.loc[~files.firms["designated_size"], "credit_code"])
    told = wide["electricity_wan_kwh"].notna().groupby("credit_code").all()
    assert set(told.index[told]) == below
    firms = wide.index.get_level_values("credit_code")
    assert set(files.firms.loc[files.firms["surveyed_demand"], "credit_code"]) <= set(firms)
    assert 35 <= firms.nunique() <= 55
    assert (wide.groupby("credit_code").size() == 3).all()
    assert 2 <= wide["emission_t"].isna().groupby("credit_code").any().sum() <= 10


def test_figures_of_the_last_year_are_those_of_the_register(files: SimpleNamespace) -> None:
    """Output, tax and research of 2022 are what the list of firms says."""
    last = files.figures.loc[files.figures["year"] == 2022].pivot_table(
        index="credit_code", columns="figure", values="value"
    )
    register = files.firms.set_index("credit_code").loc[last.index]
    for figure, column in (
        ("output_wan_yuan", "output_wan_yuan"),
        ("evaluated_tax_wan_yuan", "tax_wan_yuan"),
        ("rd_wan_yuan", "rd_wan_yuan"),
    ):
        assert (last[figure] == register[column]).all()


def test_two_firms_tie(files: SimpleNamespace) -> None:
    """Two of the firms that ask for land are alike in every figure of every year, and no other two are."""
    wide = files.figures.pivot_table(index="credit_code", columns=["year", "figure"], values="value").fillna(-1)
    alike = wide.index[wide.duplicated(keep=False)]
    assert len(alike) == 2
    assert files.firms.set_index("credit_code").loc[alike, "surveyed_demand"].all()


def test_figures_are_those_that_the_schemes_ask_for(files: SimpleNamespace) -> None:
    """Every figure that a shipped scoring scheme names is handed over for some firm."""
    asked = {name for scheme in load_schemes().schemes.values() for name in scheme.figures}
    assert asked <= set(files.figures["figure"])
