"""Open and submit pages as a person of the cast."""

import html
import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

# Pages that show a typed URN again, whether or not a case has it.
SHOWS_URN_AGAIN = {
    "/cases/find/",
    "/victims/find/",
    "/break-glass/",
    "/cases/ask/",
    "/conflicts/declare/",
}


def client_for(person):
    """A test client signed in as this person."""
    client = Client()
    client.force_login(person)
    return client


def page_url(name, row=None):
    """The URL of a page, about a row if one is given."""
    return reverse(name, args=[row.pk] if row else [])


def page_text(response):
    """The text of a page, without markup."""
    body = response.content.decode()
    body = body[body.index("<main") : body.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def links_on_page(response):
    """The URLs that a page links to."""
    return re.findall(r'href="([^"]+)"', response.content.decode())


def day_from_today(days):
    """The day this many days from today, computed at call time because a run may cross midnight."""
    return timezone.localdate() + timedelta(days=days)


def date_parts(name, value):
    """A date as form data."""
    return {f"{name}-day": value.day, f"{name}-month": value.month, f"{name}-year": value.year}


def hidden_fields_at(browser, address):
    """The hidden fields of the form at a URL, such as the version."""
    return hidden_fields(browser.get(address), "version", "opened", "continues")


def hidden_fields(response, *names):
    """The hidden fields of a page's form, or those with these names."""
    found = re.findall(
        r'<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"', response.content.decode()
    )
    wanted = names or {name for name, _value in found} - {"csrfmiddlewaretoken"}
    return {name: html.unescape(value) for name, value in found if name in wanted}


def checkbox_values(response, name, *, ticked=True):
    """The values of a field's checkboxes: those ticked, or all."""
    found = re.findall(
        rf'name="{name}" type="checkbox" value="([^"]*)"( checked)?', response.content.decode()
    )
    return [value for value, checked in found if checked or not ticked]


def submit_form(browser, address, **typed):
    """Submit a form as rendered, and return the page it redirects to."""
    sent = {"form_key": "", **hidden_fields_at(browser, address), **typed}
    answer = browser.post(address, sent, follow=True)
    assert answer.redirect_chain, page_text(answer)
    return answer
