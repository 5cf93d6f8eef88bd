"""Meetings with a victim of the scene: offered, accepted, arranged, and held."""

from datetime import timedelta

from tests.support.browser.scenes.action_plans import LONG
from tests.support.victims.vrr_requests import CALL
from victims.actions import meetings as actions
from victims.models import Agreed, VictimRecord


def meetings(road):
    """{step: a meeting} of one victim, one with texts of maximum length."""
    record = VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)
    asked = {"OFFERED": "COMPLAINT", "ACCEPTED": "REVIEW", "ARRANGED": "OTHER", "BEGUN": "OTHER"}
    asked["HELD"] = "OTHER"
    rows = {name: offered(road, record, purpose) for name, purpose in asked.items()}
    for name in ("ACCEPTED", "ARRANGED", "BEGUN", "HELD"):
        answered = {"answer": "ACCEPTED", "answered_on": road.at.date()}
        do(road, actions.record_meeting_response, rows[name], **answered)
    arrange(road, rows["ARRANGED"], road.at + timedelta(days=40))
    arrange(road, rows["BEGUN"], road.at + timedelta(minutes=1))  # in the past by now
    rows["AGREED"] = held(road, rows["HELD"])
    return {name: type(row).objects.unscoped("test").get(pk=row.pk) for name, row in rows.items()}


def held(road, meeting):
    """What was agreed at a held meeting, with texts of maximum length."""
    arrange(road, meeting, road.at + timedelta(minutes=1))
    began, road.at = road.at, road.at + timedelta(minutes=2)
    actions_ = [(LONG[:500], road.cast.officer, road.at.date())] * 2
    do(road, actions.record_meeting, meeting, lasted_minutes=1, came=["CPS"], actions=actions_)
    road.at = began
    return Agreed.objects.unscoped("test").filter(meeting=meeting).order_by("number").first()


def offered(road, record, purpose):
    facts = {"purpose": purpose, "offered_how": "PHONE", "offered_on": road.at.date()} | CALL
    return road.do(actions.offer_meeting, "officer", record=record, **facts)


def arrange(road, meeting, meets_at):
    do(
        road, actions.arrange_meeting, meeting, version=2, mode="VIDEO", meets_at=meets_at,
        planned_minutes=45, place=LONG[:400], chair="Pia Prosecutor", invitees=LONG[:500],
        supporters="Her aunt", needs=LONG,
    )  # fmt: skip


def do(road, action, meeting, **said):
    return road.do(action, "officer", meeting=meeting, **said)
