"""Stage durations on pages and in files, for people who may read them."""

import re
import subprocess
import sys
from datetime import time
from io import BytesIO
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from odfdo import Document

from cases.models import Suspect
from devtools.case_builder import person
from pilots.actions import measure_refresh
from pilots.disclosure_control.dimensions import ALL
from pilots.measures.stages import STAGE_MEASURES
from pilots.models import Tally
from pilots.queries.filters import FigureFilter
from pilots.queries.stages.figures import stage_figures as read
from pilots.queries.stages.files import stage_table
from tests.support.api.token_callers import Caller
from tests.support.export_markings import assert_marked, csv_markings, mark_line, name_in_file
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots.bulk_histories import Histories, make_units_of_areas
from tests.support.pilots.taking_files import take_file
from timeliness.calendar import add_months, london_day, london_moment

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = london_day(NOW)
LAST = TODAY.year - 1  # the year in which the histories begin
MEASURE = "referral-to-decision"


@module_fixture
def areas():
    """A year of cases in two CPS Areas with figures, and readers."""
    where = make_units_of_areas()
    Histories(where, seed=11, days=300).add(350)
    measure_refresh.refresh_measures(at=NOW)
    where.supervisor = person(where.police[0], "supervise_cases", "take_exports")
    where.prosecutor = person(where.cps[0], "prosecute_cases")
    where.analyst = person(where.cps[3], "see_figures")
    return where


def figure_file(client, who, measure=MEASURE, **asked):
    """The response with the table as a file."""
    client.force_login(who)
    return take_file(client, reverse("export-figure", args=[measure]), **asked)


def figure_page(client, who, name="see-figure", measure=MEASURE, **asked):
    client.force_login(who)
    return client.get(reverse(name, args=[measure]), asked)


def published_rows():
    """Everything published."""
    rows = Tally.objects.order_by("measure", "place", "urgency", "length", "first")
    return [{**row, "id": None} for row in rows.values()]


def table_html(shown):
    """The page up to the end of its tables; after them there are one-time keys."""
    return shown.split("<main")[1].rsplit("</table>", 1)[0]


class TestFigures:
    def test_an_analysts_system_is_told_what_is_published(self, areas):
        system = Caller(areas.cps[3], capacity="see_figures", scopes="figures")
        names = [each["name"] for each in system.get("/api/figures/").json()["measures"]]
        assert MEASURE in names
        counts, few, shown = ("people", "ended", "going", "stopped", "unclear"), 0, 0
        own = f"unit-{areas.cps[3].pk}"
        for place, by in product([ALL, own], ["month", "quarter", "year"]):
            told = system.get(f"/api/figures/{MEASURE}/", {"place": place, "by": by}).json()
            wanted = read(MEASURE, FigureFilter(place, ALL, by), at=NOW)
            for figure, each in zip(told["figures"], wanted, strict=True):
                known = {name: getattr(each, name) or None for name in counts}
                assert {name: figure[name] for name in counts} == known
                assert not any(n is not None and n % 5 for n in known.values())
                few += None in known.values()
                shown += bool(figure["people"])
        assert few > 5 and shown > 5
        # Another unit's, and one that does not exist.
        for place in (f"unit-{areas.cps[0].pk}", "unit-999999"):
            refused = system.get(f"/api/figures/{MEASURE}/", {"place": place})
            assert (refused.status_code, "figures" in refused.json()) == (400, False)
        assert system.get("/api/figures/no-such/").status_code == 404
        assert system.get("/api/cases/").status_code == 403
        reader = Caller(areas.cps[3])
        assert reader.get(f"/api/figures/{MEASURE}/").status_code == 403

    def test_every_number_of_people_is_rounded_and_none_is_one_to_four(self, areas):
        assert Tally.objects.count() > 100
        for tally in Tally.objects.all():
            for name in ("people", "ended", "going", "stopped", "unclear"):
                assert getattr(tally, name) % 5 == 0

    def test_nine_in_ten_is_said_of_about_fifty_and_half_of_about_ten(self, areas):
        tallies = Tally.objects.all()
        assert tallies.exclude(nine_in_ten=None).exists() and tallies.exclude(half=None).exists()
        assert not tallies.filter(people__lt=50).exclude(nine_in_ten=None).exists()
        assert not tallies.filter(people__lt=10).exclude(half=None).exists()
        assert not tallies.filter(ended__lt=10).exclude(median=None).exists()

    def test_published_figures_stay_until_the_next_month(self, areas):
        before = published_rows()
        Histories(areas, seed=12).add(30)
        measure_refresh.refresh_measures(at=NOW)
        assert published_rows() == before
        measure_refresh.refresh_measures(
            at=london_moment(add_months(TODAY.replace(day=1), 1), time(1))
        )
        assert published_rows() != before


