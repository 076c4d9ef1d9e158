"""record and void: one event a call, refusals with their codes."""


def test_record_answers_with_the_event(call, place):
    """The event's id comes back, and the number moves."""
    answer = call(
        *("record", "demolition", "--parcel", "P2", "--on", "2023-05-20", "--mu", "12.5", "--doc", "A1"),
        *("--json", "--workspace", place),
    )
    assert answer.json == {"event": "E000003", "kind": "demolition", "parcel": "P2", "occurred_on": "2023-05-20"}
    board = call("progress", "--year", "2023", "--as-of", "2023-05-31", "--json", "--workspace", place).json
    assert board[1]["actual"] == 42.5


def test_the_same_request_is_recorded_once(call, place):
    """A repeated request id answers with the first event."""
    words = ("record", "demolition", "--parcel", "P2", "--on", "2023-05-20", "--request-id", "r1", "--json")
    first, second = (call(*words, "--workspace", place).json["event"] for _ in range(2))
    assert first == second


def test_refusals_have_their_codes(call, place):
    """Rules refuse with 7, what does not exist with 2; the ledger is as it was."""
    on = ("--on", "2023-05-20", "--workspace", place)
    assert call("record", "demolition", "--parcel", "P2", "--mu", "99", *on).code == 7
    assert call("record", "demolition", "--parcel", "P2", "--on", "2999-01-01", "--workspace", place).code == 7
    assert call("record", "award", "--parcel", "P2", *on).code == 7
    assert call("record", "demolition", "--parcel", "none", *on).code == 2
    assert call("record", "bogus", "--parcel", "P2", *on).code == 2
    assert call("record", "demolition", "--parcel", "P2", "--floor-m2", "10", *on).code == 2
    assert call("record", "demolition", "--parcel", "P2", "--mu", "ten", *on).code == 2
    assert call("record", "demolition", "--parcel", "P2", "--zone", "Z1", *on).code == 2
    assert len(call("list", "events", "--json", "--workspace", place).json) == 2


def test_void_names_what_it_voids(call, place):
    """A void is an event; a second one is refused, as is one without a reason or of nothing."""
    answer = call("void", "E000002", "--why", "重复", "--json", "--workspace", place)
    assert answer.json == {"event": "E000003", "voids": "E000002"}
    assert call("void", "E000002", "--why", "again", "--workspace", place).code == 7
    assert call("void", "E000001", "--why", " ", "--workspace", place).code == 7
    assert call("void", "E000099", "--why", "x", "--workspace", place).code == 2
    board = call("progress", "--year", "2023", "--as-of", "2023-05-31", "--json", "--workspace", place).json
    assert board[2]["actual"] == 0.0
