import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from people.models import User
from tests.timeliness.conftest import CASE
from tests.timeliness.moments import london, on
from timeliness import notices
from timeliness.actions import clocks, outbox
from timeliness.actions.notices import mark_read
from timeliness.actions.reminders import sweep
from timeliness.models import Delivery, Stage
from timeliness.queries import notices_for, unread

AT = london("2026-06-25 08:05")
LATER = AT + timedelta(hours=1)


def unread_by(user_id, **when):
    with connection.cursor() as cursor:
        cursor.execute(*unread(user_id, **{"cap": 100} | when))
        return cursor.fetchone()[0]


@pytest.fixture
def clock(cps):
    began = london("2026-06-01 10:00")
    clock = clocks.start(rule="charging_green", about=CASE, subject="S1", unit=cps.unit, at=began)
    sweep(at=AT)
    return clock


def tell(*people, notice="allocated", at=AT, subject="S1"):
    ids = [person.pk for person in people]
    outbox.tell(ids, notice=notice, subject=subject, about=CASE, at=at)


def seen_by(person, at=LATER):
    return [row.notice for row in notices_for(person.pk, at=at)]


def test_a_person_sees_their_own_notices_newest_first(clock, cps):
    tell(cps.officer, at=AT + timedelta(minutes=5))
    tell(cps.supervisor)
    row = notices_for(cps.officer.pk, at=LATER)[0]
    assert (row.notice, row.subject, row.about, row.read_at) == ("allocated", "S1", CASE, None)
    assert seen_by(cps.officer) == ["allocated", "before_due"]


@pytest.mark.parametrize("change", ["stopped", "moved", "handed on"])
def test_a_reminder_that_no_longer_holds_is_gone_and_a_plain_notice_stays(
    clock, cps, audience, change
):
    tell(cps.officer)
    if change == "stopped":
        clocks.stop(clock, at=LATER)
    elif change == "moved":
        clocks.move(clock, due_on=on("2026-07-31"), at=LATER)
    else:
        audience.leaves(cps.officer)
    assert seen_by(cps.officer) == ["allocated"]
    assert unread_by(cps.officer.pk, at=LATER) == 1


@pytest.mark.parametrize("wall", ["kept from the case", "inactive"])
def test_whoever_may_no_longer_know_sees_nothing_and_counts_nothing(clock, cps, audience, wall):
    tell(cps.officer)
    if wall == "inactive":
        User.objects.filter(pk=cps.officer.pk).update(is_active=False)
    else:
        audience.may_not_know(cps.officer)
    assert seen_by(cps.officer) == [] and unread_by(cps.officer.pk, at=LATER) == 0


def test_the_page_and_the_mail_know_nothing_of_each_other(cps):
    tell(cps.officer)
    Delivery.objects.update(set_aside_at=AT, why="refused 550")
    assert seen_by(cps.officer) == ["allocated"]
    mark_read(by=SimpleNamespace(user_id=cps.officer.pk), at=LATER, references=references())
    assert Delivery.objects.get().set_aside_at == AT


def references():
    return list(Delivery.objects.values_list("reference", flat=True))


def test_a_person_marks_only_their_own_notices_and_the_first_reading_counts(cps):
    tell(cps.officer, cps.supervisor)
    officer = SimpleNamespace(user_id=cps.officer.pk)
    mark_read(by=officer, at=LATER, references=[*references(), uuid4()])
    mark_read(by=officer, at=LATER + timedelta(hours=1), references=references())
    read = dict(Delivery.objects.values_list("recipient__name", "read_at"))
    assert read == {"officer": LATER, "supervisor": None}
    assert unread_by(cps.officer.pk, at=LATER) == 0
    assert unread_by(cps.supervisor.pk, at=LATER) == 1


def test_pages_follow_each_other_without_gap_or_repeat_when_moments_are_the_same(cps):
    for number in range(7):
        tell(cps.officer, subject=f"S{number}")
    pages, before = [], None
    while page := notices_for(cps.officer.pk, at=LATER, before=before, limit=3):
        pages, before = [*pages, *page], (page[-1].created_at, page[-1].reference)
    assert sorted(row.subject for row in pages) == [f"S{number}" for number in range(7)]


def test_the_count_stops_at_its_cap(cps):
    for number in range(5):
        tell(cps.officer, subject=f"S{number}")
    assert unread_by(cps.officer.pk, at=LATER, cap=3) == 3


def test_a_mail_says_where_to_look_and_never_what_happened(clock, cps):
    mail = notices.mail(Delivery.objects.filter(recipient=cps.officer).get())
    assert mail == ("Due soon: S1", "Sign in and open S1.")


def test_a_late_reminder_says_when_it_was_to_come_in_london_time(clock, cps):
    sweep(at=london("2026-07-01 12:00"))
    late = Delivery.objects.filter(recipient=cps.officer, notice="after_due").get()
    late.reminder.refresh_from_db()
    assert "it was to come on 30 June 2026 at 08:00" in notices.mail(late)[1]


def test_every_notice_has_words_that_fit_and_every_stage_is_a_notice():
    assert set(Stage) <= set(notices.WORDS)
    for notice in notices.WORDS:
        assert len(notice) <= Delivery._meta.get_field("notice").max_length
        assert re.fullmatch(r"[A-Z][A-Za-z :-]+", notices.title(notice))
