"""The partners' door: an organisation enrols its people, and knows of nobody else's."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx2
import pytest_asyncio

from services.groups import commands
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA, canaries_in, somebody
from tests.fixtures.cities import NORD
from tests.fixtures.web import command
from tests.groups.doors import Doors, posted
from tests.groups.scene import Facilitator
from tests.groups.test_calls import LEADS, LONG_AGO, MAIL, listed

OURS, THEIRS = "prism", "other"
BASE = f"/organisations/{OURS}"
API = f"/api{BASE}"


@dataclass
class Partner:
    """Somebody of a partner service, and what they ask by API."""

    client: httpx2.AsyncClient
    organisation: str

    async def enrol(self, session: UUID, **said: object) -> httpx2.Response:
        asked = {"name": MARIA.name, "consent": True, **said}
        path = f"/api/organisations/{self.organisation}/sessions/{session}/places"
        return await self.client.post(path, json=asked, headers=command())

    async def answer(self, place: object, said: str) -> httpx2.Response:
        path = f"/api/organisations/{self.organisation}/places/{place}/answer"
        return await self.client.post(path, json={"answer": said}, headers=command())

    async def places(self) -> list[dict[str, str]]:
        """What they have, without names."""
        answer = await self.client.get(f"/api/organisations/{self.organisation}/places")
        assert not canaries_in(answer.text)
        return [each["place"] for each in answer.json()["places"]]


@pytest_asyncio.fixture
async def partner(doors: Doors) -> Partner:
    return Partner(await doors.served.signed_in({Role.PARTNER}, organisation=OURS), OURS)


@pytest_asyncio.fixture
async def other(doors: Doors) -> Partner:
    return Partner(await doors.served.signed_in({Role.PARTNER}, organisation=THEIRS), THEIRS)


async def test_a_partner_enrols_somebody_and_once_it_is_full_they_wait(
    doors: Doors, partner: Partner
) -> None:
    session = await doors.session(capacity=1)
    first = await partner.enrol(session.id)
    assert first.status_code == 201
    second = await partner.enrol(session.id, name=somebody(3).name)
    told = [each.json()["state"] for each in (first, second)]
    assert told == ["enrolled", "waiting"]
    assert await doors.value("SELECT taken FROM group_session WHERE id = $1", session.id) == 1
    door = "SELECT door || ' ' || organisation FROM place WHERE id = $1"
    assert await doors.value(door, UUID(first.json()["id"])) == f"partner {OURS}"
    assert {each["state"] for each in await partner.places()} == {"enrolled", "waiting"}


async def test_a_partner_learns_nothing_of_others_in_the_session(
    doors: Doors, partner: Partner, other: Partner
) -> None:
    session = await doors.session(capacity=5)
    await doors.ask(session)
    theirs = (await other.enrol(session.id, name=somebody(3).name)).json()
    mine = (await partner.enrol(session.id)).json()
    assert [each["id"] for each in await partner.places()] == [mine["id"]]
    page = (await partner.client.get(f"{BASE}/places")).text
    assert MARIA.name in page
    assert somebody(3).name not in page
    page = (await partner.client.get(f"{BASE}/sessions/{session.id}")).text
    assert "2 places" in page
    assert not canaries_in(page)
    for path in (f"{API}/places/{theirs['id']}", f"/api/organisations/{THEIRS}/places"):
        assert (await partner.client.get(path)).status_code == 404
    assert (await partner.answer(theirs["id"], "withdrawn")).status_code == 404
    strange = await partner.client.get(f"/api/sessions/{session.id}/places")
    assert strange.status_code == 403
    state = "SELECT state FROM place WHERE id = $1"
    assert await doors.value(state, UUID(theirs["id"])) == "enrolled"


async def test_a_partner_enrols_only_in_what_the_catalogue_has(
    doors: Doors, partner: Partner
) -> None:
    hidden = await doors.session(public=False)
    for session in (hidden.id, uuid4()):
        assert (await partner.enrol(session)).status_code == 404
    begun = await doors.session()
    await doors.begins(begun)
    assert (await partner.enrol(begun.id)).json()["type"].endswith("session-over")
    assert await doors.value("SELECT count(*) FROM place") == 0


async def test_what_a_partner_decides_on_an_older_version_is_refused(
    doors: Doors, partner: Partner
) -> None:
    session = await doors.session()
    stale, now = [{"if-match": f'"{session.version + more}"'} for more in (7, 0)]
    asked, path = {"name": MARIA.name, "consent": True}, f"{API}/sessions/{session.id}/places"
    refused = await partner.client.post(path, json=asked, headers=command() | stale)
    assert refused.status_code == 412
    assert await doors.value("SELECT count(*) FROM place") == 0
    made = await partner.client.post(path, json=asked, headers=command() | now)
    assert made.status_code == 201
    one = made.json()
    path = f"{API}/places/{one['id']}/answer"
    for seen, status in ((one["version"] + 1, 412), (one["version"], 200)):
        headers = command() | {"if-match": f'"{seen}"'}
        said = await partner.client.post(path, json={"answer": "withdrawn"}, headers=headers)
        assert said.status_code == status


async def test_nobody_is_named_who_has_not_agreed_and_that_they_did_is_kept(
    doors: Doors, partner: Partner
) -> None:
    session = await doors.session()
    without = await partner.enrol(session.id, consent=False)
    assert without.status_code == 422
    assert without.json()["type"].endswith("consent-missing")
    assert await doors.value("SELECT count(*) FROM attendee") == 0
    await partner.enrol(session.id)
    consented = await doors.value("SELECT consented_at FROM attendee")
    assert consented == await doors.value("SELECT asked_at FROM place")


async def test_an_offer_stands_first_with_the_partner_and_not_with_the_centre(
    doors: Doors, partner: Partner
) -> None:
    session = await doors.session(capacity=1)
    kept = (await partner.enrol((await doors.session()).id, name=somebody(3).name)).json()
    first = (await partner.enrol(session.id, name=somebody(4).name)).json()
    waiting = (await partner.enrol(session.id, mail=MAIL, telephone=MARIA.telephone)).json()
    assert (await partner.answer(first["id"], "withdrawn")).json()["state"] == "withdrawn"
    places = await partner.places()
    assert [(each["id"], each["state"]) for each in places] == [
        (waiting["id"], "offered"), (kept["id"], "enrolled"), (first["id"], "withdrawn"),
    ]  # fmt: skip
    assert await listed(await doors.served.signed_in(LEADS, {NORD})) == []
    letters = "SELECT array_agg(says) FROM place_letter WHERE place = $1"
    assert await doors.value(letters, UUID(waiting["id"])) == ["offered"]
    page = (await partner.client.get(f"{BASE}/places")).text
    assert "Respon abans de" in page
    taken = await posted(partner.client, f"{BASE}/places/{waiting['id']}", answer="accepted")
    assert taken.status_code == 303
    assert (await partner.places())[0]["state"] == "enrolled"
    assert await doors.value("SELECT taken FROM group_session WHERE id = $1", session.id) == 1


async def test_a_place_that_was_lost_stands_before_those_that_hold_and_is_to_be_told(
    doors: Doors, partner: Partner
) -> None:
    kept = (await partner.enrol((await doors.session()).id, name=somebody(3).name)).json()
    session = await doors.session()
    lost = (await partner.enrol(session.id, name=somebody(4).name)).json()
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        await commands.cancel(tx, session.id, Facilitator().at(doors.now))
    assert [(each["id"], each["state"]) for each in await partner.places()] == [
        (lost["id"], "revoked"), (kept["id"], "enrolled"),
    ]  # fmt: skip
    page = (await partner.client.get(f"{BASE}/places")).text
    assert "La sessió s’ha anul·lat. Digues-l’hi." in page
    assert page.count("Digues-l’hi") == 1


async def lost(doors: Doors, partner: Partner) -> str:
    """A place of theirs in a session that is cancelled."""
    session = await doors.session()
    made = (await partner.enrol(session.id)).json()
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        await commands.cancel(tx, session.id, Facilitator().at(doors.now))
    return str(made["id"])


async def test_a_partner_notes_that_its_person_was_told_and_takes_it_back(
    doors: Doors, partner: Partner
) -> None:
    kept = (await partner.enrol((await doors.session()).id, name=somebody(3).name)).json()
    place = await lost(doors, partner)
    page, path = f"{BASE}/places", f"{BASE}/places/{place}"
    assert "Se’ls ha avisat" in (await partner.client.get(page)).text
    for answer, first, said in (("told", kept["id"], "Desfés"), ("untold", place, "Digues-l’hi")):
        assert (await posted(partner.client, path, answer=answer)).status_code == 303
        assert (await partner.places())[0]["id"] == first
        assert said in (await partner.client.get(page)).text
    told = await partner.client.post(f"{API}/places/{place}/told", headers=command())
    assert told.json()["told_at"] is not None
    undone = await partner.client.post(f"{API}/places/{place}/told/undo", headers=command())
    assert (undone.status_code, undone.json()["told_at"]) == (200, None)


async def test_after_ten_minutes_a_partner_takes_back_no_more_that_they_were_told(
    doors: Doors, partner: Partner
) -> None:
    place = await lost(doors, partner)
    await partner.client.post(f"{API}/places/{place}/told", headers=command())
    assert await doors.value(LONG_AGO, UUID(place))
    page = (await partner.client.get(f"{BASE}/places")).text
    assert ("Se’ls ha avisat" in page, "Desfés" in page) == (True, False)
    undone = await partner.client.post(f"{API}/places/{place}/told/undo", headers=command())
    assert (undone.status_code, undone.json()["type"]) == (409, "/problems/nothing-to-undo")


async def test_of_anybody_elses_person_a_partner_says_nothing(
    doors: Doors, partner: Partner, other: Partner
) -> None:
    place = await lost(doors, other)
    for act in ("told", "told/undo"):
        said = await partner.client.post(f"{API}/places/{place}/{act}", headers=command())
        assert said.status_code == 404
    assert await doors.value("SELECT told_at FROM place WHERE id = $1", UUID(place)) is None


async def test_a_name_leaves_only_once_the_look_is_in_the_trace(
    doors: Doors, partner: Partner
) -> None:
    place = (await partner.enrol((await doors.session()).id)).json()
    looks = "SELECT string_agg(act || ' ' || relation, ', ' ORDER BY number) FROM look"
    await partner.places()
    assert await doors.value(looks) is None
    assert MARIA.name in (await partner.client.get(f"{BASE}/places")).text
    told = (await partner.client.get(f"{API}/places/{place['id']}")).json()
    assert told["who"]["name"] == MARIA.name
    assert (
        await doors.value(looks) == "partner_places_page organisation, partner_place organisation"
    )
    assert await doors.value("SELECT count(*) FROM look WHERE person = $1", UUID(place["id"])) == 2


async def test_the_partners_pages_enrol_and_give_a_place_up(doors: Doors, partner: Partner) -> None:
    session = await doors.session(capacity=2)
    home = await partner.client.get("/")
    assert home.headers["location"].endswith(f"{BASE}/places")
    assert "Ningú de la teva entitat" in (await partner.client.get(f"{BASE}/places")).text
    sessions = (await partner.client.get(f"{BASE}/sessions?programme=energy")).text
    assert f"{BASE}/sessions/{session.id}" in sessions
    path = f"{BASE}/sessions/{session.id}"
    await posted(partner.client, path, name=MARIA.name)
    assert await doors.value("SELECT count(*) FROM place") == 0
    done = await posted(partner.client, path, name=MARIA.name, consent="true", tongue="es")
    assert done.headers["location"] == "?done=enrolled"
    assert "Té plaça." in (await partner.client.get(f"{path}?done=enrolled")).text
    assert await doors.value("SELECT language FROM place") == "es"
    place = await doors.value("SELECT id FROM place")
    gone = await posted(partner.client, f"{BASE}/places/{place}", answer="withdrawn")
    assert gone.headers["location"] == "../places"
    assert await doors.value("SELECT state FROM place") == "withdrawn"


async def test_what_the_catalogue_says_to_people_is_said_of_them_to_a_partner(
    doors: Doors, partner: Partner
) -> None:
    session = await doors.session(walk_in=True)
    public = (await partner.client.get("/catalogue")).text
    assert "Veniu sense inscripció" in public
    assert "Necessito" in public
    theirs = (await partner.client.get(f"{BASE}/sessions")).text
    theirs += (await partner.client.get(f"{BASE}/sessions/{session.id}")).text
    assert theirs.count("S’hi pot venir sense inscripció") == 2
    assert "Veniu" not in theirs
    assert "Necessito" not in theirs


async def test_the_sheet_says_which_service_enrolled_them(doors: Doors, partner: Partner) -> None:
    session = await doors.session()
    await partner.enrol(session.id)
    laia = await doors.served.signed_in(LEADS, {NORD})
    page = (await laia.get(f"/units/{NORD}/sessions/{session.id}")).text
    assert MARIA.name in page
    assert "Prisma" in page


async def test_places_of_past_sessions_are_apart(doors: Doors, partner: Partner) -> None:
    session = await doors.session()
    await partner.enrol(session.id)
    await doors.value(
        "UPDATE group_session SET starts_at = $2::timestamptz - interval '1 day' WHERE id = $1 "
        "RETURNING true",
        session.id,
        doors.now,
    )
    assert await partner.places() == []
    past = (await partner.client.get(f"{API}/places?past=true")).json()["places"]
    assert [each["session"]["id"] for each in past] == [str(session.id)]
    assert MARIA.name in (await partner.client.get(f"{BASE}/places?past=true")).text


async def test_postgresql_itself_shows_an_organisation_its_own_people_alone(
    doors: Doors, partner: Partner, other: Partner
) -> None:
    session = await doors.session(capacity=5)
    hidden = await doors.session(public=False)
    await doors.ask(session)
    await partner.enrol(session.id)
    await other.enrol(session.id, name=somebody(3).name)
    scope = Scope(frozenset(), uuid4(), OURS)
    async with transaction(doors.served.around.pool, scope) as tx:
        assert await tx.fetchval("SELECT array_agg(organisation) FROM place") == [OURS]
        assert await tx.fetchval("SELECT count(*) FROM attendee") == 1
        assert await tx.fetchval("SELECT array_agg(id) FROM group_session") == [session.id]
        assert hidden.id != session.id
        for table in ("place_link", "place_letter", "group_series"):
            assert await tx.fetchval(f"SELECT count(*) FROM {table}") == 0
        for table in ("place", "group_session"):
            assert await tx.execute(f"UPDATE {table} SET version = 9") == "UPDATE 0"


async def test_what_is_told_of_a_place_says_which_service_and_nobodys_name(
    doors: Doors, partner: Partner
) -> None:
    await partner.enrol((await doors.session()).id)
    told = str(
        await doors.value(
            "SELECT convert_from(data, 'UTF8') FROM outbox_pending WHERE type = $1",
            "groups.place_changed.v1",
        )
    )
    assert '"door":"partner"' in told
    assert f'"organisation":"{OURS}"' in told
    assert not canaries_in(told)
