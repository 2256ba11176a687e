"""No leak sideways: whatever leaves by a side door in any test is searched for canaries.

``watch`` searches and counts; each of the others stands at one kind of door; ``plugin`` tells at
the run's end what was searched, and fails the run for what was found.
"""
