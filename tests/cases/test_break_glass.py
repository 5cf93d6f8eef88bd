"""One case is opened by break-glass: for hours, told at once, and reviewed by another person."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.allocation.queries.allocations import inspectors_for
from cases.case_access.actions import break_glass as actions
from cases.case_access.actions import conflicts, restrictions
from cases.case_access.queries.case_readers import people_reaching_case
from cases.case_access.queries.named_roles import named_roles_of
from cases.case_details.actions import linked_cases
from cases.correspondence.actions import message_threads, notes
from cases.models import BreakGlass, Case, CaseGrant, Event, Note
from cases.permissions import CASE, RESTRICTION
from devtools.case_builder import CaseBuilder, cast, force_unit, person, scope
from people.access.scopes import Refused, standing_on
from people.administration.actions.grants import take_capacity_back
from people.administration.queries import named_role_counts
from people.alerts.actions.find import find_misuse
from people.models import AuditEntry, Human, UnitGrant, User
from tests.support.cases.pages import client_for, page_url
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = "A man is at the victim's door. I need the bail conditions."
HOUR = timedelta(hours=1)


@module_fixture
def builder():
    """A restricted case; nobody of the night is on its list."""
    builder = CaseBuilder(cast()).submit()
    builder.cast.night = person(builder.cast.police, "inspect_cases", name="Nora Night")
    builder.cast.abroad = person(force_unit(), "refer_cases", name="Abe Abroad")
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    builder.restriction = builder.do(
        restrictions.restrict_case, "supervisor", case=case,
        reason="The suspect is a relative of an officer here.", people=[builder.cast.inspector],
    )  # fmt: skip
    return builder


def open_case(builder, who="night", urn=None, **more):
    about = {"urn": urn or builder.urn, "kind": "HARM", "reason": WHY, "hours": 4} | more
    return builder.do(actions.break_glass, who, **about)


def reads(builder, who="night", at=None):
    reader = scope(getattr(builder.cast, who), at=at or builder.at)
    return Case.objects.for_scope(reader).filter(pk=builder.case.pk).exists()


def told(notice):
    rows = Delivery.objects.filter(notice=notice)
    assert all(row.subject == "a case of your unit" for row in rows)
    return sorted(rows.values_list("recipient__name", flat=True))


LEADERS = ["Ines Inspector", "Mona Manager", "Sue Supervisor"]


# What it opens, and for how long


@pytest.mark.parametrize("who", ["night", "abroad"])
def test_it_opens_the_case_for_its_hours_and_tells_the_leaders_at_once(builder, who):
    assert not reads(builder, who)
    opened = open_case(builder, who)
    assert opened.until == opened.at + 4 * HOUR
    assert reads(builder, who) and reads(builder, who, opened.until - timedelta(seconds=1))
    assert not reads(builder, who, opened.until)
    assert told("break_glass_opened") == LEADERS
    assert Event.objects.unscoped("test").filter(verb="break_glass").count() == 1
    entry = AuditEntry.objects.get(verb="break_glass")
    assert (entry.case_id, entry.user) == (builder.case.pk, opened.by)


def test_it_gives_none_of_the_person_s_powers(builder):
    open_case(builder)
    reader = scope(builder.cast.night, builder.at)
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    who = standing_on(reader, case)
    assert who.capacities == {"broke_glass"}
    may = {verb for verb in CASE if not CASE.refusal(who, verb, case)}
    assert {verb for verb in may if not verb.startswith("see_")} == {"declare_conflict"}
    assert not RESTRICTION.allowed_verbs(who, builder.restriction)
    with pytest.raises(Refused, match="lets you read it and no more"):
        builder.do(message_threads.open_thread, "night", case=case, text="Who is there?")


def test_who_opened_it_is_chosen_for_nothing_and_hears_of_nothing(builder):
    """Not as the officer in the case: that would let them in for good, by one person."""
    open_case(builder)
    case, night = Case.objects.unscoped("test").get(pk=builder.case.pk), builder.cast.night
    assert night not in inspectors_for(case, at=builder.at)
    assert night not in people_reaching_case(case, at=builder.at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT may_be_told(%s, %s, %s)", [case.pk, night.pk, builder.at])
        assert cursor.fetchone() == (False,)
    assert not named_roles_of(night, at=builder.at).exists()
    assert named_role_counts(night, builder.at) == []


def test_it_links_no_case_to_another(builder):
    own = CaseBuilder(builder.cast, at=builder.at)
    builder.cast.worker = person(builder.cast.police, "refer_cases")
    open_case(builder, "worker")
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    with pytest.raises(Refused, match="lets you read it and no more"):
        builder.do(
            linked_cases.link_case, "worker", case=own.case, other=case,
            reason="The same address is in both of them.",
        )  # fmt: skip


def test_it_ends_with_the_person_s_last_role_that_reads_cases(builder):
    opened = open_case(builder, "abroad")
    administrator = person(make_administration_unit(), "administer_accounts")
    [role] = builder.cast.abroad.unitgrants.all()
    by = scope(administrator, builder.at)
    take_capacity_back(grant=role, by=by, at=builder.at, reason="They have left.")
    assert not reads(builder, "abroad")
    actions.remind_of_break_glass(at=builder.at)
    opened.refresh_from_db()
    assert (opened.ended_at, opened.ended_by) == (builder.at, None)
    assert told("break_glass_to_review") == LEADERS


def test_a_case_that_a_leader_closed_is_not_opened_again_before_a_review(builder):
    opened = open_case(builder)
    builder.do(actions.end_break_glass, "supervisor", opened=opened)
    with pytest.raises(Refused, match="closed it to you"):
        open_case(builder)
    answer = {"finding": "NEEDED", "text": "They could not have waited for me."}
    builder.do(actions.review_break_glass, "manager", opened=opened, **answer)
    open_case(builder)
    assert reads(builder)


def test_the_other_side_s_notes_and_what_a_service_records_stay_closed(builder):
    about = {"case": builder.case, "text": "Only for the CPS."}
    note = builder.do(notes.write_note, "manager", **about)
    open_case(builder)
    assert not Note.objects.for_scope(scope(builder.cast.night, builder.at)).filter(pk=note.pk)


def test_it_opens_one_case_at_a_time_and_under_any_account(builder):
    other = CaseBuilder(builder.cast, at=builder.at).submit()
    case = Case.objects.unscoped("test").get(pk=other.case.pk)
    other.do(
        restrictions.restrict_case, "supervisor", case=case,
        reason="The suspect is a relative of an officer here.", people=[],
    )  # fmt: skip
    twin = builder.cast.twin = person(builder.cast.police, "refer_cases")
    people = [builder.cast.night.pk, twin.pk]
    User.objects.filter(pk__in=people).update(human=Human.objects.create())
    open_case(builder)
    for who in ("night", "twin"):
        for urn in (other.urn, "52ZZ9999926"):  # one answer, whatever there is
            with pytest.raises(Refused, match="You opened another case"):
                open_case(builder, who, urn=urn)


def test_a_case_that_is_open_already_needs_none(builder):
    with pytest.raises(Refused, match="You can read this case already"):
        open_case(builder, "officer")


@pytest.mark.parametrize("hours", [0, 2, 24])
def test_only_the_lengths_of_the_settings_are_taken(builder, hours):
    with pytest.raises(Refused, match="Select one of the lengths"):
        open_case(builder, hours=hours)
    assert not CaseGrant.objects.filter(permission__codename="broke_glass").exists()


# What it does not open


def test_a_missing_a_conflicted_and_an_unsent_case_get_one_answer(builder):
    facts = {"kind": "RELATIVE", "reason": "The suspect is their brother."}
    builder.do(
        conflicts.record_conflict, "supervisor", case=builder.case, email=builder.cast.night.email,
        **facts,
    )  # fmt: skip
    unsent = CaseBuilder(builder.cast, at=builder.at)
    asked = [("night", builder.urn), ("night", "52ZZ9999926"), ("triage", unsent.urn)]
    builder.cast.triage = person(builder.cast.cps, "triage_cases")
    said = set()
    for who, urn in asked:
        with pytest.raises(Refused) as refusal:
            open_case(builder, who, urn=urn)
        said.add(str(refusal.value))
    assert said == {"No case with this URN can be opened. Check the URN."}
    assert not reads(builder)


def test_what_was_asked_for_in_vain_is_logged_and_a_conflict_s_managers_hear_of_it(builder):
    facts = {"kind": "RELATIVE", "reason": "The suspect is their brother."}
    builder.do(
        conflicts.record_conflict, "supervisor", case=builder.case, email=builder.cast.night.email,
        **facts,
    )  # fmt: skip
    browser = client_for(builder.cast.night)
    typed = {"urn": builder.urn, "kind": "HARM", "reason": WHY, "hours": "1"}
    page = browser.post(page_url("break-glass"), typed)
    assert "No case with this URN can be opened" in page.text
    entry = AuditEntry.objects.filter(refused="Not found", verb="break_glass").latest("pk")
    assert (entry.case_id, entry.ids) == (builder.case.pk, [str(builder.case.pk)])


@pytest.mark.parametrize(
    ("side", "capacity"), [("police", "contact_victims"), ("cps", "see_figures")]
)
def test_who_reads_no_case_of_a_unit_has_no_break_glass(builder, side, capacity):
    somebody = person(getattr(builder.cast, side), capacity)
    assert client_for(somebody).get(page_url("break-glass")).status_code == 403


# Its end and its review


def test_who_opened_it_or_a_leader_ends_it_and_then_its_review_is_owed(builder):
    opened = open_case(builder)
    with pytest.raises(Refused, match="Only the person who opened it, or a leader"):
        builder.do(actions.end_break_glass, "officer", opened=opened)
    builder.do(actions.end_break_glass, "night", opened=opened)
    assert not reads(builder)
    assert told("break_glass_to_review") == LEADERS
    builder.do(actions.end_break_glass, "supervisor", opened=open_case(builder))
    assert not reads(builder)


def test_leaders_are_reminded_once_a_day_until_one_has_reviewed_it(builder):
    opened = open_case(builder)
    actions.remind_of_break_glass(at=opened.until - timedelta(seconds=1))
    assert told("break_glass_to_review") == []
    for days, times in ((0, 1), (0, 1), (1, 2)):
        actions.remind_of_break_glass(at=opened.until + timedelta(days=days))
        assert told("break_glass_to_review") == sorted(LEADERS * times)
    builder.at = opened.until
    answer = {"finding": "NEEDED", "text": "They could not have waited for me."}
    builder.do(actions.review_break_glass, "supervisor", opened=opened, **answer)
    assert told("break_glass_reviewed") == ["Ines Inspector", "Mona Manager"]
    actions.remind_of_break_glass(at=builder.at + timedelta(days=5))
    assert told("break_glass_to_review") == sorted(LEADERS * 2)


def without_leaders(builder):
    """Nobody leads the units of the case any more; an auditor is there."""
    leading = ("supervise_cases", "inspect_cases", "allocate_cases")
    held = UnitGrant.objects.filter(permission__codename__in=leading)
    held.filter(content_object__in=(builder.cast.police, builder.cast.cps)).delete()
    builder.cast.night = person(builder.cast.police, "refer_cases", name="Nora Night")
    builder.cast.auditor = person(make_administration_unit(), "read_audit_log", name="Al Auditor")


def alerts_of_today():
    return find_misuse(since=timezone.now() - 2 * HOUR, at=timezone.now())


def test_one_of_which_nobody_could_be_told_is_an_alert_for_the_auditors(builder):
    without_leaders(builder)
    builder.at = timezone.now() - HOUR  # a day of the rules
    open_case(builder)
    assert told("break_glass_opened") == []
    [alert] = alerts_of_today()
    assert (alert.rule, alert.person) == ("unheard_break_glass", builder.cast.night)
    rows = Delivery.objects.filter(notice="insider_alert")
    assert [row.recipient for row in rows] == [builder.cast.auditor]
    page = client_for(builder.cast.auditor).get(page_url("see-alert", alert))
    text = page.content.decode()
    assert "no leader who reads it could be told" in text and builder.urn not in text


def test_one_of_which_a_leader_was_told_is_no_alert(builder):
    builder.at = timezone.now() - HOUR  # a day of the rules
    open_case(builder)
    assert told("break_glass_opened") == LEADERS and alerts_of_today() == []


def test_nobody_reviews_their_own_nor_one_that_is_open_nor_twice(builder):
    twins = [builder.cast.night.pk, builder.cast.inspector.pk]
    User.objects.filter(pk__in=twins).update(human=Human.objects.create())
    opened = open_case(builder)
    answer = {"finding": "LEARN", "text": "The duty list named nobody that night."}
    with pytest.raises(Refused, match="still open to them"):
        builder.do(actions.review_break_glass, "supervisor", opened=opened, **answer)
    builder.at = opened.until
    with pytest.raises(Refused, match="another person must review it"):
        builder.do(actions.review_break_glass, "inspector", opened=opened, **answer)
    with pytest.raises(DatabaseError, match="one of its authors"), transaction.atomic():
        update_in_clear(BreakGlass.objects.unscoped("test"),
            finding="NEEDED", review_text="Mine.", reviewed_by=builder.cast.inspector,
            reviewed_at=builder.at,
        )  # fmt: skip
    builder.do(actions.review_break_glass, "manager", opened=opened, **answer)
    with pytest.raises(Refused, match="reviewed already"):
        builder.do(actions.review_break_glass, "supervisor", opened=opened, **answer)
    with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
        BreakGlass.objects.unscoped("test").update(finding="NEEDED")
