"""Whoever seals, reseals or opens a person says why; the officer, and nobody else, reads it."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from services.gateway.pages.trace_words import SEAL_REASONS
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import telephone
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Serving, command
from tests.gateway.keeping import Asker, House, asker, house_of, plain

NOTE = "Kanarivogel said so at the desk."
CHANGES = "/api/seal-changes"


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    return await house_of(serving)


def at(person: str, act: str) -> str:
    return f"/units/{NORD}/people/{person}/{act}"


async def history(house: House, **page: int) -> list[dict[str, Any]]:
    answer = await house.officer.client.get(CHANGES, params=page)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["changes"])


async def test_each_change_is_in_the_officers_list_with_its_reason_and_centres(
    house: House,
) -> None:
    person = await house.person()
    carla, officer = house.carla, house.officer
    await carla.form(at(person, "seal"), reason="risk", note=f"  {NOTE} ")
    await officer.form(f"/audit/sealed/{person}", units=[NORD, SUD], reason="moved")
    await carla.form(at(person, "unseal"), reason="risk_ended")
    await carla.post("/api" + at(person, "seal"), units=[SUD], reason="wish")
    await carla.post("/api" + at(person, "unseal"), reason="mistake", note=NOTE)
    await officer.post(f"/api/sealed-people/{person}/units", units=[SUD], reason="other")
    told = [
        (each["what"], each["before"], each["after"], each["reason"], each["note"])
        for each in await history(house)
    ]
    both = sorted([NORD, SUD])
    assert told == [
        ("sealed", [], [SUD], "other", None),
        ("unsealed", both, [], "mistake", NOTE),
        ("sealed", [], both, "wish", None),
        ("unsealed", both, [], "risk_ended", None),
        ("resealed", [NORD], both, "moved", None),
        ("sealed", [], [NORD], "risk", NOTE),
    ]
    by = [each["changed_by"] for each in await history(house)]
    theirs, officers = str(carla.id), str(officer.id)
    assert by == [officers, theirs, theirs, theirs, officers, theirs]
    page = (await officer.client.get("/audit/sealed")).text
    assert page.count(NOTE) == 2
    for words in ("Oberta de nou", "Per a altres centres", "El risc s’ha acabat", "CSS Sud"):
        assert words in page, words


async def test_without_a_reason_of_the_list_nothing_changes(house: House) -> None:
    person = await house.person()

    async def refused(who: Asker, path: str, **said: Any) -> None:
        for reason in ({}, {"reason": ""}, {"reason": "whim"}):
            by_script = command() | {
                "hx-request": "true",
                "referer": f"{house.served.around.settings.origin}/audit/sealed",
            }
            answer = await who.client.post(path, data=said | reason, headers=by_script)
            assert answer.status_code == 422
            assert "govuk-error-summary" in answer.text
            assert "Tria un motiu" in answer.text
            api = path if path.startswith("/audit") else "/api" + path
            api = api.replace("/audit/sealed/", "/api/sealed-people/")
            api += "/units" if "sealed-people" in api else ""
            again = await who.post(api, **{"units": [], **said} if "unseal" not in api else said)
            assert again.json()["type"] == "/problems/invalid"

    await refused(house.carla, at(person, "seal"), units=[SUD])
    assert await history(house) == []
    await house.seal(person)
    before = await house.rows("SELECT sealed_for, sealed_at, sealed_by FROM person")
    await refused(house.carla, at(person, "unseal"))
    await refused(house.officer, f"/audit/sealed/{person}", units=[SUD])
    assert await house.rows("SELECT sealed_for, sealed_at, sealed_by FROM person") == before
    assert [each["what"] for each in await history(house)] == ["sealed"]


async def test_what_is_sent_twice_or_changes_nothing_is_there_once(house: House) -> None:
    person = await house.person()
    said, key = {"reason": "risk", "note": NOTE}, command()
    for _ in range(2):
        answer = await house.carla.client.post(at(person, "seal"), data=said, headers=key)
        assert answer.status_code == 303
    same = await house.officer.form(f"/audit/sealed/{person}", units=[NORD], reason="mistake")
    assert same.status_code == 303
    assert [each["what"] for each in await history(house)] == ["sealed"]
    for _ in range(2):
        opened = await house.carla.form(at(person, "unseal"), reason="wish")
        assert opened.status_code == 303
    assert [each["what"] for each in await history(house)] == ["unsealed", "sealed"]


async def test_the_list_has_pages_newest_first_and_each_person_seen_is_a_look(
    house: House,
) -> None:
    people = [await house.person(telephone(number)) for number in range(3)]
    for person in people:
        await house.seal(person)
    first = await house.officer.client.get(CHANGES, params={"limit": 2})
    rest = await house.officer.client.get(first.headers["link"].split(">")[0][1:])
    shown = first.json()["changes"] + rest.json()["changes"]
    assert [each["person"] for each in shown] == people[::-1]
    assert "link" not in rest.headers
    looks = await house.rows("SELECT person::text, relation FROM look WHERE act = 'seal_changes'")
    assert sorted(tuple(row) for row in looks) == sorted((each, "officer") for each in people)
    for person in people:
        await house.carla.form(at(person, "unseal"), reason="wish")
    page = (await house.officer.client.get("/audit/sealed", params={"limit": 2})).text
    assert people[0] not in page
    assert "earlier=2&amp;limit=2#changes" in page
    asked = {"limit": 2, "earlier": 2}
    later = (await house.officer.client.get("/audit/sealed", params=asked)).text
    assert people[0] in later
    seen = "SELECT DISTINCT person::text FROM look WHERE act = 'sealed_page'"
    assert {row["person"] for row in await house.rows(seen)} == set(people)


async def test_nobody_but_the_officer_learns_of_a_change(house: House) -> None:
    person = await house.person()
    await house.carla.form(at(person, "seal"), reason="risk", note=NOTE)
    for other in (house.anna, house.carla, house.lead):
        for path in (CHANGES, "/audit/sealed"):
            assert (await other.client.get(path)).status_code == 403
            assert NOTE not in (await other.client.get(path)).text
    assert NOTE not in (await house.carla.client.get(f"/units/{NORD}/people/{person}")).text
    elsewhere = await asker(house.served, Role.PROFESSIONAL, SUD)
    for other, status in ((elsewhere, 404), (house.lead, 403), (house.anna, 403)):
        unit = SUD if other is elsewhere else NORD
        for act in ("seal", "unseal"):
            path = f"/api/units/{unit}/people/{{}}/{act}"
            known, absent = [
                plain(await other.post(path.format(each), reason="wish"))
                for each in (person, str(uuid4()))
            ]
            assert known == absent
            assert known[0] == status
    nobody = await house.officer.post(
        f"/api/sealed-people/{uuid4()}/units", units=[SUD], reason="moved"
    )
    assert nobody.status_code == 404
    assert len(await history(house)) == 1


async def test_the_history_only_grows_and_its_notes_are_sealed(house: House) -> None:
    person = await house.person()
    await house.carla.form(at(person, "seal"), reason="risk", note=NOTE)
    [row] = await house.rows("SELECT c::text AS told FROM seal_change AS c")
    assert NOTE not in row["told"]
    for statement in (
        "UPDATE seal_change SET reason = 'wish'",
        "UPDATE seal_change SET note = NULL",
        "DELETE FROM seal_change",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await house.rows(statement)
    for who in (house.carla, house.officer):
        async with transaction(house.served.around.pool, Scope(None, who.id)) as tx:
            assert await tx.fetch("SELECT * FROM seal_change") == []


async def test_without_their_key_the_list_is_there_without_notes(house: House) -> None:
    person = await house.person()
    await house.carla.form(at(person, "seal"), reason="risk", note=NOTE)
    moved = "INSERT INTO seal_change SELECT gen_random_uuid(), person, 'unsealed', after, before, "
    await house.rows(moved + "changed_by, at + interval '1 hour', 'wish', note FROM seal_change")
    first, second = await history(house)
    assert (first["note"], first["unreadable"]) == (None, True)
    assert (second["note"], second["unreadable"]) == (NOTE, False)
    assert "La nota no es pot llegir ara" in (await house.officer.client.get("/audit/sealed")).text


def test_every_reason_has_its_words() -> None:
    assert len(set(SEAL_REASONS.values())) == len(SEAL_REASONS)
