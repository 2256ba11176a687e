"""Roles and scope as a form asks for them."""

from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from shared.city import City
from shared.city.store import current
from shared.db import Scope, transaction
from shared.identity.rights import Rights, rights
from shared.rights.words import ROLES
from shared.web import around

Word = Annotated[str, Field(max_length=60)]


class RightsForm(BaseModel):
    """Roles, and units, the whole city, or a partner's organisation."""

    model_config = ConfigDict(extra="ignore")

    role: list[Word] = []
    scope: Annotated[str, Field(pattern="^(units|city|organisation)$")] = "units"
    unit: list[Word] = []
    organisation: Annotated[str, Field(max_length=100)] = ""

    async def rights(self, request: Request) -> Rights:
        """What was chosen. Raises ``NoSuchRole`` or ``UnknownUnits``."""
        units = self.unit if self.scope == "units" else None
        organisation = self.organisation.strip() if self.scope == "organisation" else None
        given = rights(self.role, units, organisation)
        given.within(unit.code for unit in (await _city(request)).places)
        return given


async def choices(request: Request) -> dict[str, Any]:
    """Names of roles, and the city's units to choose from."""
    return {"role_names": ROLES, "places": (await _city(request)).places}


async def _city(request: Request) -> City:
    here = around(request)
    async with transaction(here.pool, Scope.SYSTEM) as tx:
        return await current(tx, here.clock.now())
