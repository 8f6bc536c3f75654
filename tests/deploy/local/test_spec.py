"""A specification that cannot work is refused when it is written, not when the stack starts."""

from __future__ import annotations

import pytest

from deploy.local.spec import Principal, StackSpec, TopicSpec


def test_nobody_may_use_a_topic_that_is_not_declared() -> None:
    with pytest.raises(ValueError, match=r"46\.checks uses topics that are not declared: csods\.46\.intake"):
        StackSpec(principals=(Principal("46.checks", reads=("csods.46.intake",)),))


@pytest.mark.parametrize(
    "twice",
    [
        {"topics": (TopicSpec("one"), TopicSpec("one", 2))},
        {"principals": (Principal("one"), Principal("one"))},
        {"databases": ("one", "one")},
    ],
)
def test_nothing_is_declared_twice(twice: dict[str, tuple[object, ...]]) -> None:
    with pytest.raises(ValueError, match="declared twice"):
        StackSpec(**twice)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "csods-46", "46_intake", "a;DROP", "x" * 42, "Intake"])
def test_a_database_has_a_name_that_needs_no_quotes(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a database"):
        StackSpec(databases=(name,))


def test_nobody_takes_the_administrators_name() -> None:
    with pytest.raises(ValueError, match="cannot be a principal"):
        Principal("administrator")


@pytest.mark.parametrize("group", ["*", "a b", "a*b"])
def test_a_group_is_a_name_or_a_prefix(group: str) -> None:
    with pytest.raises(ValueError, match="neither a group nor a prefix"):
        Principal("46.checks", groups=(group,))


def test_a_topic_has_partitions() -> None:
    with pytest.raises(ValueError, match="at least one partition"):
        TopicSpec("one", 0)
