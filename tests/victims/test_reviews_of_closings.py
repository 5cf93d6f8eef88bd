"""The right to a police review of a closed investigation: what is known, and what excludes."""

from datetime import timedelta

import pytest

from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from people.models import Side
from tests.support.cases.closing import close_investigation, newest_report, reopen_closed
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims import vrr_requests
from tests.support.victims.vrr_requests import record_of
from victims.actions import news_told
from victims.actions.victim_events import record_victim_event
from victims.models import RightToReview, Told
from victims.vrr_rules import ReviewableDecision

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return closed_road(CaseBuilder(cast()))


def closed_road(builder, **facts):
    close_investigation(builder, **facts)
    return builder


def asked(builder, **facts):
    said = {"reviewed": ReviewableDecision.POLICE_NO_CHARGE} | facts
    return vrr_requests.ask_for_review_today(builder, "supervisor", **said)


def decided(builder, right, outcome):
    vrr_requests.name_reviewer_of(builder, right, person=builder.cast.inspector, who="supervisor")
    return vrr_requests.decide_request(builder, right, outcome, who="inspector")


def test_the_report_says_who_decided_when_and_after_an_interview(builder):
    right = asked(builder)
    assert (right.status, right.side, right.is_interviewed) == ("ASKED", "POLICE", True)
    assert set(right.deciders) == {builder.cast.officer.pk, builder.cast.supervisor.pk}
    assert right.decided_on == newest_report(builder.suspects[0]).answered_at.date()
    assert right.clock.rule == "vrr_police_acknowledge"


def test_without_an_interview_there_is_no_review_and_the_page_says_so(builder):
    there = closed_road(CaseBuilder(builder.cast), interviewed_on=None)
    page = page_text(
        client_for(builder.cast.officer).get(page_url("see-review-requests", there.victim))
    )
    assert "Outside the scheme. The suspect was not interviewed under caution." in page
    right = asked(there, is_interviewed=True)  # whatever is typed, the report counts
    assert (right.status, right.reasons) == ("NOT_ELIGIBLE", ["NOT_INTERVIEWED"])


def test_an_interview_recorded_elsewhere_counts(builder):
    there = CaseBuilder(builder.cast)
    there.do(
        record_victim_event, "officer", record=record_of(there), suspect=there.suspects[0].pk,
        what="INTERVIEW", on=there.at.date(),
    )  # fmt: skip
    assert asked(closed_road(there, interviewed_on=None)).status == "ASKED"


def test_a_victim_who_withdrew_has_no_review(builder):
    right = asked(builder, asked_not_to_proceed=True)
    assert (right.status, right.reasons) == ("NOT_ELIGIBLE", ["WITHDREW"])


def test_an_overturned_decision_is_open_again(builder):
    decided(builder, asked(builder), "OVERTURNED")
    assert builder.suspect().state == State.INVESTIGATING
    report = newest_report(builder.suspects[0])
    assert (report.status, report.reopened_on) == ("REOPENED", "REVIEW")
    assert report.reopened_by_id == builder.cast.inspector.pk


def test_what_was_reopened_is_no_decision_to_ask_about(builder):
    client = client_for(builder.cast.officer)
    address = page_url("see-review-requests", builder.victim)
    assert "The police closed the investigation" in page_text(client.get(address))
    reopen_closed(builder)
    page = page_text(client.get(address))
    assert "closed the investigation" not in page and "A decision of the police" not in page
    with pytest.raises(Refused):
        asked(builder)


def test_a_decision_that_stands_is_not_reviewed_twice(builder):
    right = asked(builder)
    decided(builder, right, "STANDS")
    assert builder.suspect().state == State.CLOSED
    vrr_requests.tell_outcome(builder, right, who="supervisor")
    assert RightToReview.objects.unscoped("test").get().status == "TOLD"
    with pytest.raises(Refused, match="has been reviewed for this victim already"):
        asked(builder)


def test_closed_again_it_can_be_reviewed_again(builder):
    decided(builder, right := asked(builder), "OVERTURNED")
    vrr_requests.tell_outcome(builder, right, who="supervisor")
    builder.at += timedelta(days=9)
    close_investigation(builder)
    assert asked(builder).status == "ASKED"


def test_what_was_reopened_meanwhile_is_not_opened_twice(builder):
    right = asked(builder)
    reopen_closed(builder)
    decided(builder, right, "OVERTURNED")
    assert newest_report(builder.suspects[0]).reopened_on == "NEW_EVIDENCE"
    assert builder.suspect().state == State.INVESTIGATING


def told_of_two_reviews(builder, **facts):
    """
    The victim was told that a closing was overturned; it was closed again, reviewed again and told.
    """
    first = asked(builder)
    decided(builder, first, "OVERTURNED")
    vrr_requests.tell_outcome(builder, first, who="supervisor")
    builder.at += timedelta(days=9)
    close_investigation(builder)
    second = asked(builder)
    decided(builder, second, "STANDS")
    vrr_requests.tell_outcome(builder, second, who="supervisor", **facts)
    builder.at += timedelta(days=1)
    return first, second


