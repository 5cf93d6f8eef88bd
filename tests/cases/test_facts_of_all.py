"""What is recorded in court of all charges is of those that were laid when it was recorded."""

from datetime import timedelta

import pytest

from cases.actions.charge_outcomes import last_pleas, outcomes_by_charge
from cases.decisions.actions import charges
from cases.models import CourtFact, ReportedCharge
from people.access.scopes import Refused
from tests.cases.test_custody_limits_over_reports import DIFFERS, charged, laid_count
from tests.support.cases.charge_stops import laid_against, replace_charge_of, stop_charges_of
from tests.support.cases.charges import answer_report, correct_report
from tests.support.cases.counts import NIGHT, count_alleged
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import news_owed_to, record_of
from victims.actions.court_outcomes import court_outcomes_about

pytestmark = pytest.mark.django_db
OTHER = "SX03007"


@module_fixture
def builder():
    """One suspect charged with one count."""
    made = charged(count_alleged)
    made.at += timedelta(days=2)
    return made


def charged_on(builder):
    """The day of the charge, which a later report has too."""
    reports = ReportedCharge.objects.unscoped("test").filter(decision__suspect=builder.suspects[0])
    return reports.earliest("number").charged_on


def lay_another(builder):
    """The police report a second charge beside it, a day later. Returns it."""
    builder.at += timedelta(days=1)
    both = [laid_count(builder, 1), laid_count(builder, 0)]
    correct_report(builder, charges=both, charged_on=charged_on(builder), **DIFFERS)
    return laid_against(builder.suspects[0])[-1]


def first_of(builder):
    return laid_against(builder.suspects[0])[0]


def end(builder, *about, result="CONVICTED", kind="OUTCOME"):
    said = {"result": result} if kind == "OUTCOME" else {"detail": "Four years"}
    return record_in_court(builder, kind, *about, **said)


class TestOutcome:
    def test_a_charge_that_is_laid_later_has_one_of_its_own(self, builder):
        end(builder, result="ACQUITTED")
        later = lay_another(builder)
        end(builder, later)
        outcomes = outcomes_by_charge(builder.suspect())
        assert outcomes == {first_of(builder).pk: {"ACQUITTED"}, later.pk: {"CONVICTED"}}

    def test_one_of_its_charges_has_no_second(self, builder):
        end(builder)
        lay_another(builder)
        with pytest.raises(Refused, match="An outcome of one of these charges is recorded"):
            end(builder, first_of(builder))
        with pytest.raises(Refused, match="An outcome of one of these charges is recorded"):
            end(builder)

    def test_corrected_it_is_of_the_same_charges(self, builder):
        wrong = end(builder, result="ACQUITTED")
        later = lay_another(builder)
        right = correct_in_court(builder, wrong, result="CONVICTED")
        assert not right.about.exists()
        assert later.pk not in outcomes_by_charge(builder.suspect())
        end(builder, later, result="ACQUITTED")
        correct_in_court(builder, right, result="STOPPED")
        assert outcomes_by_charge(builder.suspect())[later.pk] == {"ACQUITTED"}

    def test_the_later_charge_can_still_be_stopped(self, builder):
        end(builder)
        later = lay_another(builder)
        answer_report(builder, charges.accept_charge_report)
        with pytest.raises(Refused, match="An outcome of one of these charges"):
            stop_charges_of(builder, charges=[first_of(builder)])
        stop_charges_of(builder, charges=[later])


class TestSentence:
    def test_a_charge_that_is_laid_later_has_one_of_its_own(self, builder):
        end(builder)
        first = end(builder, kind="SENTENCE")
        later = lay_another(builder)
        with pytest.raises(Refused, match="No conviction of one of these charges"):
            end(builder, later, kind="SENTENCE")
        end(builder, later)
        end(builder, later, kind="SENTENCE")
        correct_in_court(builder, first, detail="Five years")
        with pytest.raises(Refused, match="A sentence for one of these charges is recorded"):
            end(builder, first_of(builder), kind="SENTENCE")

    def test_it_rests_on_the_conviction_of_its_own_charges(self, builder):
        convicted = end(builder)
        end(builder, kind="SENTENCE")
        later = lay_another(builder)
        end(builder, later)
        with pytest.raises(Refused, match="A sentence rests on this"):
            correct_in_court(builder, convicted, is_void=True)
        of_later = CourtFact.objects.unscoped("test").get(about__charge=later)
        correct_in_court(builder, of_later, is_void=True)

    def test_an_acquittal_of_the_later_charge_is_not_beside_it(self, builder):
        end(builder)
        end(builder, kind="SENTENCE")
        end(builder, lay_another(builder), result="ACQUITTED")


def test_nobody_has_pleaded_to_a_later_charge(builder):
    plea = record_in_court(builder, "PLEA", result="GUILTY")
    later = lay_another(builder)
    correct_in_court(builder, plea, on=plea.on - timedelta(days=1), result="GUILTY")
    assert last_pleas(builder.suspect()) == {first_of(builder).pk: "GUILTY"}
    with pytest.raises(Refused, match="No conviction of one of these charges"):
        end(builder, later, kind="SENTENCE")


def test_what_replaced_another_after_it_was_recorded_is_not_of_it(builder):
    lay_another(builder)
    answer_report(builder, charges.accept_charge_report)
    first, second = laid_against(builder.suspects[0])
    plea = record_in_court(builder, "PLEA", result="NOT_GUILTY")
    builder.at += timedelta(days=1)
    replace_charge_of(builder, second, code=OTHER, from_on=NIGHT - timedelta(days=1))
    correct_in_court(builder, plea, on=plea.on - timedelta(days=1), result="NOT_GUILTY")
    assert set(last_pleas(builder.suspect())) == {first.pk, second.pk}


class TestVictim:
    def test_all_are_stopped_in_court_only_with_the_later_charge(self, builder):
        end(builder, result="STOPPED")
        later = lay_another(builder)
        suspects, record = [builder.suspect()], record_of(builder.victim)
        assert court_outcomes_about(record, suspects) == {}
        assert "STOPPED" not in news_owed_to(builder, builder.victim)
        end(builder, later, result="STOPPED")
        assert set(court_outcomes_about(record, suspects)) == {builder.suspects[0].pk}
        assert "STOPPED" in news_owed_to(builder, builder.victim)
