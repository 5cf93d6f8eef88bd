"""Pages of alerts on misuse."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page


def alert_url(name, which="waiting"):
    """The URL of a page about an alert."""
    return lambda scene: reverse(name, args=[getattr(scene, f"alert_{which}").pk])


PAGES = [
    SitePage("alerts", "supervisor", "/alerts/"),
    SitePage("alerts-answered", "manager", "/alerts/"),
    SitePage("alert", "supervisor", alert_url("see-alert")),
    SitePage("alert-answered", "manager", alert_url("see-alert", "answered")),
    SitePage("answer-alert-blank", "supervisor", alert_url("answer-alert"), send_page),
    SitePage("alert-rules", "supervisor", "/alerts/rules/"),
]
