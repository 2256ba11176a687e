"""As what somebody comes in, by what the provider says of them and what the city makes of it."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.city import WHOLE_CITY, SignIn
from shared.errors import Refused
from shared.identity.oidc.values import Claims
from shared.identity.principal import MACHINES, PARTNERS, Role
from shared.identity.rights import Rights

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """Roles within a scope; ``units`` none is the whole city."""

    roles: frozenset[Role]
    units: frozenset[str] | None
    organisation: str | None


def standing(claims: Claims, meaning: SignIn, units: Collection[str]) -> Standing | None:
    """Roles and scope; none for whoever has no role, or no place to have it in.

    A partner has one organisation and no unit; whoever is both partner and staff has two accounts
    at the provider, since one of them could be used to see what the other may not. So has whoever
    administers or watches over the data, and reads people's besides.
    """
    known = {str(role) for role in set(Role) - MACHINES}
    roles = frozenset(Role(code) for code in meaning.roles.codes(claims) & known)
    if not roles or (roles & PARTNERS and roles - PARTNERS):
        return None
    if roles & PARTNERS:
        organisations = meaning.organisations.codes(claims)
        alone = next(iter(organisations)) if len(organisations) == 1 else None
        return Standing(roles, frozenset(), alone) if alone else None
    places = meaning.units.codes(claims)
    ours = None if WHOLE_CITY in places else places & frozenset(units)
    try:
        Rights(roles, ours).for_an_account()
    except Refused:
        return None
    return Standing(roles, ours, None)


def name_of(claims: Claims, meaning: SignIn) -> str:
    """How somebody is called; the provider's own word for them where it says nothing else."""
    said = claims.get(meaning.name)
    called = said if isinstance(said, str) and said else str(claims["sub"])
    return called.replace("\0", "")[:LONGEST_NAME]
