"""Second readings, corrected charge reports and challenges sent up, through both sides' systems."""

import html

import pytest

from cases.action_plans.actions import challenges
from cases.decisions.actions import decisions
from cases.models import Challenge, Decision, ReportedCharge
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.api.both_systems import BothSystems, change_suspect, json_of, suspect_told
from tests.support.api.request_bodies import NOT_AUTHORISED
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.decisions import propose_no_charge, record_consultation_of
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
WHY_NOT = "Nothing is said of what her friend saw that night."
NEWER = {"/number": "There is a newer one since you read it. Read it again, then decide."}


@module_fixture
def proposed():
    """No further action, which the prosecutor has proposed and reworded once."""
    builder = CaseBuilder(cast(), at=days_ago(3)).allocate()
    builder.systems = BothSystems(builder.cast)
    held = record_consultation_of(builder, builder.suspects[0])
    propose_no_charge(builder, builder.suspects[0], consultation=held)
    builder.held = held
    return builder


@module_fixture
def reported():
    """A charge that the police have reported as authorised."""
    builder = CaseBuilder(cast(), at=days_ago(3)).allocate()
    builder.systems = BothSystems(builder.cast)
    authorise_charge_of(builder)
    report_charge_of(builder)
    return builder


@module_fixture
def challenged():
    """An action that the prosecutor keeps as it is though the police challenge it."""
    builder = CaseBuilder(cast(), at=days_ago(3)).allocate().plan()
    builder.systems = BothSystems(builder.cast)
    said = {"reason": "OTHER", "text": "It is her diary, and of another year."}
    builder.do(challenges.challenge_item, "officer", item=builder.items[0], **said)
    builder.do(
        challenges.answer_challenge, "prosecutor", item=builder.items[0], answer="HOLD", text="No.",
    )  # fmt: skip
    return builder


def system_of(builder, who):
    return builder.systems.as_(getattr(builder.cast, who))


def told(builder, who):
    return suspect_told(system_of(builder, who), builder.case)


def act(builder, who, word, body, version=None, key=None):
    """An act about the suspect by somebody's system, which has read the case just before."""
    if version is None and key is None:
        return change_suspect(system_of(builder, who), builder.case, word, body)
    address = f"/api/suspects/{builder.suspects[0].pk}/{word}/"
    return system_of(builder, who).change(address, body, version=version, key=key)


def reword(builder):
    """The prosecutor rewords what they propose."""
    return builder.do(
        decisions.revise_decision, "prosecutor", suspect=builder.suspects[0], reason="CONSENT",
        rationale="Why, in other words.", consultation=builder.held, version=1,
    )  # fmt: skip


def errors_of(answer):
    return {each["answer"]: each["detail"] for each in json_of(answer, 422)["errors"]}


def waiting(builder):
    rows = Decision.objects.unscoped("test").filter(suspect=builder.suspects[0])
    return rows.order_by("number").last()


def report_of(builder):
    rows = ReportedCharge.objects.unscoped("test").filter(case=builder.case)
    return rows.order_by("number").last()


def test_another_prosecutor_countersigns_the_wording_that_they_read(proposed):
    number = told(proposed, "other_prosecutor")["decision"]["number"]
    assert number == 1
    answer = act(proposed, "other_prosecutor", "decision-countersignature", {"number": number})
    assert json_of(answer)["id"] == str(proposed.suspects[0].pk)
    assert (waiting(proposed).status, waiting(proposed).read_by) == (
        "LIVE", proposed.cast.other_prosecutor,
    )  # fmt: skip
    assert told(proposed, "officer")["state"] == "NO_FURTHER_ACTION"
    verbs = AuditEntry.objects.filter(case_id=proposed.case.pk).values_list("verb", flat=True)
    assert "countersign_decision" in set(verbs)


def test_a_wording_that_came_after_what_was_read_is_not_countersigned(proposed):
    before = told(proposed, "other_prosecutor")
    reword(proposed)
    now = told(proposed, "other_prosecutor")
    assert (before["version"], before["decision"]["number"]) == (now["version"], 1)
    for word, more in (
        ("decision-countersignature", {}), ("decision-declining", {"text": WHY_NOT}),
    ):  # fmt: skip
        assert errors_of(act(proposed, "other_prosecutor", word, {"number": 1} | more)) == NEWER
    assert (waiting(proposed).status, waiting(proposed).number) == ("PROPOSED", 2)
    declined = act(
        proposed, "other_prosecutor", "decision-declining", {"number": 2, "text": WHY_NOT}
    )
    json_of(declined)
    assert (waiting(proposed).status, waiting(proposed).reading_text) == ("DECLINED", WHY_NOT)


def test_nobody_countersigns_what_they_wrote_and_the_police_not_at_all(proposed):
    for who in ("prosecutor", "officer", "supervisor"):
        version = told(proposed, who)["version"]
        answer = act(
            proposed, who, "decision-countersignature", {"number": 1}, version=version, key=KEY
        )
        assert answer.status_code == 403, who
        other = act(
            proposed, who, "decision-countersignature", {"number": 9}, version=99, key=KEY + "2"
        )
        assert (other.status_code, other.json()) == (403, answer.json()), who
        assert "ETag" not in other
    assert waiting(proposed).status == "PROPOSED"


def test_the_police_learn_nothing_of_a_wording_before_it_is_in_force(proposed):
    before = told(proposed, "officer")
    assert before["decision"] is None
    reword(proposed)
    assert told(proposed, "officer") == before
    json_of(act(proposed, "other_prosecutor", "decision-countersignature", {"number": 2}))
    # A number would tell the police how many wordings there were.
    assert told(proposed, "officer")["decision"]["number"] is None


