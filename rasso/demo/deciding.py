"""How the demo decides: a charge that the police report, or a proposal that somebody reads."""

from cases.actions import (
    charges,
    consultations,
    court_facts,
    decisions,
    finalisations,
    second_reading,
)
from cases.models import Decision, Offence
from cases.states import State
from cases.statuses import DecisionStatus
from rasso.demo import victims, words
from rasso.demo.world import days, hours


def decided(story, suspect):
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


def closed_for_now(story):
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


def charged(story):
    """The police report each charge, by which way it was brought."""
    for suspect in story.in_state(State.CHARGE_AUTHORISED):
        method = "IN_CUSTODY" if story.urgency == "RED" else "WRITTEN_CHARGE"
        rows = suspect.allegations.system("demo").select_related("victim", "offence")
        charges = [(each.victim, each.offence) for each in rows]
        said = {"method": method, "charged_on": story.today, "charges": charges}
        yield from reported(story, suspect, said)


def reported(story, suspect, said):
    """As authorised; or otherwise, with the police's reason, which the prosecutor accepts."""
    differs = story.happens(0.3, leads_to=State.CHARGE_DIFFERS)
    if differs:
        said |= {"charges": [instead(said["charges"][0])], "explanation": words.CHARGED_OTHERWISE}
    story.do(story.officer, charges.report_charge, suspect=suspect, **said)
    yield hours(2)
    if differs and not story.until:
        story.do(
            story.prosecutor, charges.accept_charge_report, suspect=suspect, version=1,
            text=words.CHARGE_ACCEPTED,
        )  # fmt: skip
        yield hours(2)


def in_court(story):
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


def moved(story, trial):
    """Now and then the court moves a trial."""
    if story.happens(0.3):
        story.do(
            "assistant", court_facts.correct_court_fact, fact=trial, on=trial.on + days(28),
            reason=words.MOVED,
        )  # fmt: skip


def instead(charge):
    """Another offence against the same victim."""
    victim, offence = charge
    others = Offence.objects.filter(code__in=words.OFFENCES).exclude(pk=offence.pk)
    return victim, others.order_by("code").first()


def no_further_action(story, suspect):
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


def propose(story, suspect, held):
    story.do(
        story.prosecutor, decisions.propose_no_further_action, suspect=suspect, reason="BELIEF",
        rationale=words.RATIONALE_NFA, consultation=held,
    )  # fmt: skip


def answer(story, suspect, action, **said):
    """The manager answers about the wording that waits."""
    rows = Decision.objects.system("demo").filter(suspect=suspect)
    wording = rows.get(status=DecisionStatus.PROPOSED)
    story.do("manager", action, suspect=suspect, version=wording.number, **said)
