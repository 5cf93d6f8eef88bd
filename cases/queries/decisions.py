"""What is laid before a prosecutor who decides, a second reader, and the police who report."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from cases.models import Allegation, Case, Consultation, Decision, Review, Suspect, TookPart
from cases.queries import finalisations
from cases.queries.action_items import open_about
from cases.queries.allegations import alleged
from cases.queries.charges import charges_of, in_full, read, with_reports
from cases.states import State
from cases.statuses import DecisionStatus
from people.access import Scope


def allegations_against(suspect: Suspect, scope: Scope) -> list[Allegation]:
    """What one suspect is alleged to have done."""
    rows = alleged(scope).filter(suspect=suspect).select_related("offence", "victim")
    return list(rows.order_by("victim__number", "from_on", "pk"))


@dataclass(frozen=True)
class Consequences:
    """What a decision about a suspect does to the open actions that name her or him."""

    open_items: list
    closed_by_nfa: list  # about nobody whom no further action leaves


def consequences(suspect: Suspect, scope: Scope) -> Consequences:
    """Which open actions there are, and which of them no further action would close."""
    items = open_about(suspect, scope)
    wanted = suspect.case.suspects.for_scope(scope).exclude(state=State.NO_FURTHER_ACTION)
    links = wanted.exclude(pk=suspect.pk).filter(action_items__in=items)
    others = set(links.values_list("action_items", flat=True))
    return Consequences(items, [item for item in items if item.pk not in others])


def _consultations(scope: Scope) -> QuerySet[Consultation]:
    """Consultations with those who took part and the suspects they were about."""
    there = TookPart.objects.select_related("person__agency").order_by("person__name", "pk")
    suspects = Suspect.objects.for_scope(scope).order_by("number")
    rows = Consultation.objects.for_scope(scope).select_related("by")
    return rows.prefetch_related(Prefetch("took_part", there), Prefetch("suspects", suspects))


def _worded(scope: Scope) -> QuerySet[Decision]:
    """Wordings of decisions with the people behind them and the meeting they rest on."""
    return _signed(scope).prefetch_related(Prefetch("consultation", _consultations(scope)))


def _signed(scope: Scope) -> QuerySet[Decision]:
    return Decision.objects.for_scope(scope).select_related("by__agency", "read_by", "suspect")


def waiting(suspect: Suspect, scope: Scope) -> Decision | None:
    """The wording that waits for a second reader, or None."""
    rows = _worded(scope).filter(suspect=suspect, status=DecisionStatus.PROPOSED)
    return rows.first()


def last_of_nfa(suspect: Suspect, scope: Scope) -> Decision | None:
    """The newest wording of a decision against a charge, which a new one starts from, or None."""
    rows = _worded(scope).filter(suspect=suspect).exclude(reason="")
    return rows.order_by("-number").first()


def reviews_of(suspect: Suspect, scope: Scope) -> list[Review]:
    """The reviews about a suspect, the newest first."""
    return list(suspect.reviews.for_scope(scope).select_related("by").order_by("-at"))


@dataclass(frozen=True)
class DecisionsPage:
    """What the page of a case's decisions shows."""

    wordings: list  # (decision, its charges, the reports of them), by suspect, the newest first
    consultations: list  # the newest first
    finalisations: list  # which are no decisions, the newest first


def page(case: Case, scope: Scope) -> DecisionsPage:
    """The decisions and consultations of a case that the door has let the reader see."""
    held = list(_consultations(scope).filter(case=case).order_by("-held_on", "-at"))
    by_id = {consultation.pk: consultation for consultation in held}
    rows = _signed(scope).filter(case=case).order_by("suspect__number", "-number")
    wordings = []
    for decision in with_reports(rows, scope):
        if decision.consultation_id in by_id:
            decision.consultation = by_id[decision.consultation_id]
        charges = [in_full(charge) for charge in charges_of(decision)]
        wordings.append((decision, charges, read(decision)))
    return DecisionsPage(wordings, held, finalisations.of_case(case, scope))
