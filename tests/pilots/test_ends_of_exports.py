"""How an export ends: in its time whatever a clock says, with a reason, and with its row kept."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import cast, person, scope
from people.access.permission_tables import Refused
from people.models import AuditEntry, Human, UnitGrant
from people.web.pdf import PRINTING_UNAVAILABLE
from pilots.actions import exports
from pilots.models import Export
from pilots.queries import export_kinds
from pilots.queries.export_kinds import DrawnFile
from pilots.queries.exports import MAX_LISTED_EXPORTS
from rasso.readiness import readiness_problems
from tests.support.cases.pages import client_for, page_text
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.taking_files import WHY

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FAILED = "exports failed"


@module_fixture
def people():
    people = cast()
    people.taker = person(people.police, "supervise_cases", "take_exports", name="Tess Taker")
    return people


@pytest.fixture(autouse=True)
def no_tables(monkeypatch):
    """A file without figures: these tests are not about what is in it."""
    monkeypatch.setattr(export_kinds, "workbook_tables", lambda scope: [])


def ask(who, at, kind="FIGURES", **asked):
    return exports.ask_export(by=scope(who, at=at), at=at, kind=kind, asked=asked, reason=WHY)


def draws(monkeypatch, does):
    """Let `does` make the file. An exception is raised."""

    def draw(mark):
        raise does

    monkeypatch.setattr(export_kinds, "workbook_tables", draw)


def made_file(who, at, n=0):
    """An export whose file was made at this moment."""
    export = ask(who, at, n=str(n))
    assert exports.make_next_export(at=at)
    return Export.objects.get(pk=export.pk)


def fetched(who, export):
    return client_for(who).get(reverse("fetch-export", args=[export.pk])).status_code


def listed(who):
    return page_text(client_for(who).get(reverse("see-exports")))


# Clocks


def test_a_file_made_by_a_clock_that_is_ahead_does_not_outlive_its_day(people):
    now = timezone.now()
    ahead = made_file(people.taker, now + 3 * DAY, n=1)
    near = made_file(people.taker, now + timedelta(minutes=1), n=2)
    assert [fetched(people.taker, each) for each in (ahead, near)] == [404, 200]
    assert "No longer kept" in listed(people.taker)
    exports.destroy_expired_exports(at=now)
    kept = dict(Export.objects.values_list("pk", "status"))
    assert kept == {ahead.pk: "DESTROYED", near.pk: "MADE"}


def test_a_file_made_after_a_long_outage_is_not_taken_for_one_of_a_clock_ahead(people):
    now = timezone.now()
    made_file(people.taker, now)
    exports.destroy_expired_exports(at=now, looked_at=now - 4 * DAY)
    assert Export.objects.get().status == "MADE"
    exports.destroy_expired_exports(at=now + 2 * DAY, looked_at=now + HOUR)
    assert Export.objects.get().status == "MADE"


def test_what_was_asked_by_a_clock_that_is_ahead_does_not_use_up_the_hours_to_come(
    people, settings
):
    settings.EXPORTS_AN_HOUR, now = 1, timezone.now()
    ask(people.taker, now + DAY, n="1")
    assert ask(people.taker, now, n="2")


# Errors and refusals


def test_a_file_that_cannot_be_made_here_is_closed_with_the_reason(people, monkeypatch):
    now = timezone.now()
    export = ask(people.taker, now)
    draws(monkeypatch, Refused(PRINTING_UNAVAILABLE, is_stage=True))
    assert exports.make_next_export(at=now)
    assert f"Not prepared. {PRINTING_UNAVAILABLE}" in listed(people.taker)
    entry = AuditEntry.objects.get(verb="make_export")
    assert (entry.ids, entry.refused) == ([str(export.pk)], str(PRINTING_UNAVAILABLE))
    assert not exports.make_next_export(at=now + HOUR)


def test_after_an_error_it_is_begun_again_within_minutes(people, monkeypatch):
    now = timezone.now()
    ask(people.taker, now)
    draws(monkeypatch, ValueError())
    for seconds in (0, 60, 120):
        with pytest.raises(ValueError):
            exports.make_next_export(at=now + timedelta(seconds=seconds))
        assert not exports.make_next_export(at=now + timedelta(seconds=seconds + 59))
    assert exports.make_next_export(at=now + timedelta(seconds=180))
    assert Export.objects.get().status == "STOPPED"


@pytest.mark.parametrize("error", [ValueError(), Refused("Not here")])
def test_monitoring_names_a_failure_for_a_day(people, monkeypatch, error, settings):
    settings.EXPORT_TRIES, now = 0, timezone.now()
    if isinstance(error, Refused):
        settings.EXPORT_TRIES = 1
    ask(people.taker, now)
    draws(monkeypatch, error)
    exports.make_next_export(at=now)
    assert FAILED in readiness_problems(at=now + timedelta(hours=23))
    assert FAILED not in readiness_problems(at=now + timedelta(hours=25))


@pytest.mark.parametrize("ends", ["LOST", "TOO_LONG", "STOPPED"])
def test_the_log_has_each_export_that_ends_without_a_file(people, settings, ends):
    now = timezone.now()
    export = ask(people.taker, now)
    if ends == "LOST":
        UnitGrant.objects.filter(user=people.taker).delete()
    settings.EXPORT_TRIES = 0 if ends == "STOPPED" else 3
    settings.EXPORT_MOST_ROWS = -1
    exports.make_next_export(at=now)
    export.refresh_from_db()
    assert (export.status, export.content, export.ended_at) == (ends, None, now)
    entry = AuditEntry.objects.get(verb="make_export")
    said = {
        "LOST": "your access changed", "TOO_LONG": "too many rows", "STOPPED": "several times",
    }  # fmt: skip
    assert said[ends] in entry.refused and entry.user == people.taker
    assert (entry.ids, entry.content) == ([str(export.pk)], "")


def test_a_late_worker_that_ends_it_logs_nothing(people):
    now = timezone.now()
    ask(people.taker, now)
    begun = exports._lease_next_export(now)
    assert exports.make_next_export(at=now + HOUR)
    exports._store_file(begun, DrawnFile(b"late", ["nowhere"], 1), at=now + HOUR)
    [entry] = AuditEntry.objects.filter(verb="make_export")
    assert not entry.refused and Export.objects.get().status == "MADE"


# Fetching and listing


def test_another_account_of_the_same_person_fetches_nothing(people):
    export = made_file(people.taker, timezone.now())
    second = person(people.police, "supervise_cases", "take_exports")
    human = Human.objects.create()
    for user in (people.taker, second):
        user.human = human
        user.save()
    assert fetched(second, export) == 404 and fetched(people.taker, export) == 200


def test_the_log_names_the_file_that_somebody_else_asked_for(people):
    export = made_file(people.taker, timezone.now() - timedelta(hours=25))
    other = person(people.police, "supervise_cases", "take_exports")
    for who in (other, people.taker):
        assert fetched(who, export) == 404
    found = AuditEntry.objects.filter(verb="fetch_export").order_by("pk")
    assert list(found.values_list("user", "ids", "refused")) == [
        (who.pk, [str(export.pk)], "Not found") for who in (other, people.taker)
    ]


def test_whatever_waits_or_can_be_fetched_is_listed_before_what_is_over(people, monkeypatch):
    monkeypatch.setattr(exports, "_draw_file", lambda *_asked: DrawnFile(b"drawn", [], 0))
    now = timezone.now()
    old = [made_file(people.taker, now - timedelta(hours=40 + n), n) for n in range(12)]
    kept = [made_file(people.taker, now - timedelta(hours=n + 1), n) for n in range(12)]
    ask(people.taker, now, n="waits")
    client = client_for(people.taker)
    shown = [line.pk for line in client.get(reverse("see-exports")).context["lines"]]
    assert shown[1:] == [each.pk for each in [*kept, *old[:MAX_LISTED_EXPORTS]]]


# The row


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "SHARE"}, {"asked": {"n": "2"}}, {"reason": "Another reason."},
        {"asked_at": timezone.now()}, {"sha256": "0" * 64}, {"sha256": ""},
    ],
)  # fmt: skip
def test_what_was_asked_and_why_and_the_hash_never_change(people, change):
    export = made_file(people.taker, timezone.now())
    with pytest.raises(DatabaseError, match="refuse|append|change"), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(**change)


def test_who_asked_never_changes_and_no_row_is_removed(people):
    export = made_file(people.taker, timezone.now())
    rows = Export.objects.filter(pk=export.pk)
    for does in (lambda: rows.update(by=people.officer), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            does()
    assert rows.update(places=["ALL"]) == 1
