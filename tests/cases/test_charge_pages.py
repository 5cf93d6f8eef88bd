"""Pages for reporting a charge, comparing it with the one authorised, and resolving differences."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.decisions.actions import charges
from cases.models import ChargeAnswer, ReportedCharge
from devtools.case_builder import Road, cast
from tests.support.cases.charges import (
    NO_OTHERS,
    alleged,
    another,
    answer,
    charge,
    correct,
    otherwise,
    report,
)
from tests.support.cases.pages import as_, at, day, follow, links, said, unseen
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
TODAY = timezone.localdate()
ONE_OTHER = {"others-TOTAL_FORMS": 1, "others-INITIAL_FORMS": 0}


@standing
def road():
    road = Road(cast(), suspects=2, at=START).allocate()
    charge(road)
    return road


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


@pytest.fixture
def prosecutor(road):
    return as_(road.cast.prosecutor)


def other(road):
    """Form data of a charge that was not authorised."""
    victim, offence = another(road)
    return {"others-0-victim": victim.pk, "others-0-offence": offence.pk} | ONE_OTHER


def send(browser, road, name="report-charge", **typed):
    sent = {"form_key": "", "method": "WRITTEN_CHARGE"} | day("charged_on", TODAY) | NO_OTHERS
    return browser.post(at(name, road.suspects[0]), sent | typed)


def reports():
    return ReportedCharge.objects.unscoped("test")


def test_nothing_is_ticked_for_the_police(road, officer):
    page = officer.get(at("report-charge", road.suspects[0]))
    assert "checked" not in page.content.decode()
    assert "Select the charges that were laid, or add one below" in said(send(officer, road))
    assert not reports().exists()


def test_another_charge_needs_an_explanation_and_nothing_typed_is_lost(road, officer):
    page = send(officer, road, **other(road))
    assert page.status_code == 200
    assert "Enter why the charges are not the ones authorised" in said(page)
    victim, offence = another(road)
    assert f'value="{offence.pk}" selected' in page.content.decode()
    assert f'value="{victim.pk}" checked' in page.content.decode()


def test_rows_are_added_and_removed_and_what_was_typed_stays(road, officer):
    page = send(officer, road, add="1", explanation="Because of this. Both sides know the reason.")
    assert (
        "Other charge 1" in said(page)
        and "Because of this. Both sides know the reason." in page.content.decode()
    )
    page = send(officer, road, remove="0", **other(road))
    assert "Other charge 1" not in said(page)
    assert not reports().exists()


def test_a_victim_out_of_sight_is_refused_like_one_that_does_not_exist(road, officer):
    elsewhere, told = Road(cast()), set()
    for victim in (elsewhere.victim.pk, uuid4()):
        sent = other(road) | {
            "others-0-victim": victim,
            "explanation": "x, as both sides know by now",
        }
        told.add(said(send(officer, road, **sent)))
    assert len(told) == 1 and "Select one of the answers shown" in told.pop()


def test_the_difference_is_on_both_sides_pages_and_on_the_prosecutors_list(
    road, officer, prosecutor
):
    send(officer, road, **other(road), explanation="The custody sergeant chose it.")
    offence, instead = alleged(road.suspects[0])[0].offence, another(road)[1]
    address = at("see-case", road.case)
    for browser in (officer, prosecutor):
        text = said(browser.get(address))
        assert "Charge differs" in text
        assert f"Charged differently {instead}, victim 1 instead of {offence}" in text
        text = said(browser.get(at("see-decisions", road.case)))
        assert "The police explain The custody sergeant chose it." in text
    assert "Compare the charge with the one authorised" in said(prosecutor.get("/", follow=True))


def test_the_prosecutor_compares_and_answers_on_one_page_or_the_other(road, prosecutor):
    otherwise(road)
    address = at("accept-charge-report", road.suspects[0])
    assert address in links(prosecutor.get(at("see-case", road.case)))
    page = prosecutor.get(address)
    assert at("query-charge-report", road.suspects[0]) in links(page)
    assert "Different" in said(page) and "The police explain" in said(page)
    refused = prosecutor.post(address, {"form_key": "", **unseen(prosecutor, address)})
    assert "Enter why you accept it" in said(refused)
    told = follow(prosecutor, address, text="The facts are the same.")
    assert "Charge accepted as reported" in said(told)
    assert "Difference Accepted as reported Pia Prosecutor," in said(told)
    again = prosecutor.get(address)
    assert again.status_code == 403
    assert "Suspect 1 has already been charged." in again.content.decode()


def test_the_second_of_two_clicks_counts_as_done(road, prosecutor):
    otherwise(road)
    address, key = at("query-charge-report", road.suspects[0]), uuid4()
    sent = {"form_key": key, "text": "The charge itself. Both sides know the reason.", "version": 1}
    assert [prosecutor.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert ChargeAnswer.objects.unscoped("test").count() == 1


def test_a_report_put_right_meanwhile_is_read_again_before_it_is_answered(road, prosecutor):
    otherwise(road)
    address = at("accept-charge-report", road.suspects[0])
    stale = unseen(prosecutor, address)
    correct(
        road, charges=[another(road, 2)], explanation="The other one. Both sides know the reason."
    )
    page = prosecutor.post(
        address, {"form_key": "", "text": "Fine. Both sides know the reason.", **stale}
    )
    assert page.status_code == 409
    assert "The police have corrected their report since you opened it." in said(page)
    assert (
        "The other one. Both sides know the reason." in said(page)
        and "Fine." in page.content.decode()
    )
    assert not ChargeAnswer.objects.unscoped("test").exists()


def test_a_correction_starts_from_the_report_before(road, officer):
    otherwise(road)
    answer(road, charges.query_charge_report, text="The charge itself. Both sides know the reason.")
    address = at("correct-charge-report", road.suspects[0])
    [main] = [each for each in officer.get(at("see-case", road.case)).context["can"] if each.main]
    assert main.address == address
    page = officer.get(address)
    assert "The charge itself. Both sides know the reason." in said(page)
    _victim, offence = another(road)
    assert f'value="{offence.pk}" selected' in page.content.decode()
    assert "Custody sergeant’s choice." in page.content.decode()
    ticked = {"laid": [str(alleged(road.suspects[0])[0].pk)], "version": 1, "explanation": ""}
    assert send(officer, road, "correct-charge-report", **ticked).status_code == 302
    assert road.suspect().state == "CHARGED"


def test_two_corrections_show_both_versions(road, officer):
    otherwise(road)
    correct(
        road, charges=[another(road, 2)], explanation="The other one. Both sides know the reason."
    )
    ticked = {
        "laid": [str(alleged(road.suspects[0])[0].pk)],
        "version": 1,
        "explanation": "Mine. Both sides know the reason.",
    }
    page = send(officer, road, "correct-charge-report", **ticked)
    assert page.status_code == 409
    assert (
        "The other one. Both sides know the reason." in said(page)
        and "Mine." in page.content.decode()
    )
    assert reports().count() == 2


def test_a_charge_as_authorised_says_nothing_of_a_difference(road, officer):
    report(road)
    text = said(officer.get(at("see-case", road.case)))
    assert "Charged differently" not in text and "Authorised, not charged" not in text
    assert "As authorised" in said(officer.get(at("see-decisions", road.case)))
