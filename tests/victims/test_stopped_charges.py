"""What a victim is owed once charges were stopped, and the review that they can ask for."""

import re
from datetime import timedelta

import pytest

from cases.decisions.actions import court_facts
from cases.models import Decision, Reversal
from devtools.case_builder import cast
from people.access.scopes import Refused
from tests.support.cases.charge_stops import (
    charge_read_twice,
    charge_two_suspects,
    charge_two_victims,
    countersign_stop_of,
    laid_about,
    laid_against,
    stop_charges_of,
)
from tests.support.cases.counts import (
    charge_with_counts,
    count_not_alleged,
    offence_with_code,
)
from tests.support.cases.pages import client_for, links_on_page, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import news_owed_to, recomputed_duties, record_of, tell_victim
from tests.support.victims.vrr_requests import (
    ask_for_review_today,
    complete_review,
    decide_request,
    name_reviewer_of,
)
from timeliness.models import Delivery
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A suspect charged with three counts, two about victim 1 and one about the second victim."""
    return charge_two_victims(cast())


@module_fixture
def read_twice():
    """A suspect charged with one count, whose decision had a second reader."""
    return charge_read_twice(cast())


def stop_about(builder, victim, *places, **facts):
    """Stop the charges about a victim, or those at these places among them."""
    laid = laid_about(builder.suspects[0], victim)
    return stop_charges_of(builder, charges=[laid[n] for n in places] or laid, **facts)


def reviewable(builder, victim, side="CPS"):
    [found] = [
        each for each in reviewable_decisions_of_victim(record_of(victim), side=side)
        if each.suspect.pk == builder.suspects[0].pk
    ]  # fmt: skip
    return found


def letter(builder, kind, victim):
    return facts_of_letter(
        kind, record_of(victim), builder.suspect(), side="CPS", language="ENGLISH"
    )


class TestOwed:
    def test_a_victim_with_another_charge_is_told_that_the_charges_were_changed(self, builder):
        before = news_owed_to(builder, builder.second)
        stop_about(builder, builder.victim, 0)
        assert "ALTERED" in news_owed_to(builder, builder.victim)
        assert not news_owed_to(builder, builder.victim) & {
            "DISCONTINUED",
            "NO_EVIDENCE",
            "STOPPED",
        }
        assert news_owed_to(builder, builder.second) == before

    @pytest.mark.parametrize(
        ("kind", "confidence"), [("DISCONTINUED", "sourced"), ("NO_EVIDENCE", "unverified")]
    )
    def test_one_whose_charges_ended_is_told_how(self, builder, kind, confidence):
        stop = stop_about(builder, builder.second, kind=kind)
        assert kind in news_owed_to(builder, builder.second) and kind not in news_owed_to(
            builder, builder.victim
        )
        [duty] = [each for each in recomputed_duties(builder) if each.what == kind]
        assert (duty.owed_by, duty.clock.rule, duty.clock.confidence, duty.happened_at) == (
            "CPS", "victim_told_enhanced", confidence, stop.in_force_at,
        )  # fmt: skip
        tell_victim(builder, builder.second, builder.suspect(), "STOPPED")
        assert kind not in news_owed_to(builder, builder.second)

    def test_the_page_of_what_is_owed_leads_to_the_offer_of_a_meeting(self, builder):
        offers = f"{page_url('offer-meeting', builder.second)}?purpose=CHARGE_CHANGED"
        officer = client_for(builder.cast.officer)
        address = page_url("see-duties", builder.second)
        assert offers not in links_on_page(officer.get(address))
        stop_about(builder, builder.second)
        recomputed_duties(builder)
        assert offers in links_on_page(officer.get(address))
        page = " ".join(officer.get(offers).content.decode().split())
        assert re.search(r'value="CHARGE_CHANGED"[^>]* (checked|selected)', page)
        page = " ".join(officer.get(offers.replace("CHARGE", "NO")).content.decode().split())
        assert not re.search(r'value="[A-Z_]+"[^>]* (checked|selected)', page)

    def test_one_who_knows_that_all_ended_need_not_hear_what_changed(self, builder):
        stop_about(builder, builder.victim, 0)
        stop_about(builder, builder.victim, 1)
        assert news_owed_to(builder, builder.victim) >= {"ALTERED", "DISCONTINUED"}
        tell_victim(builder, builder.victim, builder.suspect(), "STOPPED")
        assert not news_owed_to(builder, builder.victim) & {"ALTERED", "DISCONTINUED"}

    def test_nothing_is_owed_of_a_proposal(self, read_twice):
        stop_charges_of(read_twice)
        assert "DISCONTINUED" not in news_owed_to(read_twice, read_twice.victim)
        countersign_stop_of(read_twice)
        assert "DISCONTINUED" in news_owed_to(read_twice, read_twice.victim)

    @pytest.mark.parametrize("is_first", [True, False])
    def test_what_the_court_recorded_too_is_told_once(self, builder, is_first):
        acts = [lambda: in_court(builder, result="STOPPED"), lambda: stop_charges_of(builder)]
        for act in acts if is_first else reversed(acts):
            act()
        expected = {"STOPPED"} if is_first else {"DISCONTINUED"}
        assert news_owed_to(builder, builder.victim) & {"STOPPED", "DISCONTINUED"} == expected

    def test_a_hearing_that_is_not_to_come_is_told_no_more(self, builder):
        in_court(builder, kind="TRIAL", days=30)
        assert "TRIAL" in news_owed_to(builder, builder.second)
        stop_about(builder, builder.second)
        assert "TRIAL" not in news_owed_to(builder, builder.second)
        assert "TRIAL" in news_owed_to(builder, builder.victim)


def in_court(builder, kind="OUTCOME", result="", days=0):
    on = builder.at.date() + timedelta(days=days)
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind=kind,
        result=result, on=on,
    )  # fmt: skip


class TestLetters:
    def test_each_victim_reads_what_is_theirs(self, builder):
        stop_about(builder, builder.victim, 0)
        changed = letter(builder, "ALTERED", builder.victim)
        assert len(changed["before"]) == 2 and len(changed["charges"]) == 1
        for kind in ("STOPPED", "ALTERED"):
            with pytest.raises(NothingToTell):
                letter(builder, kind, builder.second)
        with pytest.raises(NothingToTell):
            letter(builder, "STOPPED", builder.victim)

    def test_that_no_evidence_was_offered_is_a_case_of_its_own(self, builder):
        stop_about(builder, builder.second, kind="NO_EVIDENCE")
        assert "no_evidence" in letter(builder, "STOPPED", builder.second)["cases"]
        stop_about(builder, builder.victim)
        assert "no_evidence" not in letter(builder, "STOPPED", builder.victim)["cases"]


class TestReview:
    def test_what_can_be_reviewed_follows_from_what_ended(self, builder):
        stop_about(builder, builder.victim, 0)
        assert "CPS_DISCONTINUED" not in reviewable(builder, builder.victim).decisions
        stop_about(builder, builder.victim, 1)
        found = reviewable(builder, builder.victim)
        assert set(found.decisions) == {"CPS_DISCONTINUED"} and not found.is_charged_in_part
        facts = found.decisions["CPS_DISCONTINUED"]
        assert facts.decided_on == builder.at.date()
        assert facts.deciders == (builder.cast.prosecutor.pk,)
        assert "CPS_DISCONTINUED" not in reviewable(builder, builder.second).decisions

    def test_another_suspect_whose_charges_about_the_victim_ended_is_not_charged_in_part(self):
        builder = charge_two_suspects(cast())
        stop_about(builder, builder.victim)
        found = reviewable(builder, builder.victim)
        assert set(found.decisions) == {"CPS_DISCONTINUED"} and found.is_charged_in_part
        about_her = laid_about(builder.suspects[1], builder.victim)
        stop_charges_of(builder, 1, charges=about_her)
        assert builder.suspect(1).state == "CHARGED"  # with what is about the second victim
        assert not reviewable(builder, builder.victim).is_charged_in_part
        assert reviewable(builder, builder.second).is_charged_in_part

    def test_both_who_stopped_it_cannot_review_it(self, read_twice):
        stop_charges_of(read_twice)
        countersign_stop_of(read_twice)
        facts = reviewable(read_twice, read_twice.victim).decisions["CPS_DISCONTINUED"]
        assert set(facts.deciders) == {
            read_twice.cast.prosecutor.pk, read_twice.cast.other_prosecutor.pk,
        }  # fmt: skip

    def test_overturned_the_case_is_with_the_cps_again(self, builder):
        stop_charges_of(builder)
        tell_victim(builder, builder.victim, builder.suspect(), "CHARGE", "STOPPED")
        right = ask_for_review_today(builder, reviewed="CPS_DISCONTINUED")
        assert right.status == "ASKED"
        complete_review(builder, right, "OVERTURNED")
        suspect = builder.suspect()
        assert (suspect.state, suspect.has_stopped_charges) == ("READY_TO_ALLOCATE", False)
        assert Decision.objects.unscoped("test").get(suspect=suspect).status == "SET_ASIDE"
        reversal = Reversal.objects.unscoped("test").get(decision__suspect=suspect)
        assert (reversal.ground, reversal.status) == ("REVIEW", "IN_FORCE")
        assert Delivery.objects.filter(notice="reopened").exists()
        assert not Delivery.objects.filter(notice="charge_withdrawn").exists()
        assert "CHARGE_WITHDRAWN" not in news_owed_to(builder, builder.victim)

    def test_no_evidence_is_explained_and_not_undone(self, builder):
        stop_charges_of(builder, kind="NO_EVIDENCE")
        right = ask_for_review_today(builder, reviewed="CPS_NO_EVIDENCE")
        name_reviewer_of(builder, right)
        with pytest.raises(Refused, match="cannot have that outcome"):
            decide_request(builder, right, "OVERTURNED")
        decide_request(builder, right, "APOLOGY")
        assert builder.suspect().state == "STOPPED"

    def test_while_another_victim_s_charge_goes_on_those_who_have_the_case_act(self, builder):
        stop_about(builder, builder.victim)
        complete_review(
            builder, ask_for_review_today(builder, reviewed="CPS_DISCONTINUED"), "OVERTURNED"
        )
        assert builder.suspect().state == "CHARGED"
        assert Decision.objects.unscoped("test").get(suspect=builder.suspects[0]).status == "LIVE"
        assert Delivery.objects.filter(notice="review_decided").exists()

    def test_a_charge_with_a_verdict_of_not_guilty_is_not_charged_again(self, builder):
        mine = laid_about(builder.suspects[0], builder.victim)
        acquitted = [row for row in mine if row.offence_id == "SX03007"]
        stop_charges_of(builder, charges=acquitted, kind="NO_EVIDENCE")
        rest = [row for row in laid_against(builder.suspects[0]) if row not in acquitted]
        stop_charges_of(builder, charges=rest)
        complete_review(
            builder, ask_for_review_today(builder, reviewed="CPS_DISCONTINUED"), "OVERTURNED"
        )
        builder.give_case([builder.suspect()])
        builder.review()
        again = count_not_alleged(builder, offence=offence_with_code("SX03007"))
        with pytest.raises(Refused, match="Charge 1: no evidence was offered on it before"):
            charge_with_counts(builder, again)
        charge_with_counts(builder, count_not_alleged(builder))
        assert builder.suspect().state == "CHARGE_AUTHORISED"
