"""The worker process: what was told goes to Kafka, and closing time comes."""

from datetime import timedelta

from services.gateway.timers import close_day
from shared import worker

if __name__ == "__main__":
    worker.run("gateway", timers=[worker.Timer("closing", timedelta(minutes=1), close_day)])
