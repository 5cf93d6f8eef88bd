"""A victim's support, for police and CPS and for the service."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from victims.models import NoteAnswer, NoteReceived


def victim_url(name):
    """The URL of a page about the supported victim."""
    return lambda scene: reverse(name, args=[scene.support["builder"].victim.pk])


def support_url(name, which="row"):
    """The URL of a page about a support of the scene."""
    return lambda scene: reverse(name, args=[scene.support[which].pk])


def note_url(name, model):
    """The URL of a page about the newest note, or answer, that the contact officer has."""

    def address(scene):
        rows = model.objects.unscoped("test").filter(role="CONTACT_OFFICER")
        victim = scene.support["builder"].victim.pk
        return reverse(name, args=[rows.filter(record=victim).latest("at").pk])

    return address


def choose_service(page):
    """Tick nothing under the first answer."""
    page.check("#id_recipient")
    send_page(page)


def send_empty_entry(page):
    """Open the form, and send it empty."""
    page.click("main summary")
    page.click("main form button.govuk-button")


def send_correction_without_reason(page):
    """Open the newest entry to correct it, and send it as it is."""
    page.click("text=Correct this entry")
    send_page(page)


PAGES = [
    SitePage("victim-support", "officer", victim_url("see-victim-support")),
    SitePage("victim-support-unknown", "liaison", victim_url("see-victim-support")),
    SitePage("refer-to-service", "contact", victim_url("refer-to-service"), send_page),
    SitePage("pass-withdrawal-on", "contact", victim_url("pass-withdrawal-on"), send_page),
    SitePage("supported", "service_manager", reverse("see-supported")),
    SitePage("my-day", "isva", reverse("see-my-day")),
    SitePage("my-day-none", "other_isva", reverse("see-my-day")),
    SitePage("supported-none", "other_isva", reverse("see-supported")),
    SitePage("support", "isva", support_url("see-support")),
    SitePage("support-bare", "isva", support_url("see-support", "bare")),
    SitePage("support-asked", "service_manager", support_url("see-support", "asked")),
    SitePage(
        "support-accept", "service_manager", support_url("accept-support", "asked"), send_page
    ),
    SitePage(
        "support-decline", "service_manager", support_url("decline-support", "asked"), send_page
    ),
    SitePage("support-assign", "service_manager", support_url("assign-isva")),
    SitePage("support-end", "service_manager", support_url("end-support")),
    SitePage("service-entries", "isva", support_url("service-entries")),
    SitePage(
        "service-entries-error", "service_manager", support_url("service-entries"), send_empty_entry
    ),
    SitePage(
        "service-entry-correct",
        "isva",
        support_url("service-entries"),
        send_correction_without_reason,
    ),
    SitePage("liaison-notes", "isva", support_url("see-liaison-notes")),
    SitePage("liaison-send", "isva", support_url("send-liaison-note"), send_page),
    SitePage("contacts-with-a-note", "contact", victim_url("see-contacts")),
    SitePage("answer-note", "contact", note_url("answer-note", NoteReceived)),
    SitePage("answer-note-error", "contact", note_url("answer-note", NoteReceived), send_page),
    SitePage("correct-answer", "contact", note_url("correct-note-answer", NoteAnswer), send_page),
    SitePage("consents", "isva", support_url("see-consents")),
    SitePage("consent-record", "isva", support_url("record-consent"), choose_service),
    SitePage("consent-confirm", "service_manager", support_url("confirm-consent"), send_page),
    SitePage("consent-withdraw", "isva", support_url("withdraw-consent"), send_page),
]
