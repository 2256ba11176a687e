"""Plays days of the city: a plan from a seed, played through the public APIs, and recounted.

People and staff are invented, nothing else is: each colleague signs in with an account of their
own, kiosks and the exchange with what a city would give them. ``portes day`` plays one day,
``portes season`` many; ``make up`` plays whatever day the business clock shows.
"""
