"""A victim is told that charges go on by leave of a court that lay on the file."""

from datetime import timedelta

import pytest

from cases.models import StoppedCount
from devtools.case_builder import cast
from tests.support.cases.charge_stops import (
    charge_two_victims,
    laid_about,
    laid_against,
    stop_charges_of,
)
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import (
    duties_owed,
    news_owed_to,
    recomputed_duties,
    record_of,
    tell_victim,
)
from timeliness.calendar import london_day
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim
from victims.letter_templates import fill_template, letter_template, newest_template_version

pytestmark = pytest.mark.django_db
NEWS = {"PROCEEDED", "ON_FILE", "ALTERED", "STOPPED", "TRIAL", "DISCONTINUED"}


@module_fixture
def builder():
    """Two charges about the first victim, one about the second, all on the file for six days."""
    made = charge_two_victims(cast())
    made.charged_on = made.at.date()
    made.at += timedelta(days=3)
    stop_charges_of(made, charges=laid_about(made.suspects[0], made.second), kind="ON_FILE")
    made.at += timedelta(hours=1)
    stop_charges_of(made, charges=laid_about(made.suspects[0], made.victim), kind="ON_FILE")
    recomputed_duties(made)
    made.at += timedelta(days=6)
    return made


def leave(builder, victim=None, **facts):
    charges = laid_about(builder.suspects[0], victim) if victim else []
    return record_in_court(builder, "LEAVE", *charges, **{"result": "CROWN"} | facts)


def owed(builder, victim):
    return news_owed_to(builder, victim) & NEWS


def tell(builder, victim, *what):
    builder.at += timedelta(hours=1)
    tell_victim(builder, victim, builder.suspect(), *what)


def reviewed(builder):
    """{what the second victim can ask to be reviewed: its facts}."""
    [found] = reviewable_decisions_of_victim(record_of(builder.second), side="CPS")
    return found.decisions


def letter(builder, kind="PROCEEDED", victim=None, language="en"):
    known = facts_of_letter(
        kind, record_of(victim or builder.second), builder.suspect(), side="CPS",
        language={"en": "ENGLISH", "cy": "WELSH"}[language],
    )  # fmt: skip
    template = letter_template(kind, newest_template_version(kind), language)
    late = {"called": "Ms A", "dated": "today", "ask_by": "then", "cases": ("told",)}
    return fill_template(template, known, {}, **late).as_plain_text()


def test_each_victim_of_its_charges_is_told_and_nobody_else(builder):
    leave(builder, builder.second, on=builder.at.date() - timedelta(days=2))
    assert owed(builder, builder.second) == {"ON_FILE", "PROCEEDED"}
    assert owed(builder, builder.victim) == {"ON_FILE"}
    [duty] = [each for each in recomputed_duties(builder) if each.what == "PROCEEDED"]
    assert (duty.owed_by, duty.clock.rule, duty.clock.confidence) == (
        "CPS", "victim_told_enhanced", "unverified",
    )  # fmt: skip
    assert london_day(duty.happened_at) == builder.at.date() - timedelta(days=2)
    assert cases_with_unsettled_duties(at=builder.at) == []


def test_told_that_they_go_on_a_victim_knows_that_they_lay_there(builder):
    leave(builder)
    tell(builder, builder.second, "PROCEEDED")
    assert owed(builder, builder.second) == set()
    tell(builder, builder.victim, "STOPPED")
    assert owed(builder, builder.victim) == {"PROCEEDED"}


def test_a_lapse_before_it_stays_one(builder):
    [late] = [
        each for each in recomputed_duties(builder)
        if each.what == "ON_FILE" and each.record_id == builder.second.pk
    ]  # fmt: skip
    leave(builder)
    [now] = [each for each in recomputed_duties(builder) if each.pk == late.pk]
    assert now.is_open and now.happened_at == late.happened_at


def test_left_there_again_it_is_told_again(builder):
    tell(builder, builder.second, "STOPPED")
    builder.at += timedelta(hours=1)
    leave(builder)
    tell(builder, builder.second, "PROCEEDED")
    builder.at += timedelta(days=2)
    stop_charges_of(
        builder, charges=laid_about(builder.suspects[0], builder.second), kind="ON_FILE"
    )
    assert owed(builder, builder.second) == {"ON_FILE"}
    assert reviewed(builder)["CPS_ON_FILE"].told_on is None
    tell(builder, builder.second, "STOPPED")
    assert reviewed(builder)["CPS_ON_FILE"].told_on == builder.at.date()
    builder.at += timedelta(days=2)
    leave(builder)
    assert owed(builder, builder.second) == {"PROCEEDED"}


