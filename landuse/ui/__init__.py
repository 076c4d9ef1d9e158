"""The app: pages over views and actions. The only place, with ``app.py``, that knows Streamlit."""
