"""The prosecutors of a unit, and what their manager records about them."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page


def prosecutor_url(name):
    """The URL of a page about the scene's prosecutor."""
    return lambda scene: reverse(name, args=[scene.prosecutor.pk])


PAGES = [
    SitePage("prosecutors", "manager", reverse("see-prosecutors")),
    SitePage("record-specialisms", "manager", prosecutor_url("record-specialisms")),
    SitePage("record-absence-blank", "manager", prosecutor_url("record-absence"), send_page),
    SitePage("end-absence", "manager", prosecutor_url("end-absence")),
]
