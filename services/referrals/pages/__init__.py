"""For people: a partner's new referral and list, a centre's worklist, a referral for both."""

from services.referrals.pages import home, lists, mistakes, one, writing

pages = (
    home.pages,
    writing.questions,
    writing.pages,
    lists.pages,
    mistakes.pages,
    one.questions,
    one.pages,
)

__all__ = ["pages"]
