"""An exception to the notice to the victim: the day it is looked at again, and its clock."""

from datetime import UTC, datetime, time, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import VictimNotice, VictimRequest
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.cases.test_every_due_date_is_explained import dates_text
from tests.support.cases import intrusive_actions as r
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
migration = import_module("cases.migrations.0024_victims_of_accounts")
DAY = timedelta(days=1)
IN_PART = {"why": "", "left_out": "WHY", "exception": "Ground and reason."}


@module_fixture
def builder():
    return CaseBuilder(cast(), at=days_ago(9)).allocate()


@pytest.fixture
def one(builder):
    return r.plan_intrusive_action(builder)


def fresh_row(one):
    rows = VictimRequest.objects.unscoped("test").select_related("exception_clock", "notice_clock")
    return rows.get(pk=one.pk)


def except_it(builder, one, *, days=5, **said):
    """The police rely on an exception, and look at it again in so many days."""
    again_on = r.current_day(builder) + days * DAY
    said = {"exception": "Ground and reason.", "again_on": again_on} | said
    return r.record_step(builder, "record_notice", fresh_row(one), **said)


def requested(builder, one):
    r.record_authority(builder, fresh_row(one))
    made = {"requested_on": r.current_day(builder)}
    return r.record_step(builder, "mark_requested", fresh_row(one), **made)


def on_its_day(builder, one):
    """Go to the day on which the exception is looked at again."""
    builder.at = datetime.combine(fresh_row(one).exception_again_on, time(12), UTC)


def is_running(one):
    return fresh_row(one).exception_clock.closed_at is None


def test_an_exception_reminds_the_police_of_its_day(builder, one):
    except_it(builder, one)
    row = fresh_row(one)
    assert row.exception_again_on == r.current_day(builder) + 5 * DAY
    clock = row.exception_clock
    assert (clock.rule, clock.recipient_unit) == ("notice_exception_date", builder.cast.police)
    assert clock.due_at.date() - r.current_day(builder) in (5 * DAY, 6 * DAY)
    assert is_running(one)


def test_the_page_says_that_the_victim_was_not_told_and_the_request_not_made(builder, one):
    except_it(builder, one)
    told = page_text(client_for(builder.cast.officer).get(page_url("see-victim-request", one)))
    assert "The victim has not been told: an exception is relied on" in told
    assert "Record that the request was made" in told and "Not made yet." in told


@pytest.mark.parametrize("again_on", [None, 0, -1])
def test_its_day_is_asked_for_and_lies_ahead(builder, one, again_on):
    day = None if again_on is None else r.current_day(builder) + again_on * DAY
    with pytest.raises(Refused, match="Enter the day after today|This date has passed"):
        r.record_step(builder, "record_notice", one, exception="x", again_on=day)
    with pytest.raises(Refused, match="Enter the day after today"):
        r.record_notice(builder, one, again_on=r.current_day(builder) + DAY)


def test_it_names_who_decided_it(builder, one):
    with pytest.raises(Refused, match="Enter who decided that the exception applies"):
        except_it(builder, one, decided_by="")
    with pytest.raises(Refused, match="Enter who decided that the exception applies"):
        r.record_notice(builder, one, decided_by="Inspector 4321")


def test_what_was_recorded_before_that_was_asked_still_opens(builder, one):
    VictimNotice.objects.unscoped("test").create(
        case=one.case, request=one, reach=one.reach, by=builder.cast.officer, at=builder.at,
        exception="Ground and reason.",
    )  # fmt: skip
    page = page_text(client_for(builder.cast.officer).get(page_url("see-victim-request", one)))
    assert "Exception relied on Ground and reason." in page
    assert "Who decided" not in page


def test_the_notice_ends_it_at_any_time(builder, one):
    except_it(builder, one)
    r.record_notice(builder, fresh_row(one))
    assert not is_running(one) and fresh_row(one).exception_again_on is None
    with pytest.raises(Refused, match="The notice to the victim has been recorded already"):
        except_it(builder, one)


