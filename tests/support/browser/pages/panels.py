"""Scrutiny panels: sampling frame, draw and members."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send


def of(name, part="drawn"):
    return lambda scene: reverse(name, args=[getattr(scene.panels, part).pk])


PAGES = [
    Page("panels", "panel_convener", reverse("see-panels")),
    Page("add-panel-blank", "panel_convener", reverse("add-panel"), send),
    Page("panel", "panel_convener", of("see-panel")),
    Page("panel-of-a-member", "panel_member", of("see-panel")),
    Page("draw-panel-blank", "panel_convener", of("draw-panel", "begun"), send),
    Page("panel-draw", "panel_convener", of("see-panel-draw")),
    Page("panel-steps", "panel_convener", of("see-panel-steps")),
    Page("name-panel-member-blank", "panel_convener", of("name-panel-member"), send),
    Page("end-panel-member", "panel_convener", of("end-panel-member")),
    Page("ask-to-leave-out", "panel_convener", of("ask-to-leave-out", "other")),
    Page("settle-leaving-out-blank", "panel_member", of("settle-leaving-out", "case"), send),
    Page("open-panel-blank", "panel_convener", of("open-panel"), send),
    Page("close-panel", "panel_convener", of("close-panel", "read")),
    Page("pack", "panel_member", of("see-pack", "alone")),
    Page("pack-read-together", "panel_convener", of("see-pack", "together")),
    Page("let-passage-through-blank", "panel_convener", of("let-passage-through", "alone"), send),
    Page("stand-aside-blank", "panel_member", of("stand-aside", "alone"), send),
    Page("give-opinion-blank", "panel_member", of("give-opinion", "alone"), send),
    Page("panel-that-found", "panel_member", of("see-panel", "read")),
    Page(
        "set-learning-action-blank", "panel_convener", of("set-learning-action", "together"), send
    ),
    Page(
        "complete-learning-action-blank",
        "panel_member",
        of("complete-learning-action", "action"),
        send,
    ),
    Page("learning-action", "panel_member", of("see-learning-action", "action")),
    Page("asked-by-panels", "panel_member", reverse("see-asked-by-panels")),
    Page("asked-by-panels-of-a-unit", "looks_again", reverse("see-asked-by-panels")),
    Page("second-look", "manager", of("see-second-look", "look")),
    Page("name-for-second-look-blank", "manager", of("name-for-second-look", "look"), send),
    Page("take-second-look-blank", "looks_again", of("take-second-look", "look"), send),
    Page("panel-report", "panel_convener", reverse("see-panel-report")),
    Page("record-finding-blank", "panel_convener", of("record-finding", "together"), send),
]
