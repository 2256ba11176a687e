"""For machines: what partners' systems send, and what centres answer."""

from services.referrals.api import referrals

routers = (referrals.questions, referrals.api)

__all__ = ["routers"]
