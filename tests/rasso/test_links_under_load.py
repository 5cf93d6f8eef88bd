"""The load test goes on by links of real pages: a page that changes does not leave it idle."""

import re

import pytest

from benchmarks.load.links import ACCEPT, CASE, CUSTODY, ITEM, PLAN
from cases.action_plans.actions import action_items
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate().review()


def links(builder, who, pattern, address):
    page = client_for(getattr(builder.cast, who)).get(address)
    assert page.status_code == 200
    return re.findall(pattern, page.content.decode())


@pytest.mark.parametrize(
    ("who", "worklist"), [("officer", "waiting"), ("prosecutor", "mine"), ("prosecutor", "unit")]
)
def test_a_worklist_leads_to_its_cases(builder, who, worklist):
    of_case = page_url("see-case", builder.case)
    assert of_case in links(builder, who, CASE, f"/worklists/{worklist}/")


def test_a_case_leads_to_what_the_users_do_on_it(builder):
    of_case = page_url("see-case", builder.case)
    assert links(builder, "officer", CUSTODY, of_case) == [
        page_url("record-custody", builder.suspects[0])
    ]
    assert links(builder, "prosecutor", PLAN, of_case)
    builder.plan({})
    [item] = builder.items
    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Done.")
    assert page_url("see-item", item) in links(builder, "prosecutor", ITEM, of_case)
    assert links(builder, "prosecutor", ACCEPT, page_url("see-item", item))
