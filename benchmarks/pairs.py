"""Run two things in turn and print the ratio of their medians."""

import resource
import statistics
import time
from collections.abc import Callable

ROUNDS = 5


def compare(name: str, ours: Callable[[], object], other: Callable[[], object], *, rounds: int = ROUNDS) -> None:
    """Time *ours* and *other* alternately after a warm-up; print medians and ratios, by wall and by processor."""
    taken: tuple[list[tuple[float, float]], ...] = ([], [])
    for round_number in range(rounds + 1):
        for function, times in zip((ours, other), taken, strict=True):
            start, used = time.perf_counter(), processor_seconds()
            function()
            if round_number:
                times.append((time.perf_counter() - start, processor_seconds() - used))
    for clock, at in (("wall", 0), ("processor", 1)):
        mine, theirs = (statistics.median(pair[at] for pair in times) for times in taken)
        print(f"{name} ({clock}): {mine:.3f} s against {theirs:.3f} s, ratio {mine / theirs:.2f}", flush=True)


def processor_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)
