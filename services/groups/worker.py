"""The worker process: hears who was sent to sessions, passes offers on, lets letters leave."""

from datetime import timedelta

from services.groups.reactions import reactions
from services.groups.timers import TELLERS, Hearing, Now, write_about_places
from shared import worker

if __name__ == "__main__":
    now = Now()
    hearing = Hearing()
    offers = worker.Timer("offers", timedelta(seconds=2), hearing.pass_on)
    worker.run(
        "groups",
        reactions={**reactions(now), **dict.fromkeys(TELLERS, hearing.note)},
        hears=["gateway", "referrals"],
        timers=[offers],
        chores=[now.start, write_about_places],
        followers=[hearing.follow],
    )
