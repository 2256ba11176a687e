"""Reads the documents (YAML) of a city folder."""

from pathlib import Path
from typing import Any

import yaml

from deploy.cli.city.files import text_of
from deploy.cli.city.mistakes import Report
from deploy.cli.city.parts import Fields, Items, Part, Words

INDENT = "Check the spaces before it, the colon after each name, and the quotes."


def document(folder: Path, name: str, report: Report) -> Fields | None:
    """The sections of a YAML file; none, with a mistake noted, when it cannot be read.

    Values stay the texts that were written: ``no``, ``09:00`` and ``01`` are taken for what they
    say, not for what YAML would make of them.
    """
    text = text_of(folder, name, report)
    if text is None:
        return None
    try:
        node = _composed(text)
    except yaml.YAMLError as why:
        report.add(name, *_told(why, text))
        return None
    if not isinstance(node, yaml.MappingNode):
        report.add(name, 1, "The file has no sections.", "Begin each section with its name: ...")
        return None
    return _Reading(name, report).fields(node, 1)


def _composed(text: str) -> yaml.Node | None:
    try:
        return _composed_by(yaml.CSafeLoader, text)
    except yaml.YAMLError:  # the slower one tells where and why in better words
        return _composed_by(yaml.SafeLoader, text)


def _composed_by(loader: type[Any], text: str) -> yaml.Node | None:
    # A part that repeats another would be told at the other's line, and could hold itself.
    for token in yaml.scan(text, Loader=loader):
        if isinstance(token, yaml.AliasToken):
            problem = f"*{token.value} repeats another part, which has to be written out"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=token.start_mark)
    return yaml.compose(text, Loader=loader)


def _told(why: yaml.YAMLError, text: str) -> tuple[int, str, str]:
    if isinstance(why, yaml.reader.ReaderError):
        line = text.count("\n", 0, why.position) + 1
        return line, "The line has a character that is not text.", "Type it anew."
    mark = getattr(why, "problem_mark", None)
    what = f"The file cannot be read here: {getattr(why, 'problem', why)}."
    return mark.line + 1 if mark else 1, what, INDENT


class _Reading:
    def __init__(self, file: str, report: Report) -> None:
        self.file = file
        self.report = report

    def fields(self, node: yaml.MappingNode, line: int) -> Fields:
        parts: dict[str, Part] = {}
        for key, value in node.value:
            name, at = str(key.value), key.start_mark.line + 1
            if name in parts:
                what = f"{name!r} is there twice in the same section."
                self.report.add(self.file, at, what, "Remove or rename one of them.")
            parts[name] = self.part(value, at)
        return Fields(self.file, line, parts)

    def part(self, node: yaml.Node, line: int) -> Part:
        if isinstance(node, yaml.MappingNode):
            return self.fields(node, line)
        if isinstance(node, yaml.SequenceNode):
            items = (self.part(item, item.start_mark.line + 1) for item in node.value)
            return Items(tuple(items), line)
        return Words(str(node.value).strip(), line)
