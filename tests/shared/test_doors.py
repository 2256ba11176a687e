"""The doors in the bar are those at which somebody has a page: each front page is asked."""

import re
from collections.abc import Iterable

import httpx2

from shared.identity import PARTNERS, PEOPLE, Role
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Served, Serving
from tests.referrals.scene import PRISM
from tests.shared.tried import SERVICES

HTML = {"accept": "text/html"}
NO_WORK = '<main class="p-plain"'


async def four(serving: Serving) -> dict[str, Served]:
    """The four services, each with the same city."""
    served = {name: await serving.service(name) for name in SERVICES}
    for each in served.values():
        await load_city(each.around.pool)
    return served


async def somebody(served: Served, role: Role) -> httpx2.AsyncClient:
    """A role where accounts have it: a partner's organisation, a centre, or the whole city."""
    if role in PARTNERS:
        return await served.signed_in({role}, None, PRISM)
    everywhere = {Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR}
    return await served.signed_in({role}, None if role in everywhere else {NORD})


async def leads_to_a_page_of_its_own(client: httpx2.AsyncClient, service: str) -> bool:
    """Whether the front page leads to work in this service, and not elsewhere or to a refusal."""
    answer = await client.get("/", headers=HTML)
    while answer.status_code == 303:
        there = answer.headers["location"]
        first = there.split("/")[1]
        if first in SERVICES and first != service:
            return False
        answer = await client.get(there.removeprefix(f"/{service}"), headers=HTML)
    return answer.status_code == 200 and NO_WORK not in answer.text


def doors_in(page: str) -> list[str]:
    found = re.search(r'<nav class="p-doors".*?</nav>', page, re.DOTALL)
    return re.findall(r'href="/(\w+)/"', found[0]) if found else []


async def their_doors(served: dict[str, Served], role: Role) -> list[str]:
    """Every service that has a page for this role at its front."""
    return [
        name
        for name, each in served.items()
        if await leads_to_a_page_of_its_own(await somebody(each, role), name)
    ]


async def bars(served: Iterable[Served], role: Role) -> list[list[str]]:
    """The doors in the bar of each service's page, as this role sees it."""
    return [
        doors_in((await (await somebody(each, role)).get("/policy", headers=HTML)).text)
        for each in served
    ]


async def test_the_bar_has_exactly_the_doors_that_lead_a_role_to_a_page_of_its_own(
    serving: Serving,
) -> None:
    served = await four(serving)
    for role in set(Role):
        theirs = await their_doors(served, role) if role in PEOPLE else []
        assert await bars(served.values(), role) == [theirs] * len(served), role


async def test_partners_see_their_two_doors(serving: Serving) -> None:
    served = await serving.service("referrals")
    await load_city(served.around.pool)
    page = await (await somebody(served, Role.PARTNER)).get("/sent")
    assert doors_in(page.text) == ["referrals", "groups"]
