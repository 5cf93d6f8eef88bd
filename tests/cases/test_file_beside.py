"""The file is beside every form that judges it: the documents, opened in its frame."""

import re

import pytest

from cases.action_plans.actions import action_items
from cases.documents.actions import documents
from cases.models import ActionPlan, EarlyAdvice, Referral
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.closing import propose_closing
from tests.support.cases.decisions import propose_no_charge, record_consultation_of
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.pages import client_for, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def document_root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


def case():
    return CaseBuilder(cast())


def suspect(builder):
    return builder.suspects[0]


def only(model):
    """The one row of a model that a case has."""
    return lambda builder: model.objects.unscoped("test").get(case=builder.case)


def proposed():
    builder = case().allocate()
    propose_no_charge(builder, suspect(builder))
    return builder


def consulted():
    builder = case().allocate().review()
    record_consultation_of(builder, suspect(builder))
    return builder


def to_close():
    builder = case()
    propose_closing(builder)
    return builder


def answered():
    builder = case().allocate().plan({"text": "Ask Ann."}, {"text": "Ask Ben."})
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Done."
    )
    return builder


def advised():
    return AdviceCaseBuilder(cast()).advise()


def the_case(builder):
    return builder.case


FORMS = [
    ("sign-referral-off", "supervisor", lambda: case().write(), only(Referral)),
    ("accept-referral", "assistant", lambda: case().submit(), only(Referral)),
    ("return-referral", "assistant", lambda: case().submit(), only(Referral)),
    ("record-review", "prosecutor", lambda: case().allocate(), the_case),
    ("authorise-charge", "prosecutor", lambda: case().allocate().review(), suspect),
    ("propose-no-further-action", "prosecutor", consulted, suspect),
    ("propose-disposal", "prosecutor", lambda: case().allocate().review(), suspect),
    ("revise-decision", "prosecutor", proposed, suspect),
    ("countersign-decision", "other_prosecutor", proposed, suspect),
    ("decline-decision", "other_prosecutor", proposed, suspect),
    ("accept-answer", "prosecutor", answered, lambda builder: builder.items[0]),
    ("say-what-is-missing", "prosecutor", answered, lambda builder: builder.items[0]),
    ("judge-answers", "prosecutor", answered, only(ActionPlan)),
    ("give-early-advice", "prosecutor", advised, only(EarlyAdvice)),
    ("sign-closing-report", "supervisor", to_close, suspect),
    ("send-closing-report-back", "supervisor", to_close, suspect),
]


@pytest.mark.parametrize(("name", "who", "make", "row"), FORMS, ids=[each[0] for each in FORMS])
def test_the_documents_are_beside_the_form_at_the_same_cost_however_many(name, who, make, row):
    builder = make()
    browser, address = client_for(getattr(builder.cast, who)), page_url(name, row(builder))
    first = add_document(builder, "first.txt", b"A note.")
    page, few = page_and_queries(browser, address)
    assert page.status_code == 200
    assert f'href="{page_url("read-document", first)}" target="reader"' in page.text
    [frame] = re.findall(r"<iframe[^>]+>", page.text)
    assert 'name="reader"' in frame and 'sandbox="allow-same-origin"' in frame
    for n in range(3):
        add_document(builder, f"note {n}.txt", b"A note.")
    page, more = page_and_queries(browser, address)
    assert page.text.count('target="reader"') == 4
    assert len(more) == len(few)


def test_the_police_form_of_a_plan_has_no_frame():
    builder = case().allocate().plan({"text": "Ask Ann."})
    add_document(builder, "first.txt", b"A note.")
    page = client_for(builder.cast.officer).get(page_url("see-plan", only(ActionPlan)(builder)))
    assert "<iframe" not in page.text


def test_what_the_police_keep_is_beside_the_form_of_their_own_only():
    builder = case().submit()
    [kept] = builder.do(
        documents.add_documents, "officer", case=builder.case, kept_because="It names who told us.",
        documents=[(upload("kept.txt", b"A note."), "MG6D")],
    )  # fmt: skip
    page = client_for(builder.cast.assistant).get(
        page_url("accept-referral", only(Referral)(builder))
    )
    assert "kept.txt" not in page.text and str(kept.pk) not in page.text
