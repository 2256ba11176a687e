"""For machines: what partners' systems send, and what centres answer."""

from services.referrals.api import offers, referrals

routers = (referrals.questions, referrals.api, offers.api)

__all__ = ["routers"]
