"""The open page of a referral follows it: where it stands, and that what it said is hidden."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from fastapi import Request
from fastapi.responses import StreamingResponse

from services.referrals import queries
from services.referrals.domain import Party, Referral
from services.referrals.domain.access import side_of
from services.referrals.pages.words import WORDS, reason_said
from services.referrals.queries import Followed
from shared.city.store import current
from shared.pages import render_part
from shared.pages.rendering import language_of
from shared.web import Shown, Who, around, event_stream, stream_router, watcher_of

streams = stream_router(include_in_schema=False, prefix="/referral")
PARTS = ("heading", "said", "answer", "words")
EVERY = timedelta(milliseconds=500)


@streams.get("/{referral_id}/stream")
async def referral_stream(
    request: Request, who: Who, referral_id: UUID, side: Party | None = None
) -> StreamingResponse:
    """Where it stands; what it says never leaves here, only that it may not be read any more."""
    here = around(request)
    followed = Followed(referral_id, who.units, who.organisation)
    one = await queries.followed_one(here.pool, followed, who)
    city = await current(here.pool, here.clock.now())
    reason = reason_said(city, one.reason, language_of(request))

    def parts(one: Referral) -> Mapping[str, str]:
        theirs = side_of(one, who, side)
        if theirs is None:
            return {}
        shown = {"one": one, "side": theirs, "reason": reason, **WORDS}
        heading = {"heading": render_part(request, "referral.html", "heading", shown)}
        if theirs is Party.SENDER or one.readable_by_receiver:
            return heading
        hidden = render_part(request, "referral.html", "hidden", shown)
        return dict.fromkeys(PARTS, "") | heading | {"said": hidden}

    watcher = watcher_of(request, "referral", EVERY, queries.followed)
    return event_stream(request, watcher, followed, Shown(parts))
