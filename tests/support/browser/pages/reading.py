"""Pages of the limits on reading."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page


def request_url(name, which):
    """The URL of a page about a request to read more."""
    return lambda scene: reverse(name, args=[getattr(scene, f"reading_{which}").pk])


PAGES = [
    SitePage("reading", "supervisor", "/reading/"),
    SitePage("reading-own", "officer", "/reading/"),
    SitePage("reading-none", "manager", "/reading/"),
    SitePage("ask-to-read-more", "officer", "/reading/ask/?limit=RECORDS"),
    SitePage("ask-to-read-more-blank", "officer", "/reading/ask/", send_page),
    SitePage("ask-to-read-more-nobody", "manager", "/reading/ask/"),
    SitePage("reading-request", "supervisor", request_url("see-reading-request", "waiting")),
    SitePage("reading-request-own", "officer", request_url("see-reading-request", "waiting")),
    SitePage("reading-request-refused", "officer", request_url("see-reading-request", "refused")),
    SitePage("approve-reading", "supervisor", request_url("approve-reading", "waiting")),
    SitePage(
        "refuse-reading-blank", "supervisor", request_url("refuse-reading", "waiting"), send_page
    ),
    SitePage("withdraw-reading", "officer", request_url("withdraw-reading", "waiting")),
]
