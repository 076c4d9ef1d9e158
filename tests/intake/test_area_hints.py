"""Which unit areas are in, by the shapes and by one another: said and proposed, never applied."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.config import Settings
from landuse.i18n import LANGUAGES, catalogue
from landuse.intake.area_hints import is_by_rounded_mu, measure_by_shapes
from landuse.model import Asked, Severity
from landuse.units import Measure, amount_in
from tests.builders import square
from tests.intake.files import degrees, geojson, read, table

PARCELS = [square(east=150 * at, mu=15 + at) for at in range(5)]
SHAPES = [degrees(parcel) for parcel in PARCELS]


def drawn(folder, heading, measure):
    """Write parcels with a column of the areas of their shapes in a unit, a little off."""
    amounts = [round(amount_in(parcel.area * 1.02, measure), 4) for parcel in PARCELS]
    rows = [({"地块编号": f"LC-{at}", heading: amount}, SHAPES[at]) for at, amount in enumerate(amounts)]
    return geojson(folder / "地块.geojson", rows)


@pytest.mark.parametrize("measure", [Measure.MU, Measure.M2, Measure.HA, Measure.KM2])
def test_a_unit_is_proposed_from_the_shapes_and_not_applied(tmp_path, measure):
    """An area without a unit stays empty until it is answered; the question says what it looks like, and why."""
    found = read(drawn(tmp_path, "面积", measure), settings=Settings(box=None))
    [question] = [one for one in found.questions if one.kind is Asked.AREA_UNIT]
    assert (question.proposed, question.why, question.answer) == (str(measure), "geometry", None)
    assert found.declared_m2 == 0
    assert all(catalogue(language).question(question) for language in LANGUAGES)
    answered = read(drawn(tmp_path, "面积", measure), settings=Settings(box=None), answers=(("面积", str(measure)),))
    assert answered.declared_m2 == pytest.approx(sum(parcel.area for parcel in PARCELS) * 1.02, rel=0.01)
    assert not [issue for issue in answered.issues if issue.code == "unit_contradicts_shapes"]


def test_nothing_is_proposed_without_shapes_or_far_from_every_unit(tmp_path):
    """A third of an area is no unit."""
    path = table(tmp_path / "a.csv", [["LC-1", "12"]], ["地块编号", "面积"])
    assert [one.proposed for one in read(path).questions if one.kind is Asked.AREA_UNIT] == [None]
    numbers = np.array([1.0, 2.0])
    assert measure_by_shapes(numbers, numbers * 2_500) is None
    assert measure_by_shapes(numbers, np.array([np.nan, np.nan])) is None
    assert measure_by_shapes(numbers * 0, numbers) is None


@pytest.mark.parametrize(
    ("heading", "given_in", "factor"),
    [
        ("证载面积(亩)", Measure.M2, "666.67"),
        ("证载面积(亩)", Measure.HA, "15"),
        ("证载面积(公顷)", Measure.M2, "10000"),
        ("证载面积(平方米)", Measure.MU, "666.67"),
        ("证载面积(亩)", Measure.MU, None),
    ],
)
def test_a_unit_that_the_shapes_contradict_is_doubted(tmp_path, heading, given_in, factor):
    """What the heading says is read, and the factor between the two is said."""
    found = read(drawn(tmp_path, heading, given_in), settings=Settings(box=None))
    doubts = [issue for issue in found.issues if issue.code == "unit_contradicts_shapes"]
    assert [issue.value for issue in doubts] == ([factor] if factor else [])
    assert all(issue.severity is Severity.DOUBTFUL for issue in doubts)
    assert found.accepted == len(PARCELS)
    for language in LANGUAGES:
        assert all(factor in catalogue(language).problem(issue) for issue in doubts)


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=20), st.sampled_from([Measure.MU, Measure.M2, Measure.HA]))
def test_numbers_in_a_unit_are_told_to_be_in_it(areas, measure):
    """Whatever the areas, if they are those of the shapes."""
    drawn_m2 = np.array(areas, dtype=float)
    assert measure_by_shapes(drawn_m2 * amount_in(1, measure), drawn_m2) is measure


def test_areas_converted_by_a_rounded_mu_are_explained(tmp_path):
    """666.67 is told from 10000/15, with what it makes in all; the first column stands."""
    mu = [12.5, 50.0, 100.37]
    rows = [[f"LC-{at}", amount, round(amount * 666.67, 2)] for at, amount in enumerate(mu)]
    path = table(tmp_path / "a.csv", rows, ["地块编号", "证载面积(亩)", "证载面积(平方米)"])
    found = read(path)
    [note] = [issue for issue in found.issues if issue.code == "mu_of_two_decimals"]
    off = sum(round(amount * 666.67, 2) - amount * 10_000 / 15 for amount in mu)
    assert (float(note.values["off"]), note.severity) == (pytest.approx(off, abs=0.005), Severity.CHANGED)
    assert found.declared_m2 == pytest.approx(sum(mu) * 10_000 / 15)
    assert all("666.67" in catalogue(language).problem(note) for language in LANGUAGES)


@given(st.lists(st.integers(1, 10**6).map(lambda cents: cents / 100), min_size=1))
def test_the_exact_mu_and_other_numbers_have_nothing_to_explain(mu):
    """Neither exact areas nor two columns that are not the same area."""
    exact = np.array(mu)
    assert not is_by_rounded_mu(exact, np.round(exact * 10_000 / 15, 2))
    assert not is_by_rounded_mu(exact, exact * 700 + 1)
    assert not is_by_rounded_mu(exact * np.nan, exact)
