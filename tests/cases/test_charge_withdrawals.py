"""An authorised charge withdrawn before the police report it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.action_plans.actions import action_items, action_plans
from cases.models import Decision, Event, Reversal, Review
from devtools.case_builder import CaseBuilder, cast, scope
from people.models import Unit
from tests.support.cases.charges import (
    authorise_charge_of,
    report_charge_of,
    report_unauthorised_charge,
)
from tests.support.cases.decisions import countersign_no_charge
from tests.support.cases.pages import (
    client_for,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.refusals import why_not
from tests.support.cases.reversals import (
    countersign_reversal_of,
    decline_reversal_of,
    newest_reversal,
    withdraw_charge_of,
    withdraw_reversal_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import news_owed_to, recomputed_duties, tell_victim
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

WHY = "The day of the second act is not the one alleged."
FIRST = "Record a review of this submission first. None has been recorded for suspect 1."


@module_fixture
def builder():
    """A charge authorised for the first of two suspects."""
    made = CaseBuilder(cast(), suspects=2).allocate().review()
    authorise_charge_of(made)
    return made


@module_fixture
def read_twice():
    """The same in a unit that has its charges read by a second reader."""
    made = CaseBuilder(cast(), suspects=2).allocate().review()
    Unit.objects.filter(pk=made.cast.cps.pk).update(charges_are_read_twice=True)
    authorise_charge_of(made)
    countersign_no_charge(made, made.suspects[0])
    return made


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def status_of(builder):
    return Decision.objects.unscoped("test").get(suspect=builder.suspects[0]).status


def open_turn(builder):
    return builder.suspect().turns.unscoped("test").select_related("clock").get(ended_at=None)


class TestClock:
    """Time that ran out before a charge stays run out, whoever withdraws it on which ground."""

    @pytest.mark.parametrize("ground", ["NEW_EVIDENCE", "MISTAKE", "OTHER"])
    def test_the_clock_within_which_it_was_decided_goes_on(self, ground):
        builder = CaseBuilder(cast()).allocate()
        clock, began_at = open_turn(builder).clock, builder.at
        builder.at += timedelta(days=40)
        authorise_charge_of(builder)
        clock.refresh_from_db()
        assert clock.due_at < clock.closed_at
        withdraw_charge_of(builder, ground=ground)
        resumed = open_turn(builder).clock
        assert (resumed.pk, resumed.due_at, resumed.closed_at) == (clock.pk, clock.due_at, None)
        assert builder.suspect().due_at == clock.due_at < began_at + timedelta(days=29)

    def test_so_it_does_where_two_withdraw_it_and_the_police_answered_meanwhile(self):
        builder = CaseBuilder(cast()).allocate().plan()
        builder.do(
            action_plans.take_suspect_back, "prosecutor", suspect=builder.suspects[0],
            reason="Clear already.",
        )  # fmt: skip
        Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=True)
        clock = open_turn(builder).clock
        authorise_charge_of(builder)
        countersign_no_charge(builder, builder.suspects[0])
        [item] = builder.items
        builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here.")
        withdraw_charge_of(builder)
        countersign_reversal_of(builder)
        resumed = open_turn(builder).clock
        assert (resumed.pk, resumed.due_at, resumed.closed_at) == (clock.pk, clock.due_at, None)

    def test_a_clock_that_others_still_use_runs_on(self, builder):
        """Suspects who were referred together share one (ADR 6)."""
        shared = builder.suspect(1).due_at
        withdraw_charge_of(builder)
        assert builder.suspect().due_at == builder.suspect(1).due_at == shared


class TestOneReader:
    def test_it_takes_effect_at_once_and_the_prosecutor_decides_again(self, builder):
        reversal = withdraw_charge_of(builder)
        assert (reversal.status, reversal.only_side, reversal.ground) == ("IN_FORCE", "", "MISTAKE")
        suspect = builder.suspect()
        assert (suspect.state, suspect.holder_side, suspect.proposed_by) == (
            "WITH_PROSECUTOR", "CPS", [],
        )  # fmt: skip
        assert status_of(builder) == "SET_ASIDE"
        assert open_turn(builder).verb == "withdraw_charge"

    def test_the_police_are_told_and_read_why(self, builder):
        withdraw_charge_of(builder)
        assert told("charge_withdrawn") == {"Olive Officer"}
        page = page_text(
            client_for(builder.cast.officer).get(page_url("see-decisions", builder.case))
        )
        assert "Charge withdrawn before it was reported Ground Something in the decision" in page
        assert WHY in page and "Set aside, and no longer in force" in page
        assert "Suspect 1 is at another stage now" in why_not(report_charge_of, builder)

    def test_the_next_decision_needs_a_new_review(self, builder):
        withdraw_charge_of(builder)
        prosecutor = client_for(builder.cast.prosecutor)
        page = prosecutor.get(page_url("authorise-charge", builder.suspects[0]))
        assert page.status_code == 403 and FIRST in page_text(page)
        builder.review()
        assert authorise_charge_of(builder).review == builder.last_review

    @pytest.mark.parametrize("who", ["other_prosecutor", "manager", "officer"])
    def test_nobody_withdraws_it_but_the_prosecutor(self, builder, who):
        assert why_not(withdraw_charge_of, builder, who=who) == (
            "Only the reviewing prosecutor, or the one covering, can do this."
        )

    def test_what_was_reported_is_not_withdrawn(self, builder):
        report_charge_of(builder)
        assert why_not(withdraw_charge_of, builder) == "Suspect 1 has already been charged."

    @pytest.mark.parametrize("ground", ["REVIEW", "PANEL", "VICTIM"])
    def test_the_ground_is_one_of_those_shown(self, builder, ground):
        assert why_not(withdraw_charge_of, builder, ground=ground) == (
            "Select one of the grounds shown."
        )

    def test_the_page_shows_the_charge_and_what_follows(self, builder):
        prosecutor = client_for(builder.cast.prosecutor)
        address = page_url("withdraw-charge", builder.suspects[0])
        assert address in links_on_page(prosecutor.get(page_url("see-case", builder.case)))
        page = page_text(prosecutor.get(address))
        assert "Charges authorised" in page and "The police are told not to charge" in page
        page = page_text(prosecutor.post(address, {"form_key": "", "text": "x"}))
        assert "Select on which ground you withdraw it" in page
        assert "Say more under “Why do you withdraw the charge?”" in page
        told = page_text(submit_form(prosecutor, address, ground="OTHER", text=WHY))
        assert "Charge withdrawn. Suspect 1 is back with you" in told


class TestSecondReader:
    """A charge that was read twice is withdrawn by two."""

    def test_it_is_proposed_and_the_police_wait(self, read_twice):
        reversal = withdraw_charge_of(read_twice)
        assert (reversal.status, reversal.only_side) == ("PROPOSED", "CPS")
        suspect = read_twice.suspect()
        assert (suspect.state, suspect.holder_side) == ("CHARGE_REVERSAL", "CPS")
        assert status_of(read_twice) == "LIVE"
        assert told("charge_on_hold") == {"Olive Officer"}
        assert told("charge_withdrawn") == set()
        text = why_not(withdraw_charge_of, read_twice)
        assert "Wait before you charge. If they have been charged, report it." in text
        officer = client_for(read_twice.cast.officer)
        page = page_text(officer.get(page_url("see-case", read_twice.case)))
        assert "Charge authorised: withdrawal proposed" in page and WHY not in page
        events = Event.objects.for_scope(scope(read_twice.cast.officer, at=read_twice.at))
        assert not events.filter(verb="propose_charge_withdrawal").exists()

    @pytest.mark.parametrize("differs", [False, True])
    def test_a_charge_that_was_laid_all_the_same_is_reported_and_overtakes_it(
        self, read_twice, differs
    ):
        reversal = withdraw_charge_of(read_twice)
        page = page_text(client_for(read_twice.cast.officer).get(
            page_url("report-charge", read_twice.suspects[0])
        ))  # fmt: skip
        assert "The prosecutor has proposed to withdraw this charge." in page
        (report_unauthorised_charge if differs else report_charge_of)(read_twice)
        suspect = read_twice.suspect()
        assert suspect.state == ("CHARGE_DIFFERS" if differs else "CHARGED")
        assert (status_of(read_twice), suspect.proposed_by) == ("LIVE", [])
        reversal.refresh_from_db()
        assert (reversal.status, reversal.only_side) == ("OVERTAKEN", "CPS")
        assert why_not(countersign_reversal_of, read_twice)
        assert status_of(read_twice) == "LIVE"

    def test_one_that_is_withdrawn_first_is_not_reported(self, read_twice):
        withdraw_charge_of(read_twice)
        countersign_reversal_of(read_twice)
        assert "at another stage now" in why_not(report_charge_of, read_twice)

    def test_the_reader_countersigns_and_the_proposer_cannot(self, read_twice):
        withdraw_charge_of(read_twice)
        assert why_not(countersign_reversal_of, read_twice, who="prosecutor") == (
            "You proposed this, or wrote the decision that it sets aside, so another prosecutor or"
            " a manager must read it."
        )
        reversal = countersign_reversal_of(read_twice)
        assert (reversal.status, reversal.only_side) == ("IN_FORCE", "")
        assert (read_twice.suspect().state, status_of(read_twice)) == (
            "WITH_PROSECUTOR", "SET_ASIDE",
        )  # fmt: skip
        assert told("charge_withdrawn") == {"Olive Officer"}
        assert told("reversal_answered") == {"Pia Prosecutor"}

    @pytest.mark.parametrize(
        ("end", "who"),
        [
            (decline_reversal_of, "manager"), (withdraw_reversal_of, "prosecutor"),
            (withdraw_reversal_of, "manager"),
        ],
    )  # fmt: skip
    def test_where_it_is_not_withdrawn_the_police_go_on(self, read_twice, end, who):
        withdraw_charge_of(read_twice)
        end(read_twice, who=who)
        suspect = read_twice.suspect()
        assert (suspect.state, suspect.holder_side, suspect.is_reviewed) == (
            "CHARGE_AUTHORISED", "POLICE", True,
        )  # fmt: skip
        assert status_of(read_twice) == "LIVE"
        assert "Olive Officer" in told("turn_began")
        report_charge_of(read_twice)
        assert read_twice.suspect().state == "CHARGED"

    def test_the_database_refuses_one_that_nobody_read(self, read_twice):
        row = Reversal.objects.unscoped("test").filter(pk=withdraw_charge_of(read_twice).pk)
        with (
            pytest.raises(IntegrityError, match="set aside without one"),
            transaction.atomic(),
        ):
            row.update(status="IN_FORCE", only_side="")

    def test_the_page_says_that_another_reads_it(self, read_twice):
        prosecutor = client_for(read_twice.cast.prosecutor)
        address = page_url("withdraw-charge", read_twice.suspects[0])
        assert "The charge had a second reader" in page_text(prosecutor.get(address))
        told = page_text(submit_form(prosecutor, address, ground="MISTAKE", text=WHY))
        assert "Proposed for suspect 1. A second reader must read it." in told
        reader = client_for(read_twice.cast.manager)
        page = page_text(reader.get(page_url("countersign-reversal", read_twice.suspects[0])))
        assert WHY in page and "the police are told not to charge" in page
        assert newest_reversal(read_twice.suspects[0]).ground == "MISTAKE"


class TestVictim:
    def test_one_who_was_told_of_the_charge_is_told_that_it_was_withdrawn(self, builder):
        tell_victim(builder, builder.victim, builder.suspect(), "CHARGE")
        withdraw_charge_of(builder)
        assert "CHARGE_WITHDRAWN" in news_owed_to(builder)
        [duty] = [each for each in recomputed_duties(builder) if each.what == "CHARGE_WITHDRAWN"]
        assert (duty.owed_by, duty.clock.rule, duty.clock.confidence) == (
            "CPS", "victim_told_enhanced", "unverified",
        )  # fmt: skip
        tell_victim(builder, builder.victim, builder.suspect(), "CHARGE_WITHDRAWN")
        assert "CHARGE_WITHDRAWN" not in news_owed_to(builder)

    def test_one_who_knew_of_none_is_told_of_none(self, builder):
        assert "CHARGE_AUTHORISED" in news_owed_to(builder)
        withdraw_charge_of(builder)
        assert not news_owed_to(builder) & {"CHARGE_AUTHORISED", "CHARGE_WITHDRAWN"}

    def test_one_who_knew_only_of_the_next_charge_is_not_told_that_the_first_was_withdrawn(
        self, builder
    ):
        withdraw_charge_of(builder)
        builder.review()
        builder.at += timedelta(minutes=5)
        authorise_charge_of(builder)
        tell_victim(builder, builder.victim, builder.suspect(), "CHARGE")
        assert not news_owed_to(builder) & {"CHARGE_AUTHORISED", "CHARGE_WITHDRAWN"}

    def test_nothing_is_owed_of_a_proposal(self, read_twice):
        tell_victim(read_twice, read_twice.victim, read_twice.suspect(), "CHARGE")
        withdraw_charge_of(read_twice)
        assert "CHARGE_WITHDRAWN" not in news_owed_to(read_twice)
        countersign_reversal_of(read_twice)
        assert "CHARGE_WITHDRAWN" in news_owed_to(read_twice)


def test_the_next_review_of_a_charge_under_the_threshold_test_is_due_no_more():
    builder = CaseBuilder(cast(), at=days_ago(3)).allocate()
    builder.do(
        action_plans.record_review, "prosecutor", case=builder.case, suspects=builder.suspects,
        test="THRESHOLD", evidence="What there is so far.", awaited="The download of the phone.",
        review_again_on=(builder.at + timedelta(days=20)).date(),
    )  # fmt: skip
    authorise_charge_of(builder)
    [review] = Review.objects.unscoped("test").filter(case=builder.case).select_related("clock")
    assert review.clock.closed_at is None
    withdraw_charge_of(builder)
    review.clock.refresh_from_db()
    assert review.clock.closed_at is not None
    assert not builder.suspect().is_to_be_reviewed_again
