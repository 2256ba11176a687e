"""A ticket's page: by its unguessable link alone, until the day is over, and nothing of anybody."""

import re
from datetime import UTC, datetime

import asyncpg
import pytest
import pytest_asyncio
import segno

from services.gateway import queries
from shared.db import Scope, transaction
from shared.errors import NotFound
from shared.identity import Role
from shared.identity.hashing import digest, fresh
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import ORIGIN, Serving, command, told_alike
from tests.gateway.kiosk import MONDAY_TEN, Standing, standing


@pytest_asyncio.fixture
async def person(serving: Serving) -> Standing:
    return await standing(serving)


async def look(person: Standing, token: str, language: str = "") -> str:
    telephone = await person.served.nobody()
    query = f"?language={language}" if language else ""
    answer = await telephone.get(f"/tickets/{token}{query}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


async def test_the_qr_code_leads_to_the_ticket_in_the_language_that_was_chosen(
    person: Standing,
) -> None:
    await person.ticket("es")
    page = await look(person, person.token())
    assert "N 001" in page
    assert "Espera su turno" in page
    assert 'lang="es"' in page
    assert "Your ticket" in await look(person, person.token(), "en")
    assert "El vostre torn" in await look(person, person.token(), "ca")


async def test_the_qr_code_holds_the_address_of_this_page_and_nothing_else(
    person: Standing,
) -> None:
    page = await person.ticket()
    address = f"{ORIGIN}/tickets/{person.token()}"
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=4)
    [squares] = re.findall(r' d="([^"]+)"', drawn)
    assert f'd="{squares}"' in page.text
    assert person.token() not in page.text, "in the picture alone"


async def test_it_says_what_happens_and_asks_again_by_itself(person: Standing) -> None:
    await person.ticket("en")
    desk = await person.served.signed_in({Role.RECEPTION}, {NORD})
    await desk.post(f"/api/units/{NORD}/desks/2/open", headers=command())
    called = await desk.post(f"/api/units/{NORD}/desks/2/call-next", headers=command())
    path = f"/api/contacts/{called.json()['contact']['id']}"
    page = await look(person, person.token())
    assert "Go to desk 2" in page
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in page
    assert 'hx-trigger="every 15s"' in page
    await desk.post(f"{path}/start", headers=command())
    assert "You are being served" in await look(person, person.token())
    await desk.post(f"{path}/close", json={"outcome": "informed"}, headers=command())
    assert "It has ended" in await look(person, person.token())


async def test_who_was_called_and_did_not_come_reads_that_it_can_be_put_right(
    person: Standing,
) -> None:
    await person.ticket("en")
    desk = await person.served.signed_in({Role.RECEPTION}, {NORD})
    await desk.post(f"/api/units/{NORD}/desks/2/open", headers=command())
    called = await desk.post(f"/api/units/{NORD}/desks/2/call-next", headers=command())
    await desk.post(f"/api/contacts/{called.json()['contact']['id']}/miss", headers=command())
    assert "it can be put right" in await look(person, person.token())


async def test_only_the_hash_of_the_link_is_kept_anywhere(person: Standing) -> None:
    await person.ticket()
    token = person.token()
    assert len(token) >= 43  # 256 bits
    [link] = await person.rows("SELECT digest, until FROM ticket_link")
    assert link["digest"] == digest(token)
    assert link["until"] == datetime(2026, 3, 2, 23, tzinfo=UTC)
    for table in ("ticket_link", "answered_command", "contact", "contact_act", "outbox_archive"):
        rows = await person.rows(f"SELECT t::text AS row FROM {table} AS t")
        spelled = token.encode().hex()
        assert rows
        assert not [row for row in rows if token in str(row) or spelled in str(row)]


async def test_a_wrong_link_looks_like_one_that_never_was(person: Standing) -> None:
    await person.ticket()
    telephone = await person.served.nobody()
    wrong = await telephone.get(f"/tickets/{fresh()}")
    nothing = await telephone.get("/tickets/x")
    assert wrong.status_code == nothing.status_code == 404
    assert told_alike(wrong) == told_alike(nothing)
    assert "N 001" not in wrong.text


async def test_when_the_day_is_over_the_link_is_absent(person: Standing) -> None:
    await person.ticket()
    await person.plays(datetime(2026, 3, 2, 22, 59, tzinfo=UTC))
    await look(person, person.token())
    await person.plays(datetime(2026, 3, 2, 23, 0, tzinfo=UTC))
    telephone = await person.served.nobody()
    assert (await telephone.get(f"/tickets/{person.token()}")).status_code == 404


async def test_guessing_ends_soon_and_whoever_has_a_ticket_is_not_counted(
    person: Standing,
) -> None:
    await person.ticket()
    for _ in range(60):
        await look(person, person.token())
    telephone = await person.served.nobody()
    guesses = [(await telephone.get(f"/tickets/{fresh()}")).status_code for _ in range(40)]
    assert set(guesses) == {404, 429}
    assert guesses.count(404) <= 21


async def test_it_shows_nothing_but_code_state_and_desk(person: Standing) -> None:
    await person.ticket("ar")
    [contact] = await person.rows("SELECT id FROM contact")
    page = await look(person, person.token(), "en")
    body = re.sub(r"<svg.*?</svg>|<script.*?</script>|<details.*?</details>", "", page, flags=re.S)
    words = re.sub(r"<[^>]+>|\s+", " ", body.partition("<body")[2])
    assert str(contact["id"]) not in page
    assert "انظروا إلى الشاشة" in words
    assert not re.search("kiosk|papers|rab", words)


async def test_the_database_tells_nobody_more_than_the_row_of_a_link(person: Standing) -> None:
    await person.ticket()
    link = digest(person.token())
    pool = person.served.around.pool
    for scope in (Scope.NOTHING, Scope.of([SUD])):
        async with transaction(pool, scope) as tx:
            assert (await queries.ticket(tx, link, MONDAY_TEN)).code == "N 001"
            for table in ("contact", "ticket_link", "notice_shown"):
                assert await tx.fetchval(f"SELECT count(*) FROM {table}") == 0, "the scope stays"
            with pytest.raises(NotFound):
                await queries.ticket(tx, digest("other"), MONDAY_TEN)
            assert await tx.fetchval("SELECT count(*) FROM contact") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(pool, Scope.of([SUD])) as tx:
            await tx.execute("UPDATE ticket_link SET until = until + interval '1 day'")


async def test_a_ticket_undone_is_absent(person: Standing) -> None:
    await person.ticket()
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE contact SET state = 'voided'")
    telephone = await person.served.nobody()
    assert (await telephone.get(f"/tickets/{person.token()}")).status_code == 404
