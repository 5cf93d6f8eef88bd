"""What else follows a further charge: circumstances, allegations, the MG3, limits and consents."""

from datetime import timedelta

import pytest

from cases.case_details.actions import cases as case_actions
from cases.case_details.actions.circumstances import record_circumstances
from cases.decisions.actions import consents
from cases.models import Allegation, Bearing, ConsentStep, Event, Submission
from cases.proof.actions import entries
from cases.proof.queries.places import proof_subjects
from cases.queries.circumstances import circumstances_of_victim
from devtools.case_builder import CaseBuilder, cast, scope
from tests.cases.test_custody_limits_by_charge import (
    START,
    day_of,
    limit,
    record_custody_of,
    record_limit,
)
from tests.support.cases.charge_stops import (
    ASSAULT,
    charge_two_victims,
    laid_against,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.charges import (
    allegations_against,
    authorise_charge_of,
    report_charge_of,
)
from tests.support.cases.counts import NIGHT, offence_with_code
from tests.support.cases.further_charges import (
    CAME_OUT,
    add_charge_of,
    allege_further,
    review_again,
)
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import news_owed_to
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
PHOTOGRAPH = "PK78001"  # no prosecution without the consent of the Director


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast(), at=days_ago(9))


@module_fixture
def kept_case():
    """A suspect charged after the police alleged something about a victim the CPS does not know."""
    made = CaseBuilder(cast(), at=days_ago(9)).allocate().review()
    [known] = allegations_against(made.suspects[0])
    made.third = new_victim(made)
    made.kept = allege_further(made, victim=made.third)
    made.bearing = bearing_on(made, made.kept)
    authorise_charge_of(made, allegations=[known])
    report_charge_of(made, charges=[(known.victim, known.offence)])
    return made


@module_fixture
def left_out():
    """A suspect charged with one of two allegations about a victim; `apart` is the other."""
    made = CaseBuilder(cast(), at=days_ago(9))
    allege_further(made, code=ASSAULT)
    made.allocate().review()
    charged, made.apart = allegations_against(made.suspects[0])
    authorise_charge_of(made, allegations=[charged])
    report_charge_of(made, charges=[(charged.victim, charged.offence)])
    return made


@module_fixture
def remanded():
    """One suspect remanded, with three charges."""
    made = charge_two_victims(cast(), at=START)
    record_custody_of(made, custody="REMANDED")
    return made


def bearing_on(builder, allegation):
    subjects = proof_subjects(builder.suspect(), scope(builder.cast.officer, builder.at))
    [subject] = [each for each in subjects if each.allegation.pk == allegation.pk]
    return builder.do(
        entries.add_bearing, "officer", suspect=builder.suspect(), points=[subject.places[0].key],
        bears="FOR", material="STATEMENT", text="She wept.",
    )  # fmt: skip


def new_victim(builder):
    return builder.do(case_actions.add_victim, "officer", case=builder.case)


def abuse_by(builder, victim, abusers):
    return builder.do(
        record_circumstances, "officer", victim=victim, domestic_abuse="YES", abusers=abusers,
        was_child="YES", is_vulnerable="NO",
    )  # fmt: skip


def told_to_prosecutor(builder, victim):
    """(domestic abuse, child at the time) as the prosecutor reads them."""
    seen = circumstances_of_victim(victim, scope(builder.cast.prosecutor, builder.at))
    return seen.domestic_abuse, seen.was_child


class TestCircumstances:
    def test_those_of_a_new_victim_are_sent_with_what_is_alleged(self, builder):
        third = new_victim(builder)
        abuse_by(builder, third, builder.suspects)
        assert told_to_prosecutor(builder, third) == ("NOT_KNOWN", "NOT_KNOWN")
        allege_further(builder, victim=third, from_on=NIGHT)
        assert told_to_prosecutor(builder, third) == ("YES", "YES")

    def test_those_that_name_a_suspect_who_is_not_sent_stay_private(self, builder):
        third, other = new_victim(builder), builder.add_suspect()
        abuse_by(builder, third, [other])
        allege_further(builder, victim=third, from_on=NIGHT)
        assert told_to_prosecutor(builder, third) == ("NOT_KNOWN", "NOT_KNOWN")


