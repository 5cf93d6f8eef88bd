"""Early advice through the systems of both sides, from the officer's request to the advice."""

import pytest

from cases.models import EarlyAdvice
from devtools.case_builder import CaseBuilder, cast
from people.access import grants
from people.models import AuditEntry
from tests.support.api.both_systems import BothSystems, created_id, json_of
from tests.support.api.request_bodies_of_advice import ADVISED, ASKED
from tests.support.module_fixtures import module_fixture
from tests.support.query_shapes import statements_sent

pytestmark = pytest.mark.django_db
WITHDRAWN = "She has asked that nothing more be done."
WROTE_IT = "You wrote this request, so another supervisor must sign it off."


@module_fixture
def builder():
    """A case that nobody has referred, and the systems of both sides."""
    builder = CaseBuilder(cast())
    builder.systems = BothSystems(builder.cast)
    return builder


def body(builder, **items):
    return ASKED | {"suspects": [str(builder.suspects[0].pk)]} | items


def asked(builder, who="officer", **items):
    """The id of a request that somebody's system has written."""
    system = builder.systems.as_(getattr(builder.cast, who))
    return created_id(
        system.make(f"/api/cases/{builder.case.pk}/early-advice/", body(builder, **items))
    )


def told(builder, who, pk):
    return json_of(builder.systems.as_(getattr(builder.cast, who)).get(f"/api/early-advice/{pk}/"))


def step(builder, who, pk, word, body=None, version=None):
    """One step of a request by somebody's system, which has read it just before."""
    version = version or told(builder, who, pk)["version"]
    system = builder.systems.as_(getattr(builder.cast, who))
    return system.change(f"/api/early-advice/{pk}/{word}/", body or {}, version=version)


def taken_on(builder):
    """The id of a request for which an adviser is named."""
    pk = asked(builder)
    json_of(step(builder, "supervisor", pk, "sign-off", {"text": "Worth asking."}))
    json_of(step(builder, "assistant", pk, "acceptance"))
    named = {"to": str(builder.cast.prosecutor.pk), "method": "SURGERY"}
    json_of(step(builder, "advice_manager", pk, "adviser", named))
    return pk


def test_the_police_ask_and_read_the_advice_and_by_which_method_it_was_given(builder):
    pk = taken_on(builder)
    waiting = told(builder, "officer", pk)
    assert (waiting["status"], waiting["planned_method"]) == ("WITH_ADVISER", "SURGERY")
    assert waiting["given"] is None and waiting["due_at"]
    assert [each["answer"] for each in waiting["questions"]] == [None, None]
    alleged = str(builder.case.allegations.unscoped("test").get().pk)
    advice = ADVISED | {"allegations": [alleged]}
    json_of(step(builder, "prosecutor", pk, "advice", advice))
    read = told(builder, "officer", pk)
    assert (read["status"], read["due_at"]) == ("GIVEN", None)
    given = read["given"]
    assert (given["method"], given["allegations"]) == ("TELEPHONE", [alleged])
    assert given["lines"] == [each["text"] for each in ADVISED["lines"]]
    assert [(each["question"], each["answer"]) for each in read["questions"]] == [
        (ASKED["question_1"], ADVISED["answer_1"]), (ASKED["question_2"], ADVISED["answer_2"]),
    ]  # fmt: skip
    assert [each["side"] for each in read["said"]] == ["POLICE", "POLICE", "CPS", "CPS", "CPS"]
    case = json_of(builder.systems.as_(builder.cast.officer).get(f"/api/cases/{builder.case.pk}/"))
    assert [(each["id"], each["status"]) for each in case["early_advice"]] == [(pk, "GIVEN")]


def test_one_system_does_not_sign_off_what_its_officer_wrote(builder):
    """The supervisor writes it: the same person is both halves, whatever the role."""
    grants.grant_capacity(
        "refer_cases", to=builder.cast.supervisor, on=builder.cast.police,
        by=builder.cast.supervisor, at=builder.at,
    )  # fmt: skip
    pk = asked(builder, "supervisor")
    refused = step(builder, "supervisor", pk, "sign-off", {"text": "Worth asking."})
    assert json_of(refused, 403)["detail"] == WROTE_IT
    officer = step(builder, "officer", pk, "sign-off", {"text": "Worth asking."})
    assert officer.status_code == 403
    now = EarlyAdvice.objects.unscoped("test").get(pk=pk)
    assert (now.status, now.sent_at) == ("AWAITING_SIGN_OFF", None)
    logged = AuditEntry.objects.filter(verb="sign_early_advice_off").order_by("-pk")[:2]
    assert [bool(each.refused) for each in logged] == [True, True]


def test_the_cps_has_nothing_of_it_before_it_is_signed_off(builder):
    pk = asked(builder)
    for who in ("assistant", "advice_manager", "prosecutor"):
        system = builder.systems.as_(getattr(builder.cast, who))
        assert system.get(f"/api/early-advice/{pk}/").status_code == 404
    json_of(step(builder, "supervisor", pk, "sign-off", {"text": "Worth asking."}))
    assert told(builder, "assistant", pk)["number"] == 1


def test_a_step_on_what_was_read_before_another_step_is_refused(builder):
    pk = taken_on(builder)
    read = told(builder, "officer", pk)["version"]
    facts = {"to": str(builder.cast.other_prosecutor.pk), "text": "They know the suspect."}
    json_of(step(builder, "advice_manager", pk, "change-of-adviser", facts))
    stale = step(builder, "officer", pk, "withdrawal", {"text": WITHDRAWN}, read)
    assert json_of(stale, 412) and stale["ETag"] == f'"{read + 1}"'
    json_of(step(builder, "officer", pk, "withdrawal", {"text": WITHDRAWN}))


def test_a_call_made_again_asks_once(builder):
    system = builder.systems.as_(builder.cast.officer)
    address, key = f"/api/cases/{builder.case.pk}/early-advice/", "key-of-a-request-1"
    made = [created_id(system.make(address, body(builder), key=key)) for _again in range(2)]
    assert made[0] == made[1]
    assert EarlyAdvice.objects.unscoped("test").filter(case=builder.case).count() == 1


def test_what_is_missing_is_said_as_on_the_page(builder):
    system = builder.systems.as_(builder.cast.officer)
    address = f"/api/cases/{builder.case.pk}/early-advice/"
    empty = system.make(address, {"suspects": []})
    found = {each["answer"]: each["detail"] for each in json_of(empty, 422)["errors"]}
    assert found == {
        "/suspects": "Select at least one suspect", "/summary": "Enter what is alleged",
        "/question_1": "Enter at least one question that you want advice on",
    }  # fmt: skip


def test_reading_a_request_costs_the_same_after_many_steps(builder):
    pk, costs = asked(builder), []
    for who, word, said in (
        (None, None, None),
        ("supervisor", "sign-off", {"text": "Worth asking."}),
        ("assistant", "return", {"text": "Ask again once he has been interviewed."}),
    ):  # fmt: skip
        if who:
            json_of(step(builder, who, pk, word, said))
        told(builder, "officer", pk)
        with statements_sent() as sent:
            told(builder, "officer", pk)
        costs.append(len(sent))
    assert costs[0] == costs[1] == costs[2]
