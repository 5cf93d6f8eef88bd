"""The address of a person's calendar: who reads it, when it ends, and what is kept of it."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.desk.queries.calendar_dates import calendar_dates
from cases.log_words import words_of_entry
from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast, person
from people.access.audit_log import AuditWriteFailed
from people.access.permission_tables import Refused
from people.alerts import entries as alert_entries
from people.models import AuditEntry, CalendarAddress
from people.signing_in.sessions import end_sessions, hold_session
from tests.support.cases.calendars import NEW, entries, fetch_calendar, make_address
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import (
    client_for,
    day_from_today,
    hidden_fields,
    links_on_page,
    page_text,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import ImmediateThread
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
PAGE, END = (reverse(f"{each}-calendar-address") for each in ("see", "end"))


@module_fixture
def builder():
    """A case with a prosecutor, who has not decided."""
    return CaseBuilder(cast(), at=days_ago(3)).allocate()


def update_suspects(builder, **facts):
    Suspect.objects.unscoped("test").filter(case=builder.case).update(**facts)


def test_a_case_that_is_closed_to_the_person_leaves_the_calendar(builder):
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(20))
    path = make_address(builder.cast.officer)
    assert entries(path)
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    assert entries(path) == []


def test_an_unknown_an_ended_and_a_closed_accounts_address_are_answered_alike(builder):
    ended = make_address(builder.cast.officer)
    client = client_for(builder.cast.officer)
    assert client.post(END, hidden_fields(client.get(END))).status_code == 302
    closed = make_address(builder.cast.assistant)
    builder.cast.assistant.is_active = False
    builder.cast.assistant.save(update_fields=["is_active"])
    unknown = reverse("fetch-calendar", args=["x" * 43])
    answers = [fetch_calendar(path) for path in (unknown, ended, closed)]
    assert [each.status_code for each in answers] == [404] * 3
    assert len({each.content for each in answers}) == 1


def test_a_new_address_ends_the_one_before(builder):
    before = make_address(builder.cast.officer)
    after = make_address(builder.cast.officer)
    assert (fetch_calendar(before).status_code, fetch_calendar(after).status_code) == (404, 200)


def test_wrong_addresses_are_counted_and_right_ones_are_never_delayed(builder, settings):
    settings.CALENDAR_RATES = settings.CALENDAR_RATES | {"wrong": "2/m/key"}
    path = make_address(builder.cast.officer)
    wrong = reverse("fetch-calendar", args=["y" * 43])
    assert [fetch_calendar(wrong).status_code for _time in range(4)] == [404, 404, 429, 429]
    assert fetch_calendar(path).status_code == 200


def test_the_key_is_kept_as_a_digest_alone(builder):
    path = make_address(builder.cast.officer)
    key = path.rsplit("/", 1)[1].removesuffix(".ics")
    row = CalendarAddress.objects.get(person=builder.cast.officer)
    assert len(key) == 43 and key not in str(row.__dict__)


def test_the_address_is_shown_once_and_a_second_click_makes_no_other(builder):
    client = client_for(builder.cast.officer)
    sent = hidden_fields(client.get(NEW))
    first = client.post(NEW, sent)
    path = re.search(r"/calendar/[\w-]+\.ics", first.content.decode()).group()
    again = client.post(NEW, sent, follow=True)
    assert "The address was shown once" in page_text(again)
    assert path not in again.content.decode() and fetch_calendar(path).status_code == 200


def test_an_address_that_is_ended_in_another_tab_says_so(builder):
    make_address(builder.cast.officer)
    client = client_for(builder.cast.officer)
    first, second = (hidden_fields(client.get(END)) for _tab in "ab")
    assert client.post(END, first).status_code == 302
    answer = client.post(END, second)
    assert answer.status_code == 409 and "ended already" in page_text(answer)


@pytest.mark.parametrize("before", [reverse("see-waiting"), "/account/security/"])
def test_the_list_of_what_waits_and_the_security_page_lead_to_it(builder, before):
    client = client_for(builder.cast.officer)
    assert PAGE in links_on_page(client.get(before))
    assert NEW in links_on_page(client.get(PAGE))


# What is kept of it


def test_each_reading_is_logged_with_the_rows_and_the_readers_address(builder):
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(20))
    path = make_address(builder.cast.officer)
    Client(REMOTE_ADDR="198.51.100.9").get(path)
    entry = AuditEntry.objects.get(verb="fetch_calendar", kind="cases.Suspect")
    assert entry.user == builder.cast.officer and entry.address == "198.51.100.9"
    assert entry.ids == [str(builder.suspect().pk)]
    assert not AuditEntry.objects.filter(ids__contains=[path]).exists()


def test_only_reading_is_possible_at_the_address(builder):
    path = make_address(builder.cast.officer)
    client = Client()
    assert [getattr(client, each)(path).status_code for each in ("post", "put", "delete")] == [
        405, 405, 405,
    ]  # fmt: skip


def test_no_copy_is_kept_on_the_way(builder):
    answer = fetch_calendar(make_address(builder.cast.officer))
    assert "no-store" in answer["Cache-Control"] and not answer.cookies
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"


def test_many_cases_cost_the_queries_of_one(builder):
    path = make_address(builder.cast.officer)
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(20))
    _page, few = page_and_queries(Client(), path)
    for n in range(3):
        made = CaseBuilder(builder.cast, at=days_ago(3)).allocate()
        update_suspects(made, custody="ON_BAIL", bail_ends_on=day_from_today(20 + n))
    _page, many = page_and_queries(Client(), path)
    assert len(many) == len(few)


def log_entries():
    return AuditEntry.objects.filter(verb="fetch_calendar", kind="cases.Suspect").order_by("pk")


def test_a_program_that_asks_every_minute_is_logged_once_an_hour(builder):
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(20))
    path = make_address(builder.cast.officer)
    for _minute in range(3):
        assert fetch_calendar(path).status_code == 200
    assert log_entries().count() == 1
    long_ago = timezone.now() - timedelta(minutes=61)
    CalendarAddress.objects.filter(person=builder.cast.officer).update(logged_at=long_ago)
    fetch_calendar(path)
    assert log_entries().count() == 2


def test_other_rows_or_another_network_are_logged_at_once(builder):
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(20))
    path = make_address(builder.cast.officer)
    fetch_calendar(path, REMOTE_ADDR="198.51.100.9")
    fetch_calendar(path, REMOTE_ADDR="198.51.100.10")  # of the same range
    assert log_entries().count() == 1
    fetch_calendar(path, REMOTE_ADDR="203.0.113.10")
    assert log_entries().count() == 2
    second = CaseBuilder(builder.cast, at=days_ago(3)).allocate()
    update_suspects(second, custody="ON_BAIL", bail_ends_on=day_from_today(21))
    fetch_calendar(path, REMOTE_ADDR="203.0.113.10")
    assert log_entries().count() == 3


def test_the_owner_sees_when_and_from_where_it_was_read_last(builder):
    path = make_address(builder.cast.officer)
    client = client_for(builder.cast.officer)
    assert "Nothing has read from it yet" in page_text(client.get(PAGE))
    fetch_calendar(path, REMOTE_ADDR="198.51.100.9")
    assert "198.51.100.9" in page_text(client.get(PAGE))
    for _time in range(2):
        fetch_calendar(path, REMOTE_ADDR="203.0.113.10")
    text = page_text(client.get(PAGE))
    assert "from 203.0.113.10. Before that it was read from another network:" in text
    assert "198.51.100.9" in text


def test_no_rule_of_misuse_reads_what_a_program_did(builder):
    who = builder.cast.officer
    night = datetime(2026, 11, 11, 3, tzinfo=UTC)
    facts = {"operation": "consultation", "user": who, "kind": "cases.Suspect"}
    facts |= {"ids": [str(builder.suspect().pk)], "address": "203.0.113.9"}
    AuditEntry.objects.create(verb="fetch_calendar", at=night, **facts)
    within = {"since": night - timedelta(hours=1), "until": night + timedelta(hours=1)}
    people = alert_entries.active_people(**within, back=timedelta(days=1))
    assert [each for each in people if who.pk in each.accounts] == []
    assert not alert_entries.worked_at("203.0.113.9", [who.pk], before=night + timedelta(days=1))
    assert alert_entries.ranges_seen([who.pk], **within) == set()
    AuditEntry.objects.create(verb="see_worklist", at=night, **facts)
    assert alert_entries.worked_at("203.0.113.9", [who.pk], before=night + timedelta(days=1))


def suspects_on_bail(builder, number, *, ends_in):
    """Adds cases of the same officer, each with a suspect whose bail ends in so many days."""
    for _n in range(number):
        made = CaseBuilder(builder.cast, at=days_ago(3)).allocate()
        update_suspects(made, custody="ON_BAIL", bail_ends_on=day_from_today(ends_in))


def test_a_reading_is_refused_at_no_limit_of_its_owner(builder, settings):
    suspects_on_bail(builder, 3, ends_in=20)
    settings.LISTED_AN_HOUR = 2
    assert [title for title, *_rest in entries(make_address(builder.cast.officer))] == [
        "End of custody or bail (3)"
    ]


def test_readings_do_not_use_up_what_their_owner_may_read(builder, settings):
    suspects_on_bail(builder, 3, ends_in=20)
    assert entries(make_address(builder.cast.officer))
    suspects_on_bail(builder, 2, ends_in=2)
    settings.LISTED_AN_HOUR = 3
    page = client_for(builder.cast.officer).get(reverse("see-waiting"))
    assert page.status_code == 200 and "2 things wait for you" in page_text(page)


def test_one_suspect_in_a_calendar_is_no_record_that_its_owner_opened(builder, settings):
    update_suspects(builder, custody="ON_BAIL", bail_ends_on=day_from_today(20))
    other = CaseBuilder(builder.cast, at=days_ago(3)).allocate()
    assert len(entries(make_address(builder.cast.officer))) == 1
    settings.RECORDS_AN_HOUR = 1
    page = client_for(builder.cast.officer).get(reverse("see-case", args=[other.case.pk]))
    assert page.status_code == 200


def test_the_log_says_that_a_program_read_and_not_that_somebody_opened_a_page():
    said = words_of_entry("fetch_calendar", "consultation")
    assert said == "A calendar program read due dates by the address; nobody signed in"


# When it ends, and what else is answered


def test_it_ends_with_the_sessions_of_its_owner(builder):
    path = make_address(builder.cast.officer)
    other = make_address(builder.cast.prosecutor)
    end_sessions(account=builder.cast.officer)
    assert (fetch_calendar(path).status_code, fetch_calendar(other).status_code) == (404, 200)


def test_after_a_restore_no_address_opens_that_may_have_been_ended_since(builder):
    path = make_address(builder.cast.officer)
    said = StringIO()
    call_command("after_restore", stdout=said)
    assert "addresses of calendars are ended" in said.getvalue()
    assert fetch_calendar(path).status_code == 404


def test_none_is_made_in_a_session_that_was_ended_meanwhile(builder, monkeypatch):
    client = client_for(builder.cast.officer)
    sent = hidden_fields(client.get(NEW))

    def end_and_check(request):
        end_sessions(account=builder.cast.officer)
        return hold_session(request)

    monkeypatch.setattr("cases.desk.views.calendar.hold_session", end_and_check)
    assert client.post(NEW, sent).status_code == 302
    assert not CalendarAddress.objects.filter(person=builder.cast.officer).exists()


def test_who_has_another_list_is_not_offered_one(builder):
    client = client_for(person(builder.cast.cps, "convene_panels"))
    assert PAGE not in links_on_page(client.get("/account/security/"))
    assert NEW not in links_on_page(client.get(PAGE))
    assert client.get(NEW).status_code == 403


def test_who_has_lost_the_list_can_still_end_the_address(builder):
    who = person(builder.cast.cps, "convene_panels")
    CalendarAddress.objects.create(person=who, digest="0" * 64, made_at=timezone.now())
    client = client_for(who)
    assert PAGE in links_on_page(client.get("/account/security/"))
    assert END in links_on_page(client.get(PAGE))
    assert client.post(END, hidden_fields(client.get(END))).status_code == 302


def test_where_the_session_only_changed_meanwhile_the_page_says_to_try_again(builder, monkeypatch):
    client = client_for(builder.cast.officer)
    monkeypatch.setattr("cases.desk.views.calendar.hold_session", lambda _request: False)
    answer = client.post(NEW, hidden_fields(client.get(NEW)), follow=True)
    assert "Try again" in page_text(answer) and "You have no address" in page_text(answer)


def test_a_reading_that_an_end_overtakes_shows_nothing(builder, monkeypatch):
    path = make_address(builder.cast.officer)

    def end_and_read(scope):
        CalendarAddress.objects.filter(person=builder.cast.officer).delete()
        return calendar_dates(scope)

    monkeypatch.setattr("cases.desk.views.calendar.calendar_dates", end_and_read)
    answer = fetch_calendar(path)
    assert (answer.status_code, answer.content) == (404, b"")


def test_its_owner_is_mailed_that_it_was_made(
    builder, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    with django_capture_on_commit_callbacks(execute=True):
        path = make_address(builder.cast.officer)
    sent = mail.outbox[-1]
    assert sent.to == [builder.cast.officer.email]
    assert "calendar program reads what is due to you" in " ".join(sent.body.split())
    assert path not in sent.body and builder.cast.officer.name not in sent.body


def test_what_is_no_calendar_says_nothing_of_its_owner(builder, settings):
    path = make_address(builder.cast.officer)
    settings.CALENDAR_RATES = settings.CALENDAR_RATES | {"reading": "1/m/key"}
    assert [fetch_calendar(path).status_code for _time in range(2)] == [200, 429]
    throttled = fetch_calendar(path)
    settings.CALENDAR_RATES = settings.CALENDAR_RATES | {"reading": "100/m/key"}
    unknown = fetch_calendar(path.replace(".ics", "x.ics"))
    for answer in (throttled, unknown):
        assert answer.content == b"" and answer["Cache-Control"] == "no-store"
    assert fetch_calendar(path).status_code == 200


def test_a_refusal_at_the_address_is_empty_too(builder, monkeypatch):
    path = make_address(builder.cast.officer)

    def refuse(*_scope, **_more):
        raise Refused("No.")

    monkeypatch.setattr("cases.desk.views.calendar.calendar_dates", refuse)
    answer = fetch_calendar(path)
    assert (answer.status_code, answer.content) == (404, b"")


def test_a_log_that_cannot_be_written_shows_nothing_either(builder, monkeypatch):
    path = make_address(builder.cast.officer)

    def fail(*_scope, **_more):
        raise AuditWriteFailed("fetch_calendar")

    monkeypatch.setattr("cases.desk.views.calendar.calendar_dates", fail)
    answer = fetch_calendar(path)
    assert (answer.status_code, answer.content) == (503, b"")


def test_in_plain_http_it_is_refused_and_not_redirected(builder, settings):
    path = make_address(builder.cast.officer)
    settings.SECURE_SSL_REDIRECT = True
    plain = fetch_calendar(path)
    assert (plain.status_code, plain.content) == (403, b"")
    assert Client().get(path, secure=True).status_code == 200


@pytest.mark.parametrize("page", [NEW, END])
def test_a_form_of_an_address_that_was_replaced_does_nothing(builder, page):
    make_address(builder.cast.officer)
    client = client_for(builder.cast.officer)
    before = hidden_fields(client.get(page))
    newer = make_address(builder.cast.officer)
    answer = client.post(page, before)
    assert answer.status_code == 409 and "made or ended after you opened" in page_text(answer)
    assert fetch_calendar(newer).status_code == 200
