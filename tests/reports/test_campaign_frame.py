"""Where things stand on a campaign map: nothing over another, whatever the paper and the number of zones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.reports.campaign_frame import CAMPAIGN_PAPERS, layout_of, panel_row


@given(st.sampled_from(sorted(CAMPAIGN_PAPERS)), st.integers(0, 200))
def test_windows_share_no_ground_and_stay_on_the_paper(name, zones):
    """District and enlarged zones tile the room at the left of the panel."""
    paper = CAMPAIGN_PAPERS[name]
    layout = layout_of(paper, zones)
    cells = [layout.district, *layout.cells]
    assert len(layout.cells) <= zones
    for place, cell in enumerate(cells):
        assert cell.x >= paper.margin - 1e-6
        assert cell.x + cell.width <= paper.margin + paper.window[0] + 1e-6
        assert cell.y + cell.height <= paper.margin + paper.header + paper.window[1] + 1e-6
        for other in cells[:place]:
            apart_x = cell.x >= other.x + other.width - 1e-6 or other.x >= cell.x + cell.width - 1e-6
            apart_y = cell.y >= other.y + other.height - 1e-6 or other.y >= cell.y + cell.height - 1e-6
            assert apart_x or apart_y


@pytest.mark.parametrize("name", ["A2", "A1", "A0"])
def test_a_batch_of_zones_is_enlarged_whole(name):
    """The 26 zones of a batch all have their cell; a small district's few take more room each."""
    assert len(layout_of(CAMPAIGN_PAPERS[name], 26).cells) == 26
    few, many = (layout_of(CAMPAIGN_PAPERS[name], count).cells[0] for count in (4, 26))
    assert few.width > many.width


@pytest.mark.parametrize("name", sorted(CAMPAIGN_PAPERS))
def test_rows_of_the_panel_grow_lower_where_there_are_many(name):
    """Sixty and eighty rows fill the panel, and no more."""
    paper = CAMPAIGN_PAPERS[name]
    assert panel_row(paper, 10) > panel_row(paper, 80)
    assert panel_row(paper, 80) * 80 <= paper.window[1]
