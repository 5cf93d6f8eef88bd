"""
The facts that fill a letter about one victim and one suspect, in the letter's language.

They are read from what police and CPS have recorded and share: nothing private to a side, and
nothing about another victim or suspect.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import (
    AuthorisedCharge,
    DecisionKind,
    LaidCharge,
    ReportedCharge,
    Suspect,
)
from cases.models.decision import NFA_KINDS
from people.access.row_security import for_purpose
from people.models import Unit
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims.actions.disposal_facts import disposal_facts
from victims.actions.duty_facts_sql import duties_owed_on_case
from victims.actions.ended_charges import charges_ended_of_victim
from victims.actions.further_facts import charged_by_further, last_further_charge
from victims.actions.left_out import left_out_facts
from victims.actions.shared_rows import (
    LETTER_FACTS_PURPOSE,
    decisions_in_force,
    rows_known_to_both_sides,
)
from victims.actions.stopped_facts import facts_of_stopping, proceeded_facts, stopped_facts
from victims.duty_rules import DUTY_RULES, NewsOwed
from victims.models import (
    Correspondence,
    Duty,
    LetterKind,
    ReviewStep,
    RightToReview,
    VictimRecord,
)
from victims.queries.consent_sharing import allegations_of_victim
from victims.queries.letters import changes_of_charges
from victims.queries.stopped_charges import charge_title
from victims.states import ReviewState
from victims.vrr_rules import IneligibleReason

LANGUAGE_CODES: dict[str, str] = {Correspondence.ENGLISH: "en-gb", Correspondence.WELSH: "cy"}
NOTHING_TO_TELL_TEXT: dict[str, Promise] = {
    LetterKind.HELLO: _("No one is named as the person to contact. Name someone first."),
    LetterKind.CHARGE: _("No charge that is about this victim is recorded against this suspect."),
    LetterKind.NFA: _("No decision to take no further action is in force about this suspect."),
    LetterKind.DISPOSAL: _(
        "No decision to deal with this suspect out of court for what is alleged about this victim "
        "is in force."
    ),
    LetterKind.STOPPED: _(
        "Nothing says that the case against this suspect was stopped, or charges about this victim "
        "go on."
    ),
    LetterKind.ALTERED: _("No change to the charges about this victim is recorded."),
    LetterKind.PROCEEDED: _(
        "No leave of a court to proceed with charges about this victim is recorded, or none of "
        "them goes on."
    ),
    LetterKind.REVIEW_OUTCOME: _("No outcome of a review about this suspect is recorded."),
    LetterKind.NO_REVIEW: _("No request about this suspect is recorded as outside the scheme."),
}


# The letters of a decision, which may be the next after one that fell.
NEXT_DECISION_KINDS = (LetterKind.CHARGE, LetterKind.NFA, LetterKind.DISPOSAL)
LetterFacts = dict[str, str | list[str]]


class NothingToTell(Exception):
    """What the letter would tell is not recorded. Its text is a sentence for the user."""


def facts_of_letter(
    kind: str, record: VictimRecord, suspect: Suspect | None, *, side: str, language: str
) -> LetterFacts:
    """
    {name: text or list of texts} for a template of this kind. Raises NothingToTell.

    Some are in no letter, such as the charges: they make a letter stale when they change. The
    sender is the agency, because a unit's name may tell what it is for.
    """
    with translation.override(LANGUAGE_CODES[language]):
        found = FACTS_BY_LETTER_KIND[kind](record, suspect, side)
    if not found:
        raise NothingToTell(NOTHING_TO_TELL_TEXT[kind])
    unit, how_many = (
        _unit_of_side(record, side),
        "several" if len(suspects_known_to_both_sides(record)) > 1 else "one",
    )
    for prefix in ("left_out", "part", "decided"):
        if prefix in found.get("cases", ()):
            how_many = f"{prefix}_{how_many}"
    cases = [
        how_many, "ring" if unit.contact_phone else "no_ring", *found.get("cases", ()),
    ]  # fmt: skip
    if kind in NEXT_DECISION_KINDS and _has_one_fallen(record, suspect):
        cases.append("fell_before")
    return {
        **found, "reference": record.case.urn, "sender": unit.agency.name, "language": language,
        "ring_name": unit.contact_name, "ring_phone": unit.contact_phone, "cases": cases,
    }  # fmt: skip


def day_in_language(day: date, language: str) -> str:
    """A day in words, in the language of the letter."""
    with translation.override(LANGUAGE_CODES[language]):
        return format_day(day)


@for_purpose("whom a letter may be about")
def suspects_known_to_both_sides(record: VictimRecord) -> list[Suspect]:
    """The suspects of the victim's allegations that both sides know."""
    accused = allegations_of_victim(record.pk, case=record.case_id).values("suspect")
    return list(rows_known_to_both_sides(Suspect).filter(pk__in=accused).order_by("number"))


