"""
The facts that a letter is filled with, about one victim and one suspect, in the letter's language.

They are read from what police and CPS have recorded and share: what one side keeps to itself is
in no letter, and nothing about another victim or another suspect is.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.deadlines import in_words
from cases.models import (
    AuthorisedCharge,
    CourtFact,
    CourtFactKind,
    Decision,
    DecisionKind,
    LaidCharge,
    ReportedCharge,
    Suspect,
    Verdict,
)
from cases.statuses import DecisionStatus
from people.models import Unit
from timeliness.calendar import london_day
from victims.actions.duty_facts import owed_on
from victims.eligibility import NotEligible
from victims.models import Correspondence, LetterKind, ReviewStep, RightToReview, VictimRecord
from victims.queries.consented import allegations_of
from victims.states import ReviewState

CODES: dict[str, str] = {Correspondence.ENGLISH: "en-gb", Correspondence.WELSH: "cy"}
WHY = "the facts of a letter"
NOTHING_YET: dict[str, Promise] = {
    LetterKind.HELLO: _("No one is named as the person to contact. Name someone first."),
    LetterKind.CHARGE: _("No charge that is about this victim is recorded against this suspect."),
    LetterKind.NFA: _("No decision to take no further action is in force about this suspect."),
    LetterKind.STOPPED: _("Nothing from court says that the case against this suspect stopped."),
    LetterKind.ALTERED: _("No change to the charges about this victim is recorded."),
    LetterKind.REVIEW_OUTCOME: _("No outcome of a review about this suspect is recorded."),
    LetterKind.NO_REVIEW: _("No request about this suspect is recorded as outside the scheme."),
}


Facts = dict[str, str | list[str]]
Row = TypeVar("Row", Suspect, Decision, RightToReview)


class NothingToTell(Exception):
    """What the letter would tell is not recorded; the exception says so in a sentence."""


def facts_of(
    kind: str, record: VictimRecord, suspect: Suspect | None, *, side: str, language: str
) -> Facts:
    """
    {name: text or list of texts} for a template of this kind. Raises NothingToTell.

    Some stand in no letter, such as the charges: a letter that was written before they changed is
    looked at again. The sender is the agency, because the name of a unit may tell what it is for.
    """
    with translation.override(CODES[language]):
        found = FIND[kind](record, suspect, side)
    if not found:
        raise NothingToTell(NOTHING_YET[kind])
    unit, how_many = _unit(record, side), "several" if len(suspects_of(record)) > 1 else "one"
    cases = [
        how_many, "ring" if unit.contact_phone else "no_ring", *found.get("cases", ()),
    ]  # fmt: skip
    return {
        **found, "reference": record.case.urn, "sender": unit.agency.name, "language": language,
        "ring_name": unit.contact_name, "ring_phone": unit.contact_phone, "cases": cases,
    }  # fmt: skip


def in_language(day: date, language: str) -> str:
    """A day in words, as a letter in this language says it."""
    with translation.override(CODES[language]):
        return in_words(day)


def suspects_of(record: VictimRecord) -> list[Suspect]:
    """The suspects who are alleged to have harmed her, as both sides know them."""
    accused = allegations_of(record.pk, case=record.case_id).values("suspect")
    return list(_shared(Suspect).filter(pk__in=accused).order_by("number"))


def _hello(record: VictimRecord, suspect: Suspect | None, side: str) -> Facts:
    person = record.liaison_officer if side == "CPS" else record.contact_officer
    return {"contact": person.name} if person else {}


def _charge(record: VictimRecord, suspect: Suspect, side: str) -> Facts:
    reports = _reports(suspect)
    charges = _charges(reports[-1], record) if reports else []
    if not charges:
        return {}
    return {"charged_on": in_words(reports[-1].charged_on), "charges": charges}


def _altered(record: VictimRecord, suspect: Suspect, side: str) -> Facts:
    """
    The last report of what was charged says otherwise than the one before it, and does not only
    put right a charge that was never laid as authorised (victims/actions/duty_facts.py).
    """
    if len(reports := _reports(suspect)) < 2:
        return {}
    *earlier, before, now = _charges_of(reports, record)
    authorised = _authorised(reports[-1], record)
    if now == authorised and authorised not in (*earlier, before):
        return {}
    return {"before": before, "charges": now} if before and now and before != now else {}


def _no_further_action(record: VictimRecord, suspect: Suspect, side: str) -> Facts:
    decision = _in_force(suspect).exclude(kind=DecisionKind.CHARGE).first()
    if decision is None:
        return {}
    ground = "evidential" if decision.kind == DecisionKind.NFA_EVIDENTIAL else "public_interest"
    return {
        "decided_on": in_words(london_day(decision.read_at or decision.at)), "cases": [ground],
        "allegations": _alleged(record, suspect),
    }  # fmt: skip


def _stopped(record: VictimRecord, suspect: Suspect, side: str) -> Facts:
    facts = CourtFact.objects.system(WHY).filter(suspect=suspect, kind=CourtFactKind.OUTCOME)
    fact = facts.filter(result=Verdict.STOPPED, is_current=True, is_void=False).last()
    if fact is None or not (reports := _reports(suspect)):
        return {}
    charges = _charges(reports[-1], record)
    return {"stopped_on": in_words(fact.on), "charges": charges} if charges else {}


def _review_outcome(record: VictimRecord, suspect: Suspect, side: str) -> Facts:
    rows = _shared(RightToReview).filter(record=record, suspect=suspect, side=side)
    right = rows.exclude(outcome="").order_by("at").last()
    if right is None:
        return {}
    steps = ReviewStep.objects.system(WHY).filter(right=right, verb="decide_review")
    return {
        "decided_on": in_words(steps.latest("at").on), "cases": [right.outcome.lower()],
    }  # fmt: skip


def _no_review(record: VictimRecord, suspect: Suspect, side: str) -> Facts:
    """
    The last request that is owed the answer that there is no review, and each reason why.

    Which are is asked of the duties' facts (victims/actions/duty_facts.py).
    """
    rows = _shared(RightToReview).filter(record=record, suspect=suspect, side=side)
    owed = {source for *_about, source in owed_on(record.case_id)}
    rows = rows.filter(status=ReviewState.NOT_ELIGIBLE).order_by("-at")
    right = next((each for each in rows if str(each.pk) in owed), None)
    if right is None:
        return {}
    reasons = [reason.lower() for reason in right.reasons if reason in NotEligible.values]
    return {"asked_on": in_words(right.asked_on), "cases": reasons}


def _reports(suspect: Suspect) -> list[ReportedCharge]:
    """What the police reported of the charge in force, the last report last."""
    decision = _in_force(suspect).filter(kind=DecisionKind.CHARGE)
    return list(ReportedCharge.objects.system(WHY).filter(decision__in=decision).order_by("number"))


def _charges(report: ReportedCharge, record: VictimRecord) -> list[str]:
    return _charges_of([report], record)[0]


def _charges_of(reports: Sequence[ReportedCharge], record: VictimRecord) -> list[list[str]]:
    """[titles of what was charged about this victim], for each of these reports."""
    laid = LaidCharge.objects.filter(report__in=reports, victim=record.victim_id)
    titles = list(laid.values_list("report", "offence__title"))
    return [sorted(title for pk, title in titles if pk == report.pk) for report in reports]


def _authorised(report: ReportedCharge, record: VictimRecord) -> list[str]:
    rows = AuthorisedCharge.objects.filter(decision=report.decision_id)
    rows = rows.filter(allegation__victim=record.victim_id)
    return sorted(rows.values_list("allegation__offence__title", flat=True))


def _alleged(record: VictimRecord, suspect: Suspect) -> list[str]:
    rows = allegations_of(record.pk, case=record.case_id).filter(suspect=suspect)
    return sorted(set(rows.values_list("offence__title", flat=True)))


def _in_force(suspect: Suspect) -> QuerySet[Decision]:
    return _shared(Decision).filter(suspect=suspect, status=DecisionStatus.LIVE)


def _shared(model: type[Row]) -> QuerySet[Row]:
    return model.objects.system(WHY).filter(only_side="")


def _unit(record: VictimRecord, side: str) -> Unit:
    return getattr(record, record.unit_of[side])


FIND: dict[str, Callable[..., Facts]] = {
    LetterKind.HELLO: _hello,
    LetterKind.CHARGE: _charge,
    LetterKind.NFA: _no_further_action,
    LetterKind.STOPPED: _stopped,
    LetterKind.ALTERED: _altered,
    LetterKind.REVIEW_OUTCOME: _review_outcome,
    LetterKind.NO_REVIEW: _no_review,
}
