"""Queries for the pages on which prosecutors decide and countersign."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from cases.action_plans.queries.action_items import open_items_about_suspect
from cases.decisions.queries import finalisations
from cases.decisions.queries.charge_stops import StopDetail, stops_in_order, stops_of
from cases.decisions.queries.charges import (
    ChargeReportDetail,
    charge_reports_of,
    with_charge_reports,
)
from cases.decisions.queries.consents import consent_rows, consents_of_decision
from cases.decisions.queries.counts import count_label, count_texts, counts_of
from cases.decisions.queries.decision_names import decision_names
from cases.decisions.queries.disposals import Row, disposal_of_decision, disposal_rows
from cases.decisions.queries.reversals import (
    ReversalDetail,
    reversals_in_order,
    reversals_of,
)
from cases.decisions.queries.uncharged import uncharged_of_decision, uncharged_texts
from cases.models import (
    ActionItem,
    Allegation,
    Case,
    Consultation,
    Decision,
    DecisionKind,
    Finalisation,
    Review,
    Suspect,
    SuspectFocus,
    TookPart,
)
from cases.models.decision import DISPOSAL_KINDS
from cases.models.sealed_json import JSONFacts
from cases.proof.queries.undermining import ProofAtDecision, proof_at_decision
from cases.queries.allegations import visible_allegations
from cases.states import NOTHING_ASKED_STATES
from cases.statuses import DecisionStatus
from people.access.scopes import Scope


def allegations_against(suspect: Suspect, scope: Scope) -> list[Allegation]:
    """The allegations against one suspect."""
    rows = visible_allegations(scope).filter(suspect=suspect).select_related("offence", "victim")
    return list(rows.order_by("victim__number", "from_on", "pk"))


def rationale_texts(rationale: str, public_interest: str) -> list[tuple[str, str]]:
    """(label, text) of a decision's reasons; older decisions have one text about both stages."""
    if not public_interest:
        return [(_("Rationale"), rationale)]
    return [(_("Evidential stage"), rationale), (_("Public interest stage"), public_interest)]


@dataclass(frozen=True)
class ItemConsequences:
    """
    The open action items about a suspect, and those that are cancelled once nothing more is asked
    about them: after no further action, or once they have been dealt with out of court.
    """

    open_items: list[ActionItem]
    cancelled: list[ActionItem]


@dataclass(frozen=True)
class DecisionConsequences(ItemConsequences):
    """
    What a decision about a suspect does to the open action items that name them, and what is seen
    of the proof at each decision.
    """

    proof: ProofAtDecision


def item_consequences(suspect: Suspect, scope: Scope) -> ItemConsequences:
    """The open action items about a suspect, and which of them are about no one else."""
    items = open_items_about_suspect(suspect, scope)
    wanted = suspect.case.suspects.for_scope(scope).exclude(state__in=NOTHING_ASKED_STATES)
    links = wanted.exclude(pk=suspect.pk).filter(action_items__in=items)
    others = set(links.values_list("action_items", flat=True))
    return ItemConsequences(items, [item for item in items if item.pk not in others])


def decision_consequences(suspect: Suspect, scope: Scope) -> DecisionConsequences:
    """What a decision does to the open action items, and what bears on it of the proof."""
    found = item_consequences(suspect, scope)
    proof = proof_at_decision(suspect, scope)
    return DecisionConsequences(found.open_items, found.cancelled, proof)


def _consultations_with_people(scope: Scope) -> QuerySet[Consultation]:
    """Consultations with participants and suspects prefetched."""
    there = TookPart.objects.select_related("person__agency").order_by("person__name", "pk")
    suspects = Suspect.objects.for_scope(scope).order_by("number")
    rows = Consultation.objects.for_scope(scope).select_related("by")
    return rows.prefetch_related(Prefetch("took_part", there), Prefetch("suspects", suspects))


def _decisions_with_meeting(scope: Scope) -> QuerySet[Decision]:
    """Decisions with their people and their consultation."""
    return _decisions_with_people(scope).prefetch_related(
        Prefetch("consultation", _consultations_with_people(scope))
    )


def _decisions_with_people(scope: Scope) -> QuerySet[Decision]:
    focus = SuspectFocus.objects.filter(decision=OuterRef("pk")).order_by("pk")
    told = JSONFacts(question="question", answer="answer", text="text")
    rows = Decision.objects.for_scope(scope).annotate(
        told_focus=ArraySubquery(focus.values(json=told)),
        told_uncharged=uncharged_of_decision(),
        told_disposal=disposal_of_decision(scope),
        told_consents=consents_of_decision(),
    )
    return rows.select_related("by__agency", "read_by", "suspect", "review")


