"""
"Told" means known to have reached the victim: posted, arrived, handed over, returned.

Each page and figure is checked itself: the duty, the lists, the page of contacts, the time to ask
for a review, the panel's pack, both kinds of figures and what an ISVA sees.
"""

from datetime import timedelta

import pytest

from devtools.case_builder import Road, scope
from devtools.letter_steps import act, fresh, record_of, road_before_charge, sent, text_of, written
from people.access.scopes import Refused
from pilots.actions.packs import _days_until_victim_told
from tests.support.cases.charges import charge
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, at, follow, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed
from tests.support.victims.vrr_requests import CALL, asked, call, named, now
from tests.support.victims.vrr_requests import decide as decide_review
from tests.support.victims.vrr_requests import tell as tell_outcome
from timeliness.models import Delivery
from timeliness.periods import PERIODS_BY_VERSION, Period
from victims.actions import duties, letter_dispatch
from victims.actions.contacts import record_contact
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.victim_events import record_victim_event
from victims.models import Contact, Sending, Told
from victims.queries import contacts as contact_queries
from victims.queries import duty_figures
from victims.queries.contacts_due import items_waiting_for_reader

pytestmark = pytest.mark.django_db
NFA_LABEL = "A decision to take no further action: suspect 1"


@standing
def road():
    """No further action about the only suspect."""
    road = road_before_charge()
    no_further_action(road, road.suspects[0])
    duties.recompute_all_duties(at=road.at)
    return road


def nfa(road):
    [duty] = owed(road, what="NFA")
    return duty


def result(road, letter, result, who="liaison", **facts):
    return road.do(letter_dispatch.record_letter_result, who, letter=letter, result=result, **facts)


def posted(road, means="POST", came="POSTED"):
    letter = sent(road, kind="NFA", means=means)
    result(road, letter, came)
    return letter


def overdue(road, days=30):
    road.at += timedelta(days=days)


def readers(road):
    """What each page and figure says now about whether and when the victim was told."""
    liaison = road.cast.liaison
    reader = scope(liaison, at=road.at)
    last = contact_queries.last_news_told(record_of(road), reader)
    summary = {what: reached_at for what, _contact, reached_at in last}
    [decision] = road.suspects[0].decisions.unscoped("test").filter(status="LIVE")
    listed = said(as_(liaison).get(at("see-owed-duties")))
    review = said(as_(liaison).get(at("see-review-requests", road.victim)))
    return {
        "duty": nfa(road).kept_at is not None,
        "last told": summary.get(NFA_LABEL) is not None,
        "not on the list": "No further action will be taken" not in listed,
        "time to ask": "Ordinarily until" in review,
        "pack": _days_until_victim_told(road.case, road.suspects[0], decision.read_at.date())
        is not None,
    }


def in_time(road):
    reader = scope(road.cast.manager, at=road.at)
    found = duty_figures.duty_figure_report(reader, month="")
    [ours] = [group for group in found.groups if group.pk == road.cast.cps.pk]
    [share] = [each for each in ours.shares if each.figure.name == "in-time"]
    return share.true, share.among


def test_posted_is_sent_in_time_and_nobody_counts_as_told(road):
    due_at = nfa(road).clock.due_at
    posted(road)
    assert set(readers(road).values()) == {False}
    duty = nfa(road)
    assert duty.is_open and duty.sent_at <= duty.clock.due_at == due_at
    assert duty.clock.closed_at is not None  # nobody is chased while it is on its way
    overdue(road)
    page = said(as_(road.cast.liaison).get(at("see-duties", road.victim)))
    assert "Sent in time, not known to have arrived after" in page and "overdue" not in page
    assert in_time(road) == (0, 0) and cases_with_unsettled_duties() == []


@pytest.mark.parametrize(
    ("means", "came"), [("POST", ["POSTED", "DELIVERED"]), ("POLICE", ["HANDED_OVER"])]
)
def test_arrived_or_handed_over_is_told_everywhere(road, means, came):
    letter = sent(road, kind="NFA", means=means)
    for each in came:
        result(road, letter, each)
    assert set(readers(road).values()) == {True}
    assert in_time(road) == (1, 1) and cases_with_unsettled_duties() == []


