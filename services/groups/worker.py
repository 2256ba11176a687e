"""The worker process: hears who was sent to sessions, passes offers on, lets letters leave."""

from datetime import timedelta

from services.groups.reactions import reactions
from services.groups.timers import Now, pass_on, write_about_places
from shared import worker

if __name__ == "__main__":
    now = Now()
    offers = worker.Timer("offers", timedelta(seconds=2), pass_on)
    worker.run(
        "groups",
        reactions=reactions(now),
        hears=["gateway", "referrals"],
        timers=[offers],
        chores=[now.start, write_about_places],
    )
