"""What a centre has sent to others, for its own systems."""

from typing import Any

from services.referrals import queries
from services.referrals.api.asking import Asking
from services.referrals.api.fields import Code, OfBox
from services.referrals.api.referrals_shapes import ReferralsListed
from services.referrals.domain import Party
from services.referrals.policy import POLICY
from services.referrals.queries import Box, Stretch
from shared.web import Tx, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["referrals"])


@api.get("/units/{unit}/sent-referrals", response_model=ReferralsListed)
async def unit_sent_referrals(
    tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink, box: OfBox = Box.OPEN
) -> Any:
    """What a centre has sent to others: what came back first, then what has a new message.

    Both stand among the open ones until somebody takes the one up and reads the other.
    """
    found = await queries.sent_within(tx, unit, box, by.who, by.at, Stretch(page.limit, page.after))
    link(found.more)
    return ReferralsListed.of(found, Party.SENDER, by.at)
