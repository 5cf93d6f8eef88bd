"""The number of a file leads to what was taken and why, for who reads the log or an alert."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import cast, person, scope
from people.alerts.actions.find import find_misuse
from people.models import AuditEntry, InsiderAlert
from pilots.actions import exports
from pilots.models import Export
from pilots.queries import export_kinds
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.people.cast import make_unit
from tests.support.pilots.taking_files import WHY

pytestmark = pytest.mark.django_db
NAMED = "All figures that you may read, file number {}, asked for with the reason: {}"


@module_fixture
def people():
    people = cast()
    people.taker = person(people.police, "supervise_cases", "take_exports", name="Tess Taker")
    people.auditor = person(make_unit("OVERSIGHT"), "read_audit_log", name="Aud Auditor")
    return people


@pytest.fixture(autouse=True)
def no_tables(monkeypatch):
    monkeypatch.setattr(export_kinds, "workbook_tables", lambda scope: [])


def take(people, n):
    """Ask for a file, have it made and fetch it. Returns its export."""
    now = timezone.now()
    by = scope(people.taker, at=now)
    asked = {"kind": "FIGURES", "asked": {"n": str(n)}, "reason": WHY}
    export = exports.ask_export(by=by, at=now, **asked)
    exports.make_next_export(at=now)
    fetch = reverse("fetch-export", args=[export.pk])
    assert client_for(people.taker).get(fetch).status_code == 200
    return export


def test_an_auditor_finds_number_title_and_reason_with_each_entry(people):
    export = take(people, 1)
    log = page_text(client_for(people.auditor).get(reverse("read-audit-log")))
    assert log.count(NAMED.format(export.pk, WHY)) == 3  # asked for, made and fetched


def test_an_alert_names_the_files_that_were_taken(people):
    for n in range(6):
        last = take(people, n)
    now = timezone.now()
    find_misuse(since=now - timedelta(hours=1), at=now)
    alert = InsiderAlert.objects.get(rule="bulk_exports")
    page = page_text(client_for(people.inspector).get(page_url("see-alert", alert)))
    assert NAMED.format(last.pk, WHY) in page


def test_an_alert_does_not_name_a_file_that_was_asked_for_in_vain(people):
    hidden = Export.objects.create(
        kind="FIGURES", asked={"n": "another's"}, reason="Private to another person.",
        by=people.officer, asked_at=timezone.now(),
    )  # fmt: skip
    browser = client_for(people.taker)
    assert browser.get(reverse("fetch-export", args=[hidden.pk])).status_code == 404
    entry = AuditEntry.objects.latest("pk")
    assert entry.ids == [str(hidden.pk)]
    alert = InsiderAlert.objects.create(
        rule="enumeration", key="in vain", person=people.taker, about=[people.taker.pk], number=1,
        entries=[entry.pk], unit=people.police, happened_at=entry.at, found_at=entry.at,
    )  # fmt: skip
    page = page_text(client_for(people.inspector).get(page_url("see-alert", alert)))
    assert "not found, or not open to them" in page and "Private to another" not in page
