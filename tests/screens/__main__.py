"""``python -m tests.screens``: what each demonstration user sees, as pictures in ``docs/screens``.

It visits the instance of ``PORTES_HOME``, which ``make up`` has started with its demonstration, in
a real browser, and plays a short morning at desk 1 for it: tickets, lost calls, a person, an
appointment, a sheet of codes. ``--whole`` takes whole pages, to look for what is further down.
"""

import argparse
import os
from pathlib import Path

from playwright.sync_api import sync_playwright

from deploy.cli.instance import existing
from tests.dependencies import chromium
from tests.screens import handed
from tests.screens.calls import pending, promised
from tests.screens.came_back import came_back
from tests.screens.desk import (
    at_the_desk,
    caller_to_settle,
    on_the_line,
    practice,
    sent_today,
)
from tests.screens.elsewhere import (
    administration,
    boards,
    in_other_languages,
    kiosk,
    officer,
    wall,
)
from tests.screens.lists import agenda, booked, paper
from tests.screens.people import emergency, follow_ups, people
from tests.screens.reception import Reception
from tests.screens.sessions import past_sessions, unheld_session
from tests.screens.studio import Studio
from tests.screens.telephone import telephone
from tests.screens.waits import a_wait_is_known

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screens"


def visit(studio: Studio) -> None:
    """Everything, in the order in which a morning goes."""
    studio.take(studio.page(), "sign-in", "/gateway/sign-in")
    desk = Reception(studio)
    silent = promised(studio, desk)
    contact = at_the_desk(studio, desk)
    person = people(studio, desk, contact)
    pending(studio, desk, silent)
    agenda(studio, desk)
    in_other_languages(studio, desk)
    follow_ups(studio, desk)
    booked(studio, desk)
    paper(studio, desk)
    on_the_line(studio, desk)
    caller_to_settle(studio, desk)
    sent_today(studio, desk)
    telephone(studio, desk)
    other_doors(studio, desk)
    practice(studio, desk)
    a_wait_is_known(studio, desk)
    kiosk(studio)
    wall(studio, desk)
    boards(studio, desk)
    emergency(studio, desk)
    officer(studio, person)
    administration(studio)


def other_doors(studio: Studio, desk: Reception) -> None:
    """Who is handed on, referrals and groups."""
    handed.at_the_desk(studio, desk)
    handed.referrals(studio, desk)
    handed.groups(studio, desk)
    came_back(studio, desk)
    past_sessions(studio, desk)
    unheld_session(studio, desk)


def main() -> None:
    """Visit the instance of this home."""
    options = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    options.add_argument("--to", type=Path, default=FOLDER, help="the folder")
    options.add_argument(
        "--whole", action="store_true", help="whole pages, not what a screen shows"
    )
    options.add_argument("--only", nargs="*", help="only those whose names begin so")
    wanted = options.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium(), args=arguments)
        visit(Studio(browser, existing(), wanted))
        browser.close()


if __name__ == "__main__":
    main()
