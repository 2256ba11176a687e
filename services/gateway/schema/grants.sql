GRANT SELECT, INSERT, UPDATE ON timeline, contact, contact_act, desk, ticket_counter TO {role};
GRANT SELECT, INSERT ON call_event, seal_change TO {role};
GRANT SELECT, INSERT, UPDATE ON person, person_unit, person_link, exclusion, declared_conflict, break_glass TO {role};
GRANT SELECT, INSERT, DELETE ON person_search, person_name_key TO {role};