def test_a_letter_sent_in_time_that_arrives_late_was_sent_in_time_and_told_then(road):
    letter = posted(road)
    overdue(road, 20)
    arrived = road.at.date() - timedelta(days=3)
    result(road, letter, "DELIVERED", on=arrived)
    duty = nfa(road)
    assert duty.kept_at.date() == arrived and duty.kept_at > duty.clock.due_at > duty.sent_at
    assert in_time(road) == (1, 1)
    review = said(as_(road.cast.liaison).get(at("see-review-requests", road.victim)))
    assert f"Told on {arrived:%-d %B %Y}" in review
    page = said(as_(road.cast.liaison).get(at("see-duty", duty)))
    assert "Sent in time, and told" in page


@pytest.mark.parametrize(
    ("means", "came", "back"),
    [
        ("POST", ["POSTED"], "CAME_BACK"),
        ("POST", ["POSTED"], "NOT_SENT"),
        ("POST", ["POSTED", "DELIVERED"], "CAME_BACK"),
        ("POLICE", ["HANDED_OVER"], "NOT_SENT"),
        ("POLICE", ["HANDED_OVER"], "CAME_BACK"),
    ],
)
def test_what_came_back_was_not_told_and_is_owed_by_its_old_day(road, means, came, back):
    due_at = nfa(road).clock.due_at
    letter = sent(road, kind="NFA", means=means)
    for each in came:
        result(road, letter, each)
    overdue(road)
    result(road, letter, back)
    assert set(readers(road).values()) == {False}
    duty = nfa(road)
    assert duty.is_open and duty.sent_at is None
    assert duty.clock.due_at == due_at and duty.clock.closed_at is None
    assert in_time(road) == (0, 1) and cases_with_unsettled_duties() == []
    deliveries = Delivery.objects.filter(notice="letter_not_sent")
    assert road.cast.liaison.pk in deliveries.values_list("recipient", flat=True)


def test_those_who_are_named_hear_at_once_that_a_letter_came_back(road):
    letter = posted(road)
    record = record_of(road)
    type(record).objects.unscoped("test").filter(pk=record.pk).update(
        liaison_officer=road.cast.second, contact_officer=road.cast.supervisor
    )
    result(road, letter, "CAME_BACK")
    deliveries = Delivery.objects.filter(notice="letter_not_sent")
    assert set(deliveries.values_list("recipient", flat=True)) == {
        road.cast.liaison.pk, road.cast.second.pk, road.cast.supervisor.pk
    }  # fmt: skip


def test_a_call_that_told_it_stands_whatever_becomes_of_the_letter(road):
    letter = posted(road)
    call(road, "NFA", road.suspects[0], who="liaison")
    result(road, letter, "CAME_BACK")
    assert set(readers(road).values()) == {True}


def test_a_call_about_a_wrong_number_takes_back_what_was_texted_there_and_nothing_else(road):
    facts = {"outcome": "SENT", "spoke_to": "", "is_identity_checked": None, "isva_told": ""}
    call(road, "NFA", road.suspects[0], who="liaison", **facts)
    assert nfa(road).is_open and nfa(road).sent_at
    road.at += timedelta(hours=1)
    record = record_of(road)
    road.do(
        record_contact, "liaison", record=record, version=record.version, direction="OUT",
        channel="PHONE", contacted_at=road.at, is_another=True, reason="Tried.",
        **CALL | facts | {"outcome": "WRONG"},
    )  # fmt: skip
    duty = nfa(road)
    assert duty.is_open and duty.sent_at is None and duty.clock.closed_at is None


