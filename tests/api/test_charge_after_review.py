"""A system cannot have a charge authorised before the submission has been reviewed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import Road, cast
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

FIRST = (
    "No review of this submission has been recorded for suspect 2. Record a review first, then"
    " authorise the charge."
)


@standing
def road():
    return Road(cast(), suspects=2, at=timezone.now() - timedelta(days=2)).allocate()


@pytest.fixture
def prosecutor(road):
    return Caller(road.cast.cps).for_(road.cast.prosecutor)


def authorise(caller, suspect):
    rows = suspect.allegations.unscoped("test").values_list("pk", flat=True)
    asked = {"allegations": list(map(str, rows)), "rationale": "Both stages of the test are met."}
    address = f"/api/suspects/{suspect.pk}/authorisation/"
    return caller.change(address, asked, version=suspect.version)


def review(caller, road, suspect):
    asked = {"suspects": [str(suspect.pk)], "evidence": "What the evidence shows so far."}
    return caller.make(f"/api/cases/{road.case.pk}/reviews/", asked)


def test_the_api_refuses_it_in_the_words_of_the_page_until_there_is_a_review(road, prosecutor):
    first, second = road.suspects
    assert review(prosecutor, road, first).status_code == 201
    told = authorise(prosecutor, road.suspect(1))
    assert (told.status_code, told.json()["detail"]) == (409, FIRST)
    page = as_(road.cast.prosecutor).get(at("authorise-charge", second))
    assert page.status_code == 403 and FIRST in said(page)
    assert road.suspect(1).state == "WITH_PROSECUTOR"

    assert review(prosecutor, road, second).status_code == 201
    assert authorise(prosecutor, road.suspect(1)).status_code == 200
    assert road.suspect(1).state == "CHARGE_AUTHORISED"
