"""Figures about action plans, and the list behind one."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage

REPORT = reverse("see-plan-quality")


def plan_quality_list_url(scene):
    """The URL of the list of every action of the scene's CPS unit."""
    address = reverse("see-plan-quality-list", args=["actions"])
    return f"{address}?by=cps&group={scene.cps.pk}"


PAGES = [
    SitePage("plan-quality", "manager", REPORT),
    SitePage("plan-quality-none", "supervisor", REPORT + "?month=2020-01"),
    SitePage("plan-quality-list", "manager", plan_quality_list_url),
]
