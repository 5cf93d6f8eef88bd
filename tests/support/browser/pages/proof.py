"""Points to prove, the matrix of proof, and a plan made from its gaps."""

from django.urls import reverse

from cases.models import OffencePoints
from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import last_review_of, row_url, suspect


def points_url(name):
    """The URL of a page about the points of rape."""
    return lambda scene: reverse(
        name, args=[OffencePoints.objects.get(key="soa2003-s1", is_current=True).pk]
    )


def entry_url(name, row):
    """The URL of a page about an entry or a gap of the scene."""
    return lambda scene: reverse(name, args=[scene.proof[row].pk])


def tick_all(page):
    """Tick every gap by the link, without script."""
    page.click("a[href*='tick=all']")
    page.wait_for_selector("input[name=gap]:checked")


PAGES = [
    SitePage("points", "manager", reverse("see-points")),
    SitePage("offence-points", "officer", points_url("see-offence-points")),
    SitePage("review-points-blank", "manager", points_url("review-points"), send_page),
    SitePage("proof-officer", "officer", row_url("see-proof", "reviewed")),
    SitePage("proof-prosecutor", "prosecutor", row_url("see-proof", "reviewed")),
    SitePage("proof-ticked", "prosecutor", row_url("see-proof", "reviewed"), tick_all),
    SitePage("proof-counts", "prosecutor", row_url("see-proof", "in_court")),
    SitePage("proof-nobody", "officer", row_url("see-proof", "empty")),
    SitePage("proof-nothing", "officer", row_url("see-proof", "opened")),
    SitePage("add-bearing-blank", "officer", row_url("add-bearing", "opened", suspect), send_page),
    SitePage("add-bearing", "prosecutor", row_url("add-bearing", "reviewed", suspect)),
    SitePage("add-gap-blank", "prosecutor", row_url("add-gap", "reviewed", suspect), send_page),
    SitePage("remove-bearing-blank", "prosecutor", entry_url("remove-bearing", "entry"), send_page),
    SitePage("close-gap-blank", "prosecutor", entry_url("close-gap", "gap"), send_page),
    SitePage("plan-from-gaps", "prosecutor", row_url("plan-from-gaps", "reviewed", last_review_of)),
    SitePage(
        "plan-from-gaps-blank",
        "prosecutor",
        row_url("plan-from-gaps", "reviewed", last_review_of),
        send_page,
    ),
    SitePage(
        "propose-from-gaps-none",
        "prosecutor",
        lambda scene: reverse("propose-from-gaps", args=[scene.second["none"].last_review.pk]),
    ),
]
