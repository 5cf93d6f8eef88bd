"""Pages of support, for people who refer a victim and for the service."""

import re

import pytest

from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.victims.support_service import (
    ALL,
    add_service,
    fresh_support,
    give_consent,
    record_of,
    refer_and_accept,
    refer_victim,
)
from victims.models import Consent, Shown, Support

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return add_service(CaseBuilder(cast(), suspects=2).submit())


def support_page(builder, who, name, row):
    return client_for(getattr(builder.cast, who)).get(page_url(name, row))


def referral_form(builder, **typed):
    return {
        "service": builder.cast.service.pk,
        "how": "PHONE",
        **date_parts("given_on", builder.at.date()),
    } | typed


def test_an_officer_refers_and_the_manager_accepts_the_victim(builder):
    record = record_of(builder)
    answer = submit_form(
        client_for(builder.cast.officer), page_url("refer-to-service", record),
        **referral_form(builder, categories=["MILESTONES"], purpose="SUPPORT"),
    )  # fmt: skip
    assert "The service has not answered yet" in page_text(answer)
    manager = client_for(builder.cast.service_manager)
    row = Support.objects.unscoped("test").get()
    assert page_url("see-support", row) in links_on_page(manager.get("/", follow=True))
    answer = submit_form(manager, page_url("accept-support", row), isva=builder.cast.isva.pk)
    assert "Supported. ISVA: Isa Isva" in page_text(answer)
    assert "The service took this on" in page_text(
        support_page(builder, "officer", "see-victim-support", record)
    )


def test_the_isva_reads_milestones_by_number_and_no_name_of_anybody(builder):
    row = refer_and_accept(builder, categories=ALL)
    answer = support_page(builder, "isva", "see-support", row)
    for told in (
        "Suspect 1: sent to the CPS for a decision, 2 March 2026", "Coming court dates",
        "How to reach the victim safely", "Nothing is recorded yet Coming court dates",
    ):  # fmt: skip
        assert told in page_text(answer), told
    for secret in (
        *(suspect.surname for suspect in builder.suspects),
        "Alleged",
        builder.cast.officer.name,
    ):
        assert secret not in answer.text
    assert Shown.objects.unscoped("test").filter(support=row, category="MILESTONES").count() == 2
    entry = AuditEntry.objects.filter(verb="see_support").latest("pk")
    assert (entry.user, entry.case_id) == (builder.cast.isva, builder.case.pk)


def test_consent_taken_back_while_the_page_is_open_ends_it_at_the_next_request(builder):
    row = refer_and_accept(builder, categories=["MILESTONES"])
    browser = client_for(builder.cast.isva)
    assert "Suspect 1" in page_text(browser.get(page_url("see-support", row)))
    one = Consent.objects.unscoped("test").get()
    submit_form(
        client_for(builder.cast.contact),
        page_url("pass-withdrawal-on", record_of(builder)),
        consents=[one.pk],
        how="PHONE",
    )
    answer = browser.get(page_url("see-support", row))
    assert "Suspect 1" not in page_text(answer) and "What you do not see" in page_text(answer)
    told = page_text(support_page(builder, "contact", "see-victim-support", record_of(builder)))
    assert "No longer" in told and "What had been seen under this consent: 2 entries" in told
    assert "First seen by The service that supports the victim" in told


def test_the_same_consent_for_two_recipients_makes_no_two_landmarks_of_one_name(builder):
    row = refer_and_accept(builder)
    for recipient in ("POLICE", "CPS"):
        give_consent(builder, row, ["IS_SUPPORTED"], recipient=recipient)
    shown = support_page(builder, "isva", "see-consents", row)
    assert shown.text.count("That a service supports the victim") == 2
    ids = re.findall(r'<section aria-labelledby="([^"]+)"', shown.text)
    names = [re.search(rf'id="{each}">([^<]+)', shown.text)[1] for each in ids]
    assert len(names) == len(set(names))


