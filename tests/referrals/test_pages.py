"""The pages: a partner's form with its check, lists, and a referral for both sides."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from shared.identity import Role
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import ORIGIN, Served, Serving, command
from tests.referrals.scene import FOOD, OTHER, PRISM, after

FORM = {
    "unit": NORD,
    "reason": FOOD,
    "name": MARIA.name,
    "contact": MARIA.telephone,
    "district": "01",
    "about": WORDS,
    "assessed": "no",
}
AS_FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class Both:
    """A partner and a professional of Nord, each in their browser."""

    partner: httpx2.AsyncClient
    centre: httpx2.AsyncClient
    served: Served

    async def sends(self, **other: str) -> UUID:
        """The partner writes and sends; the id of what it sent."""
        said = FORM | {"consent": NORD, "send": "unit"} | other
        answer = await post(self.partner, "/new", said)
        assert answer.status_code == 303, answer.text
        return UUID(answer.headers["location"].rsplit("/", 1)[-1])


async def post(client: httpx2.AsyncClient, path: str, form: dict[str, str], **headers: str):
    return await client.post(
        path, content=urlencode(form), headers={**AS_FORM, **command(), **headers}
    )


@pytest_asyncio.fixture
async def both(serving: Serving) -> AsyncIterator[Both]:
    served = await serving.service("referrals")
    await load_city(served.around.pool)
    yield Both(
        await served.signed_in({Role.PARTNER}, None, PRISM),
        await served.signed_in({Role.PROFESSIONAL}, {NORD}),
        served,
    )


async def test_each_comes_in_to_their_own_list(both: Both) -> None:
    assert (await both.partner.get("/")).headers["location"] == "/sent"
    assert (await both.centre.get("/")).headers["location"] == f"/units/{NORD}"
    officer = await both.served.signed_in({Role.DATA_PROTECTION_OFFICER})
    assert (await officer.get("/")).headers["location"] == "/mistakes"


async def test_the_check_stands_beside_the_form_and_is_asked_alone(both: Both) -> None:
    assert 'id="precheck"' in (await both.partner.get("/new")).text
    part = await post(both.partner, "/new/check", FORM | {"district": "02"}, **{"hx-request": "1"})
    assert part.status_code == 200
    assert "<main" not in part.text
    assert "CSS Sud" in part.text
    assert MARIA.name not in part.text


async def test_without_consent_the_form_says_so_and_nothing_is_sent(both: Both) -> None:
    script = {"hx-request": "1", "referer": f"{ORIGIN}/new"}
    answer = await post(both.partner, "/new", FORM | {"send": "unit"}, **script)
    assert answer.status_code == 422
    assert "consent" in answer.text
    assert MARIA.name not in answer.text


async def test_it_is_sent_to_the_better_route_or_to_both(both: Both) -> None:
    said = {"reason": "DEP", "age": "70"}
    there = await both.sends(**said, consent=OTHER, send="better")
    page = await both.partner.get(f"/referral/{there}")
    assert "Altra" in page.text
    answer = await both.partner.post(
        "/new",
        content=urlencode(
            [*(FORM | said | {"send": "both"}).items(), ("consent", NORD), ("consent", OTHER)]
        ),
        headers={**AS_FORM, **command()},
    )
    assert answer.status_code == 303
    listed = (await both.partner.get("/api/referrals")).json()["referrals"]
    assert sorted(each["unit"] for each in listed) == [NORD, OTHER, OTHER]


async def test_a_draft_is_kept_and_gone_on_with(both: Both) -> None:
    answer = await post(both.partner, "/new", FORM)
    assert answer.headers["location"] == "/sent?box=drafts"
    [draft] = (await both.partner.get("/api/referrals?box=drafts")).json()["referrals"]
    again = await post(both.partner, f"/referral/{draft['id']}/draft", {})
    assert MARIA.name in again.text
    sent = await both.sends(draft=draft["id"])
    assert str(sent) == draft["id"]


async def test_the_centre_sees_it_opens_it_and_accepts(both: Both) -> None:
    sent = await both.sends()
    assert str(sent) in (await both.centre.get(f"/units/{NORD}")).text
    closed = await both.centre.get(f"/referral/{sent}")
    assert MARIA.name not in closed.text
    opened = await post(both.centre, f"/referral/{sent}/open", {})
    assert MARIA.name in opened.text
    done = await post(both.centre, f"/referral/{sent}/acts/accept", {"recognised": "true"})
    assert done.status_code == 303
    shown = (await both.partner.get(f"/api/referrals/{sent}")).json()
    assert (shown["state"], shown["responsible"]) == ("accepted", "receiver")
    assert [each["act"] for each in shown["history"]] == ["written", "sent", "opened", "accept"]


async def as_of(both: Both, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """The business clock stands at this time."""
    monkeypatch.setattr(type(both.served.around.clock), "now", lambda _: at)


async def test_a_worklist_shows_what_is_late_then_what_is_soon_by_deadline_and_in_words(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minutes, arrived in ((2880, True), (600, True), (60, False), (0, True)):
        await as_of(both, monkeypatch, after(minutes))
        sent = await both.sends()
        if arrived:  # else that is what is owed, and sooner than an answer
            await post(both.centre, f"/referral/{sent}/acts/acknowledge", {})
    await as_of(both, monkeypatch, datetime(2026, 3, 5, 17, 30, tzinfo=UTC))
    page = (await both.centre.get(f"/units/{NORD}")).text
    rows = re.findall(r"<tr.*?</tr>", page.split("<tbody>")[1], re.DOTALL)
    said = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]
    assert [each.split()[0] for each in said] == ["D-1003", "D-1004", "D-1002", "D-1001"]
    assert ["Fora de termini des de" in each for each in said] == [True, True, False, False]
    assert ["Venç aviat: cal respondre abans" in each for each in said] == [
        False,
        False,
        True,
        False,
    ]
    assert "Cal respondre abans" in said[3]
    assert "2 fora de termini" in page


async def test_the_partner_hides_it_and_the_officer_reads_who_had_opened_it(both: Both) -> None:
    sent = await both.sends()
    await post(both.centre, f"/referral/{sent}/open", {})
    await post(both.partner, f"/referral/{sent}/acts/call_error", {})
    assert (await post(both.centre, f"/referral/{sent}/open", {})).status_code in {303, 409}
    page = (await both.centre.get(f"/referral/{sent}")).text
    assert MARIA.name not in page
    officer = await both.served.signed_in({Role.DATA_PROTECTION_OFFICER})
    code = (await both.partner.get(f"/api/referrals/{sent}")).json()["code"]
    assert code in (await officer.get("/mistakes")).text


async def facts_of(reader: httpx2.AsyncClient, referral: object) -> dict[str, Any]:
    """What the history says of the sending, to this side."""
    told = (await reader.get(f"/api/referrals/{referral}")).json()["history"]
    return dict(next(each["facts"] for each in told if each["act"] == "sent"))


async def test_what_the_check_said_stands_on_both_pages_and_duplicates_on_the_senders(
    both: Both,
) -> None:
    await both.sends()
    twin = await both.sends(district="02")
    told = (await both.partner.get(f"/referral/{twin}")).text.split('id="checked"')[1]
    assert "La teva entitat en té 1" in told
    assert "On viu correspon a un altre" in told
    assert "La via millor: <b>CSS Sud</b>" in told
    received = (await both.centre.get(f"/referral/{twin}")).text.split('id="checked"')[1]
    assert "On viu correspon a un altre" in received
    assert "La via millor: <b>CSS Sud</b>" in received
    assert "La teva entitat" not in received
    theirs, ours = [await facts_of(each, twin) for each in (both.partner, both.centre)]
    assert theirs.pop("duplicates") == 1
    assert ours == theirs != {}
    await post(both.partner, f"/referral/{twin}/acts/call_error", {})
    assert 'id="checked"' in (await both.partner.get(f"/referral/{twin}")).text
    assert 'id="checked"' not in (await both.centre.get(f"/referral/{twin}")).text
    assert await facts_of(both.centre, twin) == {}


async def test_what_came_back_is_written_again_in_its_place(both: Both) -> None:
    sent = await both.sends()
    await post(both.centre, f"/referral/{sent}/acts/give_back", {"missing": "district"})
    form = await post(both.partner, f"/referral/{sent}/draft", {})
    assert f'name="replaces" value="{sent}"' in form.text
    again = await both.sends(replaces=str(sent))
    assert f"/referral/{sent}" in (await both.partner.get(f"/referral/{again}")).text


async def test_each_look_at_what_it_says_is_in_the_trace(both: Both) -> None:
    sent = await both.sends()
    await post(both.centre, f"/referral/{sent}/open", {})
    listed = (await both.centre.get(f"/api/referrals/{sent}")).json()
    assert len(listed["readers"]) == 1


async def test_another_centre_finds_nothing(both: Both) -> None:
    sent = await both.sends()
    other = await both.served.signed_in({Role.PROFESSIONAL}, {SUD})
    assert (await other.get(f"/referral/{sent}")).status_code == 404
    assert (await post(other, f"/referral/{sent}/open", {})).status_code == 404
