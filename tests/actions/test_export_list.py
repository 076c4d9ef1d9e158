"""Where an export may go, and what is noted of it."""

import pytest
from sqlalchemy import select

from landuse.actions.export_list import WRITERS, export_list
from landuse.errors import ArgumentsError, RefusedError
from landuse.model import Filter, Layer
from landuse.store.schema import audit
from tests.builders import MAY, parcel, workspace

ALL = Filter(as_of=MAY)


@pytest.fixture
def store(tmp_path):
    """Return a workspace with one parcel and one firm."""
    firm = {"credit_code": "F1", "name": "甲", "tax_wan_yuan": 1.0}
    opened = workspace(tmp_path / "w", parcels=[parcel("P1")], enterprises=[firm])
    yield opened
    opened.close()


def exported(store, target, layer=Layer.PARCELS, **options):
    return export_list(store, layer, target, filter=ALL, language="en", actor="test", **options)


def audits(store):
    with store.reading() as connection:
        return list(connection.execute(select(audit.c.action, audit.c.actor).where(audit.c.action.like("%restricted"))))


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_file_is_replaced_whole(store, tmp_path, suffix):
    """An older file of that name gives way; nothing else is left in the folder."""
    target = tmp_path / "out" / f"a{suffix}"
    target.parent.mkdir()
    target.write_text("older", encoding="utf-8")
    outcome = exported(store, target)
    assert (outcome.path, outcome.rows, str(outcome.total_mu)) == (target, 1, "15.00")
    assert target.read_bytes() != b"older"
    assert {path.stem.partition(".")[0] for path in target.parent.iterdir()} == {"a"}


def test_the_ledger_is_not_written_over(store, tmp_path):
    """Neither this workspace's files nor another one's are a target."""
    other = workspace(tmp_path / "other")
    other.close()
    for target in (store.ledger, other.ledger, store.folder / "attachments" / "a.xlsx"):
        with pytest.raises(RefusedError) as refused:
            exported(store, target)
        assert refused.value.key == "target_is_workspace"


def test_an_unknown_format_is_refused(store, tmp_path):
    """The sentence names those there are."""
    with pytest.raises(ArgumentsError) as refused:
        exported(store, tmp_path / "a.pdf")
    assert ".xlsx" in str(refused.value.values["known"])


def test_a_folder_takes_a_workbook_named_after_the_filter(store, tmp_path):
    """Layer, filter and day are the name."""
    assert exported(store, tmp_path).path.name.endswith("_as_of_2023-05-31.xlsx")


def test_a_place_that_cannot_be_written_is_a_sentence(store, tmp_path):
    """A folder that is not there."""
    with pytest.raises(ArgumentsError) as refused:
        exported(store, tmp_path / "none" / "a.csv")
    assert refused.value.key == "target_unwritable"


def test_asking_for_restricted_columns_is_noted(store, tmp_path):
    """Who asked is in the audit trail; a layer without such columns leaves no note."""
    exported(store, tmp_path / "a.xlsx", Layer.ENTERPRISES)
    exported(store, tmp_path / "b.xlsx", include_restricted=True)
    assert audits(store) == []
    exported(store, tmp_path / "c.xlsx", Layer.ENTERPRISES, include_restricted=True)
    assert audits(store) == [("export_restricted", "test")]
