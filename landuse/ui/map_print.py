"""Printing what the map shows: paper and format are chosen, the sheet is made with a bar, and saved."""

import streamlit as st

from landuse.model import Layer
from landuse.reports.map_sheet import map_sheet, sheet_name
from landuse.reports.sheet_contents import SheetRequest
from landuse.reports.sheet_frame import PAPERS
from landuse.reports.typesetting import FORMS
from landuse.ui import session
from landuse.ui.guard import guarded
from landuse.ui.session import Context

Box = tuple[float, float, float, float]


def printing(context: Context, box: Box, layers: tuple[Layer, ...]) -> None:
    """Draw the choices for printing a view (west, south, east, north in degrees), and the sheet when it is made."""
    text = context.text
    with guarded(text):
        left, right = st.columns(2)
        paper = left.segmented_control(text("map.print.paper"), list(PAPERS), default="A4", required=True, key="paper")
        form = right.segmented_control(
            text("map.print.form"), list(FORMS), default="pdf", required=True, key="form", format_func=str.upper
        )
        title = st.text_input(text("map.print.heading"), key="sheet_title")
        layer, keys = session.selected()
        request = SheetRequest(
            box=box,
            chosen=context.selection.filter,
            layers=layers,
            paper=str(paper),
            form=str(form),
            language=text.language,
            selected={layer: sorted(keys)} if keys else {},
            title=title or None,
        )
        if st.button(text("map.print.make"), type="primary", icon=":material/print:", key="sheet_make"):
            bar = st.progress(0.0, text("map.print.making"))

            def tell(done: int, of: int, said: str) -> None:
                bar.progress(done / of, said or None)

            sheet = map_sheet(context.store, request, progress=tell)
            bar.empty()
            name = sheet_name(context.store, request)
            if form == "png":
                st.image(sheet, width="stretch")
            st.download_button(
                text("map.print.save", name=name), sheet, file_name=name, key="sheet_save", on_click="ignore"
            )
