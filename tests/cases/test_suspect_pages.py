"""Pages of suspects: facts, custody, corrections with history, and allegations."""

from datetime import date

import pytest

from cases.case_details.actions import cases
from cases.models import Allegation, Submission, Suspect, Victim
from cases.offences.queries.offence_table import offences
from devtools.case_builder import Road, cast, force_unit, person
from tests.support.cases.pages import as_, at, day, in_days, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

NAMES = {"surname": "Example", "given_names": "Sam"}
BAIL = {
    "custody": "ON_BAIL",
    **day("bailed_on", date(2026, 2, 3)),
    **day("bail_ends_on", date(2027, 2, 3)),
}


def moment(name, value):
    return {**day(name, value), f"{name}-hour": 12, f"{name}-minute": 0}


@standing
def road():
    return Road(cast())


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


def added(road):
    return Suspect.objects.unscoped("test").filter(case=road.case).order_by("number").last()


def test_a_suspect_is_added_with_the_police_s_own_dates(road, officer):
    answer = officer.post(
        at("add-suspect", road.case),
        NAMES | BAIL | day("arrested_on", date(2026, 2, 3)) | day("born_on", date(1990, 5, 6)),
    )
    assert answer.url == at("see-case", road.case)
    suspect = added(road)
    assert (suspect.number, suspect.name) == (2, "Sam Example")
    assert (suspect.arrested_on, suspect.bailed_on) == (date(2026, 2, 3), date(2026, 2, 3))
    assert (suspect.bail_ends_on, suspect.released_on) == (date(2027, 2, 3), None)
    assert suspect.born_on == date(1990, 5, 6)


def test_the_page_says_that_no_date_is_worked_out(road, officer):
    page = officer.get(at("add-suspect", road.case))
    assert "This service does not work them out." in said(page)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"surname": ""}, "Enter the suspect’s surname"),
        ({"surname": "Example"}, "Select where the suspect is now"),
        (NAMES | {"custody": "IN_CUSTODY"}, "Enter the end of detention"),
        (NAMES | {"custody": "ON_BAIL"}, "Enter the date of bail"),
        (NAMES | {"custody": "UNDER_INVESTIGATION"}, "Enter the date of release"),
        (
            NAMES | BAIL | day("bail_ends_on", date(2026, 2, 2)),
            "Enter an end of bail that is on or after the date of bail",
        ),
        (
            NAMES | BAIL | day("arrested_on", date(2026, 2, 4)),
            "Enter a date that is on or after the date of arrest",
        ),
        (
            NAMES | {"custody": "NOT_ARRESTED"} | day("arrested_on", date(2026, 2, 4)),
            "Select another answer, or leave the date of arrest empty",
        ),
        (
            NAMES | BAIL | day("born_on", date(1899, 12, 31)),
            "The date of birth must be 1 January 1900 or later",
        ),
        (
            NAMES | BAIL | day("arrested_on", date(2026, 2, 3)) | day("born_on", date(2026, 2, 3)),
            "Enter a date of birth that is before the date of arrest",
        ),
        (NAMES | BAIL | day("bail_ends_on", date(9999, 12, 31)), "The end of bail must be"),
        (
            NAMES | {"custody": "IN_CUSTODY"} | moment("detained_until", date(9999, 12, 31)),
            "The end of detention must be",
        ),
        (
            NAMES | {"custody": "IN_CUSTODY"} | moment("detained_until", date(2026, 2, 3)),
            "This time has passed. Enter the new end of detention, or change where they are",
        ),
        (NAMES | BAIL | {"surname": "x" * 81}, "Enter no more than 80 characters"),
        (NAMES | BAIL | {"given_names": "a\0b"}, "Null characters are not allowed"),
        (NAMES | BAIL | {"bailed_on-month": "13"}, "The date of bail must be a real date"),
    ],
)
def test_an_impossible_answer_is_explained_and_everything_typed_is_kept(road, officer, typed, told):
    is_not_added(road, officer, typed, told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bailed_on", "The date of bail must be today or earlier"),
        ("born_on", "The date of birth must be today or earlier"),
    ],
)
def test_what_is_to_come_has_not_happened_to_a_suspect(road, officer, name, told):
    is_not_added(road, officer, NAMES | BAIL | day(name, in_days(1)), told)


def is_not_added(road, officer, typed, told):
    page = officer.post(at("add-suspect", road.case), typed)
    assert page.status_code == 200
    assert told in said(page)
    assert page.context["form"]["surname"].value() == typed.get("surname")
    assert added(road).number == 1


