"""Staff who must neither see nor serve a person: all is as if there were no such person."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from services.gateway import commands
from services.gateway.commands import By
from shared.db import transaction
from shared.identity import Role
from shared.web.edge import scope_of
from tests.fixtures.canaries import somebody, telephone
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.databases import as_superuser
from tests.fixtures.web import Serving
from tests.gateway.keeping import TELEPHONE, Asker, House, asked_of, asker, house_of, plain
from tests.gateway.scene import blocked

PERSON = "/api/people/{id}"
PAGE = f"/units/{NORD}/people/{{id}}"
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "masked": (PERSON, {}),
    "data": (PERSON + "/data", {}),
    "contacts": (f"/api/units/{NORD}/people/{{id}}/contacts", {}),
    "correct": (PERSON + "/correct", {"language": "ca"}),
    "exclude": (PERSON + "/exclusions", {"colleague": "{somebody}"}),
    "seal": (f"/api/units/{NORD}/people/{{id}}/seal", {"reason": "risk"}),
    "unseal": (f"/api/units/{NORD}/people/{{id}}/unseal", {"reason": "risk"}),
    "name": ("/api/contacts/{contact}/person", {"person": "{id}"}),
    "page data": (PAGE + "/data", {}),
    "page correct": (PAGE + "/correct", {"language": "ca"}),
    "page exclude": (PAGE + "/exclude", {"colleague": "{somebody}"}),
    "page seal": (PAGE + "/seal", {"reason": "risk"}),
    "page unseal": (PAGE + "/unseal", {"reason": "risk"}),
    "page name": (f"/units/{NORD}/people/named", {"contact": "{contact}", "person": "{id}"}),
}
"""Every address that names a person, by what it does, and what is sent there."""
OFFICERS = (
    "/api/exclusions", "/api/sealed-people", "/api/seal-changes", "/audit/exclusions",
    "/audit/sealed",
)  # fmt: skip


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    return await house_of(serving)


@pytest_asyncio.fixture(params=[True, False], ids=["with the wall", "without the wall"])
async def either(
    request: pytest.FixtureRequest, serving: Serving, server: str
) -> AsyncIterator[House]:
    """The house on a database with its wall, and on one where the application alone decides."""
    walled = serving.database

    async def unwalled(service: str) -> str:
        dsn = await walled(service)
        return dsn if service == "identity" else as_superuser(server, dsn)

    serving.database = walled if request.param else unwalled
    yield await house_of(serving)


async def told_of(house: House, who: Asker, person: str, contact: str) -> dict[str, Any]:
    """What somebody is answered of a person, everywhere, and by which statements."""
    places = {"id": person, "contact": contact, "somebody": await house.name_of(house.carla)}
    found: dict[str, Any] = {}
    with asked_of(house.served.around.pool) as statements:
        for name, (path, sent) in ASKED.items():
            statements.clear()
            body = {key: value.format(**places) for key, value in sent.items()}
            ask = who.post if path.startswith("/api") else who.form
            found[name] = (plain(await ask(path.format(**places), **body)), list(statements))
        statements.clear()
        page = await who.client.get(PAGE.format(**places))
        found["page"] = (plain(page), list(statements))
        for path in (f"/api/units/{NORD}/people/search", f"/units/{NORD}/people/search"):
            statements.clear()
            api = path.startswith("/api")
            answer = (
                await who.client.post(path, json={"telephone": TELEPHONE})
                if api
                else await who.client.post(path, data={"asked": TELEPHONE})
            )
            found[path] = (plain(answer), list(statements))
    return found


@pytest.mark.parametrize("why", ["kept from them", "sealed for others"])
async def test_a_hidden_person_is_answered_as_an_absent_one_to_the_byte_and_the_statement(
    either: House, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, now = either, either.served.around.clock.now()
    monkeypatch.setattr(type(house.served.around.clock), "now", lambda _: now)
    contact = await house.contact()
    nobody = await told_of(house, house.berta, str(uuid4()), contact)
    counted = await house.rows("SELECT count(*), count(found) FROM person_search")
    looks = await house.rows("SELECT act FROM look")
    person = await house.person()
    for path in (PERSON, PERSON + "/data"):
        assert (await house.berta.post(path.format(id=person))).status_code == 200
    await house.rows("DELETE FROM person_search")
    if why == "kept from them":
        assert (await house.exclude(person, house.berta)).json() == {"noted": True}
    else:
        await house.rows("UPDATE person SET sealed = true, sealed_for = $1", [SUD])
    before = await house.rows("SELECT act FROM look")
    hidden = await told_of(house, house.berta, person, contact)
    assert {what for what in nobody if hidden[what] != nobody[what]} == set()
    assert await house.rows("SELECT count(*), count(found) FROM person_search") == counted
    assert (await house.rows("SELECT act FROM look"), looks) == (before, [])
    assert {answer[0] for (answer, _) in list(hidden.values())[:-2]} == {404}


async def test_call_next_passes_over_them_silently_and_the_queue_counts_without_them(
    either: House,
) -> None:
    house = either
    theirs = await house.contact(await house.person())
    others = [await house.contact() for _ in range(3)]
    await house.exclude((await house.rows("SELECT id FROM person"))[0]["id"], house.berta)
    assert await house.queue(house.anna) == [theirs, *others]
    assert await house.queue(house.berta) == others
    page = await house.berta.client.get(f"/api/units/{NORD}/queue", params={"limit": 2})
    assert [each["id"] for each in page.json()["contacts"]] == others[:2]
    assert await house.queue(house.berta, limit=2, after=2) == others[2:]
    await house.desk(house.berta)
    shown = (await house.berta.client.get(f"/units/{NORD}/desk")).text
    assert "3 persones" in shown
    assert theirs not in shown
    called = await house.berta.post(f"/api/units/{NORD}/desks/1/call-next")
    assert (called.json()["contact"]["id"], called.json()["why"]) == (others[0], "arrival")
    await house.desk(house.anna, 2)
    assert await house.call(house.anna, 2) == theirs
    desks = (await house.berta.client.get(f"/api/units/{NORD}/desks")).json()["desks"]
    assert [desk["contact"] for desk in desks] == [others[0], None]
    for act in ("recall", "start", "park", "resume", "abandon", "miss", "undo", "not-by-me"):
        answer = await house.berta.post(f"/api/contacts/{theirs}/{act}")
        assert answer.status_code == 404, act
    assert (await house.berta.client.get(f"/api/contacts/{theirs}")).status_code == 404


async def test_what_they_did_last_with_such_a_contact_is_offered_to_be_undone_no_more(
    either: House,
) -> None:
    house = either
    person = await house.person()
    other = await house.contact()
    theirs = await house.contact(person)
    for contact in (other, theirs):
        await house.berta.post(f"/api/contacts/{contact}/triage", level="ordinary")
    desk = f"/units/{NORD}/desk"
    assert f"{theirs}/undo" in (await house.berta.client.get(desk)).text
    await house.exclude(person, house.berta)
    page = (await house.berta.client.get(desk)).text
    assert f"{other}/undo" in page
    assert theirs not in page


@pytest.mark.parametrize("passed", [False, True], ids=["here", "passed on"])
async def test_an_act_on_their_contact_is_answered_as_on_none_by_the_same_statements(
    house: House, passed: bool
) -> None:
    person = await house.person()
    theirs = await house.contact(person)
    await house.anna.post(f"/api/contacts/{theirs}/triage", level="ordinary")
    if passed:
        await house.anna.post(f"/api/contacts/{theirs}/pass", unit=SUD)
    await house.exclude(person, house.berta)
    for act in ("recall", "start", "park", "resume", "abandon", "miss", "undo", "not-by-me"):
        told = []
        for contact in (theirs, str(uuid4())):
            with asked_of(house.served.around.pool) as statements:
                answer = await house.berta.post(f"/api/contacts/{contact}/{act}")
            told.append((plain(answer), list(statements)))
        assert told[0] == told[1], act
        assert told[0][0][0] == 404


async def test_nobody_to_call_but_them_is_nobody_to_call(house: House) -> None:
    person = await house.person()
    theirs = await house.contact(person)
    await house.exclude(person, house.berta)
    await house.desk(house.berta)
    refused = await house.berta.post(f"/api/units/{NORD}/desks/1/call-next")
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/nobody-waits")
    assert theirs not in (await house.berta.client.get(f"/units/{NORD}/desk")).text


async def test_whoever_waits_for_their_desk_is_called_by_any_other(house: House) -> None:
    person = await house.person()
    theirs = await house.contact(person)
    await house.desk(house.berta)
    await house.desk(house.anna, 2)
    await house.anna.post(f"/api/contacts/{theirs}/pass", unit=NORD, desk=1)
    assert await house.call(house.anna, 2) is None
    await house.exclude(person, house.berta)
    assert theirs in (await house.anna.client.get(f"/units/{NORD}/desk")).text
    assert await house.call(house.berta, 1) is None
    assert await house.call(house.anna, 2) == theirs


@pytest.mark.parametrize("served", [False, True], ids=["called", "served"])
async def test_whoever_is_at_their_desk_goes_back_to_the_old_place(
    house: House, served: bool
) -> None:
    person = await house.person()
    theirs = await house.contact(person)
    later = await house.contact()
    await house.desk(house.berta)
    assert await house.call(house.berta) == theirs
    if served:
        await house.berta.post(f"/api/contacts/{theirs}/start")
    await house.exclude(person, house.berta)
    assert await house.queue(house.anna) == [theirs, later]
    [desk] = (await house.berta.client.get(f"/api/units/{NORD}/desks")).json()["desks"]
    assert desk["contact"] is None
    told = await house.rows(
        "SELECT type, data FROM outbox_pending WHERE key = $1 ORDER BY id DESC LIMIT 1", theirs
    )
    assert told[0]["type"] == "gateway.contact_passed.v1"
    assert theirs not in (await house.berta.client.get(f"/units/{NORD}/desk")).text
    assert await house.call(house.berta) == later
    undone = await house.anna.post(f"/api/contacts/{theirs}/undo")
    assert undone.json()["type"] == "/problems/nothing-to-undo"
    await house.desk(house.anna, 2)
    assert await house.call(house.anna, 2) == theirs


async def test_a_contact_that_is_named_at_their_desk_goes_back_too(house: House) -> None:
    person = await house.person()
    await house.exclude(person, house.berta)
    contact = await house.contact()
    await house.desk(house.berta)
    assert await house.call(house.berta) == contact
    await house.anna.post(f"/api/contacts/{contact}/person", person=person)
    assert await house.queue(house.anna) == [contact]
    assert await house.queue(house.berta) == []
    [desk] = (await house.berta.client.get(f"/api/units/{NORD}/desks")).json()["desks"]
    assert desk["contact"] is None


async def test_a_rule_that_comes_while_they_act_stops_the_act(house: House) -> None:
    person = await house.person()
    theirs = await house.contact(person)
    await house.desk(house.berta)
    assert await house.call(house.berta) == theirs
    await house.berta.post(f"/api/contacts/{theirs}/start")
    await house.berta.post(f"/api/contacts/{theirs}/park")
    pool, at = house.served.around.pool, house.served.around.clock.now()
    async with transaction(pool, scope_of(house.anna.who)) as tx:
        await commands.exclude(tx, UUID(person), house.berta.id, By(house.anna.who, at))
        with capture_logs() as logged:
            resuming = asyncio.create_task(house.berta.post(f"/api/contacts/{theirs}/resume"))
            await blocked(pool)
    with capture_logs() as later:
        assert (await resuming).status_code == 404
    assert not [each for each in (*logged, *later) if each["log_level"] == "error"]
    [desk] = await house.rows("SELECT contact FROM desk")
    [contact] = await house.rows("SELECT state FROM contact")
    assert (desk["contact"], contact["state"]) == (None, "parked")


async def test_naming_again_is_answered_alike_and_naming_oneself_loses_the_person(
    house: House,
) -> None:
    person = await house.person()
    first = await house.exclude(person, house.berta)
    again = await house.exclude(person, house.berta)
    assert plain(first)[0::2] == plain(again)[0::2]
    unknown = await house.anna.post(f"/api/people/{person}/exclusions", colleague="nobody-here")
    assert (unknown.status_code, unknown.json()["type"]) == (422, "/problems/unknown-colleague")
    page = f"/units/{NORD}/people/{person}"
    answer = await house.anna.form(page + "/exclude", colleague=await house.name_of(house.south))
    assert answer.headers["location"].startswith(page)
    assert "Ha quedat anotat" in (await house.anna.client.get(answer.headers["location"])).text
    gone = await house.anna.form(page + "/exclude", colleague=await house.name_of(house.anna))
    assert gone.headers["location"] == "/"
    assert (await house.anna.post(f"/api/people/{person}")).status_code == 404
    rows = await house.rows("SELECT count(*) FROM exclusion WHERE ended_at IS NULL")
    assert rows[0][0] == 3


async def test_not_by_me_gives_the_contact_to_the_others_at_its_place(house: House) -> None:
    person = await house.person()
    theirs = await house.contact(person)
    later = await house.contact()
    unnamed = await house.berta.post(f"/api/contacts/{later}/not-by-me")
    assert unnamed.json()["type"] == "/problems/nobody-named"
    await house.desk(house.berta)
    await house.call(house.berta)
    await house.berta.post(f"/api/contacts/{theirs}/start")
    desk = (await house.berta.client.get(f"/units/{NORD}/desk")).text
    assert f"/contacts/{theirs}/not-by-me" in desk
    done = await house.berta.form(f"/units/{NORD}/contacts/{theirs}/not-by-me")
    assert done.status_code == 303
    assert await house.queue(house.anna) == [theirs, later]
    assert await house.queue(house.berta) == [later]
    assert (await house.berta.post(f"/api/people/{person}")).status_code == 404


async def test_a_declared_number_holds_for_whoever_has_it_now_or_later(house: House) -> None:
    now = await house.person()
    answers = [
        await house.berta.post("/api/conflicts", telephone=number)
        for number in (TELEPHONE, telephone(777), TELEPHONE)
    ]
    assert len({str(plain(each)) for each in answers}) == 1
    later = await house.person(telephone(777))
    corrected = await house.person(telephone(778))
    assert (await house.berta.post(f"/api/people/{corrected}")).status_code == 200
    contact = await house.contact(corrected)
    await house.desk(house.berta)
    assert await house.call(house.berta) == contact
    await house.anna.post(f"/api/people/{corrected}/correct", telephone=somebody(777).called)
    for person in (now, later, corrected):
        assert (await house.berta.post(f"/api/people/{person}")).status_code == 404
        assert (await house.anna.post(f"/api/people/{person}")).status_code == 200
    assert await house.queue(house.anna) == [contact]
    shown = (await house.berta.client.get("/api/conflicts")).json()["conflicts"]
    assert [each["telephone"] for each in shown] == ["••• ••• 777", "••• ••• 427"]
    page = (await house.berta.client.get("/account")).text
    assert "••• ••• 427" in page
    assert "913427" not in page.replace(" ", "")
    assert (await house.anna.client.get("/api/conflicts")).json() == {"conflicts": []}
    written = await house.rows("SELECT d::text AS told FROM declared_conflict AS d")
    assert not any("913427" in row["told"] for row in written)


async def test_only_the_officer_sees_the_rules(house: House) -> None:
    person = await house.person()
    await house.exclude(person, house.berta)
    await house.berta.post("/api/conflicts", telephone=TELEPHONE)
    for other in (house.anna, house.carla, house.lead):
        for path in OFFICERS:
            assert (await other.client.get(path)).status_code == 403
    first = await house.officer.client.get("/api/exclusions", params={"limit": 2})
    rest = await house.officer.client.get(first.headers["link"].split(">")[0][1:])
    rules = [*first.json()["rules"], *rest.json()["rules"]]
    assert [rule["kind"] for rule in rules] == ["number", "declared", "by_person"]
    assert [rule["person"] for rule in rules] == [None, person, person]
    assert "Roca" not in first.text
    looks = await house.rows("SELECT act, relation FROM look WHERE person = $1", person)
    assert set(map(tuple, looks)) == {("exclusions", "officer")}


async def test_the_officer_ends_a_rule_with_a_reason_that_is_kept(house: House) -> None:
    person = await house.person()
    await house.exclude(person, house.berta)
    await house.berta.post("/api/conflicts", telephone=TELEPHONE)
    page = await house.officer.client.get("/audit/exclusions")
    assert person in page.text
    rules = (await house.officer.client.get("/api/exclusions")).json()["rules"]
    silent = await house.officer.post(f"/api/exclusions/{rules[0]['id']}/end", reason=" ")
    assert silent.json()["type"] == "/problems/reason-missing"
    for rule in (rules[0], rules[2]):
        assert (await house.berta.post(f"/api/people/{person}")).status_code == 404
        ended = await house.officer.form(
            f"/audit/exclusions/{rule['id']}/end", why="Kanarivogel asked"
        )
        assert ended.status_code == 303
    assert (await house.berta.post(f"/api/people/{person}")).status_code == 200
    kept = await house.rows("SELECT why FROM exclusion WHERE id = $1", rules[2]["id"])
    assert b"Kanarivogel" not in kept[0]["why"]
    assert "Kanarivogel asked" in (await house.officer.client.get("/audit/exclusions")).text
    again = await house.officer.post(f"/api/exclusions/{rules[2]['id']}/end", reason="twice")
    assert again.status_code == 404
    await house.anna.post(f"/api/people/{person}/correct", language="ca")
    assert (await house.berta.post(f"/api/people/{person}")).status_code == 200


async def test_a_declared_rule_that_was_ended_does_not_come_back(house: House) -> None:
    person = await house.person()
    await house.berta.post("/api/conflicts", telephone=TELEPHONE)
    rules = (await house.officer.client.get("/api/exclusions")).json()["rules"]
    [follows] = [rule for rule in rules if rule["person"] == person]
    await house.officer.post(f"/api/exclusions/{follows['id']}/end", reason="Reconciled")
    await house.anna.post(f"/api/people/{person}/correct", language="ca")
    assert (await house.berta.post(f"/api/people/{person}")).status_code == 200
    await house.person()
    rules = (await house.officer.client.get("/api/exclusions")).json()["rules"]
    assert sum(rule["kind"] == "declared" and not rule["ended_at"] for rule in rules) == 1


async def test_no_readers_transaction_lists_a_rule_not_even_of_the_whole_city(
    house: House,
) -> None:
    person = await house.person()
    await house.exclude(person, house.berta)
    await house.south.post("/api/conflicts", telephone=telephone(777))
    everywhere = await asker(house.served, Role.RECEPTION)
    for reader in (house.anna, house.berta, house.carla, everywhere, house.officer):
        async with transaction(house.served.around.pool, scope_of(reader.who)) as tx:
            assert await tx.fetch("SELECT * FROM exclusion") == []
            assert await tx.fetch("SELECT * FROM declared_conflict") == []


async def test_nothing_of_a_rule_is_told_or_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    person = await house.person()
    theirs = await house.contact(person)
    await house.desk(house.berta)
    await house.call(house.berta)
    await house.exclude(person, house.berta)
    await house.seal(person)
    events = await house.rows("SELECT type, data::text AS told FROM outbox_pending")
    assert {row["type"] for row in events} == {
        *(f"gateway.contact_{act}.v1" for act in ("opened", "called", "passed")),
        "gateway.desk_changed.v1",
    }
    for row in events:
        for secret in (person, str(house.berta.id), "seal", "exclu"):
            assert secret not in row["told"]
    assert person not in caplog.text
    [act] = await house.rows(
        "SELECT act, staff FROM contact_act WHERE contact = $1 ORDER BY version DESC LIMIT 1",
        theirs,
    )
    assert act["act"] == "passed"
    assert act["staff"] != house.anna.id
