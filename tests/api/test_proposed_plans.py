"""Second plans that the CPS words, approves and sends, through the systems of both sides."""

import pytest

from cases.models import ActionPlan, ProposedPlan
from devtools.case_builder import MONDAY, CaseBuilder, cast
from people.access import grants
from tests.security.test_hidden_is_missing import MISSING
from tests.support.api.both_systems import BothSystems, created_id, json_of
from tests.support.api.request_bodies import AN_ACTION
from tests.support.cases.pages import day_from_today
from tests.support.cases.second_plans import build_case_for_second_plan
from tests.support.module_fixtures import module_fixture
from tests.support.query_shapes import statements_sent
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
APPROVED = {"is_approved": "yes", "judgement": "Nobody else saw her that night."}
DUE_ON = day_from_today(60).isoformat()
WHY = "A neighbour was named only after the first plan."
NEWER = "There is a newer one since you read it. Read it again, then decide."


@module_fixture
def builder():
    """The first plan is answered and the case reviewed again; the systems of both sides."""
    builder = build_case_for_second_plan(CaseBuilder(cast(), at=days_ago(5)).allocate())
    builder.systems = BothSystems(builder.cast)
    return builder


def system_of(builder, who):
    return builder.systems.as_(getattr(builder.cast, who))


def address_of(builder):
    return f"/api/reviews/{builder.last_review.pk}/proposed-plans/"


def propose(builder, who="prosecutor", key=None, **other):
    suspects = [str(each.pk) for each in builder.suspects]
    item = AN_ACTION | {"suspects": suspects, "due_on": DUE_ON}
    said = {"why": WHY, "items": [item]} | other
    return system_of(builder, who).make(address_of(builder), said, key=key)


def listed(builder, who):
    return json_of(system_of(builder, who).get(address_of(builder)))["proposed_plans"]


def change(builder, pk, word, body, who, version=1, key=None):
    address = f"/api/proposed-plans/{pk}/{word}/"
    return system_of(builder, who).change(address, body, version=version, key=key)


def read(builder, pk, who="manager"):
    return json_of(system_of(builder, who).get(f"/api/proposed-plans/{pk}/"))


def plans_of(builder):
    return ActionPlan.objects.unscoped("test").filter(case=builder.case).count()


def test_the_police_learn_nothing_of_a_second_plan_until_it_is_sent(builder):
    def seen():
        system = system_of(builder, "officer")
        case = system.get(f"/api/cases/{builder.case.pk}/")
        notices = json_of(system.get("/api/notices/"))
        notices.pop("next")  # an encrypted cursor, which differs in each response
        return case.content, case.get("ETag"), notices, listed(builder, "officer")

    before = seen()
    withdrawn = created_id(propose(builder))
    gone = {"reason": "The neighbour has moved away."}
    json_of(change(builder, withdrawn, "withdrawal", gone, "prosecutor"))
    one = created_id(propose(builder, number=1))
    json_of(change(builder, one, "judgement", APPROVED, "manager"))
    assert seen() == before and before[3] == []
    hidden, missing = (
        [
            system_of(builder, "officer").get(f"/api/proposed-plans/{pk}/"),
            change(builder, pk, "judgement", APPROVED, "supervisor", version=9),
            change(builder, pk, "withdrawal", gone, "officer", version=9),
            change(builder, pk, "sending", {}, "officer", version=9),
        ]
        for pk in (one, MISSING)
    )
    assert [(each.status_code, each.content) for each in hidden] == [
        (each.status_code, each.content) for each in missing
    ]
    assert {each.status_code for each in hidden} == {404}
    json_of(change(builder, one, "sending", {}, "prosecutor", version=2))
    told = json_of(system_of(builder, "officer").get(f"/api/cases/{builder.case.pk}/"))
    assert [each["text"] for each in told["items"] if each["plan"] == 2] == [AN_ACTION["text"]]
    assert WHY not in str(told) and APPROVED["judgement"] not in str(told)
    assert system_of(builder, "officer").get(f"/api/proposed-plans/{one}/").status_code == 404


def test_a_second_plan_is_set_by_no_call_without_a_manager(builder):
    suspects = [str(each.pk) for each in builder.suspects]
    item = AN_ACTION | {"suspects": suspects, "due_on": DUE_ON}
    plan = f"/api/reviews/{builder.last_review.pk}/plan/"
    refused = system_of(builder, "prosecutor").make(plan, {"items": [item]})
    assert json_of(refused, 409)["detail"].startswith("This is a second plan")
    one = created_id(propose(builder))
    refused = json_of(change(builder, one, "sending", {}, "prosecutor"), 409)
    assert refused["detail"] == "A manager has not decided on this plan yet."
    for who in ("prosecutor", "other_prosecutor"):
        assert change(builder, one, "judgement", APPROVED, who).status_code == 403
    assert plans_of(builder) == 1


