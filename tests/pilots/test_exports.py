"""An export of all figures: requested once, made once, downloadable only by who may read it all."""

import io
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from odfdo import Document

from devtools.case_builder import person, scope
from people.access import grants
from people.models import AuditEntry, UnitGrant
from pilots.actions import exports, measure_refresh
from pilots.models import Export
from pilots.queries import workbooks
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots.bulk_histories import Histories, make_units_of_areas

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LIST, ASK = reverse("see-exports"), reverse("ask-export")
LATER = timedelta(hours=1)  # longer than any lease


@module_fixture
def areas():
    """Some months of cases with figures, and two people who read them."""
    where = make_units_of_areas()
    Histories(where, seed=23, days=120).add(60)
    measure_refresh.refresh_measures(at=NOW)
    where.analyst = person(where.cps[0], "see_figures")
    where.other = person(where.cps[0], "see_figures")
    return where


@pytest.fixture
def fewer_tables(monkeypatch):
    """Only the first twenty-five tables, for tests that are not about the tables."""
    every = workbooks.workbook_tables
    monkeypatch.setattr(exports, "workbook_tables", lambda scope: every(scope)[:25])


def request_export(areas, who="analyst", at=NOW):
    return exports.ask_export(by=scope(getattr(areas, who), at=at), at=at)


def download_export(client, who, export):
    client.force_login(who)
    return client.get(reverse("fetch-export", args=[export.pk]))


def exports_page(client, who):
    client.force_login(who)
    return response_text(client.get(LIST))


def sheets_of(content):
    return {
        sheet.name: [[str(cell) for cell in row] for row in sheet.iter_values()]
        for sheet in Document(io.BytesIO(content)).body.tables
    }


def test_each_table_of_a_page_is_in_the_file_as_the_page_has_it(areas, client, monkeypatch):
    every = workbooks.workbook_tables
    codes = ("recorded-to-referral", "returned")
    monkeypatch.setattr(
        exports,
        "workbook_tables",
        lambda scope: [each for each in every(scope) if each.what.code in codes],
    )
    export = request_export(areas)
    exports.make_next_export(at=NOW)
    sheets = sheets_of(download_export(client, areas.analyst, export).content)
    assert next(iter(sheets)) == "Definitions"
    compared = hidden = 0
    for code, page in (("recorded-to-referral", "see-figure"), ("returned", "see-share")):
        for place, _label in client.get(reverse(page, args=[code])).context["reading"].choices:
            for by in ("month", "year"):
                asked = {"place": place, "by": by}
                reading = client.get(reverse(page, args=[code]), asked).context["reading"]
                where = [reading.place.label, "Every urgency", f"By {by}"]
                lines = [[*where, row.label, *map(str, row.values)] for row in reading.rows]
                found = [line for line in sheets[code] if line[:3] == where]
                assert [without_empty_cells(line) for line in found] == [
                    without_empty_cells(line) for line in lines
                ]
                compared, hidden = compared + len(lines), hidden + str(lines).count("Fewer than 5")
    assert compared > 20 and hidden
    assert any("signed off" in line[2] for line in sheets["Definitions"])
    assert sheets["Definitions"][1:4] == [
        ["Every sheet", "Marking", "OFFICIAL-SENSITIVE"],
        ["Every sheet", "Taken by", areas.analyst.name],
        ["Every sheet", "Taken on", f"{NOW:%Y-%m-%d %H:%M} UTC"],
    ]


def without_empty_cells(line):
    """Remove empty cells at the end, which a spreadsheet does not store, and texts "None"."""
    cells = ["" if cell == "None" else cell for cell in line]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def test_an_export_requested_twice_is_made_once(areas, fewer_tables):
    assert request_export(areas) == request_export(areas)
    assert exports.make_next_export(at=NOW)
    assert not exports.make_next_export(at=NOW)
    assert Export.objects.count() == 1


def test_a_person_sees_how_far_it_is_and_then_fetches_it_and_the_log_says_so(
    areas, fewer_tables, client
):
    export = request_export(areas)
    Export.objects.filter(pk=export.pk).update(parts=25, made_parts=20)
    assert "Being prepared: 20 of 25 tables" in exports_page(client, areas.analyst)
    assert "Make the file" not in exports_page(client, areas.analyst)
    exports.make_next_export(at=NOW)
    assert "Ready" in exports_page(client, areas.analyst)
    answer = download_export(client, areas.analyst, export)
    assert answer["Content-Disposition"] == 'attachment; filename="figures.ods"'
    entry = AuditEntry.objects.filter(verb="fetch_export").latest("pk")
    assert (entry.operation, entry.content) == ("disclosure", sha256(answer.content).hexdigest())


