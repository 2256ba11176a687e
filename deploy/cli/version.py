"""Which Portes this is."""

PORTES = "0.1.0"
