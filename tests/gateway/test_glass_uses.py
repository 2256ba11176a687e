"""Every use of break-glass reaches the officer: at once, in a list, and until it is noted."""

import re
import time
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

import httpx2
import pytest

from shared.encryption import KeySource
from shared.identity import Role
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.live import Stream
from tests.fixtures.web import command
from tests.gateway.glass import MASK, NAME, WORDS, Glass, Stranger

LIST = "/audit/break-glass"
WAITING = "SELECT count(*) FROM break_glass WHERE noted_at IS NULL"
MANY = """
INSERT INTO break_glass (id, person, staff, unit, reason, words, opened_at, until)
SELECT gen_random_uuid(), $1, gen_random_uuid(), $2, 'other', NULL, at, at
FROM generate_series(1, 45) AS n CROSS JOIN (SELECT clock_timestamp() AS at) AS now
"""


async def used(glass: Glass) -> tuple[Stranger, UUID]:
    """Somebody has broken the glass."""
    person = await glass.stranger()
    await person.broken()
    [use] = await person.uses()
    return person, use["id"]


def article(page: str, use: UUID) -> str:
    """What the list says of one use."""
    found = re.search(rf'<article[^>]*id="use-{use}".*?</article>', page, re.S)
    assert found, "the use is not in the list"
    return found[0]


async def noted(who: httpx2.AsyncClient, use: UUID, remark: str, key: str) -> httpx2.Response:
    """An officer notes the use."""
    form = {"remark": remark, "idempotency_key": key}
    return await who.post(f"{LIST}/{use}/noted", data=form)


async def test_the_list_says_who_why_until_when_and_what_came_of_it(glass: Glass) -> None:
    officer = await glass.officer()
    person, use = await used(glass)
    for _ in range(2):
        await person.data()
    said = article((await officer.get(LIST)).text, use)
    [row] = await person.uses()
    login = await glass.served.around.identity.fetchval(
        "SELECT user_name FROM account WHERE id = $1", row["staff"]
    )
    for told in (login, "reception", "CSS Sud", "Danger to life or health", WORDS, person.id):
        assert told in said
    assert "<dt>Looks</dt><dd>2</dd>" in said
    assert "<dt>What followed</dt><dd>Nothing</dd>" in said
    assert NAME not in said
    assert MASK not in said
    contacts = f"/api/units/{SUD}/contacts"
    contact = (await person.reader.post(contacts, json={}, headers=command())).json()["id"]
    url = f"/api/contacts/{contact}/person"
    await person.reader.post(url, json={"person": person.id}, headers=command())
    await person.data()
    said = article((await officer.get(LIST)).text, use)
    assert "<dt>Looks</dt><dd>2</dd>" in said
    assert "The centre attends the person since" in said


async def test_what_the_officer_reads_there_is_a_look_and_without_it_nothing_is_shown(
    glass: Glass,
) -> None:
    officer = await glass.officer()
    person, _ = await used(glass)
    await officer.get(LIST)
    assert (await person.looks())[-1] == ("glass_uses", "officer")
    async with glass.without("look"):
        answer = await officer.get(LIST)
    assert answer.status_code == 503
    assert WORDS not in answer.text


async def test_without_keys_the_list_is_there_and_the_words_are_not(
    glass: Glass, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await glass.officer()
    person, use = await used(glass)
    monkeypatch.setattr(glass.served.around, "keys", KeySource(None, None))
    said = article((await officer.get(LIST)).text, use)
    assert "They cannot be read now." in said
    assert person.id in said


async def test_the_list_goes_down_in_pages_without_loss_or_double(glass: Glass) -> None:
    officer = await glass.officer()
    person, use = await used(glass)
    await glass.owner.execute(MANY, person.id, SUD)
    try:
        ours = {str(row["id"]) for row in await person.uses()}
        seen: list[str] = []
        before = ""
        for _ in range(3):
            page = (await officer.get(f"{LIST}{before}")).text
            seen += re.findall(r'id="use-([0-9a-f-]{36})"', page)
            before = f"?before={seen[-1]}"
        assert len(seen) == len(set(seen))
        assert ours <= set(seen)
        assert seen.index(str(use)) == 45
    finally:
        await glass.owner.execute("DELETE FROM break_glass WHERE reason = 'other'")


async def test_an_officer_notes_a_use_once_and_another_sees_who_and_what(glass: Glass) -> None:
    one, other = await glass.officer(), await glass.officer()
    person, use = await used(glass)
    waited = await glass.owner.fetchval(WAITING)
    key = str(uuid4())
    for _ in range(2):
        answer = await noted(one, use, "Zitronenfalter asked the centre", key)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}#use-{use}")
    [row] = await person.uses()
    assert row["noted_at"] is not None
    assert b"Zitronenfalter" not in row["remark"]
    assert await glass.owner.fetchval(WAITING) == waited - 1
    said = article((await other.get(LIST)).text, use)
    assert "Zitronenfalter asked the centre" in said
    assert "<form" not in said
    login = await glass.served.around.identity.fetchval(
        "SELECT user_name FROM account WHERE id = $1", row["noted_by"]
    )
    assert login in said
    again = await noted(other, use, "Something else", str(uuid4()))
    assert again.status_code == 409
    [same] = await person.uses()
    assert (same["noted_by"], same["remark"]) == (row["noted_by"], row["remark"])
    unknown = await noted(one, uuid4(), "", str(uuid4()))
    assert unknown.status_code == 404


