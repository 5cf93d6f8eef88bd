"""Journey 7: an ISVA's private entries, notes to the CPS, and the end of consent."""

import pytest
from django.urls import reverse

from devtools.case_builder import Road, cast
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.module_fixtures import standing
from tests.support.victims.support_service import record_of, with_service
from victims.models import Consent, ServiceEntry, Support

pytestmark = pytest.mark.django_db
NOTE = "Please ring after six: Marigold shift."
WHEN = {
    f"contacted_at-{part}": value
    for part, value in zip(
        ("day", "month", "year", "hour", "minute"), (2, 3, 2026, 9, 30), strict=True
    )
}
ENTRY = {"direction": "OUT", "channel": "PHONE", "minutes": "25", "purpose": "SAFETY", **WHEN}


@standing
def road():
    return with_service(Road(cast()).submit())


def test_a_victim_is_referred_supported_spoken_for_and_then_takes_her_consent_back(road):
    officer, contact = as_(road.cast.officer), as_(road.cast.contact)
    manager, isva = as_(road.cast.service_manager), as_(road.cast.isva)
    record, given = record_of(road), day("given_on", road.at.date())
    follow(
        officer, at("refer-to-service", record), service=road.cast.service.pk, how="PHONE",
        categories=["MILESTONES"], purpose="SUPPORT", **given,
    )  # fmt: skip
    row = Support.objects.unscoped("test").get()
    assert isva.get(at("see-support", row)).status_code == 404  # no ISVA has been assigned
    follow(manager, at("accept-support", row), isva=road.cast.isva.pk)

    seen = said(isva.get(at("see-support", row)))
    assert "Suspect 1: sent to the CPS for a decision" in seen
    # Only what the victim consented to.
    assert "Coming court dates" in seen.split("What you do not see")[1]
    assert road.suspects[0].surname not in seen
    assert isva.get(at("see-case", road.case)).status_code == 404

    before = said(contact.get(at("see-contacts", record)))
    follow(isva, at("service-entries", row), **ENTRY)
    assert ServiceEntry.objects.unscoped("test").count() == 1
    assert said(contact.get(at("see-contacts", record))) == before  # no trace of the entry

    follow(
        isva, at("record-consent", row), recipient="POLICE", to_police=["LIAISON"],
        purpose="SPEAK_FOR", how="PHONE", **given,
    )  # fmt: skip
    follow(
        isva, at("send-liaison-note", row), roles=["CONTACT_OFFICER"], text=NOTE,
        is_understood="on",
    )  # fmt: skip
    assert at("see-contacts", record) + "#notes" in links(contact.get(reverse("see-notices")))
    assert NOTE in said(contact.get(at("see-contacts", record)))
    for other in (officer, as_(road.cast.prosecutor)):
        assert NOTE not in said(other.get(at("see-contacts", record)))

    shared = Consent.objects.unscoped("test").get(category="MILESTONES")
    follow(contact, at("pass-withdrawal-on", record), consents=[shared.pk], how="PHONE")
    seen = said(isva.get(at("see-support", row)))
    assert "Suspect 1" not in seen and "What you do not see" in seen
    told = said(contact.get(at("see-victim-support", record)))
    assert "What had been seen under this consent" in told
