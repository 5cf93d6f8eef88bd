"""A request for a review waits for whoever takes its next step, with its date."""

import pytest

from devtools.case_builder import cast, person
from tests.support.cases.pages import client_for
from tests.support.cases.query_counter import page_and_queries
from tests.support.recent_moments import days_ago
from tests.support.victims.vrr_requests import (
    acknowledge_request,
    ask_for_review_today,
    build_case_without_charge,
    decide_request,
    fresh_request,
    name_reviewer_of,
    record_of,
    tell_outcome,
)

pytestmark = pytest.mark.django_db

LIST = "/waiting/"


@pytest.fixture
def builder():
    """A decision of no further action, with a named contact of the CPS and another manager."""
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    people.other_manager = person(people.cps, "allocate_cases", name="Max Manager")
    return build_case_without_charge(people, at=days_ago(9))


def asked_of(builder):
    """{who has such a task: the page it leads to}; every page opens."""
    found = {}
    for who, whom in vars(builder.cast).items():
        if not hasattr(whom, "email"):
            continue
        client = client_for(whom)
        page = client.get(LIST).context["page"]
        for task in [row.task for _title, rows in page.groups for row in rows]:
            if task.kind.name == "reviews":
                reached = client.get(task.address)
                assert reached.status_code == 200
                found[who] = reached.resolver_match.url_name
                assert (
                    task.due_at is None or task.due_at == fresh_request(builder.right).clock.due_at
                )
    return found


def name_contact(builder):
    record = record_of(builder)
    record.liaison_officer = builder.cast.liaison
    record.save(update_fields=["liaison_officer"])


def test_each_step_waits_for_whoever_takes_it(builder):
    name_contact(builder)
    right = builder.right = ask_for_review_today(builder)
    assert asked_of(builder) == {"liaison": "acknowledge-review-request"}
    acknowledge_request(builder, right)
    managers = dict.fromkeys(("manager", "other_manager"), "name-reviewer")
    assert asked_of(builder) == managers
    name_reviewer_of(builder, right, builder.cast.other_manager)
    assert asked_of(builder) == {"other_manager": "decide-review"}
    decide_request(builder, right, who="other_manager")
    assert asked_of(builder) == {"liaison": "tell-review-outcome"}
    tell_outcome(builder, right)
    assert asked_of(builder) == {}


def test_without_a_named_contact_it_waits_for_those_who_lead_the_unit(builder):
    builder.right = ask_for_review_today(builder)
    assert asked_of(builder) == dict.fromkeys(
        ("manager", "other_manager"), "acknowledge-review-request"
    )


def test_it_costs_the_same_however_many_there_are(builder):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            ask_for_review_today(build_case_without_charge(builder.cast, at=days_ago(9)))
        _page, queries = page_and_queries(client_for(builder.cast.manager), LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