def test_the_outcome_of_a_review_that_was_posted_is_told_when_it_arrives_and_not_when_it_is_back():
    road = road_before_charge()
    no_further_action(road, road.suspects[0])
    right = asked(road)
    named(road, right, person=road.cast.manager)
    decide_review(road, right)
    letter = sent(road, kind="REVIEW_OUTCOME")
    result(road, letter, "POSTED")
    assert (now(right).status, now(right).clock.closed_at is None) == ("DECIDED", False)
    result(road, letter, "DELIVERED")
    assert now(right).status == "TOLD"
    result(road, letter, "CAME_BACK")
    assert (now(right).status, now(right).clock.closed_at) == ("DECIDED", None)
    steps = [step.verb for step in now(right).steps.unscoped("test").order_by("at", "pk")]
    assert "review_outcome_came_back" in steps


TEXTED = {"outcome": "SENT", "spoke_to": "", "is_identity_checked": None, "isva_told": ""}


def decided(road):
    """The decision was reviewed, and the victim is still to be told the outcome."""
    right = asked(road)
    named(road, right, person=road.cast.manager)
    decide_review(road, right)
    return right


def wrong_number(road, who="liaison", channel="PHONE"):
    road.at += timedelta(hours=1)
    record = record_of(road)
    facts = CALL | TEXTED | {"outcome": "WRONG", "reason": "Tried."}
    return road.do(
        record_contact, who, record=record, version=record.version, direction="OUT",
        channel=channel, contacted_at=road.at, is_another=True, **facts,
    )  # fmt: skip


def test_an_outcome_told_to_nobody_knows_whom_is_to_be_told_and_chased(road):
    right = decided(road)
    tell_outcome(road, right, is_identity_checked=False, reason="They hung up.")
    assert (now(right).status, now(right).clock.closed_at) == ("DECIDED", None)


@pytest.mark.parametrize("channel", ["PHONE", "TEXT"])
def test_an_outcome_sent_to_a_wrong_number_is_to_be_told_and_chased(road, channel):
    right = decided(road)
    tell_outcome(road, right, channel=channel, **TEXTED, reason="They asked for it.")
    assert now(right).clock.closed_at is not None
    wrong_number(road, channel=channel)
    assert (now(right).status, now(right).clock.closed_at) == ("DECIDED", None)


def test_a_call_that_finds_a_wrong_number_takes_back_the_text_of_the_other_side(road):
    """A text goes to the number that is called, and its sender is notified."""
    call(road, "NFA", road.suspects[0], who="liaison", channel="TEXT", **TEXTED)
    assert nfa(road).sent_at
    wrong_number(road, who="officer")
    duty = nfa(road)
    assert duty.is_open and duty.sent_at is None and duty.clock.closed_at is None
    deliveries = Delivery.objects.filter(notice="message_not_received")
    assert road.cast.liaison.pk in deliveries.values_list("recipient", flat=True)


@pytest.mark.parametrize("who", ["liaison", "officer"])
def test_an_address_found_wrong_is_a_letter_that_came_back(road, who):
    letter = posted(road)
    wrong_number(road, who=who, channel="LETTER")
    duty = nfa(road)
    assert duty.is_open and duty.sent_at is None and duty.clock.closed_at is None
    [sending] = Sending.objects.unscoped("test").filter(letter=letter)
    assert (sending.result, fresh(letter).status) == ("CAME_BACK", "APPROVED")
    deliveries = Delivery.objects.filter(notice="letter_not_sent")
    assert road.cast.liaison.pk in deliveries.values_list("recipient", flat=True)


def test_a_wrong_number_says_nothing_of_the_address(road):
    letter = posted(road)
    wrong_number(road)
    assert nfa(road).sent_at and fresh(letter).status == "SENT"


def test_what_a_victim_says_in_a_request_is_not_offered_as_what_came_of_a_contact(road):
    client = as_(road.cast.liaison)
    assert "REPORTED" not in client.get(at("record-contact", road.victim)).content.decode()
    with pytest.raises(Refused):
        call(road, "NFA", road.suspects[0], who="liaison", **TEXTED | {"outcome": "REPORTED"})
    assert not Contact.objects.unscoped("test").exists()


