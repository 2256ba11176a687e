"""For the data-protection officer: what was sent by mistake after somebody had opened it."""

from fastapi import Request, Response

from services.referrals import queries
from services.referrals.api.asking import Asking
from services.referrals.pages.words import named
from services.referrals.policy import POLICY
from services.referrals.queries import Stretch
from shared.city.store import current
from shared.identity.colleagues import names_of
from shared.pages import render
from shared.pages.rendering import language_of
from shared.web import Tx, around, router
from shared.web.paging import Page

pages = router(POLICY, include_in_schema=False)


@pages.get("/mistakes")
async def mistakes_page(request: Request, tx: Tx, by: Asking, page: Page) -> Response:
    """Envelopes only, with who had read them and when."""
    here = await current(tx, by.at)
    found, more = await queries.mistakes(tx, Stretch(page.limit, page.after))
    read = await queries.readers_of(tx, [each.id for each in found])
    people = {reader.reader for readers in read.values() for reader in readers}
    language = language_of(request)
    return render(
        request,
        "mistakes.html",
        found=found,
        read=read,
        names=await names_of(around(request).identity, people),
        more=more,
        call=lambda code: named(here, code, language),
    )
