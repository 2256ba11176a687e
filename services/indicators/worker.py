"""The indicators' worker: hears every service and keeps facts."""

from services.indicators.reactions import REACTIONS
from shared.contracts.heartbeat import HEARTBEATS
from shared.worker import run

if __name__ == "__main__":
    run("indicators", reactions=REACTIONS, hears=list(HEARTBEATS))
