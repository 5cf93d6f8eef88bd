"""A leader of the unit lets a person read more for some hours; nobody does so for themselves."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import reading_limits
from people.access.scopes import Refused
from people.models import AuditEntry, Human, Operation, ReadingRequest
from people.reading.actions import requests as actions
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery
from timeliness.notices import notice_mail
from victims.actions.identities import record_identity, reveal_identity
from victims.models import Reveal, VictimRecord

pytestmark = pytest.mark.django_db
WHY = "Reviewing each open case of the unit before the inspection."
LIMIT = 2


@module_fixture
def cases():
    people = cast()
    people.colleague = person(people.police, "supervise_cases", name="Cora Leader")
    return [CaseBuilder(people) for _ in range(4)]


@pytest.fixture(autouse=True)
def low_limit(settings):
    settings.RECORDS_AN_HOUR = LIMIT


def ask(who, **more):
    now = timezone.now()
    facts = {"limit": "RECORDS", "an_hour": 3, "hours": 1, "reason": WHY} | more
    unit = more.pop("unit", None) or next(iter(scope(who, now).capacities))
    return actions.ask_to_read_more(by=scope(who, now), at=now, **facts | {"unit": unit})


def settle(action, who, asked, at=None, **more):
    at = at or timezone.now()
    return action(by=scope(who, at), at=at, asked=asked, **more)


def statuses(who, cases):
    browser = client_for(who)
    return [browser.get(page_url("see-case", each.case)).status_code for each in cases]


def told(notice):
    return sorted(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def test_by_the_pages_from_the_refusal_to_the_approval(cases):
    people = cases[0].cast
    browser, leader = client_for(people.officer), client_for(people.supervisor)
    assert statuses(people.officer, cases) == [200, 200, 429, 429]
    page = browser.get(page_url("see-case", cases[2].case))
    assert f"{reverse('ask-to-read-more')}?limit=RECORDS" in page.content.decode()
    answers = {"limit": "RECORDS", "an_hour": "3", "hours": "1", "unit": str(people.police.pk)}
    submit_form(browser, reverse("ask-to-read-more"), reason=WHY, **answers)
    asked = ReadingRequest.objects.get()
    assert told("reading_asked") == ["Cora Leader", "Ines Inspector", "Sue Supervisor"]
    worklist = leader.get(reverse("worklist"))
    assert "Request to read more: 1" in page_text(worklist)
    notice = Delivery.objects.filter(notice="reading_asked").first()
    assert "Olive" not in " ".join(notice_mail(notice)) and WHY not in " ".join(notice_mail(notice))
    notices = leader.get(reverse("see-notices")).content.decode()
    assert page_url("see-reading-request", asked) in notices
    assert WHY in page_text(leader.get(page_url("see-reading-request", asked)))
    submit_form(leader, page_url("approve-reading", asked))
    assert told("reading_answered") == ["Olive Officer"]
    notices = browser.get(reverse("see-notices")).content.decode()
    assert page_url("see-reading-request", asked) in notices
    assert statuses(people.officer, cases) == [200, 200, 200, 429]


def test_what_was_approved_ends_and_is_for_one_limit_and_one_person(cases, settings):
    people = cases[0].cast
    settings.VICTIMS_AN_HOUR = LIMIT
    asked = ask(people.officer)
    earlier = timezone.now() - timedelta(minutes=61)
    other = ask(people.supervisor)
    settle(actions.approve_reading, people.supervisor, asked)
    now = timezone.now()

    def limit(who, kind, at=now):
        return reading_limits.hourly_limit(kind, [who.pk], at=at)

    assert limit(people.officer, "RECORDS") == 3
    assert limit(people.officer, "VICTIMS") == LIMIT == limit(people.supervisor, "RECORDS")
    assert limit(people.officer, "RECORDS", at=now + timedelta(minutes=61)) == LIMIT
    settle(actions.approve_reading, people.colleague, other, at=earlier)
    assert limit(people.supervisor, "RECORDS") == LIMIT


def test_nobody_answers_for_themselves_under_any_account(cases):
    people = cases[0].cast
    human = Human.objects.create()
    for user in (people.supervisor, people.colleague):
        user.human = human
        user.save()
    asked = ask(people.supervisor)
    assert told("reading_asked") == ["Ines Inspector"]
    for who in (people.supervisor, people.colleague):
        with pytest.raises(Refused, match="another leader of the unit"):
            settle(actions.approve_reading, who, asked)
    with pytest.raises(DatabaseError, match="another person answers"), transaction.atomic():
        now = timezone.now()
        facts = {"status": "APPROVED", "settled_at": now, "until": now + timedelta(hours=1)}
        ReadingRequest.objects.filter(pk=asked.pk).update(settled_by=people.colleague, **facts)
    with pytest.raises(Refused, match="asked for this already"):
        ask(people.colleague)


def test_it_is_answered_once_and_its_facts_stay(cases):
    people = cases[0].cast
    asked = ask(people.officer)
    settle(actions.refuse_reading, people.supervisor, asked, text=WHY)
    for action, more in ((actions.approve_reading, {}), (actions.refuse_reading, {"text": WHY})):
        with pytest.raises(Refused, match="answered already"):
            settle(action, people.colleague, asked, **more)
    rows = ReadingRequest.objects.filter(pk=asked.pk)
    for change in ({"an_hour": 99}, {"status": "WAITING", "settled_by": None, "settled_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    page = page_text(client_for(people.officer).get(page_url("see-reading-request", asked)))
    assert "Why it was refused" in page


def test_who_may_see_and_answer(cases):
    people = cases[0].cast
    asked = ask(people.officer)
    address = page_url("see-reading-request", asked)
    for who, status in (
        (people.officer, 200), (people.supervisor, 200), (people.inspector, 200),
        (people.manager, 404), (people.prosecutor, 404),
    ):  # fmt: skip
        assert client_for(who).get(address).status_code == status, who.name
    for who in (people.officer, people.manager):
        with pytest.raises(Refused):
            settle(actions.approve_reading, who, asked)
    with pytest.raises(Refused, match="Only the person who asked"):
        settle(actions.withdraw_reading, people.supervisor, asked)
    settle(actions.withdraw_reading, people.officer, asked)
    assert ask(people.officer).is_waiting


def test_a_unit_without_another_leader_says_so(cases):
    people = cases[0].cast
    page = client_for(people.manager).get(reverse("ask-to-read-more"))
    assert "Nobody else leads this unit" in page_text(page)
    with pytest.raises(Refused, match="Nobody else leads"):
        ask(people.manager)


def test_a_number_that_is_no_more_or_far_too_many_is_refused(cases):
    people = cases[0].cast
    for number in (LIMIT, LIMIT * 10 + 1):
        with pytest.raises(Refused, match="numbers and lengths offered"):
            ask(people.officer, an_hour=number)
    answers = {"limit": "RECORDS", "an_hour": "500", "hours": "1", "unit": str(people.police.pk)}
    page = client_for(people.officer).post(reverse("ask-to-read-more"), answers | {"reason": WHY})
    assert "Enter a number from 3 to 20" in page_text(page)
    assert WHY in page.content.decode()


def test_reveals_are_asked_for_in_the_same_way(cases, settings):
    settings.REVEALS_AN_HOUR = 1
    builder, people = cases[0], cases[0].cast
    record = VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)
    builder.do(record_identity, "officer", record=record, version=0, name="Zara Example")
    now = timezone.now()

    def reveal():
        reveal_identity(record=record, by=scope(people.officer, now), at=now, reason=WHY)

    reveal()
    with pytest.raises(Refused, match="Limits on reading"):
        reveal()
    asked = ask(people.officer, limit="REVEALS", an_hour=2)
    settle(actions.approve_reading, people.supervisor, asked)
    reveal()
    with pytest.raises(Refused):
        reveal()
    assert Reveal.objects.unscoped("test").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_do_not_pass_the_limit_together():
    """One is at the limit minus one, and both open another case before either is committed."""
    builders = [CaseBuilder(cast())]
    builders += [CaseBuilder(builders[0].cast) for _ in range(2)]
    officer, answers = builders[0].cast.officer, []
    AuditEntry.objects.create(
        operation=Operation.CONSULTATION, verb="see_case", user=officer, kind="cases.Case",
        ids=["one"], at=timezone.now(),
    )  # fmt: skip

    def open_case(builder):
        answers.extend(statuses(officer, [builder]))
        connections.close_all()

    threads = [Thread(target=open_case, args=[each]) for each in builders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [200, 429, 429]
    assert Case.objects.unscoped("test").count() == len(builders)
