"""The city folder: read from files that anybody can edit, checked, and loaded into the databases.

``check.read`` reads and checks; ``load.load`` puts what was read into each service's database.
"""
