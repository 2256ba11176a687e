"""Retention: what is due by the city's table, and its removal.

``kinds`` lists every kind of datum with its tables, ``removals`` how its rows go; ``job`` counts
what is due and removes it, batch by batch; ``holds`` says what stays; ``runs`` keeps the reports.
"""
