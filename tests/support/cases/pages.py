"""Reading and sending pages as one of the cast."""

import html
import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone


def as_(person):
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def at(name, row=None):
    """The address of a page, about a row where it is about one."""
    return reverse(name, args=[row.pk] if row else [])


def said(response):
    """What a page says, without its markup."""
    body = response.content.decode()
    body = body[body.index("<main") : body.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def links(response):
    """The addresses that a page leads to."""
    return re.findall(r'href="([^"]+)"', response.content.decode())


def in_days(days):
    """A day from today on, asked for while a test runs: a run may begin on the day before."""
    return timezone.localdate() + timedelta(days=days)


def day(name, value):
    """A date as a form sends it."""
    return {f"{name}-day": value.day, f"{name}-month": value.month, f"{name}-year": value.year}


def unseen(browser, address):
    """What the form at an address sends back without being asked: which version it shows."""
    return hidden(browser.get(address), "version", "opened", "continues")


def hidden(response, *names):
    """The hidden answers of a page's form, or only those of these names."""
    found = re.findall(
        r'<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"', response.content.decode()
    )
    wanted = names or {name for name, _value in found} - {"csrfmiddlewaretoken"}
    return {name: html.unescape(value) for name, value in found if name in wanted}


def boxes(response, name, *, ticked=True):
    """The values of a question's boxes on a page: those that are ticked, or all of them."""
    found = re.findall(
        rf'name="{name}" type="checkbox" value="([^"]*)"( checked)?', response.content.decode()
    )
    return [value for value, checked in found if checked or not ticked]


def follow(browser, address, **typed):
    """Send a form as its page drew it, and read the page it leads to."""
    sent = {"form_key": "", **unseen(browser, address), **typed}
    answer = browser.post(address, sent, follow=True)
    assert answer.redirect_chain, said(answer)
    return answer
