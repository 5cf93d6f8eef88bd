"""
"Told" means known to have reached the victim: posted, arrived, handed over, returned.

Each page and figure is checked itself: the duty, the lists, the page of contacts, the time to ask
for a review, the panel's pack, both kinds of figures and what an ISVA sees.
"""

from datetime import timedelta

import pytest

from devtools.case_builder import CaseBuilder, scope
from devtools.letter_steps import (
    act_on_letter,
    build_case_before_charge,
    fresh_letter,
    record_of,
    send_letter_of,
    text_of,
    write_letter_of,
)
from people.access.scopes import Refused
from pilots.actions.packs import _days_until_victim_told
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.closing import close_investigation
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed
from tests.support.victims.vrr_requests import (
    CALL,
    ask_for_review_today,
    fresh_request,
    name_reviewer_of,
    tell_by_phone,
    tell_outcome,
)
from tests.support.victims.vrr_requests import decide_request as decide_review
from timeliness.models import Delivery
from timeliness.periods import PERIODS_BY_VERSION, Period
from victims.actions import duties, letter_dispatch
from victims.actions.contacts import record_contact
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.models import Contact, Sending, Told
from victims.queries import contacts as contact_queries
from victims.queries import duty_figures
from victims.queries.waiting_items import items_waiting_for_reader

pytestmark = pytest.mark.django_db
NFA_LABEL = "A decision to take no further action: suspect 1"


@module_fixture
def builder():
    """No further action about the only suspect."""
    builder = build_case_before_charge()
    no_further_action(builder, builder.suspects[0])
    duties.recompute_all_duties(at=builder.at)
    return builder


def nfa_duty(builder):
    [duty] = duties_owed(builder, what="NFA")
    return duty


def record_result_of(builder, letter, result, who="liaison", **facts):
    return builder.do(
        letter_dispatch.record_letter_result, who, letter=letter, result=result, **facts
    )


def post_letter(builder, means="POST", came="POSTED"):
    letter = send_letter_of(builder, kind="NFA", means=means)
    record_result_of(builder, letter, came)
    return letter


def wait_until_overdue(builder, days=30):
    builder.at += timedelta(days=days)


def told_texts(builder):
    """What each page and figure says now about whether and when the victim was told."""
    liaison = builder.cast.liaison
    reader = scope(liaison, at=builder.at)
    last = contact_queries.last_news_told(record_of(builder), reader)
    summary = {what: reached_at for what, _contact, reached_at in last}
    [decision] = builder.suspects[0].decisions.unscoped("test").filter(status="LIVE")
    listed = page_text(client_for(liaison).get(page_url("see-owed-duties")))
    review = page_text(client_for(liaison).get(page_url("see-review-requests", builder.victim)))
    return {
        "duty": nfa_duty(builder).kept_at is not None,
        "last told": summary.get(NFA_LABEL) is not None,
        "not on the list": "No further action will be taken" not in listed,
        "time to ask": "Ordinarily until" in review,
        "pack": _days_until_victim_told(builder.case, builder.suspects[0], decision.read_at.date())
        is not None,
    }


def share_told_in_time(builder):
    reader = scope(builder.cast.manager, at=builder.at)
    found = duty_figures.duty_figure_report(reader, month="")
    [ours] = [group for group in found.groups if group.pk == builder.cast.cps.pk]
    [share] = [each for each in ours.shares if each.figure.name == "in-time"]
    return share.true, share.among


def test_a_posted_letter_is_sent_in_time_and_does_not_count_as_told(builder):
    due_at = nfa_duty(builder).clock.due_at
    post_letter(builder)
    assert set(told_texts(builder).values()) == {False}
    duty = nfa_duty(builder)
    assert duty.is_open and duty.sent_at <= duty.clock.due_at == due_at
    assert duty.clock.closed_at is not None  # nobody is chased while it is on its way
    wait_until_overdue(builder)
    page = page_text(client_for(builder.cast.liaison).get(page_url("see-duties", builder.victim)))
    assert "Sent in time, not known to have arrived after" in page and "overdue" not in page
    assert share_told_in_time(builder) == (0, 0) and cases_with_unsettled_duties() == []


