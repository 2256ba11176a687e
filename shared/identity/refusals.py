"""What cannot be done with accounts, passwords and keys."""

from typing import ClassVar

from shared.errors import Refused, TooMany


class WrongRoles(Refused):
    """People's roles are people's, machines' are machines', and a screen has nothing else."""

    code = "wrong-roles"
    title = "These roles cannot be given together, or not to this kind of account."


class WrongOrganisation(Refused):
    """A partner's scope is its organisation, everybody else's are units."""

    code = "wrong-organisation"
    title = "A partner needs an organisation and no unit; nobody else has an organisation."
    field = "organisation"


class NoUnit(Refused):
    """A scope in which nothing lies."""

    code = "no-unit"
    title = "Choose at least one centre, or the whole city."
    field = "unit"


class WholeCityOnly(Refused):
    """What administrators and officers do is asked of the whole city."""

    code = "whole-city-only"
    title = "Administrators and data-protection officers work for the whole city, never for a part."


class SeparateDuties(Refused):
    """Whoever gives rights, or watches who reads, reads nobody's data."""

    code = "separate-duties"
    title = "Whoever administers or watches does not read people's data too. Give two accounts."


class UnknownUnits(Refused):
    """A scope that the city does not have."""

    code = "unknown-units"
    title = "There is no such centre in the city. Choose among those that there are."


class OwnRights(Refused):
    """Rights come from somebody else."""

    status: ClassVar[int] = 403
    code = "own-rights"
    title = "Nobody changes their own roles, scope or account. Ask another administrator."


class NoPasswordHere(Refused):
    """The city's identity provider vouches for the account."""

    code = "no-password-here"
    title = "This account signs in by the city's sign-in: its password is changed there."


class NameTaken(Refused):
    """An account or a live key has the name."""

    code = "name-taken"
    title = "This name is already used."


class NoSuchRole(Refused):
    """At least one role, and only known ones."""

    code = "no-role"
    title = "Choose at least one role."
    field = "role"


class TwoKeys(Refused):
    """Rotation needs two keys, never more."""

    code = "two-keys"
    title = "Two keys of this machine are live already. Revoke one of them first."


class WrongSignIn(Refused):
    """Name and password do not fit; which of them is never said."""

    code = "wrong-sign-in"
    title = "Name and password do not fit. Check both and try again."
    field = "user_name"


class TooManyTries(TooMany):
    """This name was tried too often from this address or device."""

    code = "too-many-tries"
    title = "Too many tries with this name from here. Wait a minute and try again."


class WrongPresentPassword(Refused):
    """Whoever sits at an open session is not yet its owner."""

    code = "wrong-present-password"
    title = "The present password is not right."
    field = "present"


class PasswordsDiffer(Refused):
    """A slip of the hand would lock its owner out."""

    code = "passwords-differ"
    title = "The new password and its repetition are not the same."
    field = "repeated"


class PasswordTooShort(Refused):
    """Length is what makes a password strong."""

    code = "password-too-short"
    title = "The new password is too short. It needs at least 12 characters; a phrase is good."
    field = "password"


class PasswordTooLong(Refused):
    """Nothing is cut off silently."""

    code = "password-too-long"
    title = "The new password is too long. At most 200 characters are kept."
    field = "password"


class PasswordTooCommon(Refused):
    """It is among the first that anybody would try."""

    code = "password-too-common"
    title = "The new password is one of the first that others would try. Choose another."
    field = "password"


class PasswordOfContext(Refused):
    """It holds the name of its owner, their organisation or this system."""

    code = "password-of-context"
    title = "The new password holds your name, your organisation or this system's. Choose another."
    field = "password"
