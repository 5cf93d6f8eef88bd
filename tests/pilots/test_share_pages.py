"""Proportions on pages and in files, for people who may read them."""

import re
from io import BytesIO
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from odfdo import Document

from cases.models import Case, Decision, EarlyAdvice
from devtools.case_builder import person, scope
from pilots.actions import measure_refresh
from pilots.disclosure_control.dimensions import ALL
from pilots.measures.answered_plans import PARTS
from pilots.measures.proportions import PROPORTIONS_BY_CODE
from pilots.measures.rates import RATES_BY_CODE
from pilots.models import Occasion, Tally
from pilots.queries.filters import FigureFilter
from pilots.queries.proportions.text import days_text, proportion_text
from tests.support.export_markings import assert_marked, csv_markings
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots.bulk_histories import make_units_of_areas
from tests.support.pilots.full_histories import FullHistories
from tests.support.pilots.monthly_figures import count_each_case_once
from tests.support.pilots.published_in_pandas import rounded_to_five
from tests.support.pilots.taking_files import take_file
from timeliness.calendar import london_day
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LAST = london_day(NOW).year - 1  # the year in which the histories begin


@module_fixture
def areas():
    """A year of cases in two CPS Areas with figures, and readers."""
    where = make_units_of_areas()
    FullHistories(where, seed=11, days=300).add(160)
    with count_each_case_once():
        measure_refresh.refresh_measures(at=NOW)
    where.supervisor = person(where.police[0], "supervise_cases", "take_exports")
    where.prosecutor = person(where.cps[0], "prosecute_cases")
    where.analyst = person(where.cps[0], "see_figures")
    return where


def share_file(client, who, share="returned", **asked):
    """The response with the table as a file."""
    client.force_login(who)
    return take_file(client, reverse("export-share", args=[share]), **asked)


def share_page(client, who, name="see-share", share="returned", **asked):
    client.force_login(who)
    return client.get(reverse(name, args=[share]), asked)


def table_html(shown):
    return shown.split("<main")[1].split("</table>")[0].split("<tbody")[1]


