"""An export: asked for once, made once, to be fetched for a day by who may read all of it."""

import io
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from odfdo import Document

from cases.models import Case
from devtools.case_builder import person, scope
from people.access import grants
from people.access.permission_tables import Refused
from people.access.reading_limits import LimitReached
from people.models import AuditEntry, Human, UnitGrant
from pilots.actions import exports, measure_refresh
from pilots.models import Export
from pilots.queries import export_kinds, workbooks
from pilots.queries.export_kinds import DrawnFile
from tests.support.export_markings import mark_line, name_in_file
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots.bulk_histories import Histories, make_units_of_areas
from tests.support.pilots.taking_files import WHY, ask_for_file

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
    where.analyst = person(where.cps[0], "see_figures", "take_exports")
    where.other = person(where.cps[0], "see_figures", "take_exports")
    return where


@pytest.fixture
def fewer_tables(monkeypatch):
    """Only the first twenty-five tables, for tests that are not about the tables."""
    every = workbooks.workbook_tables
    monkeypatch.setattr(export_kinds, "workbook_tables", lambda scope: every(scope)[:25])


def request_export(areas, who="analyst", at=NOW):
    return ask(scope(getattr(areas, who), at=at), at=at)


def ask(by, *, at, kind="FIGURES", reason=WHY, **asked):
    return exports.ask_export(by=by, at=at, kind=kind, asked=asked, reason=reason)


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
        export_kinds,
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
    assert sheets["Definitions"][1:5] == [
        ["Every sheet", "Marking", "OFFICIAL-SENSITIVE"],
        ["Every sheet", "Taken by", name_in_file(areas.analyst)],
        ["Every sheet", "Made on", f"{timezone.localtime(NOW):%Y-%m-%d %H:%M %Z}"],
        ["Every sheet", "Number of the file", str(export.pk)],
    ]
    for lines in sheets.values():
        assert lines[-1][0].startswith(mark_line(areas.analyst))
        assert lines[-1][0].endswith(str(export.pk))


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

    monkeypatch.setattr(export_kinds, "sheets_of_table", made)
    exports.make_next_export(at=NOW)
    assert seen == [0] * 20 + [20] * 5


def test_a_person_who_lost_the_right_before_it_is_made_gets_none(areas, monkeypatch):
    request_export(areas)
    monkeypatch.setattr(export_kinds, "workbook_tables", None)  # nothing is read for the file
    UnitGrant.objects.filter(user=areas.analyst).delete()
    exports.make_next_export(at=NOW)
    assert Export.objects.get().status == "LOST"
    assert Export.objects.get().content is None


