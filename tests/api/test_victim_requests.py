"""Requests for a victim's private material, step by step, through the systems of both sides."""

import html
from datetime import timedelta
from uuid import uuid4

import pytest

from cases.models import ActionItem, Victim, VictimNotice, VictimRequest
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.api.both_systems import BothSystems, json_of
from tests.support.api.request_bodies_of_victim_requests import (
    DECIDED,
    OF_A_HOLDER,
    OF_VICTIM_REQUESTS,
    TOLD,
)
from tests.support.cases.intrusive_actions import plan_intrusive_action
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.query_shapes import statements_sent
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
LATE = {"told": "late", "late_because": "She is in hospital until the end of the week."}
SENT = {"request_means": "By email.", "request_text": "The attendance, to check the dates."}
WHY = {"kind": "HOLDER", "text": "What she said to the school is about herself."}


@module_fixture
def builder():
    """A case with the prosecutor, and the systems of both sides."""
    builder = CaseBuilder(cast(), at=days_ago(3)).allocate()
    builder.systems = BothSystems(builder.cast)
    return builder


def system_of(builder, who):
    return builder.systems.as_(getattr(builder.cast, who))


def today(builder, days=0):
    return str(builder.at.date() + timedelta(days=days))


def read(builder, pk, who="officer"):
    return json_of(system_of(builder, who).get(f"/api/victim-requests/{pk}/"))


def step(builder, pk, word, body, who="officer", version=None, key=None):
    """One step of a request by somebody's system, which has read it just before."""
    version = version or read(builder, pk, who)["version"]
    address = f"/api/victim-requests/{pk}/{word}/"
    return system_of(builder, who).change(address, body, version=version, key=key)


def change_item(builder, item, word, body, who):
    system = system_of(builder, who)
    version = json_of(system.get(f"/api/actions/{item.pk}/"))["version"]
    return system.change(f"/api/actions/{item.pk}/{word}/", body, version=version)


def authority(builder, reach="HOLDER"):
    return (DECIDED if reach == "DEVICE" else OF_A_HOLDER) | {"authorised_on": today(builder)}


def notice(builder, **more):
    return TOLD | {"given_on": today(builder)} | more


def errors_of(answer):
    return {each["answer"]: each["detail"] for each in json_of(answer, 422)["errors"]}


def test_the_police_take_each_step_and_both_systems_read_it(builder):
    one = plan_intrusive_action(builder)
    item = json_of(system_of(builder, "officer").get(f"/api/actions/{one.item_id}/"))
    pk = item["victim_request"]
    assert (pk, item["reach"], item["are_bounds_wanted"]) == (str(one.pk), "HOLDER", False)
    assert read(builder, pk)["open"] == ["decision", "notice"]
    json_of(step(builder, pk, "notice", LATE | {"promised_on": today(builder, 30)}))
    assert read(builder, pk)["notice_by"] == today(builder, 30)
    json_of(step(builder, pk, "decision", authority(builder)))
    json_of(step(builder, pk, "request", SENT | {"requested_on": today(builder)}))
    assert read(builder, pk)["open"] == ["notice", "reply"]
    json_of(step(builder, pk, "notice", notice(builder, told="yes", is_whole="yes")))
    json_of(step(builder, pk, "reply", {"replied_on": today(builder), "reply": "NONE_HELD"}))
    json_of(step(builder, pk, "giving-back", {"returned_on": today(builder)}))
    of_police, of_cps = read(builder, pk), read(builder, pk, "prosecutor")
    assert of_police == of_cps
    assert (of_cps["reply"], of_cps["returned_on"]) == ("NONE_HELD", today(builder))
    assert [each["given_on"] for each in of_cps["notices"]] == [None, today(builder)]
    assert of_cps["decision"]["authorised_by"] == DECIDED["authorised_by"]
    assert (of_cps["open"], of_cps["version"]) == ([], 7)
    verbs = AuditEntry.objects.filter(case_id=builder.case.pk).values_list("verb", flat=True)
    assert {
        "see_victim_request", "record_notice", "record_authority", "mark_requested",
        "record_reply", "mark_given_back",
    } <= set(verbs)  # fmt: skip


