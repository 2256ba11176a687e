"""Keeps an instance's parts running: starts, watches, restarts, and ends them together.

What is *wanted* stands in the folder ``run/stopped`` (a file for each part that shall stay down),
what *is* stands in ``run/state.json``; the command line writes the one and reads the other.
"""
