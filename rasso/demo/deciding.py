"""How the demo decides: a charge that the police report, or a proposal that somebody reads."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cases.actions import (
    charges,
    consultations,
    court_facts,
    decisions,
    finalisations,
    second_reading,
)
from cases.models import Consultation, CourtFact, Decision, Offence, Suspect, Victim
from cases.states import State
from cases.statuses import DecisionStatus
from rasso.demo import victims, words
from rasso.demo.world import Road, days, hours

if TYPE_CHECKING:
    from rasso.demo.stories import Story

Charge = tuple[Victim, Offence]


def decided(story: "Story", suspect: Suspect) -> Road:
    """Charged more often than not, and always where the suspect is in custody; reviewed first."""
    if not suspect.reviews.system("demo").exists():
        story.reviewed([suspect])
    if story.happens(0.3, leads_to=State.SECOND_READER) and story.urgency != "RED":
        yield from no_further_action(story, suspect)
    else:
        story.do(
            story.prosecutor, decisions.authorise_charge, suspect=suspect,
            allegations=list(suspect.allegations.system("demo")),
            rationale=words.RATIONALE_CHARGE,
        )  # fmt: skip


def closed_for_now(story: "Story") -> Road:
    """Now and then somebody cannot be found, and is later."""
    if not story.happens(0.1, leads_to=State.FINALISED):
        return
    for suspect in story.in_state(State.WITH_PROSECUTOR)[:1]:
        story.do(
            "manager", finalisations.finalise_administratively, suspect=suspect,
            reason="NOT_FOUND", text=words.FINALISED,
        )  # fmt: skip
        yield story.wait(3, 9)
        story.do("manager", finalisations.reopen_suspect, suspect=suspect, text=words.REOPENED)
        yield hours(2)


def charged(story: "Story") -> Road:
    """The police report each charge, by which way it was brought."""
    for suspect in story.in_state(State.CHARGE_AUTHORISED):
        method = "IN_CUSTODY" if story.urgency == "RED" else "WRITTEN_CHARGE"
        rows = suspect.allegations.system("demo").select_related("victim", "offence")
        charges = [(each.victim, each.offence) for each in rows]
        yield from reported(story, suspect, method, charges)


def reported(story: "Story", suspect: Suspect, method: str, brought: list[Charge]) -> Road:
    """As authorised; or otherwise, with the police's reason, which the prosecutor accepts."""
    differs = story.happens(0.3, leads_to=State.CHARGE_DIFFERS)
    said = {"explanation": words.CHARGED_OTHERWISE} if differs else {}
    story.do(
        story.officer, charges.report_charge, suspect=suspect, method=method,
        charged_on=story.today, charges=[instead(brought[0])] if differs else brought, **said,
    )  # fmt: skip
    yield hours(2)
    if differs and not story.until:
        story.do(
            story.prosecutor, charges.accept_charge_report, suspect=suspect, version=1,
            text=words.CHARGE_ACCEPTED,
        )  # fmt: skip
        yield hours(2)


def in_court(story: "Story") -> Road:
    """Every other one has a first hearing, then a plea, and sometimes a trial that is to come."""
    for suspect in story.in_state(State.CHARGED):
        if not story.happens(0.5):
            continue
        record, about = court_facts.record_court_fact, {"suspect": suspect}
        yield story.wait(1, 3)
        story.do("assistant", record, kind="FIRST_HEARING", on=story.today, **about)
        victims.told_what_is_owed(story)
        yield story.wait(20, 30)
        result = "GUILTY" if story.happens(0.4) else "NOT_GUILTY"
        story.do(story.prosecutor, record, kind="PLEA", on=story.today, result=result, **about)
        if result == "GUILTY":
            story.do(
                story.prosecutor, record, kind="OUTCOME", on=story.today, result="CONVICTED",
                **about,
            )  # fmt: skip
        else:
            on = story.today + days(200)
            trial = story.do(story.prosecutor, record, kind="TRIAL", on=on, **about)
            moved(story, trial)
        victims.told_what_is_owed(story)


def moved(story: "Story", trial: CourtFact) -> None:
    """Now and then the court moves a trial."""
    if story.happens(0.3):
        story.do(
            "assistant", court_facts.correct_court_fact, fact=trial, on=trial.on + days(28),
            reason=words.MOVED,
        )  # fmt: skip


def instead(charge: Charge) -> Charge:
    """Another offence against the same victim."""
    victim, offence = charge
    others = Offence.objects.filter(code__in=words.OFFENCES).exclude(pk=offence.pk)
    return victim, others.order_by("code")[0]


def no_further_action(story: "Story", suspect: Suspect) -> Road:
    """Officer and prosecutor meet; a manager reads the proposal, and now and then says why not."""
    people = [story.pair.people[role] for role in (story.officer, story.prosecutor)]
    held = story.do(
        story.prosecutor, consultations.record_consultation, case=story.case, suspects=[suspect],
        held_on=story.today, mode="VIRTUAL", took_part=people, summary=words.MET,
    )  # fmt: skip
    yield hours(2)
    propose(story, suspect, held)
    yield story.wait(0.2, 2)
    if story.happens(0.3):
        answer(story, suspect, second_reading.decline_decision, text=words.DECLINED)
        yield story.wait(0.5, 2)
        propose(story, suspect, held)
        yield story.wait(0.2, 2)
    answer(story, suspect, second_reading.countersign_decision)


def propose(story: "Story", suspect: Suspect, held: Consultation) -> None:
    story.do(
        story.prosecutor, decisions.propose_no_further_action, suspect=suspect, reason="BELIEF",
        rationale=words.RATIONALE_NFA, consultation=held,
    )  # fmt: skip


def answer(story: "Story", suspect: Suspect, action: Callable[..., object], **said: object) -> None:
    """The manager answers about the wording that waits."""
    rows = Decision.objects.system("demo").filter(suspect=suspect)
    wording = rows.get(status=DecisionStatus.PROPOSED)
    story.do("manager", action, suspect=suspect, version=wording.number, **said)
