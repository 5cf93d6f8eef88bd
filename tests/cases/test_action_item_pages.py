"""The page of an action item, and the forms that reply to it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import Document, ItemEntry
from devtools.case_builder import CaseBuilder, cast
from people.text.dates import format_day
from tests.support.cases.pages import client_for, date_parts, links_on_page, page_text, page_url
from tests.support.cases.sample_files import PROGRAM, pdf, upload
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def document_root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return settings.DOCUMENT_ROOT


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate().plan({})


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def item_of(builder):
    return builder.items[0]


def answer_item_of(builder):
    return builder.do(
        action_items.answer_item,
        "officer",
        item=item_of(builder),
        answer="DONE",
        text="Attached. Both sides know the reason.",
    )


def ask_for_date_of(builder, who="officer", days=20):
    return builder.do(
        action_items.ask_for_date, who, item=item_of(builder),
        text="The lab is late. Both sides know the reason.",
        proposed_on=TODAY + timedelta(days=days),
    )  # fmt: skip


def post_form(browser, name, builder, **typed):
    item = item_of(builder)
    return browser.post(page_url(name, item), {"form_key": "", "version": item.version} | typed)


# The page


def test_an_action_shows_what_is_asked_why_and_by_when(builder, officer):
    page = officer.get(page_url("see-item", item_of(builder)))
    told = page_text(page)
    for part in (
        "Action 1 of plan 1", "Take a statement.", "Their first account of it.",
        "One short statement.", "Essential", "Suspect 1: Sam", "Suspect 2: Sam", "Due in 1",
        "Waiting for the police",
        "Pia Prosecutor, CPS South West",
    ):  # fmt: skip
        assert part in told
    assert page_url("answer-item", item_of(builder)) in links_on_page(page)
    assert page_url("cancel-item", item_of(builder)) not in links_on_page(page)


def test_everything_said_is_shown_in_its_order_with_its_documents(builder, officer, prosecutor):
    file = upload("statement.pdf", pdf())
    post_form(
        officer,
        "answer-item",
        builder,
        answer="DONE",
        done="Taken on Monday.",
        documents=[file],
        mg_form="MG11",
    )
    post_form(
        prosecutor, "say-what-is-missing", builder, text="Page two. Both sides know the reason.",
        **date_parts("due_on", TODAY + timedelta(days=4)),
    )  # fmt: skip
    page = officer.get(page_url("see-item", item_of(builder)))
    told = page_text(page)
    parts = [
        "Action set, due",
        "Done Taken on Monday.",
        "statement.pdf",
        "More is needed by",
        "Page two. Both sides know the reason.",
    ]
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)
    document = Document.objects.unscoped("test").get()
    assert page_url("see-document", document) in links_on_page(page)


def test_a_verb_that_is_not_possible_now_is_shown_with_its_reason(builder, officer, prosecutor):
    told = page_text(prosecutor.get(page_url("see-item", item_of(builder))))
    assert (
        "Accept the answer, Say what is missing This action is still waiting for an "
        "answer from the police." in told
    )
    answer_item_of(builder)
    told = page_text(officer.get(page_url("see-item", item_of(builder))))
    assert "Answer this action, Ask for another date This action has been answered already." in told


def test_those_who_only_read_are_told_who_works_on_it(builder):
    told = page_text(client_for(builder.cast.manager).get(page_url("see-item", item_of(builder))))
    assert "You can read this action. The officer and the prosecutor work on it." in told


def test_the_page_costs_the_same_however_much_was_said(builder, officer):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            officer.get(page_url("see-item", item_of(builder)))
        return [q["sql"] for q in seen]

    queries()
    before = len(queries())
    for _ in range(4):
        ask_for_date_of(builder)
        builder.do(
            action_items.answer_date_request, "prosecutor", item=item_of(builder), is_agreed=False,
            text="No. Both sides know the reason.",
        )  # fmt: skip
    after = queries()
    assert len(after) == before
    assert len([sql for sql in after if sql.startswith("SELECT") and "set_config" not in sql]) <= 12


# Answer


def test_the_police_answer_with_text_and_documents(builder, officer):
    files = [upload("a.pdf", pdf()), upload("b.pdf", pdf())]
    answer = post_form(
        officer,
        "answer-item",
        builder,
        answer="DONE",
        done="Here.",
        documents=files,
        mg_form="MG11",
    )
    assert answer.url == page_url("see-item", item_of(builder))
    assert "Answer sent" in page_text(officer.get(answer.url))
    assert item_of(builder).status == "ANSWERED"
    entry = ItemEntry.objects.unscoped("test").get(item=item_of(builder))
    assert (entry.kind, entry.text) == ("ANSWERED", "Here.")
    assert Document.objects.unscoped("test").filter(entry=entry).count() == 2
    assert [builder.suspect(n).state for n in range(2)] == ["WITH_PROSECUTOR"] * 2


def test_the_police_say_why_it_cannot_be_provided(builder, officer):
    post_form(
        officer, "answer-item", builder, answer="CANNOT",
        because="It was overwritten. Both sides know the reason.",
        done="typed before, then not asked",
    )  # fmt: skip
    assert item_of(builder).answer == "CANNOT"
    entry = ItemEntry.objects.unscoped("test").get(item=item_of(builder))
    assert (entry.kind, entry.text) == ("CANNOT", "It was overwritten. Both sides know the reason.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Select how you answer"),
        ({"answer": "DONE"}, "Enter what has been done"),
        ({"answer": "CANNOT", "done": "x"}, "Enter why it cannot be provided"),
    ],
)
def test_an_answer_that_is_not_whole_is_asked_for_again(builder, officer, typed, told):
    page = post_form(officer, "answer-item", builder, **typed)
    assert page.status_code == 200
    assert told in page_text(page)
    assert item_of(builder).status == "OPEN"


def test_a_file_that_may_not_be_kept_stops_the_whole_answer_and_the_text_stays(
    builder, officer, document_root
):
    files = [upload("fine.pdf", pdf()), upload("not.pdf", PROGRAM)]
    page = post_form(
        officer,
        "answer-item",
        builder,
        answer="DONE",
        done="My long text.",
        documents=files,
        mg_form="MG11",
    )
    assert page.status_code == 409
    assert "“not.pdf”" in page_text(page)
    assert "My long text." in page.content.decode()
    assert item_of(builder).status == "OPEN"
    assert not Document.objects.unscoped("test").exists()
    assert [path for path in document_root.rglob("*") if path.is_file()] == []


def test_an_action_cancelled_a_second_ago_is_named_and_everything_typed_is_kept(builder, officer):
    officer.get(page_url("answer-item", item_of(builder)))
    builder.do(
        action_items.cancel_item,
        "prosecutor",
        item=item_of(builder),
        text="Not needed. Both sides know the reason.",
    )
    page = post_form(
        officer, "answer-item", builder, answer="CANNOT", because="Half an hour of typing."
    )
    assert page.status_code == 409
    assert "This action was cancelled, so nothing more is needed." in page_text(page)
    assert "Half an hour of typing." in page.content.decode()
    assert item_of(builder).status == "CANCELLED"


# Accept or ask for more


def test_an_answer_is_accepted(builder, prosecutor):
    answer_item_of(builder)
    assert "Attached. Both sides know the reason." in page_text(
        prosecutor.get(page_url("accept-answer", item_of(builder)))
    )
    answer = post_form(prosecutor, "accept-answer", builder)
    assert answer.url == page_url("see-item", item_of(builder))
    assert item_of(builder).status == "ACCEPTED"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("accept-answer", {"text": "Thank you. Both sides know the reason."}),
        (
            "say-what-is-missing",
            {"text": "Page two. Both sides know the reason."}
            | date_parts("due_on", TODAY + timedelta(days=6)),
        ),
        ("cancel-item", {"text": "The CCTV shows it. Both sides know the reason."}),
    ],
)
def test_an_answer_that_was_replaced_is_read_before_it_is_judged(builder, prosecutor, name, typed):
    answer_item_of(builder)
    read = prosecutor.get(page_url(name, item_of(builder))).context["form"]["version"].value()
    builder.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(builder),
        text="Page two. Both sides know the reason.",
        due_on=TODAY + timedelta(days=5),
    )  # fmt: skip
    builder.do(
        action_items.answer_item,
        "officer",
        item=item_of(builder),
        answer="CANNOT",
        text="It is lost. Both sides know the reason.",
    )

    page = post_form(prosecutor, name, builder, version=read, **typed)

    assert page.status_code == 409
    assert "This action has changed since you opened it. Read it again" in page_text(page)
    assert "It is lost. Both sides know the reason." in page_text(page) and typed[
        "text"
    ] in page_text(page)
    assert (item_of(builder).status, item_of(builder).answer) == ("ANSWERED", "CANNOT")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("answer-item", {"answer": "DONE", "done": "Here."}),
        (
            "ask-for-date",
            {"text": "The lab. Both sides know the reason."}
            | date_parts("proposed_on", TODAY + timedelta(days=50)),
        ),
    ],
)
def test_the_police_answer_the_action_that_they_read(builder, officer, name, typed):
    read = officer.get(page_url(name, item_of(builder))).context["form"]["version"].value()
    ask_for_date_of(builder, "prosecutor", days=3)
    builder.do(action_items.answer_date_request, "officer", item=item_of(builder), is_agreed=True)

    page = post_form(officer, name, builder, version=read, **typed)

    assert page.status_code == 409
    assert "This action has changed since you opened it. Read it again" in page_text(page)
    assert (item_of(builder).status, item_of(builder).date_asked_by) == ("OPEN", "")


def test_an_incomplete_answer_goes_back_with_a_date(builder, prosecutor):
    answer_item_of(builder)
    page = post_form(
        prosecutor,
        "say-what-is-missing",
        builder,
        **date_parts("due_on", TODAY - timedelta(days=1)),
    )
    assert "Enter what is missing" in page_text(page)
    assert "The date you need it by must be today or later" in page_text(page)
    due_on = TODAY + timedelta(days=6)
    post_form(
        prosecutor,
        "say-what-is-missing",
        builder,
        text="Page two. Both sides know the reason.",
        **date_parts("due_on", due_on),
    )
    assert (item_of(builder).status, item_of(builder).due_on) == ("OPEN", due_on)
    assert builder.suspect().state == "ACTION_PLAN"


def test_an_action_is_cancelled_with_a_reason(builder, prosecutor):
    assert "Enter why this action is no longer needed" in page_text(
        post_form(prosecutor, "cancel-item", builder)
    )
    post_form(
        prosecutor, "cancel-item", builder, text="The CCTV shows it. Both sides know the reason."
    )
    assert item_of(builder).status == "CANCELLED"


# Another date


def test_the_police_ask_and_the_prosecutor_agrees(builder, officer, prosecutor):
    wanted = TODAY + timedelta(days=30)
    post_form(
        officer,
        "ask-for-date",
        builder,
        text="The lab is late. Both sides know the reason.",
        **date_parts("proposed_on", wanted),
    )
    told = page_text(prosecutor.get(page_url("see-item", item_of(builder))))
    assert "Avon and Somerset Police asks to move the date to" in told
    page = prosecutor.get(page_url("answer-date-request", item_of(builder)))
    assert "The lab is late. Both sides know the reason." in page_text(page)
    post_form(
        prosecutor,
        "answer-date-request",
        builder,
        is_agreed="yes",
        text="not asked, as both sides know by now",
    )
    assert item_of(builder).due_on == wanted


def test_the_prosecutor_asks_and_the_police_do_not_agree(builder, officer, prosecutor):
    before = item_of(builder).due_on
    wanted = TODAY + timedelta(days=2)
    post_form(
        prosecutor,
        "ask-for-date",
        builder,
        text="The bail ends. Both sides know the reason.",
        **date_parts("proposed_on", wanted),
    )
    assert "Enter why you do not agree" in page_text(
        post_form(officer, "answer-date-request", builder, is_agreed="no")
    )
    post_form(
        officer,
        "answer-date-request",
        builder,
        is_agreed="no",
        text="Not possible. Both sides know the reason.",
    )
    assert item_of(builder).due_on == before
    assert "Not agreed" in page_text(prosecutor.get(page_url("see-item", item_of(builder))))


def test_a_yes_is_to_the_date_that_was_read(builder, officer, prosecutor):
    before = item_of(builder).due_on
    ask_for_date_of(builder, days=20)
    opened = prosecutor.get(page_url("answer-date-request", item_of(builder))).context["form"]
    read = opened["version"].value()
    builder.do(
        action_items.answer_date_request, "prosecutor", item=item_of(builder), is_agreed=False,
        text="Too late. Both sides know the reason.",
    )  # fmt: skip
    ask_for_date_of(builder, days=40)

    page = post_form(prosecutor, "answer-date-request", builder, is_agreed="yes", version=read)

    assert page.status_code == 409
    assert "This action has changed since you opened it. Read it again" in page_text(page)
    assert format_day(TODAY + timedelta(days=40)) in page_text(page)
    assert (item_of(builder).due_on, item_of(builder).date_asked_by) == (before, "POLICE")
    renewed = page.context["form"]["version"].value()
    post_form(prosecutor, "answer-date-request", builder, is_agreed="yes", version=renewed)
    assert item_of(builder).due_on == TODAY + timedelta(days=40)


def test_one_s_own_request_is_not_answered(builder, officer):
    ask_for_date_of(builder)
    page = officer.get(page_url("answer-date-request", item_of(builder)))
    assert page.status_code == 403
    assert page_url("answer-date-request", item_of(builder)) not in links_on_page(
        officer.get(page_url("see-item", item_of(builder)))
    )


def test_a_date_that_is_there_already_is_said_and_the_reason_kept(builder, officer):
    page = post_form(
        officer, "ask-for-date", builder, text="Precious words. Both sides know the reason.",
        **date_parts("proposed_on", item_of(builder).due_on),
    )  # fmt: skip
    assert page.status_code == 409
    assert "The action has this date already. Enter another." in page_text(page)
    assert "Precious words. Both sides know the reason." in page.content.decode()


def test_people_of_another_case_do_not_reach_an_action(builder):
    stranger = CaseBuilder(cast(), at=START).cast.officer
    for name in ("see-item", "answer-item", "cancel-item", "ask-for-date"):
        assert client_for(stranger).get(page_url(name, item_of(builder))).status_code == 404
        assert (
            client_for(stranger)
            .post(page_url(name, item_of(builder)), {"text": "x, as both sides know by now"})
            .status_code
            == 404
        )