def test_a_device_is_agreed_to_and_a_withdrawal_ends_the_action(builder):
    one = plan_intrusive_action(builder, "DEVICE")
    told = errors_of(step(builder, one.pk, "notice", notice(builder)))
    assert told == {"/may_refuse": "Confirm that the notice said that the victim may refuse"}
    told = errors_of(step(builder, one.pk, "notice", notice(builder, may_refuse=True, told="yes")))
    assert told == {"/told": "There is no field of this name. Leave it out."}
    json_of(step(builder, one.pk, "notice", notice(builder, may_refuse=True)))
    json_of(step(builder, one.pk, "decision", authority(builder, "DEVICE")))
    early = step(builder, one.pk, "request", {"requested_on": today(builder)})
    assert json_of(early, 409)["detail"] == "Record the victim’s written agreement first."
    json_of(step(builder, one.pk, "agreement", {"agreed_on": today(builder)}))
    json_of(step(builder, one.pk, "withdrawal", {"withdrawn_on": today(builder)}))
    taken = step(builder, one.pk, "request", {"requested_on": today(builder)})
    told = json_of(taken, 409)["detail"]
    assert told == "The agreement was withdrawn, so nothing more is taken."
    now = VictimRequest.objects.unscoped("test").get(pk=one.pk)
    assert (now.withdrawn_on, now.requested_on) == (builder.at.date(), None)
    assert ActionItem.objects.unscoped("test").get(pk=one.item_id).status == "CANCELLED"


def test_the_order_of_the_steps_is_refused_in_the_words_of_the_page(builder):
    one = plan_intrusive_action(builder)
    for word, page, body in (
        ("request", "mark-requested", SENT | {"requested_on": today(builder)}),
        ("reply", "record-reply", {"replied_on": today(builder), "reply": "ALL"}),
        ("giving-back", "mark-given-back", {"returned_on": today(builder)}),
        ("agreement", "record-agreement", {"agreed_on": today(builder)}),
    ):
        told = json_of(step(builder, one.pk, word, body), 409)["detail"]
        shown = client_for(builder.cast.officer).get(page_url(page, one))
        assert told in html.unescape(shown.content.decode()), word
    json_of(step(builder, one.pk, "decision", authority(builder)))
    json_of(step(builder, one.pk, "notice", notice(builder, told="yes", is_whole="yes")))
    before = step(builder, one.pk, "request", SENT | {"requested_on": today(builder, -2)})
    assert before.status_code == 409
    now = VictimRequest.objects.unscoped("test").get(pk=one.pk)
    assert (now.requested_on, now.replied_on, now.agreed_on) == (None, None, None)


def test_the_cps_reads_a_request_and_takes_no_step_of_it(builder):
    one = plan_intrusive_action(builder)
    assert read(builder, one.pk, "prosecutor")["open"] == []
    for word, body in (
        ("decision", authority(builder)), ("notice", notice(builder, told="yes", is_whole="yes")),
    ):  # fmt: skip
        refused = step(builder, one.pk, word, body, "prosecutor")
        assert refused.status_code == 403
    # Whoever may not take a step learns nothing of its version.
    stale = step(builder, one.pk, "decision", authority(builder), "prosecutor", version=9)
    assert stale.status_code == 403 and "ETag" not in stale
    assert VictimRequest.objects.unscoped("test").get(pk=one.pk).authorised_on is None


def test_a_step_on_what_was_read_before_another_step_is_refused(builder):
    one = plan_intrusive_action(builder)
    version = read(builder, one.pk)["version"]
    told = step(builder, one.pk, "notice", LATE | {"promised_on": today(builder, 30)})
    assert json_of(told) == {"id": str(one.pk), "version": version + 1}
    stale = step(builder, one.pk, "decision", authority(builder), version=version)
    assert json_of(stale, 412) and stale["ETag"] == f'"{version + 1}"'
    assert VictimRequest.objects.unscoped("test").get(pk=one.pk).authorised_on is None


