"""The browser, the system that it visits, and what people do with both."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from tests.browser.stack import Person, Stack
from tests.browser.starting import running
from tests.dependencies import chromium
from tests.sideways.pages import listen, search_displays

WIDE = ViewportSize(width=1280, height=800)
TELEPHONE = ViewportSize(width=390, height=844)
PATIENCE_MS = 10_000
LISTEN = """document.addEventListener("securitypolicyviolation", (event) =>
  window.violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
Object.defineProperty(window, "__pwned", {set: (how) => window.violated(`script ${how}`)});"""
expect.set_options(timeout=PATIENCE_MS)


class Visit(Protocol):
    """Opens a page as somebody, in a browser of their own, or in one that is already open."""

    async def __call__(self, path: str = "", who: Person | None = None, **options: Any) -> Page: ...


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def stack(
    server: str, kafka: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stack]:
    """The system, started once; it ends with the last of these tests, since idling costs too."""
    async with running(server, kafka, tmp_path_factory.mktemp("stack")) as made:
        yield made


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def chrome() -> AsyncIterator[Browser]:
    """One real browser for each process of the run."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=chromium(), args=arguments)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def visit(stack: Stack, chrome: Browser) -> AsyncIterator[Visit]:
    """``await visit("/gateway/", who)``: a page; nobody is signed in unless somebody is named.

    No page may do what its content security policy forbids, or run what a text made it run.
    """
    violations: list[str] = []
    async with AsyncExitStack() as leaving:

        async def open_page(path: str = "", who: Person | None = None, **options: Any) -> Page:
            context = await context_of(chrome, stack, who.token if who else None, **options)
            leaving.push_async_callback(context.close)
            await context.expose_binding("violated", lambda _, what: violations.append(what))
            await context.add_init_script(LISTEN)
            leaving.push_async_callback(lambda: search_displays(context.pages))
            page = await context.new_page()
            if path:
                await page.goto(stack.origin + path)
            return page

        yield open_page
    assert violations == []


async def context_of(
    chrome: Browser, stack: Stack, token: str | None, **options: Any
) -> BrowserContext:
    """A browser of somebody's own, with the session of that token."""
    settings = {"viewport": WIDE, "locale": "ca-ES", "reduced_motion": "reduce", **options}
    context = await chrome.new_context(**settings)
    context.set_default_timeout(PATIENCE_MS)
    listen(context)
    if token:
        await context.add_cookies([{"name": stack.cookie, "value": token, "url": stack.origin}])
    return context
