"""What alerts say of a person's own name, of systems that call for them, and of their roles."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast, person
from people.administration.permissions import PERSON, SITE
from people.administration.proposal_permissions import ACCESS_PROPOSAL, ACCESS_PROPOSALS_SITE
from people.alerts.actions.find import find_misuse
from people.alerts.searches import CHANGES_OF_ACCESS, NO_CHANGES_OF_ACCESS
from people.models import Agency, AuditEntry, InsiderAlert, Operation, Side, System, Unit
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery
from victims import encryption
from victims.models import VictimIdentity

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
NIGHT = datetime(2026, 11, 11, 2, tzinfo=LONDON)


@module_fixture
def builder():
    people = cast()
    people.colleague = person(people.police, "refer_cases", "see_figures", name="Cole League")
    return CaseBuilder(people)


def log_reading(who, case, at, **facts):
    """An entry of a case that was opened, as the page writes it."""
    held = {"capacities": ["refer_cases"]} | facts
    return AuditEntry.objects.create(
        operation=Operation.CONSULTATION, verb="see_case", user=who, kind="cases.Case",
        ids=[str(case.pk)], case_id=case.pk, at=at, **held,
    )  # fmt: skip


def rules_found(at):
    return sorted(each.rule for each in find_misuse(since=at - timedelta(seconds=30), at=at))


def name_victim(builder, surname):
    rows = VictimIdentity.objects.unscoped("test")
    rows.filter(record=builder.victim.pk).delete()
    rows.create(
        case_id=builder.case.pk, record_id=builder.victim.pk, version=1,
        words_index=encryption.blind_word_indexes(surname),
    )  # fmt: skip


def alert_page(builder, who="supervisor"):
    alert = InsiderAlert.objects.get()
    assert alert.rule == "own_name"
    return page_text(client_for(getattr(builder.cast, who)).get(page_url("see-alert", alert)))


def test_an_alert_never_says_that_a_victim_has_the_persons_name(builder):
    name_victim(builder, "League")
    log_reading(builder.cast.colleague, builder.case, timezone.now())
    assert rules_found(timezone.now()) == ["own_name"]
    page = alert_page(builder)
    assert builder.urn not in page and "a case that is not named here" in page


def test_an_alert_names_the_case_where_a_suspect_has_the_persons_name(builder):
    rows = Suspect.objects.unscoped("test").filter(case=builder.case.pk)
    rows.update(surname="League")
    log_reading(builder.cast.colleague, builder.case, timezone.now())
    assert rules_found(timezone.now()) == ["own_name"]
    assert builder.urn in alert_page(builder)


@pytest.mark.parametrize(
    ("capacities", "found"), [(["refer_cases"], []), (["refer_cases", "broke_glass"], ["own_name"])]
)
def test_a_relatives_restricted_case_opened_by_break_glass_is_found(builder, capacities, found):
    rows = Suspect.objects.unscoped("test").filter(case=builder.case.pk)
    rows.update(surname="League")
    type(builder.case).objects.unscoped("test").filter(pk=builder.case.pk).update(
        is_restricted=True
    )
    who = builder.cast.colleague
    log_reading(who, builder.case, timezone.now(), capacities=capacities)
    assert rules_found(timezone.now()) == found


def test_to_have_opened_a_case_by_break_glass_is_no_role_that_ended(builder):
    who, now = builder.cast.colleague, timezone.now()
    glass = {"capacities": ["broke_glass", "refer_cases"]}
    log_reading(who, builder.case, now - timedelta(days=30), **glass)
    log_reading(who, builder.case, now)
    assert rules_found(now) == []
    other = CaseBuilder(builder.cast).case
    named = {"capacities": ["officer_in_case", "refer_cases"]}
    log_reading(who, other, now - timedelta(days=30), **named)
    log_reading(who, other, now)
    assert rules_found(now) == ["return_after_leaving"]


@pytest.mark.parametrize(
    ("capacities", "found"),
    [
        (["refer_cases", "see_figures"], ["no_part"]),
        (["refer_cases", "sit_on_panels"], ["no_part"]),
        (["refer_cases", "supervise_cases"], []),
        (["contact_victims", "refer_cases"], []),
    ],
)
def test_a_role_that_reads_no_cases_excuses_nobody(builder, capacities, found):
    now = timezone.now()
    for _ in range(6):
        case = type(builder.case)(pk=uuid4())
        log_reading(builder.cast.colleague, case, now, capacities=capacities)
    assert rules_found(now) == found


def log_night(who, builder, *, seen, system=None):
    """A case opened at night from a new address, with an entry of days before from another."""
    named = {"capacities": ["officer_in_case", "refer_cases"]}
    log_reading(who, builder.case, NIGHT - seen, address="10.1.1.1", **named)
    log_reading(who, builder.case, NIGHT, address="203.0.113.9", system=system, **named)
    return rules_found(NIGHT + timedelta(seconds=5))


def test_a_system_that_calls_at_night_is_not_the_officer_there(builder):
    account = person(builder.cast.police, "exchange_cases", name="Force records")
    account.is_system = True
    account.set_unusable_password()
    account.save()
    system = System.objects.create(account=account, secret="0" * 64)
    who = builder.cast.officer
    assert log_night(who, builder, seen=timedelta(days=5), system=system) == []
    entry = log_reading(who, builder.case, NIGHT, address="203.0.113.9", system=system)
    alert = InsiderAlert.objects.create(
        rule="no_part", key="2026-11-11", person=who, about=[who.pk], unit=builder.cast.police,
        entries=[entry.pk], number=6, happened_at=NIGHT, found_at=NIGHT,
    )  # fmt: skip
    page = page_text(client_for(builder.cast.supervisor).get(page_url("see-alert", alert)))
    assert "through Force records" in page


def test_an_account_unused_for_months_is_not_new(builder):
    who = builder.cast.officer
    assert log_night(who, builder, seen=timedelta(days=120)) == []  # made today, so it is new
    who._history_date = NIGHT - timedelta(days=200)
    who.save()
    assert rules_found(NIGHT + timedelta(seconds=9)) == ["night_from_a_new_place"]


def test_what_is_found_again_in_another_month_is_another_alert(builder):
    rows = Suspect.objects.unscoped("test").filter(case=builder.case.pk)
    rows.update(surname="League")
    for at in (NIGHT, NIGHT + timedelta(days=3), NIGHT + timedelta(days=40)):
        log_reading(builder.cast.colleague, builder.case, at, address=None)
        rules_found(at)
    assert InsiderAlert.objects.filter(rule="own_name").count() == 2


@pytest.mark.parametrize(
    ("verb", "operation", "found"),
    [
        ("send_set_up_link", Operation.DISCLOSURE, ["privilege_changes_out_of_hours"]),
        ("renew_secret", Operation.DISCLOSURE, ["privilege_changes_out_of_hours"]),
        ("set_route", Operation.ALTERATION, ["privilege_changes_out_of_hours"]),
        ("send_set_up_link", Operation.CONSULTATION, []),  # the page before it is sent
        ("change_person", Operation.ALTERATION, []),
    ],
)
def test_what_gives_access_out_of_hours_is_found(builder, verb, operation, found):
    who = builder.cast.colleague
    AuditEntry.objects.create(verb=verb, operation=operation, user=who, at=NIGHT)
    assert rules_found(NIGHT) == found


@pytest.mark.register
def test_every_verb_of_the_administration_is_a_change_of_access_or_is_said_to_be_none():
    tables = (SITE, PERSON, ACCESS_PROPOSAL, ACCESS_PROPOSALS_SITE)
    verbs = {verb for table in tables for verb in table}
    assert verbs | {"propose_access"} == CHANGES_OF_ACCESS | NO_CHANGES_OF_ACCESS
    assert not CHANGES_OF_ACCESS & NO_CHANGES_OF_ACCESS


def test_a_night_in_a_new_place_is_found_of_the_person_themselves(builder):
    found = log_night(builder.cast.officer, builder, seen=timedelta(days=5))
    assert found == ["night_from_a_new_place"]


def test_auditors_answer_where_nobody_else_leads_and_administrators_do_not(builder):
    office = Unit.objects.create(
        agency=Agency.objects.create(name="Oversight", side=Side.OVERSIGHT), name="Office"
    )
    admin = person(office, "administer_accounts", name="Adam Admin")
    auditor = person(office, "read_audit_log", name="Audrey Auditor")
    who = builder.cast.manager  # leads the CPS unit alone
    AuditEntry.objects.create(
        verb="set_route", operation=Operation.ALTERATION, user=who, at=NIGHT
    )  # fmt: skip
    assert rules_found(NIGHT) == ["privilege_changes_out_of_hours"]
    alert = InsiderAlert.objects.get()
    told = Delivery.objects.filter(notice="insider_alert").values_list("recipient__name", flat=True)
    assert (alert.unit, list(told)) == (office, ["Audrey Auditor"])
    for reader, answer in ((auditor, 200), (admin, 403), (builder.cast.supervisor, 404)):
        assert client_for(reader).get(page_url("see-alert", alert)).status_code == answer


def test_who_leads_no_unit_with_cases_is_not_told_what_is_looked_for(builder):
    area = Unit.objects.create(
        agency=Agency.objects.create(name="Learning", side=Side.LEARNING), name="Area"
    )
    convener = client_for(person(area, "convene_panels", name="Connie Convener"))
    assert convener.get(page_url("see-alert-rules")).status_code == 403
    page = convener.get(page_url("see-alerts"))
    assert page.status_code == 200 and page_url("see-alert-rules") not in page.content.decode()
