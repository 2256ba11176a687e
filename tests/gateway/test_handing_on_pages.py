"""The pages of handing on: choosing a session, what to tell, places, accepted referrals."""

import re
from uuid import UUID, uuid4

import httpx2
import pytest_asyncio

from services.gateway import store
from shared.contracts.groups import SessionChanged
from shared.contracts.referrals import FirstVisitAsked, ReferralChanged
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.appointing import FOOD, times
from tests.gateway.handing import a_session, alive, becomes, city, frozen, hear
from tests.gateway.kiosk import Standing, standing


@pytest_asyncio.fixture
async def here(serving: Serving) -> Standing:
    """A centre, on a Monday at ten, with programmes."""
    made = await standing(serving)
    await load_city(made.served.around.pool, city())
    return made


async def heard(here: Standing, *sessions: SessionChanged, fresh: bool = True) -> None:
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        await hear(tx, *sessions)
        if fresh:
            await alive(tx)


async def serving_somebody(client: httpx2.AsyncClient, reason: str | None = FOOD) -> str:
    """A contact for food, in service at desk 1."""

    async def post(path: str, body: dict) -> dict:
        answer = await client.post(f"/api/{path}", json=body, headers=command())
        assert answer.is_success, answer.text
        return answer.json()

    await post(f"units/{NORD}/desks/1/open", {})
    made = await post(f"units/{NORD}/contacts", {"reason": reason})
    await post(f"units/{NORD}/desks/1/call-next", {})
    await post(f"contacts/{made['id']}/start", {})
    return str(made["id"])


async def test_a_session_is_chosen_and_what_to_tell_follows_what_the_groups_say(
    here: Standing,
) -> None:
    session, full = a_session(), a_session("sew", taken=10)
    await heard(here, session, full)
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    contact = await serving_somebody(client)
    assert 'data-key="f"' in (await client.get(f"/units/{NORD}/desk")).text
    address = f"/units/{NORD}/contacts/{contact}/group-place"
    page = (await client.get(address)).text
    assert re.findall(r'name="session" value="([^"]+)" data-key="(\d)"', page) == [
        (str(session.session_id), "1"),
        (str(full.session_id), "2"),
    ]
    assert "not-known" not in page
    form = {"session": str(session.session_id), "places": "2"}
    placed = await client.post(address, data=form, headers=command())
    assert placed.status_code == 303, placed.text
    told = await client.get(placed.headers["location"])
    assert told.headers["refresh"] == "2"
    place = UUID(placed.headers["location"].rsplit("/", 1)[1])
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        known = await store.places.take_place(tx, place)
        assert known is not None
        assert known.places == 2
        await hear(tx, becomes(known, "offered", offered_until=session.starts_at))
    told = await client.get(placed.headers["location"])
    assert "refresh" not in told.headers
    assert "accept" in (await client.get(f"/units/{NORD}/places")).text
    await _says_yes(client, place)


async def _says_yes(client: httpx2.AsyncClient, place: UUID) -> None:
    """Reception finds the call beside the others, and notes their answer."""
    calls = (await client.get(f"/api/units/{NORD}/pending")).json()["calls"]
    assert [each["call"]["place"] for each in calls] == [str(place)]
    drawer = (await client.get(f"/units/{NORD}/pending/{calls[0]['call']['id']}")).text
    assert 'data-key="6"' in drawer
    answered = await client.post(
        f"/units/{NORD}/pending/{calls[0]['call']['id']}/do/accepted", headers=command()
    )
    assert answered.status_code == 303, answered.text
    shown = (await client.get(f"/api/places/{place}")).json()
    assert (shown["state"], shown["answer"]) == ("offered", "accepted")


async def test_before_a_reason_is_known_the_desk_offers_a_group_place_that_asks_for_it(
    here: Standing,
) -> None:
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    await serving_somebody(client, reason=None)
    page = await client.get(f"/units/{NORD}/desk")
    assert page.status_code == 200
    assert 'name="outcome" value="group_place" data-key="f"' in page.text


async def test_without_an_open_reason_a_place_is_refused_and_says_what_to_do(
    here: Standing,
) -> None:
    session = a_session()
    await heard(here, session)
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    contact = await serving_somebody(client, reason=None)
    answer = await client.post(
        f"/units/{NORD}/contacts/{contact}/group-place",
        data={"session": str(session.session_id)},
        headers=command(),
    )
    assert answer.status_code == 422
    assert "Afegeix primer el motiu" in answer.text


