"""Sign-in by the city's identity provider (OpenID Connect): code flow with PKCE, and its logout.

``provider`` is imported only where there is one: its libraries take half a second to load.
"""

from shared.identity.oidc.standing import Standing, name_of, standing
from shared.identity.oidc.values import Asked, Claims, LoggedOut, NotTrusted, ProviderAway

__all__ = [
    "Asked",
    "Claims",
    "LoggedOut",
    "NotTrusted",
    "ProviderAway",
    "Standing",
    "name_of",
    "standing",
]
