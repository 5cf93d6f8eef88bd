"""
A charge under the Threshold Test goes on, and so does what is awaited for its review.

Until it is reviewed again, both sides record what bears on it and what is missing, and the
prosecutor asks for it by a plan. The suspect stays charged.
"""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, action_plans
from cases.decisions.actions import charge_stops
from cases.models import ActionPlan, Bearing, Gap, LaidCharge, OffencePoints
from cases.proof.actions import entries
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
CHARGED = "Suspect 1 has already been charged."


def review_of(builder, test="FULL", **facts):
    if test == "THRESHOLD":
        again = (builder.at + timedelta(days=20)).date()
        facts |= {"awaited": "The download of the phone.", "review_again_on": again}
    return builder.do(
        action_plans.record_review, "prosecutor", case=builder.case, suspects=builder.suspects,
        test=test, evidence="What there is so far.", **facts,
    )  # fmt: skip


def charged_on(test):
    """A suspect who is charged on this test; nothing was asked for before."""
    made = CaseBuilder(cast(), at=days_ago(9)).allocate()
    made.last_review = review_of(made, test)
    authorise_charge_of(made)
    report_charge_of(made)
    assert made.suspect().state == "CHARGED"
    return made


@module_fixture
def builder():
    return charged_on("THRESHOLD")


@module_fixture
def in_full():
    return charged_on("FULL")


def point(builder):
    first = builder.suspects[0].allegations.unscoped("test").get(is_current=True).first_id
    points = OffencePoints.objects.get(key="soa2003-s1", is_current=True).points
    return f"{first}:{points.order_by('place').first().pk}"


def bear(builder, who="prosecutor"):
    return builder.do(
        entries.add_bearing, who, suspect=builder.suspects[0], points=[point(builder)],
        bears="FOR", material="STATEMENT", text="The download shows her message of that night.",
    )  # fmt: skip


def miss(builder, who="prosecutor"):
    return builder.do(
        entries.add_gap, who, suspect=builder.suspects[0], points=[point(builder)],
        material="STATEMENT", weight="ESSENTIAL", text="The download of the phone.",
    )  # fmt: skip


def plan_on(builder, review=None, **item):
    return builder.do(
        action_plans.set_action_plan, "prosecutor", review=review or builder.last_review,
        items=[builder.action(**item)],
    )  # fmt: skip


class TestMatrix:
    @pytest.mark.parametrize("who", ["prosecutor", "officer"])
    def test_both_sides_record_what_has_come_and_what_is_missing(self, builder, who):
        bear(builder, who)
        gap = miss(builder, who)
        assert (Bearing.objects.unscoped("test").get().only_side, gap.only_side) == ("", "")
        builder.do(entries.close_gap, who, gap=gap, reason="It has come.")
        assert Gap.objects.unscoped("test").get().ended_at

    @pytest.mark.parametrize("record", [bear, miss])
    def test_not_once_it_was_reviewed_in_full(self, builder, record):
        review_of(builder)
        assert why_not(record, builder) == CHARGED

    @pytest.mark.parametrize("record", [bear, miss, plan_on])
    def test_not_of_a_charge_on_the_full_code_test(self, in_full, record):
        assert why_not(record, in_full) == CHARGED

    def test_not_once_every_charge_was_stopped(self, builder):
        laid = LaidCharge.objects.filter(report__decision__suspect=builder.suspects[0])
        builder.do(
            charge_stops.stop_charges, "prosecutor", suspect=builder.suspects[0],
            charges=list(laid), kind="DISCONTINUED", text="The download does not bear it out.",
            are_told=True,
        )  # fmt: skip
        assert "was stopped" in why_not(bear, builder)
        assert "was stopped" in why_not(plan_on, builder)


class TestPlan:
    def test_what_is_awaited_is_asked_for_and_the_charge_goes_on(self, builder):
        gap = miss(builder)
        plan_on(builder, gaps=[gap.pk], purpose="GAP")
        suspect = builder.suspect()
        assert (suspect.state, suspect.holder_side) == ("CHARGED", "")
        assert (suspect.also_waits_for, suspect.is_open) == (["POLICE"], True)
        [item] = builder.items
        assert suspect.due_at == item.clock.due_at
        builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here.")
        suspect = builder.suspect()
        assert (suspect.state, suspect.also_waits_for, suspect.due_at) == ("CHARGED", [], None)

    def test_on_the_next_review_too_until_it_is_in_full(self, builder):
        plan_on(builder)
        again = review_of(builder, "THRESHOLD")
        assert again.second_since  # a second plan needs a manager, as before a charge
        assert why_not(plan_on, builder, review_of(builder)) != ""
        assert ActionPlan.objects.unscoped("test").count() == 1

    def test_it_is_asked_for_from_the_pages(self, builder):
        gap, prosecutor = miss(builder), client_for(builder.cast.prosecutor)
        review = builder.last_review
        case_page = prosecutor.get(page_url("see-case", builder.case))
        assert page_url("set-action-plan", review) in links_on_page(case_page)
        offered = page_text(prosecutor.get(page_url("set-action-plan", review)))
        assert f"Suspect {builder.suspects[0].number}" in offered or "Sam Suspect" in offered
        from_gaps = page_text(prosecutor.get(page_url("plan-from-gaps", review)))
        assert gap.text in from_gaps
        matrix = prosecutor.get(page_url("see-proof", builder.case))
        assert page_url("add-bearing", builder.suspects[0]) in links_on_page(matrix)

    def test_no_page_offers_it_after_the_full_code_test(self, in_full):
        prosecutor = client_for(in_full.cast.prosecutor)
        links = links_on_page(prosecutor.get(page_url("see-case", in_full.case)))
        assert page_url("set-action-plan", in_full.last_review) not in links
