"""Who holds a session: chosen among the unit's colleagues, shown, and changed afterwards."""

from uuid import UUID, uuid4

import httpx2

from shared.identity import Role
from tests.fixtures.cities import NORD, SUD, open_day
from tests.fixtures.web import command
from tests.groups.doors import Doors, posted

LEADS = {Role.FACILITATOR}
ACCOUNT = """
INSERT INTO account (id, user_name, display_name, roles, units) VALUES ($1, $2, $3, $4, $5)
"""
ROLES = "SELECT roles FROM account WHERE id = $1"


async def colleague(doors: Doors, name: str, role: Role, unit: str, active: bool = True) -> UUID:
    """Somebody with an account who is not signed in."""
    account, identity = uuid4(), doors.served.around.identity
    await identity.execute(ACCOUNT, account, f"user-{account.hex[:12]}", name, [role], [unit])
    await identity.execute("UPDATE account SET active = $2 WHERE id = $1", account, active)
    return account


async def holder(doors: Doors) -> UUID:
    """Who holds the newest session, or the first of them."""
    found = await doors.value("SELECT facilitators[1] FROM group_session ORDER BY id DESC LIMIT 1")
    assert isinstance(found, UUID)
    return found


async def opened(client: httpx2.AsyncClient, doors: Doors, **said: object) -> str:
    """A session that somebody opens on the page, as its sheet's path."""
    told = {"programme": "energy", "clock": "10:00", "room": f"Aula {uuid4().hex[:6]}", **said}
    first = open_day(doors.now, 12).isoformat()
    assert (await posted(client, f"/units/{NORD}/series", first=first, **told)).status_code == 303
    made = await doors.value("SELECT id FROM group_session ORDER BY id DESC LIMIT 1")
    return f"/units/{NORD}/sessions/{made}"


async def test_colleagues_of_the_unit_are_chosen_and_named_on_list_and_sheet(doors: Doors) -> None:
    laia = await doors.served.signed_in(LEADS, {NORD})
    pau = await colleague(doors, "Pau Serra", Role.PROFESSIONAL, NORD)
    for other in (
        ("Rosa Nord", Role.RECEPTION, NORD, True),
        ("Marc Sud", Role.FACILITATOR, SUD, True),
        ("Joan Fora", Role.FACILITATOR, NORD, False),
    ):
        await colleague(doors, *other)
    form = (await laia.get(f"/units/{NORD}/sessions")).text
    assert f'value="{pau}"> Pau Serra' in form
    assert not [name for name in ("Rosa Nord", "Marc Sud", "Joan Fora") if name in form]
    sheet = await opened(laia, doors, facilitators=pau)
    assert "A càrrec de Pau Serra" in (await laia.get(f"/units/{NORD}/sessions")).text
    assert "A càrrec de Pau Serra" in (await laia.get(sheet)).text


async def test_nobody_is_named_who_holds_no_groups_at_the_unit(doors: Doors) -> None:
    laia = await doors.served.signed_in(LEADS, {NORD})
    marc = await colleague(doors, "Marc", Role.FACILITATOR, SUD)
    first = open_day(doors.now, 12).isoformat()
    body = {"programme": "energy", "first": first, "clock": "10:00", "room": "Aula 9"}
    said = {**body, "facilitators": [str(marc)]}
    path = f"/api/units/{NORD}/series"
    refused = await laia.post(path, json=said, headers=command())
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (
        422,
        "unknown-facilitator",
    )
    await posted(laia, f"/units/{NORD}/series", facilitators=marc, **body)
    assert await doors.value("SELECT count(*) FROM group_session") == 0
    session = await doors.session()
    change = f"/api/sessions/{session.id}/facilitators"
    for named in ([str(marc)], []):
        answer = await laia.post(change, json={"facilitators": named}, headers=command())
        assert answer.status_code == 422
    await posted(laia, f"/units/{NORD}/sessions/{session.id}/act", act="facilitators")
    held = await doors.value("SELECT facilitators FROM group_session WHERE id = $1", session.id)
    assert held == list(session.facilitators)


