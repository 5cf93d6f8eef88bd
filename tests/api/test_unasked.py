"""A value under a question that another answer hides is refused, not dropped."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.case_details.forms.suspects import AddSuspectForm
from cases.models import Document, Suspect
from devtools.case_builder import CaseBuilder, cast
from people.api.form_schemas import form_schema
from people.api.openapi_view import openapi_description
from tests.support.api.request_bodies import (
    AN_ACTION,
    shift_dates,
    time_since_examples,
    with_row_ids,
)
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
SOMEBODY = {"surname": "Nobody", "custody": "NOT_ARRESTED"}


@module_fixture
def builder():
    return CaseBuilder(cast())


def suspects_url(builder):
    return f"/api/cases/{builder.case.pk}/suspects/"


def count_added_suspects():
    return Suspect.objects.unscoped("test").filter(surname="Nobody").count()


def invalid_answers(answer):
    """{answer: detail} of the invalid answers."""
    assert answer.status_code == 422, answer.content
    return {each["answer"]: each["detail"] for each in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({"bailed_on": "2026-01-05"}, {"/bailed_on"}),
        ({"bailed_on": "2999-01-05", "detained_until": "2999-01-06T09:30:00Z"},
         {"/bailed_on", "/detained_until"}),
        ({"custody": "ON_BAIL", "arrested_on": "2026-01-05", "bailed_on": "2026-01-05",
          "bail_ends_on": "2026-01-06", "released_on": "2026-01-06"}, {"/released_on"}),
        ({"custody": "ELSEWHERE", "bailed_on": "2026-01-05"}, {"/custody"}),  # it may be asked
    ],
)  # fmt: skip
def test_a_date_of_another_whereabouts_is_refused(builder, officer, sent, named):
    told = invalid_answers(officer.make(suspects_url(builder), SOMEBODY | sent))
    assert told.keys() == named
    if named != {"/custody"}:
        assert {*told.values()} == {
            (
                "This does not apply after this answer to “custody”. Leave it out, or "
                "change that answer."
            )
        }
    assert count_added_suspects() == 0


def test_an_unasked_null_counts_as_left_out(builder, officer):
    nothing = {"bailed_on": None, "bail_ends_on": None, "released_on": None, "detained_until": None}
    assert officer.make(suspects_url(builder), SOMEBODY | nothing).status_code == 201


def test_a_browser_sends_what_its_page_hides_and_that_is_dropped(builder):
    hidden = {"bailed_on-day": "5", "bailed_on-month": "1", "bailed_on-year": "2026"}
    page = client_for(builder.cast.officer).post(
        reverse("add-suspect", args=[builder.case.pk]), SOMEBODY | hidden | {"form_key": ""}
    )
    assert page.status_code == 302
    assert Suspect.objects.unscoped("test").get(surname="Nobody").bailed_on is None


def test_an_unasked_file_is_refused(builder, officer):
    item = builder.allocate().plan().items[0]
    file = SimpleUploadedFile("a.txt", b"It.")
    sent = {"answer": "CANNOT", "because": "It was never recorded.", "documents": file}
    headers = officer.headers({"If-Match": '"1"', "Idempotency-Key": "0123456789abcdef"})
    told = officer.client.post(f"/api/actions/{item.pk}/answer/", sent, headers=headers)
    assert invalid_answers(told).keys() == {"/documents"}
    assert not Document.objects.unscoped("test").exists()


def test_an_unasked_value_in_one_of_several_rows_is_refused(builder):
    builder.allocate().review()
    prosecutor = Caller(builder.cast.cps).for_(builder.cast.prosecutor)
    row = shift_dates(
        with_row_ids(AN_ACTION, lambda _name: str(builder.suspects[0].pk)), time_since_examples()
    )
    sent = {"items": [row, row | {"material": "Messages."}]}
    told = invalid_answers(prosecutor.make(f"/api/reviews/{builder.last_review.pk}/plan/", sent))
    assert told.keys() == {"/items/1/material"}
    assert "“reach”" in told["/items/1/material"]


def test_the_detail_of_a_reason_not_given_is_refused(builder):
    referral = builder.submit().referral
    triage = Caller(builder.cast.cps).for_(builder.cast.assistant)
    version = triage.get(f"/api/referrals/{referral.pk}/").json()["version"]
    sent = shift_dates(
        {"reasons": ["no_mg3"], "detail_mg11s_missing": "His.", "reply_by": "2026-12-08"},
        time_since_examples(),
    )
    told = triage.change(f"/api/referrals/{referral.pk}/return/", sent, version=version)
    assert invalid_answers(told).keys() == {"/detail_mg11s_missing"}


def test_the_description_says_after_which_answer_a_question_is_asked():
    told = form_schema(AddSuspectForm())["properties"]
    assert told["bailed_on"]["description"].endswith("Asked only after custody: ON_BAIL.")
    assert "Asked only" not in told["custody"]["description"]
    plan = openapi_description()["paths"]["/api/reviews/{id}/plan/"]["post"]["requestBody"][
        "content"
    ]
    row = plan["application/json"]["schema"]["properties"]["items"]["items"]["properties"]
    assert row["material"]["description"].endswith("Asked only after reach: yes.")