class TestPages:
    def test_a_share_says_how_many_of_how_many_and_for_which_reasons(self, areas, client):
        shown = response_text(share_page(client, areas.supervisor, place=ALL, by="year"))
        true = Occasion.objects.filter(answers__contains="returned:RETURNED", month__year=LAST)
        occasions = Occasion.objects.filter(measure="triage", month__year=LAST)
        part, whole = rounded_to_five(true.count()), rounded_to_five(occasions.count())
        assert f"about {part} of {whole}, in {LAST}" in shown
        assert "Of submissions that triage accepted or returned." in shown
        assert "For which reasons" in shown
        few = share_page(client, areas.supervisor, place=f"unit-{areas.police[0].pk}", by="month")
        assert "Fewer than 5" in table_html(response_text(few)) and "Too few" in table_html(
            response_text(few)
        )

    @pytest.mark.parametrize("of_unit", [False, True])
    def test_closings_are_counted_by_outcome_of_all_and_of_a_unit(self, areas, client, of_unit):
        rows, place = Occasion.objects.filter(measure="closings"), ALL
        if of_unit:
            unit = areas.police[0].pk
            rows, place = rows.filter(police_unit=unit), f"unit-{unit}"
        facts = {"share": "closed-unsupported", "place": place, "by": "year"}
        page = share_page(client, areas.supervisor, **facts)
        assert "With which outcomes" in response_text(page)
        reading = page.context["reading"]
        told = {str(words).partition(".")[0]: counts for words, counts in reading.reasons}
        if of_unit:  # which has too few of some
            assert told and set(told) < {"15", "16", "21"}
        else:
            assert set(told) == {"15", "16", "21"}
        for code in ("15", "16", "21"):
            label = f"closed-unsupported-{code}:YES"
            n = sum(label in row.answers.split() for row in rows.filter(month__year=LAST))
            if code in told:
                assert told[code][reading.years.index(str(LAST))] == rounded_to_five(n) > 0
            else:
                assert of_unit and n < 5

    def test_late_asks_say_their_days_of_all_by_kind_and_of_each_action(self, areas, client):
        facts = {"share": "late-ask", "place": ALL, "by": "year"}
        answer = share_page(client, areas.supervisor, **facts)
        shown, reading = response_text(answer), answer.context["reading"]
        newest = next(one for one in reading.found if one.days is not None)
        rows = Occasion.objects.filter(measure="actions", month__year=newest.first.year)
        days = [
            int(each.removeprefix("days-late-ask:"))
            for row in rows for each in row.answers.split() if each.startswith("days-late-ask:")
        ]  # fmt: skip
        assert newest.days == median(days) and f"{days_text(newest.days)}</td>" in shown
        by_kind = shown.split('id="days"')[1]
        assert "By kind of material" in shown and "Statement" in by_kind
        assert "Too few" in by_kind  # of a year or a kind with fewer than ten
        listed = share_page(
            client, areas.supervisor, "see-share-list", **facts,
            period=newest.period, answer="YES",
        ).context["lines"]  # fmt: skip
        assert listed and all("day" in line.note for line in listed)
        overview = client.get(reverse("see-figures"), {"place": ALL})
        line = next(one for _heading, lines in overview.context["read"].sections
                    for one in lines if one.question.code == "late-ask")  # fmt: skip
        assert line.days == newest.days
        assert f"Middle of the days until the late ask: {line.days}" in response_text(overview)
        csv = response_text(share_file(client, areas.supervisor,**facts,
                                       **{"as": "csv"}))  # fmt: skip
        assert csv.count("Middle of the days until the late ask") == 2

    def test_answered_plans_are_said_by_category_and_by_late_asks(self, areas, client):
        facts = {"place": ALL, "by": "year"}
        answer = share_page(client, areas.supervisor, share="answered-charged", **facts)
        shown, reading = response_text(answer), answer.context["reading"]
        assert {part.question.part for part in reading.parts} == set(PARTS.values())
        known = [part for part in reading.parts if part.period]
        assert known
        few = share_page(client, areas.supervisor, share="answered-charged", by="month",
                         place=f"unit-{areas.police[0].pk}").context["reading"].parts  # fmt: skip
        assert ("Too few", "Too few", "") in {(one.share, one.days, one.period) for one in few}
        for part in known:
            own = share_page(client, areas.supervisor, share=part.question.code, **facts)
            newest = next(one for one in own.context["reading"].found if one.per_cent is not None)
            assert (part.share, part.days) == (proportion_text(newest), days_text(newest.days))
            assert part.share in shown and str(part.question.part) in shown
        csv = share_file(client, areas.supervisor, "answered-charged", **facts,
                         **{"as": "csv"})  # fmt: skip
        assert known[0].share in response_text(csv)

    def test_shares_of_a_place_of_others_are_not_revealed(self, areas, client):
        own = response_text(share_page(client, areas.supervisor, by="quarter"))
        other = response_text(
            share_page(client, areas.supervisor, place=f"unit-{areas.cps[3].pk}", by="year")
        )
        missing = response_text(
            share_page(client, areas.supervisor, place="unit-999999", by="year")
        )
        assert "has a choice that is not available to you" in other
        assert table_html(own) == table_html(other) == table_html(missing)

    def test_a_person_of_no_unit_reads_none(self, areas, client):
        for name in ("see-share", "see-share-list", "export-share"):
            assert share_page(client, areas.prosecutor, name).status_code == 403

    def test_an_address_that_asks_for_what_there_is_not_is_not_found(self, areas, client):
        who = areas.supervisor
        assert share_page(client, who, share="no-such").status_code == 404
        for asked in ({"period": "1999"}, {"answer": "MAYBE"}, {"page": "0"}, {"page": "x"}):
            asked = {"by": "year", "period": str(LAST)} | asked
            assert share_page(client, who, "see-share-list", **asked).status_code == 404
        assert share_page(client, who, "export-share", **{"as": "xls"}).status_code == 404

    def test_the_list_behind_a_number_holds_what_one_may_open_and_no_more(self, areas, client):
        facts = {"place": ALL, "by": "year", "period": str(LAST), "answer": "RETURNED"}
        shown = response_text(share_page(client, areas.supervisor, "see-share-list", **facts))
        mine = Occasion.objects.filter(
            measure="triage", police_unit=areas.police[0], month__year=LAST,
            answers__contains="returned:RETURNED",
        )  # fmt: skip
        assert 0 < shown.count('class="rasso-sub"') == min(mine.count(), 50)
        assert "Returned" in shown and "Accepted" not in shown.split("<main")[1]
        others = Case.objects.unscoped("test").exclude(police_unit=areas.police[0])
        for urn in others.values_list("urn", flat=True)[:40]:
            assert urn not in shown
        assert "You cannot open any" in response_text(
            share_page(client, areas.analyst, "see-share-list", **facts)
        )

    @pytest.mark.parametrize(
        ("share", "model"),
        [("case-referred", Case), ("advice-in-time", EarlyAdvice), ("decision-charge", Decision)],
    )
    def test_cases_advice_and_decisions_lead_to_those_one_may_open(
        self, areas, client, share, model
    ):
        facts = {"place": ALL, "by": "year", "period": str(LAST)}
        lines = share_page(client, areas.supervisor, "see-share-list", share, **facts)
        mine = model.objects.for_scope(scope(areas.supervisor, at=NOW))
        measure = PROPORTIONS_BY_CODE[share].subject.code
        rows = Occasion.objects.filter(measure=measure, month__year=LAST)
        theirs = rows.filter(about__in=mine.values("pk")).count()
        assert len(lines.context["lines"]) == min(theirs, 50) > 0
        assert theirs < rows.count()
        by_prosecutor = share_page(client, areas.analyst, "see-share-list", share, **facts)
        assert by_prosecutor.context["lines"] == []

    def test_an_event_recorded_by_one_side_alone_is_not_read_by_the_other(self, areas, client):
        """Neither as a proportion nor in the list behind one that both sides read."""
        manager = person(areas.cps[0], "allocate_cases")
        assert share_page(client, areas.supervisor, share="isva-by-police").status_code == 200
        assert share_page(client, manager, share="isva-by-police").status_code == 404
        assert "isva-by-police" not in response_text(client.get(reverse("see-figures")))
        facts = {"place": ALL, "by": "year", "period": str(LAST)}
        found = {
            who: share_page(client, who, "see-share-list", "supports", **facts).context["lines"]
            for who in (areas.supervisor, manager)
        }
        mine = Occasion.objects.filter(measure="victims", month__year=LAST)
        silent = VictimRecord.objects.unscoped("test").filter(only_side="POLICE")
        theirs = mine.filter(case__cps_unit=areas.cps[0]).exclude(about__in=silent.values("pk"))
        police = mine.filter(police_unit=areas.police[0])
        assert len(found[manager]) == min(theirs.count(), 50)
        assert len(found[areas.supervisor]) == min(police.count(), 50)
        assert silent.filter(pk__in=mine.values("about")).exists()

    def test_the_police_learn_nothing_of_what_a_manager_refused(self, areas, client):
        manager = person(areas.cps[0], "allocate_cases")
        asked = {"share": "counselling-refused", "place": ALL, "by": "year"}
        assert share_page(client, areas.supervisor, **asked).status_code == 404
        assert "refused by the manager" not in response_text(client.get(reverse("see-figures")))
        assert share_page(client, manager, **asked).status_code == 200
        assert "refused by the manager" in response_text(client.get(reverse("see-figures")))

    def test_a_page_takes_as_many_queries_for_few_rows_as_for_many(self, areas, client):
        share_page(client, areas.supervisor)
        taken = []
        for by in ("year", "month"):
            with CaptureQueriesContext(connection) as asked:
                share_page(client, areas.supervisor, by=by)
                share_page(client, areas.supervisor, "see-share-list", by="year", period=str(LAST))
            taken.append(len(asked))
        assert taken[0] == taken[1]


