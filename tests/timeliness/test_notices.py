import re
import threading
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection, transaction

from people.models import User
from rasso.settings.environment import ROOT
from tests.support.timeliness.moments import day_of, london
from tests.timeliness.conftest import CASE
from timeliness import notices, queries
from timeliness.actions import clocks, outbox
from timeliness.actions.notices import mark_read
from timeliness.actions.sweep import sweep_clocks
from timeliness.models import Delivery, Stage
from timeliness.queries import notices_of_person, unread_count_statement

AT = london("2026-06-25 08:05")
LATER = AT + timedelta(hours=1)


def unread_count(user_id, **when):
    with connection.cursor() as cursor:
        cursor.execute(*unread_count_statement(user_id, **{"cap": 100} | when))
        return cursor.fetchone()[0]


@pytest.fixture
def clock(cps):
    began = london("2026-06-01 10:00")
    clock = clocks.start_clock(
        rule="charging_green", about=CASE, subject="S1", unit=cps.unit, at=began
    )
    sweep_clocks(at=AT)
    return clock


def notify(*people, notice="allocated", at=AT, subject="S1"):
    ids = [person.pk for person in people]
    outbox.enqueue_notices(ids, notice=notice, subject=subject, about=CASE, at=at)


def notices_seen_by(person, at=LATER):
    return [row.notice for row in notices_of_person(person.pk, at=at)]


def test_a_person_sees_their_own_notices_newest_first(clock, cps):
    notify(cps.officer, at=AT + timedelta(minutes=5))
    notify(cps.supervisor)
    row = notices_of_person(cps.officer.pk, at=LATER)[0]
    assert (row.notice, row.subject, row.about, row.read_at) == ("allocated", "S1", CASE, None)
    assert notices_seen_by(cps.officer) == ["allocated", "before_due"]


@pytest.mark.parametrize("change", ["stopped", "moved", "handed on"])
def test_a_reminder_that_no_longer_holds_is_gone_and_a_plain_notice_stays(
    clock, cps, audience, change
):
    notify(cps.officer)
    if change == "stopped":
        clocks.stop_clock(clock, at=LATER)
    elif change == "moved":
        clocks.move_clock(clock, due_on=day_of("2026-07-31"), at=LATER)
    else:
        audience.leaves(cps.officer)
    assert notices_seen_by(cps.officer) == ["allocated"]
    assert unread_count(cps.officer.pk, at=LATER) == 1


def test_a_reminder_stands_again_when_its_clock_is_resumed_and_nothing_is_looked_at_meanwhile(
    clock, cps
):
    assert notices_seen_by(cps.officer) == ["before_due"]
    clocks.stop_clock(clock, at=LATER)
    assert set(Delivery.objects.values_list("is_stopped", flat=True)) == {True}
    clocks.resume_clock(clock, at=LATER)
    assert notices_seen_by(cps.officer) == ["before_due"]
    assert unread_count(cps.officer.pk, at=LATER) == 1


def test_a_stop_touches_only_the_notices_of_its_own_clock(clock, cps):
    notify(cps.officer)
    other = clocks.start_clock(
        rule="charging_green", about=uuid4(), subject="S2", unit=cps.unit, at=clock.started_at
    )
    sweep_clocks(at=AT)
    clocks.stop_clock(other, at=LATER)
    stopped = Delivery.objects.filter(is_stopped=True)
    assert {each.reminder.clock_id for each in stopped} == {other.pk}
    assert sorted(notices_seen_by(cps.officer)) == ["allocated", "before_due"]


