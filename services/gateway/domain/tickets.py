"""Why a kiosk gives no ticket."""

from shared.errors import Conflict


class CentreClosed(Conflict):
    """Tickets are given while the centre is open."""

    code = "centre-closed"
    title = "The centre is closed now."


class NoticeChanged(Conflict):
    """The privacy notice on the screen is no longer the one that holds."""

    code = "notice-changed"
    title = "The privacy notice has just changed: please read it and touch again."
