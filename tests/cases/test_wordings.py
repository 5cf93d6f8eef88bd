"""Standard wordings: maintained by managers, offered to their Area, and marked if edited."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.action_plans.actions import action_item_amendments, action_plans, standard_wordings
from cases.models import ActionItem, Wording, WordingVersion
from devtools.case_builder import CaseBuilder, cast, cps_unit, person
from people.access.scopes import Refused, Stale
from tests.cases.test_action_plan_pages import action_form, plan_form
from tests.support.cases.pages import client_for, hidden_fields_at, page_text, page_url, submit_form
from tests.support.cases.second_plans import (
    judge_second_plan,
    propose_second_plan,
    send_second_plan,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
TEXT = "Obtain the suspect’s travel records between two dates."


@module_fixture
def builder():
    return CaseBuilder(cast(), at=START).allocate().review()


def add_wording_of(builder, who="manager", **more):
    said_ = {"category": "RECORDS", "title": "Phone records", "text": TEXT} | more
    return builder.do(standard_wordings.add_wording, who, **said_)


def amend_wording_of(builder, wording, *, version, who="manager", **more):
    said_ = {
        "title": "Phone records",
        "text": "Obtain them.",
        "reason": "It was far too wide.",
    } | more
    return builder.do(
        standard_wordings.amend_wording, who, wording=wording, version=version, **said_
    )


def newest_version(wording):
    return WordingVersion.objects.filter(wording=wording).order_by("number").last()


def refusal_text(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return str(refusal.value)


def wording_form_url(builder):
    return page_url("set-action-plan", builder.last_review)


def page_with_wording(browser, builder, version, **typed):
    """The page after selecting a wording for the first action and pressing its button."""
    sent = plan_form(typed | {"wording": version.pk}) | {"use": "0"}
    return browser.post(wording_form_url(builder), sent)


# Maintained by managers


def test_a_manager_adds_amends_and_retires_and_every_version_stays(builder):
    manager, prosecutor = client_for(builder.cast.manager), client_for(builder.cast.prosecutor)
    facts = {"category": "RECORDS", "title": "Phone records", "text": TEXT}
    submit_form(manager, page_url("add-wording"), **facts)
    wording = Wording.objects.get()
    changed = {"title": "Phone records", "text": "Obtain them.", "reason": "It was far too wide."}
    page = submit_form(manager, page_url("amend-wording", wording), **changed)
    for told in ("Version 2", "Version 1", TEXT, "It was far too wide.", "Mona Manager"):
        assert told in page_text(page)
    assert "Obtain them." in page_text(prosecutor.get(page_url("see-wordings")))
    page = submit_form(
        manager,
        page_url("retire-wording", wording),
        reason="Nobody uses it. Both sides know the reason.",
    )
    assert "Nobody uses it." in page_text(page) and page_url("amend-wording", wording) not in str(
        page.content
    )
    assert "No longer offered" in page_text(prosecutor.get(page_url("see-wordings")))
    assert "Obtain them." not in page_text(prosecutor.get(page_url("see-wordings")))


def test_a_wording_is_asked_for_in_full(builder):
    page = client_for(builder.cast.manager).post(
        page_url("add-wording"), {"form_key": "", "title": "x" * 101}
    )
    for error in ("Select what kind of action it is", "Enter what it asks", "Enter no more than"):
        assert error in page_text(page)


def test_two_who_amend_at_once_see_both_and_nothing_is_lost(builder):
    wording = add_wording_of(builder)
    amend_wording_of(builder, wording, version=1, text="Theirs.")
    with pytest.raises(Stale) as stale:
        amend_wording_of(builder, wording, version=1, text="Mine.")
    assert (stale.value.differences, stale.value.version) == ([("text", "Theirs.", "Mine.")], 2)
    amend_wording_of(builder, wording, version=2, text="Mine.")
    assert newest_version(wording).text == "Mine."


def test_nothing_becomes_of_one_that_is_retired_or_said_the_same(builder):
    wording = add_wording_of(builder)
    same = {"text": TEXT}
    assert "Nothing has changed" in refusal_text(
        amend_wording_of, builder, wording, version=1, **same
    )
    builder.do(standard_wordings.retire_wording, "manager", wording=wording, reason="Old.")
    for act in (
        lambda: amend_wording_of(builder, wording, version=1),
        lambda: builder.do(
            standard_wordings.retire_wording, "manager", wording=wording, reason="Again."
        ),
    ):
        assert refusal_text(act) == "This wording has been retired, so it is not changed any more."


@pytest.mark.parametrize("who", ["prosecutor", "assistant", "officer", "supervisor"])
def test_only_managers_manage_wordings(builder, who):
    wording = add_wording_of(builder)
    assert "Only managers of a CPS unit manage" in refusal_text(add_wording_of, builder, who)
    assert "Only managers" in refusal_text(amend_wording_of, builder, wording, version=1, who=who)
    browser = client_for(getattr(builder.cast, who))
    reads = 200 if who == "prosecutor" else 403
    assert browser.get(page_url("see-wordings")).status_code == reads
    assert browser.get(page_url("amend-wording", wording)).status_code == 403


def test_another_area_has_its_own_and_finds_no_other(builder):
    wording = add_wording_of(builder)
    elsewhere = client_for(person(cps_unit("CPS South East"), "allocate_cases"))
    assert TEXT not in page_text(elsewhere.get(page_url("see-wordings")))
    for name in ("see-wording", "amend-wording", "retire-wording"):
        assert elsewhere.get(page_url(name, wording)).status_code == 404


def test_the_database_changes_no_version(builder):
    add_wording_of(builder)
    for change in ({"text": "x"}, {"by": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            WordingVersion.objects.update(**change)


# Used by prosecutors


def test_a_button_fills_the_text_and_keeps_what_was_typed(builder):
    version, prosecutor = (
        newest_version(add_wording_of(builder)),
        client_for(builder.cast.prosecutor),
    )
    assert "Records: Phone records" in page_text(prosecutor.get(wording_form_url(builder)))
    typed = {"line_of_inquiry": "What each said.", "weight": "ESSENTIAL"}
    page = page_with_wording(prosecutor, builder, version, **typed)
    [form] = page.context["items"].forms
    assert form["text"].value() == TEXT
    assert form["category"].value() == "RECORDS"
    assert form["line_of_inquiry"].value() == "What each said."
    assert form["weight"].value() == "ESSENTIAL"
    assert form["began_with"].value() == str(version.pk)
    assert "There is a problem" not in page_text(page)


def test_typed_text_stays_above_a_wording_and_a_second_wording_replaces_the_first(builder):
    first, second = (
        newest_version(add_wording_of(builder)),
        newest_version(add_wording_of(builder, title="Other", text="Other text.")),
    )
    prosecutor = client_for(builder.cast.prosecutor)
    page = page_with_wording(prosecutor, builder, first, text="Mine first.", category="OTHER")
    [form] = page.context["items"].forms
    assert form["text"].value() == f"Mine first.\n\n{TEXT}"
    assert form["category"].value() == "OTHER"
    page = page_with_wording(prosecutor, builder, second, text=TEXT, began_with=first.pk)
    assert page.context["items"].forms[0]["text"].value() == "Other text."


def test_the_enter_key_sends_nothing_and_loses_nothing(builder):
    prosecutor = client_for(builder.cast.prosecutor)
    sent = plan_form(action_form(builder), {"text": "Second."}) | {"use": ""}
    page = prosecutor.post(wording_form_url(builder), sent)
    assert [form["text"].value() for form in page.context["items"].forms] == [
        "Take a statement.", "Second.",
    ]  # fmt: skip
    assert not builder.items
    body = page.content.decode()
    # The first button, which Enter presses.
    assert body.index('name="use" value=""') < body.index('name="remove"')


@pytest.mark.parametrize(("text", "told"), [(TEXT, "Standard wording"), ("Mine.", "edited")])
def test_an_action_says_what_it_began_with_and_whether_it_was_edited(builder, text, told):
    version, prosecutor = (
        newest_version(add_wording_of(builder)),
        client_for(builder.cast.prosecutor),
    )
    page = page_with_wording(prosecutor, builder, version)
    began = page.context["items"].forms[0]["began_with"].value()
    sent = plan_form(action_form(builder, text=text, began_with=began))
    assert prosecutor.post(wording_form_url(builder), sent).status_code == 302
    [item] = builder.items
    assert item.began_with == version
    for who in ("prosecutor", "officer"):
        read = page_text(client_for(getattr(builder.cast, who)).get(page_url("see-item", item)))
        assert told in read and "Phone records" in read
    assert ("Standard wording, edited" in read) == (text != TEXT)


def test_an_amended_action_is_edited_then_and_an_amended_wording_changes_no_action(builder):
    wording = add_wording_of(builder)
    version = newest_version(wording)
    item = builder.action(text=TEXT, began_with=version.pk)
    builder.do(action_plans.set_action_plan, "prosecutor", review=builder.last_review, items=[item])
    amend_wording_of(builder, wording, version=1)
    [item] = builder.items
    page = page_url("see-item", item)
    assert (item.text, item.began_with.number) == (TEXT, 1)
    assert "edited" not in page_text(client_for(builder.cast.officer).get(page))
    builder.do(
        action_item_amendments.amend_item, "prosecutor", item=item, new_text="Ask for less.",
        reason="Less.",
        line_of_inquiry=item.line_of_inquiry, proportionality=item.proportionality,
    )  # fmt: skip
    assert "Standard wording, edited" in page_text(client_for(builder.cast.officer).get(page))


def test_an_action_not_started_from_a_wording_names_none(builder):
    builder.plan()
    assert (
        "wording"
        not in page_text(
            client_for(builder.cast.officer).get(page_url("see-item", builder.items[-1]))
        ).lower()
    )


def test_the_wording_of_an_action_is_kept_while_rows_are_added_and_in_a_draft(builder):
    version, prosecutor = (
        newest_version(add_wording_of(builder)),
        client_for(builder.cast.prosecutor),
    )
    typed = plan_form(action_form(builder, text=TEXT, began_with=version.pk)) | hidden_fields_at(
        prosecutor, wording_form_url(builder)
    )
    page = prosecutor.post(wording_form_url(builder), typed | {"add": "1"})
    assert page.context["items"].forms[0]["began_with"].value() == str(version.pk)
    prosecutor.post(wording_form_url(builder), typed | {"save_draft": "1"})
    page = prosecutor.get(wording_form_url(builder))
    assert page.context["items"].forms[0]["began_with"].value() == str(version.pk)


def test_a_wording_of_another_area_and_one_that_is_not_there_count_for_nothing_alike(builder):
    other = CaseBuilder(cast(), at=START)
    other.cast.manager = person(cps_unit("CPS South East"), "allocate_cases")
    stranger = newest_version(add_wording_of(other))
    prosecutor = client_for(builder.cast.prosecutor)
    for pk in (stranger.pk, uuid4()):
        with transaction.atomic():
            form = plan_form(action_form(builder, began_with=pk))
            assert prosecutor.post(wording_form_url(builder), form).status_code == 302
            assert ActionItem.objects.unscoped("test").get().began_with is None
            transaction.set_rollback(True)


def test_a_second_plan_carries_what_its_actions_began_with(builder):
    version = newest_version(add_wording_of(builder))
    builder.plan({"weight": "DESIRABLE"}).review()
    asked = {"text": TEXT, "began_with": version.pk}
    send_second_plan(builder, judge_second_plan(builder, propose_second_plan(builder, asked)))
    assert {item.began_with for item in builder.items} == {None, version}


def test_the_queries_of_a_page_do_not_grow_with_the_wordings(builder):
    prosecutor, counts = client_for(builder.cast.prosecutor), []
    prosecutor.get(wording_form_url(builder))
    for _ in range(2):
        add_wording_of(builder)
        with CaptureQueriesContext(connection) as asked:
            prosecutor.get(wording_form_url(builder))
            prosecutor.get(page_url("see-wordings"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
