"""A victim's support, for police and CPS and for the service."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send


def of_victim(name):
    return lambda scene: reverse(name, args=[scene.support["road"].victim.pk])


def of_support(name, which="row"):
    return lambda scene: reverse(name, args=[scene.support[which].pk])


def for_the_service(page):
    """Tick nothing under the first answer."""
    page.check("#id_recipient")
    send(page)


def keep_nothing(page):
    """Open the form, and send it empty."""
    page.click("main summary")
    page.click("main form button.govuk-button")


PAGES = [
    Page("victim-support", "officer", of_victim("see-victim-support")),
    Page("victim-support-unknown", "liaison", of_victim("see-victim-support")),
    Page("refer-to-service", "contact", of_victim("refer-to-service"), send),
    Page("pass-withdrawal-on", "contact", of_victim("pass-withdrawal-on"), send),
    Page("supported", "service_manager", reverse("see-supported")),
    Page("supported-none", "other_isva", reverse("see-supported")),
    Page("support", "isva", of_support("see-support")),
    Page("support-bare", "isva", of_support("see-support", "bare")),
    Page("support-asked", "service_manager", of_support("see-support", "asked")),
    Page("support-accept", "service_manager", of_support("accept-support", "asked"), send),
    Page("support-decline", "service_manager", of_support("decline-support", "asked"), send),
    Page("support-assign", "service_manager", of_support("assign-isva")),
    Page("support-end", "service_manager", of_support("end-support")),
    Page("service-entries", "isva", of_support("service-entries")),
    Page("service-entries-error", "service_manager", of_support("service-entries"), keep_nothing),
    Page("liaison-notes", "isva", of_support("see-liaison-notes")),
    Page("liaison-send", "isva", of_support("send-liaison-note"), send),
    Page("contacts-with-a-note", "contact", of_victim("see-contacts")),
    Page("consents", "isva", of_support("see-consents")),
    Page("consent-record", "isva", of_support("record-consent"), for_the_service),
    Page("consent-confirm", "service_manager", of_support("confirm-consent"), send),
    Page("consent-withdraw", "isva", of_support("withdraw-consent"), send),
]
