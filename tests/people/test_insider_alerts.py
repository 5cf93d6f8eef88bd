"""Alerts on misuse: found once, within the minute, and answered by another person who leads."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.alerts.actions import answer
from people.alerts.actions.find import find_misuse, remind_of_alerts
from people.alerts.queries import LOOKED_FOR, TITLES
from people.alerts.rules import UnreadableRules, current_rules, read_rules, rules_on
from people.alerts.searches import SEARCHES
from people.models import Agency, AuditEntry, Human, InsiderAlert, Operation, Side, Unit
from rasso import tasks
from rasso.celery import app
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery, Mark
from timeliness.notices import notice_mail

pytestmark = pytest.mark.django_db
TEXT = "I asked, and it was for the inspection of last week."
MANY = 9  # more requests in vain than the rule allows


@module_fixture
def builder():
    people = cast()
    people.colleague = person(people.police, "refer_cases", name="Cole League")
    return CaseBuilder(people)


def ask_in_vain(who, at, number=MANY):
    """Requests for rows that are not there."""
    for _ in range(number):
        AuditEntry.objects.create(
            operation=Operation.CONSULTATION, verb="see_case", user=who, kind="cases.Case",
            ids=[str(key := uuid4())], case_id=key, refused="Not found", at=at,
        )  # fmt: skip


def look(at, since=None):
    return find_misuse(since=since or at - timedelta(seconds=30), at=at)


@pytest.fixture
def alert(builder):
    now = timezone.now()
    ask_in_vain(builder.cast.officer, now - timedelta(seconds=5))
    [made] = look(now)
    return made


def told():
    rows = Delivery.objects.filter(notice="insider_alert")
    return sorted(rows.values_list("recipient__name", flat=True))


# Found, once


def test_guessed_ids_on_pages_are_an_alert_when_the_worker_next_looks(builder):
    browser = client_for(builder.cast.officer)
    for _ in range(MANY):
        assert browser.get(reverse("see-case", args=[uuid4()])).status_code == 404
    tasks.look_for_misuse()
    made = InsiderAlert.objects.get()
    assert (made.rule, made.person, made.number) == ("enumeration", builder.cast.officer, MANY)
    assert told() == ["Ines Inspector", "Sue Supervisor"]


def test_urns_and_details_tried_in_vain_are_counted_with_guessed_ids(builder):
    browser = client_for(builder.cast.officer)
    link = {"reason": "The suspect is the same in both.", "form_key": str(uuid4())}
    for n in range(1, 5):
        browser.post(reverse("find-case"), {"sought": f"52ZZ00000{n}26"})
        browser.post(reverse("find-victim"), {"by": "phone", "value": f"07700 90000{n}"})
    browser.post(reverse("find-case"), {"sought": builder.urn})
    assert [(each.rule, each.number) for each in look(timezone.now())] == []
    browser.post(page_url("link-case", builder.case), link | {"urn": "52ZZ0000826"})
    [made] = look(timezone.now())
    assert (made.rule, made.number) == ("enumeration", MANY)


def test_nothing_is_found_twice_however_often_it_is_looked_for(builder, alert):
    for seconds in (0, 20, 40):
        assert look(timezone.now() + timedelta(seconds=seconds)) == []
    ask_in_vain(builder.cast.officer, timezone.now(), number=15 - MANY)  # 16 in a day are another
    assert look(timezone.now() + timedelta(seconds=50)) == []
    assert len(told()) == 2


def test_a_worker_that_was_away_for_two_days_finds_what_it_missed(builder):
    now = timezone.now()
    Mark.objects.create(name="looked for misuse", at=now - timedelta(hours=50))
    ask_in_vain(builder.cast.officer, now - timedelta(hours=49))
    ask_in_vain(builder.cast.colleague, now - timedelta(hours=3))
    tasks.look_for_misuse()
    found = InsiderAlert.objects.order_by("happened_at").values_list("person", flat=True)
    assert list(found) == [builder.cast.officer.pk, builder.cast.colleague.pk]


def test_what_is_committed_after_the_run_of_its_moment_is_found_by_the_next(builder):
    now = timezone.now()
    assert look(now) == []
    ask_in_vain(builder.cast.officer, now - timedelta(seconds=40))
    assert len(look(now + timedelta(seconds=30), since=now)) == 1


def test_a_run_that_fails_is_made_again(builder, monkeypatch):
    ask_in_vain(builder.cast.officer, timezone.now())

    def fail(**_facts):
        raise RuntimeError("the notices are away")

    with monkeypatch.context() as patch:
        patch.setattr("cases.notices.notify_of_alert", fail)
        with pytest.raises(RuntimeError):
            tasks.look_for_misuse()
    assert not InsiderAlert.objects.exists()
    assert not Mark.objects.filter(name="looked for misuse").exists()
    tasks.look_for_misuse()
    assert InsiderAlert.objects.count() == 1


def test_two_accounts_of_one_person_are_one(builder):
    people, human, now = builder.cast, Human.objects.create(), timezone.now()
    for user in (people.officer, people.supervisor):
        user.human = human
        user.save()
        ask_in_vain(user, now - timedelta(seconds=5), number=MANY - 4)
    [made] = look(now)
    assert made.about == sorted([people.officer.pk, people.supervisor.pk])
    assert told() == ["Ines Inspector"]
    assert client_for(people.supervisor).get(page_url("see-alert", made)).status_code == 404


def test_a_canary_record_is_told_of_when_it_is_opened_and_not_in_a_list(builder, settings):
    settings.CANARY_RECORDS = [str(builder.case.pk), str(builder.victim.pk)]
    other = CaseBuilder(builder.cast)
    for who, address in (
        (builder.cast.officer, reverse("see-victims")),
        (builder.cast.officer, page_url("see-case", other.case)),
        (builder.cast.colleague, page_url("see-case", builder.case)),
        (person(builder.cast.cps, "see_figures"), page_url("see-case", builder.case)),
    ):
        client_for(who).get(address)
    found = look(timezone.now())
    assert [each.rule for each in found] == ["canary", "canary"]
    assert {each.person for each in found}.isdisjoint({builder.cast.officer})


def test_it_is_looked_for_twice_a_minute():
    entry = app.conf.beat_schedule["look for misuse"]
    assert entry["task"] == tasks.look_for_misuse.name and entry["schedule"] <= 30


# Answered


def test_from_the_worklist_to_the_answer(builder, alert):
    browser = client_for(builder.cast.supervisor)
    assert "Alert to answer: 1" in page_text(browser.get(reverse("worklist")))
    assert page_url("see-alert", alert) in browser.get(reverse("see-notices")).content.decode()
    assert "Olive Officer" in page_text(browser.get(reverse("see-alerts")))
    page = page_text(browser.get(page_url("see-alert", alert)))
    assert "More than 8 cases or records within 1 hour" in page
    assert "not found, or not open to them" in page and "Asked for: Case" in page
    assert "Opened the page" not in page
    submit_form(browser, page_url("answer-alert", alert), outcome="SPOKEN", text=TEXT)
    assert TEXT in page_text(browser.get(page_url("see-alert", alert)))
    assert "Alert to answer" not in page_text(browser.get(reverse("worklist")))
    with pytest.raises(Refused, match="answered already"):
        now = timezone.now()
        by = scope(builder.cast.inspector, now)
        answer.answer_alert(alert=alert, by=by, at=now, outcome="WORK", text=TEXT)


def test_whom_it_is_about_and_others_find_nothing(builder, alert):
    people = builder.cast
    for who in (people.officer, people.colleague, people.manager, people.prosecutor):
        browser = client_for(who)
        assert browser.get(page_url("see-alert", alert)).status_code in (403, 404), who.name
        assert browser.get(page_url("answer-alert", alert)).status_code in (403, 404)
        assert "Alert to answer" not in browser.get(reverse("worklist")).content.decode()
    assert client_for(people.officer).get(reverse("see-alert-rules")).status_code == 403
    assert client_for(people.manager).get(reverse("see-alert-rules")).status_code == 200
    leads = timezone.now()
    with pytest.raises(Refused, match="Only another person"):
        by = scope(people.officer, leads)
        answer.answer_alert(alert=alert, by=by, at=leads, outcome="WORK", text=TEXT)


def test_a_leader_is_answered_for_by_another_leader_or_the_auditors(builder):
    people, now = builder.cast, timezone.now()
    ask_in_vain(people.supervisor, now - timedelta(seconds=5))
    ask_in_vain(people.manager, now - timedelta(seconds=5))  # leads the CPS unit alone
    made = {each.person: each for each in look(now)}
    assert made[people.supervisor].unit == people.police
    alert = made[people.manager]  # nobody can answer, which is logged as an error
    remind_of_alerts(at=now + timedelta(days=1))
    assert set(told()) == {"Ines Inspector"}
    assert client_for(people.manager).get(page_url("see-alert", alert)).status_code == 404
    office = Unit.objects.create(
        agency=Agency.objects.create(name="Oversight", side=Side.OVERSIGHT), name="Office"
    )
    auditor = client_for(person(office, "read_audit_log", name="Audrey Auditor"))
    remind_of_alerts(at=now + timedelta(days=2))
    alert.refresh_from_db()
    assert alert.unit == office and "Audrey Auditor" in told()
    assert auditor.get(page_url("see-alert", alert)).status_code == 200


def test_the_mail_says_nothing_of_it(builder, alert):
    mail = " ".join(notice_mail(Delivery.objects.filter(notice="insider_alert").first()))
    assert "Olive" not in mail and builder.urn not in mail and "vain" not in mail
    assert builder.cast.police.name in mail


def test_a_case_that_the_leader_cannot_open_is_not_named(builder):
    people, now = builder.cast, timezone.now()
    browser = client_for(people.colleague)
    for builder_of in [builder, *(CaseBuilder(people) for _ in range(5))]:
        browser.get(page_url("see-case", builder_of.case))
    [made] = look(timezone.now())
    assert made.rule == "no_part"
    add_conflict(people.supervisor, builder.case, at=now)
    page = page_text(client_for(people.supervisor).get(page_url("see-alert", made)))
    assert builder.urn not in page and "a case that you cannot open" in page
    page = page_text(client_for(people.inspector).get(page_url("see-alert", made)))
    assert builder.urn in page


def test_it_is_brought_to_mind_once_a_day_until_it_is_answered(builder, alert):
    tomorrow = timezone.now() + timedelta(days=1)
    for at in (timezone.now(), tomorrow, tomorrow):
        remind_of_alerts(at=at)
    assert len(told()) == 4
    now = timezone.now()
    by = scope(builder.cast.inspector, now)
    answer.answer_alert(alert=alert, by=by, at=now, outcome="WORK", text=TEXT)
    remind_of_alerts(at=tomorrow + timedelta(days=1))
    assert len(told()) == 4


def test_an_alert_stays_and_says_what_it_said(alert):
    rows = InsiderAlert.objects.filter(pk=alert.pk)
    for change in ({"number": 1}, {"rule": "canary"}, {"outcome": "WORK"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


# Rules


RULE = """
[[rule]]
name = "canary"
since = 2026-01-01
looks_for = "A record that is nobody's work."
minutes = 0
most = 0
"""


@pytest.mark.parametrize(
    "wrong",
    ['name = "canaries"', "since = 5", 'looks_for = ""', "minutes = -1", 'most = "3"', "more = 1"],
)
def test_rules_that_are_not_understood_are_refused(wrong):
    field = wrong.partition(" ")[0]
    rows = [line for line in RULE.splitlines() if not line.startswith(f"{field} ")]
    with pytest.raises(UnreadableRules):
        read_rules("\n".join([*rows, wrong]), ["canary"])


def test_a_later_row_replaces_an_earlier_one_from_its_day_on():
    later = RULE.replace("2026-01-01", "2026-06-01").replace("most = 0", "most = 2")
    rules = read_rules(RULE + later, ["canary"])
    first = rules[0].since
    assert rules_on(first - timedelta(days=1), rules) == {}
    assert rules_on(first, rules)["canary"].most == 0
    assert rules_on(first + timedelta(days=160), rules)["canary"].most == 2
    with pytest.raises(UnreadableRules):
        read_rules(RULE + RULE, ["canary"])
    with pytest.raises(UnreadableRules):
        read_rules(RULE, ["canary", "reveals"])


def test_every_search_has_a_rule_with_words_of_its_own():
    assert {rule.name for rule in current_rules()} == set(SEARCHES)


def test_each_rule_has_its_words():
    assert set(TITLES) == set(LOOKED_FOR) == set(SEARCHES)


def test_many_files_taken_away_within_a_day_are_an_alert(builder):
    now, who = timezone.now(), builder.cast.supervisor
    facts = {"operation": Operation.DISCLOSURE, "user": who, "kind": "pilots.Export"}
    for n in range(6):
        key = str(uuid4())
        for _ in range(2):  # the same file again is the same file
            AuditEntry.objects.create(
                verb="fetch_export", ids=[key], content="a" * 64, at=now - timedelta(hours=6 - n),
                **facts,
            )  # fmt: skip
        assert [each.rule for each in look(now, since=now - timedelta(hours=1))] == (
            ["bulk_exports"] if n == 5 else []
        )