@pytest.mark.django_db(transaction=True)
def test_a_stop_does_not_wait_for_readers_and_loses_nothing(clock, cps):
    with notices_locked(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        clocks.stop_clock(clock, at=LATER)
    assert notices_seen_by(cps.officer) == [] and unread_count(cps.officer.pk, at=LATER) == 0
    clocks.resume_clock(clock, at=LATER)
    assert notices_seen_by(cps.officer) == ["before_due"]


@pytest.mark.django_db(transaction=True)
def test_a_reader_does_not_wait_and_locked_notices_stay_unread(cps):
    notify(cps.officer)
    officer = SimpleNamespace(user_id=cps.officer.pk)
    with notices_locked(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        mark_read(by=officer, at=LATER, references=references())
    assert unread_count(cps.officer.pk, at=LATER) == 1
    mark_read(by=officer, at=LATER, references=references())
    assert unread_count(cps.officer.pk, at=LATER) == 0


@contextmanager
def notices_locked():
    """Another transaction locks every notice, as when they are marked as read."""
    held, over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(Delivery.objects.select_for_update())
            held.set()
            over.wait(20)
        connection.close()

    reader = threading.Thread(target=hold)
    reader.start()
    assert held.wait(20)
    try:
        yield
    finally:
        over.set()
        reader.join()


@pytest.mark.parametrize("wall", ["kept from the case", "inactive"])
def test_a_person_who_lost_the_case_sees_and_counts_no_notice_of_it(clock, cps, audience, wall):
    notify(cps.officer)
    if wall == "inactive":
        User.objects.filter(pk=cps.officer.pk).update(is_active=False)
    else:
        audience.may_not_know(cps.officer)
    assert notices_seen_by(cps.officer) == [] and unread_count(cps.officer.pk, at=LATER) == 0


def test_the_page_and_the_mail_know_nothing_of_each_other(cps):
    notify(cps.officer)
    Delivery.objects.update(set_aside_at=AT, why="refused 550")
    assert notices_seen_by(cps.officer) == ["allocated"]
    mark_read(by=SimpleNamespace(user_id=cps.officer.pk), at=LATER, references=references())
    assert Delivery.objects.get().set_aside_at == AT


def references():
    return list(Delivery.objects.values_list("reference", flat=True))


def test_a_person_marks_only_their_own_notices_and_the_first_reading_counts(cps):
    notify(cps.officer, cps.supervisor)
    officer = SimpleNamespace(user_id=cps.officer.pk)
    mark_read(by=officer, at=LATER, references=[*references(), uuid4()])
    mark_read(by=officer, at=LATER + timedelta(hours=1), references=references())
    read = dict(Delivery.objects.values_list("recipient__name", "read_at"))
    assert read == {"officer": LATER, "supervisor": None}
    assert unread_count(cps.officer.pk, at=LATER) == 0
    assert unread_count(cps.supervisor.pk, at=LATER) == 1


def test_pages_follow_each_other_without_gap_or_repeat_when_moments_are_the_same(cps):
    for number in range(7):
        notify(cps.officer, subject=f"S{number}")
    pages, before = [], None
    while page := notices_of_person(cps.officer.pk, at=LATER, before=before, limit=3):
        pages, before = [*pages, *page], (page[-1].created_at, page[-1].reference)
    assert sorted(row.subject for row in pages) == [f"S{number}" for number in range(7)]


def test_a_page_goes_on_past_any_number_that_no_longer_hold(cps, audience):
    began = london("2026-06-01 10:00")
    notify(cps.officer, at=began)
    for number in range(30):
        clocks.start_clock(
            rule="charging_green", about=CASE, subject=f"S{number}", unit=cps.unit, at=began
        )
    sweep_clocks(at=AT)
    audience.leaves(cps.officer)
    assert [row.notice for row in notices_of_person(cps.officer.pk, at=LATER, limit=1)] == [
        "allocated"
    ]


def test_the_count_looks_at_the_newest_and_no_farther(clock, cps, audience, monkeypatch):
    notify(cps.officer, at=AT - timedelta(days=1))
    audience.leaves(cps.officer)
    assert unread_count(cps.officer.pk, at=LATER) == 1
    monkeypatch.setattr(queries, "UNREAD_CHECKED_AT_MOST", 1)
    assert unread_count(cps.officer.pk, at=LATER) == 0


def test_the_count_stops_at_its_cap(cps):
    for number in range(5):
        notify(cps.officer, subject=f"S{number}")
    assert unread_count(cps.officer.pk, at=LATER, cap=3) == 3


def test_a_mail_says_where_to_look_and_never_what_happened(clock, cps):
    mail = notices.notice_mail(Delivery.objects.filter(recipient=cps.officer).get())
    assert mail == ("Due soon", "Sign in and open S1.\n\nDue: 29 June 2026.")


def test_a_mail_has_the_link_to_what_it_is_about(clock, cps, settings):
    settings.PUBLIC_ORIGIN = "https://rasso.example"
    row = Delivery.objects.filter(recipient=cps.officer).get()
    link = f"https://rasso.example/notices/{row.reference}/"
    lines = ["Sign in and open S1.", "Due: 29 June 2026.", link]
    assert notices.notice_mail(row) == ("Due soon", "\n\n".join(lines))
    subject, body = notices.daily_mail([row])
    assert subject == "Your notices of the day"
    assert f"\n\nDue soon: S1\nDue: 29 June 2026.\n{link}\n\n" in body


def test_a_mail_of_a_clock_in_hours_has_its_hour(cps):
    began = london("2026-06-01 10:00")
    clock = clocks.start_clock(
        rule="charging_priority_red", about=CASE, subject="S1", unit=cps.unit, at=began
    )
    sweep_clocks(at=clock.due_at)
    mail = notices.notice_mail(Delivery.objects.filter(recipient=cps.officer).first())
    assert "Due: 1 June 2026 at 13:00." in mail[1]


@pytest.mark.parametrize("notice", sorted(notices.NOTICE_TITLES))
def test_no_subject_of_a_mail_holds_a_reference_or_a_name(notice):
    """Mail systems log subjects, and a locked phone shows them."""
    about = "Harriet Winterbourne, 62RS0441726, suspect 1"
    subject, _body = notices.notice_mail(Delivery(notice=notice, subject=about, about=CASE))
    assert subject == notices.notice_title(notice)
    assert not re.search(r"[0-9]|Harriet|Winterbourne|suspect 1", subject)


def test_no_subject_of_a_mail_about_an_account_holds_what_is_filled_in():
    subjects = sorted((ROOT / "templates").rglob("*_subject.txt"))
    assert len(subjects) > 10
    for each in subjects:
        assert re.fullmatch(r'\{\{ _\("[^"%{}]+"\) \}\}', each.read_text().strip()), each


def test_a_late_reminder_says_when_it_was_to_come_in_london_time(clock, cps):
    sweep_clocks(at=london("2026-07-01 12:00"))
    late = Delivery.objects.filter(recipient=cps.officer, notice="after_due").get()
    late.reminder.refresh_from_db()
    assert "it was due on 30 June 2026 at 08:00" in notices.notice_mail(late)[1]


@pytest.mark.register
def test_every_notice_has_words_that_fit_and_every_stage_is_a_notice():
    assert set(Stage) <= set(notices.NOTICE_TITLES)
    for notice in notices.NOTICE_TITLES:
        assert len(notice) <= Delivery._meta.get_field("notice").max_length
        assert re.fullmatch(r"[A-Z][A-Za-z :’-]+", notices.notice_title(notice))
