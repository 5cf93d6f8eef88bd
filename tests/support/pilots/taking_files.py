"""Take a file away as a person does: ask for it with a reason, let the worker make it, fetch it."""

from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from people.access import grants
from pilots.actions import exports
from pilots.models import Export

WHY = "For the board of the force, which reads it at its meeting in December."


def let_take_files(who, unit):
    """Give a person the role by which files are taken away. Returns the person."""
    grants.grant_capacity("take_exports", to=who, on=unit, by=who, at=timezone.now())
    return who


def ask_for_file(browser, address, **query):
    """Send the form that asks for a file. Returns the response."""
    form = {"reason": WHY, "form_key": str(uuid4())}
    return browser.post(f"{address}?{urlencode(query)}", form)


def take_file(browser, address, **query):
    """The response that holds the file."""
    asked = ask_for_file(browser, address, **query)
    assert asked.status_code == 302 and asked.url == reverse("see-exports"), asked
    assert exports.make_next_export(at=timezone.now())
    newest = Export.objects.latest("asked_at")
    return browser.get(reverse("fetch-export", args=[newest.pk]))
