"""What a newcomer must know is written down, and stays written down."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
from deploy.cli.__main__ import app

from shared.contracts import published
from shared.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
TABLE = re.compile(r"^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)(?! PARTITION OF)", re.M)
METRIC = re.compile(
    r"create_(?:observable_)?(?:counter|histogram|gauge|up_down_counter)\(\s*\"([\w.]+)\""
)


def reference(name: str) -> str:
    return (ROOT / "docs" / "reference" / f"{name}.md").read_text()


def commands_of(command: click.Command, path: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands_of(child, f"{path} {name}")
    else:
        yield path


def environment_names() -> list[str]:
    return [
        str(field.validation_alias or name).upper() for name, field in Settings.model_fields.items()
    ]


def tables() -> list[str]:
    schemas = [*(ROOT / "shared").rglob("schema/*.sql"), *(ROOT / "services").rglob("schema/*.sql")]
    return sorted({name for path in schemas for name in TABLE.findall(path.read_text())})


def metrics() -> list[str]:
    code = [path for room in ("services", "shared") for path in (ROOT / room).rglob("*.py")]
    return sorted({name for path in code for name in METRIC.findall(path.read_text())})


@pytest.mark.parametrize("name", environment_names())
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in reference("settings")


@pytest.mark.parametrize("name", sorted(event.type for event in published()))
def test_every_event_is_documented(name: str) -> None:
    assert f"`{name}`" in reference("events")


@pytest.mark.parametrize("name", sorted(commands_of(typer.main.get_command(app), "portes")))
def test_every_command_is_documented(name: str) -> None:
    assert f"`{name}" in reference("commands")


@pytest.mark.parametrize("name", tables())
def test_every_table_is_documented(name: str) -> None:
    assert f"`{name}`" in reference("tables")


@pytest.mark.parametrize("name", metrics())
def test_every_metric_is_documented(name: str) -> None:
    assert f"`{name}`" in reference("metrics")


def test_there_is_something_to_document() -> None:
    assert min(map(len, (environment_names(), tables(), metrics()))) > 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_of_the_docs_leads_nowhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert broken == []
