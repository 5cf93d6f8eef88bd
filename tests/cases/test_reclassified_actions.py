"""The police find that an action reaches into the victim's life: the steps come first."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, reclassification
from cases.models import ActionItem, ItemEntry, VictimRequest
from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases import intrusive_actions as r
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BECAUSE = "It asks for what her therapist wrote down."


@module_fixture
def builder():
    start = days_ago(9)
    return CaseBuilder(cast(), suspects=2, at=start).allocate().plan()


def item_of(builder):
    return ActionItem.objects.unscoped("test").select_related("clock").get(case=builder.case)


def reclassified(builder, kind="HOLDER"):
    facts = {"item": item_of(builder), "kind": kind, "text": BECAUSE}
    return builder.do(reclassification.reclassify_item, "officer", **facts)


def justified(builder):
    return builder.do(reclassification.justify_item, "prosecutor", item=item_of(builder), **r.WHY)


def answer(builder, how="DONE"):
    return builder.do(
        action_items.answer_item, "officer", item=item_of(builder), answer=how, text="Done."
    )


def test_it_is_recorded_with_its_reason_and_told_to_the_prosecutor(builder):
    reclassified(builder)
    entry = ItemEntry.objects.unscoped("test").get(item=item_of(builder))
    assert (entry.kind, entry.side, entry.by) == ("RECLASSIFIED", "POLICE", builder.cast.officer)
    assert BECAUSE in entry.text
    told = Delivery.objects.filter(notice="item_questioned", recipient=builder.cast.prosecutor.pk)
    assert told.count() == 1


@pytest.mark.parametrize("kind", ["HOLDER", "DEVICE", "COUNSELLING"])
def test_nothing_is_done_before_the_prosecutor_and_the_steps(builder, kind):
    reclassified(builder, kind)
    with pytest.raises(Refused, match="The prosecutor says first"):
        answer(builder)
    if kind == "COUNSELLING":
        with pytest.raises(Refused, match="only with a manager’s approval"):
            justified(builder)
        return
    justified(builder)
    one = VictimRequest.objects.unscoped("test").get(item=item_of(builder))
    assert (one.reach, one.set_by) == (kind, builder.cast.prosecutor)
    with pytest.raises(Refused, match="Record the decision, what the victim was told"):
        answer(builder)
    r.mark_request_made(builder, one)
    if kind == "HOLDER":
        with pytest.raises(Refused, match="Record what the holder replied"):
            answer(builder)
        r.record_reply(builder, VictimRequest.objects.unscoped("test").get(pk=one.pk))
    assert answer(builder).status == "ANSWERED"


def test_that_it_cannot_be_provided_may_be_said_all_the_same(builder):
    reclassified(builder)
    assert answer(builder, "CANNOT").are_bounds_wanted is False


def test_the_time_until_the_prosecutor_answers_is_the_cps_s(builder):
    due_on = item_of(builder).due_on
    reclassified(builder)
    assert {builder.suspect(n).state for n in range(2)} == {State.PLAN_QUERIED}
    assert item_of(builder).clock.closed_at and item_of(builder).waits_for_cps
    builder.at += 3 * DAY
    justified(builder)
    assert {builder.suspect(n).state for n in range(2)} == {State.ACTION_PLAN}
    item = item_of(builder)
    assert item.clock.closed_at is None and item.due_on == due_on + 3 * DAY


def test_it_is_said_once_and_by_the_police(builder):
    with pytest.raises(Refused, match="Only the investigating police unit"):
        builder.do(
            reclassification.reclassify_item, "prosecutor", item=item_of(builder), kind="HOLDER",
            text="x",
        )  # fmt: skip
    with pytest.raises(Refused, match="do not wait"):
        justified(builder)
    reclassified(builder)
    with pytest.raises(Refused, match="asks for the victim’s private material already"):
        reclassified(builder)


def test_one_that_was_set_as_reaching_is_not_reclassified(builder):
    one = r.plan_intrusive_action(CaseBuilder(builder.cast, at=builder.at).allocate())
    assert r.item_of_request(one).reach == "HOLDER"
    with pytest.raises(Refused, match="already"):
        builder.do(
            reclassification.reclassify_item, "officer", item=r.item_of_request(one), kind="DEVICE",
            text="x",
        )  # fmt: skip


def test_the_pages_lead_there_and_say_who_waits(builder):
    officer, prosecutor, item = (
        client_for(builder.cast.officer),
        client_for(builder.cast.prosecutor),
        item_of(builder),
    )
    assert page_url("reclassify-item", item) in links_on_page(
        officer.get(page_url("see-item", item))
    )
    page = submit_form(officer, page_url("reclassify-item", item), kind="HOLDER", text=BECAUSE)
    assert "The prosecutor says first what is asked for" in page_text(page)
    assert page_url("justify-item", item) in links_on_page(
        prosecutor.get(page_url("see-item", item))
    )
    typed = {name: value for name, value in r.WHY.items() if not name.endswith("_on")}
    typed |= date_parts("from_on", r.WHY["from_on"]) | date_parts("to_on", r.WHY["to_on"])
    typed["necessity"] = "It shows where they were that day."
    typed["less_intrusive"] = "A statement says less than the register."
    submit_form(prosecutor, page_url("justify-item", item), **typed)
    one = VictimRequest.objects.unscoped("test").get(item=item)
    assert page_url("see-victim-request", one) in links_on_page(
        officer.get(page_url("see-item", item))
    )