class TestPages:
    def test_a_supervisor_reads_of_their_unit_its_force_and_its_area_first(self, areas, client):
        shown = response_text(figure_page(client, areas.supervisor))
        labels = [areas.police[0].name, "Avon and Somerset Police", "CPS South West", "England and"]
        assert [label in shown for label in labels] == [True] * 4
        assert "CPS North West" not in shown and "Fewer than 5" in shown

    def test_the_overview_says_of_each_stage_what_this_year_says(self, areas, client):
        client.force_login(areas.supervisor)
        shown = response_text(client.get(reverse("see-figures")))
        assert all(str(measure.label) in shown for measure in STAGE_MEASURES)

    def test_figures_of_a_place_of_others_are_not_revealed(self, areas, client):
        own = response_text(figure_page(client, areas.supervisor, by="quarter"))
        other = response_text(
            figure_page(client, areas.supervisor, place=f"unit-{areas.cps[3].pk}", by="year")
        )
        assert "has a choice that is not available to you" in other
        assert table_html(own).split("<tbody")[1] == table_html(other).split("<tbody")[1]
        missing = response_text(
            figure_page(client, areas.supervisor, place="unit-999999", by="year")
        )
        assert table_html(other) == table_html(missing)

    def test_a_person_of_no_unit_reads_no_figures(self, areas, client):
        for name in ("see-figure", "see-figure-list", "explain-figure", "export-figure"):
            assert figure_page(client, areas.prosecutor, name).status_code == 403

    def test_a_stage_that_does_not_exist_is_not_found(self, areas, client):
        assert (
            figure_page(client, areas.supervisor, measure="from-here-to-there").status_code == 404
        )

    def test_the_list_behind_a_figure_holds_what_one_may_open_and_no_more(self, areas, client):
        facts = {"place": ALL, "by": "year", "period": str(LAST)}
        shown = response_text(figure_page(client, areas.supervisor, "see-figure-list", **facts))
        readable = Suspect.objects.unscoped("test").filter(
            police_unit=areas.police[0], is_restricted=False, stretches__measure=MEASURE
        )
        assert 0 < shown.count('class="rasso-sub"') <= readable.count()
        others = Suspect.objects.unscoped("test").exclude(police_unit=areas.police[0])
        for urn in others.values_list("case__urn", flat=True)[:40]:
            assert urn not in shown
        assert "You cannot open any" in response_text(
            figure_page(client, areas.analyst, "see-figure-list", **facts)
        )

    def test_how_it_is_counted_is_said(self, areas, client):
        shown = response_text(figure_page(client, areas.analyst, "explain-figure"))
        assert "Kaplan–Meier" in shown and "Restricted cases are not in the figures" in shown
        assert "rounded to the nearest five" in shown and "closed for a month" in shown

    def test_a_page_takes_as_many_queries_for_few_rows_as_for_many(self, areas, client):
        figure_page(client, areas.supervisor)
        taken = []
        for by in ("year", "month"):
            with CaptureQueriesContext(connection) as asked:
                figure_page(client, areas.supervisor, by=by)
            taken.append(len(asked))
        assert taken[0] == taken[1]


class TestFiles:
    def test_both_files_hold_the_table_and_what_it_means(self, areas, client):
        csv = figure_file(client, areas.supervisor, by="year", **{"as": "csv"})
        assert csv["Content-Disposition"].endswith('referral-to-decision.csv"')
        ods = figure_file(client, areas.supervisor, by="year", **{"as": "ods"})
        document = Document(BytesIO(ods.content))
        names = [table.name for table in document.body.tables]
        assert names == ["Definitions", "Figures"]
        assert_marked(document.body.tables[0].get_values()[:4], areas.supervisor)
        assert_marked(csv_markings(response_text(csv)), areas.supervisor)
        *table, _empty, foot = document.body.tables[1].get_values()
        assert str(table[1:][-1][0]) == str(LAST)
        for line in (foot[0], response_text(csv).splitlines()[-1].strip('"')):
            assert line.startswith(mark_line(areas.supervisor))
        assert document.meta.creator == name_in_file(areas.supervisor)
        assert document.meta.subject.startswith(mark_line(areas.supervisor))
        assert "of:=" not in str(document.body.serialize())
        assert 'table:display="false"' not in document.body.serialize()
        line = next(each for each in response_text(csv).splitlines() if each.startswith(f"{LAST},"))
        assert ["" if value is None else str(value) for value in table[-1]] == line.split(",")

    def test_a_kind_of_file_that_there_is_not_is_not_found(self, areas, client):
        assert (
            figure_page(client, areas.supervisor, "export-figure", **{"as": "xls"}).status_code
            == 404
        )

    def test_a_page_has_all_that_a_file_has_in_tables_of_few_columns(self, client, areas):
        shown = figure_page(client, areas.analyst, place=ALL, by="month")
        reading, html = shown.context["reading"], shown.content.decode().split("<main")[1]
        parts = html.split('<table class="govuk-table rasso-figures')[1:]
        told = {}
        for each in parts:
            assert len(re.findall(r'<th scope="col"', each)) <= 8
            for row in each.split("<tr")[2:]:
                label = re.search(r"<a [^>]*>([^<]*)", row)[1]
                cells = re.findall(r'data-label="([^"]*): ">([^<]*)<', row)
                told[label] = told.get(label, {}) | dict(cells)
        headings, *of_file = [[str(each) for each in row] for row in stage_table(reading)]
        assert len(parts) == 2 and not all(row.is_empty for row in reading.rows)
        for row, (label, *values) in zip(reading.rows, of_file, strict=True):
            wanted = {} if row.is_empty else dict(zip(headings[1:], values, strict=True))
            assert told[label] == wanted
        assert "rasso-scroll" not in html


def test_nothing_that_is_heavy_is_loaded_at_start_up():
    ask = (
        "import django, sys; django.setup(); import rasso.urls, rasso.tasks;"
        "print([m for m in ('numpy', 'pandas', 'statsmodels', 'odfdo') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
