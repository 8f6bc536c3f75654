"""Who writes, who reads and who may open what: one register, and nothing beside it."""

import pytest

from contracts import agencies, checks, decisions, intake, notifications, receipts
from contracts.audiences import AUDIENCES, OTHER_FORCE
from contracts.parties import SERVICES, force_of, role, systems_of
from contracts.parties import agencies as parties
from contracts.schemas import every_content, every_event
from contracts.topics import MAX_MESSAGE_BYTES, RETENTION, Keyed, Topic, for_force

KENT = for_force("46")
SEES_NOTHING_OF = ("subject", "children", "account", "risk", "findings", "reasons", "record", "applicant")


def test_the_topics_of_a_force_are_these() -> None:
    assert {topic.name: (topic.writer, topic.readers) for topic in KENT.topics} == {
        "csods.46.intake": ("46.intake", ("46.checks", "46.decisions", "46.notifications")),
        "csods.46.checks": ("46.checks", ("46.intake", "46.decisions")),
        "csods.46.decisions": ("46.decisions", ("46.intake", "46.checks")),
        "csods.46.notices": ("46.decisions", ("46.notifications",)),
        "csods.46.closings": ("46.decisions", ("46.notifications",)),
        "csods.46.notifications": ("46.notifications", ("46.intake", "46.decisions")),
        "csods.46.checks.from.socialcare-kent": ("socialcare-kent", ("46.checks",)),
        "csods.socialcare-kent.from.46.checks": ("46.checks", ("socialcare-kent",)),
        "csods.46.decisions.from.23.decisions": ("23.decisions", ("46.decisions",)),
        "csods.23.decisions.from.46.decisions": ("46.decisions", ("23.decisions",)),
        "csods.46.decisions.from.41.decisions": ("41.decisions", ("46.decisions",)),
        "csods.41.decisions.from.46.decisions": ("46.decisions", ("41.decisions",)),
        **{
            f"csods.{system}-46.from.46.intake": ("46.intake", (f"{system}-46",))
            for system in ("custody", "intelligence", "crime", "offenders")
        },
        "csods.46.intake.from.custody-46": ("custody-46", ("46.intake",)),
        "csods.46.intake.from.intelligence-46": ("intelligence-46", ("46.intake",)),
        "csods.46.intake.from.crime-46": ("crime-46", ("46.intake",)),
        "csods.46.intake.from.offenders-46": ("offenders-46", ("46.intake",)),
        "csods.46.decisions.from.socialcare-kent": ("socialcare-kent", ("46.decisions",)),
        "csods.socialcare-kent.from.46.decisions": ("46.decisions", ("socialcare-kent",)),
        "csods.46.decisions.from.probation-kent": ("probation-kent", ("46.decisions",)),
        "csods.probation-kent.from.46.decisions": ("46.decisions", ("probation-kent",)),
    }


def test_another_force_has_its_own_topics_and_agencies() -> None:
    own = {topic.name for topic in for_force("22").topics}
    assert own == {
        f"csods.22.{name}"
        for name in ("intake", "checks", "decisions", "notices", "closings", "notifications")
    }
    with pytest.raises(ValueError, match="no force"):
        for_force("99")


def test_every_public_event_has_exactly_one_topic_and_a_private_one_has_none() -> None:
    modules = {
        "46.intake": intake,
        "46.checks": checks,
        "46.decisions": decisions,
        "46.notifications": notifications,
        "socialcare-kent": agencies,
    }
    for writer, module in modules.items():
        for kind in module.EVENTS:
            homes = [topic.name for topic in KENT.writes(writer) if topic.carried(kind.TYPE)]
            assert len(homes) == kind.PUBLIC, (kind.TYPE, homes)
            topic = KENT.topic_for(writer, kind.TYPE)
            assert (topic and [topic.name]) == (homes or None)


def test_nobody_publishes_what_is_another_services() -> None:
    assert KENT.topic_for("46.intake", "checks.check.completed.v1") is None
    assert KENT.topic_for("46.notifications", "immediate_risk.identified.v1") is None


def test_an_immediate_risk_has_three_publishers_each_on_its_own_topic() -> None:
    topics = [KENT.topic_for(f"46.{name}", "immediate_risk.identified.v1") for name in SERVICES]
    assert [topic and topic.name for topic in topics] == [
        "csods.46.intake",
        "csods.46.checks",
        "csods.46.decisions",
        None,
    ]