def test_it_is_looked_at_again_on_its_day_and_not_before(builder, one):
    except_it(builder, one)
    first = fresh_row(one).exception_clock
    with pytest.raises(Refused, match="The exception has been recorded already. It is looked at"):
        except_it(builder, one)
    on_its_day(builder, one)
    except_it(builder, one, days=7, exception="It still applies.")
    row = fresh_row(one)
    assert row.exception_again_on == r.current_day(builder) + 7 * DAY
    assert row.exception_clock != first and is_running(one)
    first.refresh_from_db()
    assert first.closed_at is not None
    told = VictimNotice.objects.unscoped("test").filter(request=one).order_by("at")
    assert [each.exception for each in told] == ["Ground and reason.", "It still applies."]
    with pytest.raises(Refused, match="The exception has been recorded already"):
        except_it(builder, one)  # the second click


def test_it_is_looked_at_when_the_action_is_answered_too(builder, one):
    except_it(builder, one)
    requested(builder, one)
    r.record_reply(builder, fresh_row(one))
    item = r.item_of_request(one)
    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
    assert is_running(one)
    page = client_for(builder.cast.officer).get(page_url("see-victim-request", one))
    assert "It is looked at again on" in page_text(page)
    assert "Record what the victim was told" in page_text(page)
    on_its_day(builder, one)
    except_it(builder, one)
    r.record_notice(builder, fresh_row(one))
    assert not is_running(one)


def test_nothing_is_looked_at_where_no_request_was_made(builder, one):
    except_it(builder, one)
    item = r.item_of_request(one)
    builder.do(action_items.cancel_item, "prosecutor", item=item, text="Not needed.")
    assert not is_running(one) and fresh_row(one).exception_again_on is None


def cannot_and_reopened(builder, one):
    """The officer cannot answer, and the prosecutor says what is missing."""
    item = r.item_of_request(one)
    builder.do(action_items.answer_item, "officer", item=item, answer="CANNOT", text="x")
    assert (
        not VictimRequest.objects.unscoped("test")
        .filter(exception_clock__closed_at=None, exception_again_on__isnull=False)
        .exists()
    )
    due_on = r.current_day(builder) + 9 * DAY
    builder.do(
        action_items.say_what_is_missing, "prosecutor", item=r.item_of_request(one), text="x",
        due_on=due_on,
    )  # fmt: skip


def test_it_is_relied_on_again_when_the_action_is_open_again(builder, one):
    except_it(builder, one)
    day = fresh_row(one).exception_again_on
    cannot_and_reopened(builder, one)
    assert fresh_row(one).exception_again_on == day and is_running(one)


def test_what_was_promised_is_owed_again_when_the_action_is_open_again(builder, one):
    promise = {"late_because": "x", "promised_on": r.current_day(builder) + 5 * DAY}
    r.record_step(builder, "record_notice", one, **promise)
    cannot_and_reopened(builder, one)
    row = fresh_row(one)
    assert row.notice_clock.closed_at is None and row.is_notice_owed


def test_nobody_is_reminded_of_a_promise_while_an_exception_is_relied_on(builder, one):
    promise = {"late_because": "x", "promised_on": r.current_day(builder) + 2 * DAY}
    r.record_step(builder, "record_notice", one, **promise)
    except_it(builder, one)
    row = fresh_row(one)
    assert row.notice_clock.closed_at is not None and not row.is_notice_owed and is_running(one)
    page = client_for(builder.cast.officer).get(page_url("see-victim-request", one))
    assert "The victim has still to be told" not in page_text(page)
    cannot_and_reopened(builder, one)
    assert fresh_row(one).notice_clock.closed_at is not None and is_running(one)


