"""Pages of a victim: for people who work with them; the name is shown on request only."""

import pytest
from django.test import Client
from django.urls import reverse

from devtools.case_builder import CaseBuilder, cast, person
from people.models import AuditEntry, Draft
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from victims.models import Reveal, VictimRecord

pytestmark = pytest.mark.django_db
NAME = "Zara Quist-Example"
WISHES = {
    "wants_contact": "YES", "channel": "PHONE", "voicemail_is_safe": "NO", "text_is_safe": "YES",
    "letter_is_safe": "NO", "email_is_safe": "NO", "needs_interpreter": "NO", "letters_in": "WELSH",
    "care": "Her brother answers.", "update_every_days": "14",
}  # fmt: skip


@module_fixture
def builder():
    builder = CaseBuilder(cast()).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return builder


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def record_identity_on_page(builder):
    """The officer records the victim's identity."""
    submit_form(
        client_for(builder.cast.officer),
        page_url("record-identity", builder.victim),
        name=NAME,
        phone="07700 900123",
        **{f"born_on-{part}": "1" for part in ("day", "month")},
        **{"born_on-year": "1990"},
    )


def test_the_case_leads_to_its_victims_and_they_to_what_is_known(builder):
    page = client_for(builder.cast.officer).get(page_url("see-case-victims", builder.case))
    assert page_url("see-circumstances", builder.victim) in links_on_page(page)
    assert page_url("see-victim", builder.victim) in links_on_page(page)
    page = client_for(builder.cast.officer).get(page_url("see-victim", builder.victim))
    assert "No name or contact details have been recorded yet." in page_text(page)
    assert page_url("see-case-victims", builder.case) in links_on_page(page)


def test_who_opens_the_service_s_own_address_is_led_to_what_they_come_for(builder):
    assert Client().get("/").url == reverse("account_login")  # and from there to come-in
    wanted = page_url("see-case", builder.case)
    assert Client().get(wanted).url == f"{reverse('account_login')}?next={wanted}"
    assert client_for(builder.cast.officer).get(page_url("come-in")).url == page_url("see-waiting")


def test_a_liaison_officer_begins_with_whom_to_contact_and_is_led_to_no_case(builder):
    client = client_for(builder.cast.liaison)
    assert client.get("/").url == client.get(page_url("come-in")).url == page_url("see-calls")
    assert page_url("see-waiting") in links_on_page(client.get(page_url("see-calls")))
    assert page_url("see-victims") in links_on_page(client.get(page_url("see-waiting")))
    assert page_url("see-victim", builder.victim) in links_on_page(
        client.get(page_url("see-victims"))
    )
    page = client.get(page_url("see-victim", builder.victim))
    assert page.status_code == 200 and page_url(
        "see-case-victims", builder.case
    ) not in links_on_page(page)
    assert client.get(page_url("see-case", builder.case)).status_code == 404


def test_the_victim_s_wishes_are_recorded_and_shown_with_who_changed_them(builder):
    client = client_for(builder.cast.liaison)
    page = submit_form(client, page_url("record-wishes", builder.victim), **WISHES)
    assert "Her brother answers." in page_text(page)
    assert "Days between updates, as agreed: 14" in page_text(page)
    page = client.post(
        page_url("record-wishes", builder.victim),
        WISHES | {"update_every_days": "x", "version": "2"},
    )
    assert "Enter a number of days between 1 and 365" in page_text(page)
    assert "Her brother answers." in page_text(page)


def test_days_and_hours_come_back_as_they_were_typed_and_are_said_in_words(builder):
    client, hours = client_for(builder.cast.liaison), {"safe_hours-1-days": ["1", "2", "3"]}
    page = client.post(
        page_url("record-wishes", builder.victim),
        WISHES | hours | {"safe_hours-1-from": "6", "version": 1},
    )
    assert "Enter a time of the 24-hour clock" in page_text(page) and 'value="6"' in page.text
    hours |= {"safe_hours-1-from": "18:00", "safe_hours-2-days": "7"}
    page = submit_form(client, page_url("record-wishes", builder.victim), **WISHES | hours)
    assert "Safe days and hours Monday to Wednesday, from 6pm; Sunday" in page_text(page)
    assert "Safe days and hours: Monday to Wednesday, from 6pm; Sunday" in page_text(
        page
    )  # the history
    again = client.get(page_url("record-wishes", builder.victim)).text
    assert 'name="safe_hours-1-from" type="text" spellcheck="false" value="18:00"' in again
    assert 'name="safe_hours-2-days" type="checkbox" value="7" checked' in again


