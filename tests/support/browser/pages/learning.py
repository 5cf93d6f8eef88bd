"""Learning points: recorded, read, checked, and unit reading requests."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send


def of(name, which="shared"):
    return lambda scene: reverse(name, args=[getattr(scene.learning, which).pk])


def keep_back(page):
    page.check("input[value=no]")
    send(page)


PAGES = [
    Page("learning", "officer", reverse("see-learning")),
    Page("learning-none", "officer", reverse("see-learning") + "?words=zzzz"),
    Page("learning-leads", "pilot_manager", reverse("see-learning")),
    Page("learning-point", "officer", of("see-learning-point")),
    Page("learning-point-unchecked", "pilot_manager", of("see-learning-point", "unchecked")),
    Page("learning-point-withdrawn", "pilot_manager", of("see-learning-point", "withdrawn")),
    Page("write-learning-point-blank", "pilot_manager", reverse("write-learning-point"), send),
    Page(
        "check-learning-point", "pilot_manager", of("check-learning-point", "unchecked"), keep_back
    ),
    Page("withdraw-learning-point-blank", "pilot_manager", of("withdraw-learning-point"), send),
    Page("ask-unit-to-read-blank", "pilot_manager", of("ask-unit-to-read"), send),
    Page("say-read", "officer", of("say-read")),
    Page("learning-readers", "supervisor", of("see-learning-readers")),
]  # fmt: skip