def test_whoever_was_told_unchecked_was_not_reached_and_is_to_be_tried_again(road):
    record = record_of(road)
    rows = type(record).objects.unscoped("test").filter(pk=record.pk)
    rows.update(liaison_officer=road.cast.liaison, update_every_days=14)
    before = record_of(road).listed_at
    liaison = road.cast.liaison
    call(
        road, "NFA", road.suspects[0], who="liaison", is_identity_checked=False, reason="They left."
    )
    record, reader = record_of(road), scope(liaison, at=road.at)
    assert (record.last_reached_at, record.listed_at) == (None, before)
    [attempt] = contact_queries.attempts_since_reached(
        contact_queries.newest_contacts_of_victim(record, reader)
    )
    assert attempt[0] == "PHONE"
    again = [row.record_id for row in items_waiting_for_reader(reader)["again"]]
    assert again == [record.pk]
    then = road.at
    call(road, "NFA", road.suspects[0], who="liaison")
    assert record_of(road).last_reached_at == then


def test_sent_in_time_ends_when_the_letter_is_back_though_a_late_call_told_it(road):
    letter = posted(road)
    overdue(road)
    call(road, "NFA", road.suspects[0], who="liaison")
    assert in_time(road) == (1, 1)
    result(road, letter, "CAME_BACK")
    assert nfa(road).sent_at is None and not nfa(road).is_open
    assert in_time(road) == (0, 1) and cases_with_unsettled_duties() == []


def test_when_to_ask_about_a_posted_letter_runs_only_where_an_area_has_set_it(road, monkeypatch):
    letter = posted(road)
    [sending] = Sending.objects.unscoped("test").filter(letter=letter)
    assert sending.clock is None
    result(road, letter, "CAME_BACK")
    own = Period(
        "posted_letter_ask", 3, "working_days", "letter posted", "product setting", "the Area",
        area=road.cast.cps.area,
    )  # fmt: skip
    monkeypatch.setitem(PERIODS_BY_VERSION, own.version, own)
    act(road, letter_dispatch.send_letter, letter, means="POST")
    result(road, letter, "POSTED")
    [sending] = Sending.objects.unscoped("test").filter(letter=letter, result="POSTED")
    assert sending.clock.rule_version == own.version and sending.clock.closed_at is None
    result(road, letter, "DELIVERED")
    sending.clock.refresh_from_db()
    assert sending.clock.closed_at is not None


def test_what_came_of_a_letter_was_not_before_it_went_nor_said_twice(road):
    letter = posted(road)
    before = road.at.date() - timedelta(days=1)
    for facts in ({"result": "DELIVERED", "on": before}, {"result": "POSTED"}):
        with pytest.raises(letter_dispatch.Refused):
            result(road, letter, **facts)
    assert Contact.objects.unscoped("test").count() == 1


def test_the_sequence_through_the_pages(road):
    """Posted, then returned: the pages of duties, contacts and reviews show it at once."""
    letter, liaison = sent(road, kind="NFA"), as_(road.cast.liaison)
    liaison.post(at("print-letter", letter), {})
    follow(liaison, at("record-letter-result", letter), result="POSTED")
    duties_page = said(liaison.get(at("see-duties", road.victim)))
    assert "Sent after the due day, not known to have arrived after" in duties_page
    page = follow(liaison, at("record-letter-result", letter), result="CAME_BACK")
    assert "nothing in it counts as told" in said(page)
    contacts_page = said(liaison.get(at("see-contacts", road.victim)))
    assert "Nothing has been recorded as told to the victim." in contacts_page
    assert "It did not arrive, so it does not count as told." in contacts_page
    review = said(liaison.get(at("see-review-requests", road.victim)))
    assert "Ordinarily until" not in review
    assert "No further action will be taken" in said(liaison.get(at("see-owed-duties")))
    assert fresh(letter).status == "APPROVED"


# One day on which the victim was told


def test_a_day_typed_into_a_request_is_a_contact_and_keeps_the_duty(road):
    overdue(road, 20)
    told_on = road.at.date() - timedelta(days=18)
    right = asked(road, told_on=told_on)
    assert right.told_on == told_on
    assert set(readers(road).values()) == {True}
    assert nfa(road).kept_at.date() == told_on
    contact = Contact.objects.unscoped("test").get(outcome="REPORTED")
    assert (contact.channel, contact.contacted_at.date()) == ("PHONE", told_on)
    news = Told.objects.unscoped("test").get(contact=contact)
    assert (news.what, news.suspect, news.sending) == ("NFA", road.suspects[0], None)


