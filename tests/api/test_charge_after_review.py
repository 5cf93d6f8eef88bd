"""A system cannot have a charge authorised before the submission has been reviewed."""

import pytest

from devtools.case_builder import CaseBuilder, cast
from tests.support.api.token_callers import Caller
from tests.support.cases.charges import WHAT_HE_DID
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

FIRST = "Record a review of this submission first. None has been recorded for suspect 2."


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=days_ago(2)).allocate()


@pytest.fixture
def prosecutor(builder):
    return Caller(builder.cast.cps).for_(builder.cast.prosecutor)


def authorise_charge_by_call(caller, suspect):
    rows = suspect.allegations.unscoped("test").values_list("pk", flat=True)
    asked = {
        "counts": [{"allegation": str(pk), "particulars": WHAT_HE_DID} for pk in rows],
        "rationale": "The evidential stage is met.",
        "public_interest_rationale": "A prosecution is in the public interest.",
        **FOCUS_ANSWERS,
    }  # fmt: skip
    address = f"/api/suspects/{suspect.pk}/authorisation/"
    return caller.change(address, asked, version=suspect.version)


def record_review_by_call(caller, builder, suspect):
    asked = {
        "suspects": [str(suspect.pk)], "test": "FULL",
        "evidence": "What the evidence shows so far.",
    }  # fmt: skip
    return caller.make(f"/api/cases/{builder.case.pk}/reviews/", asked)


def test_the_api_refuses_it_in_the_words_of_the_page_until_there_is_a_review(builder, prosecutor):
    first, second = builder.suspects
    assert record_review_by_call(prosecutor, builder, first).status_code == 201
    told = authorise_charge_by_call(prosecutor, builder.suspect(1))
    assert (told.status_code, told.json()["detail"]) == (409, FIRST)
    page = client_for(builder.cast.prosecutor).get(page_url("authorise-charge", second))
    assert page.status_code == 403 and FIRST in page_text(page)
    assert builder.suspect(1).state == "WITH_PROSECUTOR"

    assert record_review_by_call(prosecutor, builder, second).status_code == 201
    assert authorise_charge_by_call(prosecutor, builder.suspect(1)).status_code == 200
    assert builder.suspect(1).state == "CHARGE_AUTHORISED"
