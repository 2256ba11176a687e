"""Who may sign in to the demonstration, and for whom they work."""

from shared.identity import Role

DEMO_CENTRES = 3
"""How many centres the demonstration's receptionist works at, besides the telephone service."""
LOGINS = {
    "recepcio": Role.RECEPTION,
    "direccio": Role.MANAGER,
    "professional": Role.PROFESSIONAL,
    "dinamitzacio": Role.FACILITATOR,
    "entitat": Role.PARTNER,
    "tutoria": Role.FUNCTIONAL_TUTOR,
    "dpd": Role.DATA_PROTECTION_OFFICER,
    "pantalla": Role.DISPLAY,
    "quiosc": Role.KIOSK,
    "admin": Role.ADMINISTRATOR,
}
NAMES = {
    "recepcio": "Montserrat Pujol Ferrer",
    "direccio": "Jordi Casals Ribas",
    "professional": "Núria Vidal Torrents",
    "dinamitzacio": "Marc Sabater Cuní",
    "entitat": "Laia Bosch Planell",
    "tutoria": "Ramon Estruch Oller",
    "dpd": "Carme Rovira Sants",
    "admin": "Oriol Molins Dalmau",
}
"""Of the people among them; invented."""
AT_A_CENTRE = frozenset({Role.DISPLAY, Role.KIOSK, Role.PROFESSIONAL, Role.FACILITATOR})
PARTNER = "oficina-habitatge"
"""The organisation of the demonstration's partner; invented."""
