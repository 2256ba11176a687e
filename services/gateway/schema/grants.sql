GRANT SELECT, INSERT, UPDATE ON contact, contact_act, desk, ticket_counter TO {role};
GRANT SELECT, INSERT ON call_event, seal_change TO {role};
GRANT SELECT, INSERT, UPDATE ON person, person_unit, exclusion, declared_conflict, break_glass TO {role};
GRANT SELECT, INSERT, DELETE ON person_search TO {role};
GRANT SELECT, INSERT, UPDATE ON paper_gap, paper_block, paper_entry, wait_promise TO {role};
