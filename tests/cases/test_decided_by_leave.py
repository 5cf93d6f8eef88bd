"""What is decided in court of charges that go on by leave of a court, and until when."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.models import Case, StoppedCount
from cases.retention.queries.retention import is_open
from devtools.case_builder import cast
from people.access.scopes import Refused
from tests.support.cases.charge_stops import (
    charge_two_victims,
    laid_about,
    laid_against,
    stop_charges_of,
)
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.cases.leave_of_court import about_second, give_leave, left_on_file, nth_day
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return left_on_file()


class TestFromTheDayOfTheLeave:
    @pytest.mark.parametrize(("kind", "result"), [
        ("OUTCOME", "CONVICTED"), ("OUTCOME", "ACQUITTED"), ("OUTCOME", "STOPPED"),
        ("PLEA", "GUILTY"),
    ])  # fmt: skip
    @pytest.mark.parametrize("is_named", [True, False])
    def test_it_is_decided(self, builder, kind, result, is_named):
        named = about_second(builder) if is_named else []
        give_leave(builder)
        for day in (2, 3):
            with pytest.raises(Refused, match="lay on the file until a court gave leave"):
                record_in_court(builder, kind, *named, result=result, on=nth_day(builder, day))
        record_in_court(builder, kind, *named, result=result, on=nth_day(builder, 6))

    def test_a_decision_of_all_by_then_is_of_the_others(self):
        made = charge_two_victims(cast())
        made.charged_on = made.at.date()
        made.at += timedelta(days=9)
        stop_charges_of(made, charges=about_second(made), kind="ON_FILE", on=nth_day(made, 3))
        give_leave(made)
        convicted = record_in_court(made, "OUTCOME", result="CONVICTED", on=nth_day(made, 2))
        mine = {row.pk for row in laid_about(made.suspects[0], made.victim)}
        assert {row.charge_id for row in convicted.about.all()} == mine
        with pytest.raises(Refused, match="No conviction of one of these charges"):
            record_in_court(
                made, "SENTENCE", *about_second(made), detail="Two years.", on=nth_day(made, 6)
            )

    def test_a_plea_that_was_withdrawn_before_the_file_is_of_then(self, builder):
        named = about_second(builder)
        give_leave(builder)
        record_in_court(builder, "PLEA", *named, result="NOT_GUILTY", on=nth_day(builder, 2))
        record_in_court(builder, "PLEA", *named, result="GUILTY", on=nth_day(builder, 1))
        with pytest.raises(Refused, match="lay on the file until a court gave leave"):
            record_in_court(builder, "PLEA", *named, result="GUILTY", on=nth_day(builder, 3))

    @pytest.mark.parametrize("is_named", [True, False])
    def test_the_leave_is_not_corrected_to_after_it(self, builder, is_named):
        given = give_leave(builder, on=nth_day(builder, 3))
        named = about_second(builder) if is_named else []
        record_in_court(builder, "OUTCOME", *named, result="ACQUITTED", on=nth_day(builder, 3))
        with pytest.raises(Refused, match="which needs that leave"):
            correct_in_court(builder, given, result="CROWN", on=nth_day(builder, 5))

    def test_nor_is_what_was_decided_corrected_to_before_it(self, builder):
        give_leave(builder)
        for named in (about_second(builder), []):
            made = record_in_court(
                builder, "OUTCOME", *named, result="ACQUITTED", on=nth_day(builder, 7)
            )
            with pytest.raises(Refused, match="lay on the file until a court gave leave"):
                correct_in_court(builder, made, result="ACQUITTED", on=nth_day(builder, 3))
            correct_in_court(builder, made, is_void=True)


class TestStoppedInCourt:
    def test_there_is_no_leave_until_that_outcome_is_dealt_with(self, builder):
        ended = record_in_court(builder, "OUTCOME", result="STOPPED", on=nth_day(builder, 3))
        with pytest.raises(Refused, match="was stopped in court, and what goes on has no outcome"):
            give_leave(builder, *about_second(builder))
        correct_in_court(builder, ended, is_void=True)
        give_leave(builder, *about_second(builder))
        void = ended.replaced_by
        again = correct_in_court(builder, void, result="STOPPED", on=nth_day(builder, 3))
        mine = {row.pk for row in laid_about(builder.suspects[0], builder.victim)}
        assert {row.charge_id for row in again.about.all()} == mine


def test_a_limit_of_all_that_is_corrected_stays_with_what_goes_on_by_leave():
    from tests.cases.test_custody_reminders import record_custody_of

    made = charge_two_victims(cast())
    made.charged_on = made.at.date()
    record_custody_of(made, custody="REMANDED", custody_limit_ends_on=None)
    limit = record_in_court(made, "CUSTODY_LIMIT", on=nth_day(made, 5))
    made.at += timedelta(days=9)
    stop_charges_of(made, charges=about_second(made), kind="ON_FILE", on=nth_day(made, 3))
    give_leave(made)
    right = correct_in_court(made, limit, on=nth_day(made, 40))
    assert not right.about.exists()
    mine = laid_about(made.suspects[0], made.victim)
    record_in_court(made, "OUTCOME", *mine, result="CONVICTED", on=nth_day(made, 9))
    assert made.suspect().first_limit_ends_on == nth_day(made, 40)


class TestWithTheCourt:
    @pytest.fixture
    def sentenced(self):
        """Convicted and sentenced of the first victim's charges; the other lies on the file."""
        made = charge_two_victims(cast())
        made.charged_on = made.at.date()
        made.at += timedelta(days=9)
        mine = laid_about(made.suspects[0], made.victim)
        stop_charges_of(made, charges=about_second(made), kind="ON_FILE", on=nth_day(made, 3))
        record_in_court(made, "OUTCOME", *mine, result="CONVICTED", on=nth_day(made, 4))
        record_in_court(made, "SENTENCE", *mine, detail="Two years.", on=nth_day(made, 4))
        return made

    def test_while_it_goes_on_and_until_it_is_decided(self, sentenced):
        assert not with_someone(sentenced)
        given = give_leave(sentenced)
        assert with_someone(sentenced)
        correct_in_court(sentenced, given, is_void=True)
        assert not with_someone(sentenced)
        give_leave(sentenced)
        record_in_court(
            sentenced,
            "OUTCOME",
            *about_second(sentenced),
            result="ACQUITTED",
            on=nth_day(sentenced, 8),
        )
        assert not with_someone(sentenced)

    def test_until_it_is_sentenced_or_left_there_again(self, sentenced):
        [other] = about_second(sentenced)
        give_leave(sentenced)
        stop_charges_of(sentenced, charges=[other], kind="ON_FILE", on=nth_day(sentenced, 7))
        assert not with_someone(sentenced)
        give_leave(sentenced, on=nth_day(sentenced, 8))
        record_in_court(sentenced, "OUTCOME", other, result="CONVICTED", on=nth_day(sentenced, 8))
        assert with_someone(sentenced)
        record_in_court(sentenced, "SENTENCE", other, detail="A year.", on=nth_day(sentenced, 8))
        assert not with_someone(sentenced)


def with_someone(builder):
    """Whether a suspect is with the police, the CPS or the court, and so the case is kept."""
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    return is_open(case, lambda model: model.objects.unscoped("test"))


def test_leave_that_was_an_error_is_recorded_anew(builder):
    void = correct_in_court(builder, give_leave(builder), is_void=True)
    with pytest.raises(Refused, match="record that leave anew"):
        correct_in_court(builder, void, result="APPEAL")
    given = give_leave(builder, result="APPEAL")
    assert {row.charge_id for row in given.about.all()} == {
        row.pk for row in laid_against(builder.suspects[0])
    }


def test_the_database_takes_only_leave_that_was_not_corrected(builder):
    given = give_leave(builder)
    correct_in_court(builder, given, result="APPEAL")
    counts = StoppedCount.objects.filter(stop__case=builder.case)
    with pytest.raises(DatabaseError, match="already stopped"), transaction.atomic():
        counts.update(leave=given)
