"""Catalogue, public enrolment, a unit's sessions and the sheet, as browsers are answered."""

import json
import re
import sys
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from icalendar import Calendar

from services.groups import commands
from services.groups.commands import Asked
from shared.city import store
from shared.contracts.groups import PlaceDoor
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA, canaries_in, somebody, telephone
from tests.fixtures.cities import BEGAN, NORD, SUD, a_city, open_day
from tests.fixtures.web import command
from tests.groups.doors import Doors, posted

LEADS = {Role.FACILITATOR}


async def test_the_catalogue_is_everybodys_and_shows_what_is_left(doors: Doors) -> None:
    session = await doors.session(capacity=2)
    await doors.session(unit=SUD, programme="carers")
    hidden = await doors.session(public=False)
    nobody = await doors.served.nobody()
    page = (await nobody.get("/catalogue")).text
    assert "Programa energy" in page
    assert "Programa carers" in page
    assert "2 places" in page
    assert str(hidden.id) not in page
    await doors.ask(session)
    assert "1 plaça" in (await nobody.get("/catalogue?district=01")).text
    assert "Programa carers</a>" not in (await nobody.get("/catalogue?district=01")).text
    assert str(session.id) not in (await nobody.get("/catalogue?programme=carers")).text
    await doors.ask(session)
    assert "Plena, amb llista d’espera" in (await nobody.get("/catalogue?district=01")).text
    strange = await nobody.get("/catalogue?district=q&after=-1&need=x&spoken=zz")
    assert strange.status_code == 200


async def test_what_is_free_while_somebody_waits_is_nobody_elses_in_the_catalogue(
    doors: Doors,
) -> None:
    session = await doors.session(capacity=2)
    await doors.ask(session)
    nobody = await doors.served.nobody()
    asked = Asked(uuid4(), session.id, PlaceDoor.GATEWAY, NORD, 2)
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        await commands.ask_by_event(tx, asked, doors.now)
    [told] = (await nobody.get("/catalogue.json")).json()["sessions"]
    assert told["left"] == 0
    page = (await nobody.get("/catalogue")).text
    assert "Plena, amb llista d’espera" in page
    assert "1 plaça" not in page


async def test_the_catalogue_ends_with_whom_to_call_and_where_else_to_turn(doors: Doors) -> None:
    nobody = await doors.served.nobody()
    page = (await nobody.get("/catalogue")).text
    assert "Preferiu parlar-ne?" in page
    assert 'href="tel:900000010"' in page
    assert '<footer class="p-foot"><a href="https://vila.example/queixes">Queixes</a>' in page
    city = a_city("Silent")
    assert city.public
    silent = city.public.model_copy(update={"telephone": None, "foot": ()})
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        await store.put(tx, city.model_copy(update={"public": silent}), BEGAN)
    page = (await nobody.get("/catalogue")).text
    assert "tel:" not in page
    assert "p-foot" not in page


async def test_the_catalogue_is_a_calendar_and_a_feed_too(doors: Doors) -> None:
    session = await doors.session(capacity=3)
    nobody = await doors.served.nobody()
    calendar = Calendar.from_ical((await nobody.get("/catalogue.ics")).content)
    [event] = calendar.walk("VEVENT")
    assert event["summary"] == "Programa energy"
    assert event.decoded("dtstart") == session.starts_at
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=90)
    feed = (await nobody.get("/catalogue.json")).json()
    [told] = feed["sessions"]
    assert (told["id"], told["left"], told["unit"]) == (str(session.id), 3, NORD)
    assert feed["next"] is None


async def test_a_calendar_has_every_session_and_a_page_says_how_many_there_are(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["services.groups.queries.catalogue"], "PAGE", 1)
    for _ in range(3):
        await doors.session()
    nobody = await doors.served.nobody()
    page = (await nobody.get("/catalogue")).text
    assert "3 sessions" in page
    assert page.count("/groups/open/") + page.count('href="/open/') == 1
    calendar = Calendar.from_ical((await nobody.get("/catalogue.ics")).content)
    assert len(calendar.walk("VEVENT")) == 3


