"""Amending action items: a reason, stored versions, and the comparison of any two."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_item_amendments, action_items
from cases.allocation.actions import allocations
from cases.models import DateRequest
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused, Stale
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.pages import (
    client_for,
    hidden_fields_at,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
WHY = {
    "line_of_inquiry": "Their first account of it.",
    "proportionality": "One short statement.",
}


@module_fixture
def builder():
    start = days_ago(2)
    return CaseBuilder(cast(), suspects=2, at=start).allocate().plan({})


def item_of(builder):
    return builder.items[0]


def amend_item_of(builder, text="Take two statements.", who="prosecutor", **more):
    facts = {"new_text": text, "reason": "There were two friends."} | WHY | more
    return builder.do(action_item_amendments.amend_item, who, item=item_of(builder), **facts)


def ask_for_date_of(builder, who="officer", days=20):
    return builder.do(
        action_items.ask_for_date, who, item=item_of(builder), text="The lab.",
        proposed_on=TODAY + timedelta(days=days),
    )  # fmt: skip


def test_the_prosecutor_amends_and_the_police_accept_again(builder):
    amend_item_of(builder)
    item = item_of(builder)
    assert (item.text, item.taken_on_at) == ("Take two statements.", None)
    rows = item.versions.unscoped("test").order_by("number")
    assert [(row.number, row.text, row.reason, row.side) for row in rows] == [
        (1, "Take a statement.", "", "CPS"),
        (2, "Take two statements.", "There were two friends.", "CPS"),
    ]
    entry = item.entries.unscoped("test").get()
    assert (entry.kind, entry.quoted) == ("AMENDED", "Take two statements.")


def test_the_police_do_not_amend_and_nothing_is_amended_into_itself(builder):
    with pytest.raises(Refused) as refusal:
        amend_item_of(builder, who="officer")
    assert not refusal.value.is_stage
    with pytest.raises(Refused, match="Nothing has changed"):
        amend_item_of(builder, "Take a statement.")


def test_of_two_who_amend_at_once_the_second_sees_both_and_loses_nothing(builder):
    read = item_of(builder).version
    amend_item_of(builder)
    with pytest.raises(Stale) as stale:
        amend_item_of(builder, "Take three statements.", version=read)
    assert stale.value.differences == [
        ("text", "Take two statements.", "Take three statements.")
    ]  # fmt: skip
    page = client_for(builder.cast.prosecutor).post(
        page_url("amend-item", item_of(builder)),
        {
            "version": read,
            "new_text": "Take three statements.",
            "reason": "Precious. Both sides know the reason.",
        }
        | {
            "line_of_inquiry": "It is the first account.",
            "proportionality": "It is one short statement.",
        },
    )
    assert page.status_code == 409
    assert "Take two statements." in page_text(page) and "Precious." in page.content.decode()
    renewed = page.context["form"]["version"].value()
    amend_item_of(builder, "Take three statements.", version=int(renewed))
    assert item_of(builder).versions.unscoped("test").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_amend_in_the_same_second_leave_one_version_and_show_the_other_both():
    builder = CaseBuilder(cast(), at=days_ago(2)).allocate()
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=builder.cast.other_prosecutor,
        from_on=builder.at.date(), until_on=TODAY + timedelta(days=5),
    )  # fmt: skip
    item, at_ = item_of(builder.plan({})), builder.at

    def amending(who, text):
        by = scope(getattr(builder.cast, who), at=at_)
        return lambda: action_item_amendments.amend_item(
            item=item, by=by, at=at_, version=item.version, new_text=text, reason="Mine.", **WHY
        )

    outcomes = run_at_once(
        builder.case, amending("prosecutor", "Theirs."), amending("other_prosecutor", "Mine.")
    )
    [stale] = [each for each in outcomes if isinstance(each, Stale)]
    [(name, stored, typed)] = stale.differences
    assert (name, {stored, typed}) == ("text", {"Theirs.", "Mine."})
    assert item_of(builder).text == stored
    assert item.versions.unscoped("test").count() == 2


def test_any_two_versions_are_compared(builder):
    ask_for_date_of(builder)
    builder.do(
        action_items.answer_date_request, "prosecutor", item=item_of(builder), is_agreed=True
    )
    amend_item_of(builder)
    browser, address = (
        client_for(builder.cast.officer),
        page_url("see-item-versions", item_of(builder)),
    )
    assert address in links_on_page(browser.get(page_url("see-item", item_of(builder))))
    page = browser.get(address)
    assert (page.context["found"].was, page.context["found"].became) == (2, 3)
    assert "There were two friends." in page_text(page)
    assert [field.label for field in page.context["found"].changed] == ["What is asked"]
    page = browser.get(address, {"was": "1", "became": "3"})
    assert [field.label for field in page.context["found"].changed] == ["What is asked", "Due"]
    assert browser.get(address, {"was": "nonsense", "became": "99"}).status_code == 200
    _page, asked = page_and_queries(browser, address)
    assert len(asked) <= 12


def test_one_s_own_request_for_another_date_is_withdrawn_and_stays_on_the_page(builder):
    before = item_of(builder).due_on
    ask_for_date_of(builder)
    with pytest.raises(Refused, match="The other side asked"):
        builder.do(action_items.withdraw_date_request, "prosecutor", item=item_of(builder))
    address = page_url("withdraw-date-request", item_of(builder))
    assert hidden_fields_at(client_for(builder.cast.officer), address)
    page = submit_form(
        client_for(builder.cast.officer),
        address,
        text="The lab was early. Both sides know the reason.",
    )
    assert "Request for another date withdrawn The lab was early." in page_text(page)
    item, request = item_of(builder), DateRequest.objects.unscoped("test").get()
    assert (item.date_asked_by, item.due_on) == ("", before)
    assert (request.is_agreed, request.answered_by) == (False, builder.cast.officer)
    assert builder.suspect().also_waits_for == []