class TestNotHeardWithIt:
    """That charges go on tells a victim neither of other ends nor of a later one."""

    def test_that_another_charge_was_discontinued(self):
        made, (first, second, _other) = charged_and_left(1)
        leave(made, on=made.at.date())
        made.at += timedelta(hours=1)
        stop_charges_of(made, charges=[second], kind="DISCONTINUED")
        assert owed(made, made.victim) == {"ALTERED", "PROCEEDED"}
        tell(made, made.victim, "PROCEEDED")
        assert owed(made, made.victim) == {"ALTERED"}
        assert duties_of_stops(made, "ALTERED") == {first.pk: False, second.pk: True}
        assert cases_with_unsettled_duties(at=made.at) == []
        tell(made, made.victim, "ALTERED")
        assert owed(made, made.victim) == set()

    def test_that_another_of_the_same_stop_lies_there(self):
        made, (first, second, _other) = charged_and_left(2)
        record_in_court(made, "LEAVE", first, result="CROWN")
        tell(made, made.victim, "PROCEEDED")
        assert owed(made, made.victim) == {"ON_FILE"}
        assert cases_with_unsettled_duties(at=made.at) == []
        made.at += timedelta(hours=1)
        record_in_court(made, "LEAVE", second, result="CROWN")
        assert owed(made, made.victim) == {"ON_FILE", "PROCEEDED"}
        assert cases_with_unsettled_duties(at=made.at) == []
        tell(made, made.victim, "PROCEEDED")
        assert owed(made, made.victim) == set()

    def test_that_they_were_left_there_again(self):
        made, (first, _second, _other) = charged_and_left(2)
        tell(made, made.victim, "STOPPED")
        made.at += timedelta(hours=1)
        leave(made)
        tell(made, made.victim, "PROCEEDED")
        called_on = made.at.date()
        made.at += timedelta(days=2)
        stop_charges_of(made, charges=[first], kind="ON_FILE", on=called_on)
        assert owed(made, made.victim) == {"ALTERED"}
        made.at += timedelta(hours=1)
        leave(made, on=made.at.date())
        assert owed(made, made.victim) == {"ALTERED", "PROCEEDED"}
        assert cases_with_unsettled_duties(at=made.at) == []

    def test_nor_by_a_call_before_the_leave_was_recorded(self):
        made, _charges = charged_and_left(2)
        made.at += timedelta(days=2)
        leave(made, on=made.at.date() - timedelta(days=1))
        tell_victim(
            made, made.victim, made.suspect(), "PROCEEDED",
            contacted_at=made.at - timedelta(hours=2),
        )  # fmt: skip
        assert owed(made, made.victim) == {"ON_FILE"}
        assert cases_with_unsettled_duties(at=made.at) == []


def charged_and_left(count):
    """(A case, its three charges), the first of which, by count, lie on the file since today."""
    made = charge_two_victims(cast())
    made.at += timedelta(days=3)
    charges = laid_against(made.suspects[0])
    charges.sort(key=lambda row: row.victim_id != made.victim.pk)
    stop_charges_of(made, charges=charges[:count], kind="ON_FILE")
    recomputed_duties(made)
    made.at += timedelta(hours=1)
    return made, charges


def duties_of_stops(builder, what):
    """{first charge of the stop of a duty of this kind: whether the duty is open}."""
    stops = dict(StoppedCount.objects.order_by("-laid").values_list("stop", "laid"))
    keys = {str(stop): laid for stop, laid in stops.items()}
    return {keys[each.source]: each.is_open for each in duties_owed(builder, what=what)}


def test_what_it_met_stays_met_once_the_leave_is_void(builder):
    tell(builder, builder.second, "HEARING")
    builder.at += timedelta(hours=1)
    given = leave(builder)
    tell(builder, builder.second, "PROCEEDED")
    assert owed(builder, builder.second) == set()
    builder.at += timedelta(hours=1)
    correct_in_court(builder, given, is_void=True)
    assert owed(builder, builder.second) == {"ON_FILE"}
    builder.at += timedelta(hours=1)
    tell(builder, builder.second, "STOPPED")
    assert owed(builder, builder.second) == set()
    assert cases_with_unsettled_duties(at=builder.at) == []


def test_a_trial_after_it_is_told(builder):
    day = builder.at.date() + timedelta(days=30)
    leave(builder, builder.second)
    record_in_court(builder, "TRIAL", on=day)
    assert "TRIAL" in owed(builder, builder.second)
    assert "TRIAL" not in owed(builder, builder.victim)


@pytest.mark.parametrize(("days", "is_told"), [(5, True), (8, False)])
def test_a_trial_that_was_listed_for_between_is_not_told(days, is_told):
    made = charge_two_victims(cast())
    first = made.at.date()
    record_in_court(made, "TRIAL", on=first + timedelta(days=6))
    made.at += timedelta(days=2)
    stop_charges_of(made, kind="ON_FILE")
    assert "TRIAL" not in owed(made, made.second)
    made.at += timedelta(days=days)
    leave(made, on=first + timedelta(days=days))
    assert ("TRIAL" in owed(made, made.second)) is is_told


