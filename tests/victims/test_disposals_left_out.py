"""A victim whom a disposal leaves out: the letter, the time to ask, and the news that it fell."""

from datetime import timedelta

import pytest

from cases.case_details.actions import cases as case_actions
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import allegations_against, authorise_charge_of
from tests.support.cases.counts import NIGHT, offence_with_code
from tests.support.cases.disposals import (
    authorise_disposal,
    give_caution,
    not_given,
    report_conditions_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties, record_of, tell_victim
from tests.support.victims.vrr_requests import ask_for_review_today, complete_review
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim
from victims.actions.vrr_time_to_ask import compute_time_to_ask
from victims.models import Letter

pytestmark = pytest.mark.django_db

FELL = {"DISPOSAL_ENDED", "DECIDED_AGAIN"}


@module_fixture
def builder():
    """A suspect with an allegation about each of two victims, with a prosecutor."""
    builder = CaseBuilder(cast())
    builder.second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    builder.do(
        case_actions.add_allegation, "officer", case=builder.case, victim=builder.second,
        suspect=builder.suspects[0], offence=offence_with_code("SX03007"), from_on=NIGHT,
    )  # fmt: skip
    return builder.allocate()


def about_first(builder):
    """What a disposal deals with that leaves the second victim out."""
    alleged = allegations_against(builder.suspects[0])
    return {"allegations": [each for each in alleged if each.victim_id == builder.victim.pk]}


def owed(builder, victim):
    """The news that the victim is owed and has not been told."""
    return {
        each.what for each in recomputed_duties(builder)
        if each.is_open and each.record_id == victim.pk
    }  # fmt: skip


def tell(builder, victim, what):
    tell_victim(builder, victim, builder.suspect(), what)


def later(builder, **time):
    builder.at += timedelta(**time or {"minutes": 5})


def letter_of(builder, victim):
    return facts_of_letter(
        "NFA", record_of(victim), builder.suspect(), side="CPS", language="ENGLISH"
    )


def fall(builder, is_given):
    report_conditions_of(builder, were_met=False) if is_given else not_given(builder)


class TestLetter:
    def test_it_tells_whom_the_disposal_leaves_out_that_nothing_is_charged(self, builder):
        with pytest.raises(NothingToTell):
            letter_of(builder, builder.second)
        authorise_disposal(builder, **about_first(builder))
        facts = letter_of(builder, builder.second)
        assert facts["cases"] == ["left_out_one", "no_ring", "left_out", "evidential"]
        assert facts["allegations"] == [offence_with_code("SX03007").title]
        with pytest.raises(NothingToTell):
            letter_of(builder, builder.victim)

    def test_no_longer_once_the_disposal_fell(self, builder):
        authorise_disposal(builder, **about_first(builder))
        not_given(builder)
        with pytest.raises(NothingToTell):
            letter_of(builder, builder.second)

    def test_it_says_until_when_they_can_ask(self, builder):
        authorise_disposal(builder, **about_first(builder))
        letter = Letter(
            kind="NFA", side="CPS", language="ENGLISH", record=record_of(builder.second),
            suspect=builder.suspect(), status="DRAFT",
        )  # fmt: skip
        assert compute_time_to_ask(letter, at=builder.at)["cases"] == ["not_told"]
        tell(builder, builder.second, "NFA")
        later(builder, days=3)
        said = compute_time_to_ask(letter, at=builder.at)
        assert (said["cases"], said["ask_by"]) == (["told"], "2 June 2026")


class TestTimeToAsk:
    def day_told(self, builder, victim):
        [found] = reviewable_decisions_of_victim(record_of(victim), side="CPS")
        return found.decisions["CPS_OUT_OF_COURT"].told_on

    @pytest.mark.parametrize(("who", "wrong", "right"), [
        ("victim", "NFA", "DISPOSAL"), ("second", "DISPOSAL", "NFA"),
    ])  # fmt: skip
    def test_it_counts_from_what_was_decided_about_them(self, builder, who, wrong, right):
        victim = getattr(builder, who)
        authorise_disposal(builder, **about_first(builder))
        tell(builder, victim, wrong)  # in error, about another decision or victim
        assert self.day_told(builder, victim) is None
        later(builder, days=3)
        tell(builder, victim, right)
        assert self.day_told(builder, victim) == builder.at.date()


class TestFell:
    @pytest.mark.parametrize("is_given", [False, True])
    def test_who_was_told_of_no_charge_hears_that_it_is_decided_again(self, builder, is_given):
        act = give_caution if is_given else authorise_disposal
        act(builder, **about_first(builder))
        tell(builder, builder.second, "NFA")
        later(builder)
        fall(builder, is_given)
        assert owed(builder, builder.second) & FELL == {"DECIDED_AGAIN"}
        assert not owed(builder, builder.victim) & FELL  # was told nothing yet
        [duty] = duties_owed(builder, what="DECIDED_AGAIN")
        assert (duty.owed_by, duty.clock.confidence) == ("CPS", "unverified")
        tell(builder, builder.second, "DECIDED_AGAIN")
        assert not owed(builder, builder.second) & FELL

    def test_who_was_told_nothing_of_it_hears_nothing(self, builder):
        authorise_disposal(builder, **about_first(builder))
        later(builder)
        not_given(builder)
        assert not owed(builder, builder.second) & FELL

    def test_whose_own_request_overturned_it_has_that_as_its_outcome(self, builder):
        alleged = allegations_against(builder.suspects[0])
        authorise_disposal(
            builder, allegations=[each for each in alleged if each.victim_id != builder.victim.pk]
        )
        tell(builder, builder.victim, "NFA")
        tell(builder, builder.second, "DISPOSAL")
        right = ask_for_review_today(builder, reviewed="CPS_OUT_OF_COURT", told_on=None, told_by="")
        complete_review(builder, right, "OVERTURNED")
        assert not owed(builder, builder.victim) & FELL
        assert owed(builder, builder.second) & FELL == {"DISPOSAL_ENDED"}


class TestNextDecision:
    """News of the suspect's next decision tells that the one before it fell."""

    @pytest.fixture
    def builder(self, builder):
        authorise_disposal(builder)
        tell(builder, builder.victim, "DISPOSAL")
        later(builder)
        not_given(builder)
        builder.review()
        later(builder)
        return builder

    def test_the_next_disposal_told_first_meets_it(self, builder):
        authorise_disposal(builder)
        assert owed(builder, builder.victim) & FELL == {"DISPOSAL_ENDED"}
        later(builder)
        tell(builder, builder.victim, "DISPOSAL")
        assert not owed(builder, builder.victim) & (FELL | {"DISPOSAL"})
        [duty] = duties_owed(builder, what="DISPOSAL_ENDED")
        first, second = duties_owed(builder, what="DISPOSAL", record=builder.victim.pk)
        assert duty.told == second.told != first.told and duty.kept_at == second.kept_at

    def test_a_charge_told_first_meets_it_and_its_return_opens_it_again(self, builder):
        authorise_charge_of(builder)
        later(builder)
        tell(builder, builder.victim, "CHARGE")
        assert not owed(builder, builder.victim) & FELL
        [duty] = duties_owed(builder, what="DISPOSAL_ENDED")
        told = duty.told
        type(told).objects.unscoped("test").filter(pk=told.pk).update(
            reached_at=None, taken_back_at=builder.at
        )
        assert owed(builder, builder.victim) & FELL == {"DISPOSAL_ENDED"}

    def test_told_of_the_old_disposal_once_charged_it_is_owed(self, builder):
        """Whoever told them had not seen that a charge followed, so it does not meet it either."""
        tell(builder, builder.second, "DISPOSAL")
        authorise_charge_of(builder)
        later(builder)
        for victim in (builder.victim, builder.second):
            tell(builder, victim, "DISPOSAL")
            assert owed(builder, victim) & FELL == {"DISPOSAL_ENDED"}

    def test_told_only_after_a_charge_followed_it_is_owed_too(self, builder):
        authorise_charge_of(builder)
        assert not owed(builder, builder.second) & FELL
        later(builder)
        tell(builder, builder.second, "DISPOSAL")
        assert owed(builder, builder.second) & FELL == {"DISPOSAL_ENDED"}
