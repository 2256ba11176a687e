"""Enough people are served for a wait to be told: of fewer than eight in a day nothing is said."""

from tests.screens.reception import Reception
from tests.screens.studio import Studio

PACE_MS = 8_000
"""Somebody comes, and somebody is served; so their waits are not nothing."""
MOST = 40


def a_wait_is_known(studio: Studio, desk: Reception) -> None:
    """They come and are served at desk 1 until the centre says how long it takes.

    Raises ``RuntimeError`` where it says nothing after ``MOST`` of them.
    """
    desk.cleared()
    page, unit = desk.page, f"/units/{desk.unit}"
    for _ in range(MOST):
        if studio.read(page, f"{unit}/expected-wait")["most_seconds"] is not None:
            return
        studio.ask(page, f"{unit}/contacts", door="desk")
        page.wait_for_timeout(PACE_MS)
        called = studio.ask(page, f"{unit}/desks/1/call-next")["contact"]
        of = f"/contacts/{called['id']}"
        if called["appointment_at"]:
            studio.ask(page, f"{of}/take-in")
            continue
        studio.ask(page, f"{of}/start")
        studio.ask(page, f"{of}/close", outcome="informed")
    raise RuntimeError("no wait is known yet")
