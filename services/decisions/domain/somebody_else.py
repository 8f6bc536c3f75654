"""Who turns out to be somebody else: what was found, weighed or worded of them before is of another.

G 45, 51, 80 to 90; C-45. By a correction, or by what police learn since. Another name or
another birth is another person; a new address, or one more name by which they are known, is not. Where it
cannot be read here who they are by now, they are taken to be another. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from contracts.codes import PartyRole
from contracts.parts import About
from contracts.people import Child, SubjectDetails
from contracts.sealed import Personal, Sealed
from messaging.decider import Recorded
from messaging.gates import Gate
from services.decisions.domain import spoken_of
from services.decisions.domain.disclosure import Representations
from services.decisions.domain.facts import AsOf
from services.decisions.domain.folding import disclosing
from services.decisions.domain.state import Case, PutRight

P = TypeVar("P", bound=Personal)
SUBJECT: Final = About(role=PartyRole.SUBJECT)


def put_right(before: Case, after: Case, recorded: Recorded) -> Case:
    """After something was said of who they are: a correction, or what police learnt since."""
    found = tuple(_somebody_else(before, after))
    if not found:
        return after
    now = PutRight(recorded.occurred_at, recorded.version)
    known = after._replace(put_right={**after.put_right, **dict.fromkeys(found, now)})
    others = {one.child for one in found}
    left = {child: held for child, held in after.disclosure.connection.items() if child not in others}
    if SUBJECT not in found:
        return disclosing(known, connection=left)
    return _of_another_subject(known)


def _of_another_subject(case: Case) -> Case:
    """Assessed anew, and asked whether they wish to make representations: another was."""
    known = case.disclosure
    return disclosing(
        case,
        connection={},
        impact=None,
        young_offending=None,
        young_subject=None,
        representations=Representations(dispensed=known.representations.dispensed),
        recipients={key: replace(one, knowledge=None) for key, one in known.recipients.items()},
    )


def of_before(case: Case, about: About, at: datetime) -> bool:
    """Whether what was said at that instant (aware) is of who they were before."""
    right = case.put_right.get(about)
    return right is not None and at < right.at


def _somebody_else(before: Case, after: Case) -> Iterator[About]:
    then, now = _then_and_now(before.subject, after.subject)
    if then is not None and (now is None or _differ(then, now)):
        yield SUBJECT
    held, said = _then_and_now(before.children, after.children)
    named = {child.ref: child for child in said.named} if said is not None else {}
    for child in held.named if held is not None else ():
        if child.ref not in named or _differ(child, named[child.ref]):
            yield About(role=PartyRole.CHILD, child=child.ref)


def _then_and_now(before: AsOf[Sealed[P]] | None, after: AsOf[Sealed[P]] | None) -> tuple[P | None, P | None]:
    """Who was known, and who is now; of whom nothing was said just now, or nothing known before, nothing."""
    if before is None or after is None or after is before:
        return None, None
    return before.value.opened, after.value.opened


def _differ(then: SubjectDetails | Child, now: SubjectDetails | Child) -> bool:
    """What was not said before makes nobody another once it is said; an age says nothing beside a birth."""
    pairs: list[tuple[object, object]] = [*zip(_name(then), _name(now), strict=True)]
    pairs.append((then.date_of_birth, now.date_of_birth))
    if then.date_of_birth is None and now.date_of_birth is None:
        pairs.append((then.approximate_age, now.approximate_age))
    return any(before is not None and before != after for before, after in pairs)


def _name(one: SubjectDetails | Child) -> tuple[str | None, str | None]:
    return (one.name.given, one.name.family) if one.name is not None else (None, None)


def _assessed(case: Case) -> bool:
    assessed = case.checks.assessment_completed
    return assessed is None or not any(assessed.at <= one.at for one in case.put_right.values())


ASSESSED_AS_THEY_ARE: Final[Gate[Case, Any]] = Gate(
    "ASSESSED_OF_SOMEBODY_ELSE",
    "G 45, 51",
    ("R-104", "R-117"),
    lambda case, command, moment: _assessed(case),
    "Who the subject or a child is was corrected after the risk was assessed: it was assessed of somebody "
    "else. The sources are asked anew, and the risk is assessed again.",
)


def _named_before(case: Case, command: Any) -> bool:
    right = case.put_right.get(SUBJECT)
    return right is not None and any(one.version < right.version for one in spoken_of.wordings(case, command))


NAMED_AS_THEY_ARE: Final[Gate[Case, Any]] = Gate(
    "WORDED_BEFORE_CORRECTION",
    "G 45, 92(a)",
    ("R-104", "R-211"),
    lambda case, command, moment: not _named_before(case, command),
    "Who the subject is was corrected after this was worded: propose a wording anew.",
)
