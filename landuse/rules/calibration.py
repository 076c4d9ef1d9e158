"""How the forecast's interval held on simulated districts: ``calibration.toml``, written by a benchmark."""

from functools import cache
from typing import Annotated

from pydantic import Field, RootModel

from landuse.rules.files import Strict, read_file, shipped

FILE = "calibration.toml"


class Calibration(Strict):
    """How many simulated districts were tried, and how many year ends lay inside the interval."""

    districts: Annotated[int, Field(ge=1)]
    inside: Annotated[int, Field(ge=0)]

    @property
    def share(self) -> float:
        """The share inside."""
        return self.inside / self.districts


class _CalibrationFile(RootModel[dict[str, Calibration]]):
    pass


@cache
def load_calibration() -> dict[str, Calibration]:
    """Return what was found, by indicator; one that was not simulated is not there."""
    return read_file(shipped(), FILE, _CalibrationFile).root
