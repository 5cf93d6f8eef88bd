"""The contact that records the day on which a victim who asks for a review was told."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from people.access.scopes import Refused, Scope
from timeliness import calendar
from victims.actions import reviewable_decisions
from victims.actions.decision_facts import DecisionFacts
from victims.actions.duty_facts_sql import duties_owed_on_case
from victims.actions.vrr_dates import ReviewRequestFacts
from victims.contact_dates import contact_moment_on_day
from victims.duty_rules import DUTY_RULES, NewsOwed
from victims.models import (
    Contact,
    ContactDirection,
    ContactOutcome,
    NewsTold,
    Told,
    VictimRecord,
)

HOW_TOLD_REQUIRED = _("Select how the victim was told of the decision.")
RECORDED_FROM_REQUEST = _("Recorded from a request for a review")


def record_day_told(
    record: VictimRecord, suspect: Suspect, case_facts: DecisionFacts,
    asking: ReviewRequestFacts, *, by: Scope, at: datetime,
) -> None:  # fmt: skip
    """
    Record the contact in which the victim was told of the decision, unless one in person exists.

    Only the day is known: the contact is timed at noon, but never before the decision was made.
    Raises Refused where neither the request nor the case says how the victim was told.
    """
    if case_facts.is_told_in_person:
        return
    if not (asking.told_by or case_facts.told_on):
        raise Refused(HOW_TOLD_REQUIRED, is_stage=True)
    on, decided_at = asking.told_on, case_facts.decided_at
    assert on is not None
    told_at = contact_moment_on_day(on, at=at)
    if decided_at and calendar.london_day(decided_at) == on:
        told_at = max(told_at, decided_at)
    contact = Contact.objects.unscoped("when a victim was told").create(
        case_id=record.case_id, record=record, direction=ContactDirection.OUT,
        channel=asking.told_by, outcome=ContactOutcome.REPORTED, contacted_at=told_at,
        reason=str(RECORDED_FROM_REQUEST), by_id=by.actor.id, at=at,
    )  # fmt: skip
    Told.objects.unscoped("when a victim was told").create(
        case_id=record.case_id, contact=contact, what=_news_of_decision(record, suspect, asking),
        suspect=suspect, reached_at=told_at,
    )  # fmt: skip


def _news_of_decision(
    record: VictimRecord, suspect: Suspect, asking: ReviewRequestFacts
) -> NewsTold:
    """The news item that tells of the decision; one that meets a duty about this suspect first."""
    meets_duty = {
        told
        for victim, of_suspect, news, _source in duties_owed_on_case(record.case_id)
        if (victim, of_suspect) == (record.pk, suspect.pk)
        for told in DUTY_RULES[NewsOwed(news)].told_by
    }
    candidates = reviewable_decisions.NEWS_BY_DECISION[asking.reviewed]
    return next((each for each in candidates if each in meets_duty), candidates[0])
