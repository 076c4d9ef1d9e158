"""A few hundred broken and odd files that nobody here wrote: none ends in anything but rows or a sentence."""

import os
from pathlib import Path

import pytest

from landuse.errors import LanduseError
from landuse.i18n import catalogue
from landuse.intake.sniff import PROMISES
from landuse.model import Layer
from tests.conftest import ROOT
from tests.intake.files import read

SHARED = ROOT.parent / "shared" / "fixtures"
FOLDERS = ("hostile", "cn_encodings", "formats_uk_resource_examples", "uk_brownfield", "landchina_2007")
FILES = sorted(
    path.relative_to(SHARED)
    for folder in FOLDERS
    for path in (SHARED / folder).rglob("*")
    if path.suffix.lower() in PROMISES and path.stat().st_size < 2_000_000
)
#: Every file costs a child process: the suite takes one in three, LANDUSE_CORPUS=1 all of them.
STEP = int(os.environ.get("LANDUSE_CORPUS", "3"))
CHUNKS = 4
TEXTS = [catalogue("zh-CN"), catalogue("en")]


@pytest.mark.skipif(not FILES, reason="the folder of real files, ../shared/fixtures, is not here")
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_odd_files_end_in_rows_or_in_a_sentence(chunk):
    """Every file is read to its last row or refused with a sentence in both languages."""
    for path in FILES[chunk :: CHUNKS * STEP]:
        said = _try(SHARED / path)
        assert said, path


def _try(path: Path) -> str:
    try:
        found = read(path, Layer.PARCELS, mapping={})
    except LanduseError as error:
        return " ".join(text.sentence(error) for text in TEXTS)
    assert found.read == found.accepted + found.refused
    return " ".join([str(found.read), *(text.problem(issue) for text in TEXTS for issue in found.issues)])
