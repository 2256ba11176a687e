"""What can be asked of the referrals: one function each — take, decide, keep, tell."""

from services.referrals.commands.answering import Act, Said, do, open_referral
from services.referrals.commands.asking import By
from services.referrals.commands.messaging import say
from services.referrals.commands.sending import receive, send
from services.referrals.commands.visiting import Choice, answer_place, choose_for
from services.referrals.commands.writing import Written, may_receive, rewrite, write

__all__ = [
    "Act",
    "By",
    "Choice",
    "Said",
    "Written",
    "answer_place",
    "choose_for",
    "do",
    "may_receive",
    "open_referral",
    "receive",
    "rewrite",
    "say",
    "send",
    "write",
]