class TestAllegations:
    def test_one_that_stayed_private_is_sent_when_it_is_added_again(self, kept_case):
        prosecutor = scope(kept_case.cast.prosecutor, kept_case.at)
        mine = Allegation.objects.for_scope(prosecutor).filter(victim__number=2)
        assert (kept_case.kept.only_side, kept_case.bearing.only_side) == ("POLICE", "POLICE")
        assert not mine.exists()
        told = Delivery.objects.filter(notice="allegation_changed")
        before = told.count()
        again = allege_further(kept_case, victim=kept_case.third)
        assert again.first_id == kept_case.kept.first_id and mine.get() == again
        assert (again.number, again.added_at > kept_case.kept.added_at) == (2, True)
        assert Bearing.objects.for_scope(prosecutor).filter(pk=kept_case.bearing.pk).exists()
        assert told.count() == before + 1
        assert told.last().recipient_id == kept_case.cast.prosecutor.pk
        seen = Event.objects.for_scope(prosecutor).filter(verb="add_allegation")
        assert seen.last().note == again.offence.title
        review_again(kept_case)
        assert add_charge_of(kept_case, again).new_allegation == again

    def test_a_review_from_before_it_was_sent_is_not_of_it(self, kept_case):
        review_again(kept_case)
        again = allege_further(kept_case, victim=kept_case.third)
        text = why_not(add_charge_of, kept_case, again)
        assert text.startswith("Record a review of what has come out first.")

    def test_its_victim_is_owed_no_news_of_the_decision_that_did_not_have_it(self, kept_case):
        allege_further(kept_case, victim=kept_case.third)
        assert "NOT_AUTHORISED" not in news_owed_to(kept_case, kept_case.third)

    def test_once_it_was_sent_it_is_on_the_case_already(self, kept_case):
        allege_further(kept_case, victim=kept_case.third)
        text = why_not(allege_further, kept_case, victim=kept_case.third)
        assert text == "This allegation is already on the case."

    def test_one_that_differs_is_not_sent(self, kept_case):
        allege_further(kept_case, victim=kept_case.third, from_on=NIGHT + timedelta(days=1))
        kept_case.kept.refresh_from_db()
        kept_case.bearing.refresh_from_db()
        assert (kept_case.kept.only_side, kept_case.bearing.only_side) == ("POLICE", "POLICE")


class TestThresholdTest:
    """A suspect charged on the Threshold Test, who is to be reviewed again."""

    def test_a_further_charge_rests_on_the_full_test(self):
        made = CaseBuilder(cast(), at=days_ago(9)).allocate()
        self.review_on_threshold(made)
        authorise_charge_of(made)
        report_charge_of(made)
        self.review_on_threshold(made)
        text = why_not(add_charge_of, made, from_on=NIGHT + timedelta(days=1))
        assert text.startswith("The newest review of suspect 1 is on the Threshold Test.")
        review_again(made)
        stop = add_charge_of(made, from_on=NIGHT + timedelta(days=1))
        assert (stop.status, stop.review.test) == ("IN_FORCE", "FULL")

    def review_on_threshold(self, builder):
        again = builder.at.date() + timedelta(days=20)
        review_again(
            builder, test="THRESHOLD", awaited="The download of the phone.", review_again_on=again
        )


class TestMg3:
    def test_the_decision_is_printed_as_it_was_made_and_the_further_charge_apart(self, left_out):
        before = self.part(left_out)
        assert "The other charge covers it." in before and "Further charge" not in before
        left_out.at += timedelta(days=3)
        review_again(left_out)
        add_charge_of(left_out, left_out.apart, text=CAME_OUT)
        first, added = self.part(left_out).split("Further charge")
        assert "The other charge covers it." in first
        assert "Charge 1" in first and "Charge 2" not in first and CAME_OUT not in first
        assert "Charge 2" in added and CAME_OUT in added and "Pia Prosecutor" in added
        day = left_out.at.date()
        assert f"Reviewed on {day.day} {day:%B %Y}" in added

    def part(self, builder):
        sent = Submission.objects.unscoped("test").get(case=builder.case)
        page = page_text(client_for(builder.cast.officer).get(page_url("see-mg3", sent)))
        return page.split("Prosecutor’s decision, as it is in force now", 1)[1]


