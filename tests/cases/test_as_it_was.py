"""The case as it was on a day: told from the history, to each side what it could know of it."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items
from cases.case_details.actions import cases
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db


@module_fixture
def people():
    return cast()


def build_case(people):
    """A case recorded nine days ago, with nothing sent yet; the builder's clock is then."""
    return CaseBuilder(people, at=days_ago(9))


def pass_days(builder, days):
    """Let the builder go on that many days later. Returns that day."""
    builder.at += timedelta(days=days)
    return builder.at.date()


def day_asked(day):
    return {"on-day": day.day, "on-month": day.month, "on-year": day.year}


def case_on(builder, day, who="officer"):
    """The page about a day, as read."""
    client = client_for(getattr(builder.cast, who))
    return client.get(page_url("see-case-as-it-was", builder.case), day_asked(day))


def record_bail(builder):
    builder.do(
        cases.record_custody, "officer", suspect=builder.suspect(), version=1, custody="ON_BAIL",
        bailed_on=builder.at.date(), released_on=None,
    )  # fmt: skip


def test_a_day_has_what_was_recorded_by_its_end_and_nothing_later(people):
    builder = build_case(people)
    first = builder.at.date()
    bailed = pass_days(builder, 3)
    record_bail(builder)
    before, after = (page_text(case_on(builder, day)) for day in (first, bailed))
    assert "Bail or custody Released under investigation" in before
    assert "On bail" not in before
    assert "Bail or custody On bail" in after
    assert "Released under investigation" not in after
    between = page_text(case_on(builder, bailed - timedelta(days=1)))
    assert "Bail or custody Released under investigation" in between


def test_a_day_before_the_case_has_nothing(people):
    builder = build_case(people)
    page = case_on(builder, builder.at.date() - timedelta(days=1))
    assert "Nothing was recorded by then that you may read." in page_text(page)
    assert builder.suspect().surname not in page_text(page)


def test_a_name_that_was_corrected_later_is_not_told_of_the_day_before(people):
    builder = build_case(people)
    first, was = builder.at.date(), builder.suspect().surname
    corrected = pass_days(builder, 2)
    builder.do(
        cases.correct_suspect, "officer", suspect=builder.suspect(), version=1, surname="Corrected",
        given_names="Sam",
    )  # fmt: skip
    before = page_text(case_on(builder, first))
    assert f"Suspect 1: Sam {was}" in before and "Corrected" not in before
    assert "Suspect 1: Sam Corrected" in page_text(case_on(builder, corrected))


def test_a_referral_is_no_submission_before_it_is_sent(people):
    builder = build_case(people).write()
    written = builder.at.date()
    pass_days(builder, 2)
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Complete.",
    )  # fmt: skip
    page = page_text(case_on(builder, written))
    assert "Referral not sent" in page and "Submission 1" not in page
    assert "Submission 1" in page_text(case_on(builder, builder.at.date()))


def test_an_action_is_as_it_was_before_its_answer(people):
    builder = build_case(people).allocate().plan()
    set_on = builder.at.date()
    answered = pass_days(builder, 2)
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="CANNOT", text="Gone."
    )
    assert "Status Waiting for the police" in page_text(case_on(builder, set_on, "prosecutor"))
    assert "Cannot be provided" not in page_text(case_on(builder, set_on, "prosecutor"))
    assert "Answer Cannot be provided" in page_text(case_on(builder, answered, "prosecutor"))


def test_the_changes_before_and_after_a_day_are_a_link_away(people):
    builder = build_case(people)
    first, bailed = builder.at.date(), pass_days(builder, 4)
    record_bail(builder)
    page = case_on(builder, first + timedelta(days=1))
    for day in (first, bailed):
        asked = "&amp;".join(f"{name}={value}" for name, value in day_asked(day).items())
        assert f"?{asked}" in links_on_page(page)
    newest = client_for(people.officer).get(page_url("see-case-as-it-was", builder.case))
    told = newest.context["told"]
    assert (told.rows, told.days) == ([], [bailed, first])


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"on-day": "31", "on-month": "2", "on-year": "2026"}, "The day must be a real date"),
        ({"on-day": "1", "on-month": "1", "on-year": "2999"}, "The day must be today or earlier"),
        ({"on-day": "1"}, "The day must include a month"),
    ],
)
def test_a_wrong_day_is_told_and_stays_typed(people, typed, error):
    builder = build_case(people)
    page = client_for(people.officer).get(page_url("see-case-as-it-was", builder.case), typed)
    assert error in page_text(page)
    assert f'value="{typed["on-day"]}"' in page.content.decode()
    assert not page.context["told"].rows


# Private to a side


def test_the_cps_reads_of_no_day_what_was_not_sent_yet(people):
    """The text that the police wrote first, and that they wrote at all before they sent it."""
    builder = build_case(people).write(summary="A draft of ours.")
    written = builder.at.date()
    revised = pass_days(builder, 2)
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="Between us.",
    )  # fmt: skip
    builder.referral.refresh_from_db()
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=builder.referral.version, summary="As it was sent.",
    )  # fmt: skip
    sent = pass_days(builder, 2)
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Complete.",
    )  # fmt: skip
    assert "A draft of ours." in page_text(case_on(builder, written))
    for day in (written, revised):
        page = page_text(case_on(builder, day, "assistant"))
        assert "Submission 1" not in page
        assert builder.suspect().surname not in page
    page = case_on(builder, sent, "assistant")
    assert "As it was sent." in page_text(page)
    assert revised not in {page.context["told"].earlier, *page.context["told"].days}


def test_a_change_of_an_unsent_state_is_no_day_of_the_cps(people):
    builder = build_case(people).allocate().review()
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral,
        withdrawal_reason="Not yet.",
    )  # fmt: skip
    known = builder.at.date()
    changed = pass_days(builder, 2)
    builder.write(summary="Not yet for you.")
    assert case_on(builder, known).context["told"].later == changed
    page = case_on(builder, known, "prosecutor")
    assert page.context["told"].later is None


# Guard, log and queries


def test_reading_it_is_in_the_log(people):
    builder = build_case(people)
    case_on(builder, builder.at.date())
    read = AuditEntry.objects.filter(verb="see_case_as_it_was", case_id=builder.case.pk)
    assert read.count() == 1


def test_a_past_day_costs_twelve_questions_however_much_was_recorded(people):
    builder = build_case(people).allocate().plan()
    client, url = client_for(people.prosecutor), page_url("see-case-as-it-was", builder.case)
    asked = "?" + "&".join(f"{name}={value}" for name, value in day_asked(days_ago(1)).items())
    _, few = page_and_queries(client, url + asked)
    builder.add_suspect()
    for item in builder.items:
        builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Done.")
    builder.plan({}, {}, {})
    _, many = page_and_queries(client, url + asked)
    assert len(few) == len(many) <= 12, many