class TestRecordedInError:
    def test_who_was_not_told_hears_nothing_of_it(self, builder):
        given = leave(builder)
        builder.at += timedelta(hours=1)
        correct_in_court(builder, given, is_void=True)
        assert owed(builder, builder.second) == {"ON_FILE"}
        assert len([e for e in recomputed_duties(builder) if e.what == "ON_FILE"]) == 2

    def test_who_was_told_hears_that_they_lie_there_after_all(self, builder):
        given = leave(builder)
        tell(builder, builder.second, "PROCEEDED")
        builder.at += timedelta(hours=1)
        correct_in_court(builder, given, is_void=True)
        assert owed(builder, builder.second) == {"ON_FILE"}
        assert "lie on the file" in letter(builder, "STOPPED")
        tell(builder, builder.second, "STOPPED")
        assert owed(builder, builder.second) == set()
        assert owed(builder, builder.victim) == {"ON_FILE"}

    def test_who_was_told_before_it_was_found_hears_so_too(self, builder):
        given = leave(builder)
        builder.at += timedelta(hours=3)
        correct_in_court(builder, given, is_void=True)
        tell_victim(
            builder, builder.second, builder.suspect(), "PROCEEDED",
            contacted_at=builder.at - timedelta(hours=2),
        )  # fmt: skip
        recomputed_duties(builder)
        told = [
            each for each in recomputed_duties(builder)
            if each.what == "ON_FILE" and each.record_id == builder.second.pk
        ]  # fmt: skip
        assert sorted(each.is_open for each in told) == [True, True]

    def test_a_day_put_right_is_not_told_again(self, builder):
        given = leave(builder)
        tell(builder, builder.second, "PROCEEDED")
        builder.at += timedelta(days=1)
        correct_in_court(builder, given, result="CROWN", on=given.on - timedelta(days=1))
        assert owed(builder, builder.second) == set()


class TestLetter:
    @pytest.mark.parametrize(("language", "says"), [
        ("en", "a court allowed the case to go on"),
        ("cy", "caniataodd llys i’r achos fynd ymlaen"),
    ])  # fmt: skip
    def test_it_says_so_and_names_no_offence(self, builder, language, says):
        leave(builder)
        text = letter(builder, language=language)
        assert says in text
        [mine] = laid_about(builder.suspects[0], builder.second)
        assert mine.offence.title not in text and builder.suspect().name not in text

    def test_there_is_none_without_leave_nor_once_they_ended_again(self, builder):
        with pytest.raises(NothingToTell, match="No leave of a court"):
            letter(builder)
        leave(builder)
        mine = laid_about(builder.suspects[0], builder.second)
        with pytest.raises(NothingToTell, match="charges about this victim go on"):
            letter(builder, "STOPPED")
        assert "allowed the case to go on" in letter(builder)
        stop_charges_of(builder, charges=mine, kind="ON_FILE")
        with pytest.raises(NothingToTell, match="none of them goes on"):
            letter(builder)
        assert "lie on the file" in letter(builder, "STOPPED")

    def test_there_is_none_of_leave_of_what_ended_again_while_others_go_on(self):
        made, (first, _second, _other) = charged_and_left(1)
        leave(made)
        assert "allowed the case to go on" in letter(made, victim=made.victim)
        record_in_court(made, "OUTCOME", first, result="ACQUITTED")
        with pytest.raises(NothingToTell, match="none of them goes on"):
            letter(made, victim=made.victim)


def test_what_was_told_of_the_first_time_is_not_of_the_second(builder):
    tell(builder, builder.second, "STOPPED")
    leave(builder)
    told_on = builder.at.date()
    assert reviewed(builder).keys() == {"CPS_MEANS_TO_STOP", "CPS_LESS_CHARGED"}
    builder.at += timedelta(hours=1)
    mine = laid_about(builder.suspects[0], builder.second)
    stop_charges_of(builder, charges=mine, kind="ON_FILE", on=told_on)
    assert reviewed(builder)["CPS_ON_FILE"].told_on is None


def test_there_is_no_review_of_what_goes_on_again(builder):
    leave(builder, builder.second)
    goes_on = {"CPS_MEANS_TO_STOP", "CPS_LESS_CHARGED"}
    for victim, reviewed in ((builder.second, goes_on), (builder.victim, {"CPS_ON_FILE"})):
        [found] = reviewable_decisions_of_victim(record_of(victim), side="CPS")
        assert set(found.decisions) == reviewed