def test_letters_and_alerts_are_not_counted_together() -> None:
    """The number of a letter would tell how often somebody was rung before it (C-10)."""
    carried = {name: KENT.topic(f"csods.46.{name}").carries for name in ("notices", "closings")}
    assert [kind.TYPE for kind in carried["notices"]] == ["decisions.officer_alert.due.v1"]
    assert [kind.TYPE for kind in carried["closings"]] == ["decisions.closing.due.v1"]


def test_notifications_reads_nothing_else_of_decisions() -> None:
    read = [topic.name for topic in KENT.reads("46.notifications") if topic.writer == "46.decisions"]
    assert read == ["csods.46.notices", "csods.46.closings"]


def test_notifications_has_no_key_but_that_of_the_applicants_contact() -> None:
    for label in SEES_NOTHING_OF:
        assert "notifications" not in AUDIENCES[label].roles
        assert all("46.notifications" not in topic.may_open(label) for topic in KENT.topics)
    assert KENT.wraps("46.decisions", "decisions.closing.due.v1", "applicant_contact") == {"46.notifications"}


def test_every_label_is_in_the_table_and_every_row_is_used() -> None:
    labels = {kind.LABEL for kind in every_content().values()}
    assert labels == AUDIENCES.keys()
    roles = {one for row in AUDIENCES.values() for one in row.roles}
    assert roles <= {*SERVICES, OTHER_FORCE, *parties()}
    assert roles & parties().keys() == AUDIENCES["shared"].roles - {"decisions"}, "one label goes to partners"
    assert all(row.why for row in AUDIENCES.values())


def test_a_label_without_a_row_has_no_audience() -> None:
    with pytest.raises(KeyError):
        KENT.topic("csods.46.intake").may_open("diary")


def test_keys_go_to_the_audience_as_far_as_it_reads() -> None:
    assert KENT.wraps("46.intake", "intake.application.made.v1", "subject") == {"46.checks", "46.decisions"}
    assert KENT.wraps("46.checks", "checks.check.completed.v1", "findings") == {"46.decisions"}
    assert KENT.wraps("46.checks", "checks.initial_checks.completed.v1", "reasons") == {"46.decisions"}
    assert KENT.wraps("socialcare-kent", "agency_check.answered.v1", "findings") == {"46.checks"}
    assert KENT.wraps("46.decisions", "decisions.case.categorised.v1", "reasons") == frozenset()
    assert KENT.wraps("46.decisions", "decisions.application.progressed.v1", "reasons") == frozenset()


def test_what_leaves_decisions_does_not_vary_with_the_outcome() -> None:
    open_fields = {
        kind.TYPE: set(kind.model_fields) - kind.LABELS.keys()
        for kind in decisions.EVENTS
        if kind.PUBLIC and kind.TYPE.split(".")[1] in ("application", "case")
    }
    assert open_fields == {
        "decisions.application.progressed.v1": {"decided_at"},
        "decisions.application.not_progressed.v1": {"decided_at"},
        "decisions.case.finalised.v1": {"finalised_at"},
        "decisions.case.closed.v1": {"closed_at"},
    }


def test_the_closing_notice_has_one_shape() -> None:
    fields = decisions.ClosingDue.model_fields
    assert set(fields) == {"kind", "delivery", "contact", "reference", "closing_date", "due_at"}
    assert all(field.is_required() for field in fields.values())


def test_an_officer_alert_holds_nothing_about_anybody() -> None:
    fields = set(decisions.OfficerAlertDue.model_fields)
    assert fields == {"alert", "kind", "role", "level", "reference", "due_at", "acknowledge_by", "also"}
    assert set(decisions.AlsoUnanswered.model_fields) == {"alert", "kind", "level"}
    assert not decisions.OfficerAlertDue.LABELS


def between_forces(topic: Topic) -> bool:
    return "" not in {force_of(topic.writer), *map(force_of, topic.readers)} and topic.from_outside


