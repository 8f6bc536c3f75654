"""Real Kafka and PostgreSQL on this machine, for demonstrations, tests and `make up`. Start at `stack.py`."""
