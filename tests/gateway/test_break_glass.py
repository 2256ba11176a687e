"""Break-glass: a person found without a relation is opened for a while, never unseen."""

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest

from services.gateway.domain import access
from shared import telemetry
from shared.city import ReadingRules
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import somebody
from tests.fixtures.cities import NORD, SUD, a_city, load_city
from tests.fixtures.web import command
from tests.gateway.glass import FOUND_LONG_AGO, MASK, NAME, OVER, WORDS, Glass, Stranger
from tests.gateway.scene import blocked
from tests.shared.test_telemetry import logging_to_stdout

AGED = """
UPDATE break_glass SET opened_at = opened_at - interval '61 minutes',
    until = until - interval '61 minutes' WHERE staff = $1
"""
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""


def minutes_left(answer: httpx2.Response) -> float:
    assert answer.status_code == 201, answer.text
    left = datetime.fromisoformat(answer.json()["until"]) - datetime.now(UTC)
    return left / timedelta(minutes=1)


async def test_it_opens_one_person_to_one_reader_for_half_an_hour(glass: Glass) -> None:
    person = await glass.stranger()
    colleague = await glass.someone(unit=SUD)
    await person.found_by(colleague)
    other = await glass.stranger(person.reader)
    assert (await person.data()).status_code == 404
    answer = await person.broken()
    assert set(answer.json()) == {"id", "until"}
    assert 28 < minutes_left(answer) <= 30
    shown = await person.data()
    assert (shown.status_code, shown.json()["name"]) == (200, NAME)
    assert (await person.data(colleague)).status_code == 404
    assert (await other.data()).status_code == 404
    search = ("search_people", "search")
    assert await person.looks() == [search, search, ("person_data", "break_glass")]


async def test_how_long_it_lasts_and_how_often_is_the_citys_rule(glass: Glass) -> None:
    city = a_city()
    reading = ReadingRules(people_an_hour=30, break_glass_minutes=2, break_glass_an_hour=1)
    rules = city.rules.model_copy(update={"reading": reading})
    await load_city(glass.served.around.pool, city.model_copy(update={"rules": rules}))
    try:
        person = await glass.stranger()
        assert minutes_left(await person.broken()) <= 2
        other = await glass.stranger(person.reader)
        assert (await other.broken()).status_code == 429
    finally:
        await load_city(glass.served.around.pool, city)


async def test_when_its_time_is_over_or_no_use_is_there_the_person_is_absent_again(
    glass: Glass,
) -> None:
    nobody = await (await glass.someone(unit=SUD)).post(f"/api/people/{uuid4()}/data")
    for undo in (OVER, "DELETE FROM break_glass WHERE person = $1"):
        person = await glass.stranger()
        await person.broken()
        await glass.owner.execute(undo, person.id)
        late = await person.data()
        assert (late.status_code, late.content) == (404, nobody.content)
        page = await person.reader.get(f"/units/{SUD}/people/{person.id}")
        assert page.status_code == 404


async def test_the_wall_alone_opens_and_closes_with_it(glass: Glass) -> None:
    person = await glass.stranger()
    await person.broken()
    await glass.owner.execute(FOUND_LONG_AGO, person.id)
    [use] = await person.uses()

    async def seen(who: UUID) -> int:
        scope = Scope(frozenset({SUD}), who)
        async with transaction(glass.served.around.pool, scope) as tx:
            count: int = await tx.fetchval("SELECT count(*) FROM person WHERE id = $1", person.id)
        return count

    assert await seen(use["staff"]) == 1
    assert await seen(uuid4()) == 0
    assert (await person.data()).status_code == 200
    await glass.owner.execute(OVER, person.id)
    assert await seen(use["staff"]) == 0


