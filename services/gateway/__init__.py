"""Gateway: people at the desk and on the telephone, and the desks that serve them.

Owns   contacts with their acts, people, desks, ticket numbers, what telephone exchanges told
Tells  gateway.contact_*.v1, gateway.desk_changed.v1, gateway.heartbeat.v1
Hears  sessions and places of the groups, referrals; telephone exchanges speak to its API
Shows  /desk  queue, call, service, outcome;  /wall  codes called
"""
