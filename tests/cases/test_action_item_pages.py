"""The page of an action item, and the forms that reply to it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import Document, ItemEntry
from devtools.case_builder import Road, cast
from people.text.dates import format_day
from tests.support.cases.pages import as_, at, day, links, said
from tests.support.cases.sample_files import PROGRAM, pdf, upload
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return settings.DOCUMENT_ROOT


@standing
def road():
    return Road(cast(), suspects=2, at=START).allocate().plan({})


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


@pytest.fixture
def prosecutor(road):
    return as_(road.cast.prosecutor)


def item_of(road):
    return road.items[0]


def answered(road):
    return road.do(
        action_items.answer_item,
        "officer",
        item=item_of(road),
        answer="DONE",
        text="Attached. Both sides know the reason.",
    )


def asked(road, who="officer", days=20):
    return road.do(
        action_items.ask_for_date, who, item=item_of(road),
        text="The lab is late. Both sides know the reason.",
        proposed_on=TODAY + timedelta(days=days),
    )  # fmt: skip


def post(browser, name, road, **typed):
    item = item_of(road)
    return browser.post(at(name, item), {"form_key": "", "version": item.version} | typed)


# The page


def test_an_action_shows_what_is_asked_why_and_by_when(road, officer):
    page = officer.get(at("see-item", item_of(road)))
    told = said(page)
    for part in (
        "Action 1 of plan 1", "Take a statement.", "Their first account of it.",
        "One short statement.", "Essential", "Suspect 1: Sam", "Suspect 2: Sam", "Due in 1",
        "Waiting for the police",
        "Pia Prosecutor, CPS South West",
    ):  # fmt: skip
        assert part in told
    assert at("answer-item", item_of(road)) in links(page)
    assert at("cancel-item", item_of(road)) not in links(page)


def test_everything_said_is_shown_in_its_order_with_its_documents(road, officer, prosecutor):
    file = upload("statement.pdf", pdf())
    post(
        officer,
        "answer-item",
        road,
        answer="DONE",
        done="Taken on Monday.",
        documents=[file],
        mg_form="MG11",
    )
    post(
        prosecutor, "say-what-is-missing", road, text="Page two. Both sides know the reason.",
        **day("due_on", TODAY + timedelta(days=4)),
    )  # fmt: skip
    page = officer.get(at("see-item", item_of(road)))
    told = said(page)
    parts = [
        "Action set, due",
        "Done Taken on Monday.",
        "statement.pdf",
        "More is needed by",
        "Page two. Both sides know the reason.",
    ]
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)
    document = Document.objects.unscoped("test").get()
    assert at("see-document", document) in links(page)


def test_what_is_not_possible_now_is_said_with_its_reason(road, officer, prosecutor):
    told = said(prosecutor.get(at("see-item", item_of(road))))
    assert (
        "Accept the answer, Say what is missing This action is still waiting for an "
        "answer from the police." in told
    )
    answered(road)
    told = said(officer.get(at("see-item", item_of(road))))
    assert "Answer this action, Ask for another date This action has been answered already." in told


def test_those_who_only_read_are_told_who_works_on_it(road):
    told = said(as_(road.cast.manager).get(at("see-item", item_of(road))))
    assert "You can read this action. The officer and the prosecutor work on it." in told


def test_the_page_costs_the_same_however_much_was_said(road, officer):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            officer.get(at("see-item", item_of(road)))
        return [q["sql"] for q in seen]

    queries()
    before = len(queries())
    for _ in range(4):
        asked(road)
        road.do(
            action_items.answer_date_request, "prosecutor", item=item_of(road), is_agreed=False,
            text="No. Both sides know the reason.",
        )  # fmt: skip
    after = queries()
    assert len(after) == before
    assert len([sql for sql in after if sql.startswith("SELECT") and "set_config" not in sql]) <= 12


# Answer


def test_the_police_answer_with_text_and_documents(road, officer):
    files = [upload("a.pdf", pdf()), upload("b.pdf", pdf())]
    answer = post(
        officer, "answer-item", road, answer="DONE", done="Here.", documents=files, mg_form="MG11"
    )
    assert answer.url == at("see-item", item_of(road))
    assert "Answer sent" in said(officer.get(answer.url))
    assert item_of(road).status == "ANSWERED"
    entry = ItemEntry.objects.unscoped("test").get(item=item_of(road))
    assert (entry.kind, entry.text) == ("ANSWERED", "Here.")
    assert Document.objects.unscoped("test").filter(entry=entry).count() == 2
    assert [road.suspect(n).state for n in range(2)] == ["WITH_PROSECUTOR"] * 2


def test_the_police_say_why_it_cannot_be_provided(road, officer):
    post(
        officer, "answer-item", road, answer="CANNOT",
        because="It was overwritten. Both sides know the reason.",
        done="typed before, then not asked",
    )  # fmt: skip
    assert item_of(road).answer == "CANNOT"
    entry = ItemEntry.objects.unscoped("test").get(item=item_of(road))
    assert (entry.kind, entry.text) == ("CANNOT", "It was overwritten. Both sides know the reason.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Select how you answer"),
        ({"answer": "DONE"}, "Enter what has been done"),
        ({"answer": "CANNOT", "done": "x"}, "Enter why it cannot be provided"),
    ],
)
def test_an_answer_that_is_not_whole_is_asked_for_again(road, officer, typed, told):
    page = post(officer, "answer-item", road, **typed)
    assert page.status_code == 200
    assert told in said(page)
    assert item_of(road).status == "OPEN"


def test_a_file_that_may_not_be_kept_stops_the_whole_answer_and_the_text_stays(road, officer, root):
    files = [upload("fine.pdf", pdf()), upload("not.pdf", PROGRAM)]
    page = post(
        officer,
        "answer-item",
        road,
        answer="DONE",
        done="My long text.",
        documents=files,
        mg_form="MG11",
    )
    assert page.status_code == 409
    assert "“not.pdf”" in said(page)
    assert "My long text." in page.content.decode()
    assert item_of(road).status == "OPEN"
    assert not Document.objects.unscoped("test").exists()
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_an_action_cancelled_a_second_ago_is_named_and_everything_typed_is_kept(road, officer):
    officer.get(at("answer-item", item_of(road)))
    road.do(
        action_items.cancel_item,
        "prosecutor",
        item=item_of(road),
        text="Not needed. Both sides know the reason.",
    )
    page = post(officer, "answer-item", road, answer="CANNOT", because="Half an hour of typing.")
    assert page.status_code == 409
    assert "This action was cancelled, so nothing more is needed." in said(page)
    assert "Half an hour of typing." in page.content.decode()
    assert item_of(road).status == "CANCELLED"


# Accept or ask for more


def test_an_answer_is_accepted(road, prosecutor):
    answered(road)
    assert "Attached. Both sides know the reason." in said(
        prosecutor.get(at("accept-answer", item_of(road)))
    )
    answer = post(prosecutor, "accept-answer", road)
    assert answer.url == at("see-item", item_of(road))
    assert item_of(road).status == "ACCEPTED"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("accept-answer", {"text": "Thank you. Both sides know the reason."}),
        (
            "say-what-is-missing",
            {"text": "Page two. Both sides know the reason."}
            | day("due_on", TODAY + timedelta(days=6)),
        ),
        ("cancel-item", {"text": "The CCTV shows it. Both sides know the reason."}),
    ],
)
def test_an_answer_that_was_replaced_is_read_before_it_is_judged(road, prosecutor, name, typed):
    answered(road)
    read = prosecutor.get(at(name, item_of(road))).context["form"]["version"].value()
    road.do(
        action_items.say_what_is_missing, "prosecutor", item=item_of(road),
        text="Page two. Both sides know the reason.",
        due_on=TODAY + timedelta(days=5),
    )  # fmt: skip
    road.do(
        action_items.answer_item,
        "officer",
        item=item_of(road),
        answer="CANNOT",
        text="It is lost. Both sides know the reason.",
    )

    page = post(prosecutor, name, road, version=read, **typed)

    assert page.status_code == 409
    assert "This action has changed since you opened it. Read it again" in said(page)
    assert "It is lost. Both sides know the reason." in said(page) and typed["text"] in said(page)
    assert (item_of(road).status, item_of(road).answer) == ("ANSWERED", "CANNOT")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("answer-item", {"answer": "DONE", "done": "Here."}),
        (
            "ask-for-date",
            {"text": "The lab. Both sides know the reason."}
            | day("proposed_on", TODAY + timedelta(days=50)),
        ),
    ],
)
def test_the_police_answer_the_action_that_they_read(road, officer, name, typed):
    read = officer.get(at(name, item_of(road))).context["form"]["version"].value()
    asked(road, "prosecutor", days=3)
    road.do(action_items.answer_date_request, "officer", item=item_of(road), is_agreed=True)

    page = post(officer, name, road, version=read, **typed)

    assert page.status_code == 409
    assert "This action has changed since you opened it. Read it again" in said(page)
    assert (item_of(road).status, item_of(road).date_asked_by) == ("OPEN", "")


def test_what_is_missing_goes_back_with_a_date(road, prosecutor):
    answered(road)
    page = post(prosecutor, "say-what-is-missing", road, **day("due_on", TODAY - timedelta(days=1)))
    assert "Enter what is missing" in said(page)
    assert "The date you need it by must be today or later" in said(page)
    due_on = TODAY + timedelta(days=6)
    post(
        prosecutor,
        "say-what-is-missing",
        road,
        text="Page two. Both sides know the reason.",
        **day("due_on", due_on),
    )
    assert (item_of(road).status, item_of(road).due_on) == ("OPEN", due_on)
    assert road.suspect().state == "ACTION_PLAN"


def test_an_action_is_cancelled_with_a_reason(road, prosecutor):
    assert "Enter why this action is no longer needed" in said(
        post(prosecutor, "cancel-item", road)
    )
    post(prosecutor, "cancel-item", road, text="The CCTV shows it. Both sides know the reason.")
    assert item_of(road).status == "CANCELLED"


# Another date


def test_the_police_ask_and_the_prosecutor_agrees(road, officer, prosecutor):
    wanted = TODAY + timedelta(days=30)
    post(
        officer,
        "ask-for-date",
        road,
        text="The lab is late. Both sides know the reason.",
        **day("proposed_on", wanted),
    )
    told = said(prosecutor.get(at("see-item", item_of(road))))
    assert "Avon and Somerset Police asks to move the date to" in told
    page = prosecutor.get(at("answer-date-request", item_of(road)))
    assert "The lab is late. Both sides know the reason." in said(page)
    post(
        prosecutor,
        "answer-date-request",
        road,
        is_agreed="yes",
        text="not asked, as both sides know by now",
    )
    assert item_of(road).due_on == wanted


def test_the_prosecutor_asks_and_the_police_do_not_agree(road, officer, prosecutor):
    before = item_of(road).due_on
    wanted = TODAY + timedelta(days=2)
    post(
        prosecutor,
        "ask-for-date",
        road,
        text="The bail ends. Both sides know the reason.",
        **day("proposed_on", wanted),
    )
    assert "Enter why you do not agree" in said(
        post(officer, "answer-date-request", road, is_agreed="no")
    )
    post(
        officer,
        "answer-date-request",
        road,
        is_agreed="no",
        text="Not possible. Both sides know the reason.",
    )
    assert item_of(road).due_on == before
    assert "Not agreed" in said(prosecutor.get(at("see-item", item_of(road))))


def test_a_yes_is_to_the_date_that_was_read(road, officer, prosecutor):
    before = item_of(road).due_on
    asked(road, days=20)
    opened = prosecutor.get(at("answer-date-request", item_of(road))).context["form"]
    read = opened["version"].value()
    road.do(
        action_items.answer_date_request, "prosecutor", item=item_of(road), is_agreed=False,
        text="Too late. Both sides know the reason.",
    )  # fmt: skip
    asked(road, days=40)

    page = post(prosecutor, "answer-date-request", road, is_agreed="yes", version=read)

    assert page.status_code == 409
    assert "This action has changed since you opened it. Read it again" in said(page)
    assert format_day(TODAY + timedelta(days=40)) in said(page)
    assert (item_of(road).due_on, item_of(road).date_asked_by) == (before, "POLICE")
    renewed = page.context["form"]["version"].value()
    post(prosecutor, "answer-date-request", road, is_agreed="yes", version=renewed)
    assert item_of(road).due_on == TODAY + timedelta(days=40)


def test_one_s_own_request_is_not_answered(road, officer):
    asked(road)
    page = officer.get(at("answer-date-request", item_of(road)))
    assert page.status_code == 403
    assert at("answer-date-request", item_of(road)) not in links(
        officer.get(at("see-item", item_of(road)))
    )


def test_a_date_that_is_there_already_is_said_and_the_reason_kept(road, officer):
    page = post(
        officer, "ask-for-date", road, text="Precious words. Both sides know the reason.",
        **day("proposed_on", item_of(road).due_on),
    )  # fmt: skip
    assert page.status_code == 409
    assert "The action has this date already. Enter another." in said(page)
    assert "Precious words. Both sides know the reason." in page.content.decode()


def test_nobody_of_another_case_reaches_an_action(road):
    stranger = Road(cast(), at=START).cast.officer
    for name in ("see-item", "answer-item", "cancel-item", "ask-for-date"):
        assert as_(stranger).get(at(name, item_of(road))).status_code == 404
        assert (
            as_(stranger)
            .post(at(name, item_of(road)), {"text": "x, as both sides know by now"})
            .status_code
            == 404
        )
