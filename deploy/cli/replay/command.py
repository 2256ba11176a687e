"""``portes replay calls``."""

from collections.abc import Sequence
from pathlib import Path

from deploy.cli.console import counted, err, out
from deploy.cli.instance import Instance
from deploy.cli.remote import Remote
from deploy.cli.replay.log import Log, Row, read
from deploy.cli.replay.plan import Flaws, plan
from deploy.cli.replay.send import send, until_arrived
from deploy.local.command import Problem

ACCEPTED = {"accepted", "duplicate"}


def replay(
    instance: Instance, files: Sequence[Path], unit: str, speed: float | None, flaws: Flaws
) -> None:
    """Send the calls of these logs and wait until the indicators have them."""
    log = read(files)
    _say(instance, log)
    due = plan(log.events, flaws)
    if not due:
        raise Problem("There is no call in these files.")
    remote = Remote(instance)
    with counted("Sending events", len(due)) as shown:
        [task] = shown.task_ids
        results = send(remote, due, unit, speed, lambda n: shown.advance(task, n))
    with counted("Arriving at the indicators", 1) as shown:
        [task] = shown.task_ids
        until_arrived(
            remote,
            [each.event.at for each in due],
            lambda done, of: shown.update(task, completed=done, total=of),
        )
    told = ", ".join(f"{number} {status}" for status, number in sorted(results.items()))
    out.print(f"{len(due)} events: {told}. All of them have arrived.")
    if refused := {status for status in results if status not in ACCEPTED}:
        raise Problem(f"Some events were refused: {', '.join(sorted(refused))}.")


def _say(instance: Instance, log: Log) -> None:
    out.print(f"{log.calls} calls, {log.phantoms} rows that are no calls, {len(log.unread)} unread")
    if log.unread:
        kept = _park(instance.home / "unread-calls.tsv", log.unread)
        err.print(f"The rows that could not be read are kept in {kept}, each with its place.")


def _park(file: Path, rows: Sequence[Row]) -> Path:
    """Keep the rows that nobody can read, with file and line, for somebody to look at."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as kept:
        for row in rows:
            kept.write("\t".join([f"{row.file}:{row.line}", *row.fields.values()]) + "\n")
    return file
