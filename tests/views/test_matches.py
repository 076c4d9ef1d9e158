"""Who takes part in the matching, what it answers, what if somebody waits, and that no figure of a firm comes along."""

from datetime import date

import pytest

from landuse.actions.state_intention import state_intention
from landuse.errors import ArgumentsError
from landuse.model import Layer
from landuse.store import records
from landuse.views.matches import matching
from tests.builders import MAY, happen
from tests.views.waiting import SECRETS, A, B, C, D, waiting


@pytest.fixture
def store(tmp_path):
    """Return the small district of firms that wait."""
    opened = waiting(tmp_path / "w")
    yield opened
    opened.close()


def state(store, state, *, firm=A, plot="G1", day=25, **more):
    """State an intention on a day of May."""
    given = {"stated_on": date(2023, 5, day), "today": date(2023, 6, 30), "actor": "t"}
    state_intention(store, credit_code=firm, plot_id=plot, state=state, **given, **more)


def test_firms_through_publicity_meet_plots_without_notice(store):
    """A and B against G1 and G2: what is listed, commercial or meant for a firm stays out."""
    found = matching(store, as_of=MAY)
    assert set(found.firms["credit_code"]) == {A, B}
    assert found.plots["plot_id"].tolist() == ["G1", "G2"]
    assert found.found.plot_of == {A: "G1", B: "G2"}
    assert (found.found.status, found.found.gap) == ("optimal", None)


def test_everyone_who_asks_and_has_nothing(store):
    """C has only applied; D has its plot."""
    found = matching(store, as_of=MAY, everyone=True)
    assert set(found.firms["credit_code"]) == {A, B, C}
    assert D not in set(found.firms["credit_code"])
    assert found.firms.set_index("credit_code")["publicised"].to_dict() == {A: True, B: True, C: False}


def test_nobody_before_publicity_is_over(store):
    """Publicity began on 10 May and lasts five working days."""
    assert matching(store, as_of=date(2023, 5, 16)).firms.empty
    assert len(matching(store, as_of=date(2023, 5, 17)).firms) == 2


def test_the_agreed_standard_binds_and_no_figure_is_told(store):
    """G2 asks for 100 万元 of tax a 亩, which B reaches; whose is how much stays a secret."""
    state(store, "declined", reason="太小")
    found = matching(store, as_of=MAY)
    everything = " ".join(
        table.to_string() for table in (found.near, found.bound, found.found.unmatched, found.why(A), found.why(B))
    )
    assert not [secret for secret in SECRETS if secret in everything]
    why = found.why(B).set_index("reason").loc["tax_per_mu"]
    assert (why["required"], why["offered"]) == (100.0, None)


def test_a_missed_standard_says_what_is_asked_and_nothing_of_the_firm(store):
    """With a demand of 30 亩 A misses G2 by its tax alone, and G1, which it turned down, by more."""
    state(store, "declined", reason="太小")
    with store.writing() as tx:
        records.update(tx, Layer.ENTERPRISES, A, {"demand_area_m2": 20_000.0}, expected_version=1, actor="t")
    found = matching(store, as_of=MAY)
    (row,) = found.near.loc[(found.near["credit_code"] == A) & (found.near["plot_id"] == "G2")].to_dict("records")
    assert (row["constraint"], row["required"], row["offered"], row["short_by"]) == ("tax_per_mu", 100.0, None, None)
    (bound,) = found.bound.loc[found.bound["credit_code"] == A].to_dict("records")
    assert (bound["constraints"], bound["plot_id"], bound["short_by"]) == (("tax_per_mu",), "G2", None)


def test_a_declined_plot_is_not_offered_again(store):
    """A turned G1 down: it fits nothing, and its refusal binds."""
    state(store, "declined", reason="太小")
    found = matching(store, as_of=MAY)
    assert found.found.plot_of == {B: "G2"}
    assert found.bound.set_index("credit_code").loc[A, "constraints"] == ("refusal",)
    assert matching(store, as_of=date(2023, 5, 24)).found.plot_of == {A: "G1", B: "G2"}


def test_an_open_offer_keeps_the_plot(store):
    """G1 was offered to C: A, which ranks higher, has to wait for the answer."""
    state(store, "offered", firm=C)
    found = matching(store, as_of=MAY, everyone=True)
    assert found.plots.set_index("plot_id").loc["G1", "reserved_for"] == C
    assert found.found.plot_of == {B: "G2", C: "G1"}
    assert matching(store, as_of=MAY).bound.set_index("credit_code").loc[A, "constraints"] == ("reservation",)


def test_what_if_a_firm_waits(store):
    """A waits for the zone of G2, which does not fit: it loses G1, and C has it."""
    found = matching(store, as_of=MAY, everyone=True, waits={A: "Z1"})
    again = found.what_if
    assert again is not None
    assert again.waiting == {A: None}
    assert again.after.plot_of[C] == "G1"


@pytest.mark.parametrize(("waits", "key"), [({D: "G1"}, "firm_not_matched"), ({A: "nowhere"}, "unknown_place")])
def test_waiting_needs_a_firm_of_the_list_and_a_place(store, waits, key):
    """Others are refused."""
    with pytest.raises(ArgumentsError, match=key):
        matching(store, as_of=MAY, waits=waits)


def test_an_accepted_match_leaves_the_list(store):
    """The firm and its plot are gone from the next matching; the answer is kept for a revision."""
    assert matching(store, as_of=MAY) is matching(store, as_of=MAY)
    state(store, "accepted")
    found = matching(store, as_of=MAY)
    assert found.firms["credit_code"].tolist() == [B]
    assert found.plots["plot_id"].tolist() == ["G2"]


def test_a_plot_that_gets_its_notice_is_out(store):
    """From the notice on the conditions of the sale are fixed."""
    happen(store, "notice", "G1", subject="plot", on=date(2023, 5, 20))
    assert matching(store, as_of=MAY).plots["plot_id"].tolist() == ["G2"]


def test_an_empty_list_is_an_answer(store):
    """Before anything happened nobody waits."""
    found = matching(store, as_of=date(2023, 4, 1))
    assert found.firms.empty
    assert found.found.pairs.empty
