"""Meetings with a victim of the scene: offered, accepted, arranged, and held."""

from datetime import timedelta

from tests.support.browser.scenes.action_plans import LONG
from tests.support.victims.vrr_requests import CALL
from victims.actions import meetings as actions
from victims.models import Agreed, VictimRecord


def add_meetings(builder):
    """{step: a meeting} of one victim, one with texts of maximum length."""
    record = VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)
    asked = {"OFFERED": "COMPLAINT", "ACCEPTED": "REVIEW", "ARRANGED": "OTHER", "BEGUN": "OTHER"}
    asked["HELD"] = "OTHER"
    rows = {name: offer_scene_meeting(builder, record, purpose) for name, purpose in asked.items()}
    for name in ("ACCEPTED", "ARRANGED", "BEGUN", "HELD"):
        answered = {"answer": "ACCEPTED", "answered_on": builder.at.date()}
        act_on_meeting(builder, actions.record_meeting_response, rows[name], **answered)
    arrange_scene_meeting(builder, rows["ARRANGED"], builder.at + timedelta(days=40))
    arrange_scene_meeting(
        builder, rows["BEGUN"], builder.at + timedelta(minutes=1)
    )  # in the past by now
    rows["AGREED"] = hold_scene_meeting(builder, rows["HELD"])
    return {name: type(row).objects.unscoped("test").get(pk=row.pk) for name, row in rows.items()}


def hold_scene_meeting(builder, meeting):
    """What was agreed at a held meeting, with texts of maximum length."""
    arrange_scene_meeting(builder, meeting, builder.at + timedelta(minutes=1))
    began, builder.at = builder.at, builder.at + timedelta(minutes=2)
    actions_ = [(LONG[:500], builder.cast.officer, builder.at.date())] * 2
    act_on_meeting(
        builder, actions.record_meeting, meeting, lasted_minutes=1, came=["CPS"], actions=actions_
    )
    builder.at = began
    return Agreed.objects.unscoped("test").filter(meeting=meeting).order_by("number").first()


def offer_scene_meeting(builder, record, purpose):
    """Offer the victim a meeting by phone today."""
    facts = {"purpose": purpose, "offered_how": "PHONE", "offered_on": builder.at.date()} | CALL
    return builder.do(actions.offer_meeting, "officer", record=record, **facts)


def arrange_scene_meeting(builder, meeting, meets_at):
    """Arrange a meeting by video at a moment, with long texts."""
    act_on_meeting(
        builder, actions.arrange_meeting, meeting, version=2, mode="VIDEO", meets_at=meets_at,
        planned_minutes=45, place=LONG[:400], chair="Pia Prosecutor", invitees=LONG[:500],
        supporters="Her aunt", needs=LONG,
    )  # fmt: skip


def act_on_meeting(builder, action, meeting, **said):
    """Run an action on a meeting as the officer."""
    return builder.do(action, "officer", meeting=meeting, **said)
