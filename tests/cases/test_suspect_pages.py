"""Pages of suspects: facts, custody, corrections with history, and allegations."""

from datetime import date

import pytest

from cases.case_details.actions import cases
from cases.models import Allegation, Submission, Suspect, Victim
from cases.offences.queries.offence_table import offences
from devtools.case_builder import CaseBuilder, cast, force_unit, person
from tests.support.cases.pages import client_for, date_parts, day_from_today, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

NAMES = {"surname": "Example", "given_names": "Sam"}
EXPLAINED = {"changed_because": "The custody record says otherwise."}
BAIL = {
    "custody": "ON_BAIL",
    **date_parts("bailed_on", date(2026, 2, 3)),
    **date_parts("bail_ends_on", date(2027, 2, 3)),
}


def moment_parts(name, value):
    return {**date_parts(name, value), f"{name}-hour": 12, f"{name}-minute": 0}


@module_fixture
def builder():
    return CaseBuilder(cast())


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def newest_suspect(builder):
    return Suspect.objects.unscoped("test").filter(case=builder.case).order_by("number").last()


def test_a_suspect_is_added_with_the_police_s_own_dates(builder, officer):
    answer = officer.post(
        page_url("add-suspect", builder.case),
        NAMES
        | BAIL
        | date_parts("arrested_on", date(2026, 2, 3))
        | date_parts("born_on", date(1990, 5, 6)),
    )
    assert answer.url == page_url("see-case", builder.case)
    suspect = newest_suspect(builder)
    assert (suspect.number, suspect.name) == (2, "Sam Example")
    assert (suspect.arrested_on, suspect.bailed_on) == (date(2026, 2, 3), date(2026, 2, 3))
    assert (suspect.bail_ends_on, suspect.released_on) == (date(2027, 2, 3), None)
    assert suspect.born_on == date(1990, 5, 6)


def test_the_page_says_that_no_date_is_worked_out(builder, officer):
    page = officer.get(page_url("add-suspect", builder.case))
    assert "This service does not work them out." in page_text(page)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"surname": ""}, "Enter the suspect’s surname"),
        ({"surname": "Example"}, "Select where the suspect is now"),
        (NAMES | {"custody": "IN_CUSTODY"}, "Enter the end of detention"),
        (NAMES | {"custody": "ON_BAIL"}, "Enter the date of bail"),
        (NAMES | {"custody": "UNDER_INVESTIGATION"}, "Enter the date of release"),
        (
            NAMES | BAIL | date_parts("bail_ends_on", date(2026, 2, 2)),
            "Enter an end of bail that is on or after the date of bail",
        ),
        (
            NAMES | BAIL | date_parts("arrested_on", date(2026, 2, 4)),
            "Enter a date that is on or after the date of arrest",
        ),
        (
            NAMES | {"custody": "NOT_ARRESTED"} | date_parts("arrested_on", date(2026, 2, 4)),
            "Select another answer, or leave the date of arrest empty",
        ),
        (
            NAMES | BAIL | date_parts("born_on", date(1899, 12, 31)),
            "The date of birth must be 1 January 1900 or later",
        ),
        (
            NAMES
            | BAIL
            | date_parts("arrested_on", date(2026, 2, 3))
            | date_parts("born_on", date(2026, 2, 3)),
            "Enter a date of birth that is before the date of arrest",
        ),
        (NAMES | BAIL | date_parts("bail_ends_on", date(9999, 12, 31)), "The end of bail must be"),
        (
            NAMES | {"custody": "IN_CUSTODY"} | moment_parts("detained_until", date(9999, 12, 31)),
            "The end of detention must be",
        ),
        (
            NAMES | {"custody": "IN_CUSTODY"} | moment_parts("detained_until", date(2026, 2, 3)),
            "This time has passed. Enter the new end of detention, or change where they are",
        ),
        (NAMES | BAIL | {"surname": "x" * 81}, "Enter no more than 80 characters"),
        (NAMES | BAIL | {"given_names": "a\0b"}, "Null characters are not allowed"),
        (NAMES | BAIL | {"bailed_on-month": "13"}, "The date of bail must be a real date"),
    ],
)
def test_an_impossible_answer_is_explained_and_everything_typed_is_kept(
    builder, officer, typed, told
):
    assert_not_added(builder, officer, typed, told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bailed_on", "The date of bail must be today or earlier"),
        ("born_on", "The date of birth must be today or earlier"),
    ],
)
def test_a_suspect_fact_in_the_future_is_refused(builder, officer, name, told):
    assert_not_added(builder, officer, NAMES | BAIL | date_parts(name, day_from_today(1)), told)


def assert_not_added(builder, officer, typed, told):
    page = officer.post(page_url("add-suspect", builder.case), typed)
    assert page.status_code == 200
    assert told in page_text(page)
    assert page.context["form"]["surname"].value() == typed.get("surname")
    assert newest_suspect(builder).number == 1


