"""Scrutiny panels: sampling frame, draw and members."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page


def panel_url(name, part="drawn"):
    """The URL of a page about a panel of the scene."""
    return lambda scene: reverse(name, args=[getattr(scene.panels, part).pk])


PAGES = [
    SitePage("panels", "panel_convener", reverse("see-panels")),
    SitePage("add-panel-blank", "panel_convener", reverse("add-panel"), send_page),
    SitePage("panel", "panel_convener", panel_url("see-panel")),
    SitePage("panel-of-a-member", "panel_member", panel_url("see-panel")),
    SitePage("draw-panel-blank", "panel_convener", panel_url("draw-panel", "begun"), send_page),
    SitePage("panel-draw", "panel_convener", panel_url("see-panel-draw")),
    SitePage("panel-steps", "panel_convener", panel_url("see-panel-steps")),
    SitePage(
        "name-panel-member-blank", "panel_convener", panel_url("name-panel-member"), send_page
    ),
    SitePage("end-panel-member", "panel_convener", panel_url("end-panel-member")),
    SitePage("ask-to-leave-out", "panel_convener", panel_url("ask-to-leave-out", "other")),
    SitePage(
        "settle-leaving-out-blank",
        "panel_member",
        panel_url("settle-leaving-out", "case"),
        send_page,
    ),
    SitePage("open-panel-blank", "panel_convener", panel_url("open-panel"), send_page),
    SitePage("close-panel", "panel_convener", panel_url("close-panel", "read")),
    SitePage("pack", "panel_member", panel_url("see-pack", "alone")),
    SitePage("pack-read-together", "panel_convener", panel_url("see-pack", "together")),
    SitePage(
        "propose-passage-blank",
        "panel_convener",
        panel_url("propose-passage", "other"),
        send_page,
    ),
    SitePage("settle-passage", "panel_member", panel_url("settle-passage", "alone")),
    SitePage(
        "settle-passage-blank", "panel_member", panel_url("settle-passage", "alone"), send_page
    ),
    SitePage("stand-aside-blank", "panel_member", panel_url("stand-aside", "alone"), send_page),
    SitePage("give-opinion-blank", "panel_member", panel_url("give-opinion", "alone"), send_page),
    SitePage("panel-that-found", "panel_member", panel_url("see-panel", "read")),
    SitePage(
        "set-learning-action-blank",
        "panel_convener",
        panel_url("set-learning-action", "together"),
        send_page,
    ),
    SitePage(
        "complete-learning-action-blank",
        "panel_member",
        panel_url("complete-learning-action", "action"),
        send_page,
    ),
    SitePage("learning-action", "panel_member", panel_url("see-learning-action", "action")),
    SitePage("asked-by-panels", "panel_member", reverse("see-asked-by-panels")),
    SitePage("asked-by-panels-of-a-unit", "looks_again", reverse("see-asked-by-panels")),
    SitePage("second-look", "manager", panel_url("see-second-look", "look")),
    SitePage(
        "name-for-second-look-blank",
        "manager",
        panel_url("name-for-second-look", "look"),
        send_page,
    ),
    SitePage(
        "take-second-look-blank", "looks_again", panel_url("take-second-look", "look"), send_page
    ),
    SitePage("panel-report", "panel_convener", reverse("see-panel-report")),
    SitePage(
        "record-finding-blank", "panel_convener", panel_url("record-finding", "together"), send_page
    ),
]