def _hello_facts(record: VictimRecord, suspect: Suspect | None, side: str) -> LetterFacts:
    person = record.liaison_officer if side == "CPS" else record.contact_officer
    return {"contact": person.name} if person else {}


def _charge_facts(record: VictimRecord, suspect: Suspect, side: str) -> LetterFacts:
    if further := charged_by_further(record, suspect):
        return {"charged_on": format_day(further[0]), "charges": further[1]}
    reports = _charge_reports(suspect)
    charges = _charge_titles(reports[-1], record) if reports else []
    if not charges:
        return {}
    return {"charged_on": format_day(reports[-1].charged_on), "charges": charges}


def _altered_charge_facts(record: VictimRecord, suspect: Suspect, side: str) -> LetterFacts:
    """
    The charges before and after the last charge report; {} where it changes nothing. Once charges
    were stopped, those that were laid, and those that go on; {} where all have ended.

    Nor is it a change where the last report puts an error right: the charge is as authorised now,
    and no report before it was (victims/actions/duty_facts_sql.py). That no charge about the victim
    is left is a change. After a further charge, those that went on before it, and those of now.
    """
    further = last_further_charge(record.victim_id, suspect)
    if further:
        changed: LetterFacts = {"before": further.beside, "charges": further.going_on}
        return changed if further.beside else {}
    reports = _charge_reports(suspect)
    if suspect.has_stopped_charges or any(each.is_stopped_in_court for each in reports):
        mine = charges_ended_of_victim(record.victim_id, suspect)
        if mine.stops or mine.in_court:
            known: LetterFacts = {"before": sorted(mine.laid), "charges": sorted(mine.going_on)}
            return known if mine.going_on else {}
    if len(reports) < 2:
        return {}
    *earlier, before, now = _charge_titles_by_report(reports, record)
    authorised = _authorised_charge_titles(reports[-1], record)
    if now and now == authorised and authorised not in (*earlier, before):
        return {}
    return {"before": before, "charges": now} if before and before != now else {}


@for_purpose("what has changed of the charges about a victim")
def changes_of_duty(duty: Duty) -> list[tuple[str, list[str]]]:
    """(when, charges) before and after what a duty is to tell changed; [] of another duty."""
    if duty.what != NewsOwed.ALTERED:
        return []
    found = _altered_charge_facts(duty.record, duty.suspect, duty.owed_by)
    return changes_of_charges(LetterKind.ALTERED, found) if found else []


def _nfa_facts(record: VictimRecord, suspect: Suspect, side: str) -> LetterFacts:
    decision = decisions_in_force(suspect).filter(kind__in=NFA_KINDS).first()
    if decision is None:
        return left_out_facts(record, suspect)
    ground = "evidential" if decision.kind == DecisionKind.NFA_EVIDENTIAL else "public_interest"
    return {
        "decided_on": format_day(london_day(decision.read_at or decision.at)), "cases": [ground],
        "allegations": _alleged_offence_titles(record, suspect),
    }  # fmt: skip


def _review_outcome_facts(record: VictimRecord, suspect: Suspect, side: str) -> LetterFacts:
    rows = rows_known_to_both_sides(RightToReview).filter(record=record, suspect=suspect, side=side)
    right = rows.exclude(outcome="").order_by("at").last()
    if right is None:
        return {}
    steps = ReviewStep.objects.unscoped(LETTER_FACTS_PURPOSE).filter(
        right=right, verb="decide_review"
    )
    return {
        "decided_on": format_day(steps.latest("at").on), "cases": [right.outcome.lower()],
    }  # fmt: skip