async def test_somebody_enrols_themselves_and_waits_once_it_is_full(doors: Doors) -> None:
    session = await doors.session(capacity=1)
    nobody = await doors.served.nobody()
    path = f"/open/{session.id}"
    assert "Inscriviu-me" in (await nobody.get(path)).text
    done = await posted(nobody, path, name=MARIA.name, telephone=MARIA.telephone, places=1)
    assert done.status_code == 303
    assert done.headers["location"].endswith("done=enrolled&by=telephone")
    assert "Teniu plaça." in (await nobody.get(done.headers["location"])).text
    other = somebody(5)
    done = await posted(nobody, path, name=other.name, telephone=telephone(5), places=1)
    assert "done=waiting" in done.headers["location"]
    assert await doors.value("SELECT count(*) FROM attendee WHERE name IS NOT NULL") == 2
    assert await doors.value("SELECT taken FROM group_session WHERE id = $1", session.id) == 1


async def test_who_cannot_be_told_is_asked_for_a_way(doors: Doors) -> None:
    session = await doors.session()
    nobody = await doors.served.nobody()
    path = f"/open/{session.id}"
    for wrong in ({}, {"mail": "no address"}, {"telephone": "12"}):
        answer = await posted(nobody, path, name=MARIA.name, places=1, **wrong)
        assert answer.status_code in {303, 422}
    assert await doors.value("SELECT count(*) FROM place") == 0
    hidden = await doors.session(public=False)
    answer = await posted(nobody, f"/open/{hidden.id}", name=MARIA.name, telephone=telephone(1))
    assert await doors.value("SELECT count(*) FROM place") == 0


async def test_a_session_that_is_not_for_the_public_has_no_page_of_its_own(doors: Doors) -> None:
    nobody = await doors.served.nobody()
    shown = await doors.session()
    assert "Programa energy" in (await nobody.get(f"/open/{shown.id}")).text
    hidden = await doors.session(public=False)
    answer = await nobody.get(f"/open/{hidden.id}")
    assert answer.status_code == 404
    assert "Programa energy" not in answer.text


async def test_a_facilitator_opens_a_series_and_publishes_it(doors: Doors) -> None:
    laia = await doors.served.signed_in(LEADS, {NORD})
    first = open_day(doors.now, 12)
    done = await posted(
        laia,
        f"/units/{NORD}/series",
        programme="energy",
        every="weekly",
        first=first.isoformat(),
        clock="10:00",
        times=2,
        room="Aula 2",
        public="true",
    )
    assert done.status_code == 303
    page = (await laia.get(f"/units/{NORD}/sessions")).text
    assert page.count("Esborrany") == 2
    [series] = set(re.findall(r"/series/([0-9a-f-]{36})/publish", page))
    await posted(laia, f"/units/{NORD}/series/{series}/publish")
    page = (await laia.get(f"/units/{NORD}/sessions")).text
    assert page.count("Publicada") == 2
    assert "Programa energy" in (await (await doors.served.nobody()).get("/catalogue")).text
    again = await posted(
        laia,
        f"/units/{NORD}/series",
        programme="energy",
        first=first.isoformat(),
        clock="11:00",
        room="Aula 2",
    )
    assert await doors.value("SELECT count(*) FROM group_session") == 2
    assert again.status_code in {303, 409}


async def test_who_leads_the_centre_sees_how_full_a_session_is_and_no_name(doors: Doors) -> None:
    session = await doors.session(capacity=5)
    path = f"/open/{session.id}"
    nobody = await doors.served.nobody()
    await posted(nobody, path, name=MARIA.name, telephone=MARIA.telephone)
    await doors.ask(session, uuid4())
    maria = await doors.served.signed_in({Role.MANAGER}, {NORD})
    page = (await maria.get(f"/units/{NORD}/sessions/{session.id}")).text
    assert "Inscripcions: 2 de 5" in page
    assert not canaries_in(page)
    assert "/gateway/desk/names/" not in page
    assert await doors.value("SELECT count(*) FROM look") == 0


