"""What of a play is the operator's: accounts and keys of those who are played, and the clock.

Whoever is played knows the public APIs alone; all that is read or written in an instance's
databases for them stands here.
"""