class TestDashboard:
    def test_each_number_leads_to_its_list_and_what_is_missing_stands_beside(self, areas, client):
        client.force_login(areas.supervisor)
        assert client.get(reverse("see-figures")).context["read"].asked == FigureFilter(
            f"unit-{areas.police[0].pk}", period_length="year"
        )
        answer = client.get(reverse("see-figures"), {"place": ALL})
        shown, read = response_text(answer), answer.context["read"]
        lines = [line for _heading, each in read.sections for line in each]
        assert {line.question.code for line in lines} == {
            code
            for code, each in PROPORTIONS_BY_CODE.items()
            if code not in ("isva-by-cps", "counselling-refused") and not each.part_of
        }
        known = [line for line in lines if line.newest]
        assert known
        for line in known:
            assert f"{line.newest.per_cent}% ({line.newest.true} of {line.newest.known})" in shown
        addresses = re.findall(r'href="(/figures/shares/[^"]+/list/[^"]+)"', shown)
        assert len(addresses) == len(known)
        for address in addresses:
            assert client.get(address.replace("&amp;", "&")).status_code == 200

    def test_each_stage_says_of_how_many_the_dates_are_no_use(self, areas, client):
        client.force_login(areas.supervisor)
        newest = Tally.objects.filter(place=ALL, urgency=ALL, length="year").order_by("-first")
        of_year = newest.filter(first=newest[0].first)
        some, none = (of_year.filter(people__gt=0)[n] for n in (0, 1))
        Tally.objects.filter(pk=some.pk).update(unclear=5)
        Tally.objects.filter(pk=none.pk).update(unclear=0)
        answer = client.get(reverse("see-figures"), {"place": ALL})
        lines = {line.measure.code: line.lacking for line in answer.context["read"].stages}
        assert lines[some.measure] == (
            f"Of about 5 of {some.people} suspects of {some.first.year} recorded dates contradict "
            "each other."
        )
        assert lines[none.measure] == (
            f"Recorded dates contradict each other for none of five or more of {none.first.year}."
        )
        shown = response_text(answer)
        assert lines[some.measure] in shown and lines[none.measure] in shown
        place = f"unit-{areas.police[0].pk}"
        rows = Tally.objects.filter(place=place, urgency=ALL, length="year")
        rows.filter(measure=some.measure).update(people=0)  # fewer than five
        known = set(rows.filter(people__gt=0).values_list("measure", flat=True))
        few = client.get(reverse("see-figures"), {"place": place}).context["read"].stages
        assert {line.measure.code for line in few if line.lacking} == known
        assert known and some.measure not in known

    def test_rates_say_how_many_there_are_for_each(self, areas, client):
        client.force_login(areas.supervisor)
        answer = client.get(reverse("see-figures"), {"place": ALL})
        shown, lines = response_text(answer), answer.context["read"].rates
        assert [line.rate for line in lines] == list(RATES_BY_CODE.values())
        for line in lines:
            events, exposure = (
                rounded_to_five(
                    Occasion.objects.filter(measure=kind.code, month__year=LAST).count()
                )
                for kind in line.rate.kinds
            )
            told = f"{events / exposure:.1f} ({events} for {exposure})"
            assert (told, str(LAST)) in line.said and told in shown

    def test_of_a_place_that_is_not_theirs_they_read_their_own(self, areas, client):
        client.force_login(areas.supervisor)
        answer = client.get(reverse("see-figures"), {"place": f"unit-{areas.cps[3].pk}"})
        assert answer.context["read"].is_another_filter
        assert answer.context["read"].place.key == f"unit-{areas.police[0].pk}"

    def test_the_page_takes_as_many_queries_for_one_case_as_for_all(self, areas, client):
        client.force_login(areas.supervisor)
        client.get(reverse("see-figures"))
        with CaptureQueriesContext(connection) as before:
            client.get(reverse("see-figures"))
            client.get(reverse("compare-places"))
        Occasion.objects.exclude(case=Occasion.objects.first().case_id).delete()
        with CaptureQueriesContext(connection) as after:
            client.get(reverse("see-figures"))
            client.get(reverse("compare-places"))
        assert len(before) == len(after)


