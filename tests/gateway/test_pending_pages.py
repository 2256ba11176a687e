"""Pending calls through the web: who sees which, masked, after a look, and what buttons do."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2
import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import By
from services.gateway.commands.closing import THE_CLOCK
from services.gateway.domain import Identity
from services.gateway.domain.pending import pending_id
from shared.contracts.gateway import GivenUp, contact_id
from shared.db import Scope, transaction
from shared.encryption import KeySource
from shared.identity import Role
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import DATC, NORD, load_city
from tests.fixtures.web import Served, Serving, command

NUMBER = MARIA.called
MADRID = ZoneInfo("Europe/Madrid")


@dataclass
class Lines:
    """A telephone service with an exchange, and who works there."""

    served: Served
    anna: httpx2.AsyncClient
    exchange: httpx2.AsyncClient
    calls: int = 0

    async def lost(
        self, number: str | None = NUMBER, minutes: float = 60, *, waited: bool = True
    ) -> UUID:
        """Somebody called and gave up, after a wait or at once; their pending call."""
        self.calls += 1
        call, now = f"c-lost-{self.calls}", self.served.around.clock.now()
        told = [
            {
                "call": call,
                "event": event,
                "at": (now - timedelta(minutes=minutes - place)).isoformat(),
                "unit": DATC,
                **({"number": number} if number else {}),
            }
            for place, event in enumerate(("rang", "queued", "hung_up"))
            if waited or event != "queued"
        ]
        url = "/api/telephony/events"
        answer = await self.exchange.post(url, json={"events": told}, headers=command())
        assert answer.status_code == 200, answer.text
        return pending_id(contact_id(call))

    async def person(self, identity: Identity, unit: str = DATC) -> UUID:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            by = By(THE_CLOCK, self.served.around.clock.now())
            ring = self.served.around.keys.ring()
            return (await commands.new_person(tx, identity, unit, by, ring)).id

    async def page(self, path: str = "", who: httpx2.AsyncClient | None = None) -> str:
        answer = await (who or self.anna).get(f"/units/{DATC}/pending{path}")
        assert answer.status_code == 200, answer.text
        return answer.text

    async def do(
        self, entry: UUID, act: str, who: httpx2.AsyncClient | None = None, **form: Any
    ) -> httpx2.Response:
        url = f"/units/{DATC}/pending/{entry}/do/{act}"
        return await (who or self.anna).post(url, data=form, headers=command())

    async def ask(self, entry: UUID, what: str) -> httpx2.Response:
        return await self.anna.post(f"/units/{DATC}/pending/{entry}/{what}")

    async def mine(self) -> UUID:
        """A pending call that Anna sees to."""
        entry = await self.lost(None)
        await self.do(entry, "own")
        return entry

    async def rows(self, statement: str, *arguments: object) -> list[Any]:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return await tx.fetch(statement, *arguments)


@pytest_asyncio.fixture
async def lines(serving: Serving) -> Lines:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    anna = await served.signed_in({Role.RECEPTION}, {DATC})
    exchange = await served.machine({Role.TELEPHONY}, None)
    return Lines(served, anna, exchange)


async def test_the_desks_bar_counts_pending_calls_and_says_which_are_overdue(lines: Lines) -> None:
    bar = re.compile(r'/pending" data-key="p">.*?</a>', re.DOTALL)
    desk = f"/units/{DATC}/desk"
    assert "p-count" not in bar.findall((await lines.anna.get(desk)).text)[0]
    await lines.lost(minutes=60 * 24 * 9)
    await lines.lost(somebody(7).called, minutes=1)
    [shown] = bar.findall((await lines.anna.get(desk)).text)
    assert '<span class="p-count">2<span class="p-hide">, 1 fora de termini</span></span>' in shown


async def test_lost_calls_stand_in_the_list_and_equal_numbers_together(lines: Lines) -> None:
    first = await lines.lost(minutes=90)
    other = await lines.lost(somebody(7).called, minutes=70)
    second = await lines.lost(minutes=60)
    page = await lines.page()
    places = [page.index(f'id="call-{entry}"') for entry in (first, second, other)]
    assert places == sorted(places)
    assert page.count("Mateix número que") == 2 or page.count("Same number as") == 2
    assert NUMBER not in page
    assert NUMBER[-9:] not in page


async def test_one_is_shown_with_its_number_masked_until_somebody_asks(lines: Lines) -> None:
    entry = await lines.lost()
    page = await lines.page(f"/{entry}")
    assert "••• ••• 427" in page
    assert NUMBER not in page
    shown = await lines.ask(entry, "number")
    assert NUMBER in shown.text
    assert [tuple(row) for row in await lines.rows("SELECT act, person FROM look")] == [
        ("pending_number", entry)
    ]


async def test_candidates_are_masked_noted_and_never_named(lines: Lines) -> None:
    one = await lines.person(Identity(MARIA.name, NUMBER))
    two = await lines.person(Identity(somebody(7).name, NUMBER))
    entry = await lines.lost()
    assert "K•••" not in await lines.page(f"/{entry}")
    found = (await lines.ask(entry, "candidates")).text
    assert found.count("K•••") >= 1
    assert MARIA.name not in found
    looks = await lines.rows("SELECT person FROM look WHERE act = 'pending_candidates'")
    assert {row["person"] for row in looks} == {one, two}
    [row] = await lines.rows("SELECT person FROM pending_call")
    assert row["person"] is None


async def test_a_list_is_of_one_origin_and_stays_so_after_an_act(lines: Lines) -> None:
    abandoned, missed = await lines.lost(minutes=90), await lines.lost(minutes=60, waited=False)
    url = f"/api/units/{DATC}/pending"
    for origin, found in (("abandoned", [abandoned]), ("missed", [missed]), ("requested", [])):
        page = await lines.page(f"?which=unowned&origin={origin}")
        told = (await lines.anna.get(url, params={"origin": origin})).json()["calls"]
        assert [each["call"]["id"] for each in told] == [str(each) for each in found]
        for each in (abandoned, missed):
            assert (f'id="call-{each}"' in page) is (each in found)
        assert f"/pending?which=mine&amp;origin={origin}" in page
        assert "/pending?which=unowned&amp;origin=message" in page
        assert "2 dins de termini" in page
    act = f"/units/{DATC}/pending/{missed}/do/no-answer?which=unowned&origin=missed"
    done = await lines.anna.post(act, data={}, headers=command())
    assert done.headers["location"].endswith(f"/pending/{missed}?which=unowned&origin=missed")
    assert (await lines.anna.get(url, params={"origin": "web"})).status_code == 422


async def test_a_row_begins_the_call_and_opens_it_unless_a_colleague_is_at_it(
    lines: Lines,
) -> None:
    entry = await lines.lost()
    act = f"/units/{DATC}/pending/{entry}/do/call?which=all"
    assert f'action="{act}"' in await lines.page()
    called = await lines.anna.post(act, data={}, headers=command())
    assert called.headers["location"].endswith(f"/pending/{entry}?which=all")
    assert "Estàs trucant" in await lines.page(f"/{entry}?which=all")
    assert f'action="{act}"' in await lines.page(), "who calls goes on"
    pol = await lines.served.signed_in({Role.RECEPTION}, {DATC})
    theirs = await lines.page(who=pol)
    assert f'action="{act}"' not in theirs
    assert "Truca user-" in theirs
    assert (await pol.post(act, data={}, headers=command())).status_code == 409


async def test_acts_by_form(lines: Lines) -> None:
    entry = await lines.lost()
    for act in ("call", "no-answer", "engaged", "own"):
        assert (await lines.do(entry, act)).status_code == 303
    assert (await lines.do(entry, "give-up", why="not_reached")).status_code == 409
    assert (await lines.do(entry, "withdrawn")).status_code == 303
    assert (await lines.do(entry, "no-answer")).status_code == 409


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.RECEPTION])
async def test_who_has_no_desk_says_how_a_call_back_ended_and_about_what(
    lines: Lines, role: Role
) -> None:
    who, entry = await lines.served.signed_in({role}, {DATC}), await lines.lost()
    await lines.rows("UPDATE pending_call SET level = 'urgent', reason = 'ECO-ALIM'")
    page = await lines.page(f"/{entry}", who)
    form = page[page.index('id="spoke"') :].partition("</form>")[0]
    offered = re.findall(r'name="outcome" value="(\w+)" data-key="(\d)"', form)
    assert offered == [("informed", "1"), ("resolved", "2"), ("left", "8")]
    choices = re.findall(
        r'id="spoke-([a-z]+)" name="spoke"><summary class="p-btn" data-key="(\d)"', form
    )
    assert choices == [("appointment", "3"), ("redirect", "5"), ("again", "7")]
    assert '<option value="ECO-ALIM" selected>' in form
    for said in ({}, {"reason": "ECO-ALIM"}, {"outcome": "not_recorded"}, {"outcome": "informed"}):
        if "outcome" in said:
            await lines.rows("UPDATE pending_call SET reason = NULL")
        assert (await lines.do(entry, "reached", who, **said)).status_code == 422
    assert not await lines.rows("SELECT FROM contact WHERE pending_call IS NOT NULL")
    done = await lines.do(entry, "reached", who, outcome="resolved", reason="VIO")
    assert done.status_code == 303
    [told] = await lines.rows(
        "SELECT state, outcome, reason, matters FROM contact WHERE pending_call = $1", entry
    )
    assert (told["state"], told["outcome"], told["reason"]) == ("closed", "resolved", "VIO")
    assert [(each["reason"], each["outcome"]) for each in told["matters"]] == [("VIO", "resolved")]


async def free_time(lines: Lines) -> str:
    """A time that a professional of the north keeps open."""
    paula = await lines.served.signed_in({Role.PROFESSIONAL}, {NORD})
    day = (lines.served.around.clock.now() + timedelta(days=1)).date()
    told = {
        "kind": "ordinary",
        "minutes": 30,
        "opens": "10:00:00",
        "closes": "10:30:00",
        "first": day.isoformat(),
        "until": (day + timedelta(days=14)).isoformat(),
    }
    url = f"/api/units/{NORD}/agenda/slots"
    opened = await paula.post(url, json=told, headers=command())
    assert opened.status_code == 201, opened.text
    return str(opened.json()["slots"][0]["id"])


async def test_a_professional_gives_a_time_of_the_agenda_from_the_page_and_tells_it(
    lines: Lines,
) -> None:
    laia, entry = await lines.served.signed_in({Role.PROFESSIONAL}, {DATC}), await lines.lost()
    slot = await free_time(lines)
    assert slot not in await lines.page(f"/{entry}", laia), "whose centre nobody knows"
    page = await lines.page(f"/{entry}?centre={NORD}", laia)
    assert f'<option value="{slot}">' in page
    assert re.search(r'<details class="p-menu p-why" id="spoke" open>', page)
    fields = {"reason": "ECO-ALIM", "centre": NORD, "language": "ca", "owner": "housing"}
    blank = {"mail": "", "safe_contact": ""}
    done = await lines.do(entry, "reached", laia, outcome="appointment", **fields, **blank)
    assert done.status_code == 422, "no time was chosen"
    done = await lines.do(
        entry, "reached", laia, outcome="appointment", slot=slot, **fields, **blank
    )
    booked = done.headers["location"]
    assert re.search(rf"/units/{DATC}/booked/[0-9a-f-]{{36}}\?back=pending$", booked)
    told = await laia.get(booked.removeprefix("/gateway"))
    assert told.status_code == 200, re.findall("<h1.*", told.text)
    assert f'/units/{DATC}/pending"' in told.text
    assert f'/units/{DATC}/desk"' not in told.text
    gone = await lines.do(await lines.lost(), "reached", laia, outcome="appointment", slot=slot,
                          **fields)  # fmt: skip
    assert gone.status_code == 409


async def test_an_address_for_a_restricted_reason_is_refused_at_its_field_until_it_is_asked(
    lines: Lines,
) -> None:
    laia, entry = await lines.served.signed_in({Role.PROFESSIONAL}, {DATC}), await lines.lost()
    slot = await free_time(lines)
    page = await lines.page(f"/{entry}?centre={NORD}", laia)
    assert '<option value="VIO" data-asks-first>' in page
    assert '<option value="ECO-ALIM">' in page
    about = {"reason": "VIO", "centre": NORD, "slot": slot, "mail": "somebody@mail.example"}
    came = f"{lines.served.around.settings.origin}/gateway/units/{DATC}/pending/{entry}"
    refused = await laia.post(
        f"/units/{DATC}/pending/{entry}/do/reached",
        data={"outcome": "appointment", **about},
        headers=command() | {"hx-request": "true", "referer": came},
    )
    assert (refused.status_code, 'data-mends="mail"' in refused.text) == (422, True)
    assert not await lines.rows("SELECT FROM appointment")


async def test_the_api_gives_each_outcome_from_no_desk_with_its_act(lines: Lines) -> None:
    laia, slot = await lines.served.signed_in({Role.PROFESSIONAL}, {DATC}), await free_time(lines)
    about = {"reason": "ECO-ALIM"}
    for said, become in (
        ({"outcome": "appointment", "appointment": {"unit": NORD, "slot": slot}}, {}),
        ({"outcome": "redirected", "owner": "housing"}, {"owner": "housing"}),
        ({"outcome": "call_back", "safe_contact": "yes"}, {}),
    ):
        url = f"/api/pending/{await lines.lost()}/reached"
        lacking = {"outcome": said["outcome"]} | about
        refused = await laia.post(url, json=lacking, headers=command())
        assert refused.json()["type"].endswith(
            ("appointment-unbooked", "outcome-incomplete", "ask-safe-contact")
        )
        repeated = command()
        once = await laia.post(url, json=said | about, headers=repeated)
        assert once.status_code == 200, once.text
        assert once.json()["state"] == "closed"
        [matter] = once.json()["matters"]
        assert matter.items() >= ({"outcome": said["outcome"]} | become).items()
        assert (await laia.post(url, json=said | about, headers=repeated)).json() == once.json()
    assert len(await lines.rows("SELECT FROM appointment")) == 1
    [again] = await lines.rows("SELECT due_at FROM pending_call WHERE origin = 'requested'")
    assert again["due_at"] > lines.served.around.clock.now()


async def test_whoever_is_at_a_desk_is_asked_nothing_before_they_serve(lines: Lines) -> None:
    entry, desk = await lines.lost(), f"/api/units/{DATC}/desks/1"
    assert 'id="spoke"' in await lines.page(f"/{entry}")
    assert (await lines.anna.post(f"{desk}/open", headers=command())).status_code == 200
    page = await lines.page(f"/{entry}")
    assert 'id="spoke"' not in page
    assert "/do/reached" in page
    done = await lines.do(entry, "reached")
    assert done.headers["location"].endswith(f"/units/{DATC}/desk")


async def test_giving_up_takes_a_reason_of_the_list_which_its_history_then_says(
    lines: Lines,
) -> None:
    entry = await lines.lost()
    await lines.do(entry, "wrong-number")
    page = await lines.page(f"/{entry}")
    offered = {why for why in GivenUp if f'value="{why}"' in page}
    assert offered == set(GivenUp) - {GivenUp.NO_NUMBER}, "there is one"
    for form in ({}, {"why": "unlisted"}):
        there = {"hx-request": "true", "referer": f"/gateway/units/{DATC}/pending/{entry}"}
        url = f"/units/{DATC}/pending/{entry}/do/give-up"
        refused = await lines.anna.post(url, data=form, headers=command() | there)
        assert refused.status_code == 422
    url = f"/api/pending/{entry}/give-up"
    for body in (None, {}, {"why": None}, {"why": "tired"}):
        refused = await lines.anna.post(url, json=body, headers=command())
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid")
    assert refused.json()["errors"] == [{"in": "body", "pointer": "/why", "rule": "enum"}]
    assert (await lines.do(entry, "give-up", why="somebody_elses")).status_code == 303
    assert "El número és d’una altra persona" in await lines.page(f"/{entry}")
    one = (await lines.anna.get(f"/api/pending/{entry}")).json()["call"]
    assert (one["state"], one["given_up"]) == ("closed", "somebody_elses")


async def test_after_the_last_attempt_of_a_restricted_call_reception_is_back_at_the_list(
    lines: Lines,
) -> None:
    entry, other, query = await lines.lost(), await lines.lost(), "?which=overdue&origin=abandoned"
    await lines.rows("UPDATE pending_call SET reason = 'VIO', centre = 'NORD'")
    act = f"/units/{DATC}/pending/{entry}/do/wrong-number{query}"
    done = await lines.anna.post(act, data={}, headers=command())
    to = f"/units/{DATC}/pending{query}&passed=true"
    assert (done.status_code, done.headers["location"]) == (303, to)
    act = f"/units/{DATC}/pending/{other}/do/wrong-number{query}"
    by_script = await lines.anna.post(act, data={}, headers=command() | {"hx-request": "true"})
    assert by_script.headers["hx-redirect"] == to, "a page of its own"
    said = "ara se n’ocupa un professional"
    page = await lines.anna.get(to)
    assert page.status_code == 200
    assert said in page.text
    assert f"call-{entry}" not in page.text
    assert said not in await lines.page()


async def test_after_the_last_attempt_of_another_grave_call_it_stays_open_beside_the_list(
    lines: Lines,
) -> None:
    entry = await lines.lost()
    await lines.rows("UPDATE pending_call SET level = 'urgent' WHERE id = $1", entry)
    done = await lines.do(entry, "wrong-number")
    assert done.headers["location"].endswith(f"/pending/{entry}?which=all")
    assert "ara decideix un professional" in await lines.page(f"/{entry}")


async def test_how_a_pending_call_ended_is_found_on_its_day_by_who_may_know_of_it(
    lines: Lines,
) -> None:
    still, first, last = [await lines.lost(minutes=each) for each in (90, 60, 30)]
    await lines.do(first, "wrong-number")
    await lines.do(first, "give-up", why="not_in_service")
    await lines.do(last, "withdrawn")
    there = await lines.page("?which=ended")
    assert re.findall(r'id="call-([^"]+)"', there) == [str(last), str(first)], "the last first"
    assert there.index("No vol trucades") < there.index("El número no està en servei")
    assert f"call-{still}" not in there
    assert "data-live-parts" not in there
    day = lines.served.around.clock.now().astimezone(MADRID).date() - timedelta(days=1)
    noon = datetime.combine(day, time(12), MADRID)
    await lines.rows("UPDATE pending_call SET ended_at = $1 WHERE ended_at IS NOT NULL", noon)
    await lines.rows("UPDATE pending_call SET reason = 'VIO' WHERE id = $1", last)
    laia = await lines.served.signed_in({Role.PROFESSIONAL}, {DATC})
    for who, known in ((lines.anna, {str(first)}), (laia, {str(first), str(last)})):
        page = await lines.page(f"?which=ended&day={day}", who)
        assert set(re.findall(r'id="call-([^"]+)"', page)) == known
        of = {"which": "ended", "day": str(day)}
        told = (await who.get(f"/api/units/{DATC}/pending", params=of)).json()["calls"]
        assert {each["call"]["id"] for each in told} == known
        assert "no va acabar cap trucada" in await lines.page("?which=ended", who)
        of_others = await lines.page(f"?which=ended&day={day}&origin=missed", who)
        assert "no va acabar cap trucada" in of_others


async def test_other_units_do_not_see_it(lines: Lines) -> None:
    entry = await lines.lost()
    nord = await lines.served.signed_in({Role.RECEPTION}, {NORD})
    for path in (f"/units/{DATC}/pending", f"/units/{NORD}/pending/{entry}"):
        assert (await nord.get(path)).status_code == 404


async def test_sealed_people_and_those_kept_from_the_reader_are_never_candidates(
    lines: Lines,
) -> None:
    seen = await lines.person(Identity(MARIA.name, NUMBER))
    sealed = await lines.person(Identity(somebody(7).name, NUMBER))
    kept = await lines.person(Identity(somebody(8).name, NUMBER))
    await lines.rows(
        "UPDATE person SET sealed = true, sealed_for = '{nowhere}' WHERE id = $1", sealed
    )
    [me] = await lines.rows("SELECT owner FROM pending_call WHERE id = $1", await lines.mine())
    await lines.rows(
        "INSERT INTO exclusion (id, person, staff, kind, set_by, set_at) "
        "VALUES (gen_random_uuid(), $1, $2, 'by_person', $2, now())",
        kept,
        me["owner"],
    )
    entry = await lines.lost()
    found = (await lines.ask(entry, "candidates")).text
    assert f'value="{seen}"' in found
    assert str(sealed) not in found
    assert str(kept) not in found
    for person in (sealed, kept):
        assert (await lines.do(entry, "name", person=str(person))).status_code == 404
    answer = await lines.do(entry, "name", person=str(seen))
    assert answer.status_code == 303


async def test_the_same_command_acts_once(lines: Lines) -> None:
    entry, key = await lines.lost(), command()
    url = f"/units/{DATC}/pending/{entry}/do/no-answer"
    for _ in range(3):
        assert (await lines.anna.post(url, data={}, headers=key)).status_code == 303
    [row] = await lines.rows("SELECT jsonb_array_length(attempts) AS made FROM pending_call")
    assert row["made"] == 1


async def test_the_api_tells_what_the_page_tells_and_no_number(lines: Lines) -> None:
    first, second = await lines.lost(minutes=90), await lines.lost(minutes=60)
    answer = (await lines.anna.get(f"/api/units/{DATC}/pending")).json()
    assert [each["call"]["id"] for each in answer["calls"]] == [str(first), str(second)]
    assert answer["calls"][0]["alike"] == [str(second)]
    one = (await lines.anna.get(f"/api/pending/{first}")).json()
    assert (one["missing_attempts"], one["another_day"], one["grave"]) == (3, True, False)
    assert NUMBER not in str(answer) + str(one)
    number = await lines.anna.post(f"/api/pending/{first}/number")
    assert number.json() == {"number": NUMBER, "telephone_of": None}
    tried = await lines.anna.post(
        f"/api/pending/{first}/attempts", json={"result": "engaged"}, headers=command()
    )
    assert tried.json()["attempts"][0]["result"] == "engaged"
    url = f"/api/pending/{first}/give-up"
    closed = await lines.anna.post(url, json={"why": "not_reached"}, headers=command())
    assert (closed.status_code, closed.json()["type"]) == (409, "/problems/not-tried-enough")


async def test_without_keys_the_list_and_its_acts_go_on(lines: Lines) -> None:
    entry = await lines.lost()
    lines.served.around.keys = KeySource(None, None)
    assert f"call-{entry}" in await lines.page()
    assert "no es poden llegir" in await lines.page(f"/{entry}")
    assert (await lines.do(entry, "no-answer")).status_code == 303
    assert (await lines.ask(entry, "number")).status_code == 503


async def test_an_undo_that_is_sent_twice_takes_one_act_back(lines: Lines) -> None:
    entry, once = await lines.lost(), command()
    for act in ("call", "no-answer"):
        await lines.do(entry, act)
    url = f"/api/pending/{entry}/undo"
    first, again = [await lines.anna.post(url, headers=once) for _ in range(2)]
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["attempts"], first.json()["version"]) == ([], 4)
    assert (await lines.anna.post(url, headers=command())).json()["owner"] is None
    nothing = await lines.anna.post(url, headers=command())
    assert nothing.status_code == 409
    assert nothing.json()["type"].endswith("nothing-to-undo")


async def test_a_page_undoes_the_act_that_it_shows_and_no_later_one(lines: Lines) -> None:
    entry, other = await lines.lost(), await lines.served.signed_in({Role.PROFESSIONAL}, {DATC})
    await lines.do(entry, "no-answer")
    shown = await lines.page(f"/{entry}")
    assert 'name="seen" value="2"' in shown
    assert "intent anotat, no contesta" in shown
    await lines.do(entry, "own", other)
    refused = await lines.do(entry, "undo", seen=2)
    assert refused.status_code == 412
    assert 'id="done"' not in await lines.page(), "nothing of hers is last"
    await lines.do(entry, "undo", other, seen=3)
    assert 'id="done"' in await lines.page()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_a_day_at_the_end_of_every_calendar_is_refused(lines: Lines, day: str) -> None:
    for path in ("", "/api"):
        asked = {"which": "ended", "day": day}
        answer = await lines.anna.get(f"{path}/units/{DATC}/pending", params=asked)
        assert answer.status_code == 422
        assert day not in answer.text
