"""Logs that do not grow without end: the file is copied and emptied under the writing process."""

import os
import shutil
from pathlib import Path

LARGEST = 10_000_000
KEPT = 3


def rotate(log: Path, largest: int = LARGEST) -> None:
    """Move what is in a large log to ``.1``, and that to ``.2`` and so on."""
    if not log.exists() or log.stat().st_size <= largest:
        return
    for number in range(KEPT - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    try:
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
    except OSError:
        log.with_name(f"{log.name}.1").unlink(missing_ok=True)  # a full disk: better no old log
    os.truncate(log, 0)  # the writers append, so they go on at the beginning
