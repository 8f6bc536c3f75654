"""Children's social care: asked over HTTP, answers later on its own Kafka topic."""
