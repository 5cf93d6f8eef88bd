"""Pages of support, for people who refer a victim and for the service."""

import re

import pytest

from devtools.case_builder import Road, cast
from people.models import AuditEntry
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from tests.support.victims.support_service import (
    ALL,
    agree,
    now,
    record_of,
    refer,
    supported,
    with_service,
)
from victims.models import Consent, Shown, Support

pytestmark = pytest.mark.django_db


@standing
def road():
    return with_service(Road(cast(), suspects=2).submit())


def page(road, who, name, row):
    return as_(getattr(road.cast, who)).get(at(name, row))


def referral(road, **typed):
    return {
        "service": road.cast.service.pk, "how": "PHONE", **day("given_on", road.at.date()),
    } | typed  # fmt: skip


def test_an_officer_refers_and_the_manager_takes_her_on(road):
    record = record_of(road)
    answer = follow(
        as_(road.cast.officer), at("refer-to-service", record),
        **referral(road, categories=["MILESTONES"], purpose="SUPPORT"),
    )  # fmt: skip
    assert "The service has not answered yet" in said(answer)
    manager = as_(road.cast.service_manager)
    row = Support.objects.unscoped("test").get()
    assert at("see-support", row) in links(manager.get("/", follow=True))
    answer = follow(manager, at("accept-support", row), isva=road.cast.isva.pk)
    assert "Supported: Isa Isva" in said(answer)
    assert "The service took this on" in said(page(road, "officer", "see-victim-support", record))


def test_the_isva_reads_milestones_by_number_and_no_name_of_anybody(road):
    row = supported(road, categories=ALL)
    answer = page(road, "isva", "see-support", row)
    for told in (
        "Suspect 1: sent to the CPS for a decision, 2 March 2026", "Coming court dates",
        "How to reach the victim safely", "Nothing is recorded yet.",
    ):  # fmt: skip
        assert told in said(answer), told
    for secret in (
        *(suspect.surname for suspect in road.suspects),
        "Alleged",
        road.cast.officer.name,
    ):
        assert secret not in answer.text
    assert Shown.objects.unscoped("test").filter(support=row, category="MILESTONES").count() == 2
    entry = AuditEntry.objects.filter(verb="see_support").latest("pk")
    assert (entry.user, entry.case_id) == (road.cast.isva, road.case.pk)


def test_consent_taken_back_while_the_page_is_open_ends_it_at_the_next_request(road):
    row = supported(road, categories=["MILESTONES"])
    browser = as_(road.cast.isva)
    assert "Suspect 1" in said(browser.get(at("see-support", row)))
    one = Consent.objects.unscoped("test").get()
    follow(
        as_(road.cast.contact), at("pass-withdrawal-on", record_of(road)), consents=[one.pk],
        how="PHONE",
    )  # fmt: skip
    answer = browser.get(at("see-support", row))
    assert "Suspect 1" not in said(answer) and "What you do not see" in said(answer)
    told = said(page(road, "contact", "see-victim-support", record_of(road)))
    assert "No longer" in told and "What had been seen under this consent: 2 entries" in told
    assert "First seen by The service that supports the victim" in told


def test_the_same_consent_for_two_recipients_makes_no_two_landmarks_of_one_name(road):
    row = supported(road)
    for recipient in ("POLICE", "CPS"):
        agree(road, row, ["IS_SUPPORTED"], recipient=recipient)
    shown = page(road, "isva", "see-consents", row)
    assert shown.text.count("That a service supports the victim") == 2
    ids = re.findall(r'<section aria-labelledby="([^"]+)"', shown.text)
    names = [re.search(rf'id="{each}">([^<]+)', shown.text)[1] for each in ids]
    assert len(names) == len(set(names))


def test_two_clicks_take_it_back_once_and_lead_to_the_same_page(road):
    row = supported(road, categories=["MILESTONES"])
    browser, address = as_(road.cast.isva), at("withdraw-consent", row)
    key = browser.get(address).context["form"]["form_key"].value()
    one = Consent.objects.unscoped("test").get()
    sent = {"form_key": key, "consents": [one.pk], "how": "PHONE"}
    for _click in range(2):
        assert browser.post(address, sent).url == at("see-consents", row)


def test_what_is_recorded_for_the_cps_is_read_by_the_cps_alone(road):
    row = supported(road)
    answer = follow(
        as_(road.cast.isva), at("record-consent", row), recipient="CPS",
        to_cps=["IS_SUPPORTED"], purpose="SUPPORT", how="WRITING",
        **day("given_on", road.at.date()),
    )  # fmt: skip
    assert "That a service supports the victim" in said(answer)
    record, service = record_of(road), road.cast.service.name
    assert service in said(page(road, "liaison", "see-victim-support", record))
    refused = "It is for the victim to tell you whether someone supports them"
    told = said(page(road, "contact", "see-victim-support", record))
    assert refused in told and "Your side has recorded no consent" in told


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(road):
    typed = referral(road, categories=["MILESTONES"], **{"given_on-year": "2099"}, purpose="")
    answer = as_(road.cast.officer).post(at("refer-to-service", record_of(road)), typed)
    assert "Select what it is for" in said(answer) and 'value="2099"' in answer.text
    answer = as_(road.cast.officer).post(
        at("refer-to-service", record_of(road)), typed | {"purpose": "SUPPORT"}
    )
    assert answer.status_code == 409 and 'value="2099"' in answer.text
    row = supported(road)
    answer = as_(road.cast.isva).post(at("record-consent", row), {"recipient": "POLICE"})
    assert "Select at least one thing that the victim agrees to" in said(answer)


def test_an_isva_of_the_service_who_is_not_named_finds_nothing(road):
    row = supported(road)
    other = as_(road.cast.other_isva)
    assert "You do not support anyone yet" in said(other.get("/", follow=True))
    missing = other.get(at("see-support", row))
    assert missing.status_code == 404
    assert AuditEntry.objects.latest("pk").verb == "see_support"


def test_the_manager_ends_it_and_the_isva_sees_it_no_longer(road):
    row = supported(road, categories=ALL)
    answer = follow(as_(road.cast.service_manager), at("end-support", row), ended="COMPLETE")
    assert (
        "Support has ended" in said(answer) and "Suspect" not in said(answer).split("Evidence")[0]
    )
    assert page(road, "isva", "see-support", row).status_code == 404
    told = said(page(road, "officer", "see-victim-support", record_of(road)))
    assert "ended" not in told.lower()


def test_pages_ask_few_questions_and_no_more_for_more(road):
    row = supported(road, categories=ALL)
    browser = as_(road.cast.isva)
    browser.get(at("see-support", row))
    _page, few = questions(browser, at("see-support", row))
    assert len(few) <= 12, few
    _page, consents = questions(browser, at("see-consents", row))
    agree(road, now(row), ["MILESTONES", "COURT_DATES"])
    _page, more = questions(browser, at("see-consents", row))
    assert len(more) == len(consents) <= 12
    _page, listed = questions(browser, at("see-supported"))
    assert len(listed) <= 6


def test_no_row_of_a_victim_is_found_by_those_who_refer_her(road):
    row = refer(road)
    for who in ("officer", "liaison"):
        assert page(road, who, "see-support", row).status_code == 404
