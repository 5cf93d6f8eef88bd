"""Suspects whom nobody has identified yet: investigated, closed with an outcome, named later."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cases.case_details.actions import cases
from cases.case_details.queries.possible_matches import possible_matches
from cases.models import Offence, Suspect
from cases.states import State
from devtools.case_builder import OFFENCE, CaseBuilder, cast, scope
from tests.support.cases.closing import (
    allege,
    close_investigation,
    propose_closing,
    send_closing_back,
    sign_closing,
)
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

UNKNOWN = {"is_unidentified": "on", "surname": "", "custody": "NOT_ARRESTED"}
NAMED = {"surname": "Known", "given_names": "Ken", "born_on": None}
NOBODY = {"surname": "", "given_names": "", "born_on": None}


def add_unidentified(builder):
    """Add a suspect without a name, and what is alleged."""
    suspect = builder.do(
        cases.add_suspect, "officer", case=builder.case, surname="", custody="NOT_ARRESTED"
    )
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=builder.victim,
        suspect=suspect, offence=Offence.objects.get(pk=OFFENCE), from_on=date(2026, 1, 10),
    )  # fmt: skip
    builder.suspects.append(suspect)
    return suspect


@module_fixture
def builder():
    builder = CaseBuilder(cast())
    add_unidentified(builder)
    return builder


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def correct(builder, n=1, **facts):
    suspect = builder.suspect(n)
    return builder.do(
        cases.correct_suspect, "officer", suspect=suspect, version=suspect.version, **facts
    )


# On the pages


def test_a_suspect_is_added_whom_nobody_has_identified(builder, officer):
    officer.post(page_url("add-suspect", builder.case), UNKNOWN)
    suspect = Suspect.objects.unscoped("test").get(case=builder.case, number=3)
    assert (suspect.surname, suspect.name) == ("", "Not identified")
    page = page_text(officer.get(page_url("see-case", builder.case)))
    assert page.count("Not identified") >= 2


def test_a_named_suspect_needs_a_surname(builder, officer):
    page = officer.post(page_url("add-suspect", builder.case), UNKNOWN | {"is_unidentified": ""})
    assert "Enter the suspect’s surname, or tick that nobody" in page_text(page)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"surname": "Known"}, "Leave this empty, or remove the tick"),
        ({"given_names": "Ken"}, "Leave this empty, or remove the tick"),
        ({"custody": "UNDER_INVESTIGATION"}, "Select “Not arrested”, or remove the tick"),
    ],
)
def test_what_is_known_of_somebody_unknown_is_asked_about(builder, officer, typed, error):
    page = officer.post(page_url("add-suspect", builder.case), UNKNOWN | typed)
    assert error in page_text(page)
    assert Suspect.objects.unscoped("test").filter(case=builder.case).count() == 2


def test_the_worklist_names_a_suspect_whom_nobody_has_identified(builder, officer):
    assert "Not identified" in page_text(officer.get("/"))


def test_a_form_to_correct_it_says_that_nobody_has_been_identified(builder, officer):
    page = officer.get(page_url("correct-suspect", builder.suspects[1]))
    assert page.context["form"]["is_unidentified"].value() is True
    answer = officer.post(
        page_url("correct-suspect", builder.suspects[1]),
        {"surname": "Known", "version": builder.suspect(1).version, "opened": ""},
    )
    assert answer.status_code == 302, page_text(answer)
    assert builder.suspect(1).name == "Known"


# The rules


def test_a_suspect_is_named_later_and_a_named_one_stays_named(builder):
    assert correct(builder, **NAMED).name == "Ken Known"
    assert "stays named" in why_not(correct, builder, **NOBODY)
    assert builder.suspect(1).surname == "Known"


def test_nobody_unidentified_is_in_custody(builder):
    suspect = builder.suspect(1)
    said = why_not(
        builder.do, cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        custody="IN_CUSTODY",
    )  # fmt: skip
    assert said.startswith("Nobody has been identified as suspect 2.")


@pytest.mark.parametrize(
    "known", [{"given_names": "Ken"}, {"born_on": date(1990, 1, 1)}, {"custody": "ON_BAIL"}]
)
def test_the_database_knows_nothing_of_an_unidentified_suspect(builder, known):
    rows = Suspect.objects.unscoped("test").filter(pk=builder.suspects[1].pk)
    with pytest.raises(IntegrityError, match="nobody_is_known"), transaction.atomic():
        rows.update(**known)


def test_only_an_identified_suspect_is_referred(builder, officer):
    assert why_not(builder.write) == (
        "Nobody has been identified as suspect 2. Record the suspect’s name before you refer."
    )
    page = page_text(officer.get(page_url("write-referral", builder.case)))
    assert "Not identified" not in page
    builder.suspects = builder.suspects[:1]
    assert builder.write().suspect().state == State.AWAITING_SIGN_OFF


def test_cases_with_unknown_suspects_are_not_alike_because_of_it(builder):
    other = CaseBuilder(builder.cast)
    add_unidentified(other)
    first = Suspect.objects.unscoped("test").filter(case=other.case, number=1)
    first.update(surname=builder.suspects[0].surname)
    [alike] = possible_matches(builder.case, scope(builder.cast.officer, at=builder.at))
    assert alike.case == other.case  # by the names of the first suspects
    assert "Not identified" not in " ".join(alike.because)


# Closing


@pytest.mark.parametrize("code", [14, 18, 20])
def test_an_investigation_without_a_suspect_is_closed(builder, code):
    report = close_investigation(builder, 1, outcome=code, interviewed_on=None)
    assert builder.suspect(1).state == State.CLOSED
    [alleged] = builder.suspects[1].allegations.unscoped("test")
    assert [(row.allegation_id, row.outcome) for row in report.outcomes.all()] == [
        (alleged.pk, code)
    ]


@pytest.mark.parametrize(("n", "code"), [(0, 14), (0, 18), (1, 15), (1, 16), (1, 5)])
def test_an_outcome_fits_whether_somebody_was_identified(builder, n, code):
    assert why_not(propose_closing, builder, n, outcome=code, interviewed_on=None) == (
        "Select one of the outcomes shown."
    )


def test_nobody_was_interviewed_whom_nobody_identified(builder):
    assert why_not(propose_closing, builder, 1, outcome=18).startswith("Nobody has been identified")


def test_the_form_offers_the_outcomes_without_a_suspect(builder, officer):
    page = page_text(officer.get(page_url("propose-closing", builder.suspects[1])))
    assert "18. Investigation complete: no suspect identified" in page
    assert "14. Evidential difficulties: suspect not identified" in page
    assert "16. Evidential" not in page
    assert "interviewed under caution? " not in page
    page = page_text(officer.get(page_url("propose-closing", builder.suspects[0])))
    assert "16. Evidential" in page
    assert "18. Investigation" not in page


def test_a_report_about_nobody_is_not_signed_once_somebody_is_identified(builder):
    propose_closing(builder, 1, outcome=18, interviewed_on=None)
    correct(builder, **NAMED)
    assert why_not(sign_closing, builder, 1).startswith("Suspect 2 has been identified since")


def test_nor_where_only_one_of_its_outcomes_says_that_there_is_nobody(builder):
    allege(builder, builder.victim, n=1)
    rows = builder.suspects[1].allegations.unscoped("test").order_by("pk")
    codes = dict(zip(rows.values_list("pk", flat=True), (20, 18), strict=True))
    propose_closing(builder, 1, outcome=codes, interviewed_on=None)
    correct(builder, **NAMED)
    assert why_not(sign_closing, builder, 1).startswith("Suspect 2 has been identified since")
    send_closing_back(builder, 1)
    assert close_investigation(builder, 1, outcome=16).outcome == 16