async def test_a_remark_may_be_nothing_but_not_endless(glass: Glass) -> None:
    officer = await glass.officer()
    person, use = await used(glass)
    assert (await noted(officer, use, "word " * 200, str(uuid4()))).status_code == 422
    assert (await noted(officer, use, "", str(uuid4()))).status_code == 303
    [row] = await person.uses()
    assert row["noted_at"] is not None
    assert row["remark"] is None


async def test_every_officer_is_told_within_two_seconds_and_of_each_noting_too(
    glass: Glass,
) -> None:
    await glass.owner.execute("UPDATE break_glass SET noted_at = opened_at WHERE noted_at IS NULL")
    one, other = await glass.officer(), await glass.officer()
    person = await glass.stranger()
    app = glass.served.app
    async with AsyncExitStack() as stack:
        streams = [
            await stack.enter_async_context(
                Stream(app, f"{LIST}/stream", {}, dict(each.cookies.items()))
            )
            for each in (one, other)
        ]
        for stream in streams:
            await stream.heard(b"event: glass")
        await person.broken()
        began = time.monotonic()
        for stream in streams:
            await stream.heard(b"1 use waits for your look.")
        assert time.monotonic() - began < 2
        for stream in streams:
            assert NAME.encode() not in stream._heard
            assert person.id.encode() not in stream._heard
            stream._heard = b"\n"
        [use] = await person.uses()
        await noted(one, use["id"], "", str(uuid4()))
        await streams[1].heard(b"event: glass\ndata: \n\n")


async def test_nobody_else_sees_the_list_or_hears_of_it(glass: Glass) -> None:
    _, use = await used(glass)
    for role in sorted(set(Role) - {Role.DATA_PROTECTION_OFFICER}):
        who = await glass.someone(role)
        for path in (LIST, f"{LIST}/stream"):
            assert (await who.get(path)).status_code == 403, role
        assert (await noted(who, use, "", str(uuid4()))).status_code == 403


@pytest.mark.parametrize(
    ("language", "title", "reason", "relation"),
    [
        ("ca", "Accessos d’emergència", "Perill per a la vida", "oberta sense"),
        ("es", "Accesos de emergencia", "Peligro para la vida", "abierta sin"),
        ("en", "Emergency access", "Danger to life", "opened without a relation"),
    ],
)
async def test_the_persons_own_report_says_that_it_was_used_and_why_without_the_words(
    glass: Glass, language: str, title: str, reason: str, relation: str
) -> None:
    officer = await glass.officer()
    person, _ = await used(glass)
    await person.data()
    report = await officer.get(f"/audit/people/{person.id}/report", params={"language": language})
    for told in (title, reason, relation, "CSS Sud"):
        assert told in report.text
    assert "Kanariwort" not in report.text
    for hidden in ("person_data", "search_people"):
        assert hidden not in report.text


async def test_the_report_of_somebody_else_says_nothing_of_it(glass: Glass) -> None:
    officer = await glass.officer()
    await used(glass)
    other, _ = await glass.kept(await glass.someone(unit=NORD))
    report = await officer.get(f"/audit/people/{other}/report", params={"language": "en"})
    assert "Emergency access to your data" not in report.text
