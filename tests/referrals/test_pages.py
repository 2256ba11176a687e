"""The pages: a partner's form with its check, lists, and a referral for both sides."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
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


async def test_only_there_although_a_better_route_is_named_asks_for_a_reason(both: Both) -> None:
    said = FORM | {"district": "02", "consent": NORD, "send": "unit"}
    script = {"hx-request": "1", "referer": f"{ORIGIN}/new"}
    refused = await post(both.partner, "/new", said, **script)
    assert (refused.status_code, 'data-mends="despite"' in refused.text) == (422, True)
    assert (await both.partner.get("/api/referrals")).json()["referrals"] == []
    sent = await both.sends(district="02", despite="prefers")
    assert (await facts_of(both.centre, sent))["despite"] == "prefers"
    by_machine = FORM | {"district": "02", "consents": [NORD]}
    del by_machine["assessed"]
    draft = await both.partner.post("/api/referrals", json=by_machine, headers=command())
    of = f"/api/referrals/{draft.json()['id']}"
    assert (await both.partner.post(f"{of}/send", json={}, headers=command())).status_code == 200
    page = await both.centre.get(f"/referral/{draft.json()['id']}")
    assert page.status_code == 200, "a partner's system need not say why"
    assert "enviat aquí igualment" not in page.text


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


async def test_until_it_is_opened_it_is_withdrawn_and_from_then_on_cancelled_with_a_reason(
    both: Both,
) -> None:
    sent = await both.sends()
    path = f"/referral/{sent}"
    page = (await both.partner.get(path)).text
    assert ("Retira-la" in page, "Cancel·la-la, amb motiu" in page) == (True, False)
    assert re.search(r"<b>Queden (\d+ h )?\d+ min per respondre</b>", page)
    await post(both.centre, f"{path}/open", {})
    page = (await both.partner.get(path)).text
    assert ("Retira-la" in page, "Cancel·la-la, amb motiu" in page) == (False, True)
    act = f"{path}/acts/take_back"
    script = {"hx-request": "1", "referer": f"{ORIGIN}{path}"}
    refused = await post(both.partner, act, {"cancellation": ""}, **script)
    assert (refused.status_code, 'data-mends="cancellation"' in refused.text) == (422, True)
    answer = await both.partner.post(
        f"/api/referrals/{sent}/acts/take_back", json={}, headers=command()
    )
    assert answer.status_code == 422
    assert (await post(both.partner, act, {"cancellation": "not-needed"})).status_code == 303
    for side in (both.partner, both.centre):
        shown = (await side.get(path)).text
        assert "Cancel·lada" in shown
        assert "Ja no cal" in shown
        assert "Retirada" not in shown


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


async def test_the_list_and_the_page_warn_before_it_is_late_to_confirm(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    await as_of(both, monkeypatch, after(0))
    sent = await both.sends()
    told = (await both.centre.get(f"/api/referrals/{sent}")).json()
    for name, warned in (("acknowledge_warn_at", True), ("sent_at", False)):
        await as_of(both, monkeypatch, datetime.fromisoformat(told[name]))
        for path in (f"/units/{NORD}", f"/referral/{sent}"):
            page = (await both.centre.get(path)).text
            assert ("Venç aviat: cal confirmar abans" in page) is warned
        assert ("Avís: el termini per confirmar-la" in page) is warned


def in_the_bar(page: str) -> str:
    """What the bar says beside the door that is open."""
    found = re.search(r'<span id="bar-count">(.*?)</span></a>', page, re.DOTALL)
    assert found
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split())


async def test_the_bar_counts_what_waits_for_the_centres_answer_and_says_nothing_of_none(
    both: Both,
) -> None:
    one, other = await both.sends(), await both.sends()
    bars = [in_the_bar((await both.centre.get(f"/units/{NORD}")).text)]
    for sent in (one, other):
        await post(both.centre, f"/referral/{sent}/acts/accept", {})
        bars.append(in_the_bar((await both.centre.get(f"/referral/{sent}")).text))
    assert bars == ["2 per respondre", "1 per respondre", ""]
    assert in_the_bar((await both.partner.get(f"/referral/{one}")).text) == ""


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
    twin = await both.sends(district="02", despite="known-here")
    told = (await both.partner.get(f"/referral/{twin}")).text.split('id="checked"')[1]
    assert "La teva entitat en té 1" in told
    assert "On viu correspon a un altre" in told
    assert "La via millor: <b>CSS Sud</b>" in told
    received = (await both.centre.get(f"/referral/{twin}")).text.split('id="checked"')[1]
    assert "On viu correspon a un altre" in received
    assert "La via millor: <b>CSS Sud</b>" in received
    assert "enviat aquí igualment: allà ja la coneixen" in received
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


async def test_only_what_came_back_is_replaced_and_its_sender_alone_reads_by_which(
    both: Both,
) -> None:
    sent = await both.sends()
    early = await post(both.partner, "/new", FORM | {"replaces": str(sent)})
    assert early.status_code == 404
    await post(both.centre, f"/referral/{sent}/acts/give_back", {"missing": "district"})
    again = await both.sends(replaces=str(sent), unit=SUD, consent=SUD, district="02")
    assert f"/referral/{again}" in (await both.partner.get(f"/referral/{sent}")).text
    assert str(again) not in (await both.centre.get(f"/referral/{sent}")).text


async def listed(both: Both, box: str) -> list[str]:
    """What the partner sees in a box, from above."""
    page = (await both.partner.get(f"/sent?box={box}")).text
    return re.findall(r'<th scope="row".*?referral/([\w-]{36})', page)


async def test_what_was_returned_stands_first_among_the_open_until_another_is_sent_in_its_place(
    both: Both,
) -> None:
    sent, other = await both.sends(), await both.sends()
    await post(both.centre, f"/referral/{sent}/acts/give_back", {"missing": "district"})
    refused = await both.sends()
    await post(both.centre, f"/referral/{refused}/acts/refuse", {"refusal": "no-capacity"})
    assert await listed(both, "open") == [str(sent), str(other)]
    assert await listed(both, "ended") == [str(refused)]
    await post(both.partner, "/new", FORM | {"replaces": str(sent)})
    assert await listed(both, "open") == [str(sent), str(other)], "a draft is nobody's yet"
    [draft] = await listed(both, "drafts")
    again = await both.sends(draft=draft)
    assert await listed(both, "open") == [str(again), str(other)]
    assert await listed(both, "ended") == [str(refused), str(sent)]


async def test_it_is_written_again_only_while_nothing_is_in_its_place(both: Both) -> None:
    sent = await both.sends()
    await post(both.centre, f"/referral/{sent}/acts/give_back", {"missing": "district"})

    async def offers() -> tuple[bool, bool, bool]:
        page = (await both.partner.get(f"/referral/{sent}")).text
        return (
            "Torna-la a escriure" in page,
            "Continua l'esborrany" in unescape(page),
            "La derivació que la substitueix" in page,
        )

    assert await offers() == (True, False, False)
    await post(both.partner, "/new", FORM | {"replaces": str(sent)})
    assert await offers() == (False, True, False)
    [draft] = await listed(both, "drafts")
    again = await both.sends(draft=draft)
    assert await offers() == (False, False, True)
    twice = await post(both.partner, "/new", FORM | {"replaces": str(sent)})
    assert twice.status_code == 409
    assert (await post(both.partner, f"/referral/{sent}/draft", {})).status_code == 409
    await post(both.partner, f"/referral/{again}/acts/take_back", {})
    assert await offers() == (True, False, False)


async def test_what_was_directed_elsewhere_is_written_again_to_the_right_door_or_to_nobody_yet(
    both: Both,
) -> None:
    for elsewhere, chosen in ((SUD, SUD), (OTHER, OTHER), ("housing", "")):
        sent = await both.sends()
        said = {"elsewhere": elsewhere, "refusal": "territory"}
        done = await post(both.centre, f"/referral/{sent}/acts/redirect", said)
        assert done.status_code == 303
        form = (await post(both.partner, f"/referral/{sent}/draft", {})).text
        whom = form.split('name="unit">')[1].split("</select>")[0]
        options = re.findall(r'<option value="([\w-]*)"( selected)?>', whom)
        first = next((code for code, marked in options if marked), options[0][0])
        assert first == chosen
    assert "Tria a qui va" in form
    nobody = FORM | {"unit": "", "replaces": str(sent), "send": "unit"}
    script = {"hx-request": "1", "referer": f"{ORIGIN}/new"}
    refused = await post(both.partner, "/new", nobody, **script)
    assert (refused.status_code, 'data-mends="unit"' in refused.text) == (422, True)


async def test_a_new_referral_opens_with_nothing_that_nobody_chose(both: Both) -> None:
    form = (await both.partner.get("/new")).text
    for name in ("unit", "reason"):
        options = form.split(f'name="{name}">')[1].split("</select>")[0]
        assert " selected" not in options
        assert re.findall(r'<option value="([\w-]*)"', options)[0] == ""
    assert "Tria a qui va" in form
    assert "La teva entitat no en té cap" not in form, "of nobody nothing is known"
    assert "Es veurà quan hi hagi la persona i el motiu." in form
    named = (await both.partner.get(f"/new?unit={NORD}")).text
    assert f'<option value="{NORD}" selected>' in named
    script = {"hx-request": "1", "referer": f"{ORIGIN}/new"}
    open_reason = FORM | {"reason": "", "consent": NORD}
    checked = await post(both.partner, "/new/check", open_reason, **script)
    assert "Tria de què va" in checked.text
    assert 'name="send"' not in checked.text
    refused = await post(both.partner, "/new", open_reason | {"send": "unit"}, **script)
    assert (refused.status_code, 'data-mends="reason"' in refused.text) == (422, True)


async def test_each_look_at_what_it_says_is_in_the_trace(both: Both) -> None:
    sent = await both.sends()
    await post(both.centre, f"/referral/{sent}/open", {})
    listed = (await both.centre.get(f"/api/referrals/{sent}")).json()
    assert len(listed["readers"]) == 1


async def test_a_manager_looks_on_and_is_offered_no_act_that_would_be_refused(both: Both) -> None:
    sent = await both.sends()
    manager = await both.served.signed_in({Role.MANAGER}, {NORD})
    for act in (None, "accept", "complete"):
        if act:
            await post(both.centre, f"/referral/{sent}/acts/{act}", {})
        page = await manager.get(f"/referral/{sent}")
        assert page.status_code == 200
        assert f"/referral/{sent}/acts/" not in page.text
        assert f"/referral/{sent}/open" not in page.text
    other = await both.sends()
    assert f"/referral/{other}/acts/" in (await both.centre.get(f"/referral/{other}")).text
    refused = await post(manager, f"/referral/{other}/acts/accept", {})
    assert refused.status_code == 403


async def test_another_centre_finds_nothing(both: Both) -> None:
    sent = await both.sends()
    other = await both.served.signed_in({Role.PROFESSIONAL}, {SUD})
    assert (await other.get(f"/referral/{sent}")).status_code == 404
    assert (await post(other, f"/referral/{sent}/open", {})).status_code == 404


async def test_a_validity_that_is_left_empty_is_a_warning_and_nothing_missing(both: Both) -> None:
    assessed = FORM | {"assessed": "yes", "author": "Equip"}
    part = await post(both.partner, "/new/check", assessed, **{"hx-request": "1"})
    assert "la tornaran a fer" in part.text
    assert "No falta res" not in part.text
    assert "Encara falta" not in part.text
    dated = await post(
        both.partner, "/new/check", assessed | {"valid_until": "2099-01-01"}, **{"hx-request": "1"}
    )
    assert "No falta res" in dated.text
