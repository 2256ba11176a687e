"""On which side of a referral somebody stands, and what of it they may know."""

from services.referrals.domain.referral import Party, Referral
from shared.identity import Principal, Role


def side_of(referral: Referral, who: Principal) -> Party | None:
    """Their side; none: to them there is no such referral.

    Whoever is of both sides, as of the whole city, stands where something is owed.
    """
    if referral.restricted and who.organisation is None and Role.PROFESSIONAL not in who.roles:
        return None
    receives = referral.known_to_receiver and _is(referral.unit, who, partner=referral.outside)
    if receives:
        return Party.RECEIVER
    return Party.SENDER if sends(referral, who) else None


def sends(referral: Referral, who: Principal) -> bool:
    """Whether it is their own."""
    return _is(referral.organisation, who, partner=not referral.internal)


def _is(code: str, who: Principal, *, partner: bool) -> bool:
    return who.organisation == code if partner else who.sees(code)
