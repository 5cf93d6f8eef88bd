"""A person's calendar, as a calendar program reads it."""

import re
from hashlib import sha256

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import CalendarAddress
from tests.support.cases.pages import client_for, hidden_fields

NEW = reverse("make-calendar-address")


def make_address(who, client=None):
    """The path of a new address of this person, read off the page that shows it."""
    client = client or client_for(who)
    answer = client.post(NEW, hidden_fields(client.get(NEW)))
    assert answer.status_code == 200, answer
    return re.search(r"/calendar/[\w-]+\.ics", answer.content.decode()).group()


def calendar_path_of(client):
    """The path of the calendar of whoever a client is signed in as, which is made here."""
    person = client.session[SESSION_KEY]
    key = f"{person}-key-for-the-tests"
    facts = {"digest": sha256(key.encode()).hexdigest(), "made_at": timezone.now()}
    CalendarAddress.objects.update_or_create(person_id=person, defaults=facts)
    return reverse("fetch-calendar", args=[key])


def fetch_calendar(path, **facts):
    """The answer to a program without a session. facts: of its network, such as REMOTE_ADDR."""
    return Client(**facts).get(path)


def entries(path):
    """[(title, when it starts, URL)] of the file at an address, unfolded by hand."""
    answer = fetch_calendar(path)
    assert answer.status_code == 200
    text = answer.content.decode().replace("\r\n ", "")
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    found = []
    for block in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL):
        lines = dict(line.split(":", 1) for line in block.split("\r\n") if line)
        start = next(key for key in lines if key.startswith("DTSTART"))
        found.append((lines["SUMMARY"], lines[start], lines["URL"]))
    return found
