"""One byte a record: its stage, and whether the filter leaves it out."""

from datetime import date

from landuse.maps.states import NO_RECORD, NO_STAGE, OUTSIDE, states
from landuse.model import Filter, Layer
from landuse.symbology import symbol
from tests.builders import MAY, workspace


def by_key(store, layer, chosen, key="parcel_id"):
    """Return key -> byte of each record."""
    content = states(store, layer, chosen)
    records = getattr(store.tables(), layer)
    return {name: content[fid] for name, fid in zip(records[key], records["fid"], strict=True)}


def test_the_byte_is_the_stage_on_the_day(store):
    """P2 is demolished at the end of May and was not in February."""
    registered, demolished = symbol("registered").index, symbol("demolished").index
    may = by_key(store, Layer.PARCELS, Filter(as_of=MAY))
    assert may == {"P1": registered, "P2": demolished, "P3": registered, "P4": registered}
    assert by_key(store, Layer.PARCELS, Filter(as_of=date(2023, 2, 28)))["P2"] == registered


def test_a_filter_marks_what_it_leaves_out_and_keeps_its_stage(store):
    """Records outside the filter stay on the map, faint, each in its own stage."""
    found = by_key(store, Layer.PARCELS, Filter(as_of=MAY, unit="other"))
    assert found["P3"] == symbol("registered").index
    assert found["P2"] == symbol("demolished").index | OUTSIDE


def test_ids_without_a_record_say_so(store):
    """Feature id 0 is nobody's."""
    assert states(store, Layer.PARCELS, Filter(as_of=MAY))[0] == NO_RECORD
    assert states(store, Layer.PARCELS, Filter(as_of=MAY, unit="other"))[0] == NO_RECORD


def test_an_empty_layer_has_no_bytes(tmp_path):
    """A new workspace draws nothing and does not fail."""
    opened = workspace(tmp_path / "empty")
    assert states(opened, Layer.PARCELS, Filter(as_of=MAY)) == b""
    opened.close()


def test_the_special_bytes_are_no_stage_and_no_other():
    """No stage, outside, and no record can be told apart in every combination."""
    assert NO_RECORD not in {NO_STAGE, NO_STAGE | OUTSIDE}
