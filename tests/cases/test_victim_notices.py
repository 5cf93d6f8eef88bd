"""The notice to the victim: given, in part, late, or to somebody else (section 44B)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import StatutoryDecision, VictimNotice, VictimRequest
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases import intrusive_actions as r
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATE = {"late_because": "She is abroad and cannot be reached before Friday."}
MOTHER = {
    "recipient": "PARENT", "recipient_name": "Mary Example",
    "recipient_because": "The victim is eleven, and lives with her.",
}  # fmt: skip


@module_fixture
def builder():
    return CaseBuilder(cast(), at=days_ago(9)).allocate()


@pytest.fixture
def one(builder):
    return r.plan_intrusive_action(builder)


def fresh_row(one):
    rows = VictimRequest.objects.unscoped("test").select_related("notice_clock")
    return rows.get(pk=one.pk)


def late(builder, one, days=2):
    return r.record_step(
        builder, "record_notice", one, promised_on=r.current_day(builder) + days * DAY, **LATE
    )


def requested_late(builder, one):
    late(builder, one)
    r.record_authority(builder, fresh_row(one))
    return r.record_step(
        builder, "mark_requested", fresh_row(one), requested_on=r.current_day(builder)
    )


# Late: as soon afterwards as is reasonably practicable


def test_a_late_notice_lets_the_request_be_made_and_stays_owed(builder, one):
    requested_late(builder, one)
    assert fresh_row(one).is_notice_owed and not fresh_row(one).is_excepted
    assert fresh_row(one).notice_clock.closed_at is None
    assert fresh_row(one).notice_clock.recipient_unit == builder.cast.police


def test_it_stays_owed_when_the_action_is_answered_and_the_notice_ends_it(builder, one):
    requested_late(builder, one)
    r.record_reply(builder, fresh_row(one))
    builder.do(
        action_items.answer_item, "officer", item=r.item_of_request(one), answer="DONE", text="x"
    )
    assert fresh_row(one).notice_clock.closed_at is None
    page = client_for(builder.cast.officer).get(page_url("see-victim-request", one))
    assert "The victim has still to be told" in page_text(page)
    assert "Record what the victim was told" in page_text(page)
    r.record_notice(builder, fresh_row(one))
    assert not fresh_row(one).is_notice_owed
    assert fresh_row(one).notice_clock.closed_at is not None


def test_nothing_is_owed_where_no_request_was_made(builder, one):
    late(builder, one)
    builder.do(
        action_items.cancel_item, "prosecutor", item=r.item_of_request(one), text="Not needed."
    )
    assert fresh_row(one).notice_clock.closed_at is not None


def test_why_it_is_late_is_said_once_and_its_day_lies_ahead(builder, one):
    with pytest.raises(Refused, match="This date has passed"):
        late(builder, one, days=-1)
    late(builder, one)
    with pytest.raises(Refused, match="Why the notice is late has been recorded already"):
        late(builder, fresh_row(one))


def test_the_owner_of_a_device_is_never_told_late(builder):
    with pytest.raises(Refused, match="There is no exception"):
        late(builder, r.plan_intrusive_action(builder, "DEVICE"))


# To whom


def test_a_parent_is_told_for_a_child_by_name_and_with_the_reason(builder, one):
    r.record_notice(builder, one, **MOTHER)
    notice = VictimNotice.objects.unscoped("test").get(request=one)
    assert {name: getattr(notice, name) for name in MOTHER} == MOTHER
    assert "Mary Example" in page_text(
        client_for(builder.cast.prosecutor).get(page_url("see-victim-request", one))
    )


@pytest.mark.parametrize(
    "typed",
    ["  {given} {SURNAME} ", "{surname}, {given}", "Mr {surname}", "{given} Ernest {surname}",
     "Dr. {given} {surname}-Jones"],
)  # fmt: skip
def test_a_suspect_is_never_told_in_the_victims_place(builder, one, typed):
    given, surname = builder.suspects[0].given_names, builder.suspects[0].surname
    name = typed.format(given=given, surname=surname, SURNAME=surname.upper())
    with pytest.raises(Refused, match="A suspect of this case is never told"):
        r.record_notice(builder, one, **MOTHER | {"recipient_name": name})


def test_a_relative_of_a_suspect_is_told_by_their_full_name(builder, one):
    name = f"Mrs Mary {builder.suspects[0].surname}"
    r.record_notice(builder, one, **MOTHER | {"recipient_name": name})
    assert VictimNotice.objects.unscoped("test").get(request=one).recipient_name == name


def test_the_database_wants_a_name_and_a_reason_for_anybody_else(builder, one):
    facts = {"case": builder.case, "request": one, "reach": "HOLDER", "by": builder.cast.officer}
    facts |= {"at": builder.at, "given_on": r.current_day(builder), **r.TOLD}
    for wrong in (MOTHER | {"recipient_name": ""}, MOTHER | {"recipient": "VICTIM"}):
        with (
            pytest.raises(IntegrityError, match="notice_to_another_says_to_whom"),
            transaction.atomic(),
        ):
            VictimNotice.objects.unscoped("test").create(**facts | wrong)


# A part left out by an exception


def test_a_part_is_left_out_by_an_exception_alone(builder, one):
    with pytest.raises(Refused, match="except the one part left out"):
        r.record_notice(builder, one, why="")
    with pytest.raises(Refused, match="except the one part left out"):
        r.record_notice(builder, one, why="", left_out="WHY")
    r.record_notice(builder, one, why="", left_out="WHY", exception="Ground and reason.")
    assert fresh_row(one).notified_on and not fresh_row(one).is_excepted


def test_the_page_records_each_way(builder, one):
    officer, today = client_for(builder.cast.officer), timezone.localdate()
    page = officer.post(page_url("record-notice", one), {"told": "late"})
    assert "Enter why it is not reasonably practicable before" in page_text(page)
    submit_form(
        officer,
        page_url("record-notice", one),
        told="late",
        **LATE,
        **date_parts("promised_on", today + DAY),
    )
    assert fresh_row(one).notice_by == today + DAY
    typed = r.TOLD | date_parts("given_on", today) | {"told": "yes", "told_whom": "another"}
    page = officer.post(page_url("record-notice", one), typed | {"is_whole": "yes"})
    assert "Enter the name of whoever was told" in page_text(page)
    because = {"is_whole": "no", "part_exception": "It is the ground, and why."}
    because["part_decided_by"] = "Inspector 4321"
    because |= date_parts("part_again_on", today + DAY)
    typed |= MOTHER | because | {"left_out": "WHAT", "what": ""}
    assert "Left out by an exception" in page_text(
        submit_form(officer, page_url("record-notice", one), **typed)
    )
    notice = VictimNotice.objects.unscoped("test").get(request=one, late_because="")
    assert (notice.left_out, notice.exception) == ("WHAT", "It is the ground, and why.")


# Belief, and the request to the holder


def test_the_decision_says_why_the_holder_is_believed_to_have_it(builder, one):
    with pytest.raises(Refused, match="Enter what makes you|Enter why the holder"):
        r.record_step(
            builder, "record_authority", one, authorised_on=r.current_day(builder), **r.DECIDED
        )
    r.record_authority(builder, one)
    decision = StatutoryDecision.objects.unscoped("test").get(request=one)
    assert {name: getattr(decision, name) for name in r.BELIEF} == r.BELIEF


def test_of_a_device_no_belief_about_a_holder_is_asked(builder):
    one = r.plan_intrusive_action(builder, "DEVICE")
    with pytest.raises(Refused, match="Of a device this is not asked"):
        r.record_authority(builder, one, **r.BELIEF)
    page = page_text(client_for(builder.cast.officer).get(page_url("record-authority", one)))
    assert "believe that they hold it" not in page


def test_the_text_of_the_request_is_kept(builder, one):
    r.record_all_steps(builder, one)
    officer, typed = (
        client_for(builder.cast.officer),
        date_parts("requested_on", timezone.localdate()),
    )
    page = officer.post(page_url("mark-requested", one), typed)
    assert "Enter what the request said" in page_text(page)
    sent = {"request_means": "By secure mail.", "request_text": "Attendance, to check dates."}
    submit_form(officer, page_url("mark-requested", one), **typed, **sent)
    assert {name: getattr(fresh_row(one), name) for name in sent} == sent
    replied = {"reply": "ALL", "held_where": "Store 12"}
    replied |= date_parts("replied_on", timezone.localdate())
    submit_form(officer, page_url("record-reply", one), **replied)
    told = page_text(officer.get(page_url("see-victim-request", one)))
    assert told.index("Sent to the holder") < told.index("The holder’s reply")
