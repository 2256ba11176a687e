"""The worker: hears of times, visits, sessions, places and new referrals; writes to the officer."""

from services.referrals.reactions import REACTIONS
from services.referrals.timers import tell_officer
from shared.worker import run

if __name__ == "__main__":
    run("referrals", reactions=REACTIONS, hears=["gateway", "groups"], chores=[tell_officer])
