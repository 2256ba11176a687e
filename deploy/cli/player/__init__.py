"""Plays a realistic day through the same HTTP API that people and exchanges use.

It is a demonstration: the people are invented, nothing else is. Arrivals, waits and services are
drawn from simple distributions; each desk is a colleague with a key of its own.
"""