def _no_review_facts(record: VictimRecord, suspect: Suspect, side: str) -> LetterFacts:
    """
    The last VRR request that is owed the answer that there is no review, and each reason.

    Which requests are is read from the duties' facts (victims/actions/duty_facts_sql.py).
    """
    rows = rows_known_to_both_sides(RightToReview).filter(record=record, suspect=suspect, side=side)
    owed = {source for *_about, source in duties_owed_on_case(record.case_id)}
    rows = rows.filter(status=ReviewState.NOT_ELIGIBLE).order_by("-at")
    right = next((each for each in rows if str(each.pk) in owed), None)
    if right is None:
        return {}
    reasons = [reason.lower() for reason in right.reasons if reason in IneligibleReason.values]
    return {"asked_on": format_day(right.asked_on), "cases": reasons}


def _charge_reports(suspect: Suspect) -> list[Any]:
    """
    The charge reports of the decision in force, the last one last, with is_stopped_in_court:
    whether the court stopped charges against the suspect.
    """
    decision = decisions_in_force(suspect).filter(kind=DecisionKind.CHARGE)
    stopped = facts_of_stopping(suspect)
    return list(
        ReportedCharge.objects.unscoped(LETTER_FACTS_PURPOSE)
        .filter(decision__in=decision)
        .annotate(is_stopped_in_court=Exists(stopped))
        .order_by("number")
    )


def _charge_titles(report: ReportedCharge, record: VictimRecord) -> list[str]:
    return _charge_titles_by_report([report], record)[0]


def _charge_titles_by_report(
    reports: Sequence[ReportedCharge], record: VictimRecord
) -> list[list[str]]:
    """[offence titles charged about this victim], for each of these reports."""
    laid = LaidCharge.objects.filter(report__in=reports, victim=record.victim_id, altered_by=None)
    rows = list(laid.values_list("report", "offence__title", "count__alternative_to"))
    return [
        sorted(charge_title(title, bool(to)) for pk, title, to in rows if pk == report.pk)
        for report in reports
    ]


def _authorised_charge_titles(report: ReportedCharge, record: VictimRecord) -> list[str]:
    made = AuthorisedCharge.objects.filter(decision=report.decision_id, added_by=None)
    rows = made.annotate(
        about=Coalesce("victim", "allegation__victim"),
        title=Coalesce("offence__title", "allegation__offence__title"),
    )
    found = rows.filter(about=record.victim_id).values_list("title", "alternative_to")
    return sorted(charge_title(title, bool(to)) for title, to in found)


def _alleged_offence_titles(record: VictimRecord, suspect: Suspect) -> list[str]:
    rows = allegations_of_victim(record.pk, case=record.case_id).filter(suspect=suspect)
    return sorted(set(rows.values_list("offence__title", flat=True)))


def _has_one_fallen(record: VictimRecord, suspect: Suspect | None) -> bool:
    """
    Whether the victim is owed the news that an earlier decision about the suspect fell, told since
    or not. The letter of the next decision says so, because that meets it (is_met_by_next).
    """
    about = (record.victim_id, suspect.pk) if suspect else ()
    return any(
        key[:2] == about and DUTY_RULES[NewsOwed(key[2])].is_met_by_next
        for key in duties_owed_on_case(record.case_id)
    )


def _unit_of_side(record: VictimRecord, side: str) -> Unit:
    unit: Unit = getattr(record, record.unit_of[side])
    return unit


FACTS_BY_LETTER_KIND: dict[str, Callable[..., LetterFacts]] = {
    LetterKind.HELLO: _hello_facts,
    LetterKind.CHARGE: _charge_facts,
    LetterKind.NFA: _nfa_facts,
    LetterKind.DISPOSAL: disposal_facts,
    LetterKind.STOPPED: stopped_facts,
    LetterKind.ALTERED: _altered_charge_facts,
    LetterKind.PROCEEDED: proceeded_facts,
    LetterKind.REVIEW_OUTCOME: _review_outcome_facts,
    LetterKind.NO_REVIEW: _no_review_facts,
}
