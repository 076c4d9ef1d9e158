"""``landuse --help`` against importing click alone: what a verb costs before it begins."""

import subprocess
import sys

from pairs import compare


def main() -> None:
    """Start both processes."""

    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    compare("landuse --help", lambda: run("-m", "landuse", "--help"), lambda: run("-c", "import click"))


if __name__ == "__main__":
    main()
