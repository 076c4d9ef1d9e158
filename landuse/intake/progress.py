"""How the reading of a file says how far it is, and how it is called off."""

from collections.abc import Callable

#: Called with a step (a key of ``intake.steps``) and the share of it that is done, where that is known. What it raises
#: ends the work: the child process is killed, and nothing is written.
Say = Callable[[str, float | None], None]


def quiet(_step: str, _share: float | None) -> None:
    """Say nothing to nobody."""
