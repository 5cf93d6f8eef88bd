"""The page with which a pilot's managers begin: who reads it, what it says and must not say."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from devtools.case_builder import MONDAY, cps_unit, person
from people.access import grants
from people.models import Agency, AuditEntry
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.models import Pilot, PilotArea, RegisteredMeasure, Stretch, Tally
from tests.support.cases.pages import client_for, links_on_page, page_text
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.monthly_figures import (
    STAGE,
    monthly_values_around,
    publish_figures,
    still_in_stage,
    store_completed,
)
from tests.support.pilots.permission_matrix import make_pilot_area
from tests.support.pilots.step_change import AT, BEGAN, BETTER, FIRST, build_pilot_with_change
from tests.support.pilots.svg_reading import charts_on_page, values_by_ruler
from timeliness.models import Mark

pytestmark = pytest.mark.django_db
ADDRESS = "/pilots/area/"
NEWEST = date(2026, 6, 1)  # the newest month that is judged


@module_fixture
def scene():
    return build_pilot_with_change()


def own_page(scene, **asked):
    return client_for(scene.manager).get(reverse("see-pilot-area"), asked)


def number_box(response, label):
    """The text of the box of one number."""
    boxes = re.findall(r"<li>\s*<h2.*?</li>", response.text, re.DOTALL)
    [box] = [each for each in boxes if label in each]
    return " ".join(re.sub(r"<[^>]*>", " ", box).split())


class TestWhoReads:
    def test_a_manager_of_a_pilot_area_begins_with_it(self, scene):
        client = client_for(scene.manager)
        assert client.get(reverse("come-in")).url == reverse("see-pilot-area") == ADDRESS
        assert page_text(own_page(scene)).startswith(
            "Sooner. Began on 10 April 2025 CPS South West"
        )
        entry = AuditEntry.objects.filter(verb="see_pilot_area").latest("pk")
        assert entry.user == scene.manager

    def test_nobody_else_does(self, scene):
        leader = client_for(person(cps_unit(), "allocate_cases"))
        assert leader.get(ADDRESS).status_code == 403
        assert ADDRESS not in links_on_page(leader.get(reverse("see-figures")))

    def test_of_another_pilot_it_is_as_if_there_were_none(self, scene):
        stranger = client_for(person(make_pilot_area(), "manage_pilot_area"))
        hidden = stranger.get(ADDRESS, {"area": scene.ours.pk})
        missing = stranger.get(ADDRESS, {"area": 999_999_999})
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert page_text(hidden) == page_text(missing)
        assert "No Area of yours takes part in a pilot yet." in page_text(stranger.get(ADDRESS))

    def test_a_comparator_has_no_such_page(self, scene):
        assert own_page(scene, area=scene.other.pk).status_code == 404
        assert own_page(scene, area="x").status_code == 404

    def test_the_other_areas_of_the_pilot_are_offered(self, scene):
        there = PilotArea.objects.create(
            pilot=scene.pilot, area=Agency.objects.get(name="CPS Wessex"),
            unit=make_pilot_area(), starts_on=date(2026, 1, 5),
        )  # fmt: skip
        page = own_page(scene)
        assert "CPS South West" in page_text(page)[:60]
        assert f"{ADDRESS}?area={there.pk}" in links_on_page(page)
        assert "CPS Wessex, in the pilot “Sooner”" in page_text(page)
        assert "CPS Wessex" in page_text(own_page(scene, area=there.pk))[:60]


class TestWhatItSays:
    def test_a_number_is_that_of_the_page_it_leads_to(self, scene):
        page = own_page(scene)
        box = number_box(page, "From referred to decided")
        [address] = {
            each.replace("&amp;", "&") for each in links_on_page(page)
            if each.startswith(reverse("see-figure", args=[STAGE]))
        }  # fmt: skip
        newest = (
            Tally.objects.filter(
                measure=STAGE, place=f"agency-{scene.ours.area_id}", length="quarter", urgency="ALL"
            )
            .exclude(half=None)
            .order_by("-first")[0]
        )
        assert newest.first == date(2026, 4, 1)
        assert (
            f" {newest.half} days or fewer for half About {newest.people} suspects began the stage "
            "in April – June 2026. Those who are still in it are counted too. Before" in box
        )
        assert "Before the pilot, in April – June 2024, it was" in box
        told = page_text(client_for(scene.manager).get(address))
        assert re.search(rf"April – June 2026 {newest.people} {newest.half} ", told)

    def test_the_chart_and_its_title_are_those_of_the_page_on_the_change(self, scene):
        page = own_page(scene)
        assert "15 months in a row sooner than was usual before the pilot" in page_text(page)
        behind = reverse("see-figure-change", args=[scene.ours.pk, STAGE])
        assert behind in links_on_page(page)
        there = client_for(scene.manager).get(behind)
        for name, picture in charts_on_page(page).items():
            assert values_by_ruler(picture) == values_by_ruler(charts_on_page(there)[name])

    def test_what_is_new_is_the_newest_judged_month_and_the_one_before(self, scene):
        said = page_text(own_page(scene)).split("New in the newest month")[1]
        assert re.search(
            r"From referred to decided \d+ days in June 2026; \d+ days in May 2026\. "
            r"Below the lower limit\.",
            said,
        )

    def test_too_few_is_said_once(self, scene):
        said = page_text(own_page(scene))
        assert said.count("Too few people") == 0
        said_once = "No month that can be judged yet has enough people"
        assert said.count(said_once) == 1
        assert f"{said_once}: Charge authorised, From recorded to referred." in said
        assert "Figures are published once a month." in said
        Tally.objects.all().delete()
        nothing = own_page(scene)
        assert page_text(nothing).count("Too few people have been counted") == 1
        assert "Not enough data yet: limits are drawn from 12 months" in page_text(nothing)
        assert charts_on_page(nothing) == {}
        assert "From referred to decided: no chart yet" in page_text(nothing)

    def test_nothing_published_is_not_too_few(self, scene):
        Tally.objects.all().delete()
        Mark.objects.filter(name="published").delete()
        said = page_text(own_page(scene))
        assert "Too few" not in said and "No month that can be judged" not in said
        assert "CPS South West Nothing has been published yet. From referred" in said
        assert "Nothing has been published yet of: From referred to decided, Charge" in said

    def test_a_stage_that_half_have_not_completed_is_not_too_few(self, scene):
        Stretch.objects.filter(month=NEWEST).delete()
        still_in_stage(scene.police[0], scene.cps[0], NEWEST, 12)
        publish_figures(AT)
        said = page_text(own_page(scene))
        why = "Not completed by half in the newest month or the one before"
        assert f"{why}: From referred to decided." in said and "Too few" not in said
        Stretch.objects.exclude(month=NEWEST).delete()
        publish_figures(AT)
        assert "or half of them have not completed the stage." in page_text(own_page(scene))

    def test_one_month_is_not_too_few(self, scene):
        Stretch.objects.exclude(month=NEWEST).delete()
        publish_figures(AT)
        said = page_text(own_page(scene))
        why = "One month so far, and none before it to compare"
        assert f"{why}: From referred to decided." in said and "Too few people" not in said

    def test_a_title_names_its_month_where_a_newer_one_has_too_few(self, scene):
        Stretch.objects.filter(month=NEWEST).delete()
        publish_figures(AT)
        said = page_text(own_page(scene))
        assert "May 2026, the newest month with a value, is sooner than chance explains" in said
        assert "decided: the newest month is" not in said
        Stretch.objects.filter(month__range=(BEGAN, date(2026, 4, 30))).delete()
        store_completed(scene.police[0], scene.cps[0], [[20] * 9], first=NEWEST)
        publish_figures(AT)
        assert "decided: the newest month is sooner than chance" in page_text(own_page(scene))

    def test_a_pilot_that_has_not_begun_says_when_it_does(self, scene):
        PilotArea.objects.filter(pk=scene.ours.pk).update(starts_on=date(2030, 1, 7))
        said = page_text(own_page(scene))
        assert "Begins on 7 January 2030" in said and "Too few people have been counted" not in said

    def test_the_usual_stage_is_drawn_where_none_is_registered(self, scene):
        second_pilot(scene)
        page = own_page(scene)
        assert "From referred to decided: " in page_text(page)
        marks = {mark for *_where, mark in values_by_ruler(charts_on_page(page)["wide"])}
        assert marks == {"changed"}  # nothing was expected of it
        assert not any("/changed/" in each for each in links_on_page(page))


class TestWhatItMustNotTell:
    def few(self, scene, days):
        Stretch.objects.filter(month=NEWEST).delete()
        for units in zip(scene.police, scene.cps, strict=True):
            store_completed(*units, [days], first=NEWEST)
        Stretch.objects.filter(month__in=[date(2026, 4, 1), date(2026, 5, 1)]).delete()
        publish_figures(AT)
        return re.sub(r'(nonce|value)="[^"]*"', "", own_page(scene).text)

    def test_not_one_byte_of_it_moves_with_a_month_of_few(self, scene):
        nobody = self.few(scene, [])
        for days in ([1, 1, 1, 1], [300, 400, 500, 600], [5]):
            assert self.few(scene, days) == nobody
        assert "From referred to decided" in nobody.split("Too few people")[1].split("</p>")[0]


def test_the_page_takes_as_many_queries_for_more_measures_and_months(scene):
    client = client_for(scene.manager)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    for code in list(PILOT_MEASURES)[:20]:
        RegisteredMeasure.objects.get_or_create(
            pilot=scene.pilot, measure=code,
            defaults={"definition": "D", "expected": "MORE", "because": "B", "by": scene.manager,
                      "at": MONDAY},
        )  # fmt: skip
    units = scene.police[0], scene.cps[0]
    store_completed(
        *units, monthly_values_around(BETTER), first=FIRST, measure="charge-to-completion"
    )
    publish_figures(AT)
    with CaptureQueriesContext(connection) as many:
        client.get(ADDRESS)
    assert len(few) == len(many)


def second_pilot(scene, starts_on=date(2025, 7, 7)):
    """The Area in another pilot of the same manager, which begins later and registers nothing."""
    pilot = Pilot.objects.create(name="Another", strands=[], purpose="P", follow_up_days=30)
    unit = make_pilot_area()
    by = scene.manager
    grants.grant_capacity("manage_pilot_area", to=by, on=unit, by=by, at=MONDAY)
    return PilotArea.objects.create(
        pilot=pilot, area=scene.ours.area, unit=unit, starts_on=starts_on
    )


def test_two_pilots_of_one_manager_are_both_offered(scene):
    later = second_pilot(scene)
    assert page_text(own_page(scene)).startswith("Another. Began on 7 July 2025")
    first = own_page(scene, area=scene.ours.pk)
    assert page_text(first).startswith("Sooner.")
    assert f"{ADDRESS}?area={later.pk}" in links_on_page(first)


def test_a_manager_begins_with_a_pilot_that_has_begun(scene):
    later = second_pilot(scene, starts_on=date(2030, 1, 7))
    page = own_page(scene)
    assert page_text(page).startswith("Sooner. Began on 10 April 2025")
    assert f"{ADDRESS}?area={later.pk}" in links_on_page(page)
