"""What the forecast's interval held on simulated districts, as the back-test page quotes it."""

from landuse.rules.calibration import load_calibration
from landuse.rules.forecast import load_forecast_rules


def test_the_interval_claims_what_it_holds():
    """200 districts an indicator; the share inside is within eight points of the level."""
    level = load_forecast_rules().level
    for found in load_calibration().values():
        assert found.districts == 200
        assert abs(found.share - level) <= 0.08
