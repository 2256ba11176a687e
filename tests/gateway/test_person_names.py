"""A person's name for the pages of other doors: to whoever has to do with them, and noted."""

from uuid import UUID, uuid4

import pytest_asyncio

from services.gateway import commands
from services.gateway.domain import Identity
from shared.contracts.groups import PlaceChanged, PlaceDoor
from shared.contracts.referrals import ReferralChanged
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Serving
from tests.gateway.handing import THURSDAY, frozen, hear
from tests.gateway.kiosk import Standing, standing
from tests.gateway.scene import Staff


@pytest_asyncio.fixture
async def here(serving: Serving) -> Standing:
    """A centre, on a Monday at ten."""
    return await standing(serving)


async def known(here: Standing) -> UUID:
    """Somebody who belongs to the centre in the north."""
    around = here.served.around
    async with transaction(around.pool, Scope.SYSTEM) as tx:
        by = Staff().at(around.clock.now())
        made = await commands.new_person(tx, Identity(MARIA.name), NORD, by, around.keys.ring())
    return made.id


async def status(here: Standing, role: Role, unit: str, person: UUID) -> int:
    client = await here.served.signed_in({role}, {unit})
    answer = await client.get(f"/desk/names/{person}")
    if answer.status_code == 200:
        assert MARIA.name in answer.text
        assert "<html" not in answer.text
    return answer.status_code


async def looks(here: Standing, person: UUID) -> list[str]:
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        rows = await tx.fetch("SELECT act FROM look WHERE person = $1", person)
    return [row["act"] for row in rows]


async def test_whoever_has_to_do_with_them_hears_it_and_each_look_is_noted(here: Standing) -> None:
    person = await known(here)
    for role in (Role.RECEPTION, Role.PROFESSIONAL, Role.FACILITATOR):
        assert await status(here, role, NORD, person) == 200
        assert await status(here, role, SUD, person) == 404
        assert await status(here, role, NORD, uuid4()) == 404
    for role in (Role.MANAGER, Role.ADMINISTRATOR):
        assert await status(here, role, NORD, person) == 403
    assert await looks(here, person) == ["person_name"] * 3


async def test_a_unit_that_expects_somebody_in_a_session_or_by_a_referral_hears_it(
    here: Standing,
) -> None:
    person, other = await known(here), await known(here)
    whom = {"contact_id": None, "person_id": person}
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        await hear(
            tx,
            frozen(
                PlaceChanged, place_id=uuid4(), unit=SUD, state="enrolled", starts_at=THURSDAY,
                door=PlaceDoor.PROFESSIONAL, **whom,
            ),
        )  # fmt: skip
    assert await status(here, Role.FACILITATOR, SUD, person) == 200
    assert await status(here, Role.FACILITATOR, SUD, other) == 404
    whom = {"contact_id": None, "person_id": other}
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        await hear(
            tx, frozen(ReferralChanged, referral_id=uuid4(), unit=SUD, state="accepted", **whom)
        )
    assert await status(here, Role.PROFESSIONAL, SUD, other) == 200


async def test_by_a_referral_a_name_is_heard_only_while_the_unit_works_on_it(
    here: Standing,
) -> None:
    person = await known(here)
    states = ("requested", "accepted", "on_hold", "in_progress", "completed")
    heard = []
    referral = uuid4()
    for version, state in enumerate(states, 1):
        async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
            told = frozen(
                ReferralChanged, referral_id=referral, unit=SUD, state=state, version=version,
                contact_id=None, person_id=person,
            )  # fmt: skip
            await hear(tx, told)
        heard.append(await status(here, Role.PROFESSIONAL, SUD, person))
    assert heard == [404, 200, 200, 200, 404]


async def test_to_whom_a_seal_or_an_exclusion_leaves_out_there_is_nobody(here: Standing) -> None:
    person = await known(here)
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute(
            "UPDATE person SET sealed = true, sealed_for = ARRAY[$2] WHERE id = $1", person, SUD
        )
    for role in (Role.RECEPTION, Role.PROFESSIONAL, Role.FACILITATOR):
        assert await status(here, role, NORD, person) == 404
    assert await looks(here, person) == []
