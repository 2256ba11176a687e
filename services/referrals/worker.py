"""The referrals' worker: hears of times, visits, sessions, places, and new referrals."""

from services.referrals.reactions import REACTIONS
from shared.worker import run

if __name__ == "__main__":
    run("referrals", reactions=REACTIONS, hears=["gateway", "groups"])
