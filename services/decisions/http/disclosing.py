"""The routes from a concern to the authority to disclose (G 80 to 92), one a command."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from access.commands import command
from services.decisions.http import bodies_disclosing as b
from services.decisions.http import orders_disclosing as orders

DISCLOSURE: Final = "/cases/{case_id}/disclosure"


def routes(router: APIRouter, *, supervision: frozenset[str], staff: frozenset[str]) -> None:
    _recipients(router, supervision, staff)
    _subject(router, supervision, staff)
    _others(router, supervision, staff)
    _deciding(router, supervision)


def _recipients(router: APIRouter, supervision: frozenset[str], staff: frozenset[str]) -> None:
    command(
        router, f"{DISCLOSURE}/connection", b.ConnectionBody, orders.connection,
        summary="Assess the subject's access to or connection with a child (G 80)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/recipients", b.RecipientBody, orders.recipient,
        summary="Choose who is best placed to safeguard a child (G 92(b))", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/recipients/withdrawal", b.RecipientWithdrawalBody, orders.withdraw_recipient,
        summary="Withdraw a recipient; what was authorised for them lapses (G 92(b))", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/recipients/identity", b.RecipientIdentityBody, orders.identity,
        summary="Record which proof of a recipient's identity was seen (G 42)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/recipients/knowledge", b.KnowledgeBody, orders.knowledge,
        summary="Assess what a recipient knows already (G 81)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/recipients/suitability", b.SuitabilityBody, orders.suitability,
        summary="Assess whether a recipient is a suitable person (G 90)", roles=supervision,
    )  # fmt: skip


def _subject(router: APIRouter, supervision: frozenset[str], staff: frozenset[str]) -> None:
    command(
        router, f"{DISCLOSURE}/impact", b.ImpactBody, orders.impact,
        summary="Assess the impact on the subject (G 90)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/representations/seeking", b.RepresentationsSeekingBody,
        orders.seek_representations,
        summary="Decide that the subject is asked, and what they may be told (G 87, 88e)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/representations/sought", b.RepresentationsSoughtBody,
        orders.representations_sought,
        summary="Record that the subject was asked, in person (G 87, 88)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/representations/none", b.RepresentationsNoneBody, orders.no_representations,
        summary="Decide that the subject is not asked, and why (G 88)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/representations", b.RepresentationsBody, orders.representations,
        summary="Record what the subject says, or that they say nothing (G 87)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/representations/weighing", b.RepresentationsWeighedBody, orders.weigh,
        summary="Weigh what the subject says (G 83(c)(i), 87)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/young-offending", b.YoungOffendingBody, orders.young_offending,
        summary="Weigh offending of the subject under 18 (G 60)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/young-subject", b.YoungSubjectBody, orders.young_subject,
        summary="Plan with professionals for a subject under 18 (G 62)", roles=supervision,
    )  # fmt: skip


def _others(router: APIRouter, supervision: frozenset[str], staff: frozenset[str]) -> None:
    command(
        router, f"{DISCLOSURE}/mappa", b.MappaBody, orders.mappa,
        summary="Consider a referral to a MAPPA meeting (G 69)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/mappa/request", b.MappaRequestBody, orders.mappa_request,
        summary="Record that the lead agency was asked for a meeting (G 69, 72)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/mappa/outcome", b.MappaOutcomeBody, orders.mappa_outcome,
        summary="Record what the meeting advises, and where its minutes are (G 72)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/strategy", b.StrategyBody, orders.strategy,
        summary="Record what was agreed with the investigators of a crime (G 22)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/owners-consent", b.OwnerConsentBody, orders.owners_consent,
        summary="Record what another agency says to disclosing what it owns (G 71)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/data-protection", b.DataProtectionBody, orders.data_protection,
        summary="Consider data protection, and the power to disclose (G 3, 86)", roles=supervision,
    )  # fmt: skip


def _deciding(router: APIRouter, supervision: frozenset[str]) -> None:
    command(
        router, f"{DISCLOSURE}/tests", b.ThreeTestsBody, orders.three_tests,
        summary="Apply the three-stage test (G 83)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/none", b.NoDisclosureBody, orders.no_disclosure,
        summary="Decide that nobody is told, though there is a concern (G 84, 99)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/wordings", b.WordingBody, orders.wording,
        summary="Propose what one recipient is told, word for word (G 92(a))", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/authority", b.AuthoritySoughtBody, orders.seek,
        summary="Seek authority to disclose (G 78, 91)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/authority/given", b.AuthorityGivenBody, orders.authorise,
        summary="Authorise this wording for its recipient (G 91, 92(a))", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{DISCLOSURE}/authority/refused", b.AuthorityRefusedBody, orders.refuse,
        summary="Do not authorise it (G 91)", roles=supervision,
    )  # fmt: skip