def test_how_far_it_is_is_written_down_while_it_is_made(areas, fewer_tables, monkeypatch):
    export, seen = request_export(areas), []

    def made(part, scope):
        seen.append(Export.objects.get(pk=export.pk).made_parts)
        return []

    monkeypatch.setattr(exports, "sheets_of_table", made)
    exports.make_next_export(at=NOW)
    assert seen == [0] * 20 + [20] * 5


def test_a_person_who_lost_the_right_before_it_is_made_gets_none(areas, fewer_tables, client):
    request_export(areas)
    UnitGrant.objects.filter(user=areas.analyst).delete()
    exports.make_next_export(at=NOW)
    assert Export.objects.get().status == "LOST"
    assert Export.objects.get().content is None


def test_a_person_who_loses_a_place_while_it_is_made_gets_none(areas, fewer_tables, monkeypatch):
    other = person(areas.cps[3], "see_figures")
    grants.grant_capacity("see_figures", to=other, on=areas.cps[0], by=other, at=NOW)
    exports.ask_export(by=scope(other, at=NOW), at=NOW)
    real = exports.write_workbook

    def book(*tables):
        UnitGrant.objects.filter(user=other, content_object=areas.cps[3]).delete()
        return real(*tables)

    monkeypatch.setattr(exports, "write_workbook", book)
    monkeypatch.setattr(
        exports,
        "workbook_tables",
        lambda scope: [p for p in workbooks.workbook_tables(scope) if p.by == "year"][:15],
    )
    exports.make_next_export(at=NOW)
    assert Export.objects.get().status == "LOST"


def test_a_person_who_loses_a_place_afterwards_finds_no_file_and_is_told_to_ask_again(
    areas, fewer_tables, client
):
    grants.grant_capacity(
        "see_figures", to=areas.analyst, on=areas.cps[3], by=areas.analyst, at=NOW
    )
    export = request_export(areas)
    exports.make_next_export(at=NOW)
    told_of = set(Export.objects.get().places)
    assert f"unit-{areas.cps[0].pk}" in told_of
    UnitGrant.objects.filter(user=areas.analyst, content_object=areas.cps[0]).delete()
    assert download_export(client, areas.analyst, export).status_code == 404
    assert "You no longer read the figures of every place in it" in exports_page(
        client, areas.analyst
    )


def test_another_person_s_file_looks_missing(areas, fewer_tables, client):
    export = request_export(areas)
    exports.make_next_export(at=NOW)
    theirs = download_export(client, areas.other, export)
    client.force_login(areas.other)
    none = client.get(reverse("fetch-export", args=[uuid4()]))
    assert theirs.status_code == none.status_code == 404
    assert "You have not asked for one" in exports_page(client, areas.other)


# The worker dies


def test_an_export_begun_by_a_dead_worker_begins_again_when_its_lease_is_over(areas, fewer_tables):
    export = request_export(areas)
    begun = exports._lease_next_export(NOW)
    assert begun.pk == export.pk
    assert not exports.make_next_export(at=NOW + timedelta(minutes=1))
    assert exports.make_next_export(at=NOW + LATER)
    kept = Export.objects.get().sha256
    exports._store_file(begun, b"late", ["ALL"], at=NOW + LATER)  # it was slow, not dead
    assert Export.objects.get().sha256 == kept


def test_a_lease_taken_by_a_clock_a_year_ahead_holds_no_worker_up(areas, fewer_tables):
    request_export(areas)
    assert exports._lease_next_export(NOW + timedelta(days=365))
    assert exports.make_next_export(at=NOW)


def test_an_export_that_fails_repeatedly_is_given_up_and_says_so(
    areas, fewer_tables, monkeypatch, client
):
    def made(part, scope):
        raise ValueError

    monkeypatch.setattr(exports, "sheets_of_table", made)
    request_export(areas)
    for n in range(3):
        with pytest.raises(ValueError):
            exports.make_next_export(at=NOW + n * LATER)
    assert exports.make_next_export(at=NOW + 3 * LATER)
    assert Export.objects.get().status == "STOPPED"
    assert "it failed several times" in exports_page(client, areas.analyst)
    assert request_export(areas, at=NOW + 3 * LATER).status == "WAITING"


def test_an_export_is_kept_for_a_week(areas, fewer_tables):
    request_export(areas)
    exports.make_next_export(at=NOW)
    exports.delete_expired_exports(at=NOW + timedelta(days=6))
    assert Export.objects.exists()
    exports.delete_expired_exports(at=NOW + timedelta(days=8))
    assert not Export.objects.exists()


def test_a_button_asks_for_it(areas, client):
    client.force_login(areas.analyst)
    form = client.get(LIST).context["form"]
    key = form["form_key"].value()
    for _ in range(2):
        client.post(ASK, {"form_key": key}, follow=True)
    assert Export.objects.filter(by=areas.analyst).count() == 1
