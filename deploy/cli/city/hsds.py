"""Partner services out of a directory in Open Referral HSDS 3.0, as sections of partners.yaml.

A directory names things in its own words. What equals a code or name of the city is taken over;
everything else is noted, for somebody to put right.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from shared.city import City

Thing = dict[str, Any]
LONGEST_CODE = 40
LISTS = ("contents", "services")
"""Under which names a file may hold its services: a page of the API, or a file of one's own."""

AGES = {"youngest": "minimum_age", "oldest": "maximum_age"}


class NoDirectory(Exception):
    """The file holds no services of HSDS 3.0."""


@dataclass(slots=True)
class Found:
    """What a directory gives: sections by code, and what is left to do."""

    sections: dict[str, Thing] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def written(self) -> str:
        """The sections as partners.yaml has them."""
        return yaml.safe_dump(self.sections, allow_unicode=True, sort_keys=False, width=120)


def partners(directory: object, here: City) -> Found:
    """A section for each organisation, of its active services. Raises ``NoDirectory``."""
    services = list(_services(directory))
    organisations = _by_id(directory, "organizations")
    locations = _by_id(directory, "locations")
    if not services:
        raise NoDirectory
    found = Found()
    for service in services:
        if service.get("status", "active") != "active":
            found.notes.append(f"{service.get('name')}: not active, left out.")
            continue
        whose = service.get("organization") or organisations.get(service.get("organization_id"))
        _add(found, service, whose or service, locations, here)
    return found


def _services(directory: object) -> Iterator[Thing]:
    if isinstance(directory, dict):
        given = next((directory[name] for name in LISTS if name in directory), [directory])
    else:
        given = directory
    if isinstance(given, list):
        yield from (each for each in given if isinstance(each, dict) and "name" in each)


def _by_id(directory: object, name: str) -> dict[Any, Thing]:
    listed = directory.get(name, []) if isinstance(directory, dict) else []
    return {each.get("id"): each for each in listed if isinstance(each, dict)}


def _add(
    found: Found, service: Thing, whose: Thing, locations: dict[Any, Thing], here: City
) -> None:
    name = str(whose["name"])
    code = code_of(name)
    if here.unit(code):
        code = f"{code[: LONGEST_CODE - 8]}-partner"
    if code not in found.sections:
        found.sections[code] = _section(name)
        found.notes.append(f"{code}: the name is in one language; write the other two.")
    section = found.sections[code]
    _take(found, code, service, here)
    _territory(found, code, service, here)
    for ours, theirs in AGES.items():
        if isinstance(service.get(theirs), int | float):
            section[ours] = int(service[theirs])
    for site in _sites(service, locations):
        sites = section.setdefault("sites", {})
        sites.setdefault(code_of(str(site["name"])), {"name": site["name"]})


def _take(found: Found, code: str, service: Thing, here: City) -> None:
    """What it takes, where the directory says so by a reason's code."""
    section = found.sections[code]
    takes = _known(_terms(service), {each.code: each.code for each in here.reasons})
    if takes:
        section["takes"] = sorted({*section.get("takes", []), *takes})
        section["receives"] = "yes"
    else:
        found.notes.append(f"{code}: no reason of the city in {service['name']!r}; add takes.")


def _territory(found: Found, code: str, service: Thing, here: City) -> None:
    """Where, if all that it says are districts: a part of them would leave people out."""
    section = found.sections[code]
    districts = {name: each.code for each in here.districts for name in (each.code, each.name)}
    areas = [str(each.get("name") or "") for each in service.get("service_areas") or []]
    where = _known(areas, districts)
    if where and len(where) == len(areas):
        section["districts"] = sorted({*section.get("districts", []), *where})
    elif areas:
        found.notes.append(f"{code}: an area that it serves is no district; see to districts.")


def _section(name: str) -> Thing:
    names = dict.fromkeys(("ca", "es", "en"), name)
    return {"name": names, "illustrative": "no", "receives": "no"}


def _terms(service: Thing) -> list[str]:
    """How the directory classifies a service: by the codes and names of its terms."""
    terms = [each.get("taxonomy_term") or {} for each in service.get("attributes") or []]
    return [str(term[name]) for term in terms for name in ("code", "name") if term.get(name)]


def _sites(service: Thing, locations: dict[Any, Thing]) -> Iterator[Thing]:
    for each in service.get("service_at_locations") or []:
        place = each.get("location") or locations.get(each.get("location_id")) or {}
        if place.get("name"):
            yield place


def _known(words: Iterable[str], codes: dict[str, str]) -> list[str]:
    return [codes[word] for word in words if word in codes]


def code_of(name: str) -> str:
    """A code out of a name: small letters without accents, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_CODE].strip("-") or "partner"
