"""Pages of contact with a victim: barriers first, then the result; input is never lost."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from tests.support.cases.pages import (
    client_for,
    hidden_fields,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from victims.actions.contacts import record_contact
from victims.actions.identities import record_identity
from victims.actions.records import record_wishes
from victims.actions.victim_events import record_victim_event
from victims.actions.withdrawals import record_victim_withdrawal
from victims.models import Contact, NewsTold, VictimRecord

pytestmark = pytest.mark.django_db
CALL = {"is_safe_now": "on", "direction": "OUT", "channel": "PHONE", "outcome": "NO_ANSWER"}
THROUGH = CALL | {
    "outcome": "REACHED", "spoke_to": "VICTIM", "is_identity_checked": "yes", "isva_told": "NO",
}  # fmt: skip


@module_fixture
def builder():
    builder = CaseBuilder(cast(), suspects=2).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return builder


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def contact_moment(**before):
    moment = timezone.localtime() - timedelta(**before)
    parts = ("day", "month", "year", "hour", "minute")
    return {f"contacted_at-{part}": getattr(moment, part) for part in parts}


def contact_form_url(builder):
    return page_url("record-contact", record_of(builder))


def contact_entries(builder):
    return list(Contact.objects.unscoped("test").filter(record=builder.victim.pk))


def post_contact(builder, who="liaison", **typed):
    browser = client_for(getattr(builder.cast, who))
    return browser.post(
        contact_form_url(builder),
        hidden_fields(browser.get(contact_form_url(builder))) | contact_moment(minutes=2) | typed,
    )


def record_wishes_of(builder, **facts):
    record = record_of(builder)
    builder.do(record_wishes, "officer", record=record, version=record.version, **facts)


def safety_panel(page):
    """The text of the safety panel, and its red parts."""
    [found] = re.findall(r'<section class="rasso-safe".*?</section>', page.text, re.DOTALL)
    return found, re.findall(r'<strong class="rasso-safe__no">([^<]*)', found)


def test_the_gate_and_the_next_step_come_before_the_questions(builder):
    facts = {"safe_times": "After six", "care": "Her brother answers.", "letter_is_safe": "YES"}
    record_wishes_of(builder, wants_contact="YES", channel="PHONE", voicemail_is_safe="NO", **facts)
    page = client_for(builder.cast.liaison).get(contact_form_url(builder))
    gate, asked = page_text(page).split("I have read the above")
    for told in ("After six", "Her brother answers.", "A call", "Next", "Post is safe."):
        assert told in gate
    assert "What was the result?" in asked
    assert safety_panel(page)[1] == [
        "No days or hours are recorded at which a call is safe.", "Do not leave a voicemail.",
        "Do not text: no one has asked.", "Do not email: no one has asked.",
    ]  # fmt: skip


def news_offered(page):
    """[(whether it stands in a folded part, the news item)] as the form offers them."""
    parts = re.split(r"(<details|</details>)", page.text)
    is_folded, found = False, []
    for part in parts:
        is_folded = part == "<details" or (is_folded and part != "</details>")
        values = re.findall(r'name="conveyed"[^>]*value="(\w+)"', part)
        found += [(is_folded, value) for value in values]
    return found


def test_what_is_owed_is_asked_first_and_all_else_is_folded(builder):
    record_wishes_of(builder, wants_contact="YES", channel="PHONE")
    client, address = client_for(builder.cast.officer), contact_form_url(builder)
    assert not [value for is_folded, value in news_offered(client.get(address)) if not is_folded]
    for suspect in builder.suspects:  # news of two suspects is one answer
        facts = {"what": "INTERVIEW", "on": builder.at.date(), "suspect": suspect.pk}
        builder.do(record_victim_event, "officer", record=record_of(builder), **facts)
    offered = news_offered(client.get(address))
    assert [value for is_folded, value in offered if not is_folded] == ["INTERVIEW"]
    assert sorted(value for _is_folded, value in offered) == sorted(NewsTold.values)
    # What the CPS owes is not theirs to tell first.
    page = client_for(builder.cast.liaison).get(address)
    assert all(is_folded for is_folded, _value in news_offered(page))


def test_the_form_begins_with_a_call_of_ours_now_where_they_prefer_the_phone(builder):
    record_wishes_of(builder, wants_contact="YES", channel="PHONE")
    liaison, address = client_for(builder.cast.liaison), contact_form_url(builder)
    chosen = r'name="(direction|channel|outcome)"[^>]*value="(\w+)"[^>]* checked'
    begins = [("direction", "OUT"), ("channel", "PHONE")]
    assert re.findall(chosen, liaison.get(address).text) == begins
    record_wishes_of(builder, channel="THROUGH_ISVA")
    assert re.findall(chosen, liaison.get(address).text) == begins[:1]


@pytest.mark.parametrize("typed", [{"note": "Ring twice."}, {"signposted": ["IDVA"]}])
def test_what_was_typed_or_is_asked_for_is_never_folded_away(builder, typed):
    page = post_contact(builder, **CALL | typed | {"contacted_at-minute": ""})
    assert "There is a problem" in page_text(page)
    folded = re.findall(r'<details class="govuk-details"( open)?>', page.text.split("<form")[-1])
    assert folded == [" open"] * 3


def test_a_victim_who_opted_out_has_no_call_offered(builder):
    record_wishes_of(builder, wants_contact="NO", text_is_safe="YES", letter_is_safe="YES")
    for address in (contact_form_url(builder), page_url("see-contacts", record_of(builder))):
        page = client_for(builder.cast.liaison).get(address)
        [button] = re.findall(r'<a class="govuk-button" href="([^"]+)"', page.text)
        assert button == page_url("decide-not-to-contact", record_of(builder)), address
        assert '<strong class="govuk-tag">Next</strong>' not in page.text
        assert "The victim does not want to be contacted." in safety_panel(page)[0]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [({"from": "", "until": ""}, "a call was safe"), (None, "a call was not safe")],
)
def test_the_panel_says_whether_a_call_was_safe_when_the_page_was_made(builder, hours, expected):
    today = timezone.localtime().isoweekday()
    rows = [{"days": [today], **hours}] if hours else [
        {"days": [today % 7 + 1], "from": "", "until": ""}
    ]  # fmt: skip
    record_wishes_of(builder, safe_hours=rows)
    assert (
        expected in safety_panel(client_for(builder.cast.liaison).get(contact_form_url(builder)))[0]
    )


def test_a_call_outside_the_safe_hours_is_asked_about_and_shown_as_one(builder):
    tomorrow = (timezone.localtime() - timedelta(minutes=2)).isoweekday() % 7 + 1
    record_wishes_of(builder, safe_hours=[{"days": [tomorrow], "from": "", "until": ""}])
    page = post_contact(builder, **CALL)
    assert "outside the days and hours" in page_text(page) and contact_entries(builder) == []
    post_contact(builder, **CALL, reason="Bail ends tonight. Both sides know the reason.")
    page = page_text(
        client_for(builder.cast.liaison).get(page_url("see-contacts", record_of(builder)))
    )
    assert "Contact made despite this: This is outside the days and hours" in page
    assert contact_entries(builder)[0].barriers == ["OUTSIDE_HOURS"]


def test_an_unconfirmed_withdrawal_is_in_sight_before_every_contact(builder):
    about = {"reasons": ["DELAY"], "stage": "INVESTIGATION", "told_by": "OTHER"}
    about |= {"told_to": "POLICE", "is_isva_offered": True, "is_statement_taken": False}
    about |= {"on": builder.at.date(), "is_evidence_led_considered": False}
    builder.do(record_victim_withdrawal, "officer", record=record_of(builder), **about)
    pages = [
        contact_form_url(builder),
        page_url("see-contacts", record_of(builder)),
        page_url("offer-meeting", record_of(builder)),
    ]
    for address in [*pages, page_url("reveal-identity", record_of(builder))]:
        page = client_for(builder.cast.liaison).get(address)
        assert "no one has confirmed it with them" in safety_panel(page)[0], address


def test_a_call_in_the_hour_that_comes_twice_is_asked_about_and_kept_truthfully(builder):
    night = dict(
        zip(("day", "month", "year", "hour", "minute"), (26, 10, 2025, 1, 30), strict=True)
    )
    night = {f"contacted_at-{part}": number for part, number in night.items()}
    page = post_contact(builder, **night | CALL)
    assert "this time came twice" in page_text(page) and 'name="contacted_at-fold"' in page.text
    assert contact_entries(builder) == []
    post_contact(builder, **night | CALL, **{"contacted_at-fold": "1"})
    [kept] = contact_entries(builder)
    assert kept.contacted_at.astimezone(UTC) == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


def test_the_number_never_stands_without_the_panel(builder):
    about = {"record": record_of(builder), "version": 0, "name": "Zara Quist-Example"}
    builder.do(record_identity, "officer", **about, phone="07700 900123")
    record_wishes_of(builder, voicemail_is_safe="NO")
    address = page_url("reveal-identity", record_of(builder))
    page = client_for(builder.cast.liaison).post(
        address, {"reason": "To call. Both sides know the reason."}
    )
    assert (
        "07700 900123" in page_text(page) and "Do not leave a voicemail." in safety_panel(page)[1]
    )
    assert contact_form_url(builder) in links_on_page(page)


def test_a_call_is_recorded_and_read_with_the_news_told_and_its_suspects(builder):
    one, two = builder.suspects
    told = {"conveyed": ["CHARGE", "STATEMENT"], "about_CHARGE": [one.pk], "about_NFA": [two.pk]}
    page = submit_form(
        client_for(builder.cast.liaison),
        contact_form_url(builder),
        **contact_moment(minutes=2) | THROUGH | told,
        signposted=["IDVA"],
        note="Prefers the afternoon.",
    )
    page = page_text(page)
    assert "Contact recorded" in page
    last, entry = page.split("Contacts and attempts")
    assert "A decision to charge: suspect 1" in last and "suspect 2" not in page
    for shown in ("Reached", "Lia Liaison", "Checked who it was first", "An IDVA",
                  "The victim personal statement", "Prefers the afternoon."):  # fmt: skip
        assert shown in entry


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"is_safe_now": ""}, "Confirm that it is safe"),
        ({"outcome": ""}, "Select the result"),
        ({"outcome": "REACHED"}, "Select whom you spoke to"),
        ({"contacted_at-minute": ""}, "must include minutes"),
        ({"contacted_at-year": "2099"}, "cannot lie in the future"),
        (THROUGH | {"conveyed": ["CHARGE"]}, "Select which suspects it was about"),
        (
            THROUGH | {"is_identity_checked": "no", "conveyed": ["STATEMENT"]},
            "before it was checked who",
        ),
        ({"conveyed": ["STATEMENT"]}, "The victim cannot have been told"),
        ({"note": "x" * 501}, "Enter no more than 500 characters"),
        (
            {"next_on-day": "1", "next_on-month": "1", "next_on-year": "2020"},
            "This date has passed",
        ),
    ],
)
def test_an_invalid_contact_is_explained_and_no_typed_text_is_lost(builder, typed, told):
    sent = {"note": "Kept as typed."} | CALL | typed
    page = post_contact(builder, **sent)
    assert page.status_code in (200, 409)
    assert told in page_text(page) and sent["note"] in page_text(page)
    assert contact_entries(builder) == []


def test_the_second_to_log_one_call_sees_the_first_and_says_that_it_is_another(builder):
    assert post_contact(builder, **CALL, note="Rang twice.").status_code == 302
    page = page_text(post_contact(builder, "officer", **CALL, note="Rang for long."))
    assert "Lia Liaison has recorded a contact by the same means" in page
    assert "Mine was another contact" in page
    assert "What Lia Liaison has recorded" in page and "Phone: No answer" in page
    assert "Rang twice." in page and "Rang for long." in page
    assert post_contact(builder, "officer", **CALL, is_another="on").status_code == 302
    assert len(contact_entries(builder)) == 2
    assert post_contact(builder, "officer", **CALL | contact_moment(hours=3)).status_code == 302


def test_a_decision_not_to_contact_wants_its_reason(builder):
    browser, address = (
        client_for(builder.cast.officer),
        page_url("decide-not-to-contact", record_of(builder)),
    )
    page = browser.post(address, hidden_fields(browser.get(address)))
    assert "Enter why you decide not to contact" in page_text(page)
    page = page_text(submit_form(browser, address, reason="She is in hospital until Friday."))
    assert "Decided not to make contact" in page and "in hospital until Friday" in page


def test_a_person_who_only_reads_is_offered_no_form_for_a_contact(builder):
    page = client_for(builder.cast.prosecutor).get(page_url("see-contacts", record_of(builder)))
    assert "No contact has been recorded yet" in page_text(page)
    assert not {
        contact_form_url(builder),
        page_url("decide-not-to-contact", record_of(builder)),
    } & set(links_on_page(page))
    assert client_for(builder.cast.prosecutor).get(contact_form_url(builder)).status_code == 403


def test_the_page_takes_as_many_questions_for_many_contacts_as_for_one(builder):
    browser, address = (
        client_for(builder.cast.liaison),
        page_url("see-contacts", record_of(builder)),
    )

    def contact():
        told = [("CHARGE", builder.suspects), ("STATEMENT", [])]
        builder.do(
            record_contact,
            "liaison",
            record=record_of(builder),
            version=1,
            contacted_at=builder.at,
            direction="OUT",
            channel="PHONE",
            outcome="REACHED",
            spoke_to="VICTIM",
            is_identity_checked=True,
            is_safe_now=True,
            conveyed=told,
        )

    contact()
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    for _ in range(3):
        contact()
    _page, many = page_and_queries(browser, address)
    assert len(many) == len(few) <= 13
