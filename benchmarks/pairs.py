"""Run two things in turn and print the ratio of their medians."""

import statistics
import time
from collections.abc import Callable

ROUNDS = 5


def compare(name: str, ours: Callable[[], object], other: Callable[[], object], *, rounds: int = ROUNDS) -> None:
    """Time *ours* and *other* alternately after a warm-up; print both medians and the ratio."""
    times: tuple[list[float], list[float]] = ([], [])
    for round_number in range(rounds + 1):
        for function, taken in zip((ours, other), times, strict=True):
            start = time.perf_counter()
            function()
            if round_number:
                taken.append(time.perf_counter() - start)
    mine, theirs = (statistics.median(taken) for taken in times)
    print(f"{name}: {mine:.3f} s against {theirs:.3f} s, ratio {mine / theirs:.2f}")
