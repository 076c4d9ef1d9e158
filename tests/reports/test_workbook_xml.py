"""The parts of a workbook: XML of strangers."""

import pytest

from landuse.reports.workbook_xml import parsed


def test_entities_are_refused():
    """A document type is never in a workbook of an office."""
    with pytest.raises(ValueError):
        parsed(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
