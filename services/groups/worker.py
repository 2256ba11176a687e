"""The worker process: hears who was sent to sessions, passes offers on, lets letters leave."""

from datetime import timedelta

from services.groups.reactions import REACTIONS
from services.groups.timers import pass_on, write_letters
from shared import worker

if __name__ == "__main__":
    offers = worker.Timer("offers", timedelta(seconds=2), pass_on)
    worker.run(
        "groups",
        reactions=REACTIONS,
        hears=["gateway", "referrals"],
        timers=[offers],
        chores=[write_letters],
    )
