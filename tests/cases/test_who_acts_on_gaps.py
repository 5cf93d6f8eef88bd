"""The page of proof says who acts on each gap, by when, and which allegations are alternatives."""

from datetime import date

import pytest

from cases.action_plans.actions import action_items, challenges
from cases.case_details.actions import cases as case_actions
from cases.decisions.counts import count_as_alleged
from cases.models import Offence
from devtools.case_builder import CaseBuilder, cast
from tests.cases.test_proof import bare, miss, page_of, said
from tests.support.cases.charges import allegations_against
from tests.support.cases.counts import charge_with_counts, count_alleged
from tests.support.cases.pages import day_from_today
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
PROSECUTOR = (
    "Who acts: the prosecutor, who asks the police for it or closes the gap."
    " No date until it is asked for"
)
ACROSS = {"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 31)}


@module_fixture
def builder_before_referral():
    """A case that has not been referred, with a gap that the officer recorded."""
    builder = CaseBuilder(cast())
    builder.gap = miss(builder)
    return builder


@module_fixture
def builder_with_ask():
    """A case with one action that asks for its one gap, due long ago."""
    builder = CaseBuilder(cast()).allocate()
    builder.gap = miss(builder, "prosecutor", point=2, text="The whole thread of 8 March.")
    return builder.plan({"purpose": "GAP", "gaps": [builder.gap.pk]})


def told(builder, who="prosecutor"):
    """The words of the page, without the space that the end of a link leaves before a stop."""
    return said(page_of(builder, who))


class TestWhoActs:
    def test_the_police_do_before_they_refer_and_then_the_prosecutor_asks(
        self, builder_before_referral
    ):
        assert "Who acts: the police, before they refer the suspect. No date of its own" in told(
            builder_before_referral, "officer"
        )
        builder_before_referral.allocate()
        for who in ("officer", "prosecutor"):
            assert PROSECUTOR in told(builder_before_referral, who)

    def test_the_police_do_by_the_date_of_the_action_and_it_says_that_it_has_passed(
        self, builder_with_ask
    ):
        due_on = builder_with_ask.items[0].due_on
        late = (day_from_today(0) - due_on).days
        for who in ("officer", "prosecutor"):
            assert (
                f"Who acts: the police, who answer action 1 of plan 1. {late} days overdue"
                f" ({due_on.day} {due_on:%B %Y})" in told(builder_with_ask, who)
            )
        assert "1 gap is recorded, 1 is overdue, it has been asked for." in told(builder_with_ask)

    def test_one_that_is_not_due_yet_is_not_late(self):
        builder = CaseBuilder(cast()).allocate()
        gap = miss(builder, "prosecutor")
        builder.plan({"purpose": "GAP", "gaps": [gap.pk], "due_on": day_from_today(9)})
        text = told(builder)
        assert "Due in 9 days" in text and "overdue," not in text

    def test_the_cps_does_while_the_police_ask_about_it_and_the_time_stands(self, builder_with_ask):
        builder_with_ask.do(
            challenges.challenge_item, "officer", item=builder_with_ask.items[0],
            reason="DISPROPORTIONATE", text="Half of this would reach beyond the days in issue.",
        )  # fmt: skip
        assert (
            "Who acts: the CPS, which the police asked about action 1 of plan 1."
            " The time is paused while the CPS answers" in told(builder_with_ask)
        )
        assert "days overdue" not in told(builder_with_ask)

    def test_the_prosecutor_does_once_it_is_answered_and_if_it_cannot_be_provided(
        self, builder_with_ask
    ):
        item = builder_with_ask.items[0]
        builder_with_ask.do(
            action_items.answer_item, "officer", item=item, answer="CANNOT", text="It is lost."
        )
        assert "Who acts: the prosecutor, who has the answer of the police to action 1" in told(
            builder_with_ask
        )
        builder_with_ask.do(action_items.accept_answer, "prosecutor", item=item)
        assert "Who acts: the prosecutor, who asks for something else or closes" in told(
            builder_with_ask
        )
        assert "Action 1 of plan 1: Accepted." in told(builder_with_ask)

    def test_nobody_does_of_a_gap_that_is_filled_or_once_a_decision_stands(self, builder_with_ask):
        item = builder_with_ask.items[0]
        builder_with_ask.do(
            action_items.answer_item, "officer", item=item, answer="DONE", text="Here it is."
        )
        builder_with_ask.do(action_items.accept_answer, "prosecutor", item=item)
        assert "Filled by an answer" in told(builder_with_ask) and "Who acts" not in told(
            builder_with_ask
        )
        miss(builder_with_ask, "prosecutor", point=1)
        assert PROSECUTOR in told(builder_with_ask)
        charge_with_counts(builder_with_ask, count_alleged(builder_with_ask))
        assert "Who acts: nobody, while a decision about the suspect stands." in told(
            builder_with_ask
        )

    def test_what_the_police_do_before_they_send_does_not_show_in_it(self):
        builder = CaseBuilder(cast())
        miss(builder)
        builder.submit().send_back()
        before = bare(page_of(builder, "assistant"))
        builder.write()
        assert bare(page_of(builder, "assistant")) == before


class TestAlternatives:
    def alleged(self, builder, code, **days):
        return builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
            suspect=builder.suspect(), offence=Offence.objects.get(pk=code), **days,
        )  # fmt: skip

    def test_days_across_1_may_2004_under_both_acts_are(self):
        builder = CaseBuilder(cast())
        self.alleged(builder, "SX56027", **ACROSS)
        self.alleged(builder, "SX03005", **ACROSS)
        text = told(builder, "officer")
        assert "Allegation 2, in the alternative to allegation 1: Assault" in text
        assert "Allegation 3: Rape" in text

    @pytest.mark.parametrize(
        "days", [{"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 30)}, {}]
    )
    def test_other_days_and_one_act_are_not(self, days):
        builder = CaseBuilder(cast())
        self.alleged(builder, "SX56027", **ACROSS)
        code = "SX03005" if days else "SX56026"
        self.alleged(builder, code, **(days or ACROSS))
        assert "in the alternative" not in told(builder, "officer")

    def test_what_the_charge_in_force_has_so_is(self):
        builder = CaseBuilder(cast())
        self.alleged(builder, "SX03007", from_on=date(2026, 1, 11))
        builder.allocate()
        assert "in the alternative" not in told(builder)
        one, other = allegations_against(builder.suspects[0])
        counts = count_as_alleged(one, "One."), count_as_alleged(other, "Other.", alternative_to=1)
        charge_with_counts(builder, *counts)
        assert "Allegation 2, in the alternative to allegation 1: " in told(builder)
