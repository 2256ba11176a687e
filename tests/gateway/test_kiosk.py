"""The kiosk: a ticket in three touches, no name, and nothing left for whoever comes next."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from services.gateway import commands, store
from services.gateway.commands import By
from services.gateway.domain.refusals import UnknownPlace
from services.gateway.domain.tickets import CentreClosed, NoticeChanged
from shared.db import Scope, transaction
from shared.errors import NotFound
from shared.identity import Principal, Role
from shared.identity.hashing import digest
from tests.fixtures.cities import DATC, NORD, SUD, a_city, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.kiosk import MONDAY_TEN, Standing, standing
from tests.gateway.scene import Staff, after, stored

CONTACT = "SELECT code, door, unit, state, ways, papers, person FROM contact"
NOTICE = "SELECT unit, version, language, at FROM notice_shown"


@pytest_asyncio.fixture
async def person(serving: Serving) -> Standing:
    return await standing(serving)


async def test_two_touches_and_the_ticket_is_there_in_the_language_that_was_chosen(
    person: Standing,
) -> None:
    page = await person.ticket("es")
    assert page.status_code == 200
    assert 'lang="es"' in page.text
    assert "Su turno" in page.text
    assert "N 001" in page.text
    assert "<svg" in page.text
    [contact] = await person.rows(CONTACT)
    assert (contact["code"], contact["door"], contact["unit"]) == ("N 001", "kiosk", NORD)
    assert (contact["state"], contact["papers"], contact["person"]) == ("waiting", None, None)
    assert contact["ways"]["language"] == "es"


@pytest.mark.parametrize(
    ("language", "shown_in"), [("ca", "ca"), ("es", "es"), ("en", "en"), ("ar", "ar"), ("wo", "ca")]
)
async def test_the_notice_is_kept_with_its_version_and_the_language_it_was_shown_in(
    person: Standing, language: str, shown_in: str
) -> None:
    await person.ticket(language)
    [notice] = await person.rows(NOTICE)
    assert (notice["unit"], notice["version"], notice["language"]) == (NORD, 3, shown_in)
    assert abs(notice["at"] - MONDAY_TEN) < timedelta(minutes=2)


async def test_a_ticket_says_which_notice_was_shown_and_when(person: Standing) -> None:
    page = await person.ticket("en")
    assert "Privacy notice, version 3: shown to you in English at 10:0" in page.text


async def test_somebody_who_speaks_none_of_the_three_reads_their_own_language_to_the_end(
    person: Standing,
) -> None:
    screen = await person.chooses("ar")
    assert 'dir="rtl" data-say>خذوا رقمًا' in screen.text
    assert "جئت لأتحدث" in screen.text
    assert "بلا اسم" in screen.text
    taken = await person.takes(screen)
    page = await person.sees(taken.headers["location"])
    assert "انظروا إلى الشاشة" in page.text
    [contact] = await person.rows(CONTACT)
    assert contact["ways"]["language"] == "ar"


async def test_papers_have_a_screen_and_a_ticket_of_their_own(person: Standing) -> None:
    papers = await person.touches(await person.chooses("ca"), "papers")
    assert re.findall(r'name="papers" value="(\w+)"', papers.text) == [
        "deliver",
        "bring_missing",
        "collect",
        "unsure",
    ]
    await person.takes(papers, papers="collect")
    [contact] = await person.rows(CONTACT)
    assert contact["papers"] == {"purpose": "collect", "done": None, "at": None}


async def test_touching_twice_or_sending_again_gives_one_ticket(person: Standing) -> None:
    screen = await person.chooses("ca")
    once, again = await person.takes(screen), await person.takes(screen)
    other = await person.takes(screen, idempotency_key=command()["Idempotency-Key"])
    assert once.headers["location"] == again.headers["location"] == other.headers["location"]
    assert len(await person.rows(CONTACT)) == 1


async def test_after_a_new_beginning_no_address_of_before_shows_anything(person: Standing) -> None:
    screen = await person.chooses("es")
    taken = await person.takes(screen)
    ticket = await person.sees(taken.headers["location"])
    assert "N 001" in ticket.text
    first = await person.sees(person.path)
    assert first.headers["clear-site-data"] == '"cache", "storage"'
    for before in (screen, ticket):
        back = await person.client.get(str(before.url))
        assert (back.status_code, back.headers["location"]) == (303, person.path)
    late = await person.takes(screen, idempotency_key=command()["Idempotency-Key"])
    assert late.headers["location"] == person.path
    assert len(await person.rows(CONTACT)) == 1


OWN = '<span lang="ar" dir="rtl" data-say>{}</span>'
TWICE = '<span lang="ca" data-say>{}</span><br><span lang="en" data-say>{}</span>'
WARNED = TWICE.replace("data-say", "data-say-still")
UNKNOWN = "We find no appointment of today with this code. Try again, or take a ticket."
NOT_NOW = "This appointment is not for now. Say so at the desk, or take a ticket."


async def test_what_whoever_chose_a_further_language_has_to_know_is_said_in_it(
    person: Standing,
) -> None:
    screen = await person.chooses("ar")
    assert OWN.format("هل الأمر عاجل؟") in screen.text
    assert OWN.replace("-say", "-say-still").format("هل ما زال أحد هنا؟") in screen.text
    code = await person.touches(screen, "ar/appointment")
    assert OWN.format("أروا رمز موعدكم") in code.text
    for why, says in (("unknown", "لم نجد موعدًا"), ("not-now", "ليس الآن")):
        refused = await person.sees(f"{code.url.raw_path.decode()}&why={why}")
        assert OWN.format(says) in refused.text


async def test_what_a_further_language_has_no_words_for_is_said_in_catalan_and_english(
    person: Standing,
) -> None:
    screen = await person.chooses("wo")
    ca = "És urgent? <b>Digueu-ho ara al taulell.</b> No cal torn."
    en = "Is it urgent? Say so at the desk now. You need no ticket."
    assert TWICE.format(ca, en) in screen.text
    assert WARNED.format("Encara hi sou?", "Is anybody still there?") in screen.text
    code = await person.touches(screen, "wo/appointment")
    assert '<span lang="en" data-say>Show the code of your appointment</span>' in code.text
    for why, says in (("unknown", UNKNOWN), ("not-now", NOT_NOW)):
        refused = await person.sees(f"{code.url.raw_path.decode()}&why={why}")
        assert f'<span lang="en" data-say>{says}</span>' in refused.text


async def test_every_screen_forbids_keeping_it_and_has_no_field_to_remember(
    person: Standing,
) -> None:
    first = await person.sees(person.path)
    for page in (first, await person.touches(first, "languages"), await person.ticket()):
        assert page.headers["cache-control"] == "no-store"
        assert not re.search(r'<input(?![^>]*type="hidden")', page.text)
        assert "session.js" not in page.text or "data-session" not in page.text


async def test_while_it_is_closed_it_says_when_it_opens_and_whom_to_call(person: Standing) -> None:
    screen = await person.chooses("ca")
    await person.plays(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    first = await person.sees(person.path)
    assert "Obrim dimarts, 3 de març, a les 09:00." in first.text
    assert "Abrimos el martes, 3 de marzo, a las 09:00." in first.text
    assert "We open on Tuesday, 3 March at 09:00." in first.text
    assert "112" in first.text
    assert "/kiosk/ca?" not in first.text
    late = await person.takes(screen)
    assert late.headers["location"] == person.path
    assert await person.rows(CONTACT) == []


async def test_a_kiosk_of_another_unit_is_refused(serving: Serving, person: Standing) -> None:
    await person.ticket()
    other = Standing(person.served, await person.served.signed_in({Role.KIOSK}, {SUD}))
    for step in ("", "/languages", "/ca", "/ca/papers", "/ca/notice", "/ca/ticket"):
        assert (await other.client.get(person.path + step)).status_code == 404
    answer = await other.client.post(
        f"{person.path}/ca/tickets", data={"notice": "3"}, headers=command()
    )
    assert answer.status_code == 404
    assert len(await person.rows(CONTACT)) == 1


@pytest.mark.parametrize(
    "path",
    [
        f"/units/{NORD}/desk",
        f"/units/{NORD}/wall",
        f"/api/units/{NORD}/queue",
        f"/api/units/{NORD}/desks",
    ],
)
async def test_a_kiosk_sees_no_list(person: Standing, path: str) -> None:
    assert (await person.client.get(path)).status_code == 403


async def test_it_comes_in_at_its_own_screen(person: Standing) -> None:
    assert (await person.client.get("/")).headers["location"] == person.path


@pytest.mark.parametrize("unit", [DATC, "nowhere"])
async def test_there_is_no_kiosk_where_nobody_comes_in_person(serving: Serving, unit: str) -> None:
    nowhere = await standing(serving, unit)
    assert (await nowhere.client.get(nowhere.path)).status_code == 404


async def test_a_language_that_nobody_lists_is_absent(person: Standing) -> None:
    screen = await person.chooses("ca")
    address = str(screen.url).replace("/kiosk/ca", "/kiosk/xx")
    assert (await person.client.get(address)).status_code == 404


async def test_without_what_people_read_there_is_no_kiosk(serving: Serving) -> None:
    person = await standing(serving)
    older = a_city("Older").model_copy(update={"public": None})
    await load_city(person.served.around.pool, older, MONDAY_TEN - timedelta(days=1))
    assert (await person.client.get(person.path)).status_code == 404


KIOSK = Principal(Staff().id, "kiosk", frozenset({Role.KIOSK}), frozenset({NORD}))


@pytest.mark.parametrize(
    ("change", "minutes", "refusal"),
    [
        ({}, 600, CentreClosed),
        ({"notice": 2}, 5, NoticeChanged),
        ({"language": "xx"}, 5, UnknownPlace),
        ({"unit": SUD}, 5, NotFound),
    ],
)
async def test_what_cannot_be_gives_no_ticket(
    person: Standing, change: dict[str, object], minutes: int, refusal: type[Exception]
) -> None:
    wish = {"unit": NORD, "language": "ca", "notice": 3, "link": digest("one"), **change}
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        with pytest.raises(refusal):
            await commands.take_ticket(tx, commands.Wish(**wish), By(KIOSK, after(minutes)))
        assert await tx.fetchval("SELECT count(*) FROM contact") == 0


async def test_the_desk_notes_what_came_of_papers_and_can_undo_it(person: Standing) -> None:
    await person.takes(await person.touches(await person.chooses("ca"), "papers"), papers="deliver")
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        contact = await tx.fetchval("SELECT id FROM contact")
    desk = await person.served.signed_in({Role.RECEPTION}, {NORD})
    elsewhere = await person.served.signed_in({Role.RECEPTION}, {SUD})
    path = f"/api/contacts/{contact}"
    missing = {"json": {"done": "missing"}, "headers": command()}
    assert (await elsewhere.post(f"{path}/papers", **missing)).status_code == 404
    for _ in range(2):
        assert (await desk.post(f"{path}/papers", **missing)).json()["version"] == 2
    other = await desk.post(f"{path}/papers", json={"done": "lost"}, headers=command())
    assert other.status_code == 422
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        papers = (await stored(tx, contact)).papers
        assert papers is not None
        assert (papers.purpose, papers.done) == ("deliver", "missing")
        told = await tx.fetch("SELECT type, version FROM outbox_archive ORDER BY id")
        assert [row["version"] for row in told] == [1, 2]
    await desk.post(f"{path}/undo", headers=command())
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        papers = (await stored(tx, contact)).papers
        assert papers is not None
        assert papers.done is None
    await desk.post(f"{path}/abandon", headers=command())
    late = await desk.post(f"{path}/papers", json={"done": "missing"}, headers=command())
    assert late.status_code == 409


async def test_the_desk_hears_of_a_language_and_of_papers(person: Standing) -> None:
    screen = await person.chooses("ar")
    await person.takes(screen, papers="unsure")
    desk = await person.served.signed_in({Role.RECEPTION}, {NORD})
    await desk.post(f"/api/units/{NORD}/desks/1/open", headers=command())
    called = await desk.post(f"/api/units/{NORD}/desks/1/call-next", headers=command())
    contact = called.json()["contact"]["id"]
    page = (await desk.get(f"/units/{NORD}/desk")).text
    assert "Parla àrab: intèrpret?" in page
    assert "Pregunta quins papers calen" in page
    done = await desk.post(
        f"/units/{NORD}/contacts/{contact}/papers",
        data={"papers": "delivered", "idempotency_key": command()["Idempotency-Key"]},
    )
    assert done.status_code == 303
    page = (await desk.get(f"/units/{NORD}/desk")).text
    assert 'value="delivered" id="papers-delivered" aria-pressed="true"' in page


async def test_a_link_takes_one_ticket_whoever_asks_at_the_same_time(person: Standing) -> None:
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        assert not await store.tickets.lock_ticket_link(tx, digest("one"))
        wish = commands.Wish(NORD, "ca", 3, digest("one"))
        for _ in range(2):
            await commands.take_ticket(tx, wish, By(KIOSK, after(5)))
        assert await store.tickets.lock_ticket_link(tx, digest("one"))
        assert await tx.fetchval("SELECT count(*) FROM contact") == 1
