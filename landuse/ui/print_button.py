"""
A button that asks the browser to print.

Streamlit's own buttons only speak to the server. This one is a component of a few fixed lines in the page itself; its
label arrives as data and is set as text, so that nothing a user wrote is ever run.
"""

import streamlit as st

_PRINT = """
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = () => window.print();
}
"""
_LOOK = """
button {
  padding: 0.35rem 1rem;
  border: 1px solid var(--st-primary-color);
  border-radius: var(--st-base-radius);
  color: var(--st-background-color);
  background: var(--st-primary-color);
  font: inherit;
  cursor: pointer;
}
button:focus-visible {
  outline: 2px solid var(--st-text-color);
  outline-offset: 2px;
}
"""


def print_button(label: str, *, key: str) -> None:
    """Draw the button."""
    component = st.components.v2.component(
        "landuse_print", html='<button type="button"></button>', css=_LOOK, js=_PRINT
    )
    component(data={"label": label}, key=key, width="content")
