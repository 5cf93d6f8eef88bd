"""An action is answered in part: what is done, and what is not and why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import ActionItem, Document, ItemEntry, Upload
from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases import intrusive_actions as r
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.sample_files import pdf, upload
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

PART = "Both friends’ statements are taken; see MG11."
REST = "The sister is abroad until May, and does not answer."


@module_fixture
def builder():
    return CaseBuilder(cast(), at=days_ago(9)).allocate().plan()


def item_of(builder):
    return ActionItem.objects.unscoped("test").get(case=builder.case)


def answer(builder, **more):
    officer, item = client_for(builder.cast.officer), item_of(builder)
    page = officer.get(page_url("answer-item", item))
    typed = {"answer": "PARTLY", "part": PART, "rest": REST} | more
    typed["version"] = page.context["form"]["version"].value()
    return submit_form(officer, page_url("answer-item", item), **typed)


def test_both_halves_are_kept_and_the_suspect_goes_back(builder):
    page = answer(builder)
    assert item_of(builder).answer == "PARTLY" and item_of(builder).status == "ANSWERED"
    entry = ItemEntry.objects.unscoped("test").get(item=item_of(builder))
    assert (entry.kind, entry.text) == ("PARTLY", f"{PART}\nNot done: {REST}")
    assert "Partly done" in page_text(page)
    assert builder.suspect().state == State.WITH_PROSECUTOR


def test_the_part_that_is_not_done_has_to_be_explained(builder):
    page = client_for(builder.cast.officer).post(
        page_url("answer-item", item_of(builder)),
        {"answer": "PARTLY", "part": PART, "version": item_of(builder).version},
    )
    assert "Enter what is not done, and why" in page_text(page)
    assert PART in page.content.decode()


def test_documents_go_with_the_part_that_is_done(builder):
    answer(builder, part_documents=[upload("a.pdf", pdf())], part_mg_form="MG11")
    sent = Upload.objects.unscoped("test").filter(case=builder.case)
    kept = Document.objects.unscoped("test").filter(entry__item=item_of(builder))
    assert (sent.count(), kept.count()) == (1, 1)


def test_the_prosecutor_accepts_it_or_says_what_is_missing(builder):
    answer(builder)
    due_on = (timezone.now() + timedelta(days=9)).date()
    builder.at = timezone.now()
    missing = {"item": item_of(builder), "text": "The sister, by video.", "due_on": due_on}
    builder.do(action_items.say_what_is_missing, "prosecutor", **missing)
    assert item_of(builder).status == "OPEN"


def test_a_part_of_an_intrusive_action_needs_the_steps_too(builder):
    one = r.plan_intrusive_action(CaseBuilder(builder.cast, at=builder.at).allocate())
    with pytest.raises(Refused, match="Record the decision"):
        builder.do(
            action_items.answer_item,
            "officer",
            item=r.item_of_request(one),
            answer="PARTLY",
            text="x",
        )
