"""What a browser asks for and shows: addresses, forms, refusals, walls and boards."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page, Request

from tests.fixtures.canaries import PERSONAL
from tests.sideways.answers import is_display
from tests.sideways.watch import ADDRESS, DISPLAY, watch


def listen(context: BrowserContext) -> None:
    """Search every address that this browser asks for, and count what is sent to us."""
    context.on("request", _asked)


def _asked(request: Request) -> None:
    watch().look(ADDRESS, request.url, wanted=PERSONAL)
    if sent := request.post_data_buffer:
        watch().note_sent(sent)


async def search_displays(pages: Iterable[Page]) -> None:
    """Search what walls and boards show at last, whatever came by their streams."""
    for page in pages:
        if not page.is_closed() and is_display(urlsplit(page.url).path):
            watch().look(DISPLAY, await page.content())
