"""What holds for a referral, whoever asks and wherever it is kept."""

from services.referrals.domain import acts
from services.referrals.domain.content import NEEDED, Assessment, Content, Part
from services.referrals.domain.referral import Referral
from services.referrals.domain.states import No, Party, State, who_may

__all__ = [
    "NEEDED",
    "Assessment",
    "Content",
    "No",
    "Part",
    "Party",
    "Referral",
    "State",
    "acts",
    "who_may",
]
