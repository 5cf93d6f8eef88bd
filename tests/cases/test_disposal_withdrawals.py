"""An out-of-court disposal is withdrawn before it is given, once a second reader agrees."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import Decision, Event, Reversal
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.disposals import (
    authorise_disposal,
    give_caution,
    not_given,
    propose_disposal_of,
    report_conditions_of,
    report_disposal_of,
)
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.refusals import why_not
from tests.support.cases.reversals import (
    countersign_reversal_of,
    decline_reversal_of,
    withdraw_disposal_of,
    withdraw_reversal_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import news_owed_to, tell_victim
from tests.support.victims.vrr_requests import ask_for_review_today, complete_review
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

WHY = "She has told of a second act, which he denies."


@module_fixture
def builder():
    """A conditional caution, authorised and not given yet."""
    builder = CaseBuilder(cast(), at=timezone.now() - timedelta(days=2)).allocate()
    authorise_disposal(builder)
    return builder


def state(builder):
    suspect = builder.suspect()
    return suspect.state, suspect.holder_side


def deciding_clock(builder):
    """The clock of the newest turn in which the prosecutor was to decide."""
    turns = builder.suspect().turns.unscoped("test").filter(state="WITH_PROSECUTOR")
    return turns.select_related("clock").order_by("began_at").last().clock


def status_of_decision():
    return Decision.objects.unscoped("test").order_by("-number").first().status


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


class TestRoad:
    def test_it_waits_for_a_second_reader_and_the_police_wait_too(self, builder):
        withdraw_disposal_of(builder)
        assert state(builder) == ("DISPOSAL_REVERSAL", "CPS") and status_of_decision() == "LIVE"
        assert told("disposal_on_hold") == {"Olive Officer"} and told("disposal_withdrawn") == set()
        assert "Wait before you give it" in why_not(report_conditions_of, builder)

    def test_countersigned_the_prosecutor_decides_again_after_a_new_review(self, builder):
        withdraw_disposal_of(builder)
        countersign_reversal_of(builder)
        assert state(builder) == ("WITH_PROSECUTOR", "CPS")
        assert status_of_decision() == "SET_ASIDE"
        assert told("disposal_withdrawn") == {"Olive Officer"}
        assert told("charge_withdrawn") == set()
        assert builder.suspect().due_at and not builder.suspect().is_reviewed
        builder.review()
        authorise_charge_of(builder)
        assert state(builder)[0] == "CHARGE_AUTHORISED"

    def test_the_clock_within_which_it_was_decided_goes_on(self, builder):
        """Time that ran out stays run out, for a disposal as for a charge."""
        decided_by = deciding_clock(builder)
        withdraw_disposal_of(builder)
        countersign_reversal_of(builder)
        now = deciding_clock(builder)
        assert (now.pk, now.due_at, now.closed_at) == (decided_by.pk, decided_by.due_at, None)
        assert decided_by.closed_at

    def test_after_what_the_police_report_another_begins(self, builder):
        decided_by = deciding_clock(builder)
        not_given(builder)
        now = deciding_clock(builder)
        assert now.pk != decided_by.pk and now.confidence == "unverified"

    @pytest.mark.parametrize("end", [decline_reversal_of, withdraw_reversal_of])
    def test_else_the_police_give_it(self, builder, end):
        withdraw_disposal_of(builder)
        end(builder)
        assert state(builder) == ("DISPOSAL_AUTHORISED", "POLICE")
        assert status_of_decision() == "LIVE" and told("disposal_withdrawn") == set()
        report_disposal_of(builder)
        assert state(builder) == ("DISPOSAL_CONDITIONS", "POLICE")

    @pytest.mark.parametrize("is_given", [True, False])
    def test_what_became_of_it_meanwhile_is_reported_and_overtakes_it(self, builder, is_given):
        reversal = withdraw_disposal_of(builder)
        page = page_text(client_for(builder.cast.officer).get(
            page_url("report-disposal", builder.suspects[0])
        ))  # fmt: skip
        assert "The prosecutor has proposed to withdraw this caution." in page
        (report_disposal_of if is_given else not_given)(builder)
        ends = ("DISPOSAL_CONDITIONS", "POLICE") if is_given else ("WITH_PROSECUTOR", "CPS")
        assert state(builder) == ends and builder.suspect().proposed_by == []
        assert status_of_decision() == ("LIVE" if is_given else "SET_ASIDE")
        reversal.refresh_from_db()
        assert (reversal.status, reversal.only_side) == ("OVERTAKEN", "CPS")
        assert why_not(countersign_reversal_of, builder)
        assert state(builder) == ends

    def test_a_caution_without_conditions_has_ended_by_it(self):
        other = CaseBuilder(cast()).allocate()
        authorise_disposal(other, kind="ADULT_CAUTION")
        withdraw_disposal_of(other)
        report_disposal_of(other, kind="ADULT_CAUTION")
        assert state(other) == ("OUT_OF_COURT", "")

    def test_one_that_is_withdrawn_first_is_not_reported(self, builder):
        withdraw_disposal_of(builder)
        countersign_reversal_of(builder)
        assert "at another stage now" in why_not(report_disposal_of, builder)
        assert status_of_decision() == "SET_ASIDE"

    def test_once_it_was_given_it_is_not_withdrawn(self, builder):
        report_disposal_of(builder)
        assert why_not(withdraw_disposal_of, builder).startswith("Suspect 1 has been cautioned")

    @pytest.mark.parametrize("ground", ["VICTIM", "REVIEW", "PANEL"])
    def test_the_grounds_are_its_own(self, builder, ground):
        text = why_not(withdraw_disposal_of, builder, ground=ground)
        assert text == "Select one of the grounds shown."

    @pytest.mark.parametrize("who", ["officer", "manager"])
    def test_the_prosecutor_proposes_it(self, builder, who):
        with pytest.raises(Refused):
            withdraw_disposal_of(builder, who=who)

    def test_nobody_reads_their_own_and_the_database_agrees(self, builder):
        reversal = withdraw_disposal_of(builder)
        with pytest.raises(Refused, match="You proposed this"):
            countersign_reversal_of(builder, who="prosecutor")
        rows = Reversal.objects.unscoped("test").filter(pk=reversal.pk)
        alone = "a decision with a second reader set aside without one"
        with pytest.raises(IntegrityError, match=alone), transaction.atomic():
            rows.update(status="IN_FORCE", only_side="")

    def test_a_review_overtakes_the_proposal(self, builder):
        tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
        withdraw_disposal_of(builder)
        right = ask_for_review_today(builder, reviewed="CPS_OUT_OF_COURT")
        complete_review(builder, right, "OVERTURNED")
        assert state(builder)[0] == "READY_TO_ALLOCATE"
        statuses = Reversal.objects.unscoped("test").values_list("status", flat=True)
        assert set(statuses) == {"OVERTAKEN", "IN_FORCE"}


class TestVictim:
    def test_who_was_told_is_owed_that_it_ended_once_it_is_in_force(self, builder):
        tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
        builder.at += timedelta(minutes=5)
        withdraw_disposal_of(builder)
        assert not news_owed_to(builder) & {"DISPOSAL", "DISPOSAL_ENDED"}
        countersign_reversal_of(builder)
        assert news_owed_to(builder) & {"DISPOSAL", "DISPOSAL_ENDED"} == {"DISPOSAL_ENDED"}

    def test_who_was_not_told_is_owed_neither(self, builder):
        assert "DISPOSAL" in news_owed_to(builder)
        withdraw_disposal_of(builder)
        countersign_reversal_of(builder)
        assert not news_owed_to(builder) & {"DISPOSAL", "DISPOSAL_ENDED"}


class TestPages:
    def test_the_prosecutor_proposes_and_the_reader_reads_all_of_it(self, builder):
        prosecutor = client_for(builder.cast.prosecutor)
        address = page_url("withdraw-disposal", builder.suspects[0])
        assert address in links_on_page(prosecutor.get(page_url("see-case", builder.case)))
        page = page_text(prosecutor.get(address))
        assert "Conditional caution" in page and "Condition 2 Write to her." in page
        page = page_text(prosecutor.post(address, {"form_key": "", "text": WHY}))
        assert "Select on which ground it should be withdrawn" in page and WHY in page
        page = page_text(submit_form(prosecutor, address, ground="NEW_EVIDENCE", text=WHY))
        assert "A second reader must read it." in page and WHY in page
        reader = client_for(builder.cast.manager)
        address = page_url("countersign-reversal", builder.suspects[0])
        page = page_text(reader.get(address))
        assert WHY in page and "Condition 2 Write to her." in page
        assert "the police are told not to give the caution" in page
        submit_form(reader, address, text="")
        page = page_text(reader.get(page_url("see-decisions", builder.case)))
        assert "Out-of-court disposal withdrawn before it was given" in page and WHY in page

    def test_the_police_read_the_reasons_once_it_is_in_force(self, builder):
        officer = client_for(builder.cast.officer)
        withdraw_disposal_of(builder)
        pages = [page_url(name, builder.case) for name in ("see-case", "see-decisions")]
        for page in pages:
            assert WHY not in page_text(officer.get(page))
        assert "withdrawal proposed" in page_text(officer.get(pages[0]))
        events = Event.objects.for_scope(scope(builder.cast.officer, at=builder.at))
        assert not events.filter(verb="withdraw_disposal").exists()
        countersign_reversal_of(builder)
        assert WHY in page_text(officer.get(pages[1]))

    @pytest.mark.parametrize(("name", "told"), [
        ("decline-reversal", "it is the turn of the police again to give the caution"),
        ("withdraw-reversal", "The disposal stays in force, and it is the turn of the police"),
    ])  # fmt: skip
    def test_each_answer_says_what_follows(self, builder, name, told):
        withdraw_disposal_of(builder)
        who = builder.cast.manager
        page = page_text(client_for(who).get(page_url(name, builder.suspects[0])))
        assert told in page


def test_one_that_is_proposed_is_not_withdrawn_like_this():
    builder = CaseBuilder(cast()).allocate()
    propose_disposal_of(builder)
    with pytest.raises(Refused):
        withdraw_disposal_of(builder)
    other = CaseBuilder(builder.cast).allocate()
    give_caution(other, kind="ADULT_CAUTION")
    assert why_not(withdraw_disposal_of, other) == "Suspect 1 has been dealt with out of court."
