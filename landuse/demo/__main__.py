"""``python -m landuse.demo FOLDER``: write the demo district's files, the same bytes every time."""

import sys
from pathlib import Path

from landuse.demo.district import make_district
from landuse.demo.files import write_district


def main(arguments: list[str]) -> int:
    """Write the files into the one folder that is named; 2 if none or several are."""
    if len(arguments) != 1:
        sys.stderr.write("python -m landuse.demo FOLDER\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for path in write_district(make_district(), folder):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
