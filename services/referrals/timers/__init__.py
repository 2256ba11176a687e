"""What is done because somebody must still be written to."""

from services.referrals.timers.notices import tell_officer

__all__ = ["tell_officer"]
