"""Every language of the kiosk is drawn with letters that we ship: a bare machine has none."""

from collections.abc import AsyncIterator
from html import escape
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Route

from deploy.cli.city.check import read
from shared.pages.assets import FOLDER
from shared.pages.messages import ROOT

pytestmark = pytest.mark.needs("chromium")
ORIGIN = "https://portes.test"
HEAD = """<!doctype html><link rel="stylesheet" href="/static/tokens.css">
<link rel="stylesheet" href="/static/scripts.css"><body style="font-family: var(--p-face)">"""


def said() -> list[tuple[str, str]]:
    """The names of all languages, and whatever the kiosk says in those beside the three."""
    city, mistakes = read(ROOT / "deploy" / "city" / "barcelona")
    assert city is not None, mistakes
    assert city.public is not None
    words = [(each.code, each.own) for each in city.languages]
    for each in city.public.languages:
        doors = (each.sentence, each.appointment, each.talk, each.papers, each.waits)
        words += [(each.code, text) for text in doors if text]
    return words + list(city.public.notice.others.items())


@pytest_asyncio.fixture
async def drawn(chrome: Browser) -> AsyncIterator[CDPSession]:
    """All of it on a page, with our style sheets and our fonts, and how the browser drew it."""
    lines = [f"<p><b>{escape(text)}</b></p><p>{escape(text)}</p>" for _, text in said()]

    async def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/static/")
        if name == f"{ORIGIN}/":
            await route.fulfill(body=HEAD + "".join(lines), content_type="text/html; charset=utf-8")
        else:
            await route.fulfill(path=Path(FOLDER) / name)

    context = await chrome.new_context()
    page = await context.new_page()
    await page.route(f"{ORIGIN}/**", answer)
    await page.goto(f"{ORIGIN}/")
    await page.evaluate("Promise.all([...document.fonts].map((font) => font.load()))")
    yield await context.new_cdp_session(page)
    await context.close()


async def test_no_letter_of_a_language_is_drawn_by_what_the_machine_happens_to_have(
    drawn: CDPSession,
) -> None:
    for domain in ("DOM", "CSS"):
        await drawn.send(f"{domain}.enable")
    root = (await drawn.send("DOM.getDocument"))["root"]["nodeId"]
    found = await drawn.send("DOM.querySelectorAll", {"nodeId": root, "selector": "p"})
    texts = [text for _, text in said() for _ in range(2)]
    assert len(found["nodeIds"]) == len(texts)
    foreign = []
    for node, text in zip(found["nodeIds"], texts, strict=True):
        fonts = (await drawn.send("CSS.getPlatformFontsForNode", {"nodeId": node}))["fonts"]
        foreign += [(text, font["familyName"]) for font in fonts if not font["isCustomFont"]]
    assert foreign == []
