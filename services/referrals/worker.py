"""The worker process: a sign of life, so that boards know the service's feed is alive."""

from shared import worker

if __name__ == "__main__":
    worker.run("referrals")
