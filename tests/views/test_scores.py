"""Scores of the firms that ask for land, by the version in force, and two versions side by side."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.errors import ArgumentsError
from landuse.views.scores import DATA_FOR_LAND, scheme_of, schemes_of, scores, side_by_side
from tests.builders import MAY
from tests.views.waiting import A, B, C, D, waiting


@pytest.fixture
def store(tmp_path):
    """Return the small district of firms that wait."""
    opened = waiting(tmp_path / "w")
    yield opened
    opened.close()


def test_the_version_in_force_is_taken(store):
    """By its first day; another one by its name."""
    versions = {scheme.version: scheme for scheme in schemes_of(store).schemes.values() if "demo" in scheme.scheme_id}
    newest = max(versions.values(), key=lambda scheme: scheme.valid_from)
    oldest = min(versions.values(), key=lambda scheme: scheme.valid_from)
    assert scheme_of(store, None, None, as_of=newest.valid_from).version == newest.version
    assert scheme_of(store, None, None, as_of=oldest.valid_from).version == oldest.version
    assert scheme_of(store, DATA_FOR_LAND, oldest.version, as_of=MAY) == oldest


@pytest.mark.parametrize(("scheme", "version"), [("nothing", None), (DATA_FOR_LAND, "v99")])
def test_an_unknown_scheme_is_refused(store, scheme, version):
    """With those there are."""
    with pytest.raises(ArgumentsError, match="unknown_scheme") as refused:
        scheme_of(store, scheme, version, as_of=MAY)
    assert DATA_FOR_LAND in refused.value.values["known"]


def test_those_that_ask_are_scored(store):
    """Four ask; D has no figures: not scored, and last. A and B reach every cap: B, which pays more tax, comes first."""
    found = scores(store, scheme_of(store, None, None, as_of=MAY), as_of=MAY)
    ranking = found.ranking.set_index("credit_code")
    assert found.year == 2022
    assert set(ranking.index) == {A, B, C, D}
    assert ranking.loc[D, "score"] is None
    assert found.ranking["credit_code"].iloc[-1] == D
    assert ranking.loc[B, "score"] == ranking.loc[A, "score"]
    assert ranking.loc[[B, A], "rank"].tolist() == [1, 2]
    assert ranking.loc[B, "broken_by"] == "evaluated_tax_wan_yuan"
    points = found.lines.groupby("credit_code")["points"].sum()
    assert points[A] == ranking.loc[A, "score"]


def test_figures_of_the_year_before_count(store):
    """A year later there are none of the year before: nobody is scored."""
    day = date(2024, 5, 31)
    found = scores(store, scheme_of(store, None, None, as_of=day), as_of=day)
    assert found.ranking["score"].isna().all()


def test_two_versions_stand_side_by_side(store):
    """Every firm with its change of score, under its name."""
    first, second = (scheme_of(store, DATA_FOR_LAND, version, as_of=MAY) for version in ("v1", "v2"))
    found = side_by_side(store, first, second, as_of=MAY).set_index("credit_code")
    assert found.loc[A, "name"] == "甲厂"
    own = found.loc[A]
    assert own["score_change"] == own["score_second"] - own["score_first"]
    assert isinstance(own["score_change"], Decimal)
    assert own["rank_change"] == own["rank_first"] - own["rank_second"]
