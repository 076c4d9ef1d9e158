"""Typst sets values as they are: no markup, no clock, no font of the machine."""

import io

import pypdf
import pytest

from landuse.reports.typesetting import typeset


@pytest.fixture
def page(monkeypatch, tmp_path):
    """Return a function that sets words with a template of one line."""
    (tmp_path / "one.typ").write_text(
        '#set page(width: 90mm, height: 50mm)\n#set text(font: "Noto Sans CJK SC", fallback: false)\n'
        "#json(bytes(sys.inputs.sheet)).words\n",
        encoding="utf-8",
    )
    monkeypatch.setattr("landuse.reports.typesetting.resources.files", lambda _package: tmp_path)
    return lambda words, **asked: typeset(["one.typ"], {"words": words}, drawings={}, **{"form": "pdf", **asked})


def test_texts_are_values_and_no_markup(page):
    """What would be a command in a template stands as it was written."""
    hostile = '#panic("x") *b* $x$ <b>垟'
    assert hostile in pypdf.PdfReader(io.BytesIO(page(hostile))).pages[0].extract_text()


def test_the_same_values_give_the_same_bytes(page):
    """The moment of making is the caller's word, not the clock's."""
    assert page("甲") == page("甲")
    assert page("甲", made_at=1_685_500_000) != page("甲")
    assert page("甲", form="png", ppi=72).startswith(b"\x89PNG")
