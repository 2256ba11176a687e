"""The end of a session, as somebody at a screen meets it."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import desk_of
from tests.fixtures.messaging import until

pytestmark = pytest.mark.needs("chromium")
WARNING = "#session"
WARNED_AT_ONCE = 121
"""Seconds of idleness: the warning comes two minutes before the end."""


async def idle(stack: Stack, who: Person, seconds: float) -> None:
    """Let this person's sessions end so many seconds after their last touch."""
    await stack.identity.execute(
        "UPDATE session SET idle = $2 * interval '1 second', last_seen = clock_timestamp() "
        "WHERE account_id = $1",
        who.id,
        seconds,
    )


async def left(stack: Stack, who: Person) -> float:
    found: float = await stack.identity.fetchval(
        "SELECT extract(epoch FROM last_seen + idle - clock_timestamp())::float8 "
        "FROM session WHERE account_id = $1",
        who.id,
    )
    return found


async def warned(stack: Stack, visit: Visit, who: Person, **options: Any) -> Page:
    """A page on which the warning stands."""
    await idle(stack, who, WARNED_AT_ONCE)
    page = await visit("/indicators/definitions", who, **options)
    await expect(page.locator(WARNING)).to_be_visible()
    return page


async def test_a_warning_is_announced_and_has_the_focus(stack: Stack, visit: Visit) -> None:
    page = await warned(stack, visit, await stack.someone(Role.MANAGER))
    dialog = page.get_by_role("alertdialog", name="Encara hi ets?")
    await expect(dialog).to_be_visible()
    await expect(dialog).to_have_accessible_description(
        "Fa estona que no es toca res. D’aquí a dos minuts s’acaba la sessió. "
        "Qualsevol toc o tecla la manté."
    )
    await expect(dialog.get_by_role("button")).to_be_focused()


@pytest.mark.parametrize("touch", ["key", "pointer", "button"])
async def test_any_touch_answers_the_warning_and_keeps_the_session(
    stack: Stack, visit: Visit, touch: str
) -> None:
    who = await stack.someone(Role.MANAGER)
    page = await warned(stack, visit, who)
    await idle(stack, who, 900)
    await stack.identity.execute(
        "UPDATE session SET last_seen = last_seen - interval '800 seconds' WHERE account_id = $1",
        who.id,
    )
    if touch == "key":
        await page.keyboard.press("x")
    elif touch == "pointer":
        await page.mouse.click(3, 3)
    else:
        await page.keyboard.press("Enter")
    await expect(page.locator(WARNING)).to_be_hidden()

    async def kept() -> bool:
        return await left(stack, who) > 800

    await until(kept)  # the touch is on its way when the warning goes


async def test_a_touch_in_another_tab_takes_the_warning_away_here(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.MANAGER)
    page = await warned(stack, visit, who)
    await idle(stack, who, 900)
    await expect(page.locator(WARNING)).to_be_hidden(timeout=15_000)


async def test_without_an_answer_the_session_ends_and_nothing_stays_on_the_screen(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.MANAGER)
    page = await warned(stack, visit, who)
    await idle(stack, who, 3)
    await page.wait_for_url("**/indicators/sign-in?ended=1", timeout=25_000)
    await expect(page.get_by_role("status").first).to_contain_text("La sessió s’ha acabat")
    assert await page.evaluate("history.length") <= 2
    await page.go_back()
    await expect(page.locator("h1")).to_have_count(0)


async def test_the_longest_time_is_told_and_no_touch_lengthens_it(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.MANAGER)
    await stack.identity.execute(
        "UPDATE session SET expires_at = clock_timestamp() + interval '100 seconds' "
        "WHERE account_id = $1",
        who.id,
    )
    page = await visit("/indicators/definitions", who)
    dialog = page.locator(WARNING)
    await expect(dialog).to_contain_text("la durada màxima de la sessió")
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await page.wait_for_timeout(6000)
    await expect(dialog).to_be_hidden()


async def test_a_desk_that_serves_stays_signed_in_and_one_that_does_not_is_warned(
    stack: Stack, visit: Visit
) -> None:
    serving, free = await stack.someone(Role.RECEPTION), await stack.someone(Role.RECEPTION)
    await stack.arrive(serving)
    for who in (serving, free):
        await stack.open_desk(who)
    await stack.ask(serving, f"/contacts/{await stack.call(serving)}/start")
    for who in (serving, free):
        await idle(stack, who, 125)
    pages = [await visit(desk_of(who), who) for who in (serving, free)]
    for who in (serving, free):
        await stack.identity.execute(
            "UPDATE session SET last_seen = last_seen - interval '4 seconds' WHERE account_id = $1",
            who.id,
        )
    await expect(pages[1].locator(WARNING)).to_be_visible()
    busy = "SELECT busy_until > clock_timestamp() FROM session WHERE account_id = $1"
    assert await stack.identity.fetchval(busy, serving.id)
    assert not await stack.identity.fetchval(busy, free.id)


async def test_what_is_revoked_elsewhere_leaves_the_screen(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit(desk_of(who), who)
    await expect(page.locator("#queue")).to_be_attached()
    await stack.sessions.revoke(who.id)
    await page.wait_for_url("**/gateway/sign-in?ended=1", timeout=15_000)


async def test_a_display_is_never_asked_whether_somebody_is_there(
    stack: Stack, visit: Visit
) -> None:
    display = await stack.someone(Role.DISPLAY)
    page = await visit(f"/gateway/units/{display.unit}/wall", display)
    await expect(page.locator("h1").first).to_be_attached()
    await expect(page.locator(WARNING)).to_have_count(0)


async def test_the_account_page_works_without_scripts(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit("/gateway/account", who, java_script_enabled=False)
    await page.get_by_label("Contrasenya actual").fill("not the right one")
    await page.get_by_label("Contrasenya nova", exact=True).fill("una frase ben llarga")
    await page.get_by_label("La contrasenya nova una altra vegada").fill("una frase ben llarga")
    await page.get_by_role("button", name="Canvia la contrasenya").click()
    words = "La contrasenya actual no és correcta."
    await expect(page.locator(".govuk-error-summary")).to_contain_text(words)
    await page.get_by_role("button", name="Surt a tot arreu, aquí també").click()
    await page.wait_for_url("**/sign-in")
