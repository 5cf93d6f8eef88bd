"""A second plan: written, decided on, sent."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send


def of(name, row):
    """The URL of a page about a version of the scene's second plans."""
    return lambda scene: reverse(name, args=[scene.second[row].pk])


def of_review(row):
    return lambda scene: reverse("propose-action-plan", args=[scene.second[row].review_id])


def first(scene):
    return reverse("propose-action-plan", args=[scene.second["none"].last_review.pk])


PAGES = [
    Page("second-plan-blank", "prosecutor", first, send),
    Page("second-plan-anew", "prosecutor", of_review("worded")),
    Page("second-plan", "manager", of("see-proposed-plan", "worded")),
    Page("judge-second-plan-blank", "manager", of("judge-proposed-plan", "worded"), send),
    Page("withdraw-second-plan-blank", "prosecutor", of("withdraw-proposed-plan", "worded"), send),
    Page("send-second-plan", "prosecutor", of("send-proposed-plan", "approved")),
]
