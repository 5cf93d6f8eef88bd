"""Proportions and rates since a pilot began: the p chart and the u chart."""

from datetime import date

import pytest

from devtools.case_builder import MONDAY
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.measures.proportions import PROPORTIONS_BY_CODE
from pilots.models import Occasion, RegisteredMeasure
from pilots.queries.changes.page import measure_change_detail
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots.monthly_figures import (
    publish_figures,
    store_checked_submissions,
    store_plans,
)
from tests.support.pilots.step_change import AT, FIRST, build_pilot_with_change, change_page

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    return build_pilot_with_change()


def nearest_five(number):
    """The nearest multiple of five."""
    return (number + 2) // 5 * 5


class TestShares:
    """The p chart of submissions returned by triage."""

    OFTEN = [(12, 30), (10, 30), (11, 30), (12, 30), (9, 30), (11, 30)]
    SELDOM = [(5, 30), (6, 30)]

    def share(self, scene, since):
        RegisteredMeasure.objects.create(
            pilot=scene.pilot, measure="returned", definition="As it stood.", expected="LESS",
            because="Fewer. Both sides know the reason.", by=scene.manager, at=MONDAY,
        )  # fmt: skip
        before = (self.OFTEN * 3)[:15]
        store_checked_submissions(scene.police[0], scene.cps[0], before + since, first=FIRST)
        store_checked_submissions(scene.police[1], scene.cps[1], (self.OFTEN * 5)[:30], first=FIRST)
        publish_figures(AT)
        return measure_change_detail(
            scene.ours, RegisteredMeasure.objects.get(measure="returned"), at=AT
        )

    def test_a_change_is_shown_here_and_none_where_it_is_compared_with(self, scene):
        found = self.share(scene, (self.SELDOM * 8)[:15])
        assert "Of 15 months since 10 April 2025, 15 stand out from the 15 before" in found.sentence
        [(name, said)] = found.compared
        assert name == "CPS North West" and "none stands out from the 15 before" in said
        assert "a change is shown" in found.estimate
        row = next(each for each in found.rows if each.label == "April 2025")
        assert row.value == "17% (5 of 30)"
        centre = 100 * sum(nearest_five(n) for n, _of in (self.OFTEN * 3)[:15]) / 450
        reach = 3 * (centre * (100 - centre) / 30) ** 0.5
        assert row.limits == f"{max(0, round(centre - reach))} to {round(centre + reach)}"

    def test_where_nothing_changed_none_is_shown(self, scene):
        found = self.share(scene, (self.OFTEN * 3)[3:18])
        assert "none stands out" in found.sentence and "no change is shown" in found.estimate

    def test_months_of_too_few_are_said_to_be_those_of_few(self, scene):
        found = self.share(scene, [(2, 30), (9, 30), (3, 30)] + (self.OFTEN * 2))
        hidden = [row for row in found.rows if row.value == "Too few"]
        assert {"April 2025", "June 2025"} <= {row.label for row in hidden}
        assert not any("here" in row.drawn for row in hidden)
        assert (
            f"{len(hidden)} months are left out, most often because they count fewer"
            in found.sentence
        )

    def test_nothing_moves_with_how_few_there_were(self, scene):
        one = self.share(scene, [(2, 30), *(self.OFTEN * 3)[:14]])
        rows = Occasion.objects.filter(month=date(2025, 4, 1), cps_unit=scene.cps[0])
        for each in rows.filter(answers="returned:ACCEPTED")[:2]:
            Occasion.objects.filter(pk=each.pk).update(answers="returned:RETURNED")
        publish_figures(AT)
        other = measure_change_detail(scene.ours, one.registered, at=AT)
        told = ("sentence", "compared", "rows", "estimates", "estimate")
        assert all(getattr(one, each) == getattr(other, each) for each in told)

    def test_the_page_speaks_of_percentage_points(self, scene, client):
        self.share(scene, (self.OFTEN * 3)[:15])
        said = response_text(change_page(client, scene, measure="returned"))
        assert "Change in percentage points (95% interval)" in said
        assert "Of submissions that triage accepted or returned." in said


class TestRates:
    """The u chart of actions for each plan."""

    OFTEN = [(60, 12), (55, 12), (64, 12), (58, 12)]

    def rate(self, scene, since):
        RegisteredMeasure.objects.create(
            pilot=scene.pilot, measure="actions-for-each-plan", definition="As it stood.",
            expected="LESS", because="Fewer. Both sides know the reason.", by=scene.manager,
            at=MONDAY,
        )  # fmt: skip
        before = (self.OFTEN * 4)[:15]
        store_plans(scene.police[0], scene.cps[0], before + since, first=FIRST)
        store_plans(scene.police[1], scene.cps[1], (self.OFTEN * 8)[:30], first=FIRST)
        publish_figures(AT)
        return measure_change_detail(scene.ours, RegisteredMeasure.objects.get(expected="LESS",
        because="Fewer. Both sides know the reason."),
                    at=AT)  # fmt: skip

    def test_a_change_is_shown_here_and_none_where_it_is_compared_with(self, scene, client):
        found = self.rate(scene, [(24, 12), (27, 12), (25, 12)] * 5)
        assert "Of 15 months since 10 April 2025, 15 stand out from the 15 before" in found.sentence
        assert "none stands out from the 15 before" in found.compared[0][1]
        row = next(each for each in found.rows if each.label == "April 2025")
        assert row.value == "2.5 (25 for 10)"  # from the rounded numbers
        centre = sum(nearest_five(n) for n, _of in (self.OFTEN * 4)[:15]) / (10 * 15)
        reach = 3 * (centre / 10) ** 0.5
        assert row.limits == f"{centre - reach:.1f} to {centre + reach:.1f}"
        assert "Change (95% interval)" in response_text(
            change_page(client, scene, measure=found.measure.code)
        )

    def test_a_month_of_too_few_plans_says_the_same_as_one_without(self, scene):
        since = [(40, 4), (0, 0), *self.OFTEN]
        words = {row.label: row.value for row in self.rate(scene, since).rows}
        assert (words["April 2025"], words["May 2025"]) == ("Too few", "Too few")


def test_a_measure_that_one_side_alone_may_read_does_not_judge_a_pilot():
    assert any(question.side for question in PROPORTIONS_BY_CODE.values())
    assert not any(getattr(PILOT_MEASURES.get(code), "side", "") for code in PROPORTIONS_BY_CODE)
