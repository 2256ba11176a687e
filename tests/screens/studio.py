"""The browser in which an instance is visited, and the pictures of its pages."""

import argparse
import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from deploy.cli.instance import Instance

SIZES = (ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844))
COMMON, RARE = 64, 192
"""So many colours of a picture stay as they are; and so many that are rare, as a level's own."""
SETTLED = "document.fonts.ready.then(() => new Promise(done => setTimeout(done, 250)))"
LOOK_AT = "at => document.querySelector(at)?.scrollIntoView({block: 'nearest'})"
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """What the work gives, in a thread: the browser's tools have this one's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def in_few_colours(picture: Image.Image) -> Image.Image:
    """Small to keep, and grounds and levels have their own colours."""
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)
    common = [part for _, colour in counted[:COMMON] for part in colour]
    rare = picture.quantize(RARE, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(common + rare[: 3 * RARE])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


class Studio:
    """The browser, the instance that is visited, and where pictures go."""

    def __init__(self, browser: Browser, instance: Instance, wanted: argparse.Namespace) -> None:
        self.browser, self.instance, self.wanted = browser, instance, wanted
        self.logins = {login["user"]: login["password"] for login in instance.record.logins}
        self.seen: dict[str, BrowserContext] = {}
        self.taken: list[str] = []

    def page(self, who: str = "", language: str = "ca", **options: Any) -> Page:
        """A page of somebody's own browser, signed in; ``""``: of nobody."""
        name = f"{who} {language} {options}"
        if name not in self.seen:
            context = self.browser.new_context(
                base_url=self.instance.origin,
                viewport=SIZES[0],
                locale=language,
                reduced_motion="reduce",
                **options,
            )
            context.set_default_timeout(30_000)
            self.seen[name] = context
            page = context.new_page()
            if who:
                self.speaking(page, language)
                page.goto("/gateway/sign-in")
                page.fill("#user_name", who)
                page.fill("#password", self.logins[who])
                page.locator("main button.p-btn").last.click()
                page.wait_for_load_state()
                self.speaking(page, language)
        return self.seen[name].pages[0]

    def speaking(self, page: Page, language: str) -> None:
        """The session speaks this from now on."""
        page.context.request.post(
            "/gateway/language",
            form={"language": language},
            headers={"origin": self.instance.origin},
        )

    def ask(self, page: Page, path: str, **body: object) -> Any:
        """Act through an API, the gateway's if none is named, as whoever has this browser."""
        headers = {"origin": self.instance.origin, "idempotency-key": str(uuid4())}
        answer = page.context.request.post(_at_api(path), data=body or None, headers=headers)
        if not answer.ok:
            raise RuntimeError(f"{path}: {answer.status} {answer.text()}")
        return answer.json()

    def read(self, page: Page, path: str) -> Any:
        """What an API, the gateway's if none is named, answers whoever has this browser."""
        answer = page.context.request.get(_at_api(path))
        if not answer.ok:
            raise RuntimeError(f"{path}: {answer.status} {answer.text()}")
        return answer.json()

    def take(self, page: Page, name: str, path: str = "", at: str = "") -> None:
        """Pictures of a page, wide and on a telephone; ``at``: what is looked at there."""
        if path:
            page.goto(path)
        if self.wanted.only and not any(name.startswith(each) for each in self.wanted.only):
            return
        for size in SIZES:
            page.set_viewport_size(size)
            if at:
                page.evaluate(LOOK_AT, at)
            page.evaluate(SETTLED)
            over = page.evaluate(OVER)
            taken = page.screenshot(full_page=self.wanted.whole, animations="disabled")
            picture = in_few_colours(Image.open(BytesIO(taken)).convert("RGB"))
            picture.save(self.wanted.to / f"{name}-{size['width']}.png", optimize=True)
            print(f"{name}-{size['width']}", f"scrolls {over} px sideways" if over else "")
        page.set_viewport_size(SIZES[0])
        self.taken.append(name)


def _at_api(path: str) -> str:
    return path if "/api/" in path else f"/gateway/api{path}"
