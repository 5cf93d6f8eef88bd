"""Meetings offered to the demo's victims before the trial."""

from datetime import timedelta
from typing import TYPE_CHECKING

from cases.states import State
from rasso.demo import texts
from rasso.demo.simulated_time import Road
from victims.actions import meetings
from victims.models import VictimRecord

if TYPE_CHECKING:
    from rasso.demo.stories import Story


def offer_pre_trial_meeting(story: "Story") -> Road:
    """Offer a meeting, which is accepted and arranged; record it if the story lasts that long."""
    if not story.in_state(State.CHARGED):
        return
    record = VictimRecord.objects.unscoped("demo").filter(case=story.case).first()
    meeting = story.do(
        story.officer, meetings.offer_meeting, record=record, purpose="PRE_TRIAL",
        offered_how="PHONE", offered_on=story.today, **texts.GOT_THROUGH,
    )  # fmt: skip
    yield story.wait(1, 4)
    answered = {"answer": "ACCEPTED", "answered_on": story.today}
    story.do(story.officer, meetings.record_meeting_response, meeting=meeting, **answered)
    meets_at = (story.world.now + timedelta(days=9)).replace(hour=13, minute=0, second=0)
    story.do(
        story.officer, meetings.arrange_meeting, meeting=meeting, version=2, meets_at=meets_at,
        **texts.MEETING,
    )  # fmt: skip
    yield story.wait(10, 11)
    facts = {"lasted_minutes": 50, "came": ["VICTIM", "ISVA", "POLICE", "CPS"]}
    until = story.today + timedelta(days=14)
    owners = {"POLICE": story.pair.people[story.officer], "CPS": story.lawyer}
    facts["actions"] = [(what, owners[side], until) for what, side in texts.AGREED]
    story.do(story.officer, meetings.record_meeting, meeting=meeting, **facts)
