"""The safety panel is on every page from which something is sent; a breach is notified."""

import pytest

from devtools.letter_steps import approved, fresh, record_of, road_to_charge, wish
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from tests.support.victims.vrr_requests import CALL
from timeliness.models import Delivery
from victims.actions import contacts, meetings

pytestmark = pytest.mark.django_db
BROTHER, VOICEMAIL = "Her brother answers.", "Do not leave a voicemail."


@standing
def road():
    road = road_to_charge()
    road.letter = approved(road)
    offer = {"purpose": "PRE_TRIAL", "offered_how": "PHONE", "offered_on": road.at.date()}
    road.meeting = road.do(
        meetings.offer_meeting, "liaison", record=record_of(road), **offer | CALL
    )
    wish(road, voicemail_is_safe="NO", care=BROTHER)
    return road


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("see-letters", record_of), ("see-meetings", record_of),
        ("see-letter", lambda road: fresh(road.letter)), ("see-meeting", lambda road: road.meeting),
    ],
)  # fmt: skip
def test_the_panel_stands_before_every_way_on(road, name, of):
    page = as_(road.cast.liaison).get(at(name, of(road)))
    before, _button, _after = page.text.partition('class="govuk-button"')
    assert 'class="rasso-safe"' in before and VOICEMAIL in before and BROTHER in before


def test_the_panel_asks_the_database_nothing(road):
    browser, counts = as_(road.cast.liaison), []
    for care in (BROTHER, ""):
        wish(road, care=care)
        browser.get(at("see-letters", record_of(road)))
        counts.append(len(questions(browser, at("see-letters", record_of(road)))[1]))
    assert counts[0] == counts[1] <= 12


def unchecked(road, who, **facts):
    record = record_of(road)
    call = CALL | {"is_identity_checked": False, "direction": "OUT", "channel": "PHONE"}
    told = {"conveyed": [("CHARGE", road.suspects)], "reason": "A relative picked up and asked."}
    about = {"record": record, "version": record.version, "contacted_at": road.at}
    return road.do(contacts.record_contact, who, **about | call | told | facts)


def heard():
    rows = Delivery.objects.filter(notice="told_unchecked")
    return sorted(rows.values_list("recipient__name", flat=True))


@pytest.mark.parametrize(("who", "lead"), [("liaison", "manager"), ("officer", "supervisor")])
def test_those_who_lead_hear_once_what_was_told_before_it_was_checked_who_was_there(
    road, who, lead
):
    unchecked(road, who)
    lead = getattr(road.cast, lead)
    assert heard() == [lead.name]
    browser, record = as_(lead), record_of(road)
    page = browser.get(at("see-notices"))
    assert "Told to someone before it was checked who was there" in said(page)
    assert at("see-contacts", record) in page.text
    assert "Did not check who it was first." in said(browser.get(at("see-contacts", record)))


def test_nobody_hears_of_one_that_was_refused_or_checked_or_told_nothing(road):
    with pytest.raises(Refused):
        unchecked(road, "liaison", reason="")
    unchecked(road, "liaison", is_identity_checked=True)
    unchecked(road, "liaison", conveyed=[])
    assert not heard()
