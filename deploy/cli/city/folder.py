"""The folder of the demonstration's city, and the city of a folder."""

from pathlib import Path

from deploy.cli.city.check import read
from deploy.cli.console import err
from deploy.cli.instance import ROOT
from deploy.local.command import Problem
from shared.city import City

BARCELONA = ROOT / "deploy" / "city" / "barcelona"


def checked(folder: Path) -> City:
    """The city of that folder. Raises ``Problem`` after every mistake is printed."""
    city, mistakes = read(folder)
    if city is None:
        for each in mistakes:
            err.print(f"{each.file}:{each.line}: {each.what} {each.remedy}", markup=False)
        raise Problem(f"{len(mistakes)} mistakes in {folder}. Nothing was loaded.")
    return city