@pytest.mark.parametrize(
    ("means", "came"), [("POST", ["POSTED", "DELIVERED"]), ("POLICE", ["HANDED_OVER"])]
)
def test_arrived_or_handed_over_is_told_everywhere(builder, means, came):
    letter = send_letter_of(builder, kind="NFA", means=means)
    for each in came:
        record_result_of(builder, letter, each)
    assert set(told_texts(builder).values()) == {True}
    assert share_told_in_time(builder) == (1, 1) and cases_with_unsettled_duties() == []


def test_a_letter_sent_in_time_that_arrives_late_was_sent_in_time_and_told_then(builder):
    letter = post_letter(builder)
    wait_until_overdue(builder, 20)
    arrived = builder.at.date() - timedelta(days=3)
    record_result_of(builder, letter, "DELIVERED", on=arrived)
    duty = nfa_duty(builder)
    assert duty.kept_at.date() == arrived and duty.kept_at > duty.clock.due_at > duty.sent_at
    assert share_told_in_time(builder) == (1, 1)
    review = page_text(
        client_for(builder.cast.liaison).get(page_url("see-review-requests", builder.victim))
    )
    assert f"Told on {arrived:%-d %B %Y}" in review
    page = page_text(client_for(builder.cast.liaison).get(page_url("see-duty", duty)))
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
def test_a_returned_letter_told_no_news_and_its_duty_keeps_the_old_day(builder, means, came, back):
    due_at = nfa_duty(builder).clock.due_at
    letter = send_letter_of(builder, kind="NFA", means=means)
    for each in came:
        record_result_of(builder, letter, each)
    wait_until_overdue(builder)
    record_result_of(builder, letter, back)
    assert set(told_texts(builder).values()) == {False}
    duty = nfa_duty(builder)
    assert duty.is_open and duty.sent_at is None
    assert duty.clock.due_at == due_at and duty.clock.closed_at is None
    assert share_told_in_time(builder) == (0, 1) and cases_with_unsettled_duties() == []
    deliveries = Delivery.objects.filter(notice="letter_not_sent")
    assert builder.cast.liaison.pk in deliveries.values_list("recipient", flat=True)


def test_those_who_are_named_hear_at_once_that_a_letter_came_back(builder):
    letter = post_letter(builder)
    record = record_of(builder)
    type(record).objects.unscoped("test").filter(pk=record.pk).update(
        liaison_officer=builder.cast.second, contact_officer=builder.cast.supervisor
    )
    record_result_of(builder, letter, "CAME_BACK")
    deliveries = Delivery.objects.filter(notice="letter_not_sent")
    assert set(deliveries.values_list("recipient", flat=True)) == {
        builder.cast.liaison.pk, builder.cast.second.pk, builder.cast.supervisor.pk
    }  # fmt: skip


def test_a_call_that_told_the_news_stands_whatever_becomes_of_the_letter(builder):
    letter = post_letter(builder)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    record_result_of(builder, letter, "CAME_BACK")
    assert set(told_texts(builder).values()) == {True}


def test_a_call_about_a_wrong_number_takes_back_what_was_texted_there_and_nothing_else(builder):
    facts = {"outcome": "SENT", "spoke_to": "", "is_identity_checked": None, "isva_told": ""}
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison", **facts)
    assert nfa_duty(builder).is_open and nfa_duty(builder).sent_at
    builder.at += timedelta(hours=1)
    record = record_of(builder)
    builder.do(
        record_contact, "liaison", record=record, version=record.version, direction="OUT",
        channel="PHONE", contacted_at=builder.at, is_another=True, reason="Tried.",
        **CALL | facts | {"outcome": "WRONG"},
    )  # fmt: skip
    duty = nfa_duty(builder)
    assert duty.is_open and duty.sent_at is None and duty.clock.closed_at is None


def test_the_outcome_of_a_review_that_was_posted_is_told_when_it_arrives_and_not_when_it_is_back():
    builder = build_case_before_charge()
    no_further_action(builder, builder.suspects[0])
    right = ask_for_review_today(builder)
    name_reviewer_of(builder, right, person=builder.cast.manager)
    decide_review(builder, right)
    letter = send_letter_of(builder, kind="REVIEW_OUTCOME")
    record_result_of(builder, letter, "POSTED")
    assert (fresh_request(right).status, fresh_request(right).clock.closed_at is None) == (
        "DECIDED",
        False,
    )
    record_result_of(builder, letter, "DELIVERED")
    assert fresh_request(right).status == "TOLD"
    record_result_of(builder, letter, "CAME_BACK")
    assert (fresh_request(right).status, fresh_request(right).clock.closed_at) == ("DECIDED", None)
    steps = [step.verb for step in fresh_request(right).steps.unscoped("test").order_by("at", "pk")]
    assert "review_outcome_came_back" in steps


