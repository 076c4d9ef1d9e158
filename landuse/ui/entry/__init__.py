"""Where Streamlit's script stands: away from ``pages``, which Streamlit would serve as scripts of their own."""