async def test_the_sheet_says_which_meeting_it_is_in_which_language_and_what_people_find(
    doors: Doors,
) -> None:
    laia = await doors.served.signed_in(LEADS, {NORD})
    first = open_day(doors.now, 12).isoformat()
    said = {"programme": "energy", "first": first, "clock": "10:00", "room": "Aula 3"}
    weekly = {"every": "weekly", "times": 3, "spoken": "ar", "needs": "step-free"}
    assert (await posted(laia, f"/units/{NORD}/series", **said, **weekly)).status_code == 303
    found = (await laia.get(f"/api/units/{NORD}/sessions")).json()["sessions"]
    sheets = [f"/units/{NORD}/sessions/{each['session']['id']}" for each in found]
    page = (await laia.get(sheets[1])).text
    assert "Sessió 2 de 3." in page
    assert '<span class="p-tag" lang="ar">العربية</span>' in page
    assert "Sense graons" in page
    await posted(laia, f"{sheets[0]}/act", act="cancel")
    assert "Sessió 1 de 2." in (await laia.get(sheets[1])).text
    assert not re.search(r"Sessió \d de", (await laia.get(sheets[0])).text)
    enrolled = {"name": MARIA.name, "telephone": telephone(4), "places": 1}
    await posted(laia, f"{sheets[1]}/act", act="publish")
    await posted(laia, f"{sheets[1]}/enrol", **enrolled)
    page = (await laia.get(sheets[1])).text
    assert re.search(r'<span class="p-noprint"> · \+?[\d ]+</span>', page)


async def test_the_sheet_shows_names_only_once_the_look_is_in_the_trace(doors: Doors) -> None:
    session = await doors.session(capacity=5)
    nobody = await doors.served.nobody()
    await posted(nobody, f"/open/{session.id}", name=MARIA.name, telephone=MARIA.telephone)
    person = uuid4()
    place = await doors.ask(session, person)
    laia = await doors.served.signed_in(LEADS, {NORD})
    path = f"/units/{NORD}/sessions/{session.id}"
    page = (await laia.get(path)).text
    assert MARIA.name in page
    assert f'hx-get="/gateway/desk/names/{person}"' in page
    number = f"{place.int % 10**6:06}"
    assert f"{number[:3]} {number[3:]}" in page
    [mine] = json.loads(
        str(
            await doors.value(
                "SELECT json_agg(l.person)::text FROM look AS l WHERE act = $1", "sheet_page"
            )
        )
    )
    assert UUID(mine) == await doors.value("SELECT id FROM place WHERE door = 'public'")
    sud = await doors.served.signed_in(LEADS, {SUD})
    assert (await sud.get(path)).status_code == 404
    assert (await sud.get(f"/units/{SUD}/sessions/{session.id}")).status_code == 404


async def test_who_came_is_marked_corrected_counted_and_closed(doors: Doors) -> None:
    session = await doors.session(capacity=5, walk_in=True)
    places = [await doors.ask(session) for _ in range(2)]
    laia = await doors.served.signed_in(LEADS, {NORD})
    path = f"/units/{NORD}/sessions/{session.id}"
    await posted(laia, f"{path}/mark", place=places[0], attendance="attended")
    assert await doors.value("SELECT attendance FROM place WHERE id = $1", places[0]) is None
    await doors.begins(session)
    await posted(laia, f"{path}/act", act="close")
    assert await doors.value("SELECT state FROM group_session") == "published"
    await posted(laia, f"{path}/mark", place=places[0], attendance="absent")
    await posted(laia, f"{path}/act", act="everybody")
    await posted(laia, f"{path}/mark", place=places[0], attendance="late")
    await posted(laia, f"{path}/act", act="count", uncounted=3)
    await posted(laia, f"{path}/act", act="close")
    page = (await laia.get(path)).text
    assert "Tancat" in page
    assert "5 hi són, 0 per marcar" in page
    last = await doors.value(
        "SELECT convert_from(data, 'UTF8') FROM outbox_archive "
        "WHERE type = 'groups.session_changed.v1' ORDER BY id DESC LIMIT 1"
    )
    told = json.loads(str(last))
    assert (told["state"], told["attended"], told["uncounted"]) == ("held", 2, 3)


async def test_a_restricted_sheet_is_open_to_those_who_hold_it_alone(doors: Doors) -> None:
    session = await doors.session(programme="carers")
    laia = await doors.served.signed_in(LEADS, {NORD})
    path = f"/units/{NORD}/sessions/{session.id}"
    place = await doors.ask(session)
    assert (await laia.get(path)).status_code == 404
    assert path not in (await laia.get(f"/units/{NORD}/sessions")).text
    api = f"/api/sessions/{session.id}/places"
    assert (await laia.get(api)).status_code == 404
    said = {"answer": "withdrawn"}
    answer = await laia.post(f"/api/places/{place}/answer", json=said, headers=command())
    assert answer.status_code == 404
    me = await doors.value("SELECT facilitators[1] FROM group_session WHERE id = $1", session.id)
    assert me is not None


