"""The history page: who changed what, from what to what, for people who may know."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items
from cases.allocation.actions import allocations
from cases.case_details.actions import cases
from cases.desk.queries import history, row_histories
from cases.models import ActionItem, Case, Referral, Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from people.models.managers import Unscoped
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@module_fixture
def people():
    return cast()


def build_started_case(people, **facts):
    return CaseBuilder(people, at=days_ago(2), **facts)


def case_page(builder, who="officer", **asked):
    return client_for(getattr(builder.cast, who)).get(
        page_url("see-case-history", builder.case), asked
    )


def history_acts(page):
    """[(what was done, by whom, [(about, field, from, to)])] on the page."""
    return [
        (str(act.title), str(act.by),
         [(c.about, str(x.label), x.was, x.became) for c in act.changes for x in c.lines])
        for act in page.context["history"].acts
    ]  # fmt: skip


def test_a_change_says_who_what_from_what_to_what(people):
    builder = build_started_case(people)
    day = builder.at.date()
    builder.do(
        cases.record_custody, "officer", suspect=builder.suspect(), version=1, custody="ON_BAIL",
        bailed_on=day, released_on=None,
    )  # fmt: skip
    page = case_page(builder)
    about = f"Suspect 1: {builder.suspect().name}"
    assert history_acts(page)[0] == (
        "Custody or bail changed",
        "Olive Officer, Avon and Somerset Police",
        [
            (about, "Bail or custody", "Released under investigation", "On bail"),
            (about, "Bailed on", "nothing", f"{day.day} {day:%B %Y}"),
            (about, "Released on", "1 February 2026", "nothing"),
        ],
    )
    assert "Bail or custody: from Released under investigation to On bail" in page_text(page)


def test_all_that_one_act_changed_is_told_together(people):
    builder = build_started_case(people, suspects=2).submit()
    title, by, lines = history_acts(case_page(builder))[0]
    assert (title, by) == (
        "Referral signed off and sent to the CPS", "Sue Supervisor, Avon and Somerset Police",
    )  # fmt: skip
    assert ("Case", "CPS unit", "nothing", people.cps.name) in lines
    assert ("Submission 1", "Status", "Waiting for sign-off", "Sent to the CPS") in lines
    assert [about for about, label, *_ in lines if label == "State"] == [
        f"Suspect {n}: {suspect.name}" for n, suspect in enumerate(builder.suspects, start=1)
    ]


def test_an_actions_answer_and_date_are_told(people):
    builder = build_started_case(people).allocate().plan()
    [item] = builder.items
    later = item.due_on + 7 * DAY
    builder.do(action_items.ask_for_date, "officer", item=item, proposed_on=later, text="Time.")
    builder.do(action_items.answer_date_request, "prosecutor", item=item, is_agreed=True)
    builder.do(action_items.answer_item, "officer", item=item, answer="CANNOT", text="Gone.")
    told = [
        line for _, _, lines in history_acts(case_page(builder, "prosecutor")) for line in lines
    ]
    about = "Action 1 of plan 1"
    days = [f"{day.day} {day:%B %Y}" for day in (item.due_on, later)]
    assert (about, "Due on", *days) in told
    assert (about, "Another date asked for by", "nothing", "Police") in told
    assert (about, "Answer", "nothing", "Cannot be provided") in told


def test_the_earlier_holder_of_the_case_is_told_by_name(people):
    builder = build_started_case(people).allocate()
    builder.do(
        allocations.reallocate_case, "manager", case=builder.case, to=people.other_prosecutor,
        reason="Leave.",
    )  # fmt: skip
    assert history_acts(case_page(builder))[0][2] == [
        ("Case", "Reviewing prosecutor", "Pia Prosecutor", "Otto Other")
    ]


def test_a_long_text_shows_both_versions(people):
    builder = build_started_case(people).write(summary="First words.")
    builder.do(
        referrals.send_referral_back,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="More.",
    )
    builder.referral.refresh_from_db()
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=builder.referral.version, summary="Better words.",
    )  # fmt: skip
    assert "What is alleged? Before First words. After Better words." in page_text(
        case_page(builder)
    )


def test_history_is_newest_first(people):
    moments = [
        act.at for act in case_page(build_started_case(people).allocate()).context["history"].acts
    ]
    assert moments == sorted(moments, reverse=True)


# Private to a side


def test_the_cps_never_learns_of_a_referral_that_was_not_sent(people):
    builder = build_started_case(people).submit()
    reply_by = (builder.at + 5 * DAY).date()
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral, reasons={"no_mg3": ""},
        reply_by=reply_by,
    )  # fmt: skip
    builder.write(summary="Not yet for you.")
    assert "Not yet for you." in page_text(case_page(builder))
    cps = case_page(builder, "assistant")
    assert "Not yet for you." not in cps.content.decode()
    assert "Referral not sent" not in cps.content.decode()


def test_the_cps_sees_a_sent_referral_as_it_was_sent_and_not_what_came_before(people):
    builder = build_started_case(people).write(summary="A draft of ours.")
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="Between us.",
    )  # fmt: skip
    builder.referral.refresh_from_db()
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=builder.referral.version, summary="As it was sent.",
    )  # fmt: skip
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Complete.",
    )  # fmt: skip
    police, cps = page_text(case_page(builder)), page_text(case_page(builder, "assistant"))
    for text in ("A draft of ours.", "Between us."):
        assert text in police
        assert text not in cps
    assert "As it was sent." in cps


# Pagination and queries


def test_older_changes_are_a_link_away_and_none_is_told_twice_or_left_out(people, monkeypatch):
    builder = build_started_case(people).allocate().plan()
    everything = history_acts(case_page(builder))
    monkeypatch.setattr(history, "PAGE_SIZE", 2)
    told, asked, pages = [], {}, 0
    while asked is not None:
        page = case_page(builder, **asked)
        told += history_acts(page)
        older = page.context["history"].older
        asked, pages = {"before": older} if older else None, pages + 1
    assert told == everything
    assert pages > 2
    assert page_url("see-case-history", builder.case) in links_on_page(page)


@pytest.mark.parametrize("before", ["x", "2026-01-01T00:00:00", ""])
def test_an_invented_cursor_gives_the_first_page(people, before):
    assert history_acts(case_page(build_started_case(people), before=before))


def test_the_page_says_so_where_nothing_is_older(people):
    page = case_page(build_started_case(people), before="2020-01-01T00:00:00+00:00")
    assert "Nothing older has been changed." in page_text(page)


def test_a_history_costs_twelve_questions_however_long_it_is(people):
    builder = build_started_case(people).allocate().plan()
    client = client_for(people.prosecutor)
    _, few = page_and_queries(client, page_url("see-case-history", builder.case))
    builder.suspects.append(builder.add_suspect())
    for item in builder.items:
        builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Done.")
    builder.suspects = builder.suspects[:1]
    builder.plan({}, {}, {})
    _, many = page_and_queries(client, page_url("see-case-history", builder.case))
    assert len(few) == len(many) <= 12, many


@pytest.mark.register
def test_no_field_of_a_history_is_without_a_label_or_left_out_by_mistake():
    left_out = {
        Case: {"id", "opened_by", "opened_at", "version"},
        Suspect: {"id", "case", "number", "only_side", "version"},
        Referral: {
            "id", "case", "only_side", "version", "writers", "written_by", "written_at",
            "signed_off_by", "signed_off_at", "triaged_by", "triaged_at", "withdrawn_by",
            "withdrawn_at", "explained",
        },
        ActionItem: {
            "id", "case", "plan", "number", "first_due_on", "clock", "version", "began_with",
        },
    }  # fmt: skip
    for model, fields in row_histories.HISTORY_FIELDS.items():
        kept = {field.name for field in model.history.model.tracked_fields}
        assert kept == {*fields, *left_out[model]}, model


def test_histories_are_read_through_rows_that_are_held():
    with pytest.raises(Unscoped):
        Suspect.history.all()


def test_reading_a_history_is_in_the_log(people):
    builder = build_started_case(people)
    case_page(builder)
    assert AuditEntry.objects.filter(verb="see_case_history", case_id=builder.case.pk).count() == 1
