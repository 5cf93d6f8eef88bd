"""A victim whom a charge leaves out: the news, the time to ask, what their service knows."""

from datetime import timedelta

import pytest

from devtools.case_builder import cast
from tests.support.cases.reversals import withdraw_charge_of
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import duties_owed, recomputed_duties, record_of, tell_victim
from tests.support.victims.left_out import leave_out, report_charge_about_others, two_victims
from tests.support.victims.support_service import add_service, fresh_support, refer_and_accept
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim
from victims.actions.vrr_time_to_ask import compute_time_to_ask
from victims.models import Letter
from victims.queries.consent_sharing import facts_shown_to_service

pytestmark = pytest.mark.django_db

DECIDED = "Suspect 1: the CPS decided on no charge about the victim"


@module_fixture
def builder():
    return two_victims(cast(), at=days_ago(9))


def owed(builder, victim):
    return {
        each.what for each in recomputed_duties(builder)
        if each.is_open and each.record_id == victim.pk
    }  # fmt: skip


def tell(builder, victim, what):
    tell_victim(builder, victim, builder.suspect(), what)
    builder.at += timedelta(minutes=5)


class TestNews:
    def test_they_are_owed_that_no_charge_is_authorised_and_the_letter_meets_it(self, builder):
        leave_out(builder, "charge")
        assert "NOT_AUTHORISED" in owed(builder, builder.second)
        assert "CHARGE_AUTHORISED" in owed(builder, builder.victim)
        tell(builder, builder.second, "NFA")
        assert "NOT_AUTHORISED" not in owed(builder, builder.second)

    def test_withdrawn_they_hear_that_it_is_decided_again_if_they_were_told(self, builder):
        leave_out(builder, "charge")
        tell(builder, builder.second, "NFA")
        tell(builder, builder.victim, "CHARGE")
        withdraw_charge_of(builder)
        fell = {"CHARGE_WITHDRAWN", "DECIDED_AGAIN", "DISPOSAL_ENDED"}
        assert owed(builder, builder.second) & fell == {"DECIDED_AGAIN"}
        assert owed(builder, builder.victim) & fell == {"CHARGE_WITHDRAWN"}
        [duty] = duties_owed(builder, what="DECIDED_AGAIN")
        assert (duty.owed_by, duty.clock.confidence) == ("CPS", "unverified")

    def test_who_was_told_nothing_hears_nothing(self, builder):
        leave_out(builder, "charge")
        withdraw_charge_of(builder)
        assert "DECIDED_AGAIN" not in owed(builder, builder.second)


class TestTimeToAsk:
    @pytest.mark.parametrize(("who", "wrong", "right"), [
        ("victim", "NFA", "CHARGE"), ("second", "CHARGE", "NFA"),
    ])  # fmt: skip
    def test_it_counts_from_what_was_decided_about_them(self, builder, who, wrong, right):
        victim = getattr(builder, who)
        leave_out(builder, "charge")
        report_charge_about_others(builder)
        tell(builder, victim, wrong)
        [found] = reviewable_decisions_of_victim(record_of(victim), side="CPS")
        assert found.decisions["CPS_LESS_CHARGED"].told_on is None
        tell(builder, victim, right)
        [found] = reviewable_decisions_of_victim(record_of(victim), side="CPS")
        assert found.decisions["CPS_LESS_CHARGED"].told_on == builder.at.date()

    def test_their_letter_promises_no_review_which_the_scheme_excludes(self, builder):
        leave_out(builder, "charge")
        letter = Letter(
            kind="NFA", side="CPS", language="ENGLISH", record=record_of(builder.second),
            suspect=builder.suspect(), status="DRAFT",
        )  # fmt: skip
        assert compute_time_to_ask(letter, at=builder.at)["cases"] == ["no_review"]


class TestService:
    """What the service of the second victim is shown by consent."""

    @pytest.fixture
    def supported(self, builder):
        builder.victim = builder.second
        add_service(builder)
        builder.support = refer_and_accept(builder, categories=["MILESTONES"])
        return builder

    def shown(self, builder):
        found = facts_shown_to_service(fresh_support(builder.support), at=builder.at)
        return [fact.text for fact in found["MILESTONES"] if "sent to the CPS" not in fact.text]

    @pytest.mark.parametrize("kind", ["charge", "disposal"])
    def test_of_a_decision_about_others_that_none_was_made_about_them(self, supported, kind):
        leave_out(supported, kind)
        assert self.shown(supported) == [DECIDED]

    def test_of_the_charge_of_another_nothing(self, supported):
        leave_out(supported, "charge")
        report_charge_about_others(supported)
        assert self.shown(supported) == [DECIDED]

    @pytest.mark.parametrize(("kind", "text"), [
        ("charge", "Suspect 1: the CPS decided on a charge"),
        ("disposal", "Suspect 1: the CPS decided to deal with them out of court"),
    ])  # fmt: skip
    def test_of_one_about_them_which_it_is(self, supported, kind, text):
        leave_out(supported, kind, victim=first_victim(supported))
        assert self.shown(supported) == [text]


def first_victim(builder):
    return builder.case.victims.unscoped("test").get(number=1)