def test_dates_under_another_answer_are_dropped(builder, officer):
    officer.post(page_url("add-suspect", builder.case), NAMES | BAIL | {"custody": "NOT_ARRESTED"})
    assert (newest_suspect(builder).bailed_on, newest_suspect(builder).bail_ends_on) == (None, None)


# Custody


def post_custody(officer, suspect, version=None, **typed):
    return officer.post(
        page_url("record-custody", suspect),
        {"version": version or suspect.version, **EXPLAINED, **typed},
    )


def test_custody_is_kept_true_and_the_old_facts_stay_in_the_history(builder, officer):
    suspect = builder.suspect()
    page = officer.get(page_url("record-custody", suspect))
    assert 'value="2026"' in page.content.decode()  # released on 1 February 2026
    assert post_custody(officer, suspect, **BAIL).url == page_url("see-case", builder.case)

    now = builder.suspect()
    assert (now.custody, now.bailed_on, now.released_on) == ("ON_BAIL", date(2026, 2, 3), None)
    assert [row.custody for row in now.history.all()][:2] == ["ON_BAIL", "UNDER_INVESTIGATION"]


def test_a_stale_form_shows_both_versions_and_overwrites_nothing(builder, officer):
    before = builder.suspect()
    post_custody(officer, before, **BAIL)
    released = {"custody": "UNDER_INVESTIGATION", **date_parts("released_on", date(2026, 3, 1))}
    page = post_custody(officer, before, **released)

    assert page.status_code == 409
    assert "Someone changed this while you were working" in page_text(page)
    assert "Saved now: On bail" in page_text(page)
    assert "What you typed: Released under investigation" in page_text(page)
    assert builder.suspect().custody == "ON_BAIL"

    again = page.context["form"]["version"].value()
    # They have seen the other version.
    assert post_custody(officer, before, again, **released).status_code == 302
    assert builder.suspect().custody == "UNDER_INVESTIGATION"


def test_a_suspect_who_only_moved_on_meanwhile_is_not_stale(builder, officer):
    before = builder.suspect()
    builder.write()
    assert builder.suspect().version > before.version
    same = {"custody": "UNDER_INVESTIGATION", **date_parts("released_on", date(2026, 2, 1))}
    assert post_custody(officer, before, **same).status_code == 302


def test_the_cps_sees_the_suspect_and_records_no_custody(builder):
    builder.submit()
    page = client_for(builder.cast.assistant).get(page_url("record-custody", builder.suspect()))
    assert page.status_code == 403


def test_a_suspect_out_of_sight_is_not_found(builder):
    stranger = client_for(person(force_unit(), "refer_cases"))
    for address in (
        page_url("record-custody", builder.suspect()),
        page_url("add-suspect", builder.case),
    ):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, NAMES | BAIL).status_code == 404


# Correcting a name


def correct_suspect_on_page(officer, suspect, version=None, **typed):
    sent = {"version": version or suspect.version, **EXPLAINED, **NAMES, **typed}
    return officer.post(page_url("correct-suspect", suspect), sent)


def test_a_name_is_corrected_and_the_old_one_stays_in_the_history_and_in_what_was_sent(builder):
    builder.submit()
    before, officer = builder.suspect(), client_for(builder.cast.officer)
    page = officer.get(page_url("correct-suspect", before))
    assert f'value="{before.surname}"' in page.text
    assert page.context["form"]["version"].value() == before.version
    assert (
        correct_suspect_on_page(
            officer, before, **date_parts("born_on", date(1990, 5, 6))
        ).status_code
        == 302
    )

    now = builder.suspect()
    assert (now.name, now.born_on) == ("Sam Example", date(1990, 5, 6))
    assert [row.surname for row in now.history.all()][:2] == ["Example", before.surname]
    assistant = client_for(builder.cast.assistant)
    assert "Sam Example" in page_text(assistant.get(page_url("see-case", builder.case)))
    history = page_text(assistant.get(page_url("see-case-history", builder.case)))
    assert "name or date of birth corrected" in history
    submission = Submission.objects.unscoped("test").get(referral=builder.referral)
    assert before.name in page_text(assistant.get(page_url("see-submission", submission)))


def test_two_who_correct_one_name_are_shown_each_other_s(builder, officer):
    before = builder.suspect()
    correct_suspect_on_page(officer, before)
    page = correct_suspect_on_page(officer, before, surname="Beispiel")
    assert page.status_code == 409 and "Saved now: Example" in page_text(page)
    assert builder.suspect().surname == "Example"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"surname": ""}, "Enter the suspect’s surname"),
        (
            date_parts("born_on", date(2026, 2, 4)),
            "Enter a date of birth that is before the date of arr",
        ),
    ],
)
def test_a_correction_that_cannot_be_is_told_and_changes_nothing(builder, officer, typed, told):
    post_custody(officer, builder.suspect(), **BAIL, **date_parts("arrested_on", date(2026, 2, 3)))
    before = builder.suspect()
    assert told in page_text(correct_suspect_on_page(officer, before, **typed))
    tomorrow = correct_suspect_on_page(officer, before, **date_parts("born_on", day_from_today(1)))
    assert "The date of birth must be today or earlier" in page_text(tomorrow)
    assert builder.suspect().name == before.name


