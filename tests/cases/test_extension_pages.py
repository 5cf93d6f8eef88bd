"""The pages of an extension, and where a moved due date is said."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Extension
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases.extensions import (
    answer_extension_of,
    ask_to_extend,
    clock_of,
    due_day,
    extension_of,
    propose_due_date_of,
    send_extension_up_of,
)
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
WHY = "The laboratory needs longer. Both sides know the reason."


@module_fixture
def people():
    return cast()


@pytest.fixture
def builder(people):
    """With the prosecutor, who owes a decision."""
    return CaseBuilder(people, at=days_ago(2), suspects=2).allocate()


def browser(builder, who):
    return client_for(getattr(builder.cast, who))


def page_of(builder, who, name="see-extension", row=None):
    return browser(builder, who).get(page_url(name, row or extension_of(builder)))


def day_text(day):
    return f"{day.day} {day:%B %Y}"


def test_from_asking_to_agreeing_through_the_pages(builder):
    suspect, prosecutor = builder.suspects[0], browser(builder, "prosecutor")
    ask = page_url("ask-for-extension", suspect)
    assert ask in links_on_page(prosecutor.get(page_url("see-case", builder.case)))
    told = page_text(prosecutor.get(ask))
    first = due_day(builder)
    assert "A decision of the CPS" in told and f"Due date now {day_text(first)}" in told
    wanted = day_from_today(60)
    page = submit_form(prosecutor, ask, text=WHY, **date_parts("proposed_on", wanted))
    assert "The due date stays until the other side agrees." in page_text(page)
    answer = page_url("answer-extension", extension_of(builder))
    officer = browser(builder, "officer")
    page = officer.get(page_url("see-case", builder.case))
    assert answer in links_on_page(page) and f"Until {day_text(wanted)}" in page_text(page)
    page = submit_form(officer, answer, answer="AGREE", text=WHY)
    told = page_text(page)
    assert f"First due date {day_text(first)}" in told and WHY in told
    assert due_day(builder) == wanted


def test_what_is_typed_comes_back_with_what_is_wrong(builder):
    prosecutor = browser(builder, "prosecutor")
    ask = page_url("ask-for-extension", builder.suspects[0])
    soon = date_parts("proposed_on", day_from_today(1))
    page = prosecutor.post(ask, {"form_key": "", "text": WHY, **soon})
    assert "Enter a date after" in page_text(page) and WHY in page_text(page)
    assert page.status_code == 409
    page = prosecutor.post(ask, {"form_key": "", "text": ""})
    assert "Enter why more time is needed" in page_text(page)
    assert not Extension.objects.unscoped("test").filter(case=builder.case).exists()


def test_the_same_form_sent_twice_asks_once(builder):
    prosecutor = browser(builder, "prosecutor")
    ask = page_url("ask-for-extension", builder.suspects[0])
    facts = {"form_key": "", "text": WHY, **date_parts("proposed_on", day_from_today(60))}
    assert prosecutor.post(ask, facts).status_code == 302
    again = page_text(prosecutor.post(ask, facts))
    assert "An extension of this date has been asked for already. Open that one." in again
    assert Extension.objects.unscoped("test").filter(case=builder.case).count() == 1
    links = links_on_page(prosecutor.get(ask))
    assert page_url("see-extension", extension_of(builder)) in links


def test_the_two_people_named_settle_it_on_their_pages(builder):
    ask_to_extend(builder, "prosecutor")
    answer_extension_of(builder, "officer", "REFUSE")
    for who in ("officer", "prosecutor"):  # while neither side is asked to answer
        for name in ("mine", "unit", "waiting"):
            address = reverse("see-worklist", args=[name])
            assert browser(builder, who).get(address).status_code == 200
    extension, people = extension_of(builder), builder.cast
    submit_form(
        browser(builder, "officer"), page_url("send-extension-up", extension), text=WHY,
        inspector=people.inspector.pk, manager=people.manager.pk,
    )  # fmt: skip
    assert "Named: Ines Inspector and Mona Manager." in page_text(page_of(builder, "prosecutor"))
    case = browser(builder, "inspector").get(page_url("see-case", builder.case))
    propose = page_url("propose-due-date", extension)
    assert propose in links_on_page(case)
    wanted = day_from_today(50)
    submit_form(
        browser(builder, "inspector"), propose, is_moved="yes", text=WHY,
        **date_parts("new_date", wanted),
    )  # fmt: skip
    told = page_text(page_of(builder, "manager", "answer-due-date"))
    assert f"Outcome proposed {day_text(wanted)}" in told
    submit_form(
        browser(builder, "manager"), page_url("answer-due-date", extension), is_agreed="yes"
    )  # fmt: skip
    assert due_day(builder) == wanted


def test_a_proposal_that_the_date_stays_says_so(builder):
    ask_to_extend(builder, "prosecutor")
    answer_extension_of(builder, "officer", "REFUSE")
    send_extension_up_of(builder)
    propose_due_date_of(builder)
    told = page_text(page_of(builder, "manager"))
    assert "Outcome proposed The due date stays as it is" in told


# Where a moved date is said


def moved(builder):
    first = due_day(builder)
    ask_to_extend(builder, "prosecutor")
    answer_extension_of(builder, "officer", "AGREE")
    return day_text(first), day_text(due_day(builder))


def test_the_case_page_and_the_page_of_due_dates_say_both_dates(builder):
    first, now = moved(builder)
    told = page_text(page_of(builder, "officer", "see-case", builder.case))
    assert f"From {first} to {now}, agreed by both sides" in told
    told = page_text(page_of(builder, "officer", "see-due-dates", builder.case))
    assert f"Due by {now}" in told and f"First due date {first}" in told
    assert "Period 28 calendar days" in told and "Rule recorded with it charging_green@" in told


def test_a_worklist_says_that_a_date_was_moved_and_who_answers(builder):
    ask_to_extend(builder, "prosecutor")
    mine = reverse("see-worklist", args=["mine"])
    rows = page_text(browser(builder, "officer").get(mine))
    assert "Answer a request for an extension" in rows and "Moved: first due" not in rows
    answer_extension_of(builder, "officer", "AGREE")
    day = clock_of(builder).first_due_at.date()
    rows = page_text(browser(builder, "prosecutor").get(mine))
    assert f"Moved: first due {day.day} {day:%B}" in rows


def test_asking_in_an_unsent_state_tells_the_cps_no_more_than_that_it_is_asked(people):
    builder = CaseBuilder(people, at=days_ago(3)).submit().send_back()
    ask_to_extend(builder, "officer")
    before = page_text(page_of(builder, "manager", "see-case", builder.case))
    builder.write()
    assert page_text(page_of(builder, "manager", "see-case", builder.case)) == before


# Readers


def test_reading_is_logged(builder):
    ask_to_extend(builder, "prosecutor")
    assert page_of(builder, "officer").status_code == 200
    read = AuditEntry.objects.filter(verb="see_extension").latest("pk")
    assert read.ids == [str(extension_of(builder).pk)]


def test_queries_are_constant_in_what_was_said(builder):
    ask_to_extend(builder, "prosecutor")
    reader, address = browser(builder, "officer"), page_url("see-extension", extension_of(builder))
    reader.get(address)
    _, few = page_and_queries(reader, address)
    for n, who in enumerate(("officer", "prosecutor", "officer"), start=1):
        on = due_day(builder) + timedelta(days=n)
        answer_extension_of(builder, who, "COUNTER", new_date=on)
    _, many = page_and_queries(reader, address)
    assert len(many) == len(few) <= 12