TEXTED = {"outcome": "SENT", "spoke_to": "", "is_identity_checked": None, "isva_told": ""}


def decide_review_of(builder):
    """The decision was reviewed, and the victim is still to be told the outcome."""
    right = ask_for_review_today(builder)
    name_reviewer_of(builder, right, person=builder.cast.manager)
    decide_review(builder, right)
    return right


def record_wrong_number(builder, who="liaison", channel="PHONE"):
    builder.at += timedelta(hours=1)
    record = record_of(builder)
    facts = CALL | TEXTED | {"outcome": "WRONG", "reason": "Tried."}
    return builder.do(
        record_contact, who, record=record, version=record.version, direction="OUT",
        channel=channel, contacted_at=builder.at, is_another=True, **facts,
    )  # fmt: skip


def test_an_outcome_not_yet_told_is_owed_to_the_victim_and_chased(builder):
    right = decide_review_of(builder)
    tell_outcome(builder, right, is_identity_checked=False, reason="They hung up.")
    assert (fresh_request(right).status, fresh_request(right).clock.closed_at) == ("DECIDED", None)


@pytest.mark.parametrize("channel", ["PHONE", "TEXT"])
def test_an_outcome_sent_to_a_wrong_number_is_to_be_told_and_chased(builder, channel):
    right = decide_review_of(builder)
    tell_outcome(builder, right, channel=channel, **TEXTED, reason="They asked for it.")
    assert fresh_request(right).clock.closed_at is not None
    record_wrong_number(builder, channel=channel)
    assert (fresh_request(right).status, fresh_request(right).clock.closed_at) == ("DECIDED", None)


def test_a_call_that_finds_a_wrong_number_takes_back_the_text_of_the_other_side(builder):
    """A text goes to the number that is called, and its sender is notified."""
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison", channel="TEXT", **TEXTED)
    assert nfa_duty(builder).sent_at
    record_wrong_number(builder, who="officer")
    duty = nfa_duty(builder)
    assert duty.is_open and duty.sent_at is None and duty.clock.closed_at is None
    deliveries = Delivery.objects.filter(notice="message_not_received")
    assert builder.cast.liaison.pk in deliveries.values_list("recipient", flat=True)


@pytest.mark.parametrize("who", ["liaison", "officer"])
def test_an_address_found_wrong_is_a_letter_that_came_back(builder, who):
    letter = post_letter(builder)
    record_wrong_number(builder, who=who, channel="LETTER")
    duty = nfa_duty(builder)
    assert duty.is_open and duty.sent_at is None and duty.clock.closed_at is None
    [sending] = Sending.objects.unscoped("test").filter(letter=letter)
    assert (sending.result, fresh_letter(letter).status) == ("CAME_BACK", "APPROVED")
    deliveries = Delivery.objects.filter(notice="letter_not_sent")
    assert builder.cast.liaison.pk in deliveries.values_list("recipient", flat=True)


def test_a_wrong_number_says_nothing_of_the_address(builder):
    letter = post_letter(builder)
    record_wrong_number(builder)
    assert nfa_duty(builder).sent_at and fresh_letter(letter).status == "SENT"


def test_a_victim_s_own_date_in_a_request_is_not_offered_as_the_result_of_a_contact(builder):
    client = client_for(builder.cast.liaison)
    assert "REPORTED" not in client.get(page_url("record-contact", builder.victim)).content.decode()
    with pytest.raises(Refused):
        tell_by_phone(
            builder, "NFA", builder.suspects[0], who="liaison", **TEXTED | {"outcome": "REPORTED"}
        )
    assert not Contact.objects.unscoped("test").exists()


