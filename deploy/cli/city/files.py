"""Reads the texts and tables (CSV) of a city folder."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.cli.city.mistakes import Report, choose
from deploy.cli.city.parts import Fields, Words

COMMENT = ("#", '"#')  # a spreadsheet may put a comment that has a comma between quotes


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a CSV file."""

    rows: tuple[Fields, ...]
    whole: bool
    """Whether every row could be read: only then can a code be said to be unknown."""


@dataclass(slots=True)
class _Lines:
    """A CSV reader that knows on which line of the file each row begins."""

    file: str
    text: str
    report: Report
    whole: bool = True

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        # A comment leaves an empty line, so that the reader's line numbers stay those of the file.
        written = io.StringIO(self.text, newline="")
        lines = ["" if line.startswith(COMMENT) else line for line in written]
        header = next((line for line in lines if line.strip()), "")
        delimiter = ";" if header.count(";") > header.count(",") else ","
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        start = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield start, [cell.strip() for cell in cells]
                start = reader.line_num + 1
        except csv.Error as why:
            self.whole = False
            remedy = 'Put a text that holds a comma between double quotes: "like, this".'
            self.report.add(self.file, start, f"The row cannot be read: {why}.", remedy)


def text_of(folder: Path, name: str, report: Report) -> str | None:
    """The text of a file; none, with a mistake noted, when there is none to read."""
    try:
        written = (folder / name).read_bytes()
    except FileNotFoundError:
        report.add(name, 1, "The file is missing.", f"Copy {name} from another city's folder.")
        return None
    except OSError as why:
        what = f"The file cannot be opened: {why.strerror}."
        report.add(name, 1, what, "Let the user who runs this read it.")
        return None
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        line = written.count(b"\n", 0, why.start) + 1
        report.add(name, line, "The text is not UTF-8.", "Save the file with the encoding UTF-8.")
        return None


def table(folder: Path, name: str, columns: tuple[str, ...], report: Report) -> Table:
    """The rows of a CSV file whose first row names the columns, in any order."""
    text = text_of(folder, name, report)
    if text is None:
        return Table((), whole=False)
    lines = _Lines(name, text, report)
    rows = iter(lines)
    line, header = next(rows, (1, []))
    _check_header(name, line, header, columns, report)
    read = [
        Fields(name, at, dict(zip(header, (Words(cell, at) for cell in cells), strict=True)))
        for at, cells in rows
        if _fits(name, at, cells, header, lines)
    ]
    return Table(tuple(read), lines.whole)


def _check_header(
    name: str, line: int, header: list[str], columns: tuple[str, ...], report: Report
) -> None:
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            report.add(name, line, f"The column {column!r} is there twice.", "Remove one of them.")
        if column not in columns:
            remedy = f"{choose(column, columns)} Or remove the column."
            report.add(name, line, f"The column {column!r} is unknown.", remedy)
    for column in columns:
        if column not in header:
            report.add(name, line, f"The column {column!r} is missing.", "Add it to the first row.")


def _fits(name: str, line: int, cells: list[str], header: list[str], lines: _Lines) -> bool:
    if len(cells) == len(header):
        return True
    lines.whole = False
    what = f"The row has {len(cells)} cells where the first row has {len(header)}."
    remedy = "Give a value, maybe empty, for each column; put texts with commas between quotes."
    lines.report.add(name, line, what, remedy)
    return False
