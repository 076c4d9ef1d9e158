"""
Does the 80 % interval of the forecast hold 80 % of what comes? Tried on 200 simulated districts an indicator.

``python -m benchmarks.calibration`` writes ``landuse/rules/calibration.toml``, which the back-test page quotes and
``tests/core/test_backtest.py`` checks.
"""

from pathlib import Path

from landuse.core.forecast import done_of, forecast, year_goal
from landuse.rules.forecast import load_forecast_rules
from tests.core.districts import ROUTES, YEAR, district

DISTRICTS, DRAWS = 200, 200
TARGET = Path(__file__).parents[1] / "landuse" / "rules" / "calibration.toml"


def tried(indicator: str) -> tuple[int, int]:
    """Return how many simulated districts had a forecast, and how many of their year ends lay inside its interval."""
    goal, rules = year_goal(indicator, YEAR), load_forecast_rules()
    judged = inside = 0
    for number in range(DISTRICTS):
        simulated = district(number, indicator)
        found = forecast(simulated.history, goal, as_of=simulated.as_of, rules=rules, draws=DRAWS)
        if found.low is not None and found.high is not None:
            judged += 1
            inside += found.low <= done_of(simulated.history, goal) <= found.high
    return judged, inside


def main() -> None:
    """Try every indicator that has simulated districts, print and keep what came."""
    lines = [
        "# Written by `python -m benchmarks.calibration`: simulated districts, and how many of their year ends lay"
    ]
    lines += ["# inside the forecast's interval. tests/core/test_backtest.py tries them again.", ""]
    for indicator in sorted(ROUTES):
        judged, inside = tried(indicator)
        print(f"{indicator}: {inside} of {judged} inside ({inside / judged:.1%})")
        lines += [f"[{indicator}]", f"districts = {judged}", f"inside = {inside}", ""]
    TARGET.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
