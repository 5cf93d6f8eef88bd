"""How long stages take, as pages and files say it to those who may know."""

import subprocess
import sys
from collections import Counter
from fractions import Fraction
from io import BytesIO
from itertools import product

import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from odfdo import Document

from cases.models import Suspect
from pilots.actions import figures
from pilots.hiding import DAYS, NINE
from pilots.lattice import ALL, periods_of
from pilots.measures import STAGES
from pilots.models import Outcome, Stretch, Tally
from pilots.queries.figures import Asked
from pilots.queries.figures import figures as read
from tests.api.callers import Caller
from tests.cast import person
from tests.people.pages import text
from tests.pilots.by_pandas import rows_of, stretches, within
from tests.pilots.histories import Histories, places
from tests.standing import standing
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = london_day(NOW)
LAST = TODAY.year - 1  # when the histories began
MEASURE = "referral-to-decision"


@standing
def year():
    """A year of cases in two CPS Areas, counted, and people who read of it."""
    where = places()
    Histories(where, seed=11, days=300).add(350)
    figures.refresh(at=NOW)
    where.supervisor = person(where.police[0], "supervise_cases")
    where.prosecutor = person(where.cps[0], "prosecute_cases")
    where.analyst = person(where.cps[3], "see_figures")
    return where


def page(client, who, name="see-figure", measure=MEASURE, **asked):
    client.force_login(who)
    return client.get(reverse(name, args=[measure]), asked)


def where_of(place, row):
    """Whether pandas counts a row at a place, by the units' own agencies."""
    kind, _dash, pk = place.partition("-")
    return place == ALL or int(pk) in row[kind]


def everything():
    """All that any tally says."""
    rows = Tally.objects.order_by("measure", "place", "urgency", "length", "first")
    return [{**row, "id": None} for row in rows.values()]


def body(shown):
    """All that a page says; what follows the table carries numbers used once."""
    return shown.split("<main")[1].split("</table>")[0]


