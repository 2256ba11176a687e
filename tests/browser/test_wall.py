"""The waiting room's display: codes and desks, and nothing that could tell who or why."""

import re

import pytest
from playwright.async_api import expect

from services.gateway.domain.waits import FEWEST
from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.stack import Stack

pytestmark = pytest.mark.needs("chromium")


async def test_the_wall_shows_codes_and_desks_only(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    display = await stack.someone(Role.DISPLAY, unit=who.unit)
    await stack.open_desk(who)
    wall = await visit("/gateway/", display)
    await wall.wait_for_url(f"**/units/{who.unit}/wall")
    await expect(wall.locator(".p-wall__code")).to_have_count(0)
    [contact] = await stack.arrive(who, reason="DEP", level="urgent")
    await stack.call(who)
    code = await wall.locator(".p-wall__code").inner_text()
    words = (await wall.locator("main").inner_text()).split("\n")
    shown = {line.strip() for line in words if line.strip()}
    said = {"Passeu, si us plau", code, "Taulell 1", "Cridats fa poc", "Torns cridats", "–"}
    assert shown == said
    source = await wall.content()
    assert not [secret for secret in (contact, "DEP", who.user_name, "rgent") if secret in source]


async def test_the_wall_speaks_when_a_code_is_called(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    wall = await visit(f"/gateway/units/{who.unit}/wall", who)
    now = wall.locator('[data-live-part="now"]')
    await expect(now).to_have_attribute("aria-live", "assertive")
    await expect(now).to_contain_text("Us cridarem pel vostre codi")


async def test_the_wall_comes_back_after_a_cut_with_what_holds_then(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    await stack.arrive(who, 2)
    wall = await visit(f"/gateway/units/{who.unit}/wall", who)
    first = await stack.call(who)
    code = wall.locator(".p-wall__code")
    before = await code.inner_text()
    await stack.stop("caddy", kill=True)
    try:
        await expect(wall.locator("[data-lost]")).to_be_visible()
        await stack.ask(who, f"/contacts/{first}/miss")
        await stack.call(who)
        await expect(code).to_have_text(before)
    finally:
        await stack.start("caddy")
    await expect(code).not_to_have_text(before)
    await expect(wall.locator("[data-lost]")).to_be_hidden()


async def test_a_played_time_is_said_on_the_wall_and_at_sign_in(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    wall = await visit(f"/gateway/units/{who.unit}/wall", who)
    door = await visit("/gateway/sign-in")
    for shown in (wall.locator('[data-live-part="time"]'), door.locator(".p-businessclock")):
        await expect(shown).to_contain_text("Hora simulada")
        await expect(shown).to_contain_text(re.compile(r"\b1\d:\d\d"))


async def test_the_wait_that_a_display_says_at_first_it_goes_on_saying(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    for _ in range(FEWEST):
        await stack.arrive(who)
        contact = await stack.call(who)
        await stack.ask(who, f"/contacts/{contact}/start")
        await stack.ask(who, f"/contacts/{contact}/close", outcome="informed")
    wall = await visit(f"/gateway/units/{who.unit}/wall", who)
    foot = wall.locator(".p-wall__foot")
    await expect(foot).to_contain_text("Qui arriba ara: de 0 a 1 min")
    await stack.arrive(who)
    await stack.call(who)
    await expect(wall.locator(".p-wall__code")).to_be_visible()  # its stream has spoken
    await expect(foot).to_contain_text("Qui arriba ara: de 0 a 1 min")
