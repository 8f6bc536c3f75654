"""Which fault strikes which request, and when it ends. Clocks are given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from deploy.simulators.faults import FaultOrder, Faults, Mode
from deploy.simulators.script import BadScript, Script, read_script

DAY_1 = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
SEARCH = "get /v1/persons?last_name=testperson\n"


def standing(*orders: FaultOrder, now: datetime = DAY_1, monotonic: float = 0.0) -> Faults:
    faults = Faults()
    for order in orders:
        faults.order(order, now, monotonic)
    return faults


def struck(
    faults: Faults, request: str = SEARCH, now: datetime = DAY_1, monotonic: float = 0.0
) -> Mode | None:
    order = faults.strike(request, now, monotonic)
    return order.mode if order else None


def test_without_an_order_nothing_goes_wrong() -> None:
    assert struck(Faults()) is None


def test_a_fault_holds_until_it_is_lifted() -> None:
    faults = standing(FaultOrder(mode=Mode.DOWN))
    assert struck(faults, now=DAY_1 + timedelta(days=365)) is Mode.DOWN
    faults.order(FaultOrder(mode=Mode.OK), DAY_1, 0.0)
    assert struck(faults) is None


def test_hours_are_counted_in_business_time_from_the_order() -> None:
    faults = standing(FaultOrder(mode=Mode.DOWN, hours=30))
    assert struck(faults, now=DAY_1 + timedelta(hours=30, seconds=-1)) is Mode.DOWN
    assert struck(faults, now=DAY_1 + timedelta(hours=30)) is None


def test_an_outage_of_a_script_begins_and_ends_at_its_instants() -> None:
    faults = standing(
        FaultOrder.model_validate({"mode": "down", "from": DAY_1, "until": DAY_1 + timedelta(days=1)})
    )
    assert struck(faults, now=DAY_1 - timedelta(seconds=1)) is None
    assert struck(faults, now=DAY_1) is Mode.DOWN
    assert struck(faults, now=DAY_1 + timedelta(days=1)) is None


def test_seconds_are_those_of_the_machine() -> None:
    faults = standing(FaultOrder(mode=Mode.TIMEOUT, seconds=5), monotonic=100.0)
    assert struck(faults, now=DAY_1 + timedelta(days=9), monotonic=104.9) is Mode.TIMEOUT
    assert struck(faults, monotonic=105.0) is None


def test_a_fault_for_so_many_requests_strikes_no_more() -> None:
    faults = standing(FaultOrder(mode=Mode.ERROR_500, times=2))
    assert [struck(faults) for _ in range(3)] == [Mode.ERROR_500, Mode.ERROR_500, None]


def test_a_fault_strikes_only_the_requests_that_hold_its_words() -> None:
    faults = standing(FaultOrder(mode=Mode.FORBIDDEN, match="TestPerson"))
    assert struck(faults) is Mode.FORBIDDEN
    assert struck(faults, "get /v1/persons?last_name=somebody\n") is None


def test_the_newest_order_that_fits_strikes() -> None:
    faults = standing(FaultOrder(mode=Mode.SLOW), FaultOrder(mode=Mode.GARBAGE, match="testperson"))
    assert struck(faults) is Mode.GARBAGE
    assert struck(faults, "get /v1/other?\n") is Mode.SLOW


def test_lifting_by_words_leaves_the_others() -> None:
    faults = standing(FaultOrder(mode=Mode.SLOW), FaultOrder(mode=Mode.GARBAGE, match="testperson"))
    faults.order(FaultOrder(mode=Mode.OK, match="testperson"), DAY_1, 0.0)
    assert struck(faults) is Mode.SLOW


@pytest.mark.parametrize(
    "order",
    [
        {"mode": "sulk"},
        {"mode": "down", "hours": 1, "until": "2026-06-01T09:00:00Z"},
        {"mode": "down", "from": "2026-06-02T00:00:00Z", "until": "2026-06-01T00:00:00Z"},
        {"mode": "down", "until": "2026-06-01T09:00:00"},
        {"mode": "down", "colour": "red"},
    ],
)
def test_an_order_that_means_nothing_is_refused(order: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FaultOrder.model_validate(order)


def test_a_script_says_how_long_an_agency_takes() -> None:
    script = Script.model_validate(
        {"answer_after": "PT6H", "delays": [{"match": "imaginary", "answer_after": "P3D"}]}
    )
    assert script.delay_of('{"surname": "Imaginary-Pike"}') == timedelta(days=3)
    assert script.delay_of('{"surname": "Testperson"}') == timedelta(hours=6)


def test_a_script_may_be_json_and_a_wrong_one_says_where(tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    file.write_text('{"faults": [{"mode": "down", "times": 0}]}')
    with pytest.raises(BadScript, match=r"faults\.0\.times"):
        read_script(file)


def test_the_scripts_that_come_with_the_simulators_can_be_read() -> None:
    scripts = sorted((Path(__file__).parents[3] / "deploy/simulators/scripts").glob("*.toml"))
    assert scripts
    for script in scripts:
        assert read_script(script) != Script()
