"""Who writes over what is recorded says why, and the history keeps it (ADR 115)."""

import json
from datetime import date
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from cases.case_details.actions import cases
from cases.case_keys import CASE_KEYS
from cases.held_material.actions import held_material
from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast
from rasso import folder_checks
from tests.cases.test_held_material import RANK, TYPED
from tests.rasso.test_database_objects import as_owner
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture

__all__ = ["as_owner"]
pytestmark = pytest.mark.django_db
WHY = "The custody record has the other spelling."
TODAY = date(2026, 2, 1)
CORRECT = {"surname": "Example", "given_names": "Sam"}
ASKED = "Enter why this is changed"


@module_fixture
def builder():
    return CaseBuilder(cast())


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def correct(officer, suspect, **typed):
    sent = {"version": suspect.version, **CORRECT, **typed}
    return officer.post(page_url("correct-suspect", suspect), sent)


def history_page(builder, who="officer"):
    page = client_for(getattr(builder.cast, who)).get(page_url("see-case-history", builder.case))
    return page_text(page)


def test_a_name_is_not_written_over_without_a_reason_and_nothing_typed_is_lost(builder, officer):
    before = builder.suspect()
    page = correct(officer, before)
    assert page.status_code == 200 and ASKED in page_text(page)
    assert 'value="Example"' in page.content.decode()
    assert builder.suspect().surname == before.surname


@pytest.mark.parametrize("thin", ["Typo", "asdf asdf asdf asdf asdf asdf", "   "])
def test_a_reason_has_substance_as_other_reasons_have(builder, officer, thin):
    before = builder.suspect()
    page = correct(officer, before, changed_because=thin)
    assert page.status_code == 200 and builder.suspect().surname == before.surname


def test_the_history_says_why_beside_what_it_was_and_became(builder, officer):
    was = builder.suspect().surname
    assert correct(officer, builder.suspect(), changed_because=WHY).status_code == 302
    told = history_page(builder)
    assert f"Surname: from {was} to Example" in told and f"Why: {WHY}" in told


def test_the_reason_is_of_this_change_alone(builder, officer):
    correct(officer, builder.suspect(), changed_because=WHY)
    builder.submit()  # which saves the suspect again, with a row of history
    reasons = [row.changed_because for row in builder.suspect().history.all()]
    assert reasons.count(WHY) == 1 and len(reasons) > 2


def test_it_is_stored_sealed(builder, officer):
    correct(officer, builder.suspect(), changed_because=WHY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT changed_because FROM cases_historicalsuspect WHERE changed_because <> ''"
        )
        [[stored]] = cursor.fetchall()
    assert "custody" not in stored and len(stored) > len(WHY)


def correct_reference(officer, case, typed):
    """Record a crime reference, then another."""
    address = page_url("record-crime-reference", case)
    sent = {"version": case.version, "crime_reference": "52/12345/26"}
    assert officer.post(address, sent).status_code == 302
    sent = {"version": case.version + 1, "crime_reference": typed, "changed_because": WHY}
    return officer.post(address, sent)


def test_one_in_clear_is_sealed_later_and_read_as_before(as_owner, settings):
    settings.SEAL_TEXTS = False
    builder = CaseBuilder(cast())
    officer = client_for(builder.cast.officer)
    correct(officer, builder.suspect(), changed_because=WHY)
    assert correct_reference(officer, builder.case, "52/54321/26").status_code == 302
    assert why_in_clear() == 2
    settings.SEAL_TEXTS = True
    call_command("seal_texts")
    assert why_in_clear() == 0
    assert history_page(builder).count(f"Why: {WHY}") == 2