def test_a_manager_who_wrote_any_wording_does_not_approve_it(builder):
    author, unit = builder.cast.prosecutor, builder.cast.cps
    grants.grant_capacity("allocate_cases", to=author, on=unit, by=builder.cast.manager, at=MONDAY)
    one = created_id(propose(builder))
    refused = json_of(change(builder, one, "judgement", APPROVED, "prosecutor"), 403)
    assert refused["detail"] == "You wrote this plan, so another manager must decide."
    assert read(builder, one)["status"] == "WAITING"
    json_of(change(builder, one, "judgement", APPROVED, "manager"))


def test_a_plan_is_worded_approved_and_sent_once(builder):
    first, again = (propose(builder, key=KEY) for _twice in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    one = created_id(first)
    [row] = listed(builder, "manager")
    assert (row["id"], row["number"], row["status"], row["version"]) == (one, 1, "WAITING", 1)
    told = read(builder, one)
    [item] = told["items"]
    assert (told["why"], item["text"], item["reach"]) == (WHY, AN_ACTION["text"], None)
    assert item["suspects"] == [str(each.pk) for each in builder.suspects]
    assert json_of(change(builder, one, "judgement", APPROVED, "manager"))["version"] == 2
    stale = change(builder, one, "sending", {}, "prosecutor", version=1)
    assert json_of(stale, 412) and stale["ETag"] == '"2"'
    done, again = (
        change(builder, one, "sending", {}, "prosecutor", version=2, key=KEY + "s")
        for _twice in range(2)
    )
    assert json_of(done) == json_of(again) == {"id": one, "version": 3}
    told = read(builder, one)
    assert (told["status"], told["judgement"], told["judged_by"]) == (
        "SENT", APPROVED["judgement"], builder.cast.manager.name,
    )  # fmt: skip
    assert plans_of(builder) == 2


def test_a_new_wording_names_the_one_it_replaces_and_an_approval_covers_none_but_its_own(builder):
    one = created_id(propose(builder))
    json_of(change(builder, one, "judgement", APPROVED, "manager"))
    for wrong in ({}, {"number": 2}):
        told = json_of(propose(builder, **wrong), 422)
        assert [each["answer"] for each in told["errors"]] == ["/number"]
    assert NEWER in str(told)
    two = created_id(propose(builder, number=1, why="Another neighbour was named too."))
    assert [(each["number"], each["status"]) for each in listed(builder, "prosecutor")] == [
        (2, "WAITING"), (1, "REPLACED"),
    ]  # fmt: skip
    assert read(builder, one)["version"] == 3
    for pk, version in ((one, 3), (two, 1)):
        refused = change(builder, pk, "sending", {}, "prosecutor", version=version)
        assert refused.status_code == 409
    assert json_of(propose(builder, number=1), 422)
    assert plans_of(builder) == 1


def test_where_there_is_no_wording_none_is_replaced(builder):
    told = json_of(propose(builder, number=1), 422)
    assert [each["answer"] for each in told["errors"]] == ["/number"]
    assert not ProposedPlan.objects.unscoped("test").filter(case=builder.case).exists()


def test_an_author_withdraws_and_nobody_judges_what_is_withdrawn(builder):
    one = created_id(propose(builder))
    why = {"reason": "The neighbour has moved away."}
    assert change(builder, one, "withdrawal", why, "other_prosecutor").status_code == 403
    done, again = (
        change(builder, one, "withdrawal", why, "prosecutor", key=KEY) for _twice in range(2)
    )
    assert json_of(done) == json_of(again) == {"id": one, "version": 2}
    refused = json_of(change(builder, one, "judgement", APPROVED, "manager", version=2), 409)
    assert refused["detail"] == "Its author has withdrawn this plan. Nothing is left to do."
    assert read(builder, one)["withdrawal_reason"] == why["reason"]


def test_a_plan_without_an_action_is_refused_by_name(builder):
    told = json_of(propose(builder, items=[]), 422)
    assert [each["answer"] for each in told["errors"]] == ["/items"]
    assert listed(builder, "prosecutor") == []


def test_a_list_of_wordings_costs_the_same_for_more(builder):
    costs = []
    for number in (None, 1):
        created_id(propose(builder, **({"number": number} if number else {})))
        listed(builder, "manager")
        with statements_sent() as sent:
            listed(builder, "manager")
        costs.append(len(sent))
    assert costs[0] == costs[1]
