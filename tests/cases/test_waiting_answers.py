"""Whom an extension, a dispute and a signature wait for, on the list of what waits for a person."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import challenge_resolution, challenges
from cases.allocation.actions import allocations
from cases.early_advice.actions import early_advice
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, person
from devtools.usual_answers import ADVICE, ALL_FOLLOWED, MG3
from people.models import Human, User
from people.text.dates import format_day
from tests.support.cases.closing import propose_closing
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.extensions import (
    answer_extension_of,
    ask_to_extend,
    due_day,
    propose_due_date_of,
    send_extension_up_of,
)
from tests.support.cases.pages import client_for, page_text
from tests.support.cases.query_counter import page_and_queries
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

LIST = "/waiting/"
PEOPLE = (
    "officer", "supervisor", "inspector", "assistant", "advice_manager", "manager", "prosecutor",
    "other_prosecutor",
)  # fmt: skip


@pytest.fixture
def people():
    return cast()


def tasks_of(who):
    """{kind: (what they do, where it is done)} of their list, which has one task of a kind."""
    page = client_for(who).get(LIST).context["page"]
    rows = [row.task for _title, rows in page.groups for row in rows]
    found = {task.kind.name: (str(task.text), task.address) for task in rows}
    assert len(found) == len(rows)
    return found


def asked_of(people, kind, *, besides=()):
    """Those of the cast who have a task of this kind, each task leading to a page that opens."""
    found = {}
    for who in (*PEOPLE, *besides):
        client = client_for(getattr(people, who))
        if task := tasks_of(getattr(people, who)).get(kind):
            reached = client.get(task[1], follow=True)
            assert reached.status_code == 200
            found[who] = reached.resolver_match.url_name
    return found


def challenged(people):
    """An action that the police challenge and the prosecutor keeps as it is."""
    builder = CaseBuilder(people, at=days_ago(2)).allocate().plan({})
    builder.do(
        challenges.challenge_item, "officer", item=builder.items[0], reason="DISPROPORTIONATE",
        text="It is her diary.",
    )  # fmt: skip
    builder.do(
        challenges.answer_challenge, "prosecutor", item=builder.items[0], answer="HOLD", text="No."
    )
    return builder


def disputed(people, **two):
    """A challenge that an inspector and a manager are named to resolve."""
    builder = challenged(people)
    two = {"inspector": people.inspector, "manager": people.manager} | two
    builder.do(
        challenge_resolution.send_challenge_up, "officer", item=builder.items[0], text="Both.",
        **two,
    )  # fmt: skip
    return builder


# Disputes: the two who are named


def test_a_dispute_about_an_action_waits_for_the_two_and_not_for_the_prosecutor(people):
    disputed(people)
    assert asked_of(people, "settle") == {
        "inspector": "propose-outcome", "manager": "propose-outcome",
    }  # fmt: skip
    assert tasks_of(people.prosecutor) == {}
    assert [*tasks_of(people.officer)] == ["actions"]  # which stays open, and its date runs


def test_what_one_of_the_two_proposes_waits_for_the_other(people):
    builder = disputed(people)
    builder.do(
        challenge_resolution.propose_outcome, "inspector", item=builder.items[0],
        outcome="NOT_UPHELD", text="It may matter.",
    )  # fmt: skip
    assert asked_of(people, "settle") == {"manager": "answer-outcome"}
    builder.do(
        challenge_resolution.answer_outcome, "manager", item=builder.items[0], is_agreed=True
    )
    assert asked_of(people, "settle") == {}


def test_a_question_that_the_prosecutor_answers_waits_for_them_beside_a_dispute(people):
    builder = CaseBuilder(people, at=days_ago(2)).allocate().plan({}, {})
    for item in builder.items:
        builder.do(challenges.challenge_item, "officer", item=item, reason="OTHER", text="x")
    first = builder.items[0]
    builder.do(challenges.answer_challenge, "prosecutor", item=first, answer="HOLD", text="No.")
    builder.do(
        challenge_resolution.send_challenge_up, "officer", item=builder.items[0], text="Both.",
        inspector=people.inspector, manager=people.manager,
    )  # fmt: skip
    assert [*tasks_of(people.prosecutor)] == ["questions"]


def test_a_dispute_does_not_wait_for_one_of_the_two_whom_a_conflict_keeps_from_it(people):
    builder = disputed(people)
    add_conflict(people.inspector, builder.case, at=builder.at)
    assert [*asked_of(people, "settle")] == ["manager"]


def test_a_due_date_in_dispute_waits_for_the_two_and_for_nobody_else(people):
    builder = CaseBuilder(people, at=days_ago(2)).allocate()
    ask_to_extend(builder, "prosecutor")
    answer_extension_of(builder, "officer", "REFUSE")
    send_extension_up_of(builder)
    assert asked_of(people, "settle") == {
        "inspector": "propose-due-date", "manager": "propose-due-date",
    }  # fmt: skip
    assert asked_of(people, "extensions") == {}
    assert tasks_of(people.officer) == {}
    propose_due_date_of(builder, "inspector")
    assert asked_of(people, "settle") == {"manager": "answer-due-date"}


# Extensions: who answers


def test_an_extension_of_a_decision_waits_for_the_officer_in_the_case(people):
    builder = CaseBuilder(people, at=days_ago(2)).allocate()
    ask_to_extend(builder, "prosecutor")
    assert asked_of(people, "extensions") == {"officer": "answer-extension"}
    later = due_day(builder) + timedelta(days=3)
    answer_extension_of(builder, "officer", "COUNTER", new_date=later)
    assert asked_of(people, "extensions") == {"prosecutor": "answer-extension"}


def test_another_date_that_the_police_offer_waits_for_the_prosecutor_of_now_too(people):
    builder = CaseBuilder(people, at=days_ago(2)).allocate()
    ask_to_extend(builder, "prosecutor")
    later = due_day(builder) + timedelta(days=3)
    answer_extension_of(builder, "officer", "COUNTER", new_date=later)
    builder.do(
        allocations.reallocate_case, "manager", case=builder.case, to=people.other_prosecutor,
        reason="Leave.",
    )  # fmt: skip
    assert "other_prosecutor" in asked_of(people, "extensions")


def test_without_a_prosecutor_an_extension_waits_for_those_who_allocate_and_asked(people):
    builder = CaseBuilder(people, at=days_ago(2)).submit().send_back()
    ask_to_extend(builder, "officer")
    assert asked_of(people, "extensions") == {
        "assistant": "answer-extension", "manager": "answer-extension",
    }  # fmt: skip


def test_of_a_refusal_of_early_advice_it_waits_for_the_manager_who_refused(people):
    builder = AdviceCaseBuilder(people, at=days_ago(2)).turn_down(at_triage=False)
    ask_to_extend(builder, "officer")
    assert asked_of(people, "extensions") == {
        "advice_manager": "answer-extension", "manager": "answer-extension",
    }  # fmt: skip


def test_an_extension_waits_for_the_prosecutor_once_there_is_one(people):
    builder = CaseBuilder(people, at=days_ago(3)).allocate()
    builder.suspects = [builder.add_suspect()]
    builder.submit().send_back()
    ask_to_extend(builder, "officer")
    assert asked_of(people, "extensions") == {"prosecutor": "answer-extension"}


def test_without_an_officer_an_extension_waits_for_those_who_supervise(people):
    builder = CaseBuilder(people, at=days_ago(2)).allocate()
    ask_to_extend(builder, "prosecutor")
    assert "extensions" not in tasks_of(people.supervisor)
    User.objects.filter(pk=people.officer.pk).update(is_active=False)
    assert tasks_of(people.supervisor)["extensions"][1].startswith("/extensions/")
    assert "extensions" not in tasks_of(people.inspector)


def test_an_adviser_of_one_suspect_answers_nothing_of_the_referral_of_another(people):
    builder = AdviceCaseBuilder(people, at=days_ago(3)).advise()
    builder.suspects = [builder.add_suspect()]
    builder.submit().send_back()
    ask_to_extend(builder, "officer")
    assert {"assistant", "manager"} <= asked_of(people, "extensions").keys()


@pytest.mark.parametrize(
    ("proposed", "said"), [(4, "Due %(now)s; proposed: %(then)s"), (None, "it stays so")]
)
def test_what_is_proposed_offered_or_asked_for_is_said_as_such(people, proposed, said):
    builder = CaseBuilder(people, at=days_ago(2)).allocate()
    ask_to_extend(builder, "prosecutor")

    def details_of(who):
        page = client_for(who).get(LIST).context["page"]
        tasks = [row.task for _title, rows in page.groups for row in rows]
        [task] = [task for task in tasks if task.kind.name in ("extensions", "settle")]
        return str(task.details[0])

    assert "; asked for: " in details_of(people.officer)
    answer_extension_of(
        builder, "officer", "COUNTER", new_date=due_day(builder) + timedelta(days=3)
    )
    assert "; offered: " in details_of(people.prosecutor)
    answer_extension_of(builder, "prosecutor", "REFUSE")
    send_extension_up_of(builder)
    then = proposed and due_day(builder) + timedelta(days=proposed)
    propose_due_date_of(builder, days=proposed)
    days = {"now": format_day(due_day(builder)), "then": then and format_day(then)}
    assert said % days in details_of(people.manager)


def test_what_it_says_of_an_extension_is_the_same_whatever_the_police_have_in_hand(people):
    builder = CaseBuilder(people, at=days_ago(2)).submit().send_back()
    ask_to_extend(builder, "officer")
    before = page_text(client_for(people.manager).get(LIST))
    assert "Answer a request for an extension" in before
    builder.do(
        referrals.write_referral, "officer", case=builder.case, suspects=builder.suspects,
        **MG3 | ALL_FOLLOWED,
    )  # fmt: skip
    assert builder.suspect().state == "AWAITING_SIGN_OFF"
    assert page_text(client_for(people.manager).get(LIST)) == before


# Nobody is asked to sign what they wrote


def write_as(who, builder):
    return builder.do(
        referrals.write_referral, who, case=builder.case, suspects=builder.suspects,
        **MG3 | ALL_FOLLOWED,
    )  # fmt: skip


def request_as(who, builder):
    return builder.do(
        early_advice.request_early_advice, who, case=builder.case, suspects=builder.suspects,
        **ADVICE,
    )  # fmt: skip


def close_as(who, builder):
    return propose_closing(builder, who=who)


@pytest.mark.parametrize("written", [write_as, request_as, close_as])
def test_what_a_supervisor_wrote_waits_for_the_other_supervisors(people, written):
    people.other_supervisor = person(people.police, "supervise_cases")
    human = Human.objects.create()
    people.account = person(people.police, "supervise_cases")
    User.objects.filter(pk__in=[people.supervisor.pk, people.account.pk]).update(human=human)
    builder = CaseBuilder(people, at=days_ago(2))
    written("supervisor", builder)
    found = asked_of(people, "sign-off", besides=("other_supervisor", "account"))
    assert [*found] == ["other_supervisor"]


# What it costs


def test_it_costs_the_same_however_many_wait(people):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            disputed(people)
            ask_to_extend(CaseBuilder(people, at=days_ago(2)).submit().send_back(), "officer")
        _page, queries = page_and_queries(client_for(people.manager), LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