@pytest.mark.parametrize(("back", "states"), [(0, ["DECIDED", "TOLD"]), (1, ["TOLD", "DECIDED"])])
def test_news_of_one_review_that_did_not_arrive_is_not_told_by_that_of_another(
    builder, back, states
):
    rights = told_of_two_reviews(builder)
    told = Told.objects.unscoped("test").filter(what="REVIEW_OUTCOME").order_by("reached_at")
    contact = told[back].contact
    news_told.mark_news_told_unchecked(contact, side=Side.POLICE, at=builder.at)
    assert [vrr_requests.fresh_request(each).status for each in rights] == states
    vrr_requests.tell_outcome(builder, rights[back], who="supervisor")
    assert [vrr_requests.fresh_request(each).status for each in rights] == ["TOLD", "TOLD"]
    news_told.mark_news_told_unchecked(contact, side=Side.POLICE, at=builder.at)  # again
    assert vrr_requests.fresh_request(rights[back]).status == "TOLD"  # told since it had come back


def test_what_is_on_its_way_of_another_review_is_not_chased_again(builder):
    texted = {"channel": "TEXT", "outcome": "SENT", "spoke_to": "", "is_identity_checked": None}
    texted |= {"isva_told": "", "reason": "She asked for it."}
    first, second = told_of_two_reviews(builder, **texted)
    assert vrr_requests.fresh_request(second).clock.closed_at
    [told] = Told.objects.unscoped("test").filter(what="REVIEW_OUTCOME", reached_at__isnull=False)
    news_told.mark_news_told_unchecked(told.contact, side=Side.POLICE, at=builder.at)
    second = vrr_requests.fresh_request(second)
    assert (second.status, second.clock.closed_at is None) == ("DECIDED", False)
    assert vrr_requests.fresh_request(first).status == "TOLD"  # the victim has asked anew since


def outcomes_told():
    """The rows of review outcomes that were told, in the order in which they were recorded."""
    return Told.objects.unscoped("test").filter(what="REVIEW_OUTCOME").order_by("contact__at")


def states_of(rights):
    return [vrr_requests.fresh_request(each).status for each in rights]


@pytest.mark.parametrize(
    ("order", "states"), [((0, 1), ["DECIDED", "DECIDED"]), ((1, 0), ["TOLD", "DECIDED"])]
)
def test_the_newest_is_chased_in_whatever_order_the_news_of_both_comes_back(builder, order, states):
    rights = told_of_two_reviews(builder)
    contacts = [told.contact for told in outcomes_told()]
    for n in order:
        news_told.mark_news_told_unchecked(contacts[n], side=Side.POLICE, at=builder.at)
        builder.at += timedelta(hours=1)
    assert states_of(rights) == states
    assert vrr_requests.fresh_request(rights[1]).clock.closed_at is None
    vrr_requests.tell_outcome(builder, rights[1], who="supervisor")
    assert states_of(rights) == ["TOLD", "TOLD"]


def test_what_is_told_on_the_day_of_a_decision_is_of_that_review(builder):
    """Recorded a day later its hour is not known: it counts as noon, before the decision."""
    first = asked(builder)
    decided(builder, first, "OVERTURNED")
    vrr_requests.tell_outcome(builder, first, who="supervisor")
    builder.at = (builder.at + timedelta(days=9)).replace(hour=9)
    close_investigation(builder)
    second = asked(builder)
    decided(builder, second, "STANDS")
    day, builder.at = builder.at.date(), builder.at + timedelta(days=1)
    vrr_requests.tell_outcome(builder, second, who="supervisor", on=day)
    told = outcomes_told().last()
    decision = second.steps.unscoped("test").get(verb="decide_review")
    assert told.contact.contacted_at < decision.at < told.contact.at
    assert states_of([first, second]) == ["TOLD", "TOLD"]
    news_told.mark_news_told_unchecked(told.contact, side=Side.POLICE, at=builder.at)
    assert states_of([first, second]) == ["TOLD", "DECIDED"]


def test_what_is_told_once_it_was_told_again_is_of_the_next_review(builder):
    rights = told_of_two_reviews(builder)
    news_told.mark_news_told_unchecked(
        outcomes_told().first().contact, side=Side.POLICE, at=builder.at
    )
    builder.at += timedelta(hours=1)
    vrr_requests.tell_outcome(builder, rights[0], who="supervisor")
    again = outcomes_told().last()
    vrr_requests.tell_by_phone(builder, "REVIEW_OUTCOME", builder.suspects[0])
    assert outcomes_told().count() == 4 and states_of(rights) == ["TOLD", "TOLD"]
    news_told.mark_news_told_unchecked(again.contact, side=Side.POLICE, at=builder.at)
    assert states_of(rights) == ["DECIDED", "TOLD"]
