"""Journey 7: an ISVA's private entries, notes to the CPS, and the end of consent."""

import pytest
from django.urls import reverse

from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from tests.support.service_entries import service_rows
from tests.support.victims.support_service import add_service, record_of
from victims.models import Consent, Support

pytestmark = pytest.mark.django_db
NOTE = "Please ring after six: Marigold shift."
WHEN = {
    f"contacted_at-{part}": value
    for part, value in zip(
        ("day", "month", "year", "hour", "minute"), (2, 3, 2026, 9, 30), strict=True
    )
}
ENTRY = {"direction": "OUT", "channel": "PHONE", "minutes": "25", "purpose": "SAFETY", **WHEN}


@module_fixture
def builder():
    return add_service(CaseBuilder(cast()).submit())


def test_a_victim_is_referred_supported_spoken_for_and_then_withdraws_consent(builder):
    officer, contact = client_for(builder.cast.officer), client_for(builder.cast.contact)
    manager, isva = client_for(builder.cast.service_manager), client_for(builder.cast.isva)
    record, given = record_of(builder), date_parts("given_on", builder.at.date())
    submit_form(
        officer, page_url("refer-to-service", record), service=builder.cast.service.pk, how="PHONE",
        categories=["MILESTONES"], purpose="SUPPORT", **given,
    )  # fmt: skip
    row = Support.objects.unscoped("test").get()
    assert isva.get(page_url("see-support", row)).status_code == 404  # no ISVA has been assigned
    submit_form(manager, page_url("accept-support", row), isva=builder.cast.isva.pk)

    seen = page_text(isva.get(page_url("see-support", row)))
    assert "Suspect 1: sent to the CPS for a decision" in seen
    # Only what the victim consented to.
    assert "Coming court dates" in seen.split("What you do not see")[1]
    assert builder.suspects[0].surname not in seen
    assert isva.get(page_url("see-case", builder.case)).status_code == 404

    before = page_text(contact.get(page_url("see-contacts", record)))
    submit_form(isva, page_url("service-entries", row), **ENTRY)
    assert len(service_rows()) == 1
    assert (
        page_text(contact.get(page_url("see-contacts", record))) == before
    )  # no trace of the entry

    submit_form(
        isva, page_url("record-consent", row), recipient="POLICE", to_police=["LIAISON"],
        purpose="SPEAK_FOR", how="PHONE", **given,
    )  # fmt: skip
    submit_form(
        isva, page_url("send-liaison-note", row), roles=["CONTACT_OFFICER"], text=NOTE,
        wants_answer="yes", is_understood="on",
    )  # fmt: skip
    assert page_url("see-contacts", record) + "#notes" in links_on_page(
        contact.get(reverse("see-notices"))
    )
    assert NOTE in page_text(contact.get(page_url("see-contacts", record)))
    for other in (officer, client_for(builder.cast.prosecutor)):
        assert NOTE not in page_text(other.get(page_url("see-contacts", record)))

    shared = Consent.objects.unscoped("test").get(category="MILESTONES")
    submit_form(contact, page_url("pass-withdrawal-on", record), consents=[shared.pk], how="PHONE")
    seen = page_text(isva.get(page_url("see-support", row)))
    assert "Suspect 1" not in seen and "What you do not see" in seen
    told = page_text(contact.get(page_url("see-victim-support", record)))
    assert "What had been seen under this consent" in told
