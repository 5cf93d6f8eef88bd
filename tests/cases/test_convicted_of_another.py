"""A conviction of another offence than the one charged is a conviction that names the offence."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.decisions.actions.verdicts import never_again
from cases.models import CourtFact, LaidCharge
from devtools.case_builder import OFFENCE, cast
from people.access.scopes import Refused
from tests.support.cases.charge_stops import (
    charge_two_victims,
    laid_about,
    laid_against,
    stop_charges_of,
)
from tests.support.cases.counts import offence_with_code
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

ATTEMPT, ASSAULT, OLD_RAPE = "SX03001A", "SX03007", "SX56001"
TITLE = "Attempt to rape"


@module_fixture
def builder():
    """Charges about two victims: the first of rape and assault, the second of assault."""
    made = charge_two_victims(cast(), at=days_ago(40))
    made.at += timedelta(days=9)
    return made


def convict_of(builder, code, *charges, **facts):
    said = {"result": "CONVICTED", "convicted_of": offence_with_code(code)} | facts
    return record_in_court(builder, "OUTCOME", *charges, **said)


def rape(builder):
    """The charge of rape."""
    return next(row for row in laid_against(builder.suspects[0]) if row.offence_id == OFFENCE)


class TestIsAConviction:
    def test_it_names_the_offence_and_is_sentenced(self, builder):
        fact = convict_of(builder, ATTEMPT, rape(builder))
        assert (fact.result, fact.convicted_of_id) == ("CONVICTED", ATTEMPT)
        record_in_court(builder, "SENTENCE", rape(builder), detail="Four years")
        with pytest.raises(Refused, match="A sentence rests on this"):
            correct_in_court(builder, fact, result="ACQUITTED")
        correct_in_court(builder, fact, result="CONVICTED")

    def test_a_charge_has_one_outcome(self, builder):
        convict_of(builder, ATTEMPT, rape(builder))
        with pytest.raises(Refused, match="An outcome of one of these charges is recorded"):
            record_in_court(builder, "OUTCOME", result="CONVICTED")
        with pytest.raises(Refused, match="cannot be stopped or replaced"):
            stop_charges_of(builder, charges=[rape(builder)])

    @pytest.mark.parametrize("result", ["ACQUITTED", "STOPPED"])
    def test_nothing_else_names_one(self, builder, result):
        fact = convict_of(builder, ATTEMPT, rape(builder), result=result)
        assert fact.convicted_of is None
        rows = CourtFact.objects.unscoped("test").filter(pk=fact.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(convicted_of=ATTEMPT)

    def test_what_is_kept_of_it_never_changes(self, builder):
        fact = convict_of(builder, ATTEMPT, rape(builder))
        rows = CourtFact.objects.unscoped("test").filter(pk=fact.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(convicted_of=ASSAULT)

    def test_that_alone_is_corrected_and_taken_back(self, builder):
        fact = record_in_court(builder, "OUTCOME", rape(builder), result="CONVICTED")
        said = {"result": "CONVICTED", "convicted_of": offence_with_code(ATTEMPT)}
        fact = correct_in_court(builder, fact, **said)
        assert fact.convicted_of_id == ATTEMPT
        with pytest.raises(Refused, match="Nothing has changed"):
            correct_in_court(builder, fact, **said)
        void = correct_in_court(builder, fact, is_void=True)
        assert void.convicted_of_id == ATTEMPT


class TestWhichOffence:
    def test_it_is_not_the_one_charged(self, builder):
        with pytest.raises(Refused, match="One of these charges is of that offence"):
            convict_of(builder, ASSAULT)
        with pytest.raises(Refused, match="One of these charges is of that offence"):
            convict_of(builder, ASSAULT, *laid_about(builder.suspects[0], builder.second))
        convict_of(builder, ASSAULT, rape(builder))

    def test_it_applied_on_the_days_of_the_charge(self, builder):
        with pytest.raises(Refused, match="Sexual Offences Act 1956 s.1 applies to acts"):
            convict_of(builder, OLD_RAPE, rape(builder))
        fact = convict_of(builder, ATTEMPT, rape(builder))
        with pytest.raises(Refused, match="Sexual Offences Act 1956 s.1 applies to acts"):
            correct_in_court(
                builder, fact, result="CONVICTED", convicted_of=offence_with_code(OLD_RAPE)
            )


def test_what_was_charged_cannot_be_charged_again():
    """Whoever was convicted of another offence was found not guilty of what is charged."""
    made = charge_two_victims(cast(), at=days_ago(40))
    made.at += timedelta(days=9)
    first = rape(made)
    convict_of(made, ATTEMPT, first)
    charged, instead = list(never_again(made.suspects[0]))
    assert (charged[0].pk, charged[0].offence_id) == (first.pk, OFFENCE)
    assert "found not guilty of it" in str(charged[1])
    assert (instead[0].victim_id, instead[0].offence_id) == (first.victim_id, ATTEMPT)
    assert "convicted of this offence instead" in str(instead[1])
    assert LaidCharge.objects.get(pk=first.pk).offence_id == OFFENCE


class TestPages:
    def form(self, builder, **typed):
        said = {"kind": "OUTCOME", "verdict": "OTHER_OFFENCE", "charges": [rape(builder).pk]}
        said |= {"form_key": ""} | date_parts("on", builder.at.date()) | typed
        browser = client_for(builder.cast.prosecutor)
        return browser.post(page_url("record-court-fact", builder.suspects[0]), said, follow=True)

    def newest(self):
        return CourtFact.objects.unscoped("test").order_by("at").last()

    def test_it_is_shown_wherever_the_outcome_is(self, builder):
        self.form(builder, convicted_of=ATTEMPT)
        assert self.newest().convicted_of_id == ATTEMPT
        for who in (builder.cast.prosecutor, builder.cast.officer):
            for page in ("see-case", "see-court-facts"):
                text = page_text(client_for(who).get(page_url(page, builder.case)))
                assert f"Convicted of another offence: {TITLE}" in text

    def test_without_the_offence_it_says_what_to_do_and_keeps_what_was_typed(self, builder):
        page = self.form(builder, convicted_of="")
        form = page.context_data["form"]
        assert form.errors["convicted_of"] == ["Select the offence of which they were convicted"]
        assert form["verdict"].value() == "OTHER_OFFENCE"
        assert self.newest() is None
        page = self.form(builder, convicted_of="SX99999")
        errors = page.context_data["form"].errors
        assert errors["convicted_of"] == ["Select an offence from the list"]

    @pytest.mark.parametrize("verdict", ["CONVICTED", "ACQUITTED"])
    def test_an_offence_that_is_hidden_again_counts_for_nothing(self, builder, verdict):
        self.form(builder, verdict=verdict, convicted_of=ATTEMPT)
        assert (self.newest().result, self.newest().convicted_of) == (verdict, None)

    def test_a_correction_begins_with_it(self, builder):
        fact = convict_of(builder, ATTEMPT, rape(builder))
        browser = client_for(builder.cast.prosecutor)
        page = browser.get(page_url("correct-court-fact", fact))
        form = page.context_data["form"]
        assert (form["verdict"].value(), form["convicted_of"].value()) == ("OTHER_OFFENCE", ATTEMPT)
        submit_form(
            browser, page_url("correct-court-fact", fact), what="another", verdict="CONVICTED",
            reason="The clerk misread it.", **date_parts("on", fact.on),
        )  # fmt: skip
        assert (self.newest().result, self.newest().convicted_of) == ("CONVICTED", None)
        text = page_text(browser.get(page_url("see-court-facts", builder.case)))
        assert f"Before: Outcome: Convicted of another offence: {TITLE}" in text
