"""On which side of a referral somebody stands, and what of it they may know."""

from services.referrals.domain.referral import Referral
from services.referrals.domain.states import Party
from shared.identity import Principal, Role


def sides_of(referral: Referral, who: Principal) -> frozenset[Party]:
    """Every side on which they stand; none: to them there is no such referral."""
    if referral.restricted and who.organisation is None and Role.PROFESSIONAL not in who.roles:
        return frozenset()
    receives = referral.known_to_receiver and _is(referral.unit, who, partner=referral.outside)
    standing = {Party.RECEIVER: receives, Party.SENDER: sends(referral, who)}
    return frozenset(side for side, stands in standing.items() if stands)


def side_of(referral: Referral, who: Principal, chosen: Party | None = None) -> Party | None:
    """Their side; none: to them there is no such referral.

    Whoever is of both sides, as of the whole city, chooses, or else stands where something is owed.
    """
    sides = sides_of(referral, who)
    if len(sides) < len(Party):
        return next(iter(sides), None)
    return chosen or (Party.SENDER if referral.came_back else Party.RECEIVER)


def sends(referral: Referral, who: Principal) -> bool:
    """Whether it is their own."""
    return _is(referral.organisation, who, partner=not referral.internal)


def _is(code: str, who: Principal, *, partner: bool) -> bool:
    return who.organisation == code if partner else who.sees(code)