async def test_a_series_is_asked_for_by_machine_and_its_sessions_are_paged(doors: Doors) -> None:
    laia = await doors.served.signed_in(LEADS, {NORD})
    first = open_day(doors.now, 12)
    body = {"programme": "energy", "every": "weekly", "times": 3, "first": first.isoformat()}
    body |= {"clock": "10:00", "room": "Aula 9"}
    key = command()
    for _ in range(2):
        made = await laia.post(f"/api/units/{NORD}/series", json=body, headers=key)
        assert made.status_code == 201
    assert await doors.value("SELECT count(*) FROM group_session") == 3
    one = made.json()["sessions"][0]["id"]
    listed = await laia.get(f"/api/units/{NORD}/sessions?limit=2")
    assert len(listed.json()["sessions"]) == 2
    assert 'rel="next"' in listed.headers["link"]
    stale = {**command(), "if-match": '"9"'}
    assert (await laia.post(f"/api/sessions/{one}/publish", headers=stale)).status_code == 412
    assert (await laia.post(f"/api/sessions/{one}/publish", headers=command())).status_code == 200
    wrong = await laia.post(
        f"/api/sessions/{one}/capacity", json={"capacity": 0}, headers=command()
    )
    assert wrong.status_code == 422
    assert wrong.headers["content-type"] == "application/problem+json"


async def test_a_place_is_acted_on_by_machine_as_it_was_seen(doors: Doors) -> None:
    session = await doors.session(capacity=1)
    laia = await doors.served.signed_in(LEADS, {NORD})

    async def said(
        path: str, seen: int | None, **body: object
    ) -> tuple[int, tuple[object, object]]:
        headers = command() | ({} if seen is None else {"if-match": f'"{seen}"'})
        answer = await laia.post(f"/api/{path}", json=body, headers=headers)
        shown = answer.json()
        return answer.status_code, (shown.get("state"), shown.get("version"))

    enrolling = f"sessions/{session.id}/places"
    assert (await said(enrolling, 9, name=MARIA.name))[0] == 412
    assert await said(enrolling, session.version, name=MARIA.name) == (201, ("enrolled", 1))
    second = await doors.ask(session)
    third = await doors.ask(session)
    for act, body in (
        ("answer", {"answer": "withdrawn"}),
        ("wait", {}),
        ("attendance", {"attendance": None}),
    ):
        assert (await said(f"places/{second}/{act}", 7, **body))[0] == 412
    gone = await said(f"places/{second}/answer", 1, answer="withdrawn")
    assert gone == (200, ("withdrawn", 2))
    assert await said(f"places/{second}/answer", 2, answer="withdrawn") == gone
    await doors.value("UPDATE place SET state = 'expired' WHERE id = $1 RETURNING id", third)
    assert await said(f"places/{third}/wait", 1) == (200, ("waiting", 2))
    first = await doors.value("SELECT id FROM place WHERE state = 'enrolled'")
    await doors.begins(session)
    came = await said(f"places/{first}/attendance", 1, attendance="attended")
    assert came == (200, ("enrolled", 2))


async def test_of_a_restricted_place_no_version_is_told(doors: Doors) -> None:
    session = await doors.session(programme="carers")
    laia = await doors.served.signed_in(LEADS, {NORD})
    path = f"/api/places/{await doors.ask(session)}"
    headers = {"if-match": '"7"'}
    for act, body in (("answer", {"answer": "withdrawn"}), ("attendance", {"attendance": None})):
        answer = await laia.post(f"{path}/{act}", json=body, headers=command() | headers)
        assert answer.status_code == 404


async def test_enrolling_without_an_account_takes_few_places_and_not_too_often(
    doors: Doors,
) -> None:
    session = await doors.session(capacity=100)
    nobody = await doors.served.nobody()
    path = f"/open/{session.id}"
    many = await posted(nobody, path, name=MARIA.name, telephone=MARIA.telephone, places=7)
    assert many.status_code in {303, 422}
    assert await doors.value("SELECT count(*) FROM place") == 0
    for _ in range(25):
        last = await posted(nobody, path, name=MARIA.name, telephone=MARIA.telephone, places=1)
    assert last.status_code == 429
    assert await doors.value("SELECT taken FROM group_session WHERE id = $1", session.id) == 19
