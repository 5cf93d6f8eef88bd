"""Pages of message threads: opened, read, answered, and what is new."""

import pytest

from cases.correspondence.actions import message_threads
from cases.correspondence.queries import message_threads as queries
from cases.models import Message, Thread
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate().plan()


def open_thread_on_page(builder, who="officer", **typed):
    page = submit_form(
        client_for(getattr(builder.cast, who)), page_url("open-thread", builder.case), **typed
    )
    return page, Thread.objects.unscoped("test").latest("last_at")


def test_an_officer_begins_and_the_prosecutor_answers(builder):
    page, thread = open_thread_on_page(
        builder, text="Is the phone wanted?", item=builder.items[0].pk
    )
    assert "Message sent" in page_text(page)
    assert "Action 1 of plan 1" in page_text(page)
    listed = client_for(builder.cast.prosecutor).get(page_url("see-threads", builder.case))
    assert "Action 1 of plan 1 , " in page_text(listed) and "1 new" in page_text(listed)
    assert page_url("see-thread", thread) in links_on_page(listed)
    asked = client_for(builder.cast.prosecutor).get(page_url("write-message", thread))
    assert "Is the phone wanted?" in page_text(asked)
    page = submit_form(
        client_for(builder.cast.prosecutor), page_url("write-message", thread), text="For two days."
    )
    assert page_text(page).index("Is the phone wanted?") < page_text(page).index("For two days.")
    assert page_url("see-item", builder.items[0]) in links_on_page(page)


def test_an_action_leads_to_a_thread_about_it(builder):
    page = client_for(builder.cast.officer).get(page_url("see-item", builder.items[0]))
    [address] = [
        to for to in links_on_page(page) if to.startswith(page_url("open-thread", builder.case))
    ]
    form = client_for(builder.cast.officer).get(address).context["form"]
    assert form["item"].value() == str(builder.items[0].pk)


def test_a_message_is_new_to_each_reader_until_it_is_read(builder):
    _page, thread = open_thread_on_page(builder, text="One.")
    builder.do(message_threads.write_message, "supervisor", thread=thread, text="Two.")
    reader = client_for(builder.cast.prosecutor)
    assert "Messages (2 new)" in page_text(reader.get(page_url("see-case", builder.case)))
    assert "2 new" in page_text(reader.get(page_url("see-threads", builder.case)))
    assert page_text(reader.get(page_url("see-thread", thread))).count(" New ") == 2
    assert " New " not in page_text(reader.get(page_url("see-thread", thread)))
    for name in ("see-case", "see-threads"):
        assert "new" not in page_text(reader.get(page_url(name, builder.case))).replace(
            "something new", ""
        )
    assert "Messages (1 new)" in page_text(
        client_for(builder.cast.officer).get(page_url("see-case", builder.case))
    )
    assert "Messages (2 new)" in page_text(
        client_for(builder.cast.manager).get(page_url("see-case", builder.case))
    )


def test_a_mentioned_person_is_named_and_notified(builder):
    page, _thread = open_thread_on_page(
        builder, text="Please look.", mention=builder.cast.prosecutor.pk
    )
    assert f"Mentions {builder.cast.prosecutor.name}" in page_text(page)
    told = client_for(builder.cast.prosecutor).get(page_url("see-notices"))
    assert "You are mentioned in a message" in page_text(told)
    assert "Please look" not in told.content.decode()
    assert page_url("see-case", builder.case) + "?notice=1" in links_on_page(told)


def test_those_offered_are_the_others_who_may_read_the_case(builder):
    form = (
        client_for(builder.cast.officer).get(page_url("open-thread", builder.case)).context["form"]
    )
    offered = {key for key, _name in form.fields["mention"].choices if key}
    others = (
        "supervisor", "inspector", "assistant", "advice_manager", "manager", "prosecutor",
        "other_prosecutor",
    )  # fmt: skip
    assert offered == {str(getattr(builder.cast, who).pk) for who in others}


