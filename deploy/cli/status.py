"""``portes status`` and ``portes logs``."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from rich.table import Table

from deploy.cli import audit, parts, supervised
from deploy.cli.console import out
from deploy.cli.instance import Instance
from deploy.cli.origin import INTERNAL
from deploy.local.command import Problem

LONGEST_WITHOUT_CHECKPOINT = timedelta(hours=1)
WELL = {"ready", "stopped"}
"""A part that somebody stopped is as it shall be."""


def status(instance: Instance) -> dict[str, Any]:
    """Addresses, logins, and how every part is.

    Raises ``Problem`` where the first start was refused before anything had a port.
    """
    if not instance.record.ports:
        raise Problem(f"Nothing was started from {instance.home} yet. Run: make up")
    states = supervised.states(instance)
    shown = [
        {
            "name": part.name,
            "state": states.get(part.name, {}).get("state", "stopped"),
            "pid": states.get(part.name, {}).get("pid"),
            "version": part.version,
        }
        for part in parts.parts(instance)
    ]
    newest = audit.newest(instance)
    return {
        "checkpoint": newest and newest.isoformat(),
        "database": instance.admin,
        "kafka": instance.kafka,
        "pages": instance.origin,
        "logins": instance.record.logins,
        "parts": shown,
    }


def well(told: dict[str, Any]) -> bool:
    """Whether every part is as it shall be, and something runs."""
    states = [part["state"] for part in told["parts"]]
    return "ready" in states and all(state in WELL for state in states)


def show(instance: Instance, told: dict[str, Any]) -> None:
    """Print it for people."""
    table = Table("part", "state", "pid", "version", box=None, pad_edge=False)
    for part in told["parts"]:
        colour = {"ready": "green", "stopped": "dim"}.get(part["state"], "yellow")
        state = f"[{colour}]{part['state']}[/]"
        table.add_row(part["name"], state, str(part["pid"] or ""), part["version"])
    out.print(table)
    out.print(f"\ndatabase  {_without_password(told['database'])}")
    out.print(f"kafka     {told['kafka']}")
    if instance.record.outside:
        out.print(
            f"PostgreSQL runs as another user that cannot reach {instance.home}: "
            f"its programs and data are in {instance.record.outside}, by TCP only."
        )
    if (since := without_checkpoint(instance)) is not None:
        out.print(
            f"[yellow]No checkpoint of the traces of looks since {since:%Y-%m-%d %H:%M} UTC:[/] "
            f"what was rewritten since then is not found. See {instance.home}/logs/checkpoints.log"
        )
    show_doors(instance)
    from deploy.cli.retention import daily  # programs need not wait for all that it knows

    if late := asyncio.run(daily.waiting(instance)):
        out.print(
            f"{late.rows} rows were due on {late.at.real:%Y-%m-%d} and are still there. "
            "Look, then remove them: portes retention due",
            soft_wrap=True,
        )


def without_checkpoint(instance: Instance) -> datetime | None:
    """Since when there is no checkpoint, if that is long ago and the instance runs."""
    lock = instance.home / "run" / "supervisor.lock"
    if supervised.pid(instance) is None:
        return None
    since = audit.newest(instance) or datetime.fromtimestamp(lock.stat().st_mtime, UTC)
    return since if datetime.now(UTC) - since > LONGEST_WITHOUT_CHECKPOINT else None


def show_doors(instance: Instance) -> None:
    """Print the address and the logins."""
    out.print(f"\n[bold]{instance.origin}[/]\n")
    if instance.record.tls == INTERNAL:
        authority = parts.caddy(instance).authority
        out.print(f"Browsers must trust this authority: {authority}\n", soft_wrap=True)
    table = Table("role", "user", "password", box=None, pad_edge=False)
    for login in instance.record.logins:
        table.add_row(login["role"], login["user"], login["password"])
    out.print(table)


def _without_password(address: str) -> str:
    split = urlsplit(address)
    user, _, server = split.netloc.rpartition("@")
    return urlunsplit(split._replace(netloc=f"{user.partition(':')[0]}@{server}"))


def logs(instance: Instance, name: str | None, lines: int, *, follow: bool) -> None:
    """Print the end of one log, or of every one; ``follow`` goes on until interrupted."""
    files = sorted((instance.home / "logs").glob(f"{name or '*'}.log"))
    if not files:
        raise Problem(f"There is no log of {name or 'any part'} yet. See: portes status")
    places = {file: file.stat().st_size for file in files}
    for file in files:
        if len(files) > 1:
            out.print(f"[bold]{file.stem}[/]")
        text = file.read_text(errors="replace")
        out.print("\n".join(text.splitlines()[-lines:]), markup=False, soft_wrap=True)
    while follow:
        time.sleep(0.5)
        for file in files:
            places[file] = _print_from(file, places[file])


def _print_from(file: Path, place: int) -> int:
    """Print what was added after a place, from the start if the log was rotated; the new end."""
    with file.open(errors="replace") as text:
        text.seek(place if file.stat().st_size >= place else 0)
        if fresh := text.read().rstrip("\n"):
            out.print(fresh, markup=False, soft_wrap=True)
        return text.tell()
