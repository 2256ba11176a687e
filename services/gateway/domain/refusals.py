"""What the gateway's rules say no to."""

from shared.errors import Conflict, Refused


class NotInThisState(Conflict):
    """The contact is no longer in a state that allows this."""

    code = "not-in-this-state"
    title = "This contact has moved on meanwhile."


class NobodyWaits(Refused):
    """There is nobody to call."""

    code = "nobody-waits"
    title = "Nobody is waiting for this desk."


class DeskBusy(Conflict):
    """The desk still has a contact in front of it."""

    code = "desk-busy"
    title = "First say how the contact at this desk ends, or park it."


class DeskNotOpen(Conflict):
    """The desk does not serve now."""

    code = "desk-not-open"
    title = "This desk is not open."


class DeskTaken(Conflict):
    """A colleague works at this desk."""

    code = "desk-taken"
    title = "A colleague works at this desk."


class NothingToUndo(Conflict):
    """The last act cannot be undone, or not any more."""

    code = "nothing-to-undo"
    title = "There is nothing to undo here any more."


class UnknownReason(Refused):
    """The reason is not in the city's list."""

    code = "unknown-reason"
    title = "This reason is not in the city's list."


class UnknownPlace(Refused):
    """There is no such desk or unit in the city."""

    code = "unknown-place"
    title = "There is no such desk or unit."
