"""An action plan as a table, and its versions."""

from django.urls import reverse

from cases.models import ActionPlan
from tests.support.browser.page_check import SitePage, send_page


def plan_url(name, scene_case):
    """The URL of a page about the first plan of a scene's case."""

    def address(scene):
        rows = ActionPlan.objects.unscoped("the scene").filter(case=getattr(scene, scene_case).case)
        return reverse(name, args=[rows.first().pk])

    return address


def find_answers_wanting(page):
    """Say that every answer is not enough, and send it without saying what is missing."""
    for choice in page.locator("main [value=say_what_is_missing]").all():
        choice.check()
    send_page(page)


PAGES = [
    SitePage("plan-versions", "officer", plan_url("see-plan-versions", "answered")),
    SitePage("plan-versions-one", "prosecutor", plan_url("see-plan-versions", "planned")),
    SitePage("plan-table", "officer", plan_url("see-plan", "answered")),
    SitePage("plan-table-cps", "prosecutor", plan_url("see-plan", "answered")),
    SitePage("plan-table-read", "manager", plan_url("see-plan", "questioned")),
    SitePage("plan-accept", "officer", plan_url("accept-items", "planned")),
    SitePage("plan-accept-none", "officer", plan_url("accept-items", "planned"), send_page),
    SitePage("plan-judge", "prosecutor", plan_url("judge-answers", "answered")),
    SitePage(
        "plan-judge-blank",
        "prosecutor",
        plan_url("judge-answers", "answered"),
        find_answers_wanting,
    ),
]