class TestFigures:
    def test_every_figure_that_is_shown_is_the_one_that_pandas_makes(self, year):
        frame = stretches(rows_of(connection)).astype(object)
        frame = frame.where(frame.notna(), None)
        agency = {unit.pk: unit.agency_id for unit in (*year.police, *year.cps)}
        units = frame[["police_unit", "cps_unit"]].values.tolist()
        frame["unit"] = pd.Series(units, dtype=object)
        frame["agency"] = pd.Series([[agency[each] for each in pair] for pair in units])
        asked = product(
            [m.code for m in STAGES],
            [ALL, f"unit-{year.police[0].pk}", f"agency-{year.cps[0].agency_id}"],
            [ALL, "GREEN"], ["month", "quarter", "year"],
        )  # fmt: skip
        compared = 0
        for measure, place, urgency, by in asked:
            rows = [
                row for row in frame[frame["measure"] == measure].to_dict("records")
                if where_of(place, row) and urgency in (ALL, row["urgency"])
            ]  # fmt: skip
            for figure in read(measure, Asked(place, urgency, by), at=NOW):
                mine = [row for row in rows if periods_of(row["month"])[by] == figure.period]
                compared += self.compare(figure, mine)
        assert compared > 60

    def test_an_analysts_system_is_told_what_is_shown_and_nothing_of_what_is_not(self, year):
        system = Caller(year.cps[3], capacity="see_figures", scopes="figures")
        names = [each["name"] for each in system.get("/api/figures/").json()["measures"]]
        assert MEASURE in names
        counts = {"people": ALL, "ended": "ENDED", "going": "OPEN", "stopped": "STOPPED",
                  "unclear": "UNCLEAR"}  # fmt: skip
        hidden, shown = 0, 0
        own = f"unit-{year.cps[3].pk}"
        for place, by in product([ALL, own], ["month", "quarter", "year"]):
            told = system.get(f"/api/figures/{MEASURE}/", {"place": place, "by": by}).json()
            wanted = read(MEASURE, Asked(place, ALL, by), at=NOW)
            for figure, each in zip(told["figures"], wanted, strict=True):
                known = {
                    name: None if about in each.hidden else getattr(each, name)
                    for name, about in counts.items()
                }
                assert {name: figure[name] for name in counts} == known
                assert not any(n in range(1, 5) for n in known.values())
                hidden += bool(figure["hidden"])
                shown += bool(figure["people"])
        assert hidden > 5 and shown > 5
        for place in (f"unit-{year.cps[0].pk}", "unit-999999"):  # what is not hers, and what is not
            refused = system.get(f"/api/figures/{MEASURE}/", {"place": place})
            assert (refused.status_code, "figures" in refused.json()) == (400, False)
        assert system.get("/api/figures/no-such/").status_code == 404
        assert system.get("/api/cases/").status_code == 403
        reader = Caller(year.cps[3])
        assert reader.get(f"/api/figures/{MEASURE}/").status_code == 403

    def compare(self, figure, rows):
        """What is shown is so; what is about one to four people is not shown."""
        ended = [row for row in rows if row["outcome"] == "ENDED"]
        assert figure.is_empty == (len(rows) == 0)
        if figure.is_shown:
            assert figure.people == len(rows) and len(rows) not in range(1, 5)
        if figure.half is not None:
            assert figure.is_shown and len(ended) >= 5
            assert len(rows) >= 10 or Outcome.ENDED not in figure.hidden
        if DAYS not in figure.hidden:
            assert figure.half in within(Fraction(1, 2), rows, TODAY)
        if NINE not in figure.hidden:
            assert len(rows) >= 50 or Outcome.ENDED not in figure.hidden
            assert figure.nine_in_ten in within(Fraction(9, 10), rows, TODAY)
        if ended and Outcome.ENDED not in figure.hidden:
            assert figure.ended == len(ended) >= 5
            days = pd.Series([(row["until"] - row["began"]).days for row in ended])
            assert figure.median == days.quantile(0.5, interpolation="lower")
            police = pd.Series([row["police"] for row in ended])
            assert figure.police == police.quantile(0.5, interpolation="lower")
        return figure.is_shown and len(rows) > 0

    def test_of_under_five_who_ended_no_tally_says_anything(self, year):
        one_place = [year.police[0].pk, year.police[3].pk]  # each sends to one CPS unit
        under = ("measure", "police_unit", "urgency", "month")
        ended = Stretch.objects.filter(police_unit__in=one_place, outcome="ENDED", month__year=LAST)
        small = [
            each for each, n in Counter(ended.values_list(*under)).items() if n < 5
        ]  # fmt: skip
        assert len(small) > 20
        for measure, unit, urgency, month in small:
            tally = Tally.objects.get(
                measure=measure, place=f"unit-{unit}", urgency=urgency or "NONE", first=month,
                length="month",
            )  # fmt: skip
            assert "ENDED" in tally.hidden and tally.ended == 0
            assert {tally.median, tally.police, tally.cps, tally.nobody} == {None}
            assert "DAYS" in tally.hidden and tally.days is None

    def test_of_what_is_hidden_no_tally_holds_anything(self, year):
        held = {"ALL": "people", "ENDED": "ended", "OPEN": "going", "STOPPED": "stopped",
                "UNCLEAR": "unclear"}  # fmt: skip
        hidden = [each for each in Tally.objects.all() if each.hidden]
        assert len(hidden) > 100
        for tally in hidden:
            assert not any(getattr(tally, held[each]) for each in tally.hidden if each in held)
            assert (tally.days is None) == ("DAYS" in tally.hidden)
        for tally in Tally.objects.all():
            assert not any(getattr(tally, name) in range(1, 5) for name in held.values())

    def test_what_was_weighed_as_it_followed_is_what_is_made_anew(self, year):
        Histories(year, seed=12).add(30)
        figures.refresh(at=NOW)
        followed = everything()
        figures.rebuild(at=NOW)
        assert followed == everything()

    def test_a_month_with_none_says_so(self, year):
        rows = read("recorded-to-referral", Asked(ALL, by="month"), at=NOW)
        found = {each.period: each for each in rows}
        none = Asked(f"unit-{year.police[1].pk + 999}", by="month")
        january = found[f"{TODAY.year}-01"]
        assert january.is_empty and january.half is None
        assert [each.is_empty for each in read(MEASURE, none, at=NOW)] == [True]


