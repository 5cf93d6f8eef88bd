"""The administrator's pages of closed days."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from people.access import grants
from people.models import AuditEntry, User
from tests.support.timeliness.moments import day_of, london
from tests.timeliness.conftest import CASE
from timeliness.actions import clocks
from timeliness.models import Clock, ExtraDay

NOW = london("2026-12-21 10:00")
DAY = day_of("2026-12-29")
PAGES = [("see-closed-days", []), ("announce-closed-day", []), ("withdraw-closed-day", [DAY])]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_now(monkeypatch):
    """The moment that pages pass to actions."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def admin(administrator, client):
    client.force_login(User.objects.get(pk=administrator.user_id))
    return client


@pytest.fixture
def closed_day(db):
    return ExtraDay.objects.create(day=DAY, title="National day of mourning")


@pytest.fixture
def clock(cps):
    rule = "victim_told_standard"  # five working days
    return clocks.start_clock(rule=rule, about=CASE, subject="S1", unit=cps.unit, at=NOW)


def announce_day(client, day=DAY, title="National day of mourning", **more):
    parts = {"day-day": day.day, "day-month": day.month, "day-year": day.year}
    facts = {"form_key": str(uuid4()), "title": title} | parts | more
    return client.post(reverse("announce-closed-day"), facts)


def withdraw_day(client, day=DAY, key=None):
    answers = {"form_key": str(key or uuid4())}
    return client.post(reverse("withdraw-closed-day", args=[day]), answers)


def response_text(answer):
    return answer.content.decode()


def due_on(clock):
    return Clock.objects.get(pk=clock.pk).due_at.date()


@pytest.mark.parametrize(("name", "which"), PAGES)
def test_every_page_is_the_administrator_s_alone(name, which, admin, closed_day, cps, client):
    address = reverse(name, args=which)
    assert admin.get(address).status_code == 200

    grants.grant_capacity(
        "allocate_cases", to=cps.officer, on=cps.unit, by=cps.officer, at=NOW - timedelta(days=1)
    )
    client.force_login(cps.officer)
    for answer in (client.get(address), client.post(address, {})):
        assert answer.status_code == 403
        assert "Only administrators manage the closed days." in response_text(answer)
    assert ExtraDay.objects.exists()


def test_the_list_tells_what_is_known_and_what_was_announced(admin, closed_day):
    ExtraDay.objects.create(day=day_of("2022-09-19"), title="State funeral")
    page = response_text(admin.get(reverse("see-closed-days")))

    for shown in (
        "Tuesday 29 December 2026", "National day of mourning",
        "Monday 19 September 2022", "State funeral",
        "Bank holidays in 2026", "Monday 28 December 2026", "Boxing Day",
        "Bank holidays in 2027", "Friday 26 March 2027", "Good Friday",
        "clocks that are running are counted again at once",
    ):  # fmt: skip
        assert shown in page
    assert reverse("withdraw-closed-day", args=[DAY]) in page
    assert "2022-09-19" not in page  # it is over


def test_the_list_where_nothing_was_announced_or_is_known(admin, monkeypatch):
    known = {day_of("2025-12-25"): "Christmas Day"}
    monkeypatch.setattr("timeliness.calendar.bank_holidays", lambda: known)
    page = response_text(admin.get(reverse("see-closed-days")))

    assert "No day has been announced." in page
    assert page.count("Not known yet.") == 2


def test_the_list_takes_as_many_queries_for_many_days_as_for_one(
    admin, closed_day, django_assert_max_num_queries
):
    for number in range(1, 30):
        ExtraDay.objects.create(day=DAY + timedelta(days=number), title="A day")
    with django_assert_max_num_queries(11):  # session, person, scope, days, audit log, transactions
        admin.get(reverse("see-closed-days"))


def test_a_day_is_announced_and_running_clocks_are_counted_again(admin, clock):
    answer = announce_day(admin)

    assert (answer.status_code, answer.url) == (302, reverse("see-closed-days"))
    assert ExtraDay.objects.get().title == "National day of mourning"
    assert due_on(clock) == date(2026, 12, 31)
    assert "Clocks have been counted again." in response_text(admin.get(answer.url))
    entry = AuditEntry.objects.get(verb="announce_closed_day")
    assert (entry.operation, entry.ids) == ("alteration", ["2026-12-29"])


def test_a_day_is_withdrawn_and_running_clocks_are_counted_again(admin, clock):
    announce_day(admin)
    answer = withdraw_day(admin)

    assert (answer.status_code, answer.url) == (302, reverse("see-closed-days"))
    assert not ExtraDay.objects.exists()
    assert due_on(clock) == clock.due_at.date() == date(2026, 12, 30)


def test_a_double_click_announces_once_and_withdraws_once(admin):
    key = str(uuid4())
    answers = [announce_day(admin, form_key=key) for _ in range(2)]
    answers += [withdraw_day(admin, key=key) for key in [uuid4()] * 2]

    assert {answer.status_code for answer in answers} == {302}
    verbs = ["announce_closed_day", "withdraw_closed_day"]
    assert list(AuditEntry.objects.filter(verb__in=verbs).values_list("verb", flat=True)) == verbs


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-12-20", "This day is over."),
        ("2027-01-02", "Saturday 2 January 2027 is at a weekend"),
        ("2026-12-25", "Friday 25 December 2026 is a bank holiday already: Christmas Day."),
        ("2026-12-29", "This day has already been announced."),
    ],
)
def test_a_day_that_cannot_be_announced_says_why_and_keeps_what_was_typed(
    admin, closed_day, day, why
):
    answer = announce_day(admin, day_of(day), "Another day")

    assert answer.status_code == 409
    assert why in response_text(answer)
    assert 'value="Another day"' in response_text(answer)
    assert f'value="{day_of(day).day}"' in response_text(answer)
    assert ExtraDay.objects.count() == 1


def test_today_can_still_be_announced(admin):
    assert announce_day(admin, NOW.date()).status_code == 302


def test_a_blank_form_says_what_is_missing(admin):
    page = response_text(admin.post(reverse("announce-closed-day"), {"form_key": str(uuid4())}))

    assert "Enter the closed day" in page
    assert "Enter what the day is for" in page


def test_a_day_that_is_over_is_not_withdrawn(admin):
    ExtraDay.objects.create(day=day_of("2022-09-19"), title="State funeral")
    page, answer = (
        admin.get(reverse("withdraw-closed-day", args=["2022-09-19"])),
        withdraw_day(admin, day_of("2022-09-19")),
    )

    assert (page.status_code, answer.status_code) == (403, 409)
    assert "This day is over." in response_text(page) and "This day is over." in response_text(
        answer
    )
    assert ExtraDay.objects.exists()


@pytest.mark.parametrize("day", ["2026-12-30", "2026-02-30", "tomorrow"])
def test_a_day_that_was_not_announced_has_no_page(admin, closed_day, day):
    assert admin.get(f"/administration/closed-days/{day}/withdraw/").status_code == 404


def test_the_words_that_people_type_are_never_markup(admin):
    announce_day(admin, title="<b>Day</b>")

    assert "&lt;b&gt;Day" in response_text(admin.get(reverse("see-closed-days")))


def test_the_tab_leads_here(admin):
    assert reverse("see-closed-days") in response_text(admin.get(reverse("people")))