def test_a_victim_told_without_an_identity_check_was_not_reached_and_is_to_be_tried_again(builder):
    record = record_of(builder)
    rows = type(record).objects.unscoped("test").filter(pk=record.pk)
    rows.update(liaison_officer=builder.cast.liaison, update_every_days=14)
    before = record_of(builder).listed_at
    liaison = builder.cast.liaison
    tell_by_phone(
        builder,
        "NFA",
        builder.suspects[0],
        who="liaison",
        is_identity_checked=False,
        reason="They left.",
    )
    record, reader = record_of(builder), scope(liaison, at=builder.at)
    assert (record.last_reached_at, record.listed_at) == (None, before)
    [attempt] = contact_queries.attempts_since_reached(
        contact_queries.newest_contacts_of_victim(record, reader)
    )
    assert attempt[0] == "PHONE"
    again = [row.record_id for row in items_waiting_for_reader(reader)["again"]]
    assert again == [record.pk]
    then = builder.at
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    assert record_of(builder).last_reached_at == then


def test_sent_in_time_ends_when_the_letter_is_back_though_a_late_call_told_it(builder):
    letter = post_letter(builder)
    wait_until_overdue(builder)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    assert share_told_in_time(builder) == (1, 1)
    record_result_of(builder, letter, "CAME_BACK")
    assert nfa_duty(builder).sent_at is None and not nfa_duty(builder).is_open
    assert share_told_in_time(builder) == (0, 1) and cases_with_unsettled_duties() == []


def test_when_to_ask_about_a_posted_letter_runs_only_where_an_area_has_set_it(builder, monkeypatch):
    letter = post_letter(builder)
    [sending] = Sending.objects.unscoped("test").filter(letter=letter)
    assert sending.clock is None
    record_result_of(builder, letter, "CAME_BACK")
    own = Period(
        "posted_letter_ask", 3, "working_days", "letter posted", "product setting", "the Area",
        area=builder.cast.cps.area,
    )  # fmt: skip
    monkeypatch.setitem(PERIODS_BY_VERSION, own.version, own)
    act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")
    record_result_of(builder, letter, "POSTED")
    [sending] = Sending.objects.unscoped("test").filter(letter=letter, result="POSTED")
    assert sending.clock.rule_version == own.version and sending.clock.closed_at is None
    record_result_of(builder, letter, "DELIVERED")
    sending.clock.refresh_from_db()
    assert sending.clock.closed_at is not None


def test_a_letter_s_result_is_neither_before_its_posting_nor_recorded_twice(builder):
    letter = post_letter(builder)
    before = builder.at.date() - timedelta(days=1)
    for facts in ({"result": "DELIVERED", "on": before}, {"result": "POSTED"}):
        with pytest.raises(letter_dispatch.Refused):
            record_result_of(builder, letter, **facts)
    assert Contact.objects.unscoped("test").count() == 1


def test_the_sequence_through_the_pages(builder):
    """Posted, then returned: the pages of duties, contacts and reviews show it at once."""
    letter, liaison = send_letter_of(builder, kind="NFA"), client_for(builder.cast.liaison)
    liaison.post(page_url("print-letter", letter), {})
    submit_form(liaison, page_url("record-letter-result", letter), result="POSTED")
    duties_page = page_text(liaison.get(page_url("see-duties", builder.victim)))
    assert "Sent after the due day, not known to have arrived after" in duties_page
    page = submit_form(liaison, page_url("record-letter-result", letter), result="CAME_BACK")
    assert "nothing in it counts as told" in page_text(page)
    contacts_page = page_text(liaison.get(page_url("see-contacts", builder.victim)))
    assert "Nothing has been recorded as told to the victim." in contacts_page
    assert "It did not arrive, so it does not count as told." in contacts_page
    review = page_text(liaison.get(page_url("see-review-requests", builder.victim)))
    assert "Ordinarily until" not in review
    assert "No further action will be taken" in page_text(liaison.get(page_url("see-owed-duties")))
    assert fresh_letter(letter).status == "APPROVED"


# One day on which the victim was told


def test_a_day_typed_into_a_request_is_a_contact_and_keeps_the_duty(builder):
    wait_until_overdue(builder, 20)
    told_on = builder.at.date() - timedelta(days=18)
    right = ask_for_review_today(builder, told_on=told_on)
    assert right.told_on == told_on
    assert set(told_texts(builder).values()) == {True}
    assert nfa_duty(builder).kept_at.date() == told_on
    contact = Contact.objects.unscoped("test").get(outcome="REPORTED")
    assert (contact.channel, contact.contacted_at.date()) == ("PHONE", told_on)
    news = Told.objects.unscoped("test").get(contact=contact)
    assert (news.what, news.suspect, news.sending) == ("NFA", builder.suspects[0], None)


