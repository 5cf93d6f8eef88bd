"""The page about changes since a pilot began, and what it must not reveal."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from devtools.case_builder import cps_unit, person, scope
from people.models import Agency
from pilots.measures.time_series import estimate_time_series
from pilots.models import PilotArea, RegisteredMeasure, Stretch
from pilots.queries.changes.page import comparator_areas, measure_change_detail
from pilots.queries.changes.series import mean_of_comparators
from pilots.queries.places import reporting_places
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots.monthly_figures import (
    monthly_values_around,
    publish_figures,
    still_in_stage,
    store_completed,
)
from tests.support.pilots.permission_matrix import make_pilot_area
from tests.support.pilots.step_change import (
    AT,
    BEGAN,
    BETTER,
    FIRST,
    WORSE,
    build_pilot_with_change,
    change_page,
)
from timeliness.periods import PERIODS_BY_VERSION, period_in_force

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    return build_pilot_with_change()


def change_detail(scene, at=AT):
    return measure_change_detail(scene.ours, RegisteredMeasure.objects.get(), at=at)


class TestPage:
    def test_a_change_is_shown_here_and_none_where_it_is_compared_with(self, scene, client):
        said = response_text(change_page(client, scene))
        assert "Of 15 months since 10 April 2025, 15 stand out from the 15 before" in said
        other = said.split("Comparison area, assessed")[1].split("</li>")[0]
        assert "CPS North West" in other
        assert "since 10 April 2025, none stands out from the 15 before" in other
        assert "a change is shown. It includes the effect of anything else" in said
        assert "Expected" in said and "Asked sooner." in said and "As it stood." in said

    def test_where_nothing_changed_no_change_is_shown(self, scene, client):
        Stretch.objects.filter(cps_unit=scene.cps[0]).delete()
        store_completed(
            scene.police[0], scene.cps[0], monthly_values_around(BETTER, start=5), first=FIRST
        )
        publish_figures(AT)
        said = response_text(change_page(client, scene))
        assert "none stands out from the 15 before" in said and "no change is shown" in said
        assert "Stands out" not in said

    def test_a_change_at_the_comparator_is_subtracted(self, scene):
        Stretch.objects.filter(cps_unit=scene.cps[1]).delete()
        store_completed(
            scene.police[1], scene.cps[1], monthly_values_around(WORSE, start=6), first=FIRST
        )
        publish_figures(AT)
        found = change_detail(scene)
        assert "no change is shown" in found.estimate
        [here, beyond] = found.estimates[0][1:]
        assert here[0].startswith(("−4", "−3"))
        assert abs(float(beyond[0].replace("−", "-"))) < 5

    def test_without_months_enough_it_says_so_and_draws_nothing(self, scene, client):
        Stretch.objects.filter(month__lt=date(2024, 5, 1)).delete()
        publish_figures(AT)
        said = response_text(change_page(client, scene))
        assert "limits are drawn from 12 months before the pilot began, and there are 11" in said
        assert "12 months before and 12 after the start are needed, and there are 11 and" in said
        assert '<svg class="rasso-chart' not in said

    def test_a_month_with_none_has_its_row_and_no_point(self, scene):
        Stretch.objects.filter(month=date(2025, 9, 1), cps_unit=scene.cps[0]).delete()
        publish_figures(AT)
        row = next(each for each in change_detail(scene).rows if each.label == "September 2025")
        assert row.value == "Too few" and "here" not in row.drawn and row.limits == ""

    def test_a_month_that_half_have_not_completed_is_said_to_lie_high(self, scene):
        still_in_stage(scene.police[0], scene.cps[0], date(2025, 9, 1), 12)
        publish_figures(AT)
        found = change_detail(scene)
        assert "1 month is left out although it is shown" in found.sentence
        assert next(r for r in found.rows if r.label == "September 2025").value == "Not reached yet"

    def test_the_page_takes_as_many_queries_for_more_months_and_places(self, scene, client):
        change_page(client, scene)
        with CaptureQueriesContext(connection) as few:
            change_page(client, scene)
        for n, name in enumerate(("CPS Wessex", "CPS North East")):
            area = Agency.objects.get(name=name)
            PilotArea.objects.create(pilot=scene.pilot, area=area, is_comparator=True)
            store_completed(
                scene.police[1], cps_unit(name), monthly_values_around(BETTER, start=n), first=FIRST
            )
        publish_figures(AT)
        with CaptureQueriesContext(connection) as many:
            change_page(client, scene)
        assert len(few) == len(many)


class TestWhoReads:
    def test_only_a_manager_of_an_area_of_the_pilot(self, scene, client):
        stranger = person(make_pilot_area(), "manage_pilot_area")
        hidden = change_page(client, scene, who=stranger)
        missing = change_page(
            client, scene, area=SimpleNamespace(pk=scene.ours.pk + 999), who=stranger
        )
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert (
            change_page(client, scene, who=person(scene.cps[0], "see_figures")).status_code == 403
        )

    def test_a_comparator_area_has_no_page(self, scene, client):
        assert change_page(client, scene, area=scene.other).status_code == 404

    def test_by_a_measure_that_is_not_registered_there_is_no_page(self, scene, client):
        assert change_page(client, scene, measure="decision-to-charge").status_code == 404


class TestWhatIsComparedWith:
    def test_one_that_joins_later_counts_until_then_and_leaves_no_step(self, scene):
        PilotArea.objects.filter(pk=scene.other.pk).update(
            unit=scene.unit, starts_on=date(2026, 5, 20)
        )
        found = change_detail(scene)
        words = {row.label: row.others[0] for row in found.rows}
        assert words["May 2026"] == words["June 2026"] == "Takes part itself"
        assert str(words["April 2026"]).isdecimal()
        events = next(row.events for row in found.rows if row.label == "May 2026")
        assert events == ["CPS North West takes part in “Sooner” from 20 May 2026"]
        steady = mean_of_comparators([[100] * 30, [40] * 20 + [None] * 10], start=15)
        assert steady == pytest.approx([0] * 30, abs=1e-6)

    @pytest.mark.parametrize("gone", [slice(20, 30), slice(0, 3)])
    def test_one_with_another_trend_leaves_no_step_where_it_has_no_months(self, gone):
        rising, falling = [100 + n for n in range(30)], [300 - 2 * n for n in range(30)]
        falling[gone] = [None] * len(falling[gone])
        assert mean_of_comparators([rising, falling], start=15) == pytest.approx([0] * 30, abs=1e-6)

    def test_a_change_at_the_start_is_kept(self):
        raised = [100 + n + 8 * (n >= 15) for n in range(30)]
        steady = [40] * 30
        assert mean_of_comparators([raised, steady], start=15) == pytest.approx(
            [0] * 15 + [4] * 15, abs=1e-6
        )

    def test_one_comparator_alone_takes_away_only_its_line(self):
        here = [50 + n % 3 + 4 * (n >= 15) for n in range(30)]
        scene = [80 + 2 * n - n % 4 + 3 * (n >= 15) for n in range(30)]
        compared = estimate_time_series(
            here, start=15, compared=mean_of_comparators([scene], start=15)
        )
        plain = estimate_time_series(here, start=15, compared=scene)
        for one, other in ((compared.level, plain.level), (compared.trend, plain.trend)):
            assert vars(one) == pytest.approx(vars(other))

    def test_an_area_whose_pilot_began_before_is_no_comparator(self, scene):
        PilotArea.objects.filter(pk=scene.other.pk).update(unit=scene.unit, starts_on=BEGAN)
        assert comparator_areas(scene.ours) == []
        assert (
            "This does not show whether it changed elsewhere too" in change_detail(scene).estimate
        )

    def test_a_comparator_with_too_few_months_before_does_not_count(self):
        steady = mean_of_comparators([[100] * 30, [None] * 4 + [1] * 26], start=15)
        assert steady == pytest.approx([0] * 30, abs=1e-6)
        assert mean_of_comparators([[None] * 4 + [1] * 26], start=15) is None

    def test_a_period_that_changed_meanwhile_is_said_in_its_month(self, scene, monkeypatch):
        now = period_in_force("charging_green", on=BEGAN)
        later = type(now)(**vars(now) | {"starts": date(2025, 11, 3), "amount": 21})
        monkeypatch.setitem(PERIODS_BY_VERSION, later.version, later)
        said = {row.label: row.events for row in change_detail(scene).rows if row.events}
        assert said == {
            "April 2025": ["CPS South West takes part in “Sooner” from 10 April 2025"],
            "November 2025": ["The period for “Green” changed on 3 November 2025"],
        }


class TestWhatItMustNotTell:
    FEW = date(2024, 9, 1)

    def few(self, scene, days):
        """Publish a month with too few suspects. Returns what the page says then."""
        Stretch.objects.filter(month=self.FEW).delete()
        for units in zip(scene.police, scene.cps, strict=True):
            store_completed(*units, [days], first=self.FEW)
        publish_figures(AT)
        return change_detail(scene)

    def test_nothing_on_it_moves_with_a_month_of_few(self, scene):
        nobody = self.few(scene, [])
        assert next(r for r in nobody.rows if r.label == "September 2024").value == "Too few"
        told = ("sentence", "compared", "rows", "estimates", "estimate", "chart")
        for days in ([1, 1, 1, 1], [300, 400, 500, 600], [5]):
            other = self.few(scene, days)
            assert all(getattr(nobody, each) == getattr(other, each) for each in told)

    @pytest.mark.parametrize(("began", "said"), [(7, "Too few"), (8, 9)])
    def test_half_within_is_given_of_about_ten_who_began_and_not_of_five(self, scene, began, said):
        found = self.few(scene, [9] * began)
        row = next(r for r in found.rows if r.label == "September 2024")
        assert (row.value, "here" in row.drawn, "upper" in row.drawn) == (said, *[said == 9] * 2)


def test_a_manager_reads_of_the_areas_of_their_pilots_and_of_no_other(scene):
    labels = [each.label for each in reporting_places(scope(scene.manager, AT))]
    assert labels == ["CPS North West", "CPS South West", "England and Wales"]
