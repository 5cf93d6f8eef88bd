"""What one person proposes waits on the list of those who may settle it, and not on their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import proposals
from cases.case_access.actions import (
    access_requests,
    break_glass,
    conflict_liftings,
    conflicts,
    restrictions,
)
from cases.decisions.actions import finalisations
from cases.desk.queries import waiting_approvals
from cases.models import Case, Destruction
from devtools.case_builder import CaseBuilder, cast, force_unit, person
from people.models import Human, User
from tests.support.cases.intrusive_actions import PROPOSED
from tests.support.cases.pages import client_for
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.second_plans import judge_second_plan, propose_second_plan
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

LIST = "/waiting/"
TEN = {"code": "TEN", "name": "Ten years", "source": "For this test only", "years": 10}
PEOPLE = (
    "officer", "colleague", "supervisor", "second", "inspector", "assistant", "advice_manager",
    "manager", "other_manager", "prosecutor", "other_prosecutor",
)  # fmt: skip


@pytest.fixture
def people():
    """A cast with two who lead on each side, and an officer beside the one in the case."""
    people = cast()
    people.colleague = person(people.police, "refer_cases", name="Cole League")
    people.second = person(people.police, "supervise_cases", name="Sue Second")
    people.other_manager = person(people.cps, "allocate_cases", name="Max Manager")
    return people


def tasks_of(who, kind):
    page = client_for(who).get(LIST).context["page"]
    rows = [row.task for _title, rows in page.groups for row in rows]
    return [task for task in rows if task.kind.name == kind]


def asked_of(people, kind):
    """{who has a task of this kind: the page it leads to, which opens for them}."""
    found = {}
    for who in PEOPLE:
        client = client_for(getattr(people, who))
        for task in tasks_of(getattr(people, who), kind):
            reached = client.get(task.address, follow=True)
            assert reached.status_code == 200
            found[who] = reached.resolver_match.url_name
    return found


def case_of(builder):
    return Case.objects.unscoped("test").get(pk=builder.case.pk)


def restricted(people, *allowed):
    builder = CaseBuilder(people, at=days_ago(2)).submit()
    builder.restriction = builder.do(
        restrictions.restrict_case, "supervisor", case=case_of(builder), people=list(allowed),
        reason="The suspect is a close relative of an officer of this force.",
    )  # fmt: skip
    return builder


# Action plans


def second_plan(people):
    builder = CaseBuilder(people, at=days_ago(3)).allocate().plan({"weight": "DESIRABLE"}).review()
    return builder, propose_second_plan(builder)


def test_a_second_plan_waits_for_the_managers_until_one_has_judged_it(people):
    builder, proposed = second_plan(people)
    judge = dict.fromkeys(("manager", "other_manager"), "judge-proposed-plan")
    assert asked_of(people, "approvals") == judge
    judge_second_plan(builder, proposed)
    assert asked_of(people, "approvals") == {}


def test_a_second_plan_does_not_wait_for_a_manager_who_wrote_it_under_another_account(people):
    second_plan(people)
    human = Human.objects.create()
    both = [people.prosecutor.pk, people.manager.pk]
    User.objects.filter(pk__in=both).update(human=human)
    assert [*asked_of(people, "approvals")] == ["other_manager"]


def test_a_request_for_counselling_records_waits_for_the_managers(people):
    builder = CaseBuilder(people, at=days_ago(2)).allocate().review()
    builder.do(
        proposals.propose_counselling_request, "prosecutor", review=builder.last_review,
        suspects=builder.suspects, **PROPOSED,
    )  # fmt: skip
    assert asked_of(people, "approvals") == dict.fromkeys(
        ("manager", "other_manager"), "judge-proposal"
    )


# Who reads a case


def test_letting_somebody_in_waits_for_those_on_the_case_but_not_for_the_proposer(people):
    builder = restricted(people, people.second)
    builder.do(
        restrictions.propose_allowing, "supervisor", restriction=builder.restriction,
        person=people.colleague, reason="They take over.",
    )  # fmt: skip
    assert asked_of(people, "access") == dict.fromkeys(("officer", "second"), "see-restriction")


def test_a_request_to_be_let_in_waits_for_those_who_lead_until_it_is_proposed(people):
    builder = restricted(people, people.second)
    builder.do(
        access_requests.ask_to_be_let_in, "colleague", urn=builder.urn, reason="I take over."
    )
    assert asked_of(people, "access") == dict.fromkeys(("supervisor", "second"), "see-restriction")
    builder.do(
        restrictions.propose_allowing, "supervisor", restriction=builder.restriction,
        person=people.colleague, reason="They take over.",
    )  # fmt: skip
    assert asked_of(people, "access") == dict.fromkeys(("officer", "second"), "see-restriction")


def test_a_lifting_waits_for_those_of_the_side_who_neither_proposed_it_nor_are_it_about(people):
    builder = CaseBuilder(people, at=days_ago(2)).allocate()
    conflict = builder.do(
        conflicts.record_conflict, "supervisor", case=builder.case, person=people.officer,
        kind="EX_PARTNER", reason="They lived together.",
    )  # fmt: skip
    builder.do(
        conflict_liftings.propose_lifting_conflict, "supervisor", conflict=conflict, reason="No."
    )
    assert asked_of(people, "access") == dict.fromkeys(("second", "inspector"), "see-conflicts")


@pytest.mark.parametrize("ago", [timedelta(hours=1), timedelta(days=1)])
def test_a_break_glass_waits_for_its_review_once_it_is_over(people, ago):
    builder = CaseBuilder(people, at=days_ago(2)).submit()
    people.colleague = person(force_unit(), "refer_cases", name="Abe Abroad")
    builder.at = timezone.now() - ago
    builder.do(
        break_glass.break_glass, "colleague", urn=builder.urn, kind="HARM", hours=4,
        reason="A man is at the victim's door. I need the bail conditions.",
    )  # fmt: skip
    leaders = ("supervisor", "second", "inspector", "manager", "other_manager")
    over = dict.fromkeys(leaders, "review-break-glass")
    assert asked_of(people, "access") == (over if ago == timedelta(days=1) else {})


# Destruction


def test_a_destruction_waits_for_the_other_side_where_both_have_the_case(people, settings):
    settings.RETENTION_RULES = [TEN]
    builder = CaseBuilder(people).accept()
    builder.do(
        finalisations.finalise_administratively, "manager", suspect=builder.suspects[0],
        reason="OTHER", text="The suspect has died.",
    )  # fmt: skip
    Destruction.objects.unscoped("test").create(
        case=case_of(builder), rule="TEN", side="POLICE", takes_other_side=True,
        by=people.supervisor, at=builder.at, authors=[people.supervisor.pk], reason="No appeal.",
    )  # fmt: skip
    assert asked_of(people, "destructions") == dict.fromkeys(
        ("manager", "other_manager"), "see-retention"
    )


# What it costs


def test_one_s_own_proposals_take_no_place_of_those_of_others(people, monkeypatch):
    monkeypatch.setattr(waiting_approvals, "MAX_APPROVALS", 1)
    for n, who in enumerate(("supervisor", "second")):  # their own is the older one
        builder = restricted(people, people.second)
        builder.at += timedelta(hours=n)
        builder.do(
            restrictions.propose_allowing, who, restriction=builder.restriction,
            person=people.colleague, reason="They take over.",
        )  # fmt: skip
    page = client_for(people.supervisor).get(LIST).context["page"]
    found = [row.task for _t, rows in page.groups for row in rows if row.task.kind.name == "access"]
    assert [task.reference for task in found] == [builder.urn]


def test_it_costs_the_same_however_many_wait(people):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            second_plan(people)
            builder = restricted(people, people.second)
            builder.do(
                restrictions.propose_allowing, "supervisor", restriction=builder.restriction,
                person=people.colleague, reason="They take over.",
            )  # fmt: skip
        for who in ("manager", "second"):
            _page, queries = page_and_queries(client_for(getattr(people, who)), LIST)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
