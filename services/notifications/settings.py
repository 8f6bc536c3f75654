"""What notifications needs to be told. Nothing secret has a default: absent means that it does not start."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from assembly.settings import Port, ServiceSettings
from contracts.codes import DutyRole, Transport


class Settings(ServiceSettings):
    """Read from `CSODS_NOTIFICATIONS_…`; frozen once read.

    `transport` is the local mailbox, or GOV.UK
    Notify: that takes an API key, a template id by means (POST, EMAIL, TEXT) and a number for each duty role.
    """

    model_config = SettingsConfigDict(env_prefix="CSODS_NOTIFICATIONS_")

    port: Port = 8104
    transport: Literal["mailbox", "govuk-notify"]
    mailbox_url: str = ""
    mailbox_key: SecretStr = SecretStr("")
    notify_key: SecretStr = SecretStr("")
    notify_templates: dict[Transport, str] = Field(default_factory=dict)
    notify_duty: dict[DutyRole, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _transport_is_complete(self) -> Self:
        if self.transport == "mailbox" and not (self.mailbox_url and self.mailbox_key.get_secret_value()):
            raise ValueError("mailbox_url and mailbox_key: say where the mailbox is and give its key")
        if self.transport == "govuk-notify":
            means = {Transport.POST, Transport.EMAIL, Transport.TEXT}
            if missing := sorted(means - set(self.notify_templates)):
                raise ValueError(f"notify_templates: give a template for {', '.join(missing)}")
            if missing_roles := sorted(set(DutyRole) - set(self.notify_duty)):
                raise ValueError(f"notify_duty: give a number for {', '.join(missing_roles)}")
        return self
