"""Every role tries every route of every service, within its scope and out of it.

What the policies say is compared with what the real applications answer on real databases: nothing
is left out, and a route that this test knows no address for fails it. It is tried with the wall of
the database, and once more without, so that the application's own checks are seen to suffice.
"""

import json
from collections.abc import Collection
from unittest.mock import AsyncMock

import pytest

from shared.identity import PARTNERS, Role, passwords
from shared.rights import Rule, Within
from tests.fixtures.asking import Answer
from tests.shared.tried import (
    EVERYBODY,
    LAST,
    REFUSED,
    TOLD_INSIDE,
    TRIED,
    Place,
    Tried,
    Who,
    name_of,
)

ANYWAY = {
    "sign_out": 401,  # that is where it leads
    **dict.fromkeys(("new_password_page", "set_new_password", "ticket_page"), 404),
    **dict.fromkeys(("appointment_page", "appointment_change"), 404),
    **dict.fromkeys(("place_page", "place_page_answer", "open_page", "open_page_enrol"), 404),
    **dict.fromkeys(("provider_ask", "provider_answer", "provider_logout"), 404),
}
"""What is answered whoever asks; no identity provider is set here, and links are made up."""
ALLOWED = {
    "end_session": 404,
    "revoke_key": 404,
    "end_sessions": 401,
    "end_link": 404,
    "person_page_unlink": 404,
    "glass_noted": 404,
    "end_exclusion": 404,
    "exclusion_end": 404,
    **dict.fromkeys(("end_substitute", "pending_substitute_end"), 404),
    "series_page_publish": 404,
    **dict.fromkeys(("partner_session_page", "partner_session_page_enrol", "partner_enrol"), 404),
    **dict.fromkeys(("close_slot", "agenda_close", "check_in", "agenda_arrive"), 404),
}
"""What those who may are answered: the session is somebody else's or in no catalogue, key, link,
rule and substitution are made up."""


UNSENT = {"care_act", "agenda_care"}
"""Of these 404 too, as long as nobody of those before has sent the contact to a professional."""
BEFORE_THE_WALL = {401, 403}
"""Who is refused by role never comes to the database: they are tried once, with the wall."""


@pytest.fixture(autouse=True)
def no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is slow on purpose."""
    monkeypatch.setattr(passwords, "fits", AsyncMock(return_value=False))


def expected(name: str, rule: Rule, who: Who, place: Place) -> int | None:
    """The status that the table says; none is whatever the work itself answers."""
    if rule.roles is None:
        return None
    if who.role is None:
        return 401
    if who.role not in rule.roles or (rule.within is Within.CITY and not who.whole_city):
        return 403
    if name in ALLOWED:
        return ALLOWED[name]
    return None if name in TOLD_INSIDE or reaches(rule.within, who, place) else 404


def reaches(within: Within, who: Who, place: Place) -> bool:
    """Whether the place lies within what is asked of somebody's scope."""
    if within is Within.ORGANISATION:
        return who.organisation == place.organisation
    if within is Within.SIDE:
        partner = who.role in PARTNERS
        return who.organisation == place.organisation if partner else who.whole_city or place.own
    if within in {Within.UNIT, Within.THING, Within.SHARE}:
        return who.role not in PARTNERS and (who.whole_city or place.own)
    return True


def status_of(answer: Answer) -> int:
    """The status; a page that sends to sign in says that nobody is."""
    if answer.status == 303 and answer.headers["location"].endswith("/sign-in"):
        return 401
    return answer.status


@pytest.mark.parametrize("tried", TRIED, indirect=True, scope="session", ids=name_of)
@pytest.mark.parametrize("who", EVERYBODY, ids=str)
async def test_a_role_may_exactly_what_the_table_says(tried: Tried, who: Who) -> None:
    rules = tried.served.around.policy
    wrong: list[str] = []
    names: set[str] = set()
    known = await tried.signed_in(who)
    for asked in tried.requests():
        name, method, path = asked
        names.add(name)
        for place in (tried.own, tried.other):
            says = ANYWAY.get(name, expected(name, rules[name], who, place))
            if says in BEFORE_THE_WALL and not tried.walled:
                continue
            leaves = name in LAST
            mine = await tried.signed_in(who) if leaves else known
            status = status_of(await tried.ask(mine, asked, place))
            fits = status not in REFUSED and status < 500 if says is None else status == says
            if says is None and name in UNSENT:
                fits = fits or status == 404
            if not fits:
                wrong.append(f"{method} {path} at {place.unit}: {status}, not {says or 'allowed'}")
    assert wrong == []
    assert names == set(rules)


@pytest.mark.parametrize(
    "tried", [("gateway", True), ("gateway", False)], indirect=True, scope="session", ids=name_of
)
async def test_an_exchange_tells_only_of_calls_at_its_own_units(tried: Tried) -> None:
    known = await tried.signed_in(Who(Role.TELEPHONY))
    asked = ("telephony_events", "POST", "/api/telephony/events")
    for place, status in ((tried.own, "accepted"), (tried.other, "unknown_unit")):
        [told] = json.loads((await tried.ask(known, asked, place)).body)["results"]
        assert told["status"] == status


def test_nobody_is_left_out() -> None:
    tried: Collection[Role | None] = {who.role for who in EVERYBODY}
    assert tried == {None, *Role}
