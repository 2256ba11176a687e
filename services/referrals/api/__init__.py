"""For machines: what partners' systems send, and what centres answer."""

from services.referrals.api import offers, referrals, sent_within

routers = (referrals.questions, referrals.api, offers.api, sent_within.api)

__all__ = ["routers"]
