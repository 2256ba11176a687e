"""What is refused of people, and of those who look at them."""

from shared.errors import Conflict, Refused, TooMany


class NobodyNamed(Conflict):
    """The contact concerns nobody known."""

    code = "nobody-named"
    title = "First say whom this contact concerns."


class UnknownColleague(Refused):
    """No account of a person has this user name."""

    code = "unknown-colleague"
    title = "There is no colleague of that user name."
    field = "colleague"


class UnknownProfessional(Refused):
    """No professional of the unit has this user name, or they must not see the person."""

    code = "unknown-professional"
    title = "No professional of this unit has that user name."
    field = "colleague"


class SealedAlready(Conflict):
    """The person is sealed; only the data-protection officer changes for whom."""

    code = "sealed-already"
    title = (
        "This person is sealed already. The data-protection officer can change for which centres."
    )


class SealReasonMissing(Refused):
    """Who may know of a sealed person changes only with a reason of the list."""

    code = "seal-reason-missing"
    title = "Choose a reason: without one nothing changes."
    field = "reason"


class ReasonMissing(Refused):
    """A rule ends only with a reason."""

    code = "reason-missing"
    title = "Write why this rule ends."
    field = "why"


class TelephoneUnreadable(Refused):
    """No telephone number anywhere looks like this."""

    code = "telephone-unreadable"
    title = "This is no telephone number. Write it with its prefix if it is not from here."
    field = "telephone"


class WordsUnreadable(Refused):
    """A name, document or language that cannot be kept as such."""

    code = "words-unreadable"
    title = "Write the name, and the document with its letters and digits only."


class NothingAsked(Refused):
    """A search by nothing that can be searched by."""

    code = "nothing-asked"
    title = "Write a whole telephone number or a whole document."
    field = "asked"


class OneAndTheSame(Refused):
    """A person would be linked to themselves."""

    code = "one-and-the-same"
    title = "This is the same person."


class TooManyPeople(TooMany):
    """More people looked for within an hour than anybody's work needs."""

    code = "too-many-people"
    title = "You have looked for many people within an hour. Wait, or ask your manager."


class WordsMissing(Refused):
    """Words of one's own that say nothing, or too much."""

    code = "words-missing"
    title = "Say why in your own words, in ten to five hundred letters."
    field = "words"


class GlassNotNeeded(Conflict):
    """Whoever asks may see the person already."""

    code = "glass-not-needed"
    title = "You can see this person already; no emergency access is needed."


class TooManyGlasses(TooMany):
    """More uses of break-glass within an hour than the city's rules allow."""

    code = "too-many-glasses"
    title = "You have used emergency access often within an hour. Speak with your manager."


class AlreadyNoted(Conflict):
    """An officer has noted this use."""

    code = "already-noted"
    title = "Somebody has noted this already; their note stands below."