def test_an_empty_message_is_asked_for_again_and_the_rest_is_kept(builder):
    typed = {"text": " ", "item": builder.items[0].pk, "mention": builder.cast.prosecutor.pk}
    page = client_for(builder.cast.officer).post(page_url("open-thread", builder.case), typed)
    assert "Enter what you want to say" in page_text(page)
    assert "<title>Error: " in page.text
    for kept in (builder.items[0].pk, builder.cast.prosecutor.pk):
        assert f'<option value="{kept}" selected>' in page.text
    assert not Thread.objects.unscoped("test").exists()


@pytest.mark.parametrize("name", ["open-thread", "write-message"])
def test_two_clicks_send_one_message_and_tell_once(builder, name):
    _page, thread = open_thread_on_page(builder, text="First.")
    browser = client_for(builder.cast.officer)
    address = page_url(name, builder.case if name == "open-thread" else thread)
    key = browser.get(address).context["form"]["form_key"].value()
    sent = {"text": "Once.", "mention": builder.cast.prosecutor.pk, "form_key": key}
    first, second = (browser.post(address, sent) for _ in range(2))
    assert first.url == second.url
    assert [each.text for each in Message.objects.unscoped("test")].count("Once.") == 1
    assert Delivery.objects.filter(notice="mentioned").count() == 1


def test_text_typed_when_the_session_had_ended_is_there_to_copy(builder):
    browser = client_for(builder.cast.officer)
    browser.logout()
    page = browser.post(page_url("open-thread", builder.case), {"text": "Typed in vain?"})
    assert page.status_code == 403
    assert "Typed in vain?" in page.content.decode()


def test_the_parts_of_a_long_thread_follow_each_other_without_gap_or_repeat(builder):
    _page, thread = open_thread_on_page(builder, text="Message 1.")
    for n in range(2, 2 * queries.PAGE_SIZE + 2):
        builder.do(message_threads.write_message, "officer", thread=thread, text=f"Message {n}.")
    browser, more, seen = client_for(builder.cast.prosecutor), "", []
    while True:
        page = browser.get(page_url("see-thread", thread) + more)
        reading = page.context["reading"]
        seen = [row.number for row in reading.messages] + seen
        if not reading.older:
            break
        more = f"?before={reading.older}"
    assert seen == list(range(1, 2 * queries.PAGE_SIZE + 2))
    assert "Nothing older" in page_text(browser.get(page_url("see-thread", thread) + "?before=1"))
    for nonsense in ("x", "-1", "9" * 40, "٣"):
        assert (
            browser.get(page_url("see-thread", thread), {"before": nonsense})
            .context["reading"]
            .messages
        )


def test_the_list_pages_by_the_last_message(builder):
    _page, first = open_thread_on_page(builder, text="First.")
    for n in range(queries.PAGE_SIZE + 1):
        builder.do(message_threads.open_thread, "officer", case=builder.case, text=f"Thread {n}.")
    builder.do(message_threads.write_message, "officer", thread=first, text="Again.")
    browser, address = client_for(builder.cast.prosecutor), page_url("see-threads", builder.case)
    page = browser.get(address).context["page"]
    assert page.lines[0].pk == first.pk
    older = browser.get(address, {"before": page.older}).context["page"]
    assert [line.first for line in older.lines] == ["Thread 1.", "Thread 0."]
    assert "Nothing older" in page_text(
        browser.get(address + "?before=2020-01-01T00:00:00Z~" + "0" * 32)
    )


def test_pages_take_as_many_questions_for_many_messages_as_for_one(builder):
    _page, thread = open_thread_on_page(builder, text="One.", mention=builder.cast.prosecutor.pk)
    browser = client_for(builder.cast.prosecutor)
    pages = [
        page_url("see-threads", builder.case),
        page_url("see-thread", thread),
        page_url("write-message", thread),
    ]
    for address in pages:
        browser.get(address)
    few = [len(page_and_queries(browser, address)[1]) for address in pages]
    for n in range(5):
        facts = {"text": f"More {n}.", "mention": builder.cast.manager}
        builder.do(message_threads.write_message, "officer", thread=thread, **facts)
        builder.do(
            message_threads.open_thread,
            "officer",
            case=builder.case,
            item=builder.items[0],
            **facts,
        )
    browser.get(pages[1])
    many = [len(page_and_queries(browser, address)[1]) for address in pages]
    assert many == few
    assert max(many) <= 12
