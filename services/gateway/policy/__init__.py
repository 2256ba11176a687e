"""Who may."""

from services.gateway.policy.doors import DOORS
from services.gateway.policy.house import HOUSE
from services.gateway.policy.people import OF_PEOPLE
from shared.rights import Policy

POLICY: Policy = {**DOORS, **OF_PEOPLE, **HOUSE}
"""An act on a contact asks for its unit where it is taken, one on a person for a relation."""

__all__ = ["POLICY"]
