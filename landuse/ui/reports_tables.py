"""Tables of words on the page of reports: figures, issues, differences."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from landuse.ui.session import Context

#: Of the head and of a row, in pixels.
_HEAD, _ROW = 37, 33
#: Columns of amounts, which stand right so that digits stand below digits.
_AMOUNTS = (
    *("value", "given", "before", "after", "reported", "ledger", "difference", "amount", "edited"),
    *("actual", "target", "share", "elapsed", "growth"),
)


def table(context: Context, rows: Sequence[dict[str, str]], *, key: str, family: str, height: int = 300) -> None:
    """Draw rows of words, at most *height* pixels high; the columns of the first are called by texts of *family*."""
    st.dataframe(
        pd.DataFrame(rows),
        key=key,
        hide_index=True,
        height=min(height, _HEAD + _ROW * len(rows)),
        column_config={
            name: st.column_config.TextColumn(
                context.text(f"{family}.{name}"), alignment="right" if name in _AMOUNTS else "left"
            )
            for name in rows[0]
        },
    )