def test_a_call_made_again_records_one_notice(builder):
    one = plan_intrusive_action(builder)
    version, said = read(builder, one.pk)["version"], LATE | {"promised_on": today(builder, 30)}
    first, again = (
        step(builder, one.pk, "notice", said, version=version, key=KEY) for _twice in range(2)
    )
    assert (again.status_code, again.content) == (200, first.content)
    assert VictimNotice.objects.unscoped("test").filter(request=one).count() == 1


def test_the_police_find_that_an_action_reaches_and_the_prosecutor_says_what_is_asked(builder):
    [item] = builder.plan().items
    json_of(change_item(builder, item, "reclassification", WHY, "officer"))
    told = json_of(system_of(builder, "prosecutor").get(f"/api/actions/{item.pk}/"))
    assert (told["reach"], told["are_bounds_wanted"], told["victim_request"]) == (
        "HOLDER", True, None,
    )  # fmt: skip
    done = {"answer": "DONE", "done": "She was asked, and says that it is so."}
    system = system_of(builder, "officer")
    headers = system.headers({"If-Match": f'"{told["version"]}"', "Idempotency-Key": KEY})
    refused = system.client.post(f"/api/actions/{item.pk}/answer/", done, headers=headers)
    assert refused.status_code == 409
    [bounds] = OF_VICTIM_REQUESTS["justify_item"].values()
    assert change_item(builder, item, "bounds", bounds, "officer").status_code == 403
    json_of(change_item(builder, item, "bounds", bounds, "prosecutor"))
    one = VictimRequest.objects.unscoped("test").get(item=item)
    assert (one.holder, one.reach, one.victim_id) == ("The school.", "HOLDER", builder.victim.pk)
    told = json_of(system.get(f"/api/actions/{item.pk}/"))
    assert (told["victim_request"], told["are_bounds_wanted"]) == (str(one.pk), False)


def test_a_victim_whom_the_cps_may_not_know_is_answered_like_one_that_is_missing(builder):
    """The police know a second victim of the case, and another case has one."""
    [item] = builder.plan().items
    json_of(change_item(builder, item, "reclassification", WHY, "officer"))
    kept = Victim.objects.unscoped("test").create(
        case=builder.case, number=2, only_side="POLICE", added_at=builder.at,
        added_by=builder.cast.officer,
    )  # fmt: skip
    other = CaseBuilder(cast()).victim
    [bounds] = OF_VICTIM_REQUESTS["justify_item"].values()
    answers = set()
    for pk in (kept.pk, other.pk, uuid4()):
        answer = change_item(builder, item, "bounds", bounds | {"victim": str(pk)}, "prosecutor")
        answers.add((answer.status_code, answer.content.replace(str(pk).encode(), b"...")))
    [(status, content)] = answers
    assert status == 422 and b"/victim" in content
    # That there is a second victim does not show either: the only one they know is not asked for.
    json_of(change_item(builder, item, "bounds", bounds, "prosecutor"))


def test_a_request_that_is_hidden_is_answered_like_one_that_is_missing(builder):
    one, other = plan_intrusive_action(builder), CaseBuilder(cast())
    systems = BothSystems(other.cast)
    for who in ("officer", "prosecutor"):
        system = systems.as_(getattr(other.cast, who))
        for word in ("", "decision/", "notice/", "agreement/", "request/", "reply/"):
            hidden, missing = (
                system.change(f"/api/victim-requests/{pk}/{word}", {"x": 1}, version=1)
                if word else system.get(f"/api/victim-requests/{pk}/")
                for pk in (one.pk, uuid4())
            )  # fmt: skip
            assert (hidden.status_code, hidden.content) == (404, missing.content), word
            assert "ETag" not in hidden


def test_reading_a_request_costs_the_same_after_many_steps(builder):
    one, costs = plan_intrusive_action(builder), []
    for word, body in (
        (None, None),
        ("notice", LATE | {"promised_on": today(builder, 30)}),
        ("decision", authority(builder)),
        ("request", SENT | {"requested_on": today(builder)}),
    ):
        if word:
            json_of(step(builder, one.pk, word, body))
        read(builder, one.pk)
        with statements_sent() as sent:
            read(builder, one.pk)
        costs.append(len(sent))
    assert costs == [costs[0]] * 4
