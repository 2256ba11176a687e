"""Commands about the traces of looks."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.cli import audit as trace
from deploy.cli.console import PROBLEM, counted, err, out
from deploy.cli.instance import SERVICES, Instance, existing
from deploy.local.command import Problem
from shared.audit import Checkpoint, Verdict

audit = typer.Typer(no_args_is_help=True, help="Who saw whose data: the proof of its trace.")
Only = Annotated[list[str] | None, typer.Option("--service", help="Only this one; may repeat.")]
To = Annotated[Path | None, typer.Option("--to", help="The file to add to.", dir_okay=False)]
Key = Annotated[Path | None, typer.Option("--key", help="The Ed25519 key (PEM) to sign with.")]


def _services(only: Sequence[str] | None) -> Sequence[str]:
    if unknown := set(only or ()) - set(SERVICES):
        raise Problem(f"There is no service {', '.join(sorted(unknown))}.")
    return only or SERVICES


@audit.command("checkpoint")
def checkpoint(to: To = None, key: Key = None, service: Only = None) -> None:
    """Sign the newest look of each service into a file; keep copies elsewhere."""
    instance = existing()
    file, signer = to or trace.default_file(instance), trace.signing_key(instance, key)
    for name in _services(service):
        made = asyncio.run(trace.note(instance, name, file, signer))
        out.print(f"{name}: {made.number} {made.hash.hex()}")


@audit.command("verify")
def verify(
    checkpoints: Annotated[
        Path | None, typer.Option(help="Signed checkpoints; the home's own if there are.")
    ] = None,
    public: Annotated[Path | None, typer.Option(help="The public key (PEM) they fit.")] = None,
    service: Only = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Recompute every chain and name the first look that is wrong; ends with 1 if one is."""
    instance = existing()
    file = checkpoints or trace.default_file(instance)
    known: dict[str, list[Checkpoint]] | None = None
    if checkpoints or file.exists():
        key = trace.public_key(instance, public)
        known = {name: trace.read(file, key, name) for name in _services(service)}
    verdicts = {
        name: _verified(instance, name, known[name] if known else None)
        for name in _services(service)
    }
    if as_json:
        told = [_told(name, each, known) for name, each in verdicts.items()]
        print(json.dumps({"services": told}))
    else:
        _say(verdicts, known)
    if any(each.broken for each in verdicts.values()):
        raise typer.Exit(PROBLEM)


@audit.command("forget")
def forget(
    before: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Months before it go.")],
    to: To = None,
    key: Key = None,
    service: Only = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove looks of whole months; their last one is signed, so that the rest stays provable."""
    instance = existing()
    if not yes and not typer.confirm(f"Delete looks of the months before {before:%Y-%m-%d}?"):
        raise typer.Exit(1)
    file, signer = to or trace.default_file(instance), trace.signing_key(instance, key)
    for name in _services(service):
        made = asyncio.run(trace.forget(instance, name, before.date(), file, signer))
        out.print(f"{name}: {f'removed up to {made.number}' if made else 'nothing to remove'}")


def _verified(
    instance: Instance, service: str, checkpoints: Sequence[Checkpoint] | None
) -> Verdict:
    with counted(service, 0) as shown:
        [task] = shown.task_ids

        def done(number: int, total: int) -> None:
            shown.update(task, completed=number, total=total)

        return asyncio.run(trace.proof(instance, service, checkpoints, done))


def _told(
    service: str, verdict: Verdict, known: dict[str, list[Checkpoint]] | None
) -> dict[str, Any]:
    broken = verdict.broken
    return {
        "service": service,
        "since": verdict.since,
        "number": verdict.number,
        "checkpoints": len(known[service]) if known else None,
        "proved": broken is None and _is_held(service, known),
        "broken": {"number": broken.number, "reason": str(broken.reason)} if broken else None,
    }


def _is_held(service: str, known: dict[str, list[Checkpoint]] | None) -> bool:
    """Whether there is a checkpoint to hold the trace against."""
    return bool(known and known[service])


def _say(verdicts: dict[str, Verdict], known: dict[str, list[Checkpoint]] | None) -> None:
    for name, verdict in verdicts.items():
        looks = verdict.number - verdict.since
        held = _is_held(name, known)
        found = trace.words(verdict) if held or verdict.broken else "not proved, fits only itself"
        count = len(known[name]) if known else 0
        out.print(f"{name}: {found} ({looks} looks recomputed, {count} checkpoints)")
    if not all(_is_held(name, known) for name in verdicts):
        err.print("Without checkpoints a trace rewritten as a whole is not found.")
