"""``python -m landuse``."""

from landuse.cli.main import main

if __name__ == "__main__":
    main()
