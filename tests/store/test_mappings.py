"""Mappings of columns that are remembered."""

import pytest

from landuse.errors import ArgumentsError
from landuse.model import Layer
from landuse.store import mappings


def remember(store, fingerprint="f", layer=Layer.PARCELS, **given):
    """Remember a mapping."""
    given = {"headings": ["编号", "面积"], "mapping": {"编号": "parcel_id"}, "answers": {}} | given
    with store.writing() as tx:
        mappings.remember(tx, layer=layer, fingerprint=fingerprint, file_name="a.csv", actor="a", **given)


def remembered(store, layer=None):
    """Return what is remembered."""
    with store.reading() as connection:
        return mappings.remembered(connection, layer)


def test_the_last_word_about_a_table_is_remembered(store):
    """The same headings again replace what was said of them; other headings and layers stand beside it."""
    remember(store)
    remember(store, mapping={"编号": "name"}, answers={"area_unit:面积": "mu"})
    remember(store, fingerprint="g")
    remember(store, layer=Layer.PLOTS)
    assert len(remembered(store)) == 3
    one = next(one for one in remembered(store, Layer.PARCELS) if one.mapping_id == "M0001")
    assert (one.mapping, one.answers, one.headings) == ({"编号": "name"}, {"area_unit:面积": "mu"}, ("编号", "面积"))
    assert (one.file_name, one.confirmed_by) == ("a.csv", "a")


def test_a_mapping_can_be_forgotten(store):
    """Once; an unknown one is said."""
    remember(store)
    with store.writing() as tx:
        mappings.forget(tx, "M0001")
    assert remembered(store) == ()
    with store.writing() as tx, pytest.raises(ArgumentsError, match="unknown_mapping"):
        mappings.forget(tx, "M0001")
