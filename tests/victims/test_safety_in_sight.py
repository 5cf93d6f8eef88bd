"""The safety panel is on every page from which something is sent; a breach is notified."""

import pytest

from devtools.letter_steps import (
    approve_letter_of,
    build_charged_case,
    fresh_letter,
    record_of,
    record_wishes_in,
)
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.victims.vrr_requests import CALL
from timeliness.models import Delivery
from victims.actions import contacts, meetings

pytestmark = pytest.mark.django_db
BROTHER, VOICEMAIL = "Her brother answers.", "Do not leave a voicemail."


@module_fixture
def builder():
    builder = build_charged_case()
    builder.letter = approve_letter_of(builder)
    offer = {"purpose": "PRE_TRIAL", "offered_how": "PHONE", "offered_on": builder.at.date()}
    builder.meeting = builder.do(
        meetings.offer_meeting, "liaison", record=record_of(builder), **offer | CALL
    )
    record_wishes_in(builder, voicemail_is_safe="NO", care=BROTHER)
    return builder


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("see-letters", record_of), ("see-meetings", record_of),
        ("see-letter", lambda builder: fresh_letter(builder.letter)),
        ("see-meeting", lambda builder: builder.meeting),
    ],
)  # fmt: skip
def test_the_panel_stands_before_every_way_on(builder, name, of):
    page = client_for(builder.cast.liaison).get(page_url(name, of(builder)))
    before, _button, _after = page.text.partition('class="govuk-button"')
    assert 'class="rasso-safe"' in before and VOICEMAIL in before and BROTHER in before


def test_the_panel_asks_the_database_nothing(builder):
    browser, counts = client_for(builder.cast.liaison), []
    for care in (BROTHER, ""):
        record_wishes_in(builder, care=care)
        browser.get(page_url("see-letters", record_of(builder)))
        counts.append(
            len(page_and_queries(browser, page_url("see-letters", record_of(builder)))[1])
        )
    assert counts[0] == counts[1] <= 12


def record_unchecked_call(builder, who, **facts):
    record = record_of(builder)
    call = CALL | {"is_identity_checked": False, "direction": "OUT", "channel": "PHONE"}
    told = {"conveyed": [("CHARGE", builder.suspects)], "reason": "A relative picked up and asked."}
    about = {"record": record, "version": record.version, "contacted_at": builder.at}
    return builder.do(contacts.record_contact, who, **about | call | told | facts)


def people_told_unchecked():
    rows = Delivery.objects.filter(notice="told_unchecked")
    return sorted(rows.values_list("recipient__name", flat=True))


@pytest.mark.parametrize(("who", "lead"), [("liaison", "manager"), ("officer", "supervisor")])
def test_those_who_lead_hear_once_what_was_told_before_it_was_checked_who_was_there(
    builder, who, lead
):
    record_unchecked_call(builder, who)
    lead = getattr(builder.cast, lead)
    assert people_told_unchecked() == [lead.name]
    browser, record = client_for(lead), record_of(builder)
    page = browser.get(page_url("see-notices"))
    assert "Told to someone before it was checked who was there" in page_text(page)
    assert page_url("see-contacts", record) in page.text
    assert "Did not check who it was first." in page_text(
        browser.get(page_url("see-contacts", record))
    )


def test_a_call_that_was_refused_or_checked_or_told_no_news_sends_no_notice(builder):
    with pytest.raises(Refused):
        record_unchecked_call(builder, "liaison", reason="")
    record_unchecked_call(builder, "liaison", is_identity_checked=True)
    record_unchecked_call(builder, "liaison", conveyed=[])
    assert not people_told_unchecked()
