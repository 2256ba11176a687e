"""Checking in at the kiosk: by the six digits of an appointment, or by its QR code."""

import re
from datetime import UTC, datetime, timedelta

import httpx2
import pytest_asyncio
import segno

from services.gateway import store
from services.gateway.domain.agenda import Appointment
from shared.db import Scope, transaction
from shared.identity import Role
from shared.identity.hashing import digest, fresh
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import ORIGIN, Serving, command
from tests.gateway.appointing import booked, times
from tests.gateway.kiosk import Standing, standing

TEN = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
"""When the first of Tuesday's appointments begins."""
ARRIVED = "SELECT state, arrival FROM appointment"
CONTACT = "SELECT id, code, door, ways FROM contact WHERE door = 'kiosk'"


@pytest_asyncio.fixture
async def person(serving: Serving) -> Standing:
    return await standing(serving, at=TEN - timedelta(minutes=20))


async def appointed(person: Standing) -> Appointment:
    """Somebody who has the first appointment on Tuesday."""
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        slot, *_ = await times(tx)
        _, made = await booked(tx, slot)
    return made


def drawn(text: str) -> str:
    """The squares of a QR code that holds this."""
    picture = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=4)
    [squares] = re.findall(r' d="([^"]+)"', picture)
    return f'd="{squares}"'


async def checks_in(person: Standing, code: str, language: str = "ca") -> httpx2.Response:
    """What the kiosk shows after this was typed, or held before the reader."""
    screen = await person.touches(await person.chooses(language), "appointment")
    sent = await person.takes(screen, code=code)
    assert sent.status_code == 303
    return await person.sees(sent.headers["location"])


async def test_six_digits_give_a_ticket_and_the_professional_knows(person: Standing) -> None:
    made = await appointed(person)
    page = await checks_in(person, made.code, "es")
    assert "Su turno" in page.text
    [contact] = await person.rows(CONTACT)
    assert contact["code"] in page.text
    assert contact["ways"]["language"] == "es"
    assert await person.rows(ARRIVED) == [{"state": "arrived", "arrival": contact["id"]}]
    assert len(await person.rows("SELECT FROM notice_shown")) == 1


async def test_a_qr_reader_types_the_whole_address_of_the_link(person: Standing) -> None:
    made, token = await appointed(person), fresh()
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        await store.appointment_links.add_link(tx, made, digest(token), TEN - timedelta(days=1))
    page = await checks_in(person, f"https://portes.test/gateway/appointments/{token}\n")
    assert "El vostre torn" in page.text
    assert len(await person.rows(CONTACT)) == 1


async def test_the_qr_code_on_the_page_of_the_link_checks_in(person: Standing) -> None:
    made, token = await appointed(person), fresh()
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        await store.appointment_links.add_link(tx, made, digest(token), TEN - timedelta(days=1))
    page = (await (await person.served.nobody()).get(f"/appointments/{token}")).text
    holds = f"{ORIGIN}/appointments/{token}"
    assert drawn(holds) in page
    assert "El vostre torn" in (await checks_in(person, f"{holds}\n")).text
    assert len(await person.rows(CONTACT)) == 1


async def test_the_qr_code_on_the_slip_of_the_desk_checks_in_and_says_nothing_more(
    person: Standing,
) -> None:
    made = await appointed(person)
    desk = await person.served.signed_in({Role.RECEPTION, Role.PROFESSIONAL}, {NORD})
    page = (await desk.get(f"/units/{NORD}/booked/{made.id}")).text
    assert drawn(made.code) in page
    assert "data-print-page" in page
    assert "El vostre torn" in (await checks_in(person, f"{made.code}\n")).text


async def test_a_wrong_code_gives_nothing_and_says_what_to_do(person: Standing) -> None:
    made = await appointed(person)
    wrong = f"{(int(made.code) + 1) % 10**6:06d}"
    for code in (wrong, fresh(), "x", "../.."):
        page = await checks_in(person, code)
        assert "No trobem cap cita d’avui amb aquest codi." in page.text
        assert made.code not in page.text
    assert await person.rows(CONTACT) == []


async def test_too_early_or_once_more_it_leads_to_the_desk(person: Standing) -> None:
    made = await appointed(person)
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE appointment SET starts_at = starts_at + interval '2 hours'")
    assert "Aquesta cita no és per ara." in (await checks_in(person, made.code)).text
    assert await person.rows(CONTACT) == []
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE appointment SET starts_at = starts_at - interval '2 hours'")
    assert "El vostre torn" in (await checks_in(person, made.code)).text
    assert "k-wrong" in (await checks_in(person, made.code)).text
    assert len(await person.rows(CONTACT)) == 1


async def test_an_appointment_of_another_centre_is_not_found(person: Standing) -> None:
    made = await appointed(person)
    elsewhere = await person.served.signed_in({Role.KIOSK}, {SUD})
    other = Standing(person.served, elsewhere, SUD)
    assert "No trobem cap cita" in (await checks_in(other, made.code)).text
    refused = await elsewhere.post(
        f"/units/{NORD}/kiosk/ca/check-in", data={"notice": "3", "code": made.code},
        headers=command(),
    )  # fmt: skip
    assert refused.status_code == 404
    assert await person.rows(ARRIVED) == [{"state": "booked", "arrival": None}]


async def test_guessing_codes_ends_soon_and_right_ones_are_not_counted(person: Standing) -> None:
    made = await appointed(person)
    rates = person.served.around.rates.by_route["kiosk_check_in"]
    await checks_in(person, made.code)
    assert all(at <= rates.clock() for at in rates._full_at.values())
    screen = await person.touches(await person.chooses("ca"), "appointment")
    statuses = [
        (
            await person.takes(
                screen, code=f"{n:06d}", idempotency_key=command()["Idempotency-Key"]
            )
        ).status_code
        for n in range(30)
    ]
    assert statuses[-1] == 429
    assert statuses.count(303) <= 21
