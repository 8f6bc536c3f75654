"""The routes from the release of a wording to the end of a case of concern (G 84 to 101), one a command."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from access.commands import command
from services.decisions.http import bodies_telling as b
from services.decisions.http import orders_telling as orders
from services.decisions.http import pack
from services.decisions.http.bodies import ReasonedBody
from services.decisions.http.released import wording_view

CASE: Final = "/cases/{case_id}"
DISCLOSURE: Final = f"{CASE}/disclosure"


def routes(router: APIRouter, *, supervision: frozenset[str], staff: frozenset[str]) -> None:
    _delivery(router, supervision, staff)
    _undertaking(router, supervision, staff)
    _subject(router, supervision, staff)
    _protective(router, staff)
    wording_view(router, roles=staff)
    pack.add(router, f"{DISCLOSURE}/pack", supervision=supervision)


def _delivery(router: APIRouter, supervision: frozenset[str], staff: frozenset[str]) -> None:
    command(
        router, f"{DISCLOSURE}/releases", b.ReleaseBody, orders.release,
        summary="Release the authorised wording to who will speak it (G 92(a))", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/deliveries", b.TellingBody, orders.telling,
        summary="Record that somebody was told, as it happened (G 92(c), 93)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/urgent", b.UrgentBody, orders.urgent,
        summary="Record what had to be said in an urgent safeguarding enquiry (G 49)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/urgent/ratification", b.RatificationBody, orders.ratify,
        summary="Ratify an urgent disclosure, or not (G 49)", roles=supervision,
    )  # fmt: skip


def _undertaking(router: APIRouter, supervision: frozenset[str], staff: frozenset[str]) -> None:
    command(
        router, f"{DISCLOSURE}/undertaking/explanation", b.ExplainedBody, orders.explained,
        summary="Record that the undertaking was explained (G 93(b), (c))", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/undertaking/signature", b.SignedBody, orders.signed,
        summary="Record that the recipient signed the undertaking (G 93(b))", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/undertaking/unwilling", b.NotSignedBody, orders.not_signed,
        summary="Record that the recipient is not willing to sign (G 94)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/undertaking/reconsideration", b.ReconsideredBody, orders.reconsider,
        summary="Decide whether the disclosure still takes place (G 94)", roles=supervision,
    )  # fmt: skip


def _subject(router: APIRouter, supervision: frozenset[str], staff: frozenset[str]) -> None:
    command(
        router, f"{DISCLOSURE}/subject/informed", b.SubjectBody, orders.subject_informed,
        summary="Record that the subject was told of it, in person (G 89)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/subject/not-informed", ReasonedBody, orders.subject_not_informed,
        summary="Decide that the subject is not told, and why (G 89, 99(c))", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/self-disclosure/decision", b.SelfDisclosureBody, orders.self_disclosure,
        summary="Decide whether the subject may tell the recipient (G 87, 98)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/self-disclosure", b.SubjectSaidBody, orders.subject_said,
        summary="Record that the subject told the recipient alone (G 98)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/self-disclosure/incomplete", b.IncompleteBody, orders.incomplete,
        summary="Record that the subject has not said all that matters (G 98)", roles=staff,
    )  # fmt: skip


def _protective(router: APIRouter, staff: frozenset[str]) -> None:
    command(
        router, f"{CASE}/protective-actions", b.ProtectiveActionBody, orders.protective_action,
        summary="Record what was done to protect a child, besides disclosure (G 85)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{CASE}/safety-plans", b.SafetyPlanBody, orders.safety_plan,
        summary="Record a child's safety plan and its owner (G 28(g))", roles=staff,
    )  # fmt: skip
    command(
        router, f"{CASE}/concern-discussed", b.DiscussedBody, orders.discussed,
        summary="Record that the applicant was spoken to about behaviour now (G 84)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{CASE}/risk-tools", b.RiskToolBody, orders.risk_tool,
        summary="Record whether another tool is used to manage the risk (G 85)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{CASE}/nominal-entry", b.NominalEntryBody, orders.nominal_entry,
        summary="Record the entry made on a nominal's ViSOR or MAPPS record (G 101)", roles=staff,
    )  # fmt: skip
