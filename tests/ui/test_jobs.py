"""The queue: few at a time, in their order, each can be called off, and too many are refused."""

from threading import Event

import pytest

from landuse.errors import RefusedError
from landuse.ui.jobs import CalledOff, Jobs, Progress


@pytest.fixture
def gate():
    """Return what holds work up until a test lets it through."""
    opened = Event()
    yield opened
    opened.set()


def held(gate):
    """Return a piece of work that waits at a gate."""

    def work(progress):
        progress.say("reading")
        gate.wait(10)
        progress.say("checking")
        return "read"

    return work


def test_one_after_another(gate):
    """With one worker the second waits, knows how many are before it, and is done after the first."""
    jobs = Jobs(workers=1)
    first, second = jobs.submit(held(gate)), jobs.submit(lambda progress: "second")
    assert (second.state, jobs.before(second), jobs.before(first)) == ("waiting", 1, 0)
    gate.set()
    assert (first.result(), second.result()) == ("read", "second")
    assert (first.state, first.progress.step) == ("done", "checking")


def test_work_that_waits_is_called_off_at_once_and_work_that_runs_when_it_looks(gate):
    """The one that runs stops at its next step; what it would have returned is nobody's."""
    jobs = Jobs(workers=1)
    running, waiting = jobs.submit(held(gate)), jobs.submit(held(gate))
    waiting.call_off()
    running.call_off()
    assert (running.state, waiting.state) == ("called_off", "called_off")
    gate.set()
    for job in (running, waiting):
        with pytest.raises(CalledOff):
            job.result()


def test_too_many_are_refused_with_their_number(gate):
    """One runs, one waits: the third is refused; when they are done there is room again."""
    jobs = Jobs(workers=1, waiting=1)
    both = [jobs.submit(held(gate)) for _ in range(2)]
    with pytest.raises(RefusedError, match="queue_full") as refused:
        jobs.submit(held(gate))
    assert refused.value.args[1]["count"] == 2
    gate.set()
    assert [job.result() for job in both] == ["read", "read"]
    assert jobs.submit(lambda progress: 7).result() == 7


def test_work_says_how_much_of_it_is_done():
    """A share where it is known, none where it is not."""
    progress = Progress()
    progress.say("reading", 0.4)
    assert (progress.step, progress.share) == ("reading", 0.4)
    progress.say("writing")
    assert (progress.step, progress.share) == ("writing", None)


def test_an_error_is_handed_on():
    """Work that fails is done; who asks for its result gets the error."""

    def broken(progress):
        raise ValueError("broken")

    job = Jobs(workers=1).submit(broken)
    with pytest.raises(ValueError, match="broken"):
        job.result()
    assert job.state == "done"
