"""The versions of an action plan."""

from django.urls import reverse

from cases.models import ActionPlan
from tests.support.browser.page_check import SitePage


def plan_versions_url(name):
    """The URL of the versions of the plan of a scene's case."""

    def address(scene):
        rows = ActionPlan.objects.unscoped("the scene").filter(case=getattr(scene, name).case)
        return reverse("see-plan-versions", args=[rows.first().pk])

    return address


PAGES = [
    SitePage("plan-versions", "officer", plan_versions_url("answered")),
    SitePage("plan-versions-one", "prosecutor", plan_versions_url("planned")),
]
