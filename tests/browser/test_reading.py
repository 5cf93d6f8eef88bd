"""In a real browser: an officer reaches a limit on reading, asks for more, and a leader agrees."""

import pytest
from django.urls import reverse

from devtools.case_builder import CaseBuilder
from people.models import ReadingRequest
from tests.support.browser.page_check import take_screenshot
from tests.support.browser.scenes import everything
from tests.support.browser.working_day import (
    AT_A_DESK,
    ON_A_PHONE,
    Day,
    fill_fields,
    follow_link,
    send_without_error,
    visible_text,
)

SCENE = everything.build_people
WHY = "Each open case of the unit is reviewed before the inspection."


@pytest.fixture
def low_limit(settings):
    settings.RECORDS_AN_HOUR = 2


def test_a_limit_is_reached_asked_for_and_raised(low_limit, scene, window, site, check_page):
    """The supervisor has a phone without script."""
    builders = [CaseBuilder(scene, at=scene.begun_at) for _ in range(3)]
    day = Day(window, site, "", lambda who: ON_A_PHONE if who == "supervisor" else AT_A_DESK)
    page = day.as_("officer")
    for builder in builders:
        page.goto(day.site + reverse("see-case", args=[builder.case.pk]))
    assert "You have opened many cases and records within an hour." in visible_text(page)
    assert builders[2].urn not in visible_text(page)
    check_page(page)
    take_screenshot(page, "limit-reached")
    follow_link(page, f"{reverse('ask-to-read-more')}?limit=RECORDS")
    fill_fields(page, {"an_hour": "3", "hours": "1", "reason": WHY})
    send_without_error(page)
    asked = ReadingRequest.objects.get()
    approve_from_the_worklist(day, asked)
    page = day.as_("officer")
    page.goto(day.site + reverse("see-case", args=[builders[2].case.pk]))
    assert builders[2].urn in visible_text(page)


def approve_from_the_worklist(day, asked):
    """The supervisor comes in, is led from the worklist to the request, and approves it."""
    page = day.as_("supervisor")
    page.goto(day.site)
    assert "Request to read more: 1" in visible_text(page)
    follow_link(page, reverse("see-reading"))
    assert "Olive Officer" in visible_text(page)
    follow_link(page, reverse("see-reading-request", args=[asked.pk]))
    assert WHY in visible_text(page)
    follow_link(page, reverse("approve-reading", args=[asked.pk]))
    send_without_error(page)
    assert "Approved" in visible_text(page)