def test_a_person_who_loses_a_place_while_it_is_made_gets_none(areas, fewer_tables, monkeypatch):
    other = person(areas.cps[3], "see_figures", "take_exports")
    grants.grant_capacity("see_figures", to=other, on=areas.cps[0], by=other, at=NOW)
    ask(scope(other, at=NOW), at=NOW)
    real = export_kinds.write_workbook

    def book(*tables):
        lose_figures(other, areas.cps[3])
        return real(*tables)

    monkeypatch.setattr(export_kinds, "write_workbook", book)
    monkeypatch.setattr(
        export_kinds,
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
    lose_figures(areas.analyst, areas.cps[0])
    assert download_export(client, areas.analyst, export).status_code == 404
    assert "You may no longer read all that is in it" in exports_page(client, areas.analyst)


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
    late = DrawnFile(b"late", ["ALL"], 1)
    exports._store_file(begun, late, at=NOW + LATER)  # it was slow, not dead
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

    monkeypatch.setattr(export_kinds, "sheets_of_table", made)
    request_export(areas)
    for n in range(3):
        with pytest.raises(ValueError):
            exports.make_next_export(at=NOW + n * LATER)
    assert exports.make_next_export(at=NOW + 3 * LATER)
    assert Export.objects.get().status == "STOPPED"
    assert "it failed several times" in exports_page(client, areas.analyst)
    assert request_export(areas, at=NOW + 3 * LATER).status == "WAITING"


def test_a_file_is_kept_for_a_day_and_its_reason_stays(areas, fewer_tables):
    export = request_export(areas)
    exports.make_next_export(at=NOW)
    exports.destroy_expired_exports(at=NOW + timedelta(hours=23, minutes=59))
    assert Export.objects.get().content
    exports.destroy_expired_exports(at=NOW + timedelta(hours=24))
    row = Export.objects.get()
    assert (row.status, row.content, row.reason) == ("DESTROYED", None, WHY) and row.sha256
    entry = AuditEntry.objects.get(verb="destroy_export")
    assert (entry.operation, entry.ids) == ("erasure", [str(export.pk)])


def test_after_a_day_it_is_not_fetched_even_before_it_is_destroyed(areas, fewer_tables, client):
    export = request_export(areas)
    exports.make_next_export(at=NOW)
    for hours, status in ((23, 200), (25, 404)):
        Export.objects.update(made_at=timezone.now() - timedelta(hours=hours))
        assert download_export(client, areas.analyst, export).status_code == status
    assert "No longer kept" in exports_page(client, areas.analyst)


def test_a_page_asks_for_it_once(areas, client):
    client.force_login(areas.analyst)
    form = client.get(ASK).context["form"]
    sent = {"form_key": form["form_key"].value(), "reason": WHY}
    for _ in range(2):
        client.post(ASK, sent, follow=True)
    assert Export.objects.filter(by=areas.analyst).count() == 1
    assert f"Why: {WHY}" in exports_page(client, areas.analyst)


# The right, the reason and what is kept


@pytest.mark.parametrize("reason", ["", "x", "....................", "work work work work work"])
def test_a_reason_without_substance_is_refused_and_what_was_typed_stays(areas, client, reason):
    client.force_login(areas.analyst)
    page = client.post(ASK, {"form_key": str(uuid4()), "reason": reason})
    assert page.status_code == 200 and "There is a problem" in response_text(page)
    assert not Export.objects.exists()


def test_who_reads_without_the_right_is_offered_and_given_none(areas, client):
    reader = person(areas.cps[0], "see_figures")
    client.force_login(reader)
    address = reverse("export-figure", args=["recorded-to-referral"])
    for name in (ASK, LIST, f"{address}?as=csv"):
        assert client.get(name).status_code == 403
    for page in ("see-figures", "see-figure"):
        args = ["recorded-to-referral"] if page == "see-figure" else []
        shown = client.get(reverse(page, args=args)).content.decode()
        assert "/exports/" not in shown and "/export/" not in shown
    with pytest.raises(Refused, match="role"):
        ask(scope(reader, at=NOW), at=NOW)


def test_the_right_alone_reads_nothing(areas, client):
    client.force_login(person(areas.cps[0], "take_exports"))
    assert client.get(LIST).status_code == 200
    for name in ("see-figures", "ask-export"):
        assert client.get(reverse(name)).status_code == 403
    case = Case.objects.unscoped("test").filter(cps_unit=areas.cps[0])[0]
    assert client.get(reverse("see-case", args=[case.pk])).status_code == 404
    worklist = client.get(reverse("worklist"))
    assert worklist.status_code == 200 and case.urn[:4] not in worklist.content.decode()


@pytest.mark.parametrize("lost", ["take_exports", "see_figures"])
def test_who_loses_the_right_fetches_no_file_that_was_made(areas, fewer_tables, client, lost):
    export = request_export(areas)
    exports.make_next_export(at=NOW)
    UnitGrant.objects.filter(user=areas.analyst, permission__codename=lost).delete()
    status = download_export(client, areas.analyst, export).status_code
    assert status == (403 if lost == "take_exports" else 404)


def test_the_file_is_encrypted_where_it_lies_and_bound_to_its_row(areas, fewer_tables, client):
    export, other = request_export(areas), request_export(areas, who="other")
    for _ in range(2):
        exports.make_next_export(at=NOW)
    kept = {row.pk: bytes(row.content) for row in Export.objects.all()}
    assert not any(content.startswith(b"PK") for content in kept.values())
    Export.objects.filter(pk=export.pk).update(content=kept[other.pk])
    assert download_export(client, areas.analyst, export).status_code == 404
    Export.objects.filter(pk=export.pk).update(content=kept[export.pk])
    assert download_export(client, areas.analyst, export).content.startswith(b"PK")


def test_the_log_has_who_asked_what_was_made_and_each_fetch(areas, fewer_tables, client):
    export = request_export(areas)
    exports.make_next_export(at=NOW)
    for _ in range(2):
        download_export(client, areas.analyst, export)
    rows = AuditEntry.objects.filter(ids=[str(export.pk)]).order_by("pk")
    made = Export.objects.get().sha256
    assert list(rows.values_list("verb", "operation", "content", "user_id")) == [
        ("ask_export", "collection", "", areas.analyst.pk),
        ("make_export", "collection", made, areas.analyst.pk),
        *[("fetch_export", "disclosure", made, areas.analyst.pk)] * 2,
    ]


def test_a_file_with_too_many_rows_is_not_made(areas, fewer_tables, client, settings):
    settings.EXPORT_MOST_ROWS = 3
    request_export(areas)
    exports.make_next_export(at=NOW)
    assert (Export.objects.get().status, Export.objects.get().content) == ("TOO_LONG", None)
    assert "too many rows" in exports_page(client, areas.analyst)


def test_how_many_are_asked_for_in_an_hour_is_limited_under_all_accounts(areas, settings):
    settings.EXPORTS_AN_HOUR = 2
    second, human = person(areas.cps[0], "see_figures", "take_exports"), Human.objects.create()
    for user in (areas.analyst, second):
        user.human = human
        user.save()
    by = scope(areas.analyst, at=NOW)
    for who, month in ((second, "2026-01"), (areas.analyst, "2026-02")):
        ask(scope(who, at=NOW), at=NOW, kind="STAGE", name="recorded-to-referral", month=month)
    again = {"kind": "STAGE", "name": "recorded-to-referral", "month": "2026-02"}
    assert ask(by, at=NOW, **again).reason == WHY  # the same one, which waits
    for who in (second, areas.analyst):
        with pytest.raises(LimitReached):
            ask(scope(who, at=NOW), at=NOW)
    assert ask(scope(areas.other, at=NOW), at=NOW) and ask(by, at=NOW + timedelta(minutes=61))


def test_a_place_that_is_lost_while_it_waits_is_not_replaced_by_another(areas, client):
    grants.grant_capacity(
        "see_figures", to=areas.analyst, on=areas.cps[3], by=areas.analyst, at=NOW
    )
    client.force_login(areas.analyst)
    address = reverse("export-figure", args=["recorded-to-referral"])
    place = f"unit-{areas.cps[3].pk}"
    assert ask_for_file(client, address, place=place, **{"as": "csv"}).status_code == 302
    lose_figures(areas.analyst, areas.cps[3])
    exports.make_next_export(at=NOW)
    assert Export.objects.get().status == "LOST"


def lose_figures(who, unit):
    rows = UnitGrant.objects.filter(user=who, content_object=unit)
    rows.filter(permission__codename="see_figures").delete()
