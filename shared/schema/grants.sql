GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT ON schema_migration, source_epoch, city_version TO {role};
GRANT SELECT, INSERT, DELETE ON outbox_pending TO {role};
GRANT SELECT, INSERT ON outbox_archive TO {role};
GRANT SELECT ON outbox_archive_rest TO {role};
GRANT SELECT, INSERT, UPDATE ON outbox_lease, consumer_position, parked_event TO {role};
GRANT EXECUTE ON FUNCTION outbox_partition(date) TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON answered_command TO {role};
GRANT SELECT, INSERT ON look TO {role};
