"""Decisions about one suspect: authorise a charge, or propose no further action."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.decisions.actions.consents import begin_consent, end_consents
from cases.decisions.actions.counts import check_counts, consent_of, create_counts
from cases.decisions.actions.decision_wordings import (
    create_decision,
    end_decision,
    locked_decision_awaiting_reader,
    notify_second_readers,
)
from cases.decisions.counts import StatedCount, StatedUncharged
from cases.decisions.suspect_focus import StatedFocus
from cases.models import (
    PUBLIC_INTEREST,
    Consultation,
    Decision,
    DecisionKind,
    NfaReason,
    Suspect,
)
from cases.models.decision import NFA_KINDS
from cases.statuses import DecisionStatus
from people.access.scopes import Refused, Scope, Stale
from people.models import Side
from people.models.nullable import not_null

NOT_ABOUT_THEM = gettext_lazy("Select a consultation about this suspect.")
NOW_ANOTHER_KIND = gettext_lazy(
    "The proposed decision is of another kind now. Withdraw it, then decide again."
)


@transaction.atomic
def authorise_charge(
    *, suspect: Suspect, by: Scope, at: datetime, counts: Sequence[StatedCount], rationale: str,
    public_interest_rationale: str, focus: Sequence[StatedFocus],
    uncharged: Sequence[StatedUncharged], consent: str = "",
) -> Decision:  # fmt: skip
    """
    Authorise a charge of these counts; the police charge the suspect and report it.

    Where the CPS unit has a second reader of charges, it is proposed first. rationale: on the
    evidential stage. uncharged: the allegations that no count comes from. consent: where the
    consent of whoever must consent to the prosecution stands. Raises Refused if it is needed and
    not said, if one of the counts cannot be charged, or an allegation has no outcome.
    """
    suspect = open_case_action("authorise_charge", suspect, by=by, at=at, operation="collection")
    check_counts(suspect, counts, uncharged, by=by, at=at)
    is_read_twice = not_null(suspect.cps_unit).charges_are_read_twice
    status = DecisionStatus.PROPOSED if is_read_twice else DecisionStatus.LIVE
    decision = create_decision(
        suspect, DecisionKind.CHARGE, by=by, at=at, rationale=rationale, status=status,
        public_interest_rationale=public_interest_rationale, focus=focus, authors=[by.actor.id],
        consent=consent_of(counts, consent), only_side=Side.CPS if is_read_twice else "",
    )  # fmt: skip
    create_counts(decision, counts, uncharged)
    begin_consent(decision, suspect, counts, by=by, at=at)
    if is_read_twice:
        suspect.proposed_by = decision.authors
        turns.advance_suspect(suspect, "propose_charge", by=by, at=at)
        notify_second_readers(suspect, "propose_charge", by=by, at=at)
    else:
        give_to_police("authorise_charge", suspect, by=by, at=at)
    return decision


def give_to_police(verb: str, suspect: Suspect, *, by: Scope, at: datetime) -> None:
    """Give the suspect to the police, who do what was authorised and report it."""
    turns.advance_suspect(suspect, verb, by=by, at=at)
    add_timeline_event(verb, suspect.case, by=by, at=at, suspects=[suspect])
    notices.notify_named_roles(
        notices.OFFICER_ROLES, suspect.case, [suspect], notice="turn_began", at=at
    )


@transaction.atomic
def propose_no_further_action(
    *,
    suspect: Suspect,
    by: Scope,
    at: datetime,
    reason: str,
    rationale: str,
    consultation: Consultation,
    focus: Sequence[StatedFocus],
    public_interest_rationale: str = "",
) -> Decision:
    """
    Propose no further action, with a coded reason and the consultation held.

    rationale: on the evidential stage. public_interest_rationale: on the public interest stage, if
    that is the one that is not met.
    """
    suspect = open_case_action(
        "propose_no_further_action", suspect, by=by, at=at, operation="collection"
    )
    facts: dict[str, Any] = {"reason": reason, "rationale": rationale, "consultation": consultation}
    facts |= {"public_interest_rationale": public_interest_rationale, "focus": focus}
    decision = _create_proposed_decision(suspect, by=by, at=at, authors=[by.actor.id], **facts)
    turns.advance_suspect(suspect, "propose_no_further_action", by=by, at=at)
    notify_second_readers(suspect, "propose_no_further_action", by=by, at=at)
    return decision


@transaction.atomic
def revise_decision(
    *,
    suspect: Suspect,
    by: Scope,
    at: datetime,
    reason: str,
    rationale: str,
    consultation: Consultation,
    focus: Sequence[StatedFocus],
    public_interest_rationale: str = "",
    version: int,
) -> Decision:
    """
    Replace a proposed decision by another wording; a second reader must read the new one.

    Raises Refused if what is proposed is of another kind.

    version: number of the wording that the form showed. Raises Stale if it is not the newest.
    """
    suspect = open_case_action("revise_decision", suspect, by=by, at=at)
    before = locked_decision_awaiting_reader(suspect)
    facts: dict[str, Any] = {"reason": reason, "rationale": rationale, "consultation": consultation}
    facts |= {"public_interest_rationale": public_interest_rationale, "focus": focus}
    if before.kind not in NFA_KINDS:
        raise Refused(NOW_ANOTHER_KIND, is_stage=True)
    if version != before.number:
        raise Stale(_changed_decision_fields(before, facts), version=before.number)
    end_decision(before, DecisionStatus.REPLACED)
    authors = sorted({*before.authors, by.actor.id})
    decision = _create_proposed_decision(suspect, by=by, at=at, authors=authors, **facts)
    suspect.save_without_historical_record(update_fields=["proposed_by"])
    notify_second_readers(suspect, "revise_decision", by=by, at=at)
    return decision


@transaction.atomic
def revise_charge(
    *, suspect: Suspect, by: Scope, at: datetime, counts: Sequence[StatedCount], rationale: str,
    public_interest_rationale: str, focus: Sequence[StatedFocus],
    uncharged: Sequence[StatedUncharged], version: int, consent: str = "",
) -> Decision:  # fmt: skip
    """
    Replace a proposed charge by another wording; a second reader must read the new one.

    version: number of the wording that the form showed. Raises Stale if it is not the newest, and
    Refused if no charge is proposed.
    """
    suspect = open_case_action("revise_decision", suspect, by=by, at=at)
    before = locked_decision_awaiting_reader(suspect)
    if before.kind != DecisionKind.CHARGE:
        raise Refused(NOW_ANOTHER_KIND, is_stage=True)
    facts = {"rationale": rationale, "public_interest_rationale": public_interest_rationale}
    if version != before.number:
        then = [(name, getattr(before, name), text) for name, text in facts.items()]
        raise Stale(then, version=before.number)
    check_counts(suspect, counts, uncharged, by=by, at=at)
    end_decision(before, DecisionStatus.REPLACED)
    end_consents(before, suspect, at=at)
    suspect.proposed_by = sorted({*before.authors, by.actor.id})
    decision = create_decision(
        suspect, DecisionKind.CHARGE, by=by, at=at, status=DecisionStatus.PROPOSED,
        authors=suspect.proposed_by, consent=consent_of(counts, consent), only_side=Side.CPS,
        focus=focus, **facts,
    )  # fmt: skip
    create_counts(decision, counts, uncharged)
    begin_consent(decision, suspect, counts, by=by, at=at)
    suspect.save_without_historical_record(update_fields=["proposed_by"])
    notify_second_readers(suspect, "revise_decision", by=by, at=at)
    return decision


@transaction.atomic
def withdraw_decision(*, suspect: Suspect, by: Scope, at: datetime, text: str) -> Decision:
    """Withdraw a proposed decision, with a reason; the suspect returns to the prosecutor."""
    suspect = open_case_action("withdraw_decision", suspect, by=by, at=at)
    decision = locked_decision_awaiting_reader(suspect)
    end_decision(decision, DecisionStatus.WITHDRAWN)
    end_consents(decision, suspect, at=at)
    suspect.proposed_by = []
    turns.advance_suspect(suspect, "withdraw_decision", by=by, at=at)
    add_timeline_event(
        "withdraw_decision", suspect.case, by=by, at=at, suspects=[suspect], note=text,
        only_side=Side.CPS,
    )  # fmt: skip
    return decision


def _create_proposed_decision(
    suspect: Suspect,
    *,
    by: Scope,
    at: datetime,
    authors: list[int],
    reason: str,
    consultation: Consultation,
    **reasons: Any,
) -> Decision:
    reason = NfaReason(reason)
    if not suspect.consultations.for_scope(by).filter(pk=consultation.pk).exists():
        raise Refused(NOT_ABOUT_THEM, is_stage=True)
    public_interest = reason in PUBLIC_INTEREST
    kind = DecisionKind.NFA_PUBLIC_INTEREST if public_interest else DecisionKind.NFA_EVIDENTIAL
    suspect.proposed_by = authors
    return create_decision(
        suspect, kind, by=by, at=at, reason=reason, authors=authors,
        consultation_id=consultation.pk, status=DecisionStatus.PROPOSED, only_side=Side.CPS,
        **reasons,
    )  # fmt: skip


def _changed_decision_fields(
    decision: Decision, facts: dict[str, Any]
) -> list[tuple[str | Promise, object, object]]:
    """Reason and reasons on both stages, stored and submitted, for the page of a stale form."""
    names = ("rationale", "public_interest_rationale")
    then = [(name, getattr(decision, name), facts[name]) for name in names]
    was, became = (NfaReason(each).label for each in (decision.reason, facts["reason"]))
    return [*then, (_("Reason"), was, became)]
