"""The page that says how the due dates of a case came about."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items, action_plans, challenges
from cases.models import VictimRequest
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases import intrusive_actions as r
from tests.support.cases.closing import propose_closing
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db


@module_fixture
def people():
    return cast()


def build(people, **facts):
    return CaseBuilder(people, at=days_ago(4), **facts)


def dates_page(builder, who="prosecutor"):
    return client_for(getattr(builder.cast, who)).get(page_url("see-due-dates", builder.case))


def dates_text(builder, who="prosecutor"):
    return page_text(dates_page(builder, who))


def london(moment):
    there = timezone.localtime(moment)
    return f"{there.day} {there:%B %Y}"


@pytest.mark.parametrize("who", ["prosecutor", "officer"])
def test_a_counted_date_says_its_event_period_source_and_rule(people, who):
    builder = build(people).allocate()
    text = dates_text(builder, who)
    suspect = builder.suspect()
    assert f"Suspect 1, {suspect.name} Review and decide. Due in" in text
    assert f"Due by {london(suspect.due_at)} By the end of that day, London time" in text
    assert f"Owed by {people.cps.name} {people.cps.agency.name}" in text
    assert "What sets it running Referral received" in text
    assert "Period 28 calendar days" in text
    assert "How far it can be relied on Sourced" in text
    assert "Rule recorded with it charging_green@" in text


def test_what_the_source_leaves_open_is_said(people):
    builder = build(people).allocate().plan()
    builder.do(
        action_items.answer_item, "officer", item=item_of(builder), answer="DONE", text="Here.",
    )  # fmt: skip
    assert "No source says that the time starts again here." in dates_text(builder)


def test_a_step_without_a_period_says_that_nobody_has_set_one(people):
    text = dates_text(build(people).write(), "officer")
    assert "No date: no source gives a period for this step, and none has been set locally." in text


def test_a_reply_that_the_cps_asked_for_says_who_asked_and_when(people):
    builder = build(people).submit().send_back()
    text = dates_text(builder, "officer")
    assert "The CPS asked for a reply by this date. Set on " in text
    assert f"Due by {london(builder.suspect().due_at)}" in text


def test_the_next_review_under_the_threshold_test_says_who_set_its_day(people):
    builder = build(people).allocate()
    again = (builder.at + timedelta(days=30)).date()
    builder.do(
        action_plans.record_review, "prosecutor", case=builder.case, suspects=builder.suspects,
        test="THRESHOLD", evidence="What the evidence shows.", awaited="His phone.",
        review_again_on=again,
    )  # fmt: skip
    text = dates_text(builder, "officer").split("Next review under the Threshold Test", 1)[1]
    assert f"Due by {again.day} {again:%B %Y}" in text
    assert f"{people.prosecutor.name} set this day with the review of " in text


class TestActions:
    def test_each_date_that_an_action_has_had_with_who_set_it(self, people):
        builder = build(people).allocate().plan()
        first, wanted = item_of(builder).due_on, item_of(builder).due_on + timedelta(days=6)
        builder.do(
            action_items.ask_for_date, "officer", item=item_of(builder), proposed_on=wanted,
            text="The laboratory needs another week.",
        )  # fmt: skip
        assert "Paused since" in dates_text(builder)
        builder.do(
            action_items.answer_date_request, "prosecutor", item=item_of(builder), is_agreed=True
        )
        text = dates_text(builder, "officer")
        assert "No date of its own: each action has one, below." in text
        began, moved = text.split("Action 1 of plan 1", 1)[1].split(": set by", 1)
        assert began.endswith(str(first.day) + f" {first:%B %Y}") and "Paused" not in text
        assert f"{wanted.day} {wanted:%B %Y}: since" in moved
        assert "The laboratory needs another week." in moved

    def test_while_a_holder_has_to_reply_the_suspect_has_no_date_of_their_own(self, people):
        builder = build(people).allocate()
        one = r.plan_intrusive_action(builder)
        r.record_all_steps(builder, one)
        fresh = VictimRequest.objects.unscoped("test").get(pk=one.pk)
        r.record_step(builder, "mark_requested", fresh, requested_on=r.current_day(builder))
        assert builder.suspect().state == "WITH_HOLDER"
        text = dates_text(builder, "officer")
        assert "No date of its own: each action has one, below." in text

    def test_a_question_of_the_police_has_the_date_of_its_answer(self, people):
        builder = build(people).allocate().plan()
        builder.do(
            challenges.challenge_item, "officer", item=item_of(builder),
            reason="DISPROPORTIONATE", text="It has been asked for before.",
        )  # fmt: skip
        text = dates_text(builder)
        assert "The CPS’s answer to what the police asked about it Due" in text
        assert "Paused since" in text and "The days until the CPS answers are added." in text


class TestReaders:
    def test_the_case_and_the_action_lead_to_it(self, people):
        builder = build(people).allocate()
        officer, page = client_for(people.officer), page_url("see-due-dates", builder.case)
        links = links_on_page(officer.get(page_url("see-case", builder.case)))
        assert f"{page}#suspect-1" in links
        builder.plan()
        item = item_of(builder)
        assert f"{page}#action-{item.pk}" in links_on_page(officer.get(page_url("see-item", item)))

    def test_what_the_police_have_written_and_not_sent_changes_nothing_for_the_cps(self, people):
        builder = build(people).submit().send_back()
        before = dates_text(builder, "manager")
        builder.write()
        assert dates_text(builder, "manager") == before

    def test_a_closing_that_waits_for_its_signature_changes_nothing_for_the_cps(self, people):
        builder = build(people).submit().send_back()
        before = dates_text(builder, "manager")
        propose_closing(builder)
        assert dates_text(builder, "manager") == before

    def test_reading_it_is_logged(self, people):
        builder = build(people).allocate()
        assert dates_page(builder).status_code == 200
        read = AuditEntry.objects.filter(verb="see_due_dates").latest("pk")
        assert read.ids == [str(builder.case.pk)]

    def test_it_takes_as_many_queries_for_many_as_for_few(self, people):
        builder = build(people, suspects=2).allocate().plan()
        reader, page = client_for(people.prosecutor), page_url("see-due-dates", builder.case)
        reader.get(page)
        few = page_and_queries(reader, page)[1]
        more = (
            build(people, suspects=4).allocate().plan(*[{"text": f"Action {n}"} for n in range(6)])
        )
        many = page_and_queries(reader, page_url("see-due-dates", more.case))[1]
        assert len(many) == len(few) <= 17


def item_of(builder):
    return builder.items[0]
