"""A second plan: written, decided on, sent."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page


def second_plan_url(name, row):
    """The URL of a page about a version of the scene's second plans."""
    return lambda scene: reverse(name, args=[scene.second[row].pk])


def second_review_url(row):
    """The URL at which a further plan is proposed on a scene's review."""
    return lambda scene: reverse("propose-action-plan", args=[scene.second[row].review_id])


def first_plan_url(scene):
    """The URL at which the first version of a second plan is proposed."""
    return reverse("propose-action-plan", args=[scene.second["none"].last_review.pk])


PAGES = [
    SitePage("second-plan-blank", "prosecutor", first_plan_url, send_page),
    SitePage("second-plan-anew", "prosecutor", second_review_url("worded")),
    SitePage("second-plan", "manager", second_plan_url("see-proposed-plan", "worded")),
    SitePage(
        "judge-second-plan-blank",
        "manager",
        second_plan_url("judge-proposed-plan", "worded"),
        send_page,
    ),
    SitePage(
        "withdraw-second-plan-blank",
        "prosecutor",
        second_plan_url("withdraw-proposed-plan", "worded"),
        send_page,
    ),
    SitePage("send-second-plan", "prosecutor", second_plan_url("send-proposed-plan", "approved")),
]
