"""Pages of message threads: opened, read, answered, and what is new."""

import pytest

from cases.correspondence.actions import message_threads
from cases.correspondence.queries import message_threads as queries
from cases.models import Message, Thread
from devtools.case_builder import Road, cast
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2).allocate().plan()


def open_(road, who="officer", **typed):
    page = follow(as_(getattr(road.cast, who)), at("open-thread", road.case), **typed)
    return page, Thread.objects.unscoped("test").latest("last_at")


def test_an_officer_begins_and_the_prosecutor_answers(road):
    page, thread = open_(road, text="Is the phone wanted?", item=road.items[0].pk)
    assert "Message sent" in said(page)
    assert "Action 1 of plan 1" in said(page)
    listed = as_(road.cast.prosecutor).get(at("see-threads", road.case))
    assert "Action 1 of plan 1 , " in said(listed) and "1 new" in said(listed)
    assert at("see-thread", thread) in links(listed)
    asked = as_(road.cast.prosecutor).get(at("write-message", thread))
    assert "Is the phone wanted?" in said(asked)
    page = follow(as_(road.cast.prosecutor), at("write-message", thread), text="For two days.")
    assert said(page).index("Is the phone wanted?") < said(page).index("For two days.")
    assert at("see-item", road.items[0]) in links(page)


def test_an_action_leads_to_a_thread_about_it(road):
    page = as_(road.cast.officer).get(at("see-item", road.items[0]))
    [address] = [to for to in links(page) if to.startswith(at("open-thread", road.case))]
    form = as_(road.cast.officer).get(address).context["form"]
    assert form["item"].value() == str(road.items[0].pk)


def test_what_is_new_is_new_to_each_reader_until_it_is_read(road):
    _page, thread = open_(road, text="One.")
    road.do(message_threads.write_message, "supervisor", thread=thread, text="Two.")
    reader = as_(road.cast.prosecutor)
    assert "Messages (2 new)" in said(reader.get(at("see-case", road.case)))
    assert "2 new" in said(reader.get(at("see-threads", road.case)))
    assert said(reader.get(at("see-thread", thread))).count(" New ") == 2
    assert " New " not in said(reader.get(at("see-thread", thread)))
    for name in ("see-case", "see-threads"):
        assert "new" not in said(reader.get(at(name, road.case))).replace("something new", "")
    assert "Messages (1 new)" in said(as_(road.cast.officer).get(at("see-case", road.case)))
    assert "Messages (2 new)" in said(as_(road.cast.manager).get(at("see-case", road.case)))


def test_somebody_is_mentioned_by_name_and_told(road):
    page, _thread = open_(road, text="Please look.", mention=road.cast.prosecutor.pk)
    assert f"Mentions {road.cast.prosecutor.name}" in said(page)
    told = as_(road.cast.prosecutor).get(at("see-notices"))
    assert "You are mentioned in a message" in said(told)
    assert "Please look" not in told.content.decode()
    assert at("see-case", road.case) in links(told)


def test_those_offered_are_the_others_who_may_read_the_case(road):
    form = as_(road.cast.officer).get(at("open-thread", road.case)).context["form"]
    offered = {key for key, _name in form.fields["mention"].choices if key}
    others = (
        "supervisor", "inspector", "assistant", "advice_manager", "manager", "prosecutor",
        "other_prosecutor",
    )  # fmt: skip
    assert offered == {str(getattr(road.cast, who).pk) for who in others}


def test_an_empty_message_is_asked_for_again_and_the_rest_is_kept(road):
    typed = {"text": " ", "item": road.items[0].pk, "mention": road.cast.prosecutor.pk}
    page = as_(road.cast.officer).post(at("open-thread", road.case), typed)
    assert "Enter what you want to say" in said(page)
    assert "<title>Error: " in page.text
    for kept in (road.items[0].pk, road.cast.prosecutor.pk):
        assert f'<option value="{kept}" selected>' in page.text
    assert not Thread.objects.unscoped("test").exists()


@pytest.mark.parametrize("name", ["open-thread", "write-message"])
def test_two_clicks_send_one_message_and_tell_once(road, name):
    _page, thread = open_(road, text="First.")
    browser = as_(road.cast.officer)
    address = at(name, road.case if name == "open-thread" else thread)
    key = browser.get(address).context["form"]["form_key"].value()
    sent = {"text": "Once.", "mention": road.cast.prosecutor.pk, "form_key": key}
    first, second = (browser.post(address, sent) for _ in range(2))
    assert first.url == second.url
    assert Message.objects.unscoped("test").filter(text="Once.").count() == 1
    assert Delivery.objects.filter(notice="mentioned").count() == 1


def test_what_was_typed_when_the_session_had_ended_is_there_to_copy(road):
    browser = as_(road.cast.officer)
    browser.logout()
    page = browser.post(at("open-thread", road.case), {"text": "Typed in vain?"})
    assert page.status_code == 403
    assert "Typed in vain?" in page.content.decode()


def test_the_parts_of_a_long_thread_follow_each_other_without_gap_or_repeat(road):
    _page, thread = open_(road, text="Message 1.")
    for n in range(2, 2 * queries.PAGE_SIZE + 2):
        road.do(message_threads.write_message, "officer", thread=thread, text=f"Message {n}.")
    browser, more, seen = as_(road.cast.prosecutor), "", []
    while True:
        page = browser.get(at("see-thread", thread) + more)
        reading = page.context["reading"]
        seen = [row.number for row in reading.messages] + seen
        if not reading.older:
            break
        more = f"?before={reading.older}"
    assert seen == list(range(1, 2 * queries.PAGE_SIZE + 2))
    assert "Nothing older" in said(browser.get(at("see-thread", thread) + "?before=1"))
    for nonsense in ("x", "-1", "9" * 40, "٣"):
        assert (
            browser.get(at("see-thread", thread), {"before": nonsense}).context["reading"].messages
        )


def test_the_list_pages_by_the_last_message(road):
    _page, first = open_(road, text="First.")
    for n in range(queries.PAGE_SIZE + 1):
        road.do(message_threads.open_thread, "officer", case=road.case, text=f"Thread {n}.")
    road.do(message_threads.write_message, "officer", thread=first, text="Again.")
    browser, address = as_(road.cast.prosecutor), at("see-threads", road.case)
    page = browser.get(address).context["page"]
    assert page.lines[0].pk == first.pk
    older = browser.get(address, {"before": page.older}).context["page"]
    assert [line.first for line in older.lines] == ["Thread 1.", "Thread 0."]
    assert "Nothing older" in said(
        browser.get(address + "?before=2020-01-01T00:00:00Z~" + "0" * 32)
    )


def test_pages_take_as_many_questions_for_many_messages_as_for_one(road):
    _page, thread = open_(road, text="One.", mention=road.cast.prosecutor.pk)
    browser = as_(road.cast.prosecutor)
    pages = [at("see-threads", road.case), at("see-thread", thread), at("write-message", thread)]
    for address in pages:
        browser.get(address)
    few = [len(questions(browser, address)[1]) for address in pages]
    for n in range(5):
        facts = {"text": f"More {n}.", "mention": road.cast.manager}
        road.do(message_threads.write_message, "officer", thread=thread, **facts)
        road.do(message_threads.open_thread, "officer", case=road.case, item=road.items[0], **facts)
    browser.get(pages[1])
    many = [len(questions(browser, address)[1]) for address in pages]
    assert many == few
    assert max(many) <= 12
