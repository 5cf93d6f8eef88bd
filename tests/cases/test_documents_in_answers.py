"""An answer to an action refers to documents that are on the case already."""

import re

import pytest

from cases.action_plans.actions import action_items
from cases.documents.actions import police_only
from cases.models import ItemEntry
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
SAID = "It is the statement of the driver. Both sides know the reason."
# The list of all documents of the case, to be read beside the plan.
FILE_OF_CASE = re.compile(r'<details class="[^"]*rasso-beside__documents">.*?</iframe>', re.DOTALL)
QUESTION = "Which documents of the case does the answer refer to?"


@pytest.fixture(autouse=True)
def document_root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@module_fixture
def builder():
    return CaseBuilder(cast(), at=days_ago(2)).allocate().plan({}, {})


def answer(builder, *on_file, given="DONE", n=0):
    facts = {"item": builder.items[n], "answer": given, "text": SAID, "on_file": on_file}
    return builder.do(action_items.answer_item, "officer", **facts)


def keep(builder, document):
    return builder.do(
        police_only.keep_document_to_police, "officer", document=document,
        because="It says where the witness lives now.",
    )  # fmt: skip


def newest_entry(builder):
    return ItemEntry.objects.unscoped("test").filter(case=builder.case).latest("at", "pk")


def test_one_document_can_be_part_of_several_answers(builder):
    driver = add_document(builder, "driver.pdf")
    for n in (0, 1):
        answer(builder, driver, n=n)
        assert list(newest_entry(builder).on_file.unscoped("test")) == [driver]
    assert [item.status for item in builder.items] == ["ANSWERED", "ANSWERED"]


def test_it_is_chosen_on_the_page_and_read_by_the_prosecutor(builder):
    driver, other = add_document(builder, "driver.pdf"), add_document(builder, "other.pdf")
    page = page_url("answer-item", builder.items[0])
    officer = client_for(builder.cast.officer)
    assert QUESTION in page_text(officer.get(page))
    submit_form(officer, page, answer="DONE", done=SAID, on_file=driver.pk)
    prosecutor = client_for(builder.cast.prosecutor)
    for shown in (
        page_url("see-item", builder.items[0]),
        page_url("see-plan", builder.items[0].plan),
    ):
        page = prosecutor.get(shown).content.decode()
        outside = FILE_OF_CASE.sub("", page)
        assert page_url("see-document", driver) in outside
        assert page_url("see-document", other) not in outside


def test_without_a_document_the_question_is_not_asked(builder):
    page = page_url("answer-item", builder.items[0])
    assert QUESTION not in page_text(client_for(builder.cast.officer).get(page))


def test_what_the_police_keep_is_neither_offered_nor_taken(builder):
    kept = keep(builder, add_document(builder, "address.pdf"))
    page = page_url("answer-item", builder.items[0])
    assert "address.pdf" not in page_text(client_for(builder.cast.officer).get(page))
    with pytest.raises(Refused, match="Select documents of this case that both sides can read"):
        answer(builder, kept)
    assert builder.items[0].status == "OPEN"


def test_a_document_of_another_case_is_refused_and_nothing_is_answered(builder):
    other = add_document(CaseBuilder(builder.cast))
    with pytest.raises(Refused, match="Select documents of this case"):
        answer(builder, add_document(builder), other)
    assert builder.items[0].status == "OPEN"


def test_what_an_answer_refers_to_cannot_be_kept_from_the_cps_any_more(builder):
    driver = add_document(builder, "driver.pdf")
    answer(builder, driver)
    with pytest.raises(Refused, match="An answer to an action refers to this document"):
        keep(builder, driver)


def test_the_newest_forty_are_offered_and_an_older_one_is_taken(builder, monkeypatch):
    monkeypatch.setattr("cases.action_plans.views.action_items.MOST_OFFERED", 1)
    first, _second = add_document(builder, "first.pdf"), add_document(builder, "second.pdf")
    page, officer = page_url("answer-item", builder.items[0]), client_for(builder.cast.officer)
    told = page_text(officer.get(page))
    assert "second.pdf" in told and "first.pdf" not in told
    submit_form(officer, page, answer="DONE", done=SAID, on_file=first.pk)
    assert list(newest_entry(builder).on_file.unscoped("test")) == [first]


def test_queries_are_constant_in_the_documents(builder):
    page, reader = page_url("answer-item", builder.items[0]), client_for(builder.cast.officer)
    documents = [add_document(builder)]
    reader.get(page)
    _, few = page_and_queries(reader, page)
    documents += [add_document(builder, f"more-{n}.pdf") for n in range(3)]
    _, many = page_and_queries(reader, page)
    assert len(many) == len(few) <= 12
    answer(builder, *documents)
    page = page_url("see-item", builder.items[0])
    _, read = page_and_queries(client_for(builder.cast.prosecutor), page)
    assert len(read) <= 12
