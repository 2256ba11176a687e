"""A ticket's page on the telephone of whoever has it: code and state, and nobody's name."""

from typing import Annotated, Literal

from fastapi import Path, Query, Request, Response

from services.gateway import queries
from services.gateway.policy import POLICY
from shared.city import LANGUAGES
from shared.city.store import current
from shared.errors import NotFound
from shared.identity.hashing import digest
from shared.identity.tries import network_of
from shared.pages import language_of, render
from shared.web import Now, Tx, around, router
from shared.web.browser import address_of

pages = router(POLICY, include_in_schema=False, prefix="/tickets")
Token = Annotated[str, Path(max_length=100)]
EVERY_SECONDS = 15


@pages.get("/{token}")
async def ticket_page(
    request: Request,
    tx: Tx,
    now: Now,
    token: Token,
    language: Annotated[Literal["ca", "es", "en"] | None, Query()] = None,
) -> Response:
    """How the ticket stands; it asks again by itself. A wrong or old address is absent.

    Only guesses use up the address's rate; whoever has a ticket counts like everybody else.
    """
    ticket = await queries.ticket(tx, digest(token), now)
    rates, where = around(request).rates, network_of(address_of(request))
    rates.by_route["ticket_page"].put_back(where)
    rates.addresses.take(where)
    here = await current(tx, now)
    unit = here.unit(ticket.unit)
    if unit is None or here.public is None:
        raise NotFound
    told = language or (ticket.language if ticket.language in LANGUAGES else language_of(request))
    return render(
        request,
        "ticket.html",
        tongue=told,
        ticket=ticket,
        unit=unit,
        public=here.public,
        other=here.public.tongue(ticket.language or ""),
        address=f"{request.url_for('ticket_page', token=token).path}?language={told}",
        every=EVERY_SECONDS,
    )