def test_dates_under_another_answer_are_dropped(road, officer):
    officer.post(at("add-suspect", road.case), NAMES | BAIL | {"custody": "NOT_ARRESTED"})
    assert (added(road).bailed_on, added(road).bail_ends_on) == (None, None)


# Custody


def custody(officer, suspect, version=None, **typed):
    return officer.post(
        at("record-custody", suspect), {"version": version or suspect.version, **typed}
    )


def test_custody_is_kept_true_and_the_old_facts_stay_in_the_history(road, officer):
    suspect = road.suspect()
    page = officer.get(at("record-custody", suspect))
    assert 'value="2026"' in page.content.decode()  # released on 1 February 2026
    assert custody(officer, suspect, **BAIL).url == at("see-case", road.case)

    now = road.suspect()
    assert (now.custody, now.bailed_on, now.released_on) == ("ON_BAIL", date(2026, 2, 3), None)
    assert [row.custody for row in now.history.all()][:2] == ["ON_BAIL", "UNDER_INVESTIGATION"]


def test_a_stale_form_shows_both_versions_and_overwrites_nothing(road, officer):
    before = road.suspect()
    custody(officer, before, **BAIL)
    released = {"custody": "UNDER_INVESTIGATION", **day("released_on", date(2026, 3, 1))}
    page = custody(officer, before, **released)

    assert page.status_code == 409
    assert "Someone changed this while you were working" in said(page)
    assert "Saved now: On bail" in said(page)
    assert "What you typed: Released under investigation" in said(page)
    assert road.suspect().custody == "ON_BAIL"

    again = page.context["form"]["version"].value()
    # They have seen the other version.
    assert custody(officer, before, again, **released).status_code == 302
    assert road.suspect().custody == "UNDER_INVESTIGATION"


def test_a_suspect_who_only_moved_on_meanwhile_is_not_stale(road, officer):
    before = road.suspect()
    road.write()
    assert road.suspect().version > before.version
    same = {"custody": "UNDER_INVESTIGATION", **day("released_on", date(2026, 2, 1))}
    assert custody(officer, before, **same).status_code == 302


def test_the_cps_sees_the_suspect_and_records_no_custody(road):
    road.submit()
    page = as_(road.cast.assistant).get(at("record-custody", road.suspect()))
    assert page.status_code == 403


def test_a_suspect_out_of_sight_is_not_found(road):
    stranger = as_(person(force_unit(), "refer_cases"))
    for address in (at("record-custody", road.suspect()), at("add-suspect", road.case)):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, NAMES | BAIL).status_code == 404


# Correcting a name


def correct(officer, suspect, version=None, **typed):
    sent = {"version": version or suspect.version, **NAMES, **typed}
    return officer.post(at("correct-suspect", suspect), sent)


def test_a_name_is_corrected_and_the_old_one_stays_in_the_history_and_in_what_was_sent(road):
    road.submit()
    before, officer = road.suspect(), as_(road.cast.officer)
    page = officer.get(at("correct-suspect", before))
    assert f'value="{before.surname}"' in page.text
    assert page.context["form"]["version"].value() == before.version
    assert correct(officer, before, **day("born_on", date(1990, 5, 6))).status_code == 302

    now = road.suspect()
    assert (now.name, now.born_on) == ("Sam Example", date(1990, 5, 6))
    assert [row.surname for row in now.history.all()][:2] == ["Example", before.surname]
    assistant = as_(road.cast.assistant)
    assert "Sam Example" in said(assistant.get(at("see-case", road.case)))
    history = said(assistant.get(at("see-case-history", road.case)))
    assert "name or date of birth corrected" in history
    submission = Submission.objects.unscoped("test").get(referral=road.referral)
    assert before.name in said(assistant.get(at("see-submission", submission)))


def test_two_who_correct_one_name_are_shown_each_other_s(road, officer):
    before = road.suspect()
    correct(officer, before)
    page = correct(officer, before, surname="Beispiel")
    assert page.status_code == 409 and "Saved now: Example" in said(page)
    assert road.suspect().surname == "Example"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"surname": ""}, "Enter the suspect’s surname"),
        (day("born_on", date(2026, 2, 4)), "Enter a date of birth that is before the date of arr"),
    ],
)
def test_a_correction_that_cannot_be_is_told_and_changes_nothing(road, officer, typed, told):
    custody(officer, road.suspect(), **BAIL, **day("arrested_on", date(2026, 2, 3)))
    before = road.suspect()
    assert told in said(correct(officer, before, **typed))
    tomorrow = correct(officer, before, **day("born_on", in_days(1)))
    assert "The date of birth must be today or earlier" in said(tomorrow)
    assert road.suspect().name == before.name