class TestCustodyLimits:
    """Charged on day 0; today is day 20; the further charge is laid on day 19."""

    def test_it_has_no_limit_of_all_that_ended_before_it(self, remanded):
        record_limit(remanded, 16)
        record_limit(remanded, 12, kind="TRIAL", result="")
        assert limit(remanded) is None
        self.add(remanded)
        assert limit(remanded) is None

    def test_nor_has_what_was_put_in_its_place(self, remanded):
        record_limit(remanded, 16)
        record_limit(remanded, 12, kind="TRIAL", result="")
        self.add(remanded)
        added = laid_against(remanded.suspects[0])[-1]
        replace_charge_of(remanded, added, code=ASSAULT, from_on=NIGHT + timedelta(days=2))
        assert limit(remanded) is None

    def test_it_has_one_that_ends_later(self, remanded):
        record_limit(remanded, 60)
        record_limit(remanded, 12, kind="TRIAL", result="")
        self.add(remanded)
        assert limit(remanded) == day_of(60)

    @pytest.mark.parametrize(("of_police", "first"), [(16, 60), (40, 40)])
    def test_it_has_that_of_the_police_unless_it_ended_before(self, remanded, of_police, first):
        record_custody_of(remanded, custody="REMANDED", custody_limit_ends_on=day_of(of_police))
        for each in laid_against(remanded.suspects[0]):
            record_limit(remanded, 60, each)
        assert limit(remanded) == day_of(60)
        self.add(remanded)
        assert limit(remanded) == day_of(first)

    def test_it_has_no_limit_of_the_police_alone_that_ended_before_it(self, remanded):
        """The others are over, and no court has set a limit."""
        record_custody_of(remanded, custody="REMANDED", custody_limit_ends_on=day_of(16))
        remanded.at += timedelta(days=19)
        self.add(remanded)
        added = laid_against(remanded.suspects[0])[-1]
        stop_charges_of(
            remanded, charges=[each for each in laid_against(remanded.suspects[0]) if each != added]
        )
        assert limit(remanded) is None

    def add(self, builder):
        review_again(builder)
        return add_charge_of(builder, from_on=NIGHT + timedelta(days=1), on=day_of(19))


class TestConsents:
    def test_one_given_to_a_further_charge_is_kept_and_can_be_corrected(self, builder):
        self.add(builder, consent="GIVEN")
        [step] = ConsentStep.objects.filter(decision__suspect=builder.suspects[0])
        assert (step.answer, step.is_waiting) == ("GIVEN", False) and "Director" in step.of
        page = client_for(builder.cast.officer).get(page_url("see-case", builder.case))
        assert "It has been given" in page_text(page)
        builder.do(
            consents.record_prosecution_consent, "prosecutor", suspect=builder.suspects[0],
            version=1, answer="REFUSED", on=builder.at.date(), reason="It was of another case.",
        )  # fmt: skip

    def test_what_is_still_waited_for_is_waited_for_with_it(self, builder, monkeypatch):
        for days, name in enumerate(("The Director", "Attorney General")):
            monkeypatch.setattr(consents, "whose_consent", lambda acts, name=name: name)
            self.add(builder, days=days, consent="ASKED")
        steps = ConsentStep.objects.filter(decision__suspect=builder.suspects[0])
        newest = steps.order_by("number").last()
        assert newest.of == "Attorney General; The Director"
        assert list(steps.filter(is_waiting=True)) == [newest]

    def test_one_given_hides_none_that_is_waited_for(self, builder):
        self.add(builder, consent="ASKED")
        self.add(builder, days=1, consent="GIVEN")
        [step] = ConsentStep.objects.filter(decision__suspect=builder.suspects[0])
        assert step.is_waiting and builder.suspect().consent_asked_on

    def add(self, builder, days=0, **facts):
        review_again(builder)
        offence = offence_with_code(PHOTOGRAPH)
        return add_charge_of(
            builder, offence=offence, from_on=NIGHT + timedelta(days=days), **facts
        )
