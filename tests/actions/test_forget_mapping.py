"""A mapped file comes in the second month with no question asked; what is forgotten is asked about again."""

from datetime import date

import pytest

from landuse.actions.forget_mapping import forget_mapping
from landuse.actions.import_layer import import_layer
from landuse.errors import InputError
from landuse.model import Asked, Layer
from landuse.store import mappings
from tests.builders import workspace
from tests.intake.files import table

TODAY = date(2023, 6, 1)


@pytest.fixture
def store(tmp_path):
    made = workspace(tmp_path / "w")
    yield made
    made.close()


HEADINGS = ["甲列", "地块名称", "面积", "收到日期"]
SAID = {"mapping": {"甲列": "parcel_id"}, "answers": [("面积", "ha")]}


def month(store, folder, number, headings=HEADINGS, **said):
    """Import the parcels of a month."""
    path = table(folder / f"{number}.csv", [[f"LC-{number}", "甲", number, ""]], headings)
    return import_layer(store, path, layer=Layer.PARCELS, actor="a", today=TODAY, **said)


def open_questions(outcome):
    """Return kind and column of what is not answered."""
    return [(question.kind, question.column) for question in outcome.questions if question.answer is None]


def test_the_second_month_asks_nothing(store, tmp_path):
    """Mapping and answers hold for the same headings, in whatever order and spacing."""
    first = month(store, tmp_path, 1)
    assert (first.accepted, (Asked.AREA_UNIT, "面积") in open_questions(first)) == (0, True)
    assert month(store, tmp_path, 2, **SAID).accepted == 1
    third = month(store, tmp_path, 3)
    assert (third.accepted, open_questions(third)) == (1, [])
    path = table(tmp_path / "b.csv", [[4, "LC-4", "", "甲"]], ["面 积", "甲列", "收到日期", "地块名称"])
    fourth = import_layer(store, path, layer=Layer.PARCELS, actor="a", today=TODAY)
    assert fourth.accepted == 1
    assert store.tables().parcels["certificate_area_m2"].tolist() == [20_000, 30_000, 40_000]


def test_a_renamed_column_asks_only_about_itself(store, tmp_path):
    """甲列 became 乙列: proposed for what 甲列 was, and nothing else is asked."""
    month(store, tmp_path, 1, **SAID)
    renamed = ["乙列", *HEADINGS[1:]]
    second = month(store, tmp_path, 2, renamed)
    assert open_questions(second) == [(Asked.COLUMN, "乙列")]
    question = next(question for question in second.questions if question.answer is None)
    assert (question.proposed, question.why, question.values["former"]) == ("parcel_id", "renamed", "甲列")
    third = month(store, tmp_path, 3, renamed, answers=[("乙列", "parcel_id")])
    assert (third.accepted, open_questions(third)) == (1, [])
    assert open_questions(month(store, tmp_path, 4, renamed)) == []


def test_what_is_forgotten_is_asked_again(store, tmp_path):
    """Nothing else is lost."""
    month(store, tmp_path, 1, **SAID)
    with store.reading() as connection:
        (one,) = mappings.remembered(connection)
    forget_mapping(store, one.mapping_id)
    assert month(store, tmp_path, 2).accepted == 0
    assert len(store.tables().parcels) == 1


def test_a_dry_run_and_a_refused_file_are_not_remembered(store, tmp_path):
    """Only what was applied is confirmed."""
    month(store, tmp_path, 1, dry_run=True, **SAID)
    month(store, tmp_path, 2)
    with store.reading() as connection:
        assert mappings.remembered(connection) == ()
    with pytest.raises(InputError, match="no_known_heading"):
        import_layer(store, table(tmp_path / "c.csv", [[1]], ["甲列"]), layer=Layer.PARCELS, actor="a", today=TODAY)
