"""What is refused of sessions and their waiting lists."""

from shared.errors import Conflict


class OfferOver(Conflict):
    """There is no offer, or no longer."""

    code = "offer-over"
    title = "This offer is over."


class NoPlaceLeft(Conflict):
    """A late offer, and others answered first."""

    code = "no-place-left"
    title = "Others were faster: there are not enough places left."
