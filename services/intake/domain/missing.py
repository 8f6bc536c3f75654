"""Minimum data: what an enquiry still lacks, and when it can be searched (C-04, R-025, R-032)."""

from __future__ import annotations

from contracts.codes import Missing
from contracts.people import Children, PersonName, SubjectDetails
from services.intake.domain.state import Given


def missing(given: Given) -> tuple[Missing, ...]:
    """What is still missing, in the order of the form.

    A box that cannot be opened here counts as filled: something was given, and nobody should be asked twice.
    """
    subject = given.subject.opened if given.subject else SubjectDetails()
    children = given.children.opened if given.children else Children()
    lacking = {
        Missing.SUBJECT_NAME: subject is not None and not _known(subject.name),
        Missing.SUBJECT_AGE_OR_ADDRESS: subject is not None and not _findable(subject),
        Missing.CHILD_NAME: children is not None and not _all_known(children),
        Missing.CONTACT_WITH_CHILD: _contact_missing(given, children),
        Missing.REASON_FOR_ASKING: given.account is None,
    }
    return tuple(what for what, is_lacking in lacking.items() if is_lacking)


def searchable(given: Given) -> bool:
    """Whether the initial searches can begin: the enquiry is an application (G def: Application).

    Of the child a first name is enough (R-025): only what needs its surname waits, and checks says so.
    """
    children = given.children.opened if given.children else Children()
    child_named = children is None or any(named(child.name) for child in children.named)
    waits = {Missing.SUBJECT_NAME, Missing.SUBJECT_AGE_OR_ADDRESS}
    return child_named and waits.isdisjoint(missing(given))


def named(name: PersonName | None) -> bool:
    return name is not None and bool(name.given or name.family)


def _known(name: PersonName | None) -> bool:
    return name is not None and name.searchable


def _all_known(children: Children) -> bool:
    return bool(children.named) and all(_known(child.name) for child in children.named)


def _findable(subject: SubjectDetails) -> bool:
    return any(part is not None for part in (subject.date_of_birth, subject.approximate_age, subject.address))


def _contact_missing(given: Given, children: Children | None) -> bool:
    told_of = {one.child for one in given.relationships.children if one.contact}
    if children is None:
        return False
    return not told_of or any(child.ref not in told_of for child in children.named)
