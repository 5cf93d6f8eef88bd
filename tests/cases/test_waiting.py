"""The list of everything that waits for a person, and where each of its tasks leads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.correspondence.actions import message_threads
from cases.decisions.actions import decisions
from cases.desk.queries.waiting_suspects import KINDS_BY_STATE
from cases.models import Suspect
from cases.states import TURN_SIDE, State
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.models import Agency, AuditEntry, Side, Unit
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.decisions import propose_no_charge
from tests.support.cases.pages import client_for, page_text
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.second_unit import (
    add_second_unit,
    move_to_second_unit,
    offer_transfer,
)
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

LIST = "/waiting/"


def builder_to(people, step="", **facts):
    builder = CaseBuilder(people, at=days_ago(2), **facts)
    if step in ("review", "plan"):
        builder.allocate()
    return getattr(builder, step)() if step else builder


def next_step_url(builder, number):
    return f"{reverse('next-step', args=[builder.case.pk])}?suspect={number}"


def tasks_of(who, kind=""):
    """[(group, kind, what they do, about, URN)] of their list, in order."""
    page = client_for(who).get(LIST + (f"?kind={kind}" if kind else "")).context["page"]
    return [
        (str(title), row.task.kind.name, str(row.task.text), row.task.about, row.task.reference)
        for title, rows in page.groups
        for row in rows
    ]


def cases_of(who):
    """{URN: kind of task} of their list."""
    return {urn: kind for _group, kind, _text, _about, urn in tasks_of(who)}


# Whose it is


def test_each_case_waits_for_those_whose_turn_it_is_and_for_nobody_else():
    people = cast()
    steps = {"": "refer", "write": "sign-off", "submit": "check", "accept": "allocate"}
    steps |= {"allocate": "decide", "plan": "actions"}
    urns = {step: builder_to(people, step).urn for step in steps}
    expected = {
        "officer": {"", "plan"}, "supervisor": {"write"}, "assistant": {"submit"},
        "manager": {"accept"}, "prosecutor": {"allocate"}, "other_prosecutor": set(),
        "inspector": set(), "advice_manager": set(),
    }  # fmt: skip
    found = {who: cases_of(getattr(people, who)) for who in expected}
    assert found == {
        who: {urns[step]: steps[step] for step in theirs} for who, theirs in expected.items()
    }


def test_a_decision_waits_for_the_second_reader_and_not_for_whoever_proposed_it():
    people = cast()
    builder = builder_to(people, "allocate")
    propose_no_charge(builder, builder.suspects[0])
    assert cases_of(people.prosecutor) == {}
    assert cases_of(people.other_prosecutor) == {builder.urn: "second-reading"}


def test_nothing_of_a_case_waits_for_whom_a_conflict_keeps_from_it():
    people = cast()
    builder = builder_to(people, "submit")
    assert cases_of(people.assistant) == {builder.urn: "check"}
    add_conflict(people.assistant, builder.case, at=builder.at)
    assert cases_of(people.assistant) == {}
    page = client_for(people.assistant).get(LIST)
    assert "Nothing waits for you." in page_text(page) and builder.urn not in page_text(page)


def test_a_mention_waits_until_it_is_answered():
    people = cast()
    builder = builder_to(people, "allocate")
    thread = message_threads.open_thread(
        case=builder.case, by=scope(people.prosecutor), at=builder.at, text="Where is it?",
        mention=people.supervisor,
    )  # fmt: skip
    group, kind, text, _about, urn = tasks_of(people.supervisor)[0]
    assert (kind, text, urn) == (
        "mentions",
        "Answer Pia Prosecutor, who mentioned you",
        builder.urn,
    )
    assert group == "Without a date"
    message_threads.write_message(
        thread=thread, by=scope(people.supervisor), at=builder.at, text="Here it is."
    )
    assert tasks_of(people.supervisor) == []


def test_a_case_that_another_unit_offers_waits_for_the_manager_who_answers():
    people = add_second_unit(cast())
    builder = builder_to(people, "allocate")
    transfer = offer_transfer(builder)
    page = client_for(people.there_manager).get(LIST).context["page"]
    [(_group, rows)] = page.groups
    [task] = [row.task for row in rows]
    assert (task.kind.name, task.reference) == ("transfers", builder.urn)
    assert task.address == reverse("see-transfer", args=[transfer.pk])


def test_what_the_cps_answers_beside_the_turn_tells_nothing_of_the_state_of_the_police():
    people = cast()
    builder = builder_to(people, "allocate")
    rows = Suspect.objects.unscoped("test").filter(case=builder.case)
    found = set()
    for state in ("RETURNED", "AWAITING_SIGN_OFF", "CLOSING_SIGN_OFF"):
        rows.update(state=state, holder_side="POLICE", also_waits_for=["CPS"])
        found.add(str(tasks_of(people.prosecutor)))
    assert len(found) == 1 and "'questions'" in found.pop()


def test_a_case_that_was_taken_over_waits_for_somebody_to_be_named():
    people = add_second_unit(cast())
    builder = move_to_second_unit(builder_to(people, "allocate"))
    rows = Suspect.objects.unscoped("test").filter(case=builder.case)
    rows.update(state="WITH_PROSECUTOR")  # as one whose plan is answered meanwhile
    [(_group, kind, text, _about, urn)] = tasks_of(people.there_manager)
    assert (kind, urn) == ("allocate", builder.urn)
    assert text == "Name a prosecutor: the case has none"
    client = client_for(people.there_manager)
    reached = client.get(client.get(LIST).context["page"].start_with.address, follow=True)
    assert reached.resolver_match.url_name == "reallocate-case"


# In which order


def test_red_and_custody_come_first_then_what_is_overdue_then_by_date():
    people = cast()
    builders = [builder_to(people, "allocate") for _ in range(4)]
    now = timezone.now()
    late, soon, later, red = (
        Suspect.objects.unscoped("test").filter(case=b.case) for b in builders
    )
    for rows, days in ((late, -1), (soon, 2), (later, 30), (red, 40)):
        due_at = now + timedelta(days=days)
        rows.update(due_at=due_at, listed_at=due_at)
    red.update(urgency="RED")
    found = tasks_of(people.prosecutor)
    assert [(group, urn) for group, _kind, _text, _about, urn in found] == [
        ("Red and in custody", builders[3].urn), ("Overdue", builders[0].urn),
        ("In the next seven days", builders[1].urn), ("Later", builders[2].urn),
    ]  # fmt: skip
    page = page_text(client_for(people.prosecutor).get(LIST))
    assert "4 things wait for you. 1 is overdue. Start with: Review and decide" in page


def test_one_kind_alone_is_shown_and_an_unknown_one_shows_all():
    people = cast()
    first, second = builder_to(people), builder_to(people, "plan")
    assert [each[-1] for each in tasks_of(people.officer, "actions")] == [second.urn]
    assert {each[-1] for each in tasks_of(people.officer, "unheard")} == {first.urn, second.urn}


# Where a task leads


@pytest.mark.parametrize(
    "step, who, leads_to",
    [
        ("", "officer", "write-referral"),
        ("write", "supervisor", "sign-referral-off"),
        ("submit", "assistant", "accept-referral"),
        ("accept", "manager", "allocate-case"),
        ("allocate", "prosecutor", "record-review"),
        ("review", "prosecutor", "set-action-plan"),
        ("plan", "officer", "answer-item"),
    ],
)
def test_a_task_leads_to_the_page_on_which_it_is_done(step, who, leads_to):
    people = cast()
    builder_to(people, step)
    client = client_for(getattr(people, who))
    task = client.get(LIST).context["page"].start_with
    reached = client.get(task.address, follow=True)
    assert reached.status_code == 200
    assert reached.resolver_match.url_name == leads_to


def test_with_several_suspects_it_leads_to_what_is_asked_of_that_one():
    people = cast()
    builder = builder_to(people, "allocate", suspects=2)
    first, second = builder.suspects
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=first,
        rationale="It is met.", allegations=list(first.allegations.unscoped("test")),
    )  # fmt: skip
    found = {row[3]: row for row in tasks_of(people.prosecutor)}
    assert [*found] == [f"{second.surname}, Sam"]
    client = client_for(people.officer)
    address = next_step_url(builder, first.number)
    assert client.get(address).url == reverse("report-charge", args=[first.pk])


def test_suspects_of_a_case_who_wait_for_the_same_are_one_task():
    people = cast()
    builder = builder_to(people, "submit", suspects=3)
    [(_group, kind, _text, about, urn)] = tasks_of(people.assistant)
    assert (kind, urn) == ("check", builder.urn)
    assert about == "; ".join(f"{each.surname}, Sam" for each in builder.suspects)


def test_several_actions_lead_to_the_table_of_their_plan():
    people = cast()
    builder = builder_to(people, "allocate").plan({}, {})
    address = client_for(people.officer).get(next_step_url(builder, 1)).url
    assert address == reverse("see-plan", args=[builder.items[0].plan_id])


def test_a_choice_of_several_acts_leads_to_the_card_of_the_suspect():
    people = cast()
    builder = builder_to(people)
    Suspect.objects.unscoped("test").filter(case=builder.case).update(state="ADVICE_REFUSED")
    address = client_for(people.officer).get(next_step_url(builder, 1)).url
    assert address == reverse("see-case", args=[builder.case.pk]) + "?suspect=1#suspect-1"


def test_suspects_of_two_referrals_lead_each_to_their_own():
    people = cast()
    builder = builder_to(people, suspects=2)
    everyone, referred = builder.suspects, []
    for suspect in everyone:
        builder.suspects = [suspect]
        referred.append(builder.submit().referral)
    client = client_for(people.assistant)
    for number, referral in enumerate(referred, start=1):
        address = client.get(next_step_url(builder, number)).url
        assert address == reverse("accept-referral", args=[referral.pk])


def test_a_suspect_of_whom_nothing_is_asked_leads_to_their_card():
    people = cast()
    builder = builder_to(people, "submit")
    address = next_step_url(builder, 1)
    card = reverse("see-case", args=[builder.case.pk]) + "?suspect=1#suspect-1"
    assert client_for(people.inspector).get(address).url == card


def test_without_a_suspect_it_leads_to_the_case():
    builder = builder_to(cast(), "submit")
    address = reverse("next-step", args=[builder.case.pk])
    case = reverse("see-case", args=[builder.case.pk])
    assert client_for(builder.cast.officer).get(address).url == case


def test_a_case_out_of_sight_and_a_suspect_that_is_none_are_not_found():
    people, elsewhere = cast(), cast()
    builder = builder_to(people, "submit")
    for who, number in ((elsewhere.officer, 1), (people.officer, 9)):
        address = next_step_url(builder, number)
        assert client_for(who).get(address).status_code == 404


# What it costs, and what the log has


def test_the_list_costs_the_same_however_many_rows_it_has():
    people = cast()
    counts = []
    for more in (1, 3):
        for _ in range(more):
            builder_to(people, "allocate")
            builder_to(people, "plan")
        for who in ("prosecutor", "officer"):
            page, queries = page_and_queries(client_for(getattr(people, who)), LIST)
            counts.append((len(page.context["page"].groups[0][1]) > 0, len(queries)))
    assert counts[:2] == counts[2:]


def test_the_log_says_which_suspects_were_on_the_list():
    people = cast()
    builder = builder_to(people, "submit")
    client_for(people.assistant).get(LIST)
    entry = AuditEntry.objects.filter(verb="see_waiting").get()
    assert entry.ids == [str(builder.suspects[0].pk)] and entry.kind == Suspect._meta.label


def test_somebody_without_a_case_has_an_empty_list():
    people = cast()
    newcomer = person(people.police, "refer_cases")
    assert tasks_of(newcomer) == []


def test_a_person_who_works_on_no_case_is_taken_to_their_own_work():
    office = Agency.objects.create(name="Oversight", side=Side.OVERSIGHT)
    unit = Unit.objects.create(agency=office, name="Office", kind=Unit.Kind.ADMINISTRATION)
    auditor = person(unit, "read_audit_log")
    assert client_for(auditor).get(LIST).status_code in (302, 403)


@pytest.mark.register
def test_every_state_in_which_somebody_has_to_act_is_of_a_kind():
    assert set(KINDS_BY_STATE) == {state for state in State if TURN_SIDE[state]}
