"""Standard wordings: maintained by managers, offered to their Area, and marked if edited."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.action_plans.actions import action_item_amendments, action_plans, standard_wordings
from cases.models import Wording, WordingVersion
from devtools.case_builder import Road, cast, cps_unit, person
from people.access.scopes import Refused, Stale
from tests.cases.test_action_plan_pages import action, rows
from tests.support.cases.pages import as_, at, follow, said, unseen
from tests.support.cases.second_plans import judge, propose, send
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
TEXT = "Obtain the suspect’s phone records between two dates."


@standing
def road():
    return Road(cast(), at=START).allocate().review()


def add(road, who="manager", **more):
    said_ = {"category": "RECORDS", "title": "Phone records", "text": TEXT} | more
    return road.do(standard_wordings.add_wording, who, **said_)


def amend(road, wording, *, version, who="manager", **more):
    said_ = {
        "title": "Phone records",
        "text": "Obtain them.",
        "reason": "It was far too wide.",
    } | more
    return road.do(standard_wordings.amend_wording, who, wording=wording, version=version, **said_)


def newest(wording):
    return WordingVersion.objects.filter(wording=wording).order_by("number").last()


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return str(refusal.value)


def address(road):
    return at("set-action-plan", road.last_review)


def used(browser, road, version, **typed):
    """The page after selecting a wording for the first action and pressing its button."""
    sent = rows(typed | {"wording": version.pk}) | {"use": "0"}
    return browser.post(address(road), sent)


# Maintained by managers


def test_a_manager_adds_amends_and_retires_and_every_version_stays(road):
    manager, prosecutor = as_(road.cast.manager), as_(road.cast.prosecutor)
    facts = {"category": "RECORDS", "title": "Phone records", "text": TEXT}
    follow(manager, at("add-wording"), **facts)
    wording = Wording.objects.get()
    changed = {"title": "Phone records", "text": "Obtain them.", "reason": "It was far too wide."}
    page = follow(manager, at("amend-wording", wording), **changed)
    for told in ("Version 2", "Version 1", TEXT, "It was far too wide.", "Mona Manager"):
        assert told in said(page)
    assert "Obtain them." in said(prosecutor.get(at("see-wordings")))
    page = follow(
        manager, at("retire-wording", wording), reason="Nobody uses it. Both sides know the reason."
    )
    assert "Nobody uses it." in said(page) and at("amend-wording", wording) not in str(page.content)
    assert "No longer offered" in said(prosecutor.get(at("see-wordings")))
    assert "Obtain them." not in said(prosecutor.get(at("see-wordings")))


def test_a_wording_is_asked_for_in_full(road):
    page = as_(road.cast.manager).post(at("add-wording"), {"form_key": "", "title": "x" * 101})
    for error in ("Select what kind of action it is", "Enter what it asks", "Enter no more than"):
        assert error in said(page)


def test_two_who_amend_at_once_see_both_and_nothing_is_lost(road):
    wording = add(road)
    amend(road, wording, version=1, text="Hers.")
    with pytest.raises(Stale) as stale:
        amend(road, wording, version=1, text="His.")
    assert (stale.value.differences, stale.value.version) == ([("text", "Hers.", "His.")], 2)
    amend(road, wording, version=2, text="His.")
    assert newest(wording).text == "His."


def test_nothing_becomes_of_one_that_is_retired_or_said_the_same(road):
    wording = add(road)
    same = {"text": TEXT}
    assert "Nothing has changed" in refused(amend, road, wording, version=1, **same)
    road.do(standard_wordings.retire_wording, "manager", wording=wording, reason="Old.")
    for act in (
        lambda: amend(road, wording, version=1),
        lambda: road.do(
            standard_wordings.retire_wording, "manager", wording=wording, reason="Again."
        ),
    ):
        assert refused(act) == "This wording has been retired, so it is not changed any more."


@pytest.mark.parametrize("who", ["prosecutor", "assistant", "officer", "supervisor"])
def test_only_managers_manage_wordings(road, who):
    wording = add(road)
    assert "Only managers of a CPS unit manage" in refused(add, road, who)
    assert "Only managers" in refused(amend, road, wording, version=1, who=who)
    browser = as_(getattr(road.cast, who))
    reads = 200 if who == "prosecutor" else 403
    assert browser.get(at("see-wordings")).status_code == reads
    assert browser.get(at("amend-wording", wording)).status_code == 403


def test_another_area_has_its_own_and_finds_no_other(road):
    wording = add(road)
    elsewhere = as_(person(cps_unit("CPS South East"), "allocate_cases"))
    assert TEXT not in said(elsewhere.get(at("see-wordings")))
    for name in ("see-wording", "amend-wording", "retire-wording"):
        assert elsewhere.get(at(name, wording)).status_code == 404


def test_the_database_changes_no_version(road):
    add(road)
    for change in ({"text": "x"}, {"by": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            WordingVersion.objects.update(**change)


# Used by prosecutors


def test_a_button_fills_the_text_and_keeps_what_was_typed(road):
    version, prosecutor = newest(add(road)), as_(road.cast.prosecutor)
    assert "Records: Phone records" in said(prosecutor.get(address(road)))
    typed = {"line_of_inquiry": "What each said.", "weight": "ESSENTIAL"}
    page = used(prosecutor, road, version, **typed)
    [form] = page.context["items"].forms
    assert form["text"].value() == TEXT
    assert form["category"].value() == "RECORDS"
    assert form["line_of_inquiry"].value() == "What each said."
    assert form["weight"].value() == "ESSENTIAL"
    assert form["began_with"].value() == str(version.pk)
    assert "There is a problem" not in said(page)


def test_what_was_typed_stays_above_it_and_another_wording_takes_the_place_of_the_first(road):
    first, second = newest(add(road)), newest(add(road, title="Other", text="Other text."))
    prosecutor = as_(road.cast.prosecutor)
    page = used(prosecutor, road, first, text="Mine first.", category="OTHER")
    [form] = page.context["items"].forms
    assert form["text"].value() == f"Mine first.\n\n{TEXT}"
    assert form["category"].value() == "OTHER"
    page = used(prosecutor, road, second, text=TEXT, began_with=first.pk)
    assert page.context["items"].forms[0]["text"].value() == "Other text."


def test_the_enter_key_sends_nothing_and_loses_nothing(road):
    prosecutor = as_(road.cast.prosecutor)
    sent = rows(action(road), {"text": "Second."}) | {"use": ""}
    page = prosecutor.post(address(road), sent)
    assert [form["text"].value() for form in page.context["items"].forms] == [
        "Take a statement.", "Second.",
    ]  # fmt: skip
    assert not road.items
    body = page.content.decode()
    # The first button, which Enter presses.
    assert body.index('name="use" value=""') < body.index('name="remove"')


@pytest.mark.parametrize(("text", "told"), [(TEXT, "Standard wording"), ("Mine.", "edited")])
def test_an_action_says_what_it_began_with_and_whether_it_was_edited(road, text, told):
    version, prosecutor = newest(add(road)), as_(road.cast.prosecutor)
    page = used(prosecutor, road, version)
    began = page.context["items"].forms[0]["began_with"].value()
    sent = rows(action(road, text=text, began_with=began))
    assert prosecutor.post(address(road), sent).status_code == 302
    [item] = road.items
    assert item.began_with == version
    for who in ("prosecutor", "officer"):
        read = said(as_(getattr(road.cast, who)).get(at("see-item", item)))
        assert told in read and "Phone records" in read
    assert ("Standard wording, edited" in read) == (text != TEXT)


def test_an_amended_action_is_edited_then_and_an_amended_wording_changes_no_action(road):
    wording = add(road)
    version = newest(wording)
    item = road.action(text=TEXT, began_with=version.pk)
    road.do(action_plans.set_action_plan, "prosecutor", review=road.last_review, items=[item])
    amend(road, wording, version=1)
    [item] = road.items
    page = at("see-item", item)
    assert (item.text, item.began_with.number) == (TEXT, 1)
    assert "edited" not in said(as_(road.cast.officer).get(page))
    road.do(
        action_item_amendments.amend_item, "prosecutor", item=item, new_text="Ask for less.",
        reason="Less.",
        line_of_inquiry=item.line_of_inquiry, proportionality=item.proportionality,
    )  # fmt: skip
    assert "Standard wording, edited" in said(as_(road.cast.officer).get(page))


def test_an_action_that_nobody_started_from_a_wording_says_nothing_of_one(road):
    road.plan()
    assert "wording" not in said(as_(road.cast.officer).get(at("see-item", road.items[-1]))).lower()


def test_what_an_action_began_with_is_kept_while_rows_are_added_and_in_a_draft(road):
    version, prosecutor = newest(add(road)), as_(road.cast.prosecutor)
    typed = rows(action(road, text=TEXT, began_with=version.pk)) | unseen(prosecutor, address(road))
    page = prosecutor.post(address(road), typed | {"add": "1"})
    assert page.context["items"].forms[0]["began_with"].value() == str(version.pk)
    prosecutor.post(address(road), typed | {"save_draft": "1"})
    page = prosecutor.get(address(road))
    assert page.context["items"].forms[0]["began_with"].value() == str(version.pk)


def test_a_wording_of_another_area_and_one_that_is_not_there_are_refused_alike(road):
    other = Road(cast(), at=START)
    other.cast.manager = person(cps_unit("CPS South East"), "allocate_cases")
    stranger = newest(add(other))
    prosecutor = as_(road.cast.prosecutor)
    pages = [
        prosecutor.post(address(road), rows(action(road, began_with=pk)))
        for pk in (stranger.pk, uuid4())
    ]
    for page in pages:
        assert page.status_code == 409
        assert "Select a standard wording of your CPS Area." in said(page)
    assert not road.items


def test_a_second_plan_carries_what_its_actions_began_with(road):
    version = newest(add(road))
    road.plan({"weight": "DESIRABLE"}).review()
    asked = {"text": TEXT, "began_with": version.pk}
    send(road, judge(road, propose(road, asked)))
    assert {item.began_with for item in road.items} == {None, version}


def test_what_a_page_asks_of_the_database_does_not_grow_with_the_wordings(road):
    prosecutor, counts = as_(road.cast.prosecutor), []
    prosecutor.get(address(road))
    for _ in range(2):
        add(road)
        with CaptureQueriesContext(connection) as asked:
            prosecutor.get(address(road))
            prosecutor.get(at("see-wordings"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
