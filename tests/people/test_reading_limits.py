"""A person reads so much in an hour and no more, under any account, and hidden is like missing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language, override

from cases.case_access.actions import restrictions
from cases.models import Case, Suspect
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import audit_log
from people.access.reading_limits import PASSED, LimitReached
from people.models import AuditEntry, Human, Operation, ReadingLimit, ReadingRequest
from people.web.audit_context import AuditContext
from people.web.limit_reached import log_limit_reached
from pilots.models import Export
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import taking_files
from tests.support.pilots.taking_files import ask_for_file, let_take_files, take_file
from timeliness.models import Delivery
from timeliness.notices import notice_mail
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db
LIMIT = 3
WHY = "A man is at the victim's door. I need the bail conditions."
SAID = "many cases and records within an hour"


@module_fixture
def cases():
    """Cases of one unit, with a colleague of the officer; another force has the last."""
    people = cast()
    people.colleague = person(people.police, "refer_cases", name="Cole League")
    found = [CaseBuilder(people) for _ in range(LIMIT + 2)]
    found[0].hidden = CaseBuilder(cast(force="Kent Police"))
    return found


@pytest.fixture(autouse=True)
def low_limit(settings):
    settings.RECORDS_AN_HOUR = LIMIT


def opens(browser, builder):
    return browser.get(page_url("see-case", builder.case))


def read_to_the_limit(cases, who="officer"):
    browser = client_for(getattr(cases[0].cast, who))
    for builder in cases[:LIMIT]:
        assert opens(browser, builder).status_code == 200
    return browser


def row(builder, model=Case, pk=None):
    return model.objects.unscoped("test").get(pk=pk or builder.case.pk)


def told():
    rows = Delivery.objects.filter(notice="limit_reached").order_by("recipient__name")
    return list(rows.values_list("recipient__name", flat=True))


def test_one_more_case_is_refused_and_those_opened_stay_open(cases):
    browser = read_to_the_limit(cases)
    page = opens(browser, cases[LIMIT])
    assert page.status_code == 429 and SAID in page_text(page)
    assert cases[LIMIT].urn not in page.content.decode()
    assert opens(browser, cases[0]).status_code == 200
    victims = browser.get(page_url("see-case-victims", cases[0].case))
    assert victims.status_code == 200
    assert opens(client_for(cases[0].cast.colleague), cases[LIMIT]).status_code == 200


def test_what_was_opened_an_hour_ago_no_longer_counts(cases):
    officer = cases[0].cast.officer
    for ago in (61, 61, 61, 30, 30):
        AuditEntry.objects.create(
            operation=Operation.CONSULTATION, verb="see_case", user=officer, kind="cases.Case",
            ids=[key := str(uuid4())], case_id=key, at=timezone.now() - timedelta(minutes=ago),
        )  # fmt: skip
    browser = client_for(officer)
    assert opens(browser, cases[0]).status_code == 200
    assert opens(browser, cases[1]).status_code == 429


def test_a_page_that_shows_several_rows_of_a_case_counts_as_the_case(cases):
    officer = cases[0].cast.officer
    for builder in cases[:LIMIT]:
        AuditEntry.objects.create(
            operation=Operation.CONSULTATION, verb="see_documents", user=officer, at=timezone.now(),
            kind="cases.Document", ids=[str(uuid4()), str(uuid4())], case_id=builder.case.pk,
        )  # fmt: skip
    assert opens(client_for(officer), cases[0]).status_code == 200
    assert opens(client_for(officer), cases[LIMIT]).status_code == 429


def test_at_the_limit_hidden_missing_and_seen_get_the_same_answer(cases):
    browser = read_to_the_limit(cases)
    opens(browser, cases[LIMIT])  # tells the leaders
    pages = [
        opens(browser, cases[LIMIT + 1]), opens(browser, cases[0].hidden),
        browser.get(reverse("see-case", args=[uuid4()])),
    ]  # fmt: skip
    assert {page.status_code for page in pages} == {429}
    assert len({page_text(page) for page in pages}) == 1
    entries = AuditEntry.objects.order_by("-pk")[:3]
    assert len({(each.refused, each.verb, each.operation) for each in entries}) == 1


def test_a_case_opened_by_break_glass_is_shown_at_the_limit(cases):
    people, hidden = cases[0].cast, cases[0].hidden
    people.night = person(people.police, "inspect_cases", name="Nora Night")
    case = row(cases[LIMIT])
    cases[LIMIT].do(
        restrictions.restrict_case, "supervisor", case=case,
        reason="The suspect is a relative of an officer here.", people=[],
    )  # fmt: skip
    browser = read_to_the_limit(cases, "night")
    typed = {"urn": cases[LIMIT].urn, "kind": "HARM", "hours": "1", "reason": WHY}
    page = submit_form(browser, reverse("break-glass"), **typed)
    assert page.status_code == 200 and cases[LIMIT].urn in page_text(page)
    assert opens(browser, cases[LIMIT]).status_code == 200
    assert opens(browser, cases[LIMIT + 1]).status_code == opens(browser, hidden).status_code == 429


def test_a_storm_of_guessed_ids_ends_at_the_limit(cases):
    browser = client_for(cases[0].cast.officer)
    found = [browser.get(reverse("see-case", args=[uuid4()])).status_code for _ in range(6)]
    assert found == [404] * LIMIT + [429] * 3
    hidden = client_for(cases[0].cast.colleague)
    guessed = [uuid4(), uuid4(), cases[0].hidden.case.pk, uuid4()]
    found = [hidden.get(reverse("see-case", args=[pk])).status_code for pk in guessed]
    assert found == [404] * LIMIT + [429]


def test_a_search_for_a_urn_counts_whether_or_not_there_is_such_a_case(cases):
    browser = client_for(cases[0].cast.officer)

    def search(urn):
        return browser.post(reverse("find-case"), {"sought": urn}).status_code

    assert [search(f"52ZZ00000{n}26") for n in range(1, LIMIT + 1)] == [200] * LIMIT
    assert search(cases[0].urn) == search(cases[0].hidden.urn) == search("52ZZ9999926") == 429
    assert search("52ZZ00000126") == 200


def test_to_find_a_victim_or_a_case_to_link_is_a_search_too(cases):
    browser = client_for(cases[0].cast.officer)
    for n in range(LIMIT):
        browser.post(reverse("find-victim"), {"by": "phone", "value": f"07700 90000{n}"})
    page = browser.post(reverse("find-victim"), {"by": "phone", "value": "07700 900009"})
    assert page.status_code == 429
    browser = client_for(cases[0].cast.colleague)
    answers = {"reason": "The suspect is the same in both.", "form_key": str(uuid4())}
    found = [
        browser.post(page_url("link-case", cases[0].case), answers | {"urn": urn}).status_code
        for urn in ("52ZZ0000126", "52ZZ0000226", "52ZZ0000326")
    ]
    assert found == [200, 200, 429]  # the case itself is the first of three


def test_two_accounts_of_one_person_have_one_count(cases):
    officer, colleague = cases[0].cast.officer, cases[0].cast.colleague
    human = Human.objects.create()
    for user in (officer, colleague):
        user.human = human
        user.save()
    read_to_the_limit(cases)
    assert opens(client_for(colleague), cases[LIMIT]).status_code == 429
    assert opens(client_for(colleague), cases[0]).status_code == 200


def test_what_a_system_reads_for_a_person_is_theirs_and_its_own_is_not(cases):
    read_to_the_limit(cases)
    caller = Caller(cases[0].cast.police, scopes="read")
    address = f"/api/cases/{cases[LIMIT].case.pk}/"
    assert caller.get(address).status_code == 200
    answer = caller.for_(cases[0].cast.officer).get(address)
    assert answer.status_code == 429 and answer["Retry-After"] == "3600"
    assert answer["Content-Type"] == "application/problem+json"
    assert SAID in answer.json()["detail"]


def test_victims_records_have_a_limit_of_their_own(cases, settings):
    settings.RECORDS_AN_HOUR, settings.VICTIMS_AN_HOUR = 100, 2
    browser = client_for(cases[0].cast.officer)
    records = [row(each, VictimRecord, each.victim.pk) for each in cases]
    found = [browser.get(page_url("see-victim", each)).status_code for each in records]
    assert found == [200, 200, 429, 429, 429]
    assert browser.get(page_url("see-victim", records[0])).status_code == 200
    assert browser.get(reverse("see-victim", args=[uuid4()])).status_code == 429


def test_rows_of_lists_are_counted_once_each(cases, settings):
    browser = client_for(cases[0].cast.officer)
    settings.LISTED_AN_HOUR = len(cases)
    for _ in range(3):
        assert browser.get(reverse("see-victims")).status_code == 200
    settings.LISTED_AN_HOUR = len(cases) - 1
    assert client_for(cases[0].cast.colleague).get(reverse("see-victims")).status_code == 429


def test_each_kind_of_row_that_one_page_shows_is_counted(cases, settings):
    """Victims are listed beside suspects on the page of what waits for a person."""
    officer = cases[0].cast.officer
    for each in cases:
        VictimRecord.objects.unscoped("test").filter(pk=each.victim.pk).update(
            contact_officer=officer, listed_at=each.at
        )
    settings.LISTED_AN_HOUR = len(cases) - 1
    Suspect.objects.unscoped("test").update(is_open=False)
    assert client_for(officer).get(reverse("see-waiting")).status_code == 429


def test_the_api_lists_no_more_than_a_page_does(cases, settings):
    settings.LISTED_AN_HOUR = 2
    caller = Caller(cases[0].cast.police, scopes="read")
    assert caller.get("/api/cases/").status_code == 200
    answer = caller.for_(cases[0].cast.officer).get("/api/cases/")
    assert answer.status_code == 429 and "rows of lists" in answer.json()["detail"]


def test_downloads_of_figures_are_limited(cases, settings):
    settings.EXPORTS_AN_HOUR = 1
    browser = client_for(let_take_files(cases[0].cast.supervisor, cases[0].cast.police))
    address = reverse("export-file-quality")
    assert take_file(browser, address).status_code == 200
    [file] = Export.objects.all()
    assert browser.get(reverse("fetch-export", args=[file.pk])).status_code == 429
    page = ask_for_file(browser, address, month="2026-01")
    assert page.status_code == 429 and taking_files.WHY in page.text
    assert "No file was asked for" in page_text(page) and "break-glass" not in page_text(page)
    assert Export.objects.count() == 1


def test_what_was_typed_is_shown_to_be_copied(cases):
    browser = read_to_the_limit(cases)
    answers = {"surname": "Quentin", "given_names": "Quill", "form_key": str(uuid4())}
    page = browser.post(page_url("add-suspect", cases[LIMIT].case), answers)
    assert page.status_code == 429 and "Quentin" in page.content.decode()
    assert "What you typed was not sent" in page_text(page)


def test_the_leaders_hear_of_it_once_and_no_mail_names_a_case_or_a_person(cases):
    browser = read_to_the_limit(cases)
    for _ in range(3):
        opens(browser, cases[LIMIT])
    assert told() == ["Ines Inspector", "Sue Supervisor"]
    delivery = Delivery.objects.filter(notice="limit_reached").first()
    mail = " ".join(notice_mail(delivery))
    assert cases[LIMIT].urn not in mail and "Olive" not in mail and "52RS" not in mail
    assert "Someone of your unit reached a limit on reading" in mail
    page = client_for(cases[0].cast.supervisor).get(reverse("see-notices"))
    assert f'href="{reverse("see-reading")}"' in page.content.decode()
    page = page_text(client_for(cases[0].cast.supervisor).get(reverse("see-reading")))
    assert "Olive Officer Cases and other records, " in page


def test_the_limit_page_says_the_readers_own_limit_and_offers_no_dead_end(cases):
    browser = read_to_the_limit(cases)
    officer = cases[0].cast.officer
    ReadingRequest.objects.create(
        limit=ReadingLimit.RECORDS, an_hour=LIMIT + 1, hours=1, reason="For the review of today.",
        by=officer, unit=cases[0].cast.police, at=timezone.now(), authors=[officer.pk],
        status=ReadingRequest.Status.APPROVED, settled_by=cases[0].cast.supervisor,
        settled_at=timezone.now(), until=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    assert opens(browser, cases[LIMIT]).status_code == 200
    page = opens(browser, cases[LIMIT + 1])
    assert f"The limit for you is {LIMIT + 1} an hour" in page_text(page)
    assert reverse("ask-to-read-more") in page.content.decode()
    analyst = client_for(person(cases[0].cast.police, "see_figures"))
    page = [analyst.get(reverse("see-case", args=[uuid4()])) for _ in range(LIMIT + 1)][-1]
    assert page.status_code == 429 and reverse("ask-to-read-more") not in page.content.decode()


def test_leaders_hear_once_whatever_language_the_person_reads_in(cases, monkeypatch):
    monkeypatch.setitem(PASSED, ReadingLimit.RECORDS, lazy(get_language, str)())
    audit = AuditContext("see_case", scope(cases[0].cast.officer, timezone.now()))
    with override("cy"):
        for _ in range(2):
            log_limit_reached(audit, LimitReached(ReadingLimit.RECORDS))
    assert told() == ["Ines Inspector", "Sue Supervisor"]


def test_a_lost_log_entry_is_a_page_not_shown(cases, monkeypatch):
    """The count is what the log has: a page that it lacks was never shown."""

    def fail(**_facts):
        raise audit_log.AuditWriteFailed("see_case")

    monkeypatch.setattr(audit_log, "_insert_entry", fail)
    assert opens(client_for(cases[0].cast.officer), cases[0]).status_code == 503
    assert Client().get(reverse("see-reading")).status_code == 302
