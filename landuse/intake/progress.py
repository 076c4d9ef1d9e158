"""How the reading of a file says how far it is, and how it is called off."""

from collections.abc import Callable

#: Called with a step (a key of ``intake.steps``) and the share of it that is done, where that is known. What it raises
#: ends the work: the child process is killed, and nothing is written.
Say = Callable[[str, float | None], None]
#: The steps of an import, in order.
STEPS = ("reading", "checking", "placing", "comparing", "writing")


def share_of_all(step: str, share: float | None) -> float:
    """
    Return how much of an import is done, each step counted alike.

    Examples
    --------
    >>> share_of_all("checking", 0.5), share_of_all("writing", None)
    (0.3, 0.8)
    """
    return (STEPS.index(step) + (share or 0)) / len(STEPS)


def quiet(_step: str, _share: float | None) -> None:
    """Say nothing to nobody."""
