"""The app: ``uvicorn app:app`` (fast tiles) or ``streamlit run app.py``; its workspace is LANDUSE_WORKSPACE."""

import streamlit as st

from landuse.ui.guard import report
from landuse.ui.server import SCRIPT, app_middleware, app_routes

app = st.App(SCRIPT, routes=app_routes(), middleware=app_middleware(), on_script_error=report)
