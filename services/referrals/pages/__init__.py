"""For people: a partner's new referral and list, a centre's worklist, a referral for both."""

from services.referrals.pages import following, home, lists, mistakes, one, writing

pages = (
    home.pages,
    writing.questions,
    writing.pages,
    lists.pages,
    mistakes.pages,
    one.questions,
    following.streams,
    one.pages,
)

__all__ = ["pages"]
