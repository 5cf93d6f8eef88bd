"""Roads of the scene with decisions: consultation, proposal, declined, proposed again."""

from datetime import timedelta

from cases.decisions.actions import consultations, court_facts, finalisations
from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases import charges, decisions


def met(road):
    """A long consultation of four people, and a proposal after it that was declined."""
    there = [
        road.cast.officer, road.cast.supervisor, road.cast.prosecutor, road.cast.manager,
    ]  # fmt: skip
    held = road.do(
        consultations.record_consultation, "officer", case=road.case, suspects=road.suspects,
        held_on=road.at.date(), mode="FACE_TO_FACE", took_part=there, summary=LONG,
    )  # fmt: skip
    decisions.propose(road, road.suspects[0], consultation=held, rationale=LONG)
    decisions.decline(road, road.suspects[0], text=LONG)
    road.held = held
    return road


def proposed(road):
    """The same, with a second version that waits for a second reader."""
    met(road)
    decisions.propose(road, road.suspects[0], consultation=road.held, rationale=f"{LONG}\n\n{LONG}")
    return road


def finalised(road):
    """A suspect finalised administratively, reopened and finalised again."""
    suspect = {"suspect": road.suspects[0]}
    closed = {"reason": "OTHER", "text": f"{LONG}\n\n{LONG}", **suspect}
    road.do(finalisations.finalise_administratively, "manager", **closed)
    road.do(finalisations.reopen_suspect, "prosecutor", text=LONG, **suspect)
    road.do(finalisations.finalise_administratively, "manager", **closed)
    return road


def in_court(road):
    """
    A charged suspect with a hearing, a plea and a coming trial that was moved for a long reason.
    """
    charges.charge(road)
    charges.report(road)
    today, about = road.at.date(), {"suspect": road.suspects[0]}
    record = court_facts.record_court_fact
    road.do(record, "assistant", kind="FIRST_HEARING", on=today, **about)
    road.plea = road.do(record, "prosecutor", kind="PLEA", on=today, result="NOT_GUILTY", **about)
    trial = road.do(record, "prosecutor", kind="TRIAL", on=today + timedelta(days=90), **about)
    road.do(
        court_facts.correct_court_fact, "manager", fact=trial, reason=LONG,
        on=today + timedelta(days=120),
    )  # fmt: skip
    return road
