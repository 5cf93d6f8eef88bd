"""Figures about action plans, and the list behind one."""

from django.urls import reverse

from tests.support.browser.page_check import Page

REPORT = reverse("see-plan-quality")


def behind(scene):
    """The URL of the list of every action of the scene's CPS unit."""
    address = reverse("see-plan-quality-list", args=["actions"])
    return f"{address}?by=cps&group={scene.cps.pk}"


PAGES = [
    Page("plan-quality", "manager", REPORT),
    Page("plan-quality-none", "supervisor", REPORT + "?month=2020-01"),
    Page("plan-quality-list", "manager", behind),
]
