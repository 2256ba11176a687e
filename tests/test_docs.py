"""What a newcomer must know is written down, and stays written down."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from deploy.cli import policy
from deploy.cli.application import app
from shared.contracts import published
from shared.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / f"{name}.md" for name in ("README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
TABLE = re.compile(r"^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)", re.M)
METRIC = re.compile(
    r"create_(?:observable_)?(?:counter|histogram|gauge|up_down_counter)\(\s*\"([\w.]+)\""
)
ENVIRONMENT = re.compile(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"|: \"([A-Z]+_[A-Z_]+)\"")


def reference(name: str) -> str:
    return (ROOT / "docs" / "reference" / f"{name}.md").read_text()


def commands_of(group: Any, path: str) -> Iterator[str]:
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        inner = f"{path} {name}"
        yield from commands_of(command, inner) if hasattr(command, "list_commands") else [inner]


def environment_names() -> list[str]:
    settings = {
        str(field.validation_alias or name).upper() for name, field in Settings.model_fields.items()
    }
    instance = (ROOT / "deploy" / "cli" / "instance.py").read_text()
    return sorted(settings | {a or b for a, b in ENVIRONMENT.findall(instance)})


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


@pytest.mark.parametrize("name", sorted(commands_of(get_command(app), "portes")))
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"`{name}[` ]", reference("commands"))


@pytest.mark.parametrize("name", tables())
def test_every_table_is_documented(name: str) -> None:
    assert f"`{name}`" in reference("tables")


@pytest.mark.parametrize("name", metrics())
def test_every_metric_is_documented(name: str) -> None:
    assert f"`{name}`" in reference("metrics")


def test_the_policy_page_says_what_the_policies_say() -> None:
    assert (ROOT / "docs" / "policy.md").read_text() == policy.page(), "run make docs"


def test_the_policy_page_says_what_an_act_on_a_pending_call_reaches_besides() -> None:
    lines = (ROOT / "docs" / "policy.md").read_text().splitlines()
    reaches = {
        "reach_call": "any centre",
        "settle_call": "another unit",
        "undo_call": "another unit",
    }
    for route, words in {**reaches, "pending_act": "settle what another unit"}.items():
        [line] = [each for each in lines if f"| `{route}` |" in each]
        assert words in line.split("|")[1]


def test_there_is_something_to_document() -> None:
    found = (environment_names(), tables(), metrics(), [*commands_of(get_command(app), "portes")])
    assert min(map(len, found)) > 0
    assert "portes replay calls" in found[3]
    assert "PORTES_HOME" in found[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_of_the_docs_leads_nowhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert broken == []
