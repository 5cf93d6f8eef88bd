"""Requests for records of counselling that the CPS proposes, through the systems of both sides."""

import pytest

from cases.models import Proposal, VictimRequest
from devtools.case_builder import CaseBuilder, cast
from tests.security.test_hidden_is_missing import MISSING
from tests.support.api.both_systems import BothSystems, created_id, json_of
from tests.support.api.request_bodies_of_victim_requests import OF_VICTIM_REQUESTS, OWN, PROPOSED
from tests.support.cases.pages import day_from_today
from tests.support.module_fixtures import module_fixture
from tests.support.query_shapes import statements_sent
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
APPROVED = OF_VICTIM_REQUESTS["judge_proposal"]["approved"]


@module_fixture
def builder():
    """A reviewed case with the prosecutor, and the systems of both sides."""
    builder = CaseBuilder(cast(), at=days_ago(3)).allocate().review()
    builder.systems = BothSystems(builder.cast)
    return builder


def system_of(builder, who):
    return builder.systems.as_(getattr(builder.cast, who))


def propose(builder, who="prosecutor", key=None):
    said = PROPOSED | {"suspects": [str(each.pk) for each in builder.suspects]}
    address = f"/api/reviews/{builder.last_review.pk}/proposals/"
    return system_of(builder, who).make(address, said, key=key)


def listed(builder, who):
    address = f"/api/reviews/{builder.last_review.pk}/proposals/"
    return json_of(system_of(builder, who).get(address))["proposals"]


def change(builder, pk, word, body, who, version=1, key=None):
    address = f"/api/proposals/{pk}/{word}/"
    return system_of(builder, who).change(address, body, version=version, key=key)


def as_action():
    return {"weight": "ESSENTIAL", "due_on": day_from_today(60).isoformat()}


def test_the_police_learn_nothing_of_a_proposal_until_the_action_is_set(builder):
    def seen():
        system = system_of(builder, "officer")
        words = ("", "victim-requests/")
        told = [system.get(f"/api/cases/{builder.case.pk}/{word}").content for word in words]
        notices = json_of(system.get("/api/notices/"))
        notices.pop("next")  # an encrypted cursor, which differs in each response
        return told, notices, listed(builder, "officer")

    before = seen()
    one = created_id(propose(builder))
    json_of(change(builder, one, "judgement", APPROVED, "manager"))
    assert seen() == before and before[2] == []
    hidden, missing = (
        [
            system_of(builder, "officer").get(f"/api/proposals/{pk}/"),
            change(builder, pk, "judgement", APPROVED, "officer", version=9),
            change(builder, pk, "action", as_action(), "officer", version=9),
        ]
        for pk in (one, MISSING)
    )
    assert [(each.status_code, each.content) for each in hidden] == [
        (each.status_code, each.content) for each in missing
    ]
    assert {each.status_code for each in hidden} == {404}
    json_of(change(builder, one, "action", as_action(), "prosecutor", version=2))
    request = VictimRequest.objects.unscoped("test").get(case=builder.case)
    json_of(system_of(builder, "officer").get(f"/api/victim-requests/{request.pk}/"))


def test_the_police_are_not_stopped_by_a_proposal_that_they_may_not_know(builder):
    created_id(propose(builder))
    same = {name: PROPOSED[name] for name in ("holder", "from_on", "to_on", "rebuttal")}
    address = f"/api/cases/victims/{builder.victim.pk}/victim-requests/"
    sent = OWN | same | {"reach": "COUNSELLING"}
    json_of(system_of(builder, "officer").make(address, sent), 201)


def test_a_manager_who_did_not_propose_it_approves_it_and_it_is_set_once(builder):
    first, again = (propose(builder, key=KEY) for _twice in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    one = created_id(first)
    assert Proposal.objects.unscoped("test").filter(case=builder.case).count() == 1
    [row] = listed(builder, "manager")
    assert (row["id"], row["status"], row["version"]) == (one, "WAITING", 1)
    early = change(builder, one, "action", as_action(), "prosecutor")
    assert json_of(early, 409)["detail"] == "A manager has not decided on this yet."
    for who in ("prosecutor", "other_prosecutor"):
        assert change(builder, one, "judgement", APPROVED, who).status_code == 403
    assert json_of(change(builder, one, "judgement", APPROVED, "manager"))["version"] == 2
    stale = change(builder, one, "action", as_action(), "prosecutor", version=1)
    assert json_of(stale, 412) and stale["ETag"] == '"2"'
    done = change(builder, one, "action", as_action(), "prosecutor", version=2)
    assert json_of(done) == {"id": one, "version": 3}
    told = json_of(system_of(builder, "manager").get(f"/api/proposals/{one}/"))
    assert (told["status"], told["judgement"]) == ("SET", APPROVED["judgement"])
    assert told["judged_by"] == builder.cast.manager.name


def test_a_list_of_proposals_costs_the_same_for_more(builder):
    costs = []
    for _one in range(2):
        created_id(propose(builder))
        listed(builder, "manager")
        with statements_sent() as sent:
            listed(builder, "manager")
        costs.append(len(sent))
    assert costs[0] == costs[1]
