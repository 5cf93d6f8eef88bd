"""Charts as pages draw them, read back with a ruler: no value is drawn that is not shown."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.template import engines
from django.urls import reverse

from pilots.charts.control_chart import short_number
from pilots.charts.frame import NARROW, WIDE, PeriodName, frame_for, steps_through, tick_step
from pilots.charts.period_chart import draw_period_chart
from pilots.models import Stretch
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.monthly_figures import STAGE, publish_figures
from tests.support.pilots.step_change import AT, build_pilot_with_change, change_page
from tests.support.pilots.svg_reading import axis_numbers, charts_on_page, values_by_ruler, words_of

pytestmark = pytest.mark.django_db
HIDDEN = date(2025, 9, 1)


@module_fixture
def scene():
    scene = build_pilot_with_change()
    few = Stretch.objects.filter(month=HIDDEN, cps_unit=scene.cps[0])
    Stretch.objects.filter(pk__in=few.values("pk")[4:]).delete()
    publish_figures(AT)
    return scene


def table_values(response):
    """[value or None] of the months of a page's table, from the top down."""
    table = response.text.split('id="months"')[1].split("</table>")[0]
    cells = re.findall(r"</th>\s*<td[^>]*>([^<]*)", table.split("<tbody")[1])
    return [float(each) if each.isdigit() else None for each in cells]


def test_both_drawings_have_the_values_of_the_table_and_no_other(scene, client):
    page = change_page(client, scene)
    told = [value for value in table_values(page) if value is not None]
    assert None in table_values(page) and len(told) == 29
    for picture in charts_on_page(page).values():
        drawn = values_by_ruler(picture)
        assert [value for _x, value, _mark in drawn] == pytest.approx(told, abs=0.5)
        assert [mark for *_where, mark in drawn] == ["chance"] * 15 + ["expected"] * 14


def test_a_month_that_is_not_shown_is_a_gap_and_nothing_else(scene, client):
    page = change_page(client, scene)
    place = table_values(page).index(None)
    for picture in charts_on_page(page).values():
        [series] = [each for each in picture if each.get("class") == "rasso-line-series"]
        assert series.get("d").count("M") == 2
        across = [x for x, *_rest in values_by_ruler(picture)]
        steps = [after - before for before, after in pairwise(across)]
        assert [n for n, step in enumerate(steps) if step > 1.5 * min(steps)] == [place - 1]


def test_a_chart_says_what_it_shows_begins_at_nought_and_marks_the_start(scene, client):
    page = change_page(client, scene)
    assert "<canvas" not in page.text and "chart.js" not in page.text
    for picture in charts_on_page(page).values():
        title, description, *words = words_of(picture)
        assert title == (
            "From referred to decided: 9 months in a row sooner than was usual before the pilot"
        )
        assert "Days within which half complete the stage" in description
        assert axis_numbers(picture)[0][1] == 0 and "Pilot began" in words
        [start] = [float(e.get("x1")) for e in picture if e.get("class") == "rasso-line-start"]
        across = [x for x, *_rest in values_by_ruler(picture)]
        assert across[14] < start < across[15]


def test_lines_carry_their_names_on_a_desk_and_the_key_has_them_on_a_phone(scene, client):
    page = change_page(client, scene)
    names = words_of(charts_on_page(page)["wide"])
    assert any(each.startswith("Upper limit ") for each in names)
    assert any(each.startswith("CPS North West ") for each in names)
    key = page.text.split('class="rasso-chart__key"')[1].split("</ul>")[0]
    assert "CPS North West" in key and "as was expected" in key and "against" not in key


@pytest.mark.parametrize("by", ["month", "quarter", "year"])
def test_figures_by_period_are_drawn_oldest_first(scene, client, by):
    client.force_login(scene.manager)
    place = f"agency-{scene.ours.area_id}"
    page = client.get(reverse("see-figure", args=[STAGE]), {"place": place, "by": by})
    table = page.text.split('id="figures"')[1].split("</table>")[0]
    told = re.findall(r'data-label="Half within \(days\): ">([^<]*)', table)[::-1]
    told = [float(each) for each in told if each.isdigit()]
    for picture in charts_on_page(page).values():
        assert [v for _x, v, _mark in values_by_ruler(picture)] == pytest.approx(told, abs=0.5)


def test_two_charts_of_a_page_share_no_id():
    chart = draw_period_chart([PeriodName("Mar", "2026")], [1], title="T", unit="U", description="")
    page = engines["jinja2"].from_string(
        '{% from "parts/charts.html" import chart_figure %}'
        '{{ chart_figure(chart, "one") }}{{ chart_figure(chart, "two") }}'
    )
    drawn = page.render({"chart": chart})
    ids = re.findall(r' id="([^"]+)"', drawn)
    named = " ".join(re.findall(r'aria-labelledby="([^"]+)"', drawn)).split()
    assert len(set(ids)) == len(ids) == 10
    assert set(ids) - set(named) == {"one", "two"} and len(set(named)) == 8


@pytest.mark.parametrize(
    ("value", "words"),
    [(1050, "1050"), (99.96, "100"), (66.667, "66.7"), (0.4567, "0.457"), (7, "7"), (0, "0")],
)
def test_a_number_at_the_end_of_a_line_is_no_power_of_ten(value, words):
    assert short_number(value) == words


@pytest.mark.parametrize(("most", "step"), [(7, 1), (8, 2), (78, 20), (0.6, 0.1), (100, 20)])
def test_ticks_are_round_and_few(most, step):
    assert tick_step(most) == pytest.approx(step)
    frame = frame_for(WIDE, 12, [most])
    assert most <= frame.top_value < most + step + 1e-9


def test_limits_that_change_are_steps_and_one_that_does_not_is_one_line():
    frame = frame_for(NARROW, 3, [10])
    assert steps_through(frame, "limit", [4, None, 4]).d.count("M") == 1
    changing = steps_through(frame, "limit", [4, 6, None]).d
    assert changing.count("V") == 1 and changing.count("M") == 1
    assert steps_through(frame, "limit", [None, None, None]).d == ""