def decision_awaiting_second_reader(suspect: Suspect, scope: Scope) -> Decision | None:
    """The decision that waits for a second reader, or None."""
    rows = _decisions_with_meeting(scope).filter(suspect=suspect, status=DecisionStatus.PROPOSED)
    return with_charge_reports(rows, scope).first()


def decision_in_force(suspect: Suspect, scope: Scope) -> Decision | None:
    """The decision about a suspect that is in force, or None."""
    rows = _decisions_with_people(scope)
    return rows.filter(suspect=suspect, status=DecisionStatus.LIVE).first()


def decisions_in_force(case: Case, scope: Scope) -> QuerySet[Decision]:
    """The decisions of a case that are in force, with their people, charges and other parts."""
    rows = _decisions_with_people(scope).filter(case=case, status=DecisionStatus.LIVE)
    return with_charge_reports(rows, scope)


def charge_in_force(suspect: Suspect, scope: Scope) -> tuple[Decision | None, list[str]]:
    """(the decision about a suspect that is in force, its counts as text)."""
    rows = _decisions_with_people(scope).filter(suspect=suspect, status=DecisionStatus.LIVE)
    decision = with_charge_reports(rows, scope).first()
    return decision, [count_label(count) for count in counts_of(decision)]


def last_nfa_wording(suspect: Suspect, scope: Scope) -> Decision | None:
    """The newest decision against a charge, from which a new one starts, or None."""
    rows = _decisions_with_meeting(scope).filter(suspect=suspect).exclude(reason="")
    return rows.order_by("-number").first()


def last_charge_wording(suspect: Suspect, scope: Scope) -> Decision | None:
    """The newest decision to charge that no longer counts, or None: a reader may have declined."""
    rows = _decisions_with_people(scope).filter(suspect=suspect, kind=DecisionKind.CHARGE)
    return with_charge_reports(rows, scope).order_by("-number").first()


def last_disposal_wording(suspect: Suspect, scope: Scope) -> Decision | None:
    """The newest out-of-court disposal that no longer counts, from which a new one starts."""
    rows = _decisions_with_people(scope).filter(suspect=suspect, kind__in=DISPOSAL_KINDS)
    return rows.order_by("-number").first()


def reviews_of_suspect(suspect: Suspect, scope: Scope) -> list[Review]:
    """The reviews about a suspect, newest first."""
    return list(suspect.reviews.for_scope(scope).select_related("by").order_by("-at"))


@dataclass(frozen=True)
class WordingDetail:
    """One wording of a decision, and what came of it."""

    decision: Decision
    counts: list[tuple[str, str]]  # (the count, its particulars)
    uncharged: list[tuple[str, str, str]]  # (the allegation, why it is not charged, the reasons)
    reports: list[ChargeReportDetail]
    reversals: list[ReversalDetail]  # proposals to set it aside
    stops: list[StopDetail]  # proposals to stop charges
    consents: list[Row]  # the steps of the consent to prosecute
    disposal: list[Row]  # of an out-of-court disposal, and what the police reported of it


@dataclass(frozen=True)
class DecisionsPage:
    """The rows of the decisions page of a case."""

    wordings: list[WordingDetail]  # by suspect, the newest first
    consultations: list[Consultation]  # the newest first
    finalisations: list[Finalisation]  # which are no decisions, the newest first
    names: dict[UUID, str]  # {id of a decision: its name}


def decisions_page(case: Case, scope: Scope) -> DecisionsPage:
    """Decisions and consultations of a case; the guard has checked access to it."""
    held = list(_consultations_with_people(scope).filter(case=case).order_by("-held_on", "-at"))
    by_id = {consultation.pk: consultation for consultation in held}
    rows = _decisions_with_people(scope).filter(case=case).order_by("suspect__number", "-number")
    wordings = []
    rows = rows.annotate(set_aside_by=reversals_in_order(scope), stopped_by=stops_in_order(scope))
    for decision in with_charge_reports(rows, scope):
        if decision.consultation_id in by_id:
            decision.consultation = by_id[decision.consultation_id]
        wordings.append(
            WordingDetail(
                decision,
                count_texts(decision),
                uncharged_texts(decision),
                charge_reports_of(decision),
                reversals_of(decision),
                stops_of(decision),
                consent_rows(decision),
                disposal_rows(decision),
            )
        )
    names = decision_names(each.decision for each in wordings)
    return DecisionsPage(wordings, held, finalisations.finalisations_of_case(case, scope), names)
