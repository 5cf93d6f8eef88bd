"""The outcome of a challenge that went up, which two people agree through both sides' systems."""

import html

import pytest

from cases.action_plans.actions import challenge_resolution, challenges
from cases.models import Challenge
from devtools.case_builder import CaseBuilder, cast, person
from people.models import Human, User
from tests.security.test_hidden_is_missing import MISSING
from tests.support.api.both_systems import BothSystems, json_of
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
NOT_THEIR_TURN = "Only the people named to resolve this, when it is their turn, can do this."
STAYS = {"outcome": "NOT_UPHELD", "text": "The diary is of the year in question."}
AGREED = {"is_agreed": "yes"}


@module_fixture
def sent_up():
    """A challenge that an inspector and a legal manager are named to resolve."""
    builder = CaseBuilder(cast(), at=days_ago(3)).allocate().plan()
    builder.systems = BothSystems(builder.cast)
    about = {"item": builder.items[0]}
    builder.do(challenges.challenge_item, "officer", **about, reason="OTHER", text="Another year.")
    builder.do(challenges.answer_challenge, "prosecutor", **about, answer="HOLD", text="No.")
    two = {"inspector": builder.cast.inspector, "manager": builder.cast.manager}
    builder.do(challenge_resolution.send_challenge_up, "officer", **about, **two, text="Which?")
    return builder


def system_of(builder, who):
    user = getattr(builder.cast, who) if isinstance(who, str) else who
    return builder.systems.as_(user)


def told_of(builder, who="officer"):
    return json_of(system_of(builder, who).get(f"/api/actions/{builder.items[0].pk}/"))


def act(builder, who, word, body, version=None, key=None):
    """An act about the action by somebody's system, which has read it just before."""
    version = version or told_of(builder)["version"]
    address = f"/api/actions/{builder.items[0].pk}/{word}/"
    return system_of(builder, who).change(address, body, version=version, key=key)


def challenge_of(builder):
    return Challenge.objects.unscoped("test").get(item=builder.items[0])


def test_one_of_the_two_proposes_and_the_other_agrees_and_it_takes_effect(sent_up):
    said = {
        "outcome": "PART",
        "new_text": "The diary of that week.",
        "text": "One week shows as much as a year.",
    }
    json_of(act(sent_up, "inspector", "outcome", said))
    for who in ("officer", "prosecutor"):
        told = told_of(sent_up, who)
        assert told["challenge"] == "PROPOSED" and told["said"][-1]["quoted"] == said["new_text"]
    json_of(act(sent_up, "manager", "outcome-answer", AGREED))
    for who in ("officer", "prosecutor"):
        told = told_of(sent_up, who)
        assert (told["challenge"], told["text"]) == ("", said["new_text"])
    kept = challenge_of(sent_up)
    assert (kept.status, kept.outcome_by, kept.agreed_by) == (
        "SETTLED", sent_up.cast.inspector, sent_up.cast.manager,
    )  # fmt: skip


def test_each_call_made_again_is_answered_as_before_and_does_nothing_twice(sent_up):
    for who, word, body in (
        ("inspector", "outcome", STAYS),
        ("manager", "outcome-answer", AGREED),
    ):
        version = told_of(sent_up)["version"]
        first, again = (
            act(sent_up, who, word, body, version=version, key=KEY) for _twice in range(2)
        )
        assert (again.status_code, again.content) == (200, first.content)
    whats = [each["text"] for each in told_of(sent_up)["said"]]
    assert len([text for text in whats if STAYS["text"] in text]) == 1


def test_the_other_of_the_two_who_does_not_agree_says_why_and_proposes(sent_up):
    json_of(act(sent_up, "manager", "outcome", STAYS))
    bare = json_of(act(sent_up, "inspector", "outcome-answer", {"is_agreed": "no"}), 422)
    assert [each["answer"] for each in bare["errors"]] == ["/text"]
    why = {"is_agreed": "no", "text": "It is of the year before."}
    json_of(act(sent_up, "inspector", "outcome-answer", why))
    assert told_of(sent_up)["challenge"] == "UP"
    json_of(
        act(
            sent_up,
            "inspector",
            "outcome",
            {"outcome": "UPHELD", "text": "The diary is not one of hers."},
        )
    )
    json_of(act(sent_up, "manager", "outcome-answer", AGREED))
    assert told_of(sent_up)["status"] == "CANCELLED"


