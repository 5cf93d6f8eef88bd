"""Pages of contact with a victim: barriers first, then the result; input is never lost."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import Road, cast, person
from tests.support.cases.pages import as_, at, follow, hidden, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from victims.actions.contacts import record_contact
from victims.actions.identities import record_identity
from victims.actions.records import record_wishes
from victims.actions.withdrawals import record_victim_withdrawal
from victims.models import Contact, VictimRecord

pytestmark = pytest.mark.django_db
CALL = {"is_safe_now": "on", "direction": "OUT", "channel": "PHONE", "outcome": "NO_ANSWER"}
THROUGH = CALL | {
    "outcome": "REACHED", "spoke_to": "VICTIM", "is_identity_checked": "yes", "isva_told": "NO",
}  # fmt: skip


@standing
def road():
    road = Road(cast(), suspects=2).submit()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return road


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def now(**before):
    moment = timezone.localtime() - timedelta(**before)
    parts = ("day", "month", "year", "hour", "minute")
    return {f"contacted_at-{part}": getattr(moment, part) for part in parts}


def form(road):
    return at("record-contact", record_of(road))


def entries(road):
    return list(Contact.objects.unscoped("test").filter(record=road.victim.pk))


def post(road, who="liaison", **typed):
    browser = as_(getattr(road.cast, who))
    return browser.post(form(road), hidden(browser.get(form(road))) | now(minutes=2) | typed)


def wishes(road, **facts):
    record = record_of(road)
    road.do(record_wishes, "officer", record=record, version=record.version, **facts)


def panel(page):
    """The text of the safety panel, and its red parts."""
    [found] = re.findall(r'<section class="rasso-safe".*?</section>', page.text, re.DOTALL)
    return found, re.findall(r'<strong class="rasso-safe__no">([^<]*)', found)


def test_the_gate_and_the_next_step_come_before_the_questions(road):
    facts = {"safe_times": "After six", "care": "Her brother answers.", "letter_is_safe": "YES"}
    wishes(road, wants_contact="YES", channel="PHONE", voicemail_is_safe="NO", **facts)
    page = as_(road.cast.liaison).get(form(road))
    gate, asked = said(page).split("I have read the above")
    for told in ("After six", "Her brother answers.", "A call", "Next", "Post is safe."):
        assert told in gate
    assert "What was the result?" in asked
    assert panel(page)[1] == [
        "No days or hours are recorded at which a call is safe.", "Do not leave a voicemail.",
        "Do not text: no one has asked.", "Do not email: no one has asked.",
    ]  # fmt: skip


def test_whoever_opted_out_is_not_led_to_a_call(road):
    wishes(road, wants_contact="NO", text_is_safe="YES", letter_is_safe="YES")
    for address in (form(road), at("see-contacts", record_of(road))):
        page = as_(road.cast.liaison).get(address)
        [button] = re.findall(r'<a class="govuk-button" href="([^"]+)"', page.text)
        assert button == at("decide-not-to-contact", record_of(road)), address
        assert '<strong class="govuk-tag">Next</strong>' not in page.text
        assert "The victim does not want to be contacted." in panel(page)[0]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [({"from": "", "until": ""}, "a call was safe"), (None, "a call was not safe")],
)
def test_the_panel_says_whether_a_call_was_safe_when_the_page_was_made(road, hours, expected):
    today = timezone.localtime().isoweekday()
    rows = [{"days": [today], **hours}] if hours else [
        {"days": [today % 7 + 1], "from": "", "until": ""}
    ]  # fmt: skip
    wishes(road, safe_hours=rows)
    assert expected in panel(as_(road.cast.liaison).get(form(road)))[0]


def test_a_call_outside_the_safe_hours_is_asked_about_and_shown_as_one(road):
    tomorrow = (timezone.localtime() - timedelta(minutes=2)).isoweekday() % 7 + 1
    wishes(road, safe_hours=[{"days": [tomorrow], "from": "", "until": ""}])
    page = post(road, **CALL)
    assert "outside the days and hours" in said(page) and entries(road) == []
    post(road, **CALL, reason="Bail ends tonight. Both sides know the reason.")
    page = said(as_(road.cast.liaison).get(at("see-contacts", record_of(road))))
    assert "Contact made despite this: This is outside the days and hours" in page
    assert entries(road)[0].barriers == ["OUTSIDE_HOURS"]


def test_an_unconfirmed_withdrawal_is_in_sight_before_every_contact(road):
    about = {"reasons": ["DELAY"], "stage": "INVESTIGATION", "told_by": "OTHER"}
    about |= {"told_to": "POLICE", "is_isva_offered": True, "is_statement_taken": False}
    about |= {"on": road.at.date(), "is_evidence_led_considered": False}
    road.do(record_victim_withdrawal, "officer", record=record_of(road), **about)
    pages = [form(road), at("see-contacts", record_of(road)), at("offer-meeting", record_of(road))]
    for address in [*pages, at("reveal-identity", record_of(road))]:
        page = as_(road.cast.liaison).get(address)
        assert "no one has confirmed it with them" in panel(page)[0], address


def test_a_call_in_the_hour_that_comes_twice_is_asked_about_and_kept_truthfully(road):
    night = dict(
        zip(("day", "month", "year", "hour", "minute"), (26, 10, 2025, 1, 30), strict=True)
    )
    night = {f"contacted_at-{part}": number for part, number in night.items()}
    page = post(road, **night | CALL)
    assert "this time came twice" in said(page) and 'name="contacted_at-fold"' in page.text
    assert entries(road) == []
    post(road, **night | CALL, **{"contacted_at-fold": "1"})
    [kept] = entries(road)
    assert kept.contacted_at.astimezone(UTC) == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


def test_the_number_never_stands_without_the_panel(road):
    about = {"record": record_of(road), "version": 0, "name": "Zara Quist-Example"}
    road.do(record_identity, "officer", **about, phone="07700 900123")
    wishes(road, voicemail_is_safe="NO")
    address = at("reveal-identity", record_of(road))
    page = as_(road.cast.liaison).post(address, {"reason": "To call. Both sides know the reason."})
    assert "07700 900123" in said(page) and "Do not leave a voicemail." in panel(page)[1]
    assert form(road) in links(page)


def test_a_call_is_recorded_and_read_with_what_she_was_told_about_whom(road):
    one, two = road.suspects
    told = {"conveyed": ["CHARGE", "STATEMENT"], "about_CHARGE": [one.pk], "about_NFA": [two.pk]}
    page = follow(
        as_(road.cast.liaison), form(road), **now(minutes=2) | THROUGH | told,
        signposted=["IDVA"], note="Prefers the afternoon.",
    )  # fmt: skip
    page = said(page)
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
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(road, typed, told):
    sent = {"note": "Kept as typed."} | CALL | typed
    page = post(road, **sent)
    assert page.status_code in (200, 409)
    assert told in said(page) and sent["note"] in said(page)
    assert entries(road) == []


def test_the_second_to_log_one_call_sees_the_first_and_says_that_it_is_another(road):
    assert post(road, **CALL, note="Rang twice.").status_code == 302
    page = said(post(road, "officer", **CALL, note="Rang for long."))
    assert "Lia Liaison has recorded a contact by the same means" in page
    assert "Mine was another contact" in page
    assert "What Lia Liaison has recorded" in page and "Phone: No answer" in page
    assert "Rang twice." in page and "Rang for long." in page
    assert post(road, "officer", **CALL, is_another="on").status_code == 302
    assert len(entries(road)) == 2
    assert post(road, "officer", **CALL | now(hours=3)).status_code == 302


def test_a_decision_not_to_contact_wants_its_reason(road):
    browser, address = as_(road.cast.officer), at("decide-not-to-contact", record_of(road))
    page = browser.post(address, hidden(browser.get(address)))
    assert "Enter why you decide not to contact" in said(page)
    page = said(follow(browser, address, reason="She is in hospital until Friday."))
    assert "Decided not to make contact" in page and "in hospital until Friday" in page


def test_who_only_reads_is_offered_nothing_to_record(road):
    page = as_(road.cast.prosecutor).get(at("see-contacts", record_of(road)))
    assert "No contact has been recorded yet" in said(page)
    assert not {form(road), at("decide-not-to-contact", record_of(road))} & set(links(page))
    assert as_(road.cast.prosecutor).get(form(road)).status_code == 403


def test_the_page_takes_as_many_questions_for_many_contacts_as_for_one(road):
    browser, address = as_(road.cast.liaison), at("see-contacts", record_of(road))

    def contact():
        told = [("CHARGE", road.suspects), ("STATEMENT", [])]
        road.do(
            record_contact, "liaison", record=record_of(road), version=1, contacted_at=road.at,
            direction="OUT", channel="PHONE", outcome="REACHED", spoke_to="VICTIM",
            is_identity_checked=True, is_safe_now=True, conveyed=told,
        )  # fmt: skip

    contact()
    browser.get(address)
    _page, few = questions(browser, address)
    for _ in range(3):
        contact()
    _page, many = questions(browser, address)
    assert len(many) == len(few) <= 12
