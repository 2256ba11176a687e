"""What the run is doing now."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Step = Callable[[str], None]


@contextmanager
def progress(console: Console, name: str) -> Iterator[Step]:
    """Show the running step; lines of their own where nobody watches."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(name)

        def step(words: str) -> None:
            if console.is_terminal:
                shown.update(task, description=f"{name}: {words}")
            else:
                console.print(f"{name}: {words}")

        yield step