def test_topics_to_create_are_plain_data() -> None:
    created = KENT.topics_to_create()
    assert len(created) == len(KENT.topics) + len(SERVICES)
    several = {topic.name for topic in KENT.topics if not between_forces(topic)}
    assert {topic["partitions"] for topic in created if topic["name"] in several} == {6}
    assert created[0]["config"] == {
        "cleanup.policy": "delete",
        "max.message.bytes": str(MAX_MESSAGE_BYTES),
        "retention.ms": str(RETENTION.days * 24 * 3600 * 1000),
    }


def test_what_crosses_between_two_forces_has_one_partition() -> None:
    """A topic for each two of 43 forces: at six each they would be more than half of all there are."""
    crossing = [topic for topic in KENT.topics if between_forces(topic)]
    assert {topic.name for topic in crossing} >= {"csods.23.decisions.from.46.decisions"}
    assert {topic.partitions for topic in crossing} == {1}
    created = {topic["name"]: topic["partitions"] for topic in KENT.topics_to_create()}
    assert {created[topic.name] for topic in crossing} == {1}


def test_each_topic_has_one_writer_in_the_acls_and_only_its_readers() -> None:
    acls = KENT.acls()
    for topic in KENT.topics:
        rows = [row for row in acls if (row["resource"], row["name"]) == ("TOPIC", topic.name)]
        assert [row["principal"] for row in rows if "WRITE" in row["operations"]] == [topic.writer]
        compares = (topic.writer,) if topic.compared else ()
        assert tuple(row["principal"] for row in rows if "READ" in row["operations"]) == (
            *compares,
            *topic.readers,
        )


def test_each_service_writes_its_roots_where_no_service_reads_and_they_are_kept_for_ever() -> None:
    assert {topic.name: topic.writer for topic in KENT.roots} == {
        f"csods.46.roots.{name}": f"46.{name}" for name in SERVICES
    }
    for topic in KENT.roots:
        assert topic == KENT.roots_of(topic.writer)
        rows = [row for row in KENT.acls() if row["name"] == topic.name]
        assert rows == [
            {
                "principal": topic.writer,
                "resource": "TOPIC",
                "name": topic.name,
                "operations": ["WRITE", "DESCRIBE"],
            }
        ]
        assert topic not in KENT.writes(topic.writer), "no event and no sign of life goes there"
        created = next(one for one in KENT.topics_to_create() if one["name"] == topic.name)
        assert created["partitions"] == 1, "roots follow one another"
        assert int(created["config"]["retention.ms"]) > 1000 * RETENTION.total_seconds() * 1000
    with pytest.raises(LookupError, match="no roots"):
        KENT.roots_of("socialcare-kent")


def test_a_reader_has_its_own_consumer_group_and_nobody_a_transaction() -> None:
    acls = KENT.acls()
    groups = {row["principal"]: row["name"] for row in acls if row["resource"] == "GROUP"}
    assert groups == {reader: f"csods.{reader}" for topic in KENT.topics for reader in topic.readers}
    assert {f"46.{name}" for name in SERVICES} <= groups.keys()
    assert {row["resource"] for row in acls} == {"TOPIC", "GROUP"}


def test_a_service_knows_all_that_it_reads_and_writes() -> None:
    for principal in KENT.principals():
        known = {kind.TYPE for kind in KENT.events_of(principal)}
        topics = (*KENT.reads(principal), *KENT.writes(principal))
        assert known == {kind.TYPE for topic in topics for kind in topic.carries}
    assert role("46.intake") == "intake"
    assert len(every_event()) >= 53


def test_a_police_system_writes_its_own_topic_alone_and_calls_its_cases_as_it_likes() -> None:
    for system in systems_of("46"):
        (topic,) = KENT.writes(system.id)
        assert topic.name == f"csods.46.intake.from.{system.id}"
        assert (topic.readers, topic.keyed, topic.from_outside) == (("46.intake",), Keyed.THEIRS, True)
        assert [topic.carries for topic in KENT.reads(system.id)] == [receipts.EVENTS]
        assert topic.carried("immediate_risk.identified.v1"), "a child at risk is said by whichever system"


def test_what_a_police_system_tells_of_people_is_for_intake_alone() -> None:
    topic = KENT.topic("csods.46.intake.from.custody-46")
    assert {label for kind in topic.carries for label in kind.LABELS.values()} == {
        "subject", "children", "information", "risk",
    }  # fmt: skip
    assert all(topic.may_open(one) == {"46.intake"} for kind in topic.carries for one in kind.LABELS.values())
