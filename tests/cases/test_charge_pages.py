"""Pages for reporting a charge, comparing it with the one authorised, and resolving differences."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.decisions.actions import charges
from cases.models import ChargeAnswer, ReportedCharge
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import (
    allegations_against,
    answer_report,
    authorise_charge_of,
    correct_report,
    report_charge_of,
    report_form,
    report_unauthorised_charge,
    unauthorised_charge,
)
from tests.support.cases.pages import (
    client_for,
    date_parts,
    hidden_fields_at,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
TODAY = timezone.localdate()
NIGHT = date(2026, 1, 10)  # on which the builder’s allegations are


@module_fixture
def builder():
    builder = CaseBuilder(cast(), suspects=2, at=START).allocate()
    authorise_charge_of(builder)
    return builder


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def other_charge_form(builder):
    """Form data of a charge that was not authorised, where the one authorised was not laid."""
    victim, offence = unauthorised_charge(builder)
    facts = {"victim": victim.pk, "offence": offence.pk} | date_parts("from_on", NIGHT)
    return report_form("NOT_CHARGED", others=[facts])


def different_form(builder):
    """Form data of the count charged as another offence."""
    _victim, offence = unauthorised_charge(builder)
    facts = {"outcome": "DIFFERENT", "offence": offence.pk} | date_parts("from_on", NIGHT)
    return report_form(facts)


def send_report(browser, builder, name="report-charge", **typed):
    sent = {"form_key": "", "method": "WRITTEN_CHARGE", "version": 1} | date_parts(
        "charged_on", TODAY
    )
    rows = {} if "counts-TOTAL_FORMS" in typed else report_form("")
    return browser.post(page_url(name, builder.suspects[0]), sent | rows | typed)


def charge_reports():
    return ReportedCharge.objects.unscoped("test")


def test_nothing_is_ticked_for_the_police(builder, officer):
    page = officer.get(page_url("report-charge", builder.suspects[0]))
    assert "checked" not in page.content.decode()
    assert "Select whether it was charged" in page_text(send_report(officer, builder))
    page = send_report(officer, builder, **report_form("NOT_CHARGED"))
    assert "Select an authorised charge that was laid, or add" in page_text(page)
    assert not charge_reports().exists()


def test_another_charge_needs_an_explanation_and_nothing_typed_is_lost(builder, officer):
    page = send_report(officer, builder, **other_charge_form(builder))
    assert page.status_code == 200
    assert "Enter why it was not charged" in page_text(page)
    assert "Enter why it was charged" in page_text(page)
    victim, offence = unauthorised_charge(builder)
    assert f'value="{offence.pk}" selected' in page.content.decode()
    assert f'value="{victim.pk}" checked' in page.content.decode()


def test_rows_are_added_and_removed_and_what_was_typed_stays(builder, officer):
    page = send_report(
        officer, builder, add="1", explanation="Because of this. Both sides know the reason."
    )
    assert (
        "Other charge 1" in page_text(page)
        and "Because of this. Both sides know the reason." in page.content.decode()
    )
    page = send_report(officer, builder, remove="1", **other_charge_form(builder))
    assert "Other charge 1" not in page_text(page)
    assert not charge_reports().exists()


def test_a_victim_out_of_sight_is_refused_like_one_that_does_not_exist(builder, officer):
    elsewhere, told = CaseBuilder(cast()), set()
    for victim in (elsewhere.victim.pk, uuid4()):
        sent = other_charge_form(builder) | {
            "counts-1-victim": victim,
            "explanation": "x, as both sides know by now",
        }
        told.add(page_text(send_report(officer, builder, **sent)))
    assert len(told) == 1 and "Select one of the answers shown" in told.pop()


def test_the_difference_is_on_both_sides_pages_and_on_the_prosecutors_list(
    builder, officer, prosecutor
):
    send_report(
        officer, builder, **different_form(builder), explanation="The custody sergeant chose it."
    )
    offence, instead = (
        allegations_against(builder.suspects[0])[0].offence,
        unauthorised_charge(builder)[1],
    )
    address = page_url("see-case", builder.case)
    for browser in (officer, prosecutor):
        text = page_text(browser.get(address))
        assert "Charge differs" in text
        assert f"Charge 1: charged differently {instead}, victim 1" in text
        assert f"instead of {offence}, victim 1, 10 January 2026" in text
        text = page_text(browser.get(page_url("see-decisions", builder.case)))
        assert "The police explain The custody sergeant chose it." in text
    assert "Compare the charge with the one authorised" in page_text(
        prosecutor.get("/", follow=True)
    )


def test_the_prosecutor_compares_and_answers_on_one_page_or_the_other(builder, prosecutor):
    report_unauthorised_charge(builder)
    address = page_url("accept-charge-report", builder.suspects[0])
    assert address in links_on_page(prosecutor.get(page_url("see-case", builder.case)))
    page = prosecutor.get(address)
    assert page_url("query-charge-report", builder.suspects[0]) in links_on_page(page)
    assert "Different" in page_text(page) and "The police explain" in page_text(page)
    refused = prosecutor.post(address, {"form_key": "", **hidden_fields_at(prosecutor, address)})
    assert "Enter why you accept it" in page_text(refused)
    told = submit_form(prosecutor, address, text="The facts are the same.")
    assert "Charge accepted as reported" in page_text(told)
    assert "Difference Accepted as reported Pia Prosecutor," in page_text(told)
    again = prosecutor.get(address)
    assert again.status_code == 403
    assert "Suspect 1 has already been charged." in again.content.decode()


def test_the_second_of_two_clicks_counts_as_done(builder, prosecutor):
    report_unauthorised_charge(builder)
    address, key = page_url("query-charge-report", builder.suspects[0]), uuid4()
    sent = {"form_key": key, "text": "The charge itself. Both sides know the reason.", "version": 1}
    assert [prosecutor.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert ChargeAnswer.objects.unscoped("test").count() == 1


def test_a_report_put_right_meanwhile_is_read_again_before_it_is_answered(builder, prosecutor):
    report_unauthorised_charge(builder)
    address = page_url("accept-charge-report", builder.suspects[0])
    stale = hidden_fields_at(prosecutor, address)
    correct_report(
        builder,
        charges=[unauthorised_charge(builder, 2)],
        explanation="The other one. Both sides know the reason.",
    )
    page = prosecutor.post(
        address, {"form_key": "", "text": "Fine. Both sides know the reason.", **stale}
    )
    assert page.status_code == 409
    assert "The police have corrected their report since you opened it." in page_text(page)
    assert (
        "The other one. Both sides know the reason." in page_text(page)
        and "Fine." in page.content.decode()
    )
    assert not ChargeAnswer.objects.unscoped("test").exists()


def test_a_correction_starts_from_the_report_before(builder, officer):
    report_unauthorised_charge(builder)
    answer_report(
        builder, charges.query_charge_report, text="The charge itself. Both sides know the reason."
    )
    address = page_url("correct-charge-report", builder.suspects[0])
    [main] = [
        each
        for each in officer.get(page_url("see-case", builder.case)).context["acts"].open_now
        if each.main
    ]
    assert main.address == address
    page = officer.get(address)
    assert "The charge itself. Both sides know the reason." in page_text(page)
    _victim, offence = unauthorised_charge(builder)
    assert f'value="{offence.pk}" selected' in page.content.decode()
    assert "Custody sergeant’s choice." in page.content.decode()
    ticked = report_form("AS_STATED") | {
        "version": 1,
        "explanation": "",
    }
    assert send_report(officer, builder, "correct-charge-report", **ticked).status_code == 302
    assert builder.suspect().state == "CHARGED"


def test_two_corrections_show_both_versions(builder, officer):
    report_unauthorised_charge(builder)
    correct_report(
        builder,
        charges=[unauthorised_charge(builder, 2)],
        explanation="The other one. Both sides know the reason.",
    )
    ticked = report_form("AS_STATED") | {
        "version": 1,
        "explanation": "Mine. Both sides know the reason.",
    }
    page = send_report(officer, builder, "correct-charge-report", **ticked)
    assert page.status_code == 409
    assert (
        "The other one. Both sides know the reason." in page_text(page)
        and "Mine." in page.content.decode()
    )
    assert charge_reports().count() == 2


def test_a_charge_as_authorised_says_nothing_of_a_difference(builder, officer):
    report_charge_of(builder)
    text = page_text(officer.get(page_url("see-case", builder.case)))
    assert "charged differently" not in text and "authorised, not charged" not in text
    assert "As authorised" in page_text(officer.get(page_url("see-decisions", builder.case)))
