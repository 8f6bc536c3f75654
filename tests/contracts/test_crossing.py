"""What crosses between two forces, and who has the key to what: row by row, default deny (A9)."""

from pathlib import Path

import pytest

from contracts import crossing
from contracts.audiences import AUDIENCES, OTHER_FORCE
from contracts.event import Event
from contracts.keyring import KeyringUnreadable, generate, load, meet, path_of, public_path_of
from contracts.parties import force_of, joined_to
from contracts.people import ApplicantContact, ApplicantDetails
from contracts.sealing import WrapBroken, new_key
from contracts.topics import Keyed, for_force

KENT, WARWICKSHIRE = for_force("46"), for_force("23")
THERE, BACK = "csods.23.decisions.from.46.decisions", "csods.46.decisions.from.23.decisions"
OPENS = {
    "tasked_parties": {crossing.RespondingForceTasked, crossing.TaskedPartiesCorrected},
    "reported_findings": {crossing.RespondingForceReported},
    "position_reasons": {crossing.PositionStated},
    "named_applicant": {crossing.ApplicantNamed},
}
"""All that another force has a key to, and in which messages it stands."""


def test_both_forces_know_the_topic_between_them_alike() -> None:
    for name in (THERE, BACK):
        assert KENT.topic(name) == WARWICKSHIRE.topic(name)
        assert KENT.topic(name).keyed is Keyed.ANSWERS
        assert KENT.topic(name).from_outside


def test_only_decisions_reads_and_writes_what_crosses() -> None:
    crossing_topics = [topic for topic in KENT.topics if force_of(topic.writer) not in ("", "46")]
    crossing_topics += [topic for topic in KENT.topics if {*map(force_of, topic.readers)} - {"", "46"}]
    assert len(crossing_topics) == 2 * len(joined_to("46"))
    for topic in crossing_topics:
        assert {one.partition(".")[2] for one in (topic.writer, *topic.readers)} == {"decisions"}


def test_forces_that_are_not_joined_have_no_topic() -> None:
    assert joined_to("46") == ("23", "41")
    assert joined_to("22") == ()
    with pytest.raises(LookupError):
        KENT.topic_to("46.decisions", crossing.PositionStated.TYPE, "22.decisions")


@pytest.mark.parametrize("label", sorted(AUDIENCES))
def test_another_force_has_the_key_of_these_labels_and_of_no_other(label: str) -> None:
    opened = {"23.decisions"} if label in OPENS else set()
    assert KENT.topic(THERE).may_open(label) == opened
    assert (OTHER_FORCE in AUDIENCES[label].roles) is (label in OPENS)


def test_what_is_sealed_for_another_force_none_of_our_services_reads() -> None:
    for label in OPENS:
        assert AUDIENCES[label].roles == {OTHER_FORCE}


def test_each_box_that_crosses_is_under_a_label_of_its_own() -> None:
    found: dict[str, set[type[Event]]] = {}
    for kind in crossing.EVENTS:
        for label in kind.LABELS.values():
            found.setdefault(label, set()).add(kind)
    assert found == OPENS


def test_what_crosses_is_always_addressed_and_says_nothing_of_how_the_case_began() -> None:
    assert {kind.ADDRESSED for kind in crossing.EVENTS} == {"to"}
    assert not any({"contacted_at", "policy", "route"} & set(kind.model_fields) for kind in crossing.EVENTS)


def test_who_applied_stands_in_one_message_alone_and_no_wording_in_any() -> None:
    naming = [
        kind
        for kind in crossing.EVENTS
        if any("applicant" in name for name in (*kind.model_fields, *kind.LABELS.values()))
    ]
    assert naming == [crossing.ApplicantNamed]
    of_applicants = set(ApplicantDetails.model_fields) | set(ApplicantContact.model_fields)
    assert set(crossing.NamedApplicant.model_fields) == {"name"} < of_applicants
    assert not any("wording" in name for kind in crossing.EVENTS for name in kind.model_fields)


def test_a_responding_force_is_given_what_a_search_takes_and_no_more() -> None:
    assert set(crossing.TaskedSubject.model_fields) == {
        "name",
        "date_of_birth",
        "approximate_age",
        "place_of_birth",
        "gender",
        "address",
        "previous_addresses",
    }
    assert set(crossing.TaskedParties.model_fields) == {"subject", "children"}


def test_keys_of_two_forces_in_two_places_meet_by_public_keys_alone(tmp_path: Path) -> None:
    kent, warwickshire = tmp_path / "46", tmp_path / "23"
    generate(KENT, kent)
    generate(WARWICKSHIRE, warwickshire)
    assert {path.name for path in kent.iterdir() if path.name.startswith("23")} == set()
    with pytest.raises(WrapBroken):
        load(path_of(kent, "46.decisions")).wrap_for("23.decisions", new_key())
    assert meet(KENT, kent, warwickshire) == (public_path_of(kent, "23.decisions"),)
    key = new_key()
    wrapped = load(path_of(kent, "46.decisions")).wrap_for("23.decisions", key)
    assert load(path_of(warwickshire, "23.decisions")).unwrap_from("46.decisions", wrapped) == key
    for other in ("23.intake", "23.checks", "23.notifications"):
        with pytest.raises(WrapBroken):
            load(path_of(warwickshire, other)).unwrap_from("46.decisions", wrapped)
    assert '"d"' not in public_path_of(kent, "23.decisions").read_text()


def test_what_is_no_public_key_is_not_adopted(tmp_path: Path) -> None:
    generate(KENT, tmp_path)
    public_path_of(tmp_path, "23.decisions").write_text("[{}]")
    with pytest.raises(KeyringUnreadable, match="fetch it"):
        generate(KENT, tmp_path)