def test_whoever_is_not_named_or_has_had_their_turn_is_refused_as_on_the_page(sent_up):
    other = person(sent_up.cast.police, "inspect_cases")
    for who in ("officer", "prosecutor", other):
        refused = act(sent_up, who, "outcome", STAYS)
        assert json_of(refused, 403)["detail"] == NOT_THEIR_TURN
    json_of(act(sent_up, "inspector", "outcome", STAYS))
    for who in (sent_up.cast.inspector, other):
        refused = act(sent_up, who, "outcome-answer", AGREED)
        assert json_of(refused, 403)["detail"] == NOT_THEIR_TURN
        page = client_for(who).get(page_url("answer-outcome", sent_up.items[0]))
        assert page.status_code == 403
        assert NOT_THEIR_TURN in html.unescape(page.content.decode())
    assert challenge_of(sent_up).agreed_by is None


def test_where_nobody_is_asked_any_more_those_who_can_be_named_are_told_the_stage(sent_up):
    builder, over = sent_up, "The police do not question this action now."
    builder.do(challenges.withdraw_challenge, "officer", item=builder.items[0])
    for word, body in (("outcome", STAYS), ("outcome-answer", AGREED)):
        for who, status, detail in (("inspector", 409, over), ("officer", 403, NOT_THEIR_TURN)):
            assert json_of(act(builder, who, word, body), status)["detail"] == detail


def test_nobody_agrees_to_what_they_proposed_under_another_account(sent_up):
    json_of(act(sent_up, "inspector", "outcome", STAYS))
    two = sent_up.cast.inspector, sent_up.cast.manager
    User.objects.filter(pk__in=[each.pk for each in two]).update(human=Human.objects.create())
    refused = json_of(act(sent_up, "manager", "outcome-answer", AGREED), 403)
    assert refused["detail"] == (
        "You proposed this outcome under another account, so another person must agree."
    )
    assert told_of(sent_up)["challenge"] == "PROPOSED"


def test_two_who_propose_at_once_propose_one_outcome(sent_up):
    version = told_of(sent_up)["version"]
    json_of(act(sent_up, "inspector", "outcome", STAYS, version=version))
    late = act(
        sent_up,
        "manager",
        "outcome",
        STAYS | {"text": "The diary is one of hers."},
        version=version,
    )
    assert json_of(late, 409)["detail"] == (
        "An outcome has been proposed, and another person has to agree first."
    )
    stale = act(sent_up, "manager", "outcome-answer", AGREED, version=version)
    assert json_of(stale, 412) and stale["ETag"] == f'"{version + 1}"'
    assert challenge_of(sent_up).outcome_text == STAYS["text"]


def test_an_outcome_in_part_changes_what_is_asked_or_its_date(sent_up):
    in_part = {"outcome": "PART", "text": "One week shows as much as a year."}
    told = json_of(act(sent_up, "manager", "outcome", in_part), 422)
    assert [each["answer"] for each in told["errors"]] == ["/new_text"]
    later = in_part | {"new_date": "2027-03-31"}
    json_of(act(sent_up, "manager", "outcome", later))
    json_of(act(sent_up, "inspector", "outcome-answer", AGREED))
    assert told_of(sent_up)["due_on"] == "2027-03-31"


def test_to_another_unit_the_action_is_what_does_not_exist(sent_up):
    elsewhere = CaseBuilder(cast()).cast
    system = BothSystems(elsewhere).as_(elsewhere.inspector)
    hidden, missing = (
        [
            system.change(f"/api/actions/{pk}/{word}/", body, version=9)
            for word, body in (("outcome", STAYS), ("outcome-answer", AGREED))
        ]
        for pk in (sent_up.items[0].pk, MISSING)
    )
    assert {each.status_code for each in (*hidden, *missing)} == {404}
    assert [each.content for each in hidden] == [each.content for each in missing]