def test_no_correction_takes_what_is_not_asked(road):
    suspect = road.suspect()
    with pytest.raises(TypeError, match="Not to be given"):
        road.do(
            cases.correct_suspect, "officer", suspect=suspect, version=suspect.version,
            surname="X", given_names="", born_on=None, custody="ON_BAIL",
        )  # fmt: skip


# Allegations


def allege(road, **typed):
    victim = Victim.objects.unscoped("test").get(case=road.case)
    return {
        "victim": victim.pk, "suspect": road.suspect().pk, "offence": "SX03001",
        **day("from_on", date(2025, 3, 4)), **typed,
    }  # fmt: skip


def alleged(road):
    return Allegation.objects.unscoped("test").filter(case=road.case).order_by("from_on")


def test_an_allegation_ties_a_victim_a_suspect_and_an_offence(road, officer):
    answer = officer.post(
        at("add-allegation", road.case), allege(road) | day("to_on", date(2025, 3, 6))
    )
    assert answer.url == at("see-case", road.case)
    made = alleged(road).get(from_on=date(2025, 3, 4))
    assert (made.offence_id, made.to_on, made.suspect) == (
        "SX03001",
        date(2025, 3, 6),
        road.suspect(),
    )


def test_every_offence_of_the_list_can_be_chosen_by_its_words_and_its_code(road, officer):
    body = officer.get(at("add-allegation", road.case)).content.decode()
    assert body.count("<option") == len(offences()) + 1 == 571
    assert "<select" in body and "data-lookup" in body
    assert "15 - SOA 2003 (SX03001), from 1 May 2004</option>" in body
    assert body.index('<optgroup label="Sexual Offences Act 1956"') < body.index("(SX56001), from")


def test_the_list_of_offences_is_read_once_a_process(road, officer, django_assert_num_queries):
    offences()
    with django_assert_num_queries(0):
        assert len(offences()) == 570


def test_one_victim_and_one_suspect_are_chosen_already(road, officer):
    form = officer.get(at("add-allegation", road.case)).context["form"]
    assert form["suspect"].value() == str(road.suspect().pk)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"offence": ""}, "Select the offence"),
        ({"offence": "SX99999"}, "Select an offence from the list"),
        ({"victim": ""}, "Select the victim"),
        (
            day("from_on", date(1899, 12, 31)),
            "The date it is said to have happened must be 1 January 1900 or later",
        ),
        (day("to_on", date(2025, 3, 3)), "Enter a last day that is on or after the first day"),
    ],
)
def test_what_cannot_be_alleged_is_explained_and_kept(road, officer, typed, told):
    is_not_alleged(road, officer, typed, told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("from_on", "The date it is said to have happened must be today or earlier"),
        ("to_on", "The last day must be today or earlier"),
    ],
)
def test_an_allegation_in_the_future_is_refused(road, officer, name, told):
    is_not_alleged(road, officer, day(name, in_days(1)), told)


def is_not_alleged(road, officer, typed, told):
    page = officer.post(at("add-allegation", road.case), allege(road) | typed)
    assert page.status_code == 200
    assert told in said(page)
    assert page.context["form"]["suspect"].value() == str(road.suspect().pk)
    assert alleged(road).count() == 1


def test_a_suspect_of_another_case_and_one_that_does_not_exist_get_the_same_answer(road, officer):
    other, address = Road(cast()), at("add-allegation", road.case)
    told = [
        said(officer.post(address, allege(road) | {"suspect": pk}))
        for pk in (other.suspect().pk, road.case.pk, "nobody")
    ]
    assert told[0] == told[1] == told[2]
    assert "Select one of the answers shown" in told[0]
    assert not alleged(other).filter(from_on=date(2025, 3, 4)).exists()


def test_the_same_allegation_twice_is_said_to_be_there(road, officer):
    officer.post(at("add-allegation", road.case), allege(road))
    page = officer.post(at("add-allegation", road.case), allege(road))
    assert page.status_code == 409
    assert "This allegation is already on the case." in said(page)


def test_without_a_suspect_the_page_says_what_comes_first():
    people = cast()
    browser = as_(people.officer)
    case = Road(people, suspects=0).case
    page = browser.get(at("add-allegation", case))
    assert "An allegation names a victim and a suspect of this case" in said(page)
    assert at("add-suspect", case) in page.content.decode()