def why_in_clear():
    """How many rows of history of suspects and of cases say why in clear."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT changed_because FROM cases_historicalsuspect"
            " UNION ALL SELECT changed_because FROM cases_historicalcase) AS rows"
            " WHERE changed_because LIKE '%%custody%%'"
        )
        [[found]] = cursor.fetchall()
    return found


def test_a_lost_key_is_not_replaced_where_nothing_but_a_reason_is_sealed(builder, officer):
    case = CaseBuilder(builder.cast).case
    assert correct_reference(officer, case, "52/54321/26").status_code == 302
    with connection.cursor() as cursor:
        blank = "UPDATE cases_event SET note = ''"
        cursor.execute("SELECT for_tests.run_past_triggers(%s)", [blank])
    (CASE_KEYS.folder() / str(case.pk)).unlink()
    sent = {"version": case.version + 2, "crime_reference": "52/11111/26", "changed_because": WHY}
    answer = officer.post(page_url("record-crime-reference", case), sent)
    assert answer.status_code == 409 and "52/11111/26" in answer.content.decode()
    case.refresh_from_db()
    assert case.crime_reference == "52/54321/26" and not CASE_KEYS.has_file(case.pk)


def test_readiness_tells_of_a_lost_key_where_nothing_but_a_reason_is_sealed(builder, officer):
    case = CaseBuilder(builder.cast).case
    assert correct_reference(officer, case, "52/54321/26").status_code == 302
    with connection.cursor() as cursor:
        blank = "UPDATE cases_event SET note = ''"
        cursor.execute("SELECT for_tests.run_past_triggers(%s)", [blank])
    assert not folder_checks.is_case_key_missing()
    (CASE_KEYS.folder() / str(case.pk)).unlink()
    assert folder_checks.is_case_key_missing()


def test_what_was_not_known_is_added_without_a_reason(builder, officer):
    suspect = builder.suspect()
    Suspect.objects.unscoped("test").filter(pk=suspect.pk).update(born_on=None)
    known = {"surname": suspect.surname, "given_names": suspect.given_names}
    page = correct(officer, suspect, **known, **date_parts("born_on", date(1990, 5, 6)))
    assert page.status_code == 302 and builder.suspect().born_on == date(1990, 5, 6)


def test_what_is_taken_away_needs_a_reason_too(builder, officer):
    suspect = builder.suspect()
    Suspect.objects.unscoped("test").filter(pk=suspect.pk).update(born_on=date(1990, 5, 6))
    known = {"surname": suspect.surname, "given_names": suspect.given_names}
    assert ASKED in page_text(correct(officer, suspect, **known))
    assert builder.suspect().born_on == date(1990, 5, 6)


def test_what_changes_nothing_asks_nothing_and_keeps_no_reason(builder, officer):
    suspect, document = builder.suspect(), add_document(builder, mg_form="MG5")
    assert correct_reference(officer, builder.case, "52/54321/26").status_code == 302
    builder.case.refresh_from_db()
    material = builder.do(held_material.add_held_material, "officer", case=builder.case, **RANK)
    born = date_parts("born_on", suspect.born_on) if suspect.born_on else {}
    names = {"surname": suspect.surname, "given_names": suspect.given_names} | born
    where = {"custody": suspect.custody, **date_parts("released_on", suspect.released_on)}
    for row, name, sent in (
        (suspect, "correct-suspect", names),
        (suspect, "record-custody", where),
        (document, "classify-document", {"mg_form": "MG5"}),
        (builder.case, "record-crime-reference", {"crime_reference": "52/54321/26"}),
        (material, "correct-held-material", TYPED),
    ):
        before = said(row)
        for why in ({}, {"changed_because": WHY}):
            row.refresh_from_db()
            answer = officer.post(page_url(name, row), {"version": row.version, **sent, **why})
            assert answer.status_code == 302, (name, page_text(answer))
        assert said(row) == before, name


def test_each_page_asks_and_says_who_reads_the_answer(builder, officer):
    suspect, document = builder.suspect(), add_document(builder, mg_form="MG5")
    assert correct_reference(officer, builder.case, "52/54321/26").status_code == 302
    material = builder.do(held_material.add_held_material, "officer", case=builder.case, **RANK)
    for row, name in (
        (suspect, "correct-suspect"),
        (suspect, "record-custody"),
        (document, "classify-document"),
        (builder.case, "record-crime-reference"),
        (material, "correct-held-material"),
    ):
        page = page_text(officer.get(page_url(name, row)))
        assert "Why is this changed?" in page and "both sides can read this" in page, name


def said(row):
    """The reasons that the history of a row has."""
    return [each.changed_because for each in row.history.all() if each.changed_because]


def test_of_two_who_change_different_fields_the_later_explains_their_own_change(builder, officer):
    """What the other has changed meanwhile is not theirs to explain."""
    suspect = builder.suspect()
    page = officer.get(page_url("correct-suspect", suspect))
    opened = page.context["form"]["opened"].value()
    builder.do(
        cases.correct_suspect, "officer", suspect=suspect, version=suspect.version,
        surname="Other", given_names=suspect.given_names, born_on=suspect.born_on,
    )  # fmt: skip
    born = date_parts("born_on", suspect.born_on) if suspect.born_on else {}
    sent = {
        "version": suspect.version, "opened": opened, "surname": suspect.surname,
        "given_names": suspect.given_names, **born,
    }  # fmt: skip
    assert officer.post(page_url("correct-suspect", suspect), sent).status_code == 302
    assert builder.suspect().surname == "Other"


def test_a_first_crime_reference_asks_nothing_and_another_asks_why(builder, officer):
    address = page_url("record-crime-reference", builder.case)
    builder.case.crime_reference = ""
    builder.case.save_without_historical_record()
    form = officer.get(address).context["form"]
    assert "changed_because" not in form.fields
    first = {"version": builder.case.version, "crime_reference": "52/12345/26"}
    assert officer.post(address, first).status_code == 302
    second = {"version": builder.case.version + 1, "crime_reference": "52/54321/26"}
    assert ASKED in page_text(officer.post(address, second))
    explained = second | {"changed_because": "Two figures were the wrong way round."}
    assert officer.post(address, explained).status_code == 302
    assert "Why: Two figures were the wrong way round." in history_page(builder)


def test_custody_and_a_document_s_type_ask_why(builder, officer):
    suspect, document = builder.suspect(), add_document(builder, mg_form="MG5")
    for address, sent in (
        (page_url("record-custody", suspect), {"custody": "NOT_ARRESTED"}),
        (page_url("classify-document", document), {"mg_form": "MG11"}),
    ):
        version = suspect.version if "custody" in sent else document.version
        page = officer.post(address, {"version": version, **sent})
        assert ASKED in page_text(page), address
        told = {"version": version, **sent, "changed_because": WHY}
        assert officer.post(address, told).status_code == 302
    assert document.history.first().changed_because == WHY


def test_the_cps_does_not_read_why_of_what_the_police_keep(builder, officer):
    """The case was not sent: none of its history is the CPS's."""
    correct(officer, builder.suspect(), changed_because=WHY)
    row = builder.suspect().history.first()
    assert row.only_side == "POLICE" and row.changed_because == WHY
    builder.submit()
    assert WHY not in history_page(builder, "assistant")


