"""A breach of the Victims' Code is recorded with its reason, by the side that owes the duty."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import CaseBuilder, cast, person
from people.access.scopes import Refused
from tests.support.cases.closing import close_investigation, reopen_closed
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties, tell_victim
from victims.actions.code_breaches import record_code_breach
from victims.models import CodeBreach

pytestmark = pytest.mark.django_db
WHY = "Nobody was named to call, and the notice was read on the third day."


@module_fixture
def builder():
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    builder = CaseBuilder(people)
    close_investigation(builder)
    recomputed_duties(builder)
    return builder


def breach(builder, who="officer"):
    [duty] = duties_owed(builder, what="NOT_INVESTIGATED")
    return builder.do(record_code_breach, who, duty=duty, reason=WHY)


def test_a_closing_opens_the_duty_to_tell_within_one_working_day(builder):
    [duty] = duties_owed(builder, what="NOT_INVESTIGATED")
    assert (duty.owed_by, duty.clock.rule) == ("POLICE", "victim_told_enhanced")
    assert duty.clock.due_at.date() == builder.at.date() + timedelta(days=1)  # a Monday


def test_what_can_still_be_told_in_time_is_no_breach(builder):
    with pytest.raises(Refused, match="can still be told in time"):
        breach(builder)


def test_what_was_told_in_time_is_none_either(builder):
    tell_victim(builder, builder.victim, builder.suspects[0], "NOT_INVESTIGATED")
    recomputed_duties(builder)
    builder.at += timedelta(days=9)
    with pytest.raises(Refused, match="told in time"):
        breach(builder)


def test_late_or_not_told_it_has_a_reason_that_stays(builder):
    builder.at += timedelta(days=9)
    row = breach(builder)
    assert (row.reason, row.by_id) == (WHY, builder.cast.officer.pk)
    tell_victim(builder, builder.victim, builder.suspects[0], "NOT_INVESTIGATED")
    recomputed_duties(builder)
    assert breach(builder).pk != row.pk  # told late, it is a breach still
    [duty] = duties_owed(builder, what="NOT_INVESTIGATED")
    assert duty.kept_at and duty.breaches.unscoped("test").count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        update_in_sql(CodeBreach.objects.unscoped("test"), "reason", "Another.")


def test_reopening_ends_what_was_still_to_be_told(builder):
    reopen_closed(builder)
    recomputed_duties(builder)
    [duty] = duties_owed(builder, what="NOT_INVESTIGATED")
    assert (duty.is_open, duty.ended_because) == (False, "CORRECTED")


def test_the_page_of_the_duty_asks_for_the_reason_and_shows_it(builder):
    [duty] = duties_owed(builder, what="NOT_INVESTIGATED")
    officer = client_for(builder.cast.officer)
    assert "No reason is recorded." in page_text(officer.get(page_url("see-duty", duty)))
    submit_form(officer, page_url("record-code-breach", duty), reason=WHY)
    assert WHY in page_text(officer.get(page_url("see-duty", duty)))
    assert (
        client_for(builder.cast.supervisor).get(page_url("record-code-breach", duty)).status_code
        == 200
    )
