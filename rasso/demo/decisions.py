"""Decisions in the demo: charges that the police report, and proposals of no further action."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cases.decisions.actions import (
    charges,
    consultations,
    countersignatures,
    court_facts,
    decisions,
    finalisations,
)
from cases.decisions.actions.reopenings import live_decision
from cases.decisions.counts import (
    LaidCount,
    StatedCount,
    StatedUncharged,
    count_as_alleged,
)
from cases.models import (
    Allegation,
    AuthorisedCharge,
    Consultation,
    CourtFact,
    Decision,
    LaidCharge,
    Offence,
    Suspect,
    WhyUncharged,
)
from cases.states import State
from cases.statuses import DecisionStatus
from people.models.nullable import not_null
from rasso.demo import texts, victims
from rasso.demo.allegations import BESIDE_IT
from rasso.demo.reasons import reasons_not_to_charge, reasons_to_charge
from rasso.demo.simulated_time import Road, days, hours

if TYPE_CHECKING:
    from rasso.demo.stories import Story

RAPE = "SX03002"  # of a woman aged 16 or over
IN_THE_ALTERNATIVE = "SX03005"  # assault by penetration of a woman or girl aged 13 or over
ACTS = (IN_THE_ALTERNATIVE, "SX03007")  # and sexual assault: one of them beside another act


def decide_on_suspect(story: "Story", suspect: Suspect) -> Road:
    """
    Charge the suspect, or propose no further action; a suspect in custody is always charged.

    Records a review first if there is none.
    """
    if not suspect.reviews.unscoped("demo").exists():
        story.reviewed([suspect])
    if story.happens(0.3, leads_to=State.SECOND_READER) and story.urgency != "RED":
        yield from propose_and_countersign_nfa(story, suspect)
    else:
        authorise_charge_of(story, suspect)


def authorise_charge_of(
    story: "Story", suspect: Suspect, counts: list[StatedCount] | None = None, **facts: Any
) -> None:
    """
    The prosecutor authorises a charge; an act beside the main one is not charged.

    counts: where they are not those of stated_counts(). facts: what else the charge says.
    """
    rows = suspect.allegations.unscoped("demo").filter(offence=BESIDE_IT).select_related("offence")
    why_not = WhyUncharged.EVIDENTIAL, texts.NOT_CHARGED_BESIDE
    uncharged = [StatedUncharged(each, *why_not) for each in rows]
    why = reasons_to_charge(story)
    story.do(
        story.prosecutor, decisions.authorise_charge, suspect=suspect,
        counts=counts or stated_counts(story, suspect), uncharged=uncharged,
        rationale=why.rationale, public_interest_rationale=texts.PUBLIC_INTEREST, focus=why.focus,
        **facts,
    )  # fmt: skip


def stated_counts(story: "Story", suspect: Suspect) -> list[StatedCount]:
    """
    A count of each allegation. One of days across 1 May 2004 has an alternative under the other
    Act; where there are several suspects, the first one's rape has another in the alternative.
    """
    rows = suspect.allegations.unscoped("demo").select_related("victim", "offence").order_by("pk")
    rows = rows.exclude(offence=BESIDE_IT)
    counts: list[StatedCount] = []
    for each in rows:
        alike = [n for n, count in enumerate(counts, 1) if is_of_both_acts(count, each)]
        to = alike[0] if alike else None
        counts.append(count_as_alleged(each, texts.PARTICULARS, alternative_to=to))
    if story.count > 1 and suspect.number == 1 and counts[0].offence_id == RAPE:
        offence = Offence.objects.get(pk=IN_THE_ALTERNATIVE)
        one = counts[0]
        counts.append(
            StatedCount(
                one.victim, offence, one.from_on, one.to_on, texts.PARTICULARS_OR, alternative_to=1
            )
        )
    return counts


def is_of_both_acts(count: StatedCount, allegation: Allegation) -> bool:
    """Whether a count is about the days of an allegation, which cross 1 May 2004."""
    return count.from_on == allegation.from_on == texts.LONG_AGO["from_on"]


def finalise_and_reopen(story: "Story") -> Road:
    """Finalise one suspect administratively in some stories, and reopen them some days later."""
    if not story.happens(0.1, leads_to=State.FINALISED):
        return
    for suspect in story.in_state(State.WITH_PROSECUTOR)[:1]:
        story.do(
            "manager", finalisations.finalise_administratively, suspect=suspect,
            reason="NOT_FOUND", text=texts.FINALISED,
        )  # fmt: skip
        yield story.wait(3, 9)
        story.do("manager", finalisations.reopen_suspect, suspect=suspect, text=texts.REOPENED)
        yield hours(2)


def report_charges(story: "Story") -> Road:
    """The police report each authorised charge, with the method that fits the urgency."""
    for suspect in story.in_state(State.CHARGE_AUTHORISED):
        method = "IN_CUSTODY" if story.urgency == "RED" else "WRITTEN_CHARGE"
        rows = AuthorisedCharge.objects.filter(
            decision__suspect=suspect, decision__status=DecisionStatus.LIVE
        )
        counts = list(rows.select_related("victim", "offence").order_by("pk"))
        laid = [
            LaidCount(not_null(c.victim), not_null(c.offence), c.from_on, c.to_on, number)
            for number, c in enumerate(counts, start=1)
        ]
        yield from report_one_charge(story, suspect, method, laid)


def report_one_charge(story: "Story", suspect: Suspect, method: str, laid: list[LaidCount]) -> Road:
    """
    Report a charge as authorised; in some stories the first count differently and no other one,
    each with a reason, which is accepted.
    """
    differs = story.happens(0.3, leads_to=State.CHARGE_DIFFERS)
    not_charged = {}
    if differs:
        not_charged = {count.number: texts.NOT_CHARGED for count in laid[1:]}
        laid = [other_count(laid[0])]
    story.do(
        story.officer, charges.report_charge, suspect=suspect, method=method,
        version=live_decision(suspect).number, charged_on=story.today, charges=laid,
        not_charged=not_charged,
    )  # fmt: skip
    yield hours(2)
    if differs and not story.until:
        story.do(
            story.prosecutor, charges.accept_charge_report, suspect=suspect, version=1,
            text=texts.CHARGE_ACCEPTED,
        )  # fmt: skip
        yield hours(2)


def record_court_events(story: "Story") -> Road:
    """For every other suspect record a first hearing, a plea, and an outcome or a trial date."""
    for suspect in story.in_state(State.CHARGED):
        if not story.happens(0.5):
            continue
        record = court_facts.record_court_fact
        about: dict[str, Any] = {"suspect": suspect}
        yield story.wait(1, 3)
        story.do("assistant", record, kind="FIRST_HEARING", on=story.today, **about)
        victims.meet_open_duties(story)
        yield story.wait(20, 30)
        if story.happens(0.5):
            ahead = {"on": story.today + days(21), "detail": texts.PLEA_HEARING}
            story.do("assistant", record, kind="HEARING", court=texts.COURT, **ahead, **about)
        if story.happens(0.4):
            about |= {"charges": charges_not_in_the_alternative(suspect), "on": story.today}
            story.do(story.prosecutor, record, kind="PLEA", result="GUILTY", **about)
            story.do(story.prosecutor, record, kind="OUTCOME", result="CONVICTED", **about)
        else:
            story.do(
                story.prosecutor, record, kind="PLEA", on=story.today, result="NOT_GUILTY", **about
            )
            on = story.today + days(200)
            trial = story.do(story.prosecutor, record, kind="TRIAL", on=on, **about)
            move_trial(story, trial)
        victims.meet_open_duties(story)


def charges_not_in_the_alternative(suspect: Suspect) -> list[LaidCharge]:
    """Of the charges of the newest report, each that is not in the alternative to another."""
    reports = live_decision(suspect).reports.unscoped("demo").order_by("number")
    laid = LaidCharge.objects.filter(report=reports.last(), count__alternative_to=None)
    return list(laid.order_by("pk"))


def move_trial(story: "Story", trial: CourtFact) -> None:
    """Record in some stories that the court moved the trial."""
    if story.happens(0.3):
        story.do(
            "assistant", court_facts.correct_court_fact, fact=trial, on=trial.on + days(28),
            reason=texts.MOVED,
        )  # fmt: skip


def other_count(count: LaidCount) -> LaidCount:
    """A count charged as another offence, with the reason."""
    others = Offence.objects.filter(code__in=texts.OFFENCES).exclude(pk=count.offence.pk)
    other = others.order_by("code")[0]
    return count._replace(offence=other, reason=texts.CHARGED_OTHERWISE)


def propose_and_countersign_nfa(story: "Story", suspect: Suspect) -> Road:
    """
    Record a consultation and propose no further action, which a manager answers.

    In some stories the manager declines the first proposal and countersigns the second.
    """
    people = [story.pair.people[role] for role in (story.officer, story.prosecutor)]
    held = story.do(
        story.prosecutor, consultations.record_consultation, case=story.case, suspects=[suspect],
        held_on=story.today, mode="VIRTUAL", took_part=people, summary=texts.MET,
    )  # fmt: skip
    yield hours(2)
    propose_nfa(story, suspect, held)
    yield story.wait(0.2, 2)
    if story.happens(0.3):
        answer_proposal(story, suspect, countersignatures.decline_decision, text=texts.DECLINED)
        yield story.wait(0.5, 2)
        propose_nfa(story, suspect, held)
        yield story.wait(0.2, 2)
    answer_proposal(story, suspect, countersignatures.countersign_decision)


def propose_nfa(story: "Story", suspect: Suspect, consultation: Consultation) -> None:
    why = reasons_not_to_charge(story)
    story.do(
        story.prosecutor, decisions.propose_no_further_action, suspect=suspect, reason="BELIEF",
        rationale=why.rationale, consultation=consultation, focus=why.focus,
    )  # fmt: skip


def answer_proposal(
    story: "Story", suspect: Suspect, action: Callable[..., object], who: str = "manager",
    **said: object,
) -> None:  # fmt: skip
    """The second reader answers the proposed decision that is waiting."""
    rows = Decision.objects.unscoped("demo").filter(suspect=suspect)
    wording = rows.get(status=DecisionStatus.PROPOSED)
    story.do(who, action, suspect=suspect, version=wording.number, **said)
