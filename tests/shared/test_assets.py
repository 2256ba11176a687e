"""What others made and we ship is written down: from where, under which licence, byte for byte."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from shared.pages.assets import FOLDER
from shared.pages.messages import ROOT

PAGES = FOLDER.parent
MANIFEST = FOLDER / "vendor" / "manifest.json"
PARTS: list[dict[str, Any]] = json.loads(MANIFEST.read_text())
LICENCES = {
    "0BSD": "Zero-Clause BSD",
    "MIT": "MIT License",
    "ISC": "ISC License",
    "OFL-1.1": "SIL Open Font License, Version 1.1",
}
each_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part["name"])


def shipped() -> set[str]:
    """The files in the folders of others' work, from the pages' folder."""
    folders = (FOLDER / "vendor", FOLDER / "fonts")
    found = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    return {str(path.relative_to(PAGES)) for path in found - {MANIFEST}}


def test_the_manifest_names_every_file_that_others_made() -> None:
    named = {name for part in PARTS for name in (*part["files"], part["licence_file"])}
    assert shipped() <= named


@each_part
def test_a_part_says_what_it_is_and_where_it_is_from(part: dict[str, Any]) -> None:
    assert set(part) == {"name", "version", "package", "made", "licence", "licence_file", "files"}
    assert all(part.values())
    assert re.fullmatch(rf"(npm|deb):[@/\w.-]+@{re.escape(part['version'])}", part["package"])


@each_part
def test_its_files_are_the_ones_that_were_looked_at(part: dict[str, Any]) -> None:
    now = {name: hashlib.sha256((PAGES / name).read_bytes()).hexdigest() for name in part["files"]}
    assert now == part["files"]


@each_part
def test_its_licence_lies_beside_it(part: dict[str, Any]) -> None:
    text = (PAGES / part["licence_file"]).read_text()
    assert LICENCES[part["licence"]] in text


def test_a_compiled_file_carries_the_version_that_the_manifest_names() -> None:
    [govuk] = [part for part in PARTS if part["name"] == "GOV.UK Frontend"]
    [htmx] = [part for part in PARTS if part["name"] == "htmx"]
    vendor = FOLDER / "vendor"
    assert f'--govuk-frontend-version: "{govuk["version"]}"' in (vendor / "govuk.css").read_text()
    assert f'"{htmx["version"]}"' in (vendor / "htmx.min.js").read_text()


def test_a_page_asks_no_other_origin_for_anything() -> None:
    sources = [*PAGES.rglob("templates/*.html"), *ROOT.glob("services/*/templates/*.html")]
    sources += [path for path in FOLDER.glob("*") if path.suffix in {".css", ".js"}]
    assert sources
    assert [path.name for path in sources if _asks_elsewhere(path)] == []


def _asks_elsewhere(path: Path) -> bool:
    return bool(re.search(r"""(src|href|url)\s*[=(]\s*["']?(https?:)?//""", path.read_text()))