async def test_whoever_is_named_later_finds_the_sheet_and_who_is_not_any_more_does_not(
    doors: Doors,
) -> None:
    laia = await doors.served.signed_in(LEADS, {NORD})
    sheet = await opened(laia, doors, programme="carers")
    first = await holder(doors)
    pau = await doors.served.signed_in({Role.PROFESSIONAL}, {NORD})
    api = f"/api/sessions/{sheet.rsplit('/', 1)[-1]}"
    listed = (await laia.get(f"/api/units/{NORD}/facilitators")).json()["facilitators"]
    [other] = [each["id"] for each in listed if each["id"] != str(first)]
    assert (await pau.get(sheet)).status_code == 404
    own = {"facilitators": [other]}
    mine = await pau.post(f"{api}/facilitators", json=own, headers=command())
    assert mine.status_code == 404
    done = await laia.post(f"{api}/facilitators", json=own, headers=command())
    assert (done.status_code, done.json()["facilitators"]) == (200, [other])
    assert [(await each.get(sheet)).status_code for each in (laia, pau)] == [404, 200]
    back = await posted(pau, f"{sheet}/act", act="facilitators", facilitators=first)
    assert back.headers["location"].endswith(f"/units/{NORD}/sessions")
    assert [(await each.get(sheet)).status_code for each in (laia, pau)] == [200, 404]


NOTED = "SELECT string_agg(reader::text, ' ') FROM look WHERE person = $1 AND act = $2"


async def test_whom_nobody_holds_any_more_a_manager_gives_to_a_colleague_once_and_it_is_noted(
    doors: Doors,
) -> None:
    session = await doors.session(programme="carers")  # of somebody who has no account any more
    manager = await doors.served.signed_in({Role.MANAGER}, {NORD})
    laia = await doors.served.signed_in(LEADS, {NORD})
    [hers] = [UUID(each["id"]) for each in (await listed(laia))]
    marc = await colleague(doors, "Marc", Role.FACILITATOR, SUD)
    unheld = "Ja no la porta ningú de la unitat"
    page = (await manager.get(f"/units/{NORD}/sessions")).text
    assert (unheld in page, f'value="{hers}"' in page) == (True, True)
    seen = (await laia.get(f"/units/{NORD}/sessions")).text
    assert (unheld in seen, "/entrust" in seen) == (True, False)
    api = f"/api/sessions/{session.id}/entrust"
    wrong = await manager.post(api, json={"holder": str(marc)}, headers=command())
    assert wrong.status_code == 422
    path = f"/units/{NORD}/sessions/{session.id}"
    assert (await posted(manager, f"{path}/entrust", holder=hers)).status_code == 303
    assert (await laia.get(path)).status_code == 200
    assert (await manager.get(path)).status_code == 404, "who comes stays theirs to see"
    assert unheld not in (await manager.get(f"/units/{NORD}/sessions")).text
    pau = await colleague(doors, "Pau", Role.PROFESSIONAL, NORD)
    again = await manager.post(api, json={"holder": str(pau)}, headers=command())
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[-1]) == (409, "still-held")
    who = await doors.value(NOTED, session.id, "sessions_page_entrust")
    assert (await doors.served.around.identity.fetchval(ROLES, UUID(str(who)))) == ["manager"]


async def listed(client: httpx2.AsyncClient) -> list[dict[str, str]]:
    """Who may hold sessions of Nord."""
    found = (await client.get(f"/api/units/{NORD}/facilitators")).json()["facilitators"]
    assert isinstance(found, list)
    return found


async def test_nobody_is_named_who_holds_another_session_then(doors: Doors) -> None:
    laia = await doors.served.signed_in(LEADS, {NORD})
    pau = await colleague(doors, "Pau", Role.FACILITATOR, NORD)
    await opened(laia, doors, facilitators=pau)
    sheet = await opened(laia, doors)
    said = {"facilitators": [str(pau)]}
    path = f"/api/sessions/{sheet.rsplit('/', 1)[-1]}/facilitators"
    assert (await laia.post(path, json=said, headers=command())).status_code == 409
    await doors.value("UPDATE group_session SET state = 'held' WHERE facilitators <> $1", [pau])
    assert (await laia.post(path, json=said, headers=command())).status_code == 409
