"""Work that takes longer than a page may: a queue with few workers, what each says of its progress, and calling it off.

Ten files that are dropped at once are read two at a time; the app stays usable, and whoever waits is told how many are
before them.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import cache
from threading import Event, Lock
from typing import Generic, Literal, TypeVar

from landuse.errors import RefusedError

State = Literal["waiting", "running", "done", "called_off"]
Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)
#: Pieces of work done at a time, and those that may wait.
WORKERS, WAITING = 2, 20


class CalledOff(Exception):  # noqa: N818 - it says what became of the work
    """Raised within a piece of work that nobody waits for any more."""


class Progress:
    """What a piece of work says of itself, and is told."""

    def __init__(self) -> None:
        self._called_off = Event()
        #: What is being done (a key of the catalogue), and the share of it that is done, where that is known.
        self.step = ""
        self.share: float | None = None

    def say(self, step: str, share: float | None = None) -> None:
        """Say what is being done, and how much of it is; raises :class:`CalledOff` if nobody waits for it."""
        if self._called_off.is_set():
            raise CalledOff
        self.step, self.share = step, share

    def is_called_off(self) -> bool:
        """Tell whether nobody waits any more."""
        return self._called_off.is_set()

    def call_off(self) -> None:
        """Stop waiting."""
        self._called_off.set()


class Job(Generic[Result_co]):
    """A piece of work in the queue."""

    def __init__(self, future: "Future[Result_co]", progress: Progress) -> None:
        self._future = future
        self.progress = progress

    @property
    def state(self) -> State:
        """Whether it waits, runs, is done (well or not) or was called off."""
        if self.progress.is_called_off() or self._future.cancelled():
            return "called_off"
        if self._future.done():
            return "done"
        return "running" if self._future.running() else "waiting"

    def call_off(self) -> None:
        """Have it stop: at once if it waits, else as soon as it looks."""
        self.progress.call_off()
        self._future.cancel()

    def result(self) -> Result_co:
        """
        Return what came of it, waiting for it if need be.

        Raises
        ------
        CalledOff
            If it was called off.
        Exception
            What the work raised.
        """
        try:
            return self._future.result()
        except CancelledError:
            raise CalledOff from None


class Jobs:
    """A queue of pieces of work."""

    def __init__(self, workers: int = WORKERS, waiting: int = WAITING) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="landuse-job")
        self._most = workers + waiting
        self._open: list[Job[object]] = []
        self._adding = Lock()

    def submit(self, work: Callable[[Progress], Result]) -> Job[Result]:
        """
        Queue a piece of work, which is given its :class:`Progress`.

        Raises
        ------
        RefusedError
            ``queue_full`` if too many wait already.
        """
        with self._adding:
            self._open = [job for job in self._open if job.state in {"waiting", "running"}]
            if len(self._open) >= self._most:
                raise RefusedError("queue_full", count=len(self._open))
            progress = Progress()
            job = Job(self._pool.submit(work, progress), progress)
            self._open.append(job)
            return job

    def before(self, job: Job[object]) -> int:
        """Return how many pieces of work are waiting or done before a job."""
        count = 0
        for other in self._open:
            if other is job:
                break
            count += other.state in {"waiting", "running"}
        return count


@cache
def queue() -> Jobs:
    """Return the one queue of this process."""
    return Jobs()