def test_the_day_of_the_decision_itself_is_told_after_it(road):
    asked(road)
    assert nfa(road).kept_at is not None


def test_a_letter_that_comes_back_after_the_victim_asked_sends_nobody_to_tell_them_again(road):
    letter = posted(road, means="POLICE", came="HANDED_OVER")
    asked(road, told_on=None)
    result(road, letter, "CAME_BACK")
    assert not nfa(road).is_open
    assert "No further action will be taken" not in said(
        as_(road.cast.liaison).get(at("see-owed-duties"))
    )


def test_where_a_request_and_a_contact_differ_the_page_says_so(road):
    call(road, "NFA", road.suspects[0], who="liaison")
    told_on = nfa(road).kept_at.date()
    road.at += timedelta(days=9)
    right = asked(road, told_on=told_on + timedelta(days=5))
    assert (right.told_on, right.told_on_said) == (told_on, told_on + timedelta(days=5))
    page = said(as_(road.cast.liaison).get(at("see-review-requests", road.victim)))
    assert "Two records differ" in page and "The contact counts." in page
    assert Contact.objects.unscoped("test").filter(outcome="REPORTED").count() == 0


def test_a_day_that_a_later_entry_puts_earlier_is_said_to_differ(road):
    road.at += timedelta(days=9)
    asked(road, told_on=road.at.date() - timedelta(days=2))
    call(road, "NFA", road.suspects[0], who="liaison", contacted_at=road.at - timedelta(days=6))
    page = said(as_(road.cast.liaison).get(at("see-review-requests", road.victim)))
    assert "Two records differ" in page


def test_the_police_are_told_of_a_decision_not_to_investigate_by_either_name(road):
    early = Road(road.cast)
    early.do(
        record_victim_event, "officer", record=record_of(early), suspect=early.suspects[0].pk,
        what="NOT_INVESTIGATED", on=early.at.date(),
    )  # fmt: skip
    right = asked(
        early, "supervisor", reviewed="POLICE_NO_CHARGE", decided_on=early.at.date(),
        decided_by=early.cast.officer, is_interviewed=True,
    )  # fmt: skip
    [duty] = owed(early, what="NOT_INVESTIGATED")
    assert right.status == "ASKED" and duty.kept_at


# Outside the scheme


def test_what_is_outside_the_scheme_is_owed_to_the_victim_with_its_letter(road):
    early = Road(road.cast)
    today = early.at.date()
    right = asked(
        early, "supervisor", reviewed="POLICE_NO_CHARGE", decided_on=today,
        decided_by=early.cast.officer, is_interviewed=False,
    )  # fmt: skip
    assert right.status == "NOT_ELIGIBLE"
    [duty] = owed(early, what="NO_REVIEW_POLICE")
    assert duty.is_open and duty.source == str(right.pk)
    assert (duty.clock.rule, duty.clock.confidence) == ("victim_told_enhanced", "unverified")
    page = said(as_(early.cast.supervisor).get(at("see-duties", early.victim)))
    assert "cannot be reviewed under the scheme, and why: suspect 1" in page
    duties.recompute_all_duties(at=early.at)
    call(early, "NO_REVIEW", early.suspects[0])
    assert owed(early, what="NO_REVIEW_POLICE")[0].kept_at


def test_the_letter_says_each_reason_and_no_other():
    road = road_before_charge(suspects=2)
    no_further_action(road, road.suspects[0])
    charge(road, 1)
    right = asked(road)
    assert right.reasons == ["SOME_CHARGED"]
    [duty] = owed(road, what="NO_REVIEW_CPS")
    text = text_of(written(road, kind="NO_REVIEW"))
    assert "cannot be reviewed under the Victims’ Right to Review" in text
    assert "Some of what was reported has been charged" in text
    assert "interviewed" not in text and "out of court" not in text
    assert duty.is_open
