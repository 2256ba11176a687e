"""Sign-in by an identity provider, proved against a real Keycloak."""
