"""The pages: a partner's form with its check, lists, and a referral for both sides."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

import httpx2
import pytest_asyncio

from shared.identity import Role
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import ORIGIN, Served, Serving, command
from tests.referrals.scene import FOOD, OTHER, PRISM

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
