"""Sessions that are past, and one that nobody of the unit holds any more."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from playwright.sync_api import Page

from deploy.cli.cities import business_now
from deploy.cli.instance import OWNER, Instance
from shared.db import Scope, stay_within
from tests.fixtures.canaries import somebody
from tests.screens.reception import Reception
from tests.screens.studio import Studio, run

WEEKS = 3
PAST = "UPDATE group_session SET starts_at = starts_at - $2::interval WHERE id = ANY($1)"
LEFT = "UPDATE group_session SET facilitators = ARRAY[$2::uuid] WHERE id = ANY($1)"


def past_sessions(studio: Studio, desk: Reception) -> None:
    """A series of the last weeks: the sheets of all but the newest are closed."""
    page = studio.page("dinamitzacio")
    sessions = _series(studio, page, desk, WEEKS)
    for number, each in enumerate(sessions):
        for other in range(number + 2):
            who = somebody(200 + 10 * number + other).name
            studio.ask(page, f"/groups/api/sessions/{each}/places", name=who)
    run(_changed(studio.instance, PAST, sessions, timedelta(weeks=WEEKS + 1)))
    for each in sessions[:-1]:
        sheet = f"/groups/api/sessions/{each}"
        for place in studio.read(page, f"{sheet}/places")["places"]:
            studio.ask(page, f"/groups/api/places/{place['id']}/attendance", attendance="attended")
        studio.ask(page, f"{sheet}/close")
    studio.take(page, "sessions-past", f"/groups/units/{desk.unit}/sessions?past=true")


def unheld_session(studio: Studio, desk: Reception) -> None:
    """Whoever held it works at the unit no more: the manager gives it to somebody who does."""
    manager, given = studio.page("direccio"), "form[action$='/entrust']"
    path = f"/groups/units/{desk.unit}/sessions"
    manager.goto(path)
    if not manager.locator(given).count():
        sessions = _series(studio, studio.page("dinamitzacio"), desk, 1, restricted=True)
        run(_changed(studio.instance, LEFT, sessions, uuid4()))
    studio.take(manager, "sessions-unheld", path, at=given)


def _series(
    studio: Studio, page: Page, desk: Reception, times: int, *, restricted: bool = False
) -> list[UUID]:
    """A published series of whoever has this page, one session a week from the next on."""
    programmes = studio.read(page, "/groups/api/programmes")["programmes"]
    first = run(business_now(studio.instance)) + timedelta(weeks=1)
    asked: dict[str, Any] = {
        "programme": next(each["code"] for each in programmes if each["restricted"] is restricted),
        "every": "weekly",
        "times": times,
        "first": str(first.date()),
        "clock": "17:00" if restricted else "16:00",
        "room": "Sala polivalent" if restricted else "Aula 2",
    }
    made = studio.ask(page, f"/groups/api/units/{desk.unit}/series", **asked)["sessions"]
    for each in made:
        studio.ask(page, f"/groups/api/sessions/{each['id']}/publish")
    return [UUID(each["id"]) for each in made]


async def _changed(instance: Instance, statement: str, *values: Any) -> None:
    """Make it so, behind the house's back."""
    connection = await asyncpg.connect(instance.dsn("groups", OWNER))
    try:
        await stay_within(connection, Scope.SYSTEM)
        await connection.execute(statement, *values)
    finally:
        await connection.close()
