"""The prosecutors of a unit, and what their manager records about them."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send


def of_pia(name):
    return lambda scene: reverse(name, args=[scene.prosecutor.pk])


PAGES = [
    Page("prosecutors", "manager", reverse("see-prosecutors")),
    Page("record-specialisms", "manager", of_pia("record-specialisms")),
    Page("record-absence-blank", "manager", of_pia("record-absence"), send),
    Page("end-absence", "manager", of_pia("end-absence")),
]