async def test_the_database_itself_keeps_no_plain_words_and_no_use_beyond_four_hours(
    glass: Glass,
) -> None:
    person = await glass.stranger()
    await person.broken()
    for change in (
        "until = opened_at + interval '5 hours'",
        "words = 'plain'::bytea",
        "remark = 'plain'::bytea",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await glass.owner.execute(f"UPDATE break_glass SET {change}")


async def test_where_the_use_cannot_be_written_nothing_opens(glass: Glass) -> None:
    person = await glass.stranger()
    async with glass.without("break_glass"):
        assert (await person.broken()).status_code >= 500
    assert await person.uses() == []
    assert (await person.data()).status_code == 404


async def test_where_the_look_cannot_be_written_nothing_is_shown(glass: Glass) -> None:
    person = await glass.stranger()
    await person.broken()
    async with glass.without("look"):
        answer = await person.data()
    assert answer.status_code == 503
    assert NAME not in answer.text


async def test_who_has_a_relation_is_told_so_and_nothing_is_written(glass: Glass) -> None:
    person = await glass.stranger()
    related = await glass.someone(unit=NORD)
    answer = await person.broken(related, unit=NORD)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/glass-not-needed")
    assert await person.uses() == []
    await person.broken()
    assert (await person.broken()).status_code == 409
    assert len(await person.uses()) == 1


@contextmanager
def denied() -> Iterator[None]:
    """As for a sealed person outside, or one who excludes the reader: access says no."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("may_see", "may_find"):
            patched.setattr(access, name, lambda *_: None)
        yield


async def tried(person: Stranger) -> tuple[httpx2.Response, list[str]]:
    """What is answered to who tries to break the glass, and what PostgreSQL was asked."""
    told: list[str] = []
    pool = person.glass.served.around.pool
    async with pool.acquire() as connection:
        connection.add_query_logger(lambda record: told.append(record.query))
    answer = await person.broken()
    async with pool.acquire() as connection:
        connection._con._query_loggers.clear()
    return answer, told


async def test_absent_not_found_and_denied_are_answered_by_the_same_statements_alike(
    glass: Glass,
) -> None:
    hidden = await glass.stranger()
    unsearched, _ = await glass.kept(await glass.someone(unit=NORD))
    who = hidden.reader
    answers = [await tried(Stranger(glass, who, id_, "")) for id_ in (str(uuid4()), unsearched)]
    with denied():
        answers.append(await tried(hidden))
    (nobody, asked), *others = answers
    assert nobody.status_code == 404
    assert any("FROM person" in statement for statement in asked)
    for answer, also in others:
        assert (answer.status_code, answer.content) == (404, nobody.content)
        assert dict(answer.headers) == dict(nobody.headers)
        assert also == asked
    assert await hidden.uses() == []


async def test_a_denial_goes_before_a_glass_that_is_already_broken(glass: Glass) -> None:
    person = await glass.stranger()
    await person.broken()
    with denied():
        assert (await person.data()).status_code == 404
        address = f"/units/{SUD}/people/{person.id}/break-glass"
        assert (await person.reader.get(address)).status_code == 404


async def test_the_page_before_it_is_only_for_whom_it_can_be_broken(glass: Glass) -> None:
    person = await glass.stranger()
    page = await person.reader.get(f"/units/{SUD}/people/{person.id}/break-glass")
    assert page.status_code == 200
    assert MASK in page.text
    assert NAME not in page.text
    assert (await person.looks())[-1] == ("glass_page", "search")
    related = await glass.someone(unit=NORD)
    theirs = f"/units/{NORD}/people/{person.id}"
    answer = await related.get(f"{theirs}/break-glass")
    assert (answer.status_code, answer.headers["location"]) == (303, theirs)
    nobody = await person.reader.get(f"/units/{SUD}/people/{uuid4()}/break-glass")
    assert nobody.status_code == 404


async def test_the_persons_page_says_until_when_and_offers_no_correction(glass: Glass) -> None:
    person = await glass.stranger()
    form = {"reason": "danger", "words": WORDS, "idempotency_key": str(uuid4())}
    address = f"/units/{SUD}/people/{person.id}"
    answer = await person.reader.post(f"{address}/break-glass", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    page = (await person.reader.get(address)).text
    assert f"{address}/break-glass/end" in page
    assert 'id="correct"' not in page
    related = await glass.someone(unit=NORD)
    theirs = (await related.get(f"/units/{NORD}/people/{person.id}")).text
    assert "break-glass" not in theirs
    assert 'id="correct"' in theirs


async def test_it_only_lets_read(glass: Glass) -> None:
    person = await glass.stranger()
    await person.broken()
    correct = f"/api/people/{person.id}/correct"
    said = {"name": somebody(1).name}
    answer = await person.reader.post(correct, json=said, headers=command())
    assert answer.status_code == 404
    contacts = f"/api/units/{SUD}/contacts"
    opened = await person.reader.post(contacts, json={}, headers=command())

    async def named() -> int:
        url, whom = f"/api/contacts/{opened.json()['id']}/person", {"person": person.id}
        return (await person.reader.post(url, json=whom, headers=command())).status_code

    await glass.owner.execute(FOUND_LONG_AGO, person.id)
    assert (await person.data()).status_code == 200
    assert await named() == 404
    await person.found_by(person.reader)
    assert await named() == 200
    await person.data()
    assert (await person.looks())[-1] == ("person_data", "contact")


async def test_whoever_is_done_ends_it_and_nobody_else_does(glass: Glass) -> None:
    person = await glass.stranger()
    url = f"/api/people/{person.id}/break-glass/end"
    nothing = await person.reader.post(url, headers=command())
    await person.broken()
    colleague = await glass.someone(unit=SUD)
    assert (await colleague.post(url, headers=command())).json() == nothing.json()
    assert (await person.data()).status_code == 200
    same = command()
    for _ in range(2):
        done = await person.reader.post(url, headers=same)
        assert (done.status_code, done.json()) == (200, {"person": person.id, "open": False})
    assert (await person.data()).status_code == 404


async def test_whoever_sees_the_whole_city_neither_reads_by_a_colleagues_nor_ends_it(
    glass: Glass,
) -> None:
    person = await glass.stranger()
    await glass.owner.execute("UPDATE person_unit SET until = since WHERE person = $1", person.id)
    everywhere = await glass.someone()
    await person.broken()
    assert (await person.data(everywhere)).status_code == 404
    url = f"/api/people/{person.id}/break-glass/end"
    assert (await everywhere.post(url, headers=command())).status_code == 200
    assert (await person.data()).status_code == 200


async def test_the_uses_of_a_reader_go_one_after_another(glass: Glass) -> None:
    person, other = await glass.stranger(), await glass.stranger()
    await person.broken()
    [use] = await person.uses()
    await person.reader.post(f"/api/people/{person.id}/break-glass/end", headers=command())
    async with glass.owner.acquire() as connection, connection.transaction():
        await connection.execute(LOCK, f"glass {use['staff']}")
        waits = asyncio.create_task(person.broken())
        await blocked(glass.served.around.pool)
        assert (await other.broken()).status_code == 201
        assert not waits.done()
    assert (await waits).status_code == 201


async def test_a_command_id_breaks_it_once_and_so_do_tries_at_the_same_time(glass: Glass) -> None:
    person, same = await glass.stranger(), command()
    answers = [await person.broken(key=same) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert {answer.status_code for answer in answers} == {201}
    other = await glass.stranger()
    answers = await asyncio.gather(*(other.broken() for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert (len(await person.uses()), len(await other.uses())) == (1, 1)


async def test_the_sixth_use_of_an_hour_is_refused(glass: Glass) -> None:
    first = await glass.stranger()
    people = [first, *[await glass.stranger(first.reader) for _ in range(5)]]
    for person in people[:5]:
        assert (await person.broken()).status_code == 201
    last = people[5]
    refused = await last.broken()
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-glasses")
    assert (await last.data()).status_code == 404
    colleague = await glass.someone(Role.PROFESSIONAL, unit=SUD)
    await last.found_by(colleague)
    assert (await last.broken(colleague)).status_code == 201
    [use] = await first.uses()
    await glass.owner.execute(AGED, use["staff"])
    assert (await last.broken()).status_code == 201


async def test_without_a_listed_reason_and_words_that_say_something_nothing_opens(
    glass: Glass,
) -> None:
    person = await glass.stranger()
    nothing = ["", "short", " " * 40, "a" * 40, f"{WORDS} " * 15]
    wrong = [{"reason": "curiosity"}, {"reason": None}, {"more": 1}]
    for said in [{"words": words} for words in nothing] + wrong:
        answer = await person.broken(**said)
        assert answer.status_code == 422, said
        assert WORDS not in answer.text
    assert await person.uses() == []


async def test_the_unit_must_be_ones_own_and_exist(glass: Glass) -> None:
    person = await glass.stranger()
    assert (await person.broken(unit=NORD)).status_code == 404
    unknown = await person.broken(await glass.someone(), unit="nowhere")
    assert (unknown.status_code, unknown.json()["type"]) == (422, "/problems/unknown-place")
    assert await person.uses() == []


async def test_the_words_lie_sealed_in_one_column_and_nowhere_else(glass: Glass) -> None:
    printed = io.StringIO()
    with redirect_stdout(printed), logging_to_stdout():
        person = await glass.stranger()
        await person.broken()
        await (await glass.officer()).get("/audit/break-glass")
    for (table,) in await glass.owner.fetch(TABLES):
        told = await glass.owner.fetchval(f"SELECT string_agg(t::text, '') FROM \"{table}\" AS t")
        assert "Kanariwort" not in (told or ""), table
        assert b"Kanariwort".hex() not in (told or ""), table
    kept = await glass.owner.fetch("SELECT * FROM answered_command WHERE route = 'break_glass'")
    assert kept
    assert all(b"danger" not in row["body"] for row in kept)
    assert "Kanariwort" not in printed.getvalue() + telemetry.exposition().decode()
