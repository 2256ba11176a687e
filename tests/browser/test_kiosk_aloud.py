"""The kiosk aloud: heard where the machine has a voice, and where it has none a sign says so."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.stack import Stack
from tests.browser.test_kiosk import at_kiosk, touch

pytestmark = pytest.mark.needs("chromium")
SIGN = ".k-unheard:visible"
HELP = "Somebody at the desk will help you."
VOICES = """window.spoken = [];
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => %s.map((lang) => ({lang})), speaking: false, cancel() {},
  speak(words) { window.spoken.push([words.lang, words.text]); },
}});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"""


async def at_kiosk_with_voice(language: str, stack: Stack, visit: Visit) -> Page:
    """A kiosk whose machine speaks one language."""
    page, _ = await at_kiosk(stack, visit)
    await page.context.add_init_script(VOICES % f'["{language}"]')
    await page.reload()
    return page


async def test_a_further_language_is_written_and_read_aloud_where_there_is_a_voice(
    stack: Stack, visit: Visit
) -> None:
    page = await at_kiosk_with_voice("ar-EG", stack, visit)
    await touch(page, "Altres llengües")
    await touch(page, "العربية")
    heading = page.locator("h1")
    await expect(heading).to_have_text("خذوا رقمًا")
    assert await heading.evaluate("each => getComputedStyle(each).direction") == "rtl"
    await touch(page, "Escolta-ho")
    spoken = await page.evaluate("window.spoken")
    await expect(page.locator(SIGN)).to_be_hidden()
    heard = ("خذوا رقمًا", "هل الأمر عاجل؟", "بلا اسم")
    assert spoken == [["ar-EG", each] for each in heard], "nothing of the Catalan"
    await touch(page, "جئت لأتحدث")
    await expect(page.get_by_text("انظروا إلى الشاشة")).to_be_visible()
    assert ["ar-EG", "انظروا إلى الشاشة"] in await page.evaluate("window.spoken")


async def test_without_a_voice_nothing_promises_to_be_heard(stack: Stack, visit: Visit) -> None:
    page = await at_kiosk_with_voice("de-DE", stack, visit)
    await expect(page.locator(SIGN)).to_be_in_viewport(ratio=1)
    await touch(page, "Altres llengües")
    await expect(page.locator(SIGN)).to_be_in_viewport(ratio=1)
    await touch(page, "Wolof")
    await expect(page.locator("h1")).to_have_text("Jëlal nimero.")
    await expect(page.locator(SIGN)).to_be_in_viewport(ratio=1)
    await expect(page.locator(SIGN)).to_contain_text("no pot llegir en veu alta en wòlof")
    await expect(page.locator(SIGN).locator("[lang=en]")).to_have_text(HELP)
    await expect(page.get_by_text("Escolta-ho")).to_be_hidden()
    await expect(page.get_by_text("Lletra més gran")).to_be_visible()


async def test_a_voice_for_the_page_but_not_for_the_language_is_told_apart(
    stack: Stack, visit: Visit
) -> None:
    page = await at_kiosk_with_voice("ca-ES", stack, visit)
    await expect(page.get_by_text("Escolta-ho")).to_be_visible()
    await touch(page, "Altres llengües")
    await expect(page.get_by_text("Escolta-ho")).to_be_visible()
    await touch(page, "Wolof")
    await expect(page.locator(SIGN)).to_contain_text("wòlof")
    await touch(page, "Escolta-ho")
    spoken = await page.evaluate("window.spoken")
    assert {language for language, _ in spoken} == {"ca-ES"}


async def test_every_step_with_words_is_heard_in_the_chosen_language(
    stack: Stack, visit: Visit
) -> None:
    page = await at_kiosk_with_voice("en-GB", stack, visit)
    await touch(page, "English")
    await touch(page, "Listen")
    start = page.url
    for step, begins in (
        ("/papers", "What about the papers?"),
        ("/appointment", "Show the code of your appointment"),
        ("/notice", "Privacy notice, version"),
    ):
        await page.goto(start.replace("/en?", f"/en{step}?"))
        spoken = await page.evaluate("window.spoken")
        assert spoken, step
        assert spoken[0][1].startswith(begins)
        await expect(page.locator(SIGN)).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
async def test_without_any_voice_every_screen_says_that_somebody_will_help(
    stack: Stack, visit: Visit, scripts: bool
) -> None:
    page, _ = await at_kiosk(stack, visit, java_script_enabled=scripts)
    if scripts:
        await page.context.add_init_script(VOICES % "[]")
        await page.reload()
    await expect(page.locator(SIGN).locator("[lang=en]")).to_contain_text("cannot read aloud")
    for words in ("English", "I come to talk"):
        await touch(page, words)
        await expect(page.locator(SIGN)).to_contain_text(HELP)
    await expect(page.locator(".p-slip b")).to_have_text("N 001")
