"""How the demo decides: a charge that the police report, or a proposal that somebody reads."""

from cases.actions import charges, consultations, decisions, second_reading
from cases.models import Decision
from cases.states import DecisionStatus, State
from rasso.demo import words
from rasso.demo.world import hours


def decided(story, suspect):
    """Charged more often than not, and always where the suspect is in custody."""
    if story.happens(0.3, leads_to=State.SECOND_READER) and story.urgency != "RED":
        yield from no_further_action(story, suspect)
    else:
        story.do(
            story.prosecutor, decisions.authorise_charge, suspect=suspect,
            allegations=list(suspect.allegations.system("demo")),
            rationale=words.RATIONALE_CHARGE,
        )  # fmt: skip


def charged(story):
    """The police report each charge, by which way it was brought."""
    for suspect in story.in_state(State.CHARGE_AUTHORISED):
        method = "IN_CUSTODY" if story.urgency == "RED" else "WRITTEN_CHARGE"
        story.do(
            story.officer, charges.report_charge, suspect=suspect, method=method,
            charged_on=story.today,
        )  # fmt: skip
        yield hours(2)


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
