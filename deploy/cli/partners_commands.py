"""Commands about partner services."""

import json
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.city import hsds
from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.console import err
from deploy.local.command import Problem

partners = typer.Typer(no_args_is_help=True, help="Partner services of the city.")


@partners.callback()
def _group() -> None:
    """Partner services of the city."""


@partners.command("import")
def partners_import(
    file: Annotated[
        Path, typer.Argument(help="A directory in HSDS 3.0, JSON.", exists=True, dir_okay=False)
    ],
    into: Annotated[
        Path | None,
        typer.Option(help="The city folder whose partners.yaml gets them.", file_okay=False),
    ] = None,
) -> None:
    """Write the sections of partners.yaml that a directory gives, and say what is left to do."""
    here = checked(into or BARCELONA)
    try:
        found = hsds.partners(json.loads(file.read_text(encoding="utf-8")), here)
    except (hsds.NoDirectory, ValueError, AttributeError) as why:
        raise Problem("The file holds no services of HSDS 3.0. See docs/city-folder.md.") from why
    lacking = {code: each for code, each in found.sections.items() if here.partner(code) is None}
    for known in sorted(set(found.sections) - set(lacking)):
        found.notes.append(f"{known}: is in the folder already, and stays as it is.")
    found.sections = lacking
    for note in found.notes:
        err.print(note, markup=False)
    if into is None:
        print(found.written(), end="")
    elif lacking:
        with (into / "partners.yaml").open("a", encoding="utf-8") as held:
            held.write(found.written())
