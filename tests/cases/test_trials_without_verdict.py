"""A jury that cannot agree on a charge ends nothing: the charge goes on, and may end later."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.models import CourtFact, Suspect
from cases.queries.suspects_with_someone import rows_for, suspects_with_someone
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from people.text.dates import format_day
from tests.cases.test_custody_reminders import record_custody_of
from tests.support.cases.charge_stops import (
    ASSAULT,
    charge_two_victims,
    laid_about,
    laid_against,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.charges import (
    authorise_charge_of,
    authorised_charges,
    correct_report,
    report_charge_of,
)
from tests.support.cases.counts import (
    PENETRATION,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    offence_with_code,
)
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(40)


@module_fixture
def builder():
    """Charges about two victims, heard by a jury nine days later that could not agree on any."""
    made = charge_two_victims(cast(), at=START)
    made.charged_on = made.at.date()
    made.at += timedelta(days=9)
    return made


def after(builder, days):
    """The builder, so many days later."""
    builder.at += timedelta(days=days)
    return builder


def second_s(builder):
    return laid_about(builder.suspects[0], builder.second)


def limit_of(builder):
    """The first custody time limit of the suspect that ends."""
    suspect = Suspect.objects.unscoped("test").get(pk=builder.suspects[0].pk)
    return suspect.first_limit_ends_on


def is_with_the_court(builder):
    rows = suspects_with_someone(rows_for(scope(builder.cast.prosecutor, at=builder.at)))
    return rows.filter(pk=builder.suspects[0].pk).exists()


class TestEndsNothing:
    def test_the_charge_goes_on_and_the_next_jury_decides(self, builder):
        record_in_court(builder, "NO_VERDICT")
        assert builder.suspect().state == "CHARGED"
        record_in_court(after(builder, 5), "TRIAL", on=builder.at.date() + timedelta(days=60))
        record_in_court(builder, "NO_VERDICT", *second_s(builder))
        record_in_court(builder, "OUTCOME", result="ACQUITTED")

    def test_no_evidence_may_be_offered_then(self, builder):
        record_in_court(builder, "NO_VERDICT")
        stop_charges_of(after(builder, 5), kind="NO_EVIDENCE")
        assert builder.suspect().state == "STOPPED"

    def test_no_evidence_may_be_offered_on_the_same_day(self, builder):
        record_in_court(builder, "NO_VERDICT")
        stop_charges_of(builder, kind="NO_EVIDENCE", on=builder.at.date())
        assert builder.suspect().state == "STOPPED"

    def test_a_notice_to_discontinue_comes_too_late_for_that_charge_alone(self, builder):
        record_in_court(builder, "NO_VERDICT", *second_s(builder))
        day = format_day(builder.at.date())
        for days in (0, 3):
            with pytest.raises(Refused, match=f"could not agree on one of these charges on {day}"):
                stop_charges_of(after(builder, days), charges=second_s(builder))
        first = laid_about(builder.suspects[0], builder.victim)
        stop_charges_of(builder, charges=first)

    def test_nor_is_it_withdrawn_as_in_a_magistrates_court(self, builder):
        record_in_court(builder, "NO_VERDICT", *second_s(builder))
        with pytest.raises(Refused, match="withdrawn only in a magistrates’ court"):
            stop_charges_of(builder, charges=second_s(builder), kind="WITHDRAWN")

    @pytest.mark.parametrize("kind", ["DISCONTINUED", "WITHDRAWN"])
    def test_no_jury_had_a_charge_that_ended_so_on_that_day_or_later(self, builder, kind):
        day = builder.at.date()
        stop_charges_of(after(builder, 4), charges=second_s(builder), kind=kind)
        with pytest.raises(Refused, match="which can only be before a jury has it"):
            record_in_court(builder, "NO_VERDICT", *second_s(builder), on=day)
        first = laid_about(builder.suspects[0], builder.victim)
        record_in_court(builder, "NO_VERDICT", *first, on=day)

    def test_whoever_stops_charges_is_shown_it(self, builder):
        record_in_court(builder, "NO_VERDICT")
        browser = client_for(builder.cast.prosecutor)
        text = page_text(browser.get(page_url("stop-charges", builder.suspects[0])))
        assert f"Jury could not agree, {format_day(builder.at.date())}" in text

    def test_a_sentence_does_not_rest_on_it(self, builder):
        record_in_court(builder, "NO_VERDICT")
        with pytest.raises(Refused, match="No conviction of one of these charges"):
            record_in_court(builder, "SENTENCE", detail="Four years")

    def test_a_custody_time_limit_stays(self):
        made = CaseBuilder(cast(), at=START).allocate()
        authorise_charge_of(made)
        report_charge_of(made)
        record_custody_of(made, custody="REMANDED")
        made.at += timedelta(days=9)
        ends_on = made.at.date() + timedelta(days=90)
        record_in_court(made, "CUSTODY_LIMIT", on=ends_on)
        record_in_court(made, "NO_VERDICT")
        assert limit_of(made) == ends_on
        record_in_court(made, "OUTCOME", result="ACQUITTED")
        assert limit_of(made) != ends_on

    def test_it_has_no_result(self, builder):
        fact = record_in_court(builder, "NO_VERDICT", result="ACQUITTED")
        assert fact.result == ""
        said = {name: getattr(fact, name) for name in ("case", "suspect", "decision", "by", "at")}
        with pytest.raises(DatabaseError), transaction.atomic():
            CourtFact.objects.unscoped("test").create(
                kind="NO_VERDICT", on=fact.on, result="ACQUITTED", **said
            )


class TestKept:
    """Whoever is undecided is with the court, so that the case is not destroyed."""

    def test_one_who_was_acquitted_of_the_rest_is_still_with_the_court(self, builder):
        first = laid_about(builder.suspects[0], builder.victim)
        record_in_court(builder, "OUTCOME", *first, result="ACQUITTED")
        assert not is_with_the_court(builder)
        fact = record_in_court(builder, "NO_VERDICT", *second_s(builder))
        assert is_with_the_court(builder)
        correct_in_court(builder, fact, is_void=True)
        assert not is_with_the_court(builder)

    @pytest.mark.parametrize("how", ["decided", "stopped", "decided with all"])
    def test_until_that_charge_is_decided_or_stopped(self, builder, how):
        theirs = second_s(builder)
        if how != "decided with all":
            first = laid_about(builder.suspects[0], builder.victim)
            record_in_court(builder, "OUTCOME", *first, result="ACQUITTED")
        record_in_court(builder, "NO_VERDICT", *theirs)
        assert is_with_the_court(builder)
        after(builder, 5)
        if how == "stopped":
            stop_charges_of(builder, charges=theirs, kind="NO_EVIDENCE")
        else:
            named = theirs if how == "decided" else []
            record_in_court(builder, "OUTCOME", *named, result="ACQUITTED")
        assert not is_with_the_court(builder)

    def test_what_is_put_in_its_place_awaits_the_next_jury(self, builder):
        first = laid_about(builder.suspects[0], builder.victim)
        record_in_court(builder, "OUTCOME", *first, result="ACQUITTED")
        record_in_court(builder, "NO_VERDICT", *second_s(builder))
        [undecided] = second_s(builder)
        replace_charge_of(after(builder, 3), undecided)
        assert is_with_the_court(builder)
        [instead] = [row for row in second_s(builder) if row.pk != undecided.pk]
        record_in_court(after(builder, 3), "OUTCOME", instead, result="ACQUITTED")
        assert not is_with_the_court(builder)

    def test_a_sentence_for_another_charge_does_not_end_it(self, builder):
        first = laid_about(builder.suspects[0], builder.victim)
        record_in_court(builder, "OUTCOME", *first, result="CONVICTED")
        record_in_court(builder, "SENTENCE", *first, detail="Four years")
        assert not is_with_the_court(builder)
        record_in_court(builder, "NO_VERDICT")
        assert is_with_the_court(builder)

    def test_the_undecided_charge_is_the_same_after_another_report(self):
        made = CaseBuilder(cast(), at=START).allocate().review()
        charge_with_counts(made, count_alleged(made), count_not_alleged(made))
        alleged = authorised_charges(made.suspects[0])
        both = [*alleged, (made.victim, offence_with_code(PENETRATION))]
        more = made.victim, offence_with_code(ASSAULT)
        report_charge_of(made, charges=[*both, more], explanation="Custody sergeant’s choice.")
        made.at += timedelta(days=9)
        first, second, _other = laid_against(made.suspects[0])
        record_in_court(made, "OUTCOME", first, result="ACQUITTED")
        record_in_court(made, "NO_VERDICT", second)
        correct_report(made, charged_on=START.date(), charges=both)
        assert made.suspect().state == "CHARGED" and is_with_the_court(made)
        [_first, second] = laid_against(made.suspects[0])
        record_in_court(made, "OUTCOME", second, result="ACQUITTED")
        assert not is_with_the_court(made)


class TestDays:
    def test_no_jury_had_what_was_decided_before(self, builder):
        first = laid_about(builder.suspects[0], builder.victim)
        record_in_court(builder, "OUTCOME", *first, result="ACQUITTED")
        day = format_day(builder.at.date())
        with pytest.raises(Refused, match=f"recorded for {day}, so no jury had it later"):
            record_in_court(after(builder, 1), "NO_VERDICT")
        record_in_court(builder, "NO_VERDICT", *second_s(builder))

    def test_nothing_ended_before_a_jury_could_not_agree(self, builder):
        fact = record_in_court(after(builder, 5), "NO_VERDICT", *second_s(builder))
        day, earlier = format_day(fact.on), fact.on - timedelta(days=1)
        with pytest.raises(Refused, match=f"could not agree on one of these charges on {day}"):
            record_in_court(builder, "OUTCOME", result="ACQUITTED", on=earlier)
        ended = record_in_court(builder, "OUTCOME", result="ACQUITTED")
        with pytest.raises(Refused, match="it had not ended before"):
            correct_in_court(builder, ended, result="ACQUITTED", on=earlier)
        with pytest.raises(Refused, match="so no jury had it later"):
            correct_in_court(after(builder, 3), fact, on=builder.at.date())
        correct_in_court(builder, fact, on=earlier)
        correct_in_court(builder, ended, result="ACQUITTED", on=earlier)

    def test_it_lies_on_no_day_ahead_nor_after_its_charge_was_stopped(self, builder):
        with pytest.raises(Refused, match="has not come yet"):
            record_in_court(builder, "NO_VERDICT", on=builder.at.date() + timedelta(days=1))
        stop_charges_of(builder, charges=second_s(builder))
        with pytest.raises(Refused, match="was stopped before that day"):
            record_in_court(after(builder, 3), "NO_VERDICT", *second_s(builder))


def test_it_is_recorded_on_the_page_and_shown_to_both_sides(builder):
    typed = {"kind": "NO_VERDICT"} | date_parts("on", builder.at.date())
    browser = client_for(builder.cast.prosecutor)
    submit_form(browser, page_url("record-court-fact", builder.suspects[0]), **typed)
    day = format_day(builder.at.date())
    for who in (builder.cast.prosecutor, builder.cast.officer):
        text = page_text(client_for(who).get(page_url("see-case", builder.case)))
        assert f"Jury could not agree {day}" in text
        listed = page_text(client_for(who).get(page_url("see-court-facts", builder.case)))
        assert f"Jury could not agree , {day}" in listed
