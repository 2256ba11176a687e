"""What holds for a referral, whoever asks and wherever it is kept."""

from services.referrals.domain import acts
from services.referrals.domain.referral import No, Party, Referral, State, who_may

__all__ = ["No", "Party", "Referral", "State", "acts", "who_may"]