def test_the_api_asks_alike(builder):
    caller = Caller(builder.cast.police).for_(builder.cast.officer)
    suspect = builder.suspect()
    address = f"/api/suspects/{suspect.pk}/correction/"
    sent, version = CORRECT | {"is_unidentified": False}, {"If_Match": f'"{suspect.version}"'}
    answer = caller.post(address, sent, Idempotency_Key=str(uuid4()), **version)
    assert answer.status_code == 422 and "changed_because" in answer.content.decode()
    assert builder.suspect().surname == suspect.surname
    told = sent | {"changed_because": WHY}
    answer = caller.post(address, told, Idempotency_Key=str(uuid4()), **version)
    assert answer.status_code < 300, answer.content
    assert builder.suspect().history.first().changed_because == WHY


def test_the_description_says_when_the_reason_is_required(builder):
    told = json.dumps(Caller(builder.cast.police).get("/api/description/").json())
    needed = "Required where a value that is recorded would be another, or none, from now on."
    assert told.count(needed) == 3  # correct_suspect, record_custody, correct_held_material


def test_a_system_that_read_the_suspect_before_is_told_so_and_not_asked_why(builder):
    caller = Caller(builder.cast.police).for_(builder.cast.officer)
    suspect = builder.suspect()
    sent, version = CORRECT | {"is_unidentified": False}, {"If_Match": f'"{suspect.version - 1}"'}
    address = f"/api/suspects/{suspect.pk}/correction/"
    answer = caller.post(address, sent, Idempotency_Key=str(uuid4()), **version)
    assert answer.status_code == 412, answer.content


def test_an_arrest_is_recorded_without_a_reason_and_not_taken_back_without_one(builder, officer):
    suspect = builder.suspect()
    Suspect.objects.unscoped("test").filter(pk=suspect.pk).update(
        custody="NOT_ARRESTED", released_on=None
    )
    address, released = page_url("record-custody", suspect), date_parts("released_on", TODAY)
    sent = {"version": suspect.version, "custody": "UNDER_INVESTIGATION", **released}
    assert officer.post(address, sent).status_code == 302
    back = {"version": suspect.version + 1, "custody": "NOT_ARRESTED"}
    assert ASKED in page_text(officer.post(address, back))
