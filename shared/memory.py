"""Python's collector of garbage, told how we use memory."""

import gc

OFTEN = (100_000, 20, 100)


def collect_seldom() -> None:
    """Leave what the start made alone, and look for cycles seldom: our objects are short-lived.

    Reading a batch of events was two and a half times as fast; see docs/bench/README.md.
    """
    gc.freeze()
    gc.set_threshold(*OFTEN)
