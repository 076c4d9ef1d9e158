"""Events: appended, voided, known at a moment; a request is served once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.config import Settings
from landuse.errors import ArgumentsError, ConflictError, RefusedError
from landuse.model import Layer, NewEvent, SubjectKind
from landuse.store import create_workspace, events, records
from tests.store.builders import demolition

MAY = datetime(2023, 5, 31, 12, tzinfo=UTC)


def test_append_gives_ids_and_freezes_the_unit(store):
    """An event without id or unit gets the next id and the unit its subject has now, for good."""
    with store.writing() as tx:
        assert events.append(tx, [demolition(), demolition("P2")], actor="a") == ["E000001", "E000002"]
        records.update(tx, Layer.PARCELS, "P1", {"unit": "fs"}, expected_version=1, actor="a")
    frame = store.tables().events
    assert frame["unit"].tolist() == ["tq", "tq"]
    assert frame["land_area_m2"].tolist() == [5000.0, 5000.0]


def test_event_columns_come_back_as_they_went_in(store):
    """Dates, texts, amounts and evidence survive the ledger."""
    event = NewEvent(
        SubjectKind.PLOT,
        "G1",
        "resupply",
        date(2023, 5, 4),
        25.5,
        None,
        "fs",
        "25.5㎡",
        "温土〔2023〕1号",
        "x.pdf",
        "n",
        "甲1",
    )
    with store.writing() as tx:
        assert events.append(tx, [event], actor="张三", at=MAY) == ["甲1"]
    row = store.tables().events.iloc[0]
    assert (row["subject_kind"], row["subject_id"], row["kind"]) == ("plot", "G1", "resupply")
    assert row["occurred_on"] == date(2023, 5, 4)
    assert row["land_area_m2"] == 25.5
    assert row["floor_area_m2"] != row["floor_area_m2"]
    assert (row["unit"], row["given"], row["doc_no"]) == ("fs", "25.5㎡", "温土〔2023〕1号")
    assert (row["recorded_by"], row["recorded_at"]) == ("张三", MAY)


def test_ids_of_an_office_are_skipped_and_never_taken_twice(store):
    """A generated id steps over one that an office gave; a taken one is a conflict, also within one call."""
    with store.writing() as tx:
        events.append(tx, [demolition(event_id="E000002")], actor="a")
        assert events.append(tx, [demolition(), demolition(event_id="E000004"), demolition()], actor="a") == [
            "E000003",
            "E000004",
            "E000005",
        ]
    for taken in ([demolition(event_id="E000002")], [demolition(event_id="X"), demolition(event_id="X")]):
        with pytest.raises(ConflictError, match="duplicate_event"), store.writing() as tx:
            events.append(tx, taken, actor="a")
    assert len(store.tables().events) == 4


def test_a_double_click_is_one_write(store):
    """The same request id again returns the first ids and writes nothing, for appends and voids."""
    for _click in range(2):
        with store.writing() as tx:
            assert events.append(tx, [demolition()], actor="a", request_id="r1") == ["E000001"]
    for _click in range(2):
        with store.writing() as tx:
            assert events.void(tx, "E000001", why="重复", actor="a", request_id="r2") == "E000002"
    assert len(store.tables().history) == 2


def test_void_keeps_both_and_says_why(store):
    """A voided event leaves the live ones; the history marks it with the void and the reason."""
    with store.writing() as tx:
        events.append(tx, [demolition(), demolition("P2")], actor="a")
        voiding = events.void(tx, "E000001", why=" 量错了 ", actor="b")
    tables = store.tables()
    assert tables.events["event_id"].tolist() == ["E000002"]
    history = tables.history.set_index("event_id")
    assert history.loc["E000001", "voided_by"] == voiding
    assert history.loc["E000001", "void_reason"] == history.loc[voiding, "void_reason"] == "量错了"
    assert history.loc[voiding, ["kind", "voids", "subject_id", "unit"]].tolist() == ["void", "E000001", "P1", "tq"]
    assert history["voided_by"].isna().tolist() == [False, True, True]


def test_void_is_refused_where_it_makes_no_sense(store):
    """Unknown, unreasoned, repeated, and voids of voids."""
    with store.writing() as tx:
        events.append(tx, [demolition()], actor="a")
    with pytest.raises(RefusedError, match="void_needs_reason"), store.writing() as tx:
        events.void(tx, "E000001", why="  ", actor="a")
    with pytest.raises(ArgumentsError, match="unknown_event"), store.writing() as tx:
        events.void(tx, "E9", why="x", actor="a")
    with store.writing() as tx:
        events.void(tx, "E000001", why="x", actor="a")
    with pytest.raises(RefusedError, match="already_voided") as refused, store.writing() as tx:
        events.void(tx, "E000001", why="x", actor="a")
    assert refused.value.args[1]["by"] == "E000002"
    with pytest.raises(RefusedError, match="void_is_final"), store.writing() as tx:
        events.void(tx, "E000002", why="x", actor="a")


def test_known_at_sees_what_was_known(store):
    """Before its record an event is unknown; before its void it lives."""
    with store.writing() as tx:
        events.append(tx, [demolition()], actor="a", at=MAY)
        events.void(tx, "E000001", why="x", actor="a", at=MAY + timedelta(days=10))
    live = [len(store.tables(known_at=MAY + timedelta(days=day)).events) for day in (-1, 0, 9, 10)]
    assert live == [0, 1, 1, 0]
    assert len(store.tables().events) == 0
    assert store.tables(known_at=MAY).history["voided_by"].isna().all()


def test_a_question_before_the_write_never_sees_it(store):
    """Between "asked, then recorded" and "recorded, then asked" a millisecond makes no mistake."""
    for number in range(1, 21):
        before = datetime.now(UTC)
        with store.writing() as tx:
            events.append(tx, [demolition()], actor="a")
        after = datetime.now(UTC)
        assert len(store.tables(known_at=before).events) == number - 1
        assert len(store.tables(known_at=after).events) == number


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.none() | st.integers(0, 20)), max_size=8), st.integers(-1, 21))
def test_known_at_equals_replaying_until_then(tmp_path_factory, plan, cut):
    """What is live as known at a moment is what a ledger holds to which only the earlier records were made."""
    moment = [MAY + timedelta(hours=hour) for hour in range(-1, 42)]
    store = create_workspace(tmp_path_factory.mktemp("ledger"), Settings())
    expected = set()
    with store.writing() as tx:
        for recorded, lasting in plan:
            (event_id,) = events.append(tx, [demolition()], actor="a", at=moment[recorded + 1])
            voided = None if lasting is None else recorded + lasting
            if voided is not None:
                events.void(tx, event_id, why="x", actor="a", at=moment[voided + 1])
            if recorded <= cut and (voided is None or voided > cut):
                expected.add(event_id)
    assert set(store.tables(known_at=moment[cut + 1]).events["event_id"]) == expected
    store.close()
