"""The history page: who changed what, from what to what, for people who may know."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.allocation.actions import allocations
from cases.case_details.actions import cases
from cases.desk.queries import history
from cases.models import ActionItem, Case, Referral, Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from people.models import AuditEntry
from people.models.managers import Unscoped
from tests.support.cases.pages import as_, at, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@standing
def people():
    return cast()


def begun(people, **facts):
    return Road(people, at=timezone.now() - 2 * DAY, **facts)


def page_of(road, who="officer", **asked):
    return as_(getattr(road.cast, who)).get(at("see-case-history", road.case), asked)


def acts(page):
    """[(what was done, by whom, [(about, field, from, to)])] on the page."""
    return [
        (str(act.title), str(act.by),
         [(c.about, str(x.label), x.was, x.became) for c in act.changes for x in c.lines])
        for act in page.context["history"].acts
    ]  # fmt: skip


def test_a_change_says_who_what_from_what_to_what(people):
    road = begun(people)
    day = road.at.date()
    road.do(
        cases.record_custody, "officer", suspect=road.suspect(), version=1, custody="ON_BAIL",
        bailed_on=day, released_on=None,
    )  # fmt: skip
    page = page_of(road)
    about = f"Suspect 1: {road.suspect().name}"
    assert acts(page)[0] == (
        "Custody or bail changed",
        "Olive Officer, Avon and Somerset Police",
        [
            (about, "Bail or custody", "Released under investigation", "On bail"),
            (about, "Bailed on", "nothing", f"{day.day} {day:%B %Y}"),
            (about, "Released on", "1 February 2026", "nothing"),
        ],
    )
    assert "Bail or custody: from Released under investigation to On bail" in said(page)


def test_all_that_one_act_changed_is_told_together(people):
    road = begun(people, suspects=2).submit()
    title, by, lines = acts(page_of(road))[0]
    assert (title, by) == (
        "Referral signed off and sent to the CPS", "Sue Supervisor, Avon and Somerset Police",
    )  # fmt: skip
    assert ("Case", "CPS unit", "nothing", people.cps.name) in lines
    assert ("Submission 1", "Status", "Waiting for sign-off", "Sent to the CPS") in lines
    assert [about for about, label, *_ in lines if label == "State"] == [
        f"Suspect {n}: {suspect.name}" for n, suspect in enumerate(road.suspects, start=1)
    ]


def test_an_actions_answer_and_date_are_told(people):
    road = begun(people).allocate().plan()
    [item] = road.items
    later = item.due_on + 7 * DAY
    road.do(action_items.ask_for_date, "officer", item=item, proposed_on=later, text="Time.")
    road.do(action_items.answer_date_request, "prosecutor", item=item, is_agreed=True)
    road.do(action_items.answer_item, "officer", item=item, answer="CANNOT", text="Gone.")
    told = [line for _, _, lines in acts(page_of(road, "prosecutor")) for line in lines]
    about = "Action 1 of plan 1"
    days = [f"{day.day} {day:%B %Y}" for day in (item.due_on, later)]
    assert (about, "Due on", *days) in told
    assert (about, "Another date asked for by", "nothing", "Police") in told
    assert (about, "Answer", "nothing", "Cannot be provided") in told


def test_who_had_the_case_before_is_told_by_name(people):
    road = begun(people).allocate()
    road.do(
        allocations.reallocate_case, "manager", case=road.case, to=people.other_prosecutor,
        reason="Leave.",
    )  # fmt: skip
    assert acts(page_of(road))[0][2] == [
        ("Case", "Reviewing prosecutor", "Pia Prosecutor", "Otto Other")
    ]


def test_a_long_text_shows_both_versions(people):
    road = begun(people).write(summary="First words.")
    road.do(
        referrals.send_referral_back,
        "supervisor",
        referral=road.referral,
        supervisor_comments="More.",
    )
    road.referral.refresh_from_db()
    road.do(
        referrals.revise_referral, "officer", referral=road.referral, suspects=road.suspects,
        version=road.referral.version, summary="Better words.",
    )  # fmt: skip
    assert "What is alleged? Before First words. After Better words." in said(page_of(road))


def test_history_is_newest_first(people):
    moments = [act.at for act in page_of(begun(people).allocate()).context["history"].acts]
    assert moments == sorted(moments, reverse=True)


# Private to a side


def test_the_cps_never_learns_of_a_referral_that_was_not_sent(people):
    road = begun(people).submit()
    reply_by = (road.at + 5 * DAY).date()
    road.do(
        referrals.return_referral, "assistant", referral=road.referral, reasons={"no_mg3": ""},
        reply_by=reply_by,
    )  # fmt: skip
    road.write(summary="Not yet for you.")
    assert "Not yet for you." in said(page_of(road))
    cps = page_of(road, "assistant")
    assert "Not yet for you." not in cps.content.decode()
    assert "Referral not sent" not in cps.content.decode()


def test_the_cps_sees_a_sent_referral_as_it_was_sent_and_not_what_came_before(people):
    road = begun(people).write(summary="A draft of ours.")
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments="Between us.",
    )  # fmt: skip
    road.referral.refresh_from_db()
    road.do(
        referrals.revise_referral, "officer", referral=road.referral, suspects=road.suspects,
        version=road.referral.version, summary="As it was sent.",
    )  # fmt: skip
    road.do(
        referrals.sign_referral_off, "supervisor", referral=road.referral,
        supervisor_comments="Complete.",
    )  # fmt: skip
    police, cps = said(page_of(road)), said(page_of(road, "assistant"))
    for text in ("A draft of ours.", "Between us."):
        assert text in police
        assert text not in cps
    assert "As it was sent." in cps


# Pagination and queries


def test_older_changes_are_a_link_away_and_none_is_told_twice_or_left_out(people, monkeypatch):
    road = begun(people).allocate().plan()
    everything = acts(page_of(road))
    monkeypatch.setattr(history, "PAGE_SIZE", 2)
    told, asked, pages = [], {}, 0
    while asked is not None:
        page = page_of(road, **asked)
        told += acts(page)
        older = page.context["history"].older
        asked, pages = {"before": older} if older else None, pages + 1
    assert told == everything
    assert pages > 2
    assert at("see-case-history", road.case) in links(page)


@pytest.mark.parametrize("before", ["x", "2026-01-01T00:00:00", ""])
def test_a_cursor_nobody_was_given_is_the_first_page(people, before):
    assert acts(page_of(begun(people), before=before))


def test_the_page_says_so_where_nothing_is_older(people):
    page = page_of(begun(people), before="2020-01-01T00:00:00+00:00")
    assert "Nothing older has been changed." in said(page)


def test_a_history_costs_twelve_questions_however_long_it_is(people):
    road = begun(people).allocate().plan()
    client = as_(people.prosecutor)
    _, few = questions(client, at("see-case-history", road.case))
    road.suspects.append(road.add_suspect())
    for item in road.items:
        road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Done.")
    road.suspects = road.suspects[:1]
    road.plan({}, {}, {})
    _, many = questions(client, at("see-case-history", road.case))
    assert len(few) == len(many) <= 12, many


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
    for model, fields in history.HISTORY_FIELDS.items():
        kept = {field.name for field in model.history.model.tracked_fields}
        assert kept == {*fields, *left_out[model]}, model


def test_histories_are_read_through_rows_that_are_held():
    with pytest.raises(Unscoped):
        Suspect.history.all()


def test_reading_a_history_is_in_the_log(people):
    road = begun(people)
    page_of(road)
    assert AuditEntry.objects.filter(verb="see_case_history", case_id=road.case.pk).count() == 1
