"""What visitors share: the turns they take."""

import threading
import time

from landuse.ui import server
from landuse.ui.server import taking_turns


def test_what_is_late_waits_for_all_who_wait_for_anything_else():
    """One draws at a time; who came later has the turn before what is late."""
    order, began = [], threading.Barrier(4)

    def draw(name, *, late):
        began.wait()
        with taking_turns(late=late):
            order.append(name)

    drawers = [threading.Thread(target=draw, args=(name,), kwargs={"late": name < "c"}) for name in "abc"]
    with taking_turns():
        for drawer in drawers:
            drawer.start()
        began.wait()
        while len(server._waiting) < 3:
            time.sleep(0.001)
        assert order == []
    for drawer in drawers:
        drawer.join()
    assert order[0] == "c"
    assert sorted(order) == ["a", "b", "c"]


def test_a_turn_that_fails_is_given_on():
    """An error in one visitor's page keeps nobody else waiting."""
    for _ in range(2):
        try:
            with taking_turns():
                raise KeyError
        except KeyError:
            pass
    with taking_turns(late=True):
        pass