class TestAPartLeftOut:
    def test_the_whole_can_be_told_when_the_action_is_open_again(self, builder, one):
        r.record_notice(builder, one, **IN_PART)
        cannot_and_reopened(builder, one)
        r.record_notice(builder, fresh_row(one))
        assert not is_running(one)

    def test_one_of_before_its_day_was_asked_for_is_completed_after_the_migration(
        self, builder, one
    ):
        day = r.current_day(builder)
        VictimNotice.objects.unscoped("test").create(
            case=one.case, request=one, reach=one.reach, by=builder.cast.officer, at=builder.at,
            given_on=day, recipient="VICTIM", **r.TOLD | IN_PART,
        )  # fmt: skip
        VictimRequest.objects.unscoped("test").update(notified_on=day)
        self.look_again()
        assert fresh_row(one).exception_again_on == timezone.localdate()
        r.record_notice(builder, fresh_row(one))
        self.look_again()
        assert fresh_row(one).exception_again_on is None  # it was told whole

    def look_again(self):
        with connection.cursor() as cursor:
            cursor.execute(migration.LOOK_AGAIN)

    def test_it_is_looked_at_again_and_stands_or_the_whole_is_told(self, builder, one):
        r.record_notice(builder, one, **IN_PART)
        told_on = fresh_row(one).notified_on
        assert is_running(one)
        on_its_day(builder, one)
        except_it(builder, one, exception="It still applies.")
        assert not fresh_row(one).is_excepted and is_running(one)
        r.record_notice(builder, fresh_row(one))
        assert not is_running(one) and fresh_row(one).notified_on == told_on
        notices = VictimNotice.objects.unscoped("test").filter(request=one)
        assert notices.filter(given_on__isnull=False).count() == 2

    def test_it_is_told_once_in_part_and_never_late_after_that(self, builder, one):
        r.record_notice(builder, one, **IN_PART)
        on_its_day(builder, one)
        with pytest.raises(Refused, match="without the part left out"):
            r.record_notice(builder, fresh_row(one), **IN_PART)
        promise = {"late_because": "x", "promised_on": r.current_day(builder) + DAY}
        with pytest.raises(Refused, match="without the part left out"):
            r.record_step(builder, "record_notice", fresh_row(one), **promise)


def test_the_page_asks_for_the_day(builder, one):
    officer, url = client_for(builder.cast.officer), page_url("record-notice", one)
    typed = {"told": "no", "exception": "Because of what was said."}
    page = page_text(officer.post(url, typed))
    assert "Enter the date it is looked at again" in page
    assert "Enter who decided that the exception applies" in page
    typed["decided_by"] = "Inspector Amis 4321"
    again_on = timezone.localdate() + 3 * DAY
    page = page_text(submit_form(officer, url, **typed, **date_parts("again_on", again_on)))
    assert f"It is looked at again on {again_on.day} {again_on:%B %Y}" in page
    assert "Who decided that it applies Inspector Amis 4321" in page
    assert fresh_row(one).exception_again_on == again_on


def test_the_page_asks_for_the_day_of_a_part_left_out(builder, one):
    officer, url = client_for(builder.cast.officer), page_url("record-notice", one)
    typed = r.TOLD | date_parts("given_on", timezone.localdate()) | {
        "told": "yes", "told_whom": "victim", "is_whole": "no", "left_out": "WHAT", "what": "",
        "part_exception": "Because of what was said.",
    }  # fmt: skip
    page = page_text(officer.post(url, typed))
    assert "Enter the date it is looked at again" in page
    assert "Enter who decided that the exception applies" in page
    typed["part_decided_by"] = "Inspector Amis 4321"
    again_on = timezone.localdate() + 3 * DAY
    submit_form(officer, url, **typed, **date_parts("part_again_on", again_on))
    assert fresh_row(one).exception_again_on == again_on
    told = VictimNotice.objects.unscoped("test").get(request=one)
    assert (told.left_out, told.decided_by) == ("WHAT", "Inspector Amis 4321")


def test_its_day_is_explained_until_it_ends(builder, one):
    except_it(builder, one)
    day = fresh_row(one).exception_again_on
    heading = "Exception to the notice about action 1 of plan 1, looked at again"
    part = dates_text(builder, "officer").split(heading)[1]
    assert f"Due by {day.day} {day:%B %Y}" in part
    assert "The police gave this day when they recorded the exception." in part
    r.record_notice(builder, fresh_row(one))
    assert heading not in dates_text(builder, "officer")