def test_no_correction_takes_what_is_not_asked(builder):
    suspect = builder.suspect()
    with pytest.raises(TypeError, match="Not to be given"):
        builder.do(
            cases.correct_suspect, "officer", suspect=suspect, version=suspect.version,
            surname="X", given_names="", born_on=None, custody="ON_BAIL",
        )  # fmt: skip


# Allegations


def allegation_form(builder, **typed):
    victim = Victim.objects.unscoped("test").get(case=builder.case)
    return {
        "victim": victim.pk, "suspect": builder.suspect().pk, "offence": "SX03001",
        **date_parts("from_on", date(2025, 3, 4)), **typed,
    }  # fmt: skip


def allegations_against(builder):
    return Allegation.objects.unscoped("test").filter(case=builder.case).order_by("from_on")


def test_an_allegation_ties_a_victim_a_suspect_and_an_offence(builder, officer):
    answer = officer.post(
        page_url("add-allegation", builder.case),
        allegation_form(builder) | date_parts("to_on", date(2025, 3, 6)),
    )
    assert answer.url == page_url("see-case", builder.case)
    made = allegations_against(builder).get(from_on=date(2025, 3, 4))
    assert (made.offence_id, made.to_on, made.suspect) == (
        "SX03001",
        date(2025, 3, 6),
        builder.suspect(),
    )


def test_every_offence_of_the_list_can_be_chosen_by_its_words_and_its_code(builder, officer):
    body = officer.get(page_url("add-allegation", builder.case)).content.decode()
    assert body.count("<option") == len(offences()) + 1 == 583
    assert "<select" in body and "data-lookup" in body
    assert "15 - SOA 2003 (SX03001), from 1 May 2004</option>" in body
    assert body.index('<optgroup label="Sexual Offences Act 1956"') < body.index("(SX56001), from")


def test_the_list_of_offences_is_read_once_a_process(builder, officer, django_assert_num_queries):
    offences()
    with django_assert_num_queries(0):
        assert len(offences()) == 582


def test_one_victim_and_one_suspect_are_chosen_already(builder, officer):
    form = officer.get(page_url("add-allegation", builder.case)).context["form"]
    assert form["suspect"].value() == str(builder.suspect().pk)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"offence": ""}, "Select the offence"),
        ({"offence": "SX99999"}, "Select an offence from the list"),
        ({"victim": ""}, "Select the victim"),
        (
            date_parts("from_on", date(1899, 12, 31)),
            "The date it is said to have happened must be 1 January 1900 or later",
        ),
        (
            date_parts("to_on", date(2025, 3, 3)),
            "Enter a last day that is on or after the first day",
        ),
    ],
)
def test_an_impossible_allegation_is_explained_and_kept(builder, officer, typed, told):
    assert_not_alleged(builder, officer, typed, told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("from_on", "The date it is said to have happened must be today or earlier"),
        ("to_on", "The last day must be today or earlier"),
    ],
)
def test_an_allegation_in_the_future_is_refused(builder, officer, name, told):
    assert_not_alleged(builder, officer, date_parts(name, day_from_today(1)), told)


def assert_not_alleged(builder, officer, typed, told):
    page = officer.post(page_url("add-allegation", builder.case), allegation_form(builder) | typed)
    assert page.status_code == 200
    assert told in page_text(page)
    assert page.context["form"]["suspect"].value() == str(builder.suspect().pk)
    assert allegations_against(builder).count() == 1


def test_a_suspect_of_another_case_and_one_that_does_not_exist_get_the_same_answer(
    builder, officer
):
    other, address = CaseBuilder(cast()), page_url("add-allegation", builder.case)
    told = [
        page_text(officer.post(address, allegation_form(builder) | {"suspect": pk}))
        for pk in (other.suspect().pk, builder.case.pk, "nobody")
    ]
    assert told[0] == told[1] == told[2]
    assert "Select one of the answers shown" in told[0]
    assert not allegations_against(other).filter(from_on=date(2025, 3, 4)).exists()


def test_the_same_allegation_twice_is_said_to_be_there(builder, officer):
    officer.post(page_url("add-allegation", builder.case), allegation_form(builder))
    page = officer.post(page_url("add-allegation", builder.case), allegation_form(builder))
    assert page.status_code == 409
    assert "This allegation is already on the case." in page_text(page)


def test_without_a_suspect_the_page_says_what_comes_first():
    people = cast()
    browser = client_for(people.officer)
    case = CaseBuilder(people, suspects=0).case
    page = browser.get(page_url("add-allegation", case))
    assert "An allegation names a victim and a suspect of this case" in page_text(page)
    assert page_url("add-suspect", case) in page.content.decode()
