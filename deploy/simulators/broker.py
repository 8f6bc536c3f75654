"""How a simulated partner reaches Kafka, and as whom: from its environment."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Broker(BaseSettings, env_prefix="CSODS_SIM_", frozen=True):
    """Without a bootstrap server it has no topics, and takes no referrals."""

    kafka_bootstrap: str = ""
    kafka_password: SecretStr | None = None
    principal: str
    force: str = "46"

    def login(self) -> dict[str, Any]:
        plain = {"bootstrap_servers": self.kafka_bootstrap, "client_id": f"{self.principal}-simulator"}
        if self.kafka_password is None:
            return plain
        return plain | {
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.principal,
            "sasl_plain_password": self.kafka_password.get_secret_value(),
        }