class TestPlaces:
    def test_every_place_says_what_its_own_page_says(self, areas, client):
        client.force_login(areas.supervisor)
        asked = {"share": "told-by-cps", "by": "year"}
        read = client.get(reverse("compare-places"), asked).context["read"]
        assert read.lines[0][0].key == f"unit-{areas.police[0].pk}"
        for place, cells in read.lines:
            own = share_page(
                client, areas.supervisor, share="told-by-cps", by="year", place=place.key
            )
            found = {one.period: one for one in own.context["reading"].found}
            assert [one for one, _words in cells if one] == list(found.values())[: len(cells)]

    def test_an_unknown_filter_is_answered_with_the_default(self, areas, client):
        client.force_login(areas.supervisor)
        for asked in ({"share": "isva-by-cps"}, {"share": "x"}, {"by": "day"}):
            answer = client.get(reverse("compare-places"), asked)
            assert answer.context[
                "read"
            ].is_another_filter and "Returned at triage" in response_text(answer)


class TestFiles:
    def test_both_files_hold_the_table_and_what_it_means(self, areas, client):
        facts = {"place": ALL, "by": "year"}
        csv = share_file(client, areas.supervisor, **facts, **{"as": "csv"})
        assert csv["Content-Disposition"].endswith('returned.csv"')
        ods = share_file(client, areas.supervisor, **facts, **{"as": "ods"})
        document = Document(BytesIO(ods.content))
        assert [table.name for table in document.body.tables] == ["Definitions", "Figures"]
        assert_marked(document.body.tables[0].get_values()[:4], areas.supervisor)
        assert_marked(csv_markings(response_text(csv)), areas.supervisor)
        table = document.body.tables[1].get_values()
        line = next(each for each in response_text(csv).splitlines() if each.startswith(f"{LAST},"))
        row = next(row for row in table if str(row[0]) == str(LAST))
        assert ["" if each is None else str(each) for each in row] == line.split(",")
        assert "of:=" not in str(document.body.serialize())
