"""The office's own template for a table: brought, checked by the gate, kept, filled instead of our own sheet."""

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from landuse.actions.keep_template import LARGEST, keep_template
from landuse.ui import cards, forms, intake_cards, session
from landuse.ui.guard import guarded_write
from landuse.ui.session import Context

_KEPT = "report_templates"
_UPLOAD = "report_template"
_MEGABYTE = 1024 * 1024


def template_of(context: Context, kind: str) -> str | None:
    """Draw the template of a kind of table, or the place to drop one; returns the SHA-256 of the one that is taken."""
    text = context.text
    taken: tuple[str, str] | None = session.kept(_KEPT, {}).get(kind)
    forms.notice(_UPLOAD)
    with st.expander(text("reports.template.title"), expanded=taken is not None, icon=":material/upload_file:"):
        if taken is None:
            cards.note(text("reports.template.about"))
            _place_to_drop(context, kind)
            return None
        name, sha256 = taken
        cards.note(text("reports.template.taken", name=name))
        st.button(
            text("reports.template.drop"), key="report_template_drop", on_click=_put, args=(kind, None), width="stretch"
        )
        return sha256


def _place_to_drop(context: Context, kind: str) -> None:
    text, limit = context.text, LARGEST // _MEGABYTE
    intake_cards.uploader_words(
        {
            "drop": text("reports.template.here"),
            "limit": text("reports.template.limit", limit=limit),
            "browse": text("intake.desk.browse"),
            "wrong": text("intake.desk.wrong", limit=limit),
        }
    )
    key = f"{_UPLOAD}_{session.times(_UPLOAD)}"
    st.file_uploader(
        text("reports.template.file"),
        key=key,
        max_upload_size=limit,
        on_change=partial(_take, context, kind, key),
        label_visibility="collapsed",
    )


def _take(context: Context, kind: str, key: str) -> None:
    """Take what was dropped, under a name of ours; its own is only shown."""
    brought = session.field(key)
    session.count(_UPLOAD)
    if brought is None:
        return
    with guarded_write(context.text, _UPLOAD), tempfile.TemporaryDirectory(prefix="landuse-template") as folder:
        path = Path(folder) / "template"
        path.write_bytes(brought.getvalue())
        _put(kind, (brought.name, keep_template(context.store, path, name=brought.name)))
        session.say(_UPLOAD, context.text("reports.template.kept", name=brought.name))


def _put(kind: str, taken: tuple[str, str] | None) -> None:
    session.keep(_KEPT, {**session.kept(_KEPT, {}), kind: taken})
