"""The worker process: it tells and hears, closing time comes, letters and texts leave."""

from datetime import timedelta

from services.gateway.reactions import HEARS, REACTIONS
from services.gateway.timers import call_by_text, close_day, remind, tell_officer
from shared import worker

if __name__ == "__main__":
    closing = worker.Timer("closing", timedelta(minutes=1), close_day)
    chores = [tell_officer, remind, call_by_text]
    worker.run("gateway", reactions=REACTIONS, hears=HEARS, timers=[closing], chores=chores)
