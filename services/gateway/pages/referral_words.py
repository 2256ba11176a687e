"""Referrals in words of the screen."""

from shared.contracts.referrals import ReferralState
from shared.pages import N_

STATES = {
    ReferralState.REQUESTED: N_("Waits for an answer"),
    ReferralState.ACCEPTED: N_("Accepted"),
    ReferralState.REJECTED: N_("Answered with a no"),
    ReferralState.CANCELLED: N_("Taken back"),
    ReferralState.IN_PROGRESS: N_("Is being attended"),
    ReferralState.ON_HOLD: N_("On hold"),
    ReferralState.COMPLETED: N_("Completed"),
    ReferralState.FAILED: N_("Ended without result"),
    ReferralState.ENTERED_IN_ERROR: N_("Sent by mistake"),
}
NOT_KNOWN = N_("Not known yet: the referrals have not answered")
