"""Challenge resolution: two named people, one of each side, record an outcome together."""

import pytest
from django.db import IntegrityError, transaction

from cases.action_plans.actions import action_items, challenge_resolution, challenges
from cases.allocation.queries.allocations import inspectors_for, managers_for
from cases.models import Case, Challenge, ItemEntry
from cases.states import State
from devtools.case_builder import MONDAY, CaseBuilder, cast, person, scope
from people.access import grants
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A challenge that the prosecutor has rejected."""
    builder = CaseBuilder(cast(), suspects=2).allocate().plan({})
    builder.do(
        challenges.challenge_item, "officer", item=builder.items[0], reason="DISPROPORTIONATE",
        text="It is her diary.",
    )  # fmt: skip
    return hold_challenge(builder)


@pytest.fixture
def rejected_variation():
    """A variation that the prosecutor has rejected."""
    builder = CaseBuilder(cast(), suspects=2).allocate().plan({})
    builder.do(
        challenges.vary_item, "officer", item=builder.items[0], proposed_text="One page.", text="x"
    )
    return hold_challenge(builder)


def hold_challenge(builder):
    builder.do(
        challenges.answer_challenge, "prosecutor", item=item_of(builder), answer="HOLD", text="No."
    )
    return builder


def item_of(builder):
    return builder.items[0]


def challenge_of(builder):
    return Challenge.objects.unscoped("test").get(item=item_of(builder))


def send_challenge_up_of(builder, who="officer", **two):
    two = {"inspector": builder.cast.inspector, "manager": builder.cast.manager} | two
    return builder.do(
        challenge_resolution.send_challenge_up,
        who,
        item=item_of(builder),
        text="Both pages.",
        **two,
    )


def propose_outcome_of(builder, who="inspector", outcome="NOT_UPHELD", **more):
    facts = {"outcome": outcome, "text": "Because."} | more
    return builder.do(challenge_resolution.propose_outcome, who, item=item_of(builder), **facts)


def answer_proposed_outcome(builder, who="manager", agreed=True, text=""):
    return builder.do(
        challenge_resolution.answer_outcome, who, item=item_of(builder), is_agreed=agreed, text=text
    )


def refusal_text(stage, call, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.is_stage is stage
    return str(refusal.value)


def entry_kinds(builder):
    rows = ItemEntry.objects.unscoped("test").filter(item=item_of(builder)).order_by("at", "pk")
    return [entry.kind for entry in rows]


def recipients_of(builder, notice):
    rows = Delivery.objects.filter(notice=notice, about=builder.case.pk)
    return set(rows.values_list("recipient__name", flat=True))


@pytest.mark.parametrize("who", ["officer", "prosecutor"])
def test_either_side_names_two_people_and_they_are_told(builder, who):
    send_challenge_up_of(builder, who)
    item = item_of(builder)
    assert (item.challenge, item.status) == ("UP", "OPEN")
    assert sorted(item.asked_to_settle) == sorted(
        [builder.cast.inspector.pk, builder.cast.manager.pk]
    )
    assert recipients_of(builder, "named_to_settle") == {"Ines Inspector", "Mona Manager"}
    assert builder.suspect().also_waits_for == ["CPS"]
    assert entry_kinds(builder)[-1] == "SENT_UP"


def test_a_challenge_without_the_prosecutor_s_answer_is_not_sent_up():
    builder = CaseBuilder(cast(), suspects=2).allocate().plan({})
    builder.do(
        challenges.challenge_item, "officer", item=item_of(builder), reason="OTHER", text="x"
    )
    assert refusal_text(True, send_challenge_up_of, builder) == (
        "The police have questioned this action. The prosecutor answers first."
    )


def test_only_capacity_holders_are_named_and_none_who_had_a_part(builder):
    words = "Select people who can be named now, and who had no part in this question."
    for two in (
        {"inspector": builder.cast.supervisor},
        {"manager": builder.cast.prosecutor},
        {"inspector": builder.cast.manager},
        {"inspector": CaseBuilder(cast()).cast.inspector},
    ):
        assert refusal_text(True, send_challenge_up_of, builder, **two) == words
    grants.grant_capacity(
        "inspect_cases",
        to=builder.cast.officer,
        on=builder.cast.police,
        by=builder.cast.officer,
        at=MONDAY,
    )
    assert (
        refusal_text(True, send_challenge_up_of, builder, inspector=builder.cast.officer) == words
    )
    assert item_of(builder).challenge == "HELD"


def test_a_conflict_or_a_wall_keeps_people_from_being_named(builder):
    assert list(inspectors_for(builder.case, at=builder.at)) == [builder.cast.inspector]
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    builder.case.refresh_from_db()
    assert not inspectors_for(builder.case, at=builder.at) and not managers_for(
        builder.case, at=builder.at
    )
    grants.grant_capacity(
        "allowed_on_case",
        to=builder.cast.inspector,
        on=builder.case,
        by=builder.cast.manager,
        at=MONDAY,
    )
    assert list(inspectors_for(builder.case, at=builder.at)) == [builder.cast.inspector]
    add_conflict(builder.cast.inspector, builder.case, at=MONDAY)
    assert list(inspectors_for(builder.case, at=builder.at)) == [
        builder.cast.inspector
    ]  # unchanged


def test_one_of_the_two_proposes_and_the_other_agrees_that_the_action_stands(builder):
    send_challenge_up_of(builder)
    propose_outcome_of(builder, "inspector")
    assert item_of(builder).asked_to_settle == [builder.cast.manager.pk]
    assert recipients_of(builder, "outcome_proposed") == {"Mona Manager"}
    words = "Only the people named to resolve this, when it is their turn, can do this."
    assert refusal_text(False, answer_proposed_outcome, builder, "inspector") == words
    assert refusal_text(False, propose_outcome_of, builder, "officer") == words
    answer_proposed_outcome(builder, "manager")
    item, kept = item_of(builder), challenge_of(builder)
    assert (item.challenge, item.status, item.asked_to_settle) == ("", "OPEN", [])
    assert (kept.status, kept.outcome, kept.outcome_text) == ("SETTLED", "NOT_UPHELD", "Because.")
    assert (kept.outcome_by, kept.agreed_by) == (builder.cast.inspector, builder.cast.manager)
    assert entry_kinds(builder)[-3:] == ["SENT_UP", "PROPOSED", "SETTLED"]
    assert recipients_of(builder, "item_settled") == {"Olive Officer", "Pia Prosecutor"}
    assert builder.suspect().also_waits_for == []


def test_an_upheld_challenge_cancels_the_action_and_the_case_comes_back(builder):
    send_challenge_up_of(builder)
    propose_outcome_of(builder, "manager", "UPHELD")
    answer_proposed_outcome(builder, "inspector")
    assert item_of(builder).status == "CANCELLED"
    assert builder.suspect().state == State.WITH_PROSECUTOR


def test_an_upheld_variation_is_what_the_action_asks(rejected_variation):
    send_challenge_up_of(rejected_variation)
    propose_outcome_of(rejected_variation, "manager", "UPHELD")
    answer_proposed_outcome(rejected_variation, "inspector")
    item = item_of(rejected_variation)
    assert (item.text, item.status) == ("One page.", "OPEN")
    newest = item.versions.unscoped("test").latest("number")
    assert (newest.number, newest.text, newest.reason, newest.side) == (
        2, "One page.", "Because.", "POLICE",
    )  # fmt: skip


def test_a_challenge_right_in_part_changes_the_action(builder):
    send_challenge_up_of(builder)
    assert refusal_text(True, propose_outcome_of, builder, "manager", "PART").startswith(
        "This is what the action"
    )
    propose_outcome_of(builder, "manager", "PART", new_text="The week of the assault.")
    answer_proposed_outcome(builder, "inspector")
    assert (item_of(builder).text, item_of(builder).status) == ("The week of the assault.", "OPEN")


def test_a_person_who_does_not_agree_says_why_and_the_other_proposes_again(builder):
    send_challenge_up_of(builder)
    propose_outcome_of(builder)
    answer_proposed_outcome(builder, agreed=False, text="Not yet.")
    assert item_of(builder).challenge == "UP" and len(item_of(builder).asked_to_settle) == 2
    assert entry_kinds(builder)[-1] == "NOT_SETTLED"
    propose_outcome_of(builder, "manager", "UPHELD")
    answer_proposed_outcome(builder, "inspector")
    assert challenge_of(builder).outcome == "UPHELD"


def test_where_a_further_step_is_configured_two_others_follow(builder, settings):
    settings.FURTHER_STEPS = {"South West": 1}
    send_challenge_up_of(builder)
    propose_outcome_of(builder)
    answer_proposed_outcome(builder, agreed=False, text="No.")
    assert item_of(builder).challenge == "UNSETTLED"
    words = "Select people who can be named now, and who had no part in this question."
    assert refusal_text(True, send_challenge_up_of, builder) == words
    two = {
        "inspector": person(builder.cast.police, "inspect_cases"),
        "manager": person(builder.cast.cps, "allocate_cases"),
    }
    send_challenge_up_of(builder, **two)
    assert challenge_of(builder).step == 2
    assert sorted(item_of(builder).asked_to_settle) == sorted(each.pk for each in two.values())
    words = "Only the people named to resolve this, when it is their turn, can do this."
    assert refusal_text(False, propose_outcome_of, builder, "inspector") == words


def test_where_one_of_the_two_has_left_others_are_named_at_the_same_step(builder):
    send_challenge_up_of(builder)
    other = person(builder.cast.police, "inspect_cases")
    send_challenge_up_of(builder, inspector=other)
    assert (challenge_of(builder).step, challenge_of(builder).inspector) == (1, other)
    grants.revoke_capacity(
        "inspect_cases", of=other, on=builder.cast.police, by=other, at=builder.at
    )
    by = scope(other, at=builder.at)
    assert not action_visible(by, builder)


def action_visible(by, builder):
    return type(item_of(builder)).objects.for_scope(by).filter(pk=item_of(builder).pk).exists()


def test_the_police_may_still_leave_it_at_that_and_an_answer_ends_it(builder):
    send_challenge_up_of(builder)
    builder.do(challenges.withdraw_challenge, "officer", item=item_of(builder))
    assert (item_of(builder).challenge, item_of(builder).asked_to_settle) == ("", [])
    words = "The police do not question this action now."
    assert refusal_text(True, propose_outcome_of, builder) == words


def test_an_action_answered_meanwhile_is_not_settled(builder):
    send_challenge_up_of(builder)
    propose_outcome_of(builder)
    asked = item_of(builder)
    builder.do(action_items.answer_item, "officer", item=asked, answer="DONE", text="x")
    assert challenge_of(builder).status == "DROPPED"
    with pytest.raises(Refused):
        builder.do(challenge_resolution.answer_outcome, "manager", item=asked, is_agreed=True)
    assert challenge_of(builder).agreed_by is None


def test_one_human_being_with_two_accounts_is_one_of_the_two_at_most(builder):
    two = builder.cast.inspector, builder.cast.manager
    send_challenge_up_of(builder)
    propose_outcome_of(builder)
    human = Human.objects.create()
    User.objects.filter(pk__in=[each.pk for each in two]).update(human=human)
    assert refusal_text(False, answer_proposed_outcome, builder) == (
        "You proposed this outcome under another account, so another person must agree."
    )
    again = dict(
        zip(("inspector", "manager"), User.objects.filter(human=human).order_by("pk"), strict=True)
    )
    words = "Select people who can be named now, and who had no part in this question."
    assert refusal_text(True, send_challenge_up_of, builder, **again) == words


def test_the_database_lets_no_person_agree_with_themselves(builder):
    send_challenge_up_of(builder)
    propose_outcome_of(builder)
    rows = Challenge.objects.unscoped("test").filter(pk=challenge_of(builder).pk)
    with pytest.raises(IntegrityError, match="agreed_by_another"), transaction.atomic():
        rows.update(agreed_by=builder.cast.inspector)


def test_both_sides_read_who_settles_it_and_each_of_the_two_finds_what_to_do(builder):
    people = builder.cast
    page = client_for(people.officer).get(page_url("send-challenge-up", item_of(builder)))
    assert "Ines Inspector" in page_text(page) and "Mona Manager" in page_text(page)
    submit_form(
        client_for(people.officer), page_url("send-challenge-up", item_of(builder)),
        text="Both pages. Both sides know the reason.",
        inspector=people.inspector.pk, manager=people.manager.pk,
    )  # fmt: skip
    for who in (people.officer, people.prosecutor):
        told = page_text(client_for(who).get(page_url("see-item", item_of(builder))))
        assert "Ines Inspector and Mona Manager resolve it together." in told
    case = client_for(people.inspector).get(page_url("see-case", builder.case))
    assert page_url("propose-outcome", item_of(builder)) in links_on_page(case)
    page = client_for(people.inspector).post(
        page_url("propose-outcome", item_of(builder)),
        {
            "version": item_of(builder).version,
            "outcome": "PART",
            "text": "Precious words. Both sides know the reason.",
        },
    )
    assert "Enter what the action asks then" in page_text(page)
    assert "Precious words." in page.content.decode()
    submit_form(
        client_for(people.inspector), page_url("propose-outcome", item_of(builder)), outcome="PART",
        text="Why. Both sides know the reason.",
        new_text="One week.",
    )  # fmt: skip
    page = client_for(people.manager).get(page_url("answer-outcome", item_of(builder)))
    assert "One week." in page_text(page)
    page = submit_form(
        client_for(people.manager), page_url("answer-outcome", item_of(builder)), is_agreed="yes"
    )
    assert "Resolved by the two people named" in page_text(page)
    assert item_of(builder).text == "One week."