def test_a_stale_form_shows_both_versions(builder):
    submit_form(
        client_for(builder.cast.officer), page_url("record-wishes", builder.victim), **WISHES
    )
    page = client_for(builder.cast.liaison).post(
        page_url("record-wishes", builder.victim), WISHES | {"channel": "TEXT", "version": "1"}
    )
    assert (
        page.status_code == 409 and "Text message" in page_text(page) and "Phone" in page_text(page)
    )


def test_a_name_is_shown_only_to_people_who_ask(builder):
    record_identity_on_page(builder)
    client = client_for(builder.cast.officer)
    for address in (
        page_url("see-victim", builder.victim),
        page_url("see-case-victims", builder.case),
        page_url("see-victims"),
        page_url("record-identity", builder.victim),
        page_url("reveal-identity", builder.victim),
    ):
        assert "Quist" not in client.get(address).content.decode(), address
    page = client.post(page_url("reveal-identity", builder.victim), {"form_key": ""})
    assert (
        page.status_code == 200 and NAME in page_text(page) and "1 January 1990" in page_text(page)
    )
    assert page["Cache-Control"].startswith("max-age=0") or "no-store" in page["Cache-Control"]
    assert AuditEntry.objects.filter(verb="reveal_identity").exclude(ids=[]).exists()


def test_a_second_click_shows_nothing_and_leaves_no_second_mark(builder):
    record_identity_on_page(builder)
    client, key = client_for(builder.cast.officer), "00000000-0000-4000-8000-000000000001"
    client.post(page_url("reveal-identity", builder.victim), {"form_key": key})
    again = client.post(page_url("reveal-identity", builder.victim), {"form_key": key})
    assert again.status_code == 302
    assert Reveal.objects.unscoped("test").count() == 1


def test_an_unassigned_person_is_asked_why(builder):
    record_identity_on_page(builder)
    client = client_for(builder.cast.liaison)
    page = client.post(page_url("reveal-identity", builder.victim), {"reason": ""})
    assert "Enter why you need to see who this is" in page_text(page) and NAME not in page_text(
        page
    )
    page = client.post(
        page_url("reveal-identity", builder.victim),
        {"reason": "She rang. Both sides know the reason."},
    )
    assert NAME in page_text(page)


def test_no_draft_is_kept_of_an_identity(builder):
    page = client_for(builder.cast.officer).get(page_url("record-identity", builder.victim))
    assert "data-draft" not in page.content.decode()
    record_identity_on_page(builder)
    assert not Draft.objects.exists()


def test_the_victim_s_named_contact_is_shown(builder):
    page = submit_form(
        client_for(builder.cast.liaison), page_url("name-victim-contact", builder.victim),
        person=str(builder.cast.liaison.pk),
    )  # fmt: skip
    assert "Victim liaison officer Lia Liaison" in page_text(page)
    assert record_of(builder).liaison_officer == builder.cast.liaison


def test_a_victim_is_found_by_the_whole_name_and_not_by_half(builder):
    record_identity_on_page(builder)
    client = client_for(builder.cast.liaison)
    page = client.post(page_url("find-victim"), {"by": "name", "value": "zara quist example"})
    assert page_url("see-victim", builder.victim) in links_on_page(page)
    page = client.post(page_url("find-victim"), {"by": "name", "value": "zara"})
    assert "This does not open a victim’s record" in page_text(page)
    entry = AuditEntry.objects.filter(verb="find_victim").latest("pk")
    assert len(entry.sought) == 64  # a keyed hash, not the input


def test_lists_and_pages_ask_as_much_of_the_database_for_one_as_for_many(builder):
    client = client_for(builder.cast.liaison)
    client.get("/")
    _page, few = page_and_queries(client, page_url("see-victims"))
    _page, one = page_and_queries(client, page_url("see-victim", builder.victim))
    for _ in range(5):
        CaseBuilder(builder.cast).submit()
    submit_form(client, page_url("record-wishes", builder.victim), **WISHES)
    page, many = page_and_queries(client, page_url("see-victims"))
    assert page_text(page).count("victim 1") == 6
    _page, changed = page_and_queries(client, page_url("see-victim", builder.victim))
    assert len(many) == len(few) <= 6
    assert len(changed) == len(one) <= 12
