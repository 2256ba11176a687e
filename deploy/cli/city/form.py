"""Takes values out of a row or section, noting whatever is wrong with them.

Every method gives a value that fits even where a mistake was noted, so that reading goes on and
finds the others; what was read is used only when there was no mistake at all.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from deploy.cli.city.mistakes import Report, choose
from deploy.cli.city.parts import Fields, Items, Part, Words
from shared.city import LANGUAGES, Texts

Choice = TypeVar("Choice", bound=StrEnum)
CODE = re.compile(r"[A-Za-z0-9_-]+")
LONGEST_CODE = 40
NOTHING = "\0"
"""Stands for a value that was not there; nobody can write it."""
TONGUES = {"ca": "Catalan", "es": "Spanish", "en": "English"}


@dataclass(frozen=True, slots=True)
class Form:
    """One row or section."""

    fields: Fields
    report: Report

    def only(self, required: Collection[str], optional: Collection[str] = ()) -> "Form":
        """Note fields that are missing or unknown."""
        for name in set(required) - set(self.fields.parts):
            what = f"{name!r} is missing."
            self.report.add(self.fields.file, self.fields.line, what, "Add it to the section.")
        for name in set(self.fields.parts) - {*required, *optional}:
            remedy = f"{choose(name, {*required, *optional})} Or remove it."
            self.wrong(name, f"{name!r} is unknown here.", remedy)
        return self

    def wrong(self, name: str, what: str, remedy: str) -> None:
        """Note a mistake on the line of a field."""
        part = self.fields.parts.get(name)
        line = part.line if part else self.fields.line
        self.report.add(self.fields.file, line, what, remedy)

    def optional(self, name: str) -> str | None:
        """The text of a field; none when it is empty or absent."""
        part = self.fields.parts.get(name)
        if isinstance(part, Items | Fields):
            self.wrong(name, f"{name!r} must be a single value.", "Write it after the colon.")
            return NOTHING
        return part.text or None if part else None

    def text(self, name: str) -> str:
        """The text of a field, which must not be empty."""
        if (text := self.optional(name)) is None:
            if name in self.fields.parts:
                self.wrong(name, f"{name!r} is empty.", "Fill it in.")
            return NOTHING
        return text

    def code(self, name: str) -> str:
        """A code: letters without accents, digits, hyphens and underscores."""
        text = self.text(name)
        self.check_code(name, text)
        return text

    def check_code(self, name: str, text: str, longest: int = LONGEST_CODE) -> None:
        """Note when the text, found at that field, cannot be a code."""
        if text != NOTHING and not (CODE.fullmatch(text) and len(text) <= longest):
            remedy = (
                f"Use up to {longest} letters without accents, digits, hyphens and underscores."
            )
            self.wrong(name, f"{text!r} cannot be a code.", remedy)

    def known(self, name: str, codes: Collection[str] | None, kind: str) -> str:
        """A code that another list must have; ``codes`` is none where that list is unreadable."""
        text = self.text(name)
        if codes is not None and text != NOTHING and text not in codes:
            self.wrong(name, f"There is no {kind} {text!r}.", choose(text, codes))
        return text

    def one_of(self, name: str, choices: type[Choice]) -> Choice:
        """One of a few words."""
        text = self.text(name)
        if text in {str(choice) for choice in choices}:
            return choices(text)
        self._unless_empty(name, text, f"{text!r} is no {name}.", choose(text, list(choices)))
        return next(iter(choices))

    def yes_no(self, name: str) -> bool:
        """Whether it says yes."""
        text = self.text(name)
        if text not in {"yes", "no"}:
            self._unless_empty(name, text, f"{name!r} says {text!r}.", "Write yes or no.")
        return text == "yes"

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number between two bounds."""
        text = self.text(name)
        if re.fullmatch("[0-9]{1,9}", text) and least <= int(text) <= most:
            return int(text)
        remedy = f"Write a whole number from {least} to {most}."
        self._unless_empty(name, text, f"{name!r} says {text!r}.", remedy)
        return least

    def number(self, name: str) -> float:
        """A number, with a point before its decimals."""
        text = self.text(name)
        if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
            return float(text)
        self._unless_empty(name, text, f"{name!r} says {text!r}.", "Write a number such as 0.8.")
        return 0.0

    def day(self, name: str) -> date:
        """A date."""
        text = self.text(name)
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass  # such as 30 February: told like any other text that is no date
        remedy = "Write year-month-day, such as 2026-12-25."
        self._unless_empty(name, text, f"{text!r} is no date.", remedy)
        return date.min

    def texts(self, prefix: str = "") -> Texts:
        """The same words in each language.

        Either the columns ``name_ca`` and so on, for the prefix ``name_``; or, without a prefix,
        a section of its own with nothing but the languages.
        """
        if not prefix:
            self.only((), LANGUAGES)
        ca, es, en = (self._said(prefix, tongue) for tongue in LANGUAGES)
        return Texts(ca=ca, es=es, en=en)

    def section(self, name: str) -> "Form":
        """A section inside this one; empty where there is none."""
        part = self.fields.parts.get(name)
        if isinstance(part, Fields):
            return Form(part, self.report)
        if part is not None:
            remedy = "Write its fields on the lines below it, each with two more spaces."
            self.wrong(name, f"{name!r} must be a section.", remedy)
        return Form(Fields(self.fields.file, self.fields.line, {}), Report())

    def items(self, name: str) -> tuple[Part, ...]:
        """The values of a list; none where there is none."""
        part = self.fields.parts.get(name)
        if isinstance(part, Items):
            return part.items
        if part is not None:
            self.wrong(name, f"{name!r} must be a list.", "Begin each of its items with a hyphen.")
        return ()

    def words(self, name: str) -> tuple[str, ...]:
        """A list of single values."""
        items = self.items(name)
        if any(not isinstance(item, Words) or not item.text for item in items):
            self.wrong(
                name, f"An item of {name!r} is no text.", "Write one text after each hyphen."
            )
        return tuple(item.text for item in items if isinstance(item, Words))

    def _said(self, prefix: str, tongue: str) -> str:
        name = prefix + tongue
        text = self.optional(name)
        column_is_missing = bool(prefix) and name not in self.fields.parts
        if text is None and not column_is_missing:
            self.wrong(name, f"The {TONGUES[tongue]} text {name!r} is missing.", "Write it.")
        return text or NOTHING

    def _unless_empty(self, name: str, text: str, what: str, remedy: str) -> None:
        if text != NOTHING:
            self.wrong(name, what, remedy)