class TestPages:
    def test_a_supervisor_reads_of_her_unit_its_force_and_its_area_first(self, year, client):
        shown = text(page(client, year.supervisor))
        labels = [year.police[0].name, "Avon and Somerset Police", "CPS South West", "England and"]
        assert [label in shown for label in labels] == [True] * 4
        assert "CPS North West" not in shown and "None began" in shown

    def test_the_overview_says_of_each_stage_what_this_year_says(self, year, client):
        client.force_login(year.supervisor)
        shown = text(client.get(reverse("see-figures")))
        assert all(str(measure.label) in shown for measure in STAGES)
        assert "Not enough data yet" in shown

    def test_of_a_place_that_is_not_theirs_nobody_learns_anything(self, year, client):
        own = text(page(client, year.supervisor, by="quarter"))
        other = text(page(client, year.supervisor, place=f"unit-{year.cps[3].pk}", by="year"))
        assert "asks for what you cannot choose" in other
        assert body(own).split("<tbody")[1] == body(other).split("<tbody")[1]
        missing = text(page(client, year.supervisor, place="unit-999999", by="year"))
        assert body(other) == body(missing)

    def test_who_answers_for_no_unit_reads_none(self, year, client):
        for name in ("see-figure", "see-figure-list", "explain-figure", "export-figure"):
            assert page(client, year.prosecutor, name).status_code == 403

    def test_a_stage_that_does_not_exist_is_not_found(self, year, client):
        assert page(client, year.supervisor, measure="from-here-to-there").status_code == 404

    def test_the_list_behind_a_figure_holds_what_one_may_open_and_no_more(self, year, client):
        asked = {"place": ALL, "by": "year", "period": str(LAST)}
        shown = text(page(client, year.supervisor, "see-figure-list", **asked))
        readable = Suspect.objects.system("test").filter(
            police_unit=year.police[0], is_restricted=False, stretches__measure=MEASURE
        )
        assert 0 < shown.count('class="rasso-sub"') <= readable.count()
        others = Suspect.objects.system("test").exclude(police_unit=year.police[0])
        for urn in others.values_list("case__urn", flat=True)[:40]:
            assert urn not in shown
        assert "You may open none" in text(page(client, year.analyst, "see-figure-list", **asked))

    def test_how_it_is_counted_is_said(self, year, client):
        shown = text(page(client, year.analyst, "explain-figure"))
        assert "Kaplan and Meier" in shown and "Restricted cases are in no figure" in shown

    def test_a_page_takes_as_many_queries_for_few_rows_as_for_many(self, year, client):
        page(client, year.supervisor)
        taken = []
        for by in ("year", "month"):
            with CaptureQueriesContext(connection) as asked:
                page(client, year.supervisor, by=by)
            taken.append(len(asked))
        assert taken[0] == taken[1]


class TestFiles:
    def test_both_files_hold_the_table_and_what_it_means(self, year, client):
        csv = page(client, year.supervisor, "export-figure", by="year", **{"as": "csv"})
        assert csv["Content-Disposition"].endswith('referral-to-decision.csv"')
        ods = page(client, year.supervisor, "export-figure", by="year", **{"as": "ods"})
        document = Document(BytesIO(ods.content))
        names = [table.name for table in document.body.tables]
        assert names == ["Definitions", "Figures"]
        table = document.body.tables[1].get_values()
        assert [str(row[0]) for row in table[1:]] == [str(TODAY.year), str(LAST)]
        assert "of:=" not in str(document.body.serialize())
        assert 'table:display="false"' not in document.body.serialize()
        line = next(each for each in text(csv).splitlines() if each.startswith(f"{LAST},"))
        assert ["" if value is None else str(value) for value in table[2]] == line.split(",")

    def test_a_kind_of_file_that_there_is_not_is_not_found(self, year, client):
        assert page(client, year.supervisor, "export-figure", **{"as": "xls"}).status_code == 404


def test_nothing_that_is_heavy_is_loaded_at_start_up():
    ask = (
        "import django, sys; django.setup(); import rasso.urls, rasso.tasks;"
        "print([m for m in ('numpy', 'pandas', 'statsmodels', 'odfdo') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
