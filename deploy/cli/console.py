"""How the command line speaks: progress while something lasts, problems with their remedy.

Exit codes: 0 done, 1 a problem whose remedy is printed, 2 a wrong option, 3 it runs but not all
is well, 130 interrupted.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

PROBLEM = 1
NOT_WELL = 3

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


@contextmanager
def steps() -> Iterator[Progress]:
    """A list of steps with their time; on a terminal they move, elsewhere they are lines."""
    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=False) as shown:
        yield shown


@contextmanager
def step(shown: Progress, words: str) -> Iterator[None]:
    """One step, ticked when its block ends well."""
    task = shown.add_task(words, total=1)
    if not err.is_terminal:
        err.print(f"{words} …")
    yield
    shown.update(task, completed=1)


@contextmanager
def counted(words: str, total: int) -> Iterator[Progress]:
    """A bar with how many of how many, and how long it will still last."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=err) as shown:
        shown.add_task(words, total=total)
        yield shown
