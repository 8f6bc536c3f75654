"""Durable messages over Kafka and PostgreSQL: what README.md in this folder walks through."""