def test_the_day_of_the_decision_itself_is_told_after_it(builder):
    ask_for_review_today(builder)
    assert nfa_duty(builder).kept_at is not None


def test_a_letter_returned_after_the_request_does_not_ask_for_a_second_telling(builder):
    letter = post_letter(builder, means="POLICE", came="HANDED_OVER")
    ask_for_review_today(builder, told_on=None)
    record_result_of(builder, letter, "CAME_BACK")
    assert not nfa_duty(builder).is_open
    assert "No further action will be taken" not in page_text(
        client_for(builder.cast.liaison).get(page_url("see-owed-duties"))
    )


def test_where_a_request_and_a_contact_differ_the_page_says_so(builder):
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    told_on = nfa_duty(builder).kept_at.date()
    builder.at += timedelta(days=9)
    right = ask_for_review_today(builder, told_on=told_on + timedelta(days=5))
    assert (right.told_on, right.told_on_said) == (told_on, told_on + timedelta(days=5))
    page = page_text(
        client_for(builder.cast.liaison).get(page_url("see-review-requests", builder.victim))
    )
    assert "Two records differ" in page and "The contact counts." in page
    assert Contact.objects.unscoped("test").filter(outcome="REPORTED").count() == 0


def test_a_day_that_a_later_entry_puts_earlier_is_said_to_differ(builder):
    builder.at += timedelta(days=9)
    ask_for_review_today(builder, told_on=builder.at.date() - timedelta(days=2))
    tell_by_phone(
        builder,
        "NFA",
        builder.suspects[0],
        who="liaison",
        contacted_at=builder.at - timedelta(days=6),
    )
    page = page_text(
        client_for(builder.cast.liaison).get(page_url("see-review-requests", builder.victim))
    )
    assert "Two records differ" in page


def test_the_police_are_told_of_a_decision_not_to_investigate_by_either_name(builder):
    early = CaseBuilder(builder.cast)
    close_investigation(early)
    right = ask_for_review_today(early, "supervisor", reviewed="POLICE_NO_CHARGE")
    [duty] = duties_owed(early, what="NOT_INVESTIGATED")
    assert right.status == "ASKED" and duty.kept_at


# Outside the scheme


def test_a_request_outside_the_scheme_is_owed_to_the_victim_with_its_letter(builder):
    early = CaseBuilder(builder.cast)
    today = early.at.date()
    right = ask_for_review_today(
        early, "supervisor", reviewed="POLICE_NO_CHARGE", decided_on=today,
        decided_by=early.cast.officer, is_interviewed=False,
    )  # fmt: skip
    assert right.status == "NOT_ELIGIBLE"
    [duty] = duties_owed(early, what="NO_REVIEW_POLICE")
    assert duty.is_open and duty.source == str(right.pk)
    assert (duty.clock.rule, duty.clock.confidence) == ("victim_told_enhanced", "unverified")
    page = page_text(client_for(early.cast.supervisor).get(page_url("see-duties", early.victim)))
    assert "cannot be reviewed under the scheme, and why: suspect 1" in page
    duties.recompute_all_duties(at=early.at)
    tell_by_phone(early, "NO_REVIEW", early.suspects[0])
    assert duties_owed(early, what="NO_REVIEW_POLICE")[0].kept_at


def test_the_letter_says_each_reason_and_no_other():
    builder = build_case_before_charge(suspects=2)
    no_further_action(builder, builder.suspects[0])
    authorise_charge_of(builder, 1)
    right = ask_for_review_today(builder)
    assert right.reasons == ["SOME_CHARGED"]
    [duty] = duties_owed(builder, what="NO_REVIEW_CPS")
    text = text_of(write_letter_of(builder, kind="NO_REVIEW"))
    assert "cannot be reviewed under the Victims’ Right to Review" in text
    assert "Some of what was reported has been charged" in text
    assert "interviewed" not in text and "out of court" not in text
    assert duty.is_open
