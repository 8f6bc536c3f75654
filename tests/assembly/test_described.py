"""A service is described by the register alone: what it reads, where it writes, who may open what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assembly.described import PUBLISHED, described
from contracts.decisions import ApplicationProgressed
from contracts.intake import ApplicationMade
from contracts.keyring import KeyringUnreadable, path_of
from messaging.service import Service
from services.intake import handlers
from services.intake.app import EDITION
from services.intake.domain.decide import decider
from services.intake.domain.due import Patience
from services.intake.domain.events import PRIVATE
from tests.assembly.given import FORCE, keys


def intake(home: Path, whose: str = "intake") -> Service[Any]:
    return described(
        FORCE,
        "intake",
        decider=decider(FORCE, Patience()),
        routes=handlers.ROUTES,
        private=PRIVATE,
        edition=EDITION,
        keyring=path_of(keys(home), f"{FORCE}.{whose}"),
        secret=b"a secret",
    )


def test_it_is_named_as_the_brokers_and_its_readers_name_it(tmp_path: Path) -> None:
    service = intake(tmp_path)
    assert (service.principal, service.source) == ("46.intake", "csods/46/intake")


def test_it_reads_what_the_register_lets_it_read_and_knows_each_writer(tmp_path: Path) -> None:
    feeds = {feed.topic: feed for feed in intake(tmp_path).feeds}
    assert feeds["csods.46.decisions"].source == "csods/46/decisions"
    assert feeds["csods.46.decisions"].ours
    assert ApplicationProgressed.TYPE in feeds["csods.46.decisions"].carries
    assert "csods.46.intake" not in feeds


def test_an_event_has_one_topic_or_stays_private(tmp_path: Path) -> None:
    service = intake(tmp_path)
    assert service.topic_for(ApplicationMade.TYPE) == "csods.46.intake"
    assert service.topic_for(ApplicationProgressed.TYPE) is None
    assert {service.topic_for(kind.TYPE) for kind in PRIVATE} == {None}


def test_keys_are_wrapped_for_those_who_may_open_and_never_for_notifications(tmp_path: Path) -> None:
    service = intake(tmp_path)
    assert "46.checks" in service.readers("csods.46.intake", "subject")
    assert "46.notifications" not in service.readers("csods.46.intake", "subject")
    assert "46.notifications" in service.readers("csods.46.intake", "applicant_contact")
    assert "46.intake" not in service.readers("csods.46.intake", "subject")


def test_it_knows_what_is_sealed_for_itself_on_what_it_reads(tmp_path: Path) -> None:
    readers = intake(tmp_path).readers
    assert "46.intake" in readers("csods.46.decisions", "applicant")
    assert "46.intake" not in readers("csods.46.decisions", "findings")
    assert "46.decisions" not in readers("csods.46.decisions", "applicant"), "its writer has its own key"


def test_the_keys_of_another_service_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyringUnreadable, match=r"46\.checks"):
        intake(tmp_path, whose="checks")


def test_every_published_event_can_be_read_by_every_service(tmp_path: Path) -> None:
    catalogue = intake(tmp_path).catalogue
    assert all(catalogue.kind(kind.TYPE) is kind for kind in (*PUBLISHED, *PRIVATE))
