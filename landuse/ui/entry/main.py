"""The script that Streamlit runs for each visitor and each click."""

from landuse.ui.frame import main

if __name__ == "__main__":
    main()