def test_two_clicks_take_it_back_once_and_lead_to_the_same_page(builder):
    row = refer_and_accept(builder, categories=["MILESTONES"])
    browser, address = client_for(builder.cast.isva), page_url("withdraw-consent", row)
    key = browser.get(address).context["form"]["form_key"].value()
    one = Consent.objects.unscoped("test").get()
    sent = {"form_key": key, "consents": [one.pk], "how": "PHONE"}
    for _click in range(2):
        assert browser.post(address, sent).url == page_url("see-consents", row)


def test_a_consent_for_the_cps_is_read_by_the_cps_alone(builder):
    row = refer_and_accept(builder)
    answer = submit_form(
        client_for(builder.cast.isva), page_url("record-consent", row), recipient="CPS",
        to_cps=["IS_SUPPORTED"], purpose="SUPPORT", how="WRITING",
        **date_parts("given_on", builder.at.date()),
    )  # fmt: skip
    assert "That a service supports the victim" in page_text(answer)
    record, service = record_of(builder), builder.cast.service.name
    assert service in page_text(support_page(builder, "liaison", "see-victim-support", record))
    refused = "It is for the victim to tell you whether someone supports them"
    told = page_text(support_page(builder, "contact", "see-victim-support", record))
    assert refused in told and "Your side has recorded no consent" in told


def test_an_invalid_referral_is_explained_and_no_typed_text_is_lost(builder):
    typed = referral_form(
        builder, categories=["MILESTONES"], **{"given_on-year": "2099"}, purpose=""
    )
    answer = client_for(builder.cast.officer).post(
        page_url("refer-to-service", record_of(builder)), typed
    )
    assert "Select what it is for" in page_text(answer) and 'value="2099"' in answer.text
    answer = client_for(builder.cast.officer).post(
        page_url("refer-to-service", record_of(builder)), typed | {"purpose": "SUPPORT"}
    )
    assert answer.status_code == 409 and 'value="2099"' in answer.text
    row = refer_and_accept(builder)
    answer = client_for(builder.cast.isva).post(
        page_url("record-consent", row), {"recipient": "POLICE"}
    )
    assert "Select at least one thing that the victim agrees to" in page_text(answer)


def test_an_isva_of_the_service_who_is_not_named_finds_nothing(builder):
    row = refer_and_accept(builder)
    other = client_for(builder.cast.other_isva)
    assert "You do not support anyone yet" in page_text(other.get("/", follow=True))
    missing = other.get(page_url("see-support", row))
    assert missing.status_code == 404
    assert AuditEntry.objects.latest("pk").verb == "see_support"


def test_the_manager_ends_it_and_the_isva_sees_it_no_longer(builder):
    row = refer_and_accept(builder, categories=ALL)
    answer = submit_form(
        client_for(builder.cast.service_manager), page_url("end-support", row), ended="COMPLETE"
    )
    assert (
        "Support has ended" in page_text(answer)
        and "Suspect" not in page_text(answer).split("Evidence")[0]
    )
    assert support_page(builder, "isva", "see-support", row).status_code == 404
    told = page_text(support_page(builder, "officer", "see-victim-support", record_of(builder)))
    assert "ended" not in told.lower()


def test_pages_ask_few_questions_and_no_more_for_more(builder):
    row = refer_and_accept(builder, categories=ALL)
    browser = client_for(builder.cast.isva)
    browser.get(page_url("see-support", row))
    _page, few = page_and_queries(browser, page_url("see-support", row))
    assert len(few) <= 13, few  # also that its notices are read
    _page, consents = page_and_queries(browser, page_url("see-consents", row))
    give_consent(builder, fresh_support(row), ["MILESTONES", "COURT_DATES"])
    _page, more = page_and_queries(browser, page_url("see-consents", row))
    assert len(more) == len(consents) <= 13
    _page, listed = page_and_queries(browser, page_url("see-supported"))
    assert len(listed) <= 6


def test_no_row_of_a_victim_is_found_by_the_service_s_referrers(builder):
    row = refer_victim(builder)
    for who in ("officer", "liaison"):
        assert support_page(builder, who, "see-support", row).status_code == 404
