"""The police records search as its callers meet it: a real process on a loopback port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.control import StackError
from deploy.local.stack import Stack
from deploy.simulators.people import Person, read_people
from tests.deploy.simulators.running import Running, until
from tests.stack_fixture import stack

__all__ = ["stack"]
pytestmark = pytest.mark.stack

PEOPLE = read_people()


@pytest.fixture(scope="module")
def police(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(stack, "police", tmp_path_factory.mktemp("police")) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_wrong(police: Running) -> Iterator[None]:
    yield
    police.order(mode="ok")


def asked(person: Person, **changes: Any) -> dict[str, Any]:
    body = {
        "surname": person.surname,
        "forenames": person.forenames,
        "date_of_birth": person.date_of_birth.isoformat(),
        "aliases": [],
        "addresses": [one.model_dump(mode="json") for one in person.addresses],
    }
    return body | changes


def search(police: Running, body: dict[str, Any]) -> dict[str, Any]:
    with police.client() as http:
        reply = http.post("/v1/persons/search", json=body)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def records(police: Running, body: dict[str, Any]) -> set[str]:
    return {one["record_id"] for one in search(police, body)["persons"]}


def test_of_the_subject_of_case_study_4_nothing_is_held_in_a_scope_said_in_words(police: Running) -> None:
    found = search(police, asked(PEOPLE["cs4-subject"]))
    assert found["persons"] == []
    assert "all persons" in found["searched"]


def test_convictions_and_orders_come_with_what_they_forbid(police: Running) -> None:
    (person,) = search(police, asked(PEOPLE["cs1-subject"]))["persons"]
    assert {one["code"] for one in person["convictions"]} >= {"SOA2003/9", "SOA2003/15"}
    (order,) = person["orders"]
    assert (order["kind"], order["from"], order["to"]) == ("SOPO", "2014-05-20", None)
    assert order["forbids"] == ["NO_UNSUPERVISED_CONTACT"]
    assert "unsupervised" in order["condition"]


def test_of_the_subject_of_case_study_2_there_is_intelligence_and_no_conviction(police: Running) -> None:
    (person,) = search(police, asked(PEOPLE["cs2-subject"]))["persons"]
    assert (person["convictions"], person["orders"], person["managed"]) == ([], [], [])
    (item,) = person["intelligence"]
    assert (item["source"], item["grade"], item["handling"]) == ("2", "C", "P")


def test_of_the_subject_of_case_study_3_adults_were_the_victims_and_nothing_about_children_was_charged(
    police: Running,
) -> None:
    (person,) = search(police, asked(PEOPLE["cs3-subject"]))["persons"]
    assert [one["victim_under_18"] for one in person["convictions"]] == [False]
    new, old = person["intelligence"]
    assert new["handling"] == "C"
    assert new["conditions"]
    assert (old["grade"], old["legacy"]) == (None, "B24")
    (entry,) = person["managed"]
    assert (entry["level"], entry["lead"], entry["force"]) == (2, "Police", "46")


def test_twins_both_come_up_and_are_left_to_the_caller(police: Running) -> None:
    assert records(police, asked(PEOPLE["twin-clean"], forenames="R")) == {"REC-000551", "REC-000502"}


def test_a_date_of_birth_a_day_out_finds_both_namesakes(police: Running) -> None:
    assert records(police, asked(PEOPLE["namesake-elder"])) == {"REC-000503", "REC-000504"}


def test_another_spelling_and_an_alias_find_the_record(police: Running) -> None:
    subject = PEOPLE["cs3-subject"]
    assert records(police, asked(subject, surname="Fantom-Barrow", forenames="Gideon")) == {"REC-000401"}
    assert records(
        police,
        asked(subject, surname="Other-Testname", aliases=[{"surname": "Phantom", "forenames": "Gid"}]),
    ) == {"REC-000401"}


def test_a_wrong_date_of_birth_hides_nobody_with_the_whole_name(police: Running) -> None:
    assert records(police, asked(PEOPLE["cs1-subject"], date_of_birth="1999-09-09")) == {"REC-000201"}


def test_each_collection_shows_only_its_own(police: Running) -> None:
    subject = asked(PEOPLE["cs2-subject"])
    assert search(police, subject | {"collection": "NATIONAL"})["persons"] == []
    (person,) = search(police, subject | {"collection": "INTELLIGENCE"})["persons"]
    assert (person["convictions"], person["intelligence"][0]["handling"]) == ([], "P")


def test_nobody_searches_without_a_good_key(police: Running) -> None:
    with police.client(key="guessed") as http:
        assert http.post("/v1/persons/search", json=asked(PEOPLE["cs4-subject"])).status_code == 401


def test_a_body_that_is_no_search_is_refused_without_quoting_it(police: Running) -> None:
    with police.client() as http:
        reply = http.post("/v1/persons/search", json={"surname": "", "forenames": "Canary-Testperson"})
    assert reply.status_code == 422
    assert "Canary" not in reply.text


def test_when_it_is_down_the_connection_is_cut_and_control_goes_on(police: Running) -> None:
    police.order(mode="down")
    with police.client() as http, pytest.raises(httpx.TransportError):
        http.post("/v1/persons/search", json=asked(PEOPLE["cs4-subject"]))
    assert police.quiet()["busy"] == []
    police.order(mode="ok")
    assert search(police, asked(PEOPLE["cs4-subject"]))["persons"] == []


def test_an_outage_cuts_connections_that_were_open_before(police: Running) -> None:
    with police.client() as http:
        body = asked(PEOPLE["cs4-subject"])
        assert http.post("/v1/persons/search", json=body).status_code == 200
        police.order(mode="down")
        with pytest.raises(httpx.TransportError):
            http.post("/v1/persons/search", json=body)


@pytest.mark.parametrize(("mode", "status"), [("error-500", 500), ("403", 403), ("404", 404)])
def test_a_status_can_be_ordered(police: Running, mode: str, status: int) -> None:
    police.order(mode=mode)
    with police.client() as http:
        assert http.post("/v1/persons/search", json=asked(PEOPLE["cs4-subject"])).status_code == status


def test_garbage_is_a_success_that_cannot_be_read(police: Running) -> None:
    police.order(mode="garbage")
    with police.client() as http:
        reply = http.post("/v1/persons/search", json=asked(PEOPLE["cs4-subject"]))
    assert reply.status_code == 200
    with pytest.raises(ValueError, match="Unterminated"):
        reply.json()


def test_a_timeout_never_answers_and_lifting_it_lets_the_next_one_through(police: Running) -> None:
    police.order(mode="timeout")
    with police.client(timeout=0.3) as http, pytest.raises(httpx.ReadTimeout):
        http.post("/v1/persons/search", json=asked(PEOPLE["cs4-subject"]))
    police.order(mode="ok")
    assert search(police, asked(PEOPLE["cs4-subject"]))["persons"] == []


def test_a_slow_answer_is_late_and_right(police: Running) -> None:
    police.order(mode="slow", delay_seconds=0.5)
    with police.client(timeout=0.2) as http, pytest.raises(httpx.ReadTimeout):
        http.post("/v1/persons/search", json=asked(PEOPLE["cs1-subject"]))
    assert records(police, asked(PEOPLE["cs1-subject"])) == {"REC-000201"}


def test_a_fault_for_one_person_leaves_the_others(police: Running) -> None:
    police.order(mode="error-500", match="fictitious-grimm")
    assert search(police, asked(PEOPLE["cs4-subject"]))["persons"] == []
    with police.client() as http:
        assert http.post("/v1/persons/search", json=asked(PEOPLE["cs1-subject"])).status_code == 500


def test_an_order_from_a_page_of_another_site_is_refused(police: Running) -> None:
    reply = httpx.post(
        f"{police.url}/sim/faults", content='{"mode":"down"}', headers={"content-type": "text/plain"}
    )
    assert reply.status_code == 415


def test_no_name_reaches_the_log(police: Running) -> None:
    search(police, asked(PEOPLE["cs4-subject"], surname="Canary-Testperson"))
    police.order(mode="error-500", match="canary", times=1)
    with police.client() as http:
        http.post("/v1/persons/search", json=asked(PEOPLE["cs4-subject"], surname="Canary-Testperson"))
    assert "canary" not in police.log.read_text().casefold()


def test_a_script_has_its_faults_from_the_start_and_the_key_outlives_a_restart(
    stack: Stack, tmp_path: Path
) -> None:
    script = tmp_path / "script.toml"
    script.write_text('[[faults]]\nmode = "down"\ntimes = 1\n')
    with Running(stack, "police", tmp_path, "--script", str(script)) as running:
        key = running.key
        with running.client() as http, pytest.raises(httpx.TransportError):
            http.post("/v1/persons/search", json=asked(PEOPLE["cs4-subject"]))
        assert search(running, asked(PEOPLE["cs4-subject"]))["persons"] == []
        running.restart()
        assert running.key == key


def test_a_script_that_cannot_be_used_is_said_so_and_ends_the_program(stack: Stack, tmp_path: Path) -> None:
    script = tmp_path / "script.toml"
    script.write_text('[[faults]]\nmode = "sulk"\n')
    running = Running(stack, "police", tmp_path, "--script", str(script))
    with pytest.raises(StackError, match=r"faults\.0\.mode"):
        running.start()


def test_a_stopped_process_refuses_connections(stack: Stack, tmp_path: Path) -> None:
    running = Running(stack, "police", tmp_path).start()
    url = running.url
    running.end()

    def refused() -> bool:
        try:
            httpx.get(f"{url}/sim/health")
        except httpx.ConnectError:
            return True
        return False

    until(refused, "the port refuses")