async def test_while_the_groups_are_silent_places_left_are_said_to_be_unknown(
    here: Standing,
) -> None:
    session = a_session()
    await heard(here, session, fresh=False)
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    contact = await serving_somebody(client)
    page = (await client.get(f"/units/{NORD}/contacts/{contact}/group-place")).text
    assert 'id="not-known"' in page
    assert str(session.session_id) in page
    found = (await client.get(f"/api/units/{NORD}/sessions?reason={FOOD}")).json()
    assert (found["known"], found["sessions"][0]["left"]) == (False, None)
    body = {"session": str(session.session_id), "places": 3}
    asked = await client.post(
        f"/api/contacts/{contact}/reasons/{FOOD}/group-place", json=body, headers=command()
    )
    assert (asked.status_code, asked.json()["state"]) == (201, None)


async def refused(here: Standing, client: httpx2.AsyncClient) -> str:
    """A place that somebody who is not to be called counts on, and the groups refuse; its id."""
    session = a_session()
    await heard(here, session)
    contact = await serving_somebody(client)
    said = {"safe_contact": "no_contact"}
    await client.post(f"/api/contacts/{contact}/ways", json=said, headers=command())
    address = f"/api/contacts/{contact}/reasons/{FOOD}/group-place"
    body = {"session": str(session.session_id)}
    place = str((await client.post(address, json=body, headers=command())).json()["id"])
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        known = await store.places.take_place(tx, UUID(place))
        assert known is not None
        await hear(tx, becomes(known, "refused"))
    return place


async def test_who_counts_on_a_place_and_has_none_is_named_at_the_desk_until_told(
    here: Standing,
) -> None:
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    place = await refused(here, client)
    assert 'id="without"' in (await client.get(f"/units/{NORD}/desk")).text
    shown = (await client.get(f"/units/{NORD}/places")).text
    assert "Ni trucar ni escriure" in shown, "whoever tells them is told how not to"
    done = await client.post(f"/units/{NORD}/places/{place}/told", headers=command())
    assert done.status_code == 303, done.text
    assert 'id="without"' not in (await client.get(f"/units/{NORD}/desk")).text


TOLD = 'id="told"'
NOTE, UNDO = (
    re.compile(rf'action="[^"]*?(/units/[^"]*/{act})".*?name="idempotency_key" value="(.*?)"')
    for act in ("told", "untold")
)


async def test_that_they_were_told_is_taken_back_and_noted_again_on_the_page(
    here: Standing,
) -> None:
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    place = await refused(here, client)
    base = f"/units/{NORD}/places"
    for button in (NOTE, UNDO, NOTE):
        page = (await client.get(base)).text
        found = button.search(page)
        assert found, page
        assert place in found[1]
        done = await client.post(found[1], data={"idempotency_key": found[2]})
        assert done.status_code == 303, done.text
        shown = (await client.get(base)).text
        assert (TOLD in shown) == (button is NOTE)
        desk = (await client.get(f"/units/{NORD}/desk")).text
        assert ('id="without"' in desk) == (button is UNDO)


async def test_by_machine_it_is_taken_back_once_that_they_were_told(here: Standing) -> None:
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    path = f"/api/places/{await refused(here, client)}/told"
    await client.post(path, headers=command())
    asked = command()
    for _ in range(2):
        undone = await client.post(f"{path}/undo", headers=asked)
        assert (undone.status_code, undone.json()["dealt_with_at"]) == (200, None)
    over = await client.post(f"{path}/undo", headers=command())
    assert (over.status_code, over.json()["type"]) == (409, "/problems/nothing-to-undo")
    await client.post(path, headers=command())
    await client.post(f"{path}/undo", headers=asked)
    assert (await client.get(path.removesuffix("/told"))).json()["dealt_with_at"] is not None


async def test_an_internal_referral_is_one_act_and_accepted_ones_stand_on_the_agenda(
    here: Standing,
) -> None:
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    contact = await serving_somebody(client)
    answer = await client.post(
        f"/units/{NORD}/contacts/{contact}/refer",
        data={"reason": FOOD, "to": SUD},
        headers=command(),
    )
    assert answer.status_code == 303, answer.text
    shown = (await client.get(f"/api/contacts/{contact}")).json()
    assert shown["outcome"] == "referred"
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        referral = uuid4()
        await hear(
            tx, frozen(ReferralChanged, referral_id=referral, unit=NORD, state="accepted",
                       code="R-7F3K", contact_id=None, ended_at=None, restricted=False),
        )  # fmt: skip
        slot, *_ = await times(tx)
        await hear(
            tx, frozen(FirstVisitAsked, referral_id=referral, unit=NORD, slot_id=slot.id,
                       at=slot.starts_at.replace(day=2), code="R-7F3K"),
        )  # fmt: skip
    page = (await client.get(f"/units/{NORD}/agenda?day=2026-03-03")).text
    assert page.count(f'href="/referrals/referral/{referral}"') == 2
    found = (await client.get(f"/api/units/{NORD}/referrals")).json()
    assert [each["code"] for each in found["referrals"]] == ["R-7F3K"]
    assert found["referrals"][0]["first_visit_at"] is not None