def test_a_countersignature_sent_again_is_answered_as_before(proposed):
    version = told(proposed, "other_prosecutor")["version"]
    first, again = (
        act(proposed, "other_prosecutor", "decision-countersignature", {"number": 1}, version, KEY)
        for _twice in range(2)
    )
    assert (first.status_code, again.content) == (200, first.content)


def corrected(builder, number, **more):
    """A report of another charge instead of the one authorised."""
    other = NOT_AUTHORISED | {
        "victim": str(builder.victim.pk), "offence": "SX03001",
        "from_on": str(builder.at.date().replace(day=1)),
    }  # fmt: skip
    sent = {
        "number": number, "method": "WRITTEN_CHARGE", "charged_on": str(builder.at.date()),
        "counts": [{"count": "1", "outcome": "AS_STATED"}, other],
    }  # fmt: skip
    return act(builder, "officer", "charge-correction", sent, **more)


def test_the_police_correct_a_report_and_the_prosecutor_answers_it(reported):
    json_of(corrected(reported, 1))
    for who in ("officer", "prosecutor"):
        report = told(reported, who)["charge_report"]
        assert (report["number"], len(report["laid"])) == (2, 2)
    assert told(reported, "prosecutor")["state"] == "CHARGE_DIFFERS"
    asked = {"number": 2, "text": "Take the second charge off: it is of the same act."}
    json_of(act(reported, "prosecutor", "charge-query", asked))
    json_of(corrected(reported, 2))
    accepted = {"number": 3, "text": "It carries as much, and the court has listed it."}
    json_of(act(reported, "prosecutor", "charge-acceptance", accepted))
    assert told(reported, "officer")["state"] == "CHARGED"
    assert told(reported, "officer")["charge_report"]["answer"] == "ACCEPTED"
    verbs = AuditEntry.objects.filter(case_id=reported.case.pk).values_list("verb", flat=True)
    assert {"correct_charge_report", "query_charge_report", "accept_charge_report"} <= set(verbs)


def test_a_report_that_came_after_what_was_read_is_neither_corrected_nor_answered(reported):
    json_of(corrected(reported, 1))
    assert errors_of(corrected(reported, 1)) == NEWER
    json_of(corrected(reported, 2))
    said = {"number": 2, "text": "It carries as much, and the court has listed it."}
    for word in ("charge-acceptance", "charge-query"):
        assert errors_of(act(reported, "prosecutor", word, said)) == NEWER
    assert report_of(reported).number == 3
    assert told(reported, "prosecutor")["state"] == "CHARGE_DIFFERS"


def test_a_correction_sent_again_makes_one_report(reported):
    version = told(reported, "officer")["version"]
    first, again = (corrected(reported, 1, version=version, key=KEY) for _twice in range(2))
    assert (first.status_code, again.content) == (200, first.content)
    assert report_of(reported).number == 2


def test_each_side_answers_for_itself_alone(reported):
    json_of(corrected(reported, 1))
    said = {"number": 2, "text": "It carries as much, and the court has listed it."}
    assert act(reported, "officer", "charge-acceptance", said).status_code == 403
    assert act(reported, "prosecutor", "charge-correction", said).status_code == 403
    assert report_of(reported).number == 2


def item_told(builder, who):
    return json_of(system_of(builder, who).get(f"/api/actions/{builder.items[0].pk}/"))


def send_up(builder, who="officer", version=None, **other):
    two = {"inspector": builder.cast.inspector, "manager": builder.cast.manager} | other
    sent = {name: str(each.pk) for name, each in two.items()}
    sent["text"] = "Whether the call shows enough, or a statement is needed."
    version = version or item_told(builder, who)["version"]
    address = f"/api/actions/{builder.items[0].pk}/escalation/"
    return system_of(builder, who).change(address, sent, version=version)


@pytest.mark.parametrize("who", ["officer", "prosecutor"])
def test_either_side_names_the_two_who_resolve_a_challenge(challenged, who):
    address = f"/api/actions/{challenged.items[0].pk}/escalation/people/"
    people = json_of(system_of(challenged, who).get(address))["people"]
    assert {(each["id"], each["side"]) for each in people} >= {
        (str(challenged.cast.inspector.pk), "POLICE"), (str(challenged.cast.manager.pk), "CPS"),
    }  # fmt: skip
    page = client_for(getattr(challenged.cast, who)).get(
        page_url("send-challenge-up", challenged.items[0])
    )
    shown = html.unescape(page.content.decode())
    assert all(each["name"] in shown for each in people)
    json_of(send_up(challenged, who))
    assert item_told(challenged, "officer")["challenge"] == "UP"
    challenge = Challenge.objects.unscoped("test").get(item=challenged.items[0])
    assert (challenge.inspector, challenge.manager) == (
        challenged.cast.inspector, challenged.cast.manager,
    )  # fmt: skip


def test_whoever_cannot_be_named_is_refused_and_so_is_what_was_not_read(challenged):
    told = errors_of(send_up(challenged, inspector=challenged.cast.officer))
    assert "/inspector" in told
    version = item_told(challenged, "officer")["version"]
    json_of(send_up(challenged))
    stale = send_up(challenged, "prosecutor", version=version)
    assert json_of(stale, 412) and stale["ETag"] == f'"{version + 1}"'
