"""The data of intake: headings and words lead to fields and names that are there, and to one each."""

import csv
import tomllib
from importlib import resources

import pytest

from landuse.intake.headings import normal
from landuse.intake.mapping import fields_of, propose
from landuse.intake.values import word_of
from landuse.model import Layer, SubjectKind
from landuse.rules import load_rules
from landuse.rules.supply import load_supply_rules
from tests.house.source import ROOT


def data(name):
    return tomllib.loads((resources.files("landuse.intake") / name).read_text(encoding="utf-8"))


def headings(table):
    """Yield field and heading of a layer's table, the dated ones of plots among them."""
    for field, words in table.items():
        nested = words if isinstance(words, dict) else {None: words}
        for kind, listed in nested.items():
            yield from ((field if kind is None else f"{field}_{kind}", heading) for heading in listed)


@pytest.mark.parametrize("layer", list(Layer), ids=str)
def test_a_heading_leads_to_one_field_that_is_there(layer):
    """No heading is listed for two fields of a layer, none for a field that the layer has not."""
    found = {}
    for field, heading in headings(data("headings.toml")[layer]):
        assert field in fields_of(layer)
        assert found.setdefault(normal(heading), field) == field


def test_headings_of_contracts_lead_to_fields_of_plots():
    """The other names of a sheet of contracts, too."""
    assert set(data("headings.toml")["contracts"]) <= set(fields_of(Layer.PLOTS))


def test_a_word_means_one_name():
    """Within a family no word stands for two names."""
    for family, table in data("vocabulary.toml").items():
        words = [(normal(word), name) for name, listed in table.items() for word in listed]
        assert len(dict(words)) == len({*words}), family


def test_every_event_of_a_plot_can_be_told():
    """For each kind that happens to plots there are the three fields, and no others."""
    kinds = {kind for kind, rule in load_rules().kinds.items() if SubjectKind.PLOT in rule.subjects}
    dated = {name for name, field in fields_of(Layer.PLOTS).items() if field.kind is not None}
    assert dated == {f"{what}_{kind}" for what in ("on", "due", "doc") for kind in kinds}


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("checklist_item", load_supply_rules().checklist),
        ("kind", tuple(load_rules().kinds)),
        ("indicator", tuple(load_rules().indicators)),
        ("mode", tuple(load_rules().modes)),
    ],
)
def test_the_rules_own_names_are_words(family, names):
    """What the rules name can be written as they name it."""
    assert [name for name in names if word_of(name, family) != name] == []


def test_figures_of_the_demo_s_firms_are_known():
    """What the departments of the demo district hand over has words that offices use."""
    with (ROOT / "data" / "parcels" / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        figures = {row["figure"] for row in csv.DictReader(file)}
    assert figures
    assert {name for name in figures if word_of(name, "figure") != name} == set()


@pytest.mark.parametrize("order", [1, -1])
def test_the_field_s_own_name_wins_over_an_alias(order):
    """Of two headings for one field, the one called like it is taken, wherever it stands."""
    given = ["成交时间", "on_award"][::order]
    assert propose(Layer.PLOTS, given, {}) == {"on_award": fields_of(Layer.PLOTS)["on_award"]}


@pytest.mark.parametrize("order", [1, -1])
def test_what_a_row_is_about_has_its_own_columns(order):
    """Where kind and number of the subject stand, the zone's column is no subject; the user may still wish for it."""
    given = ["老旧工业区编号", "对象类别", "对象编号", "类型", "发生日期"][::order]
    found = {heading: field.name for heading, field in propose(Layer.EVENTS, given, {}).items()}
    assert (found["对象编号"], found["对象类别"], "老旧工业区编号" in found) == ("subject_id", "subject_kind", False)
    wished = propose(Layer.EVENTS, given, {"老旧工业区编号": "zone_id"})
    assert wished["老旧工业区编号"].name == "zone_id"
    assert propose(Layer.EVENTS, ["老旧工业区编号", "事项", "日期"], {})["老旧工业区编号"].name == "zone_id"
