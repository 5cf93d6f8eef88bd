"""The versions of an action plan."""

from django.urls import reverse

from cases.models import ActionPlan
from tests.support.browser.page_check import Page


def of_road(name):
    """The URL of the versions of a road's plan."""

    def address(scene):
        rows = ActionPlan.objects.unscoped("the scene").filter(case=getattr(scene, name).case)
        return reverse("see-plan-versions", args=[rows.first().pk])

    return address


PAGES = [
    Page("plan-versions", "officer", of_road("answered")),
    Page("plan-versions-one", "prosecutor", of_road("planned")),
]
