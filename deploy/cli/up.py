"""``portes up``: from whatever there is to a running system, again and again."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.progress import Progress

from deploy.cli import (
    accounts,
    databases,
    demonstration,
    demonstration_agenda,
    encryption,
    origin,
    parts,
    supervised,
)
from deploy.cli.cities import load_into
from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.console import err, step, steps
from deploy.cli.instance import DEFAULT_PORT, OWNER, SERVICES, Instance, Record, asked, home, read
from deploy.cli.supervisor import checkpoints
from deploy.local.command import Problem
from deploy.local.ports import is_free

LEAST_FREE_BYTES = 500_000_000
FIRST: dict[str, Any] = {"instance": "", "port": DEFAULT_PORT}
FOLDERS = ("run", "logs", "run/stopped")


def up(*, demo: bool) -> Instance:
    """Start everything that does not run yet, and answer when all is ready."""
    checkpoints.seconds()
    played = demonstration.wanted() and demo
    instance = prepared()
    new = played and not instance.record.logins
    with alone(instance), steps() as shown:
        encryption.prepare(instance)
        if supervised.pid(instance) is None:
            _free_ports(instance)
            _prepare_parts(instance, shown)
            above = [part.name for part in parts.services(instance)]
            supervised.want(instance, above, wanted=False)
            with step(shown, "Starting PostgreSQL and Kafka"):
                supervised.start(instance)
        below = [part.name for part in parts.infrastructure(instance)]
        supervised.want(instance, below, wanted=True)
        with step(shown, "PostgreSQL and Kafka are ready"):
            supervised.until_ready(instance, below)
        asyncio.run(_fill(instance, shown, demo=demo, new=new))
        _start_above(instance, shown, played=played)
        if new:
            with step(shown, "The demonstration's morning begins"):
                asyncio.run(demonstration.until_begun(instance, checked(BARCELONA)))
    return instance


def _start_above(instance: Instance, shown: Progress, *, played: bool) -> None:
    """The services, and the player if a day is played. Raises ``Problem``."""
    everything = [part.name for part in parts.parts(instance)]
    wanted = [name for name in everything if played or name != parts.PLAYER]
    supervised.want(instance, [parts.PLAYER], wanted=played)
    supervised.want(instance, wanted, wanted=True)
    with step(shown, "The services are ready"):
        supervised.until_ready(instance, wanted)


def prepared() -> Instance:
    """The instance of this home, made at the first time, with what the environment asks for."""
    folder = home()
    _make(folder)
    known, wanted = read(folder), asked(dict(os.environ))
    if known is None:
        known = Instance(folder, Record(**({**FIRST, **wanted})))
    elif supervised.pid(known) is None:
        _change(known, wanted)
    elif any(getattr(known.record, name) != value for name, value in wanted.items()):
        err.print("It runs already with other settings; make down first, then they take effect.")
    origin.check(known.record)
    known.save()
    return known


def _make(folder: Path) -> None:
    """The home with its folders. Raises ``Problem`` when it cannot be used."""
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        if folder.stat().st_uid != os.geteuid():  # root too: what it writes locks the owner out
            raise PermissionError
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True)
    except PermissionError as why:
        raise Problem(
            f"{folder} cannot be written: it belongs to another user. "
            "Set PORTES_HOME to a folder of your own."
        ) from why
    except OSError as why:
        raise Problem(f"{folder} cannot be made: {why.strerror}.") from why
    _enough_space(folder)


def _enough_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise Problem(
            f"Only {free // 1_000_000} MB are free where {folder} is; "
            f"{LEAST_FREE_BYTES // 1_000_000} MB are needed. "
            "Make room, or set PORTES_HOME to another disk."
        )


def _change(known: Instance, wanted: dict[str, Any]) -> None:
    """Take over what the environment asks for; the name of what has data stays."""
    if wanted.get("instance", known.record.instance) != known.record.instance:
        raise Problem(
            f"{known.home} already holds the instance '{known.record.instance}'. "
            "Set PORTES_HOME to another folder, or run make clean."
        )
    for name, value in wanted.items():
        setattr(known.record, name, value)


@contextmanager
def alone(instance: Instance) -> Iterator[None]:
    """Only one command at a time changes what runs."""
    with (instance.home / "run" / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as why:
            raise Problem(
                "Another portes up or down is under way for this home. Wait for it."
            ) from why
        yield


def _free_ports(instance: Instance) -> None:
    record = instance.record
    if not is_free(record.port, record.bind):
        raise Problem(
            f"Port {record.port} is taken by another program. "
            f"Choose another, as in: PORTES_PORT={record.port + 1} make up"
        )
    parts.choose_ports(instance)
    for role in ("postgres", OWNER, *SERVICES):
        instance.password(role)
    instance.save()


def _prepare_parts(instance: Instance, shown: Progress) -> None:
    try:
        if not instance.record.database:
            with step(shown, "Preparing PostgreSQL"):
                server = parts.postgres(instance)
                instance.record.outside = str(server.place.outside or "") or None
                server.prepare()
        if not instance.record.kafka:
            task = shown.add_task("Fetching Kafka", total=1)
            parts.kafka(instance).prepare(
                lambda done, of: shown.update(task, completed=done, total=of)
            )
        parts.caddy(instance).prepare()
    except OSError as why:
        raise Problem(
            f"The parts cannot be prepared: {why.strerror or type(why).__name__}. "
            "Put that right and run make up again; it goes on where it was."
        ) from why
    instance.save()


async def _fill(instance: Instance, shown: Progress, *, demo: bool, new: bool) -> None:
    """Databases, city and accounts; each only where it is lacking."""
    with step(shown, "Migrating the databases"):
        await databases.prepare(instance)
        instance.save()
    if new:
        await demonstration.begin_before(instance, checked(BARCELONA))
    with step(shown, "Loading the city"):
        here, _ = await load_into(instance)
    with step(shown, "Making logins"):
        await accounts.prepare(instance, here)
        if demo and not new:
            under_way = supervised.runs(instance, "gateway-web")
            when = demonstration.stay_open if under_way else demonstration.begin
            await when(instance, here)
        if demo:
            await demonstration_agenda.open_times(instance, here)
    instance.save()
