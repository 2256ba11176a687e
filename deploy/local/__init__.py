"""The real parts on one machine without Docker, Java or root: PostgreSQL, Kafka and Caddy."""
