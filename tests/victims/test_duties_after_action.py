"""Every action on a case is followed by its duties, whoever calls it: no page or worker is needed.

Each compares the duties right after an action with those after a full recompute.
"""

import pytest
from django.db import connection, transaction

from cases.actions import open_case_action as of_cases
from cases.case_access.actions.conflicts import declare_conflict
from cases.case_details.actions.allegations import correct_allegation
from cases.case_details.actions.cases import (
    CUSTODY_FACTS,
    add_victim,
    record_crime_reference,
    record_custody,
)
from cases.decisions.actions import charges, court_facts
from cases.models import Case, Suspect, Transfer
from cases.referrals.actions import referrals
from devtools import letter_steps
from devtools.case_builder import CaseBuilder, cast, person
from people.access import scopes
from people.access.permission_tables import Rules
from pilots.actions import open_panel_action as of_panels
from pilots.models import SecondLook
from rasso import tasks
from tests.cases.test_matrix import RULES
from tests.cases.test_matrix_pages import row_at_stage
from tests.support.after_commit import run_commit_hooks
from tests.support.cases import expected
from tests.support.cases.charges import (
    allegations_against,
    answer_report,
    authorise_charge_of,
    correct_report,
    report_unauthorised_charge,
)
from tests.support.cases.closing import close_investigation, reopen_closed
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.decisions import no_further_action
from tests.support.cases.matrix_states import row_of, state_values
from tests.support.cases.permission_matrix import NOW, Crowd
from tests.support.cases.second_unit import add_second_unit, move_to_second_unit
from tests.support.victims.duties import duties_owed, record_of, tell_victim
from tests.support.victims.vrr_requests import ask_for_police_review
from victims.actions import duties, duties_after_action, letter_dispatch
from victims.actions import open_victim_action as of_victims
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.records import name_victim_contact
from victims.actions.victim_events import record_victim_event, withdraw_victim_event
from victims.models import Duty, VictimRecord

pytestmark = pytest.mark.django_db

OF_PANELS = {"Panel", "PanelCase", "LearningAction"}  # about no case: they change no fact of one
FACTS_OF_A_DUTY = (
    "record", "suspect", "what", "source", "happened_at", "owed_by", "told", "kept_at", "sent_at",
    "ended_because", "ended_at", "is_open", "listed_at", "clock__due_at", "clock__closed_at",
    "clock__recipient_unit",
)  # fmt: skip


def duties_and_contacts(case):
    """The duties of a case and the named contacts of its victims."""
    rows = Duty.objects.unscoped("test").filter(case=case).order_by("pk")
    named = VictimRecord.objects.unscoped("test").filter(case=case).order_by("pk")
    return [
        *rows.values_list("pk", *FACTS_OF_A_DUTY),
        *named.values_list("pk", "contact_officer", "liaison_officer"),
    ]


def is_settled(case, at):
    """Whether a full recompute leaves the duties of a case as they are."""
    found = case in cases_with_unsettled_duties(at=at)
    before = duties_and_contacts(case)
    duties.recompute_case_duties(case_id=case, at=at)
    return not found and duties_and_contacts(case) == before


# Each verb of the permission tables


def test_each_verb_of_the_tables_recomputes_the_duties_when_it_commits(monkeypatch):
    crowd, wrong, played = Crowd(), [], 0
    # The matrix asks who may; some stages, such as one's own plan, the crowd cannot be put at.
    monkeypatch.setattr(Rules, "check", lambda *_about, **_more: None)
    for model, rules in RULES.items():
        if model.__name__ in OF_PANELS:
            continue
        for verb in rules:
            who, state = person_allowed(crowd, model.__name__, verb)
            row = row_of(crowd.rows[who.case], model.__name__, state)
            with row_at_stage(model.__name__, row, state_values(model.__name__, state, who)):
                is_followed = settles_duties_after_arrest(verb, row, who)
            if is_followed != (who.side != "SUPPORT"):
                wrong.append(f"{verb} on {model.__name__} by {who}")
            played += 1
    assert not wrong, "\n".join(wrong)
    assert played > 200


def person_allowed(crowd, model, verb):
    """(who, state) of a verb that is open; of a support service only if it is open to no other."""
    services_last = sorted(crowd.people, key=lambda who: who.side == "SUPPORT")
    return next(
        (who, state)
        for who in services_last
        for state in expected.TABLES[model][1]
        if who.user.pk and row_of(crowd.rows[who.case], model, state)
        and expected.expected(model, verb, state, who) == expected.OPEN
    )  # fmt: skip


def settles_duties_after_arrest(verb, row, who):
    """Whether the duties are settled after a verb in whose transaction the suspects are arrested.

    False where nothing has been recomputed: the arrest is owed to nobody.
    """
    case = row.pk if isinstance(row, Case) else row.case_id
    with run_commit_hooks(), transaction.atomic():
        open_action_of(verb, row, by=scopes.scope_of(who.user, at=NOW))
        Suspect.objects.unscoped("test").filter(case=case).update(arrested_on=NOW.date())
    arrests = Duty.objects.unscoped("test").filter(case=case, what="ARREST", source=str(NOW.date()))
    return arrests.exists() and is_settled(case, NOW)


def open_action_of(verb, row, by):
    """Open an action as the actions of its app do."""
    if type(row) in of_victims.RULES_BY_MODEL:
        return of_victims.open_victim_action(verb, row, by=by, at=NOW)
    if isinstance(row, SecondLook):
        return of_panels.open_reconsideration_action(verb, row, by=by, at=NOW)
    cases = Case.objects.unscoped("test").select_for_update(of=("self",), no_key=True)
    locked = cases.get(pk=row.case_id) if isinstance(row, Transfer) else None
    return of_cases.open_case_action(verb, row, by=by, at=NOW, locked=locked)


# The actions that change what is owed, as plain calls


@pytest.fixture
def check_duties_after_action(monkeypatch):
    """After each action of a builder, the duties are as a full recompute would leave them."""
    do, acted = CaseBuilder.do, []

    def followed(self, action, who, **arguments):
        with run_commit_hooks():
            made = do(self, action, who, **arguments)
        if hasattr(self, "case"):
            assert is_settled(self.case.pk, self.at), action.__name__
            acted.append(action.__name__)
        return made

    monkeypatch.setattr(CaseBuilder, "do", followed)
    return acted


def record_arrest(builder):
    suspect = builder.suspect()
    known = {name: getattr(suspect, name) for name in CUSTODY_FACTS}
    known |= {"custody": "IN_CUSTODY", "arrested_on": builder.at.date()}
    builder.do(record_custody, "officer", suspect=suspect, version=suspect.version, **known)


def record_event_of(builder, what):
    about = {"record": record_of(builder.victim), "suspect": builder.suspects[0].pk}
    return builder.do(record_victim_event, "officer", what=what, on=builder.at.date(), **about)


def test_a_police_action_updates_the_duties(check_duties_after_action):
    builder = CaseBuilder(cast())
    record_arrest(builder)
    event = record_event_of(builder, "INTERVIEW")
    builder.do(withdraw_victim_event, "officer", event=event, why="Another man.")
    second = builder.do(add_victim, "officer", case=builder.case)
    [wrong] = allegations_against(builder.suspects[0])
    builder.do(
        correct_allegation, "officer", allegation=wrong, victim=second, reason="Misread.",
        offence=wrong.offence, from_on=wrong.from_on,
    )  # fmt: skip
    assert {duty.ended_because for duty in duties_owed(builder, what="ARREST")} == {"CORRECTED", ""}
    tell_victim(builder, second, builder.suspects[0], "ARREST")
    assert [duty.is_open for duty in duties_owed(builder, what="ARREST")] == [False, False]


def test_a_police_decision_to_close_updates_the_duties(check_duties_after_action):
    builder = CaseBuilder(cast())
    close_investigation(builder, interviewed_on=None)
    ask_for_police_review(builder)
    assert duties_owed(builder, what="NO_REVIEW_POLICE")
    reopen_closed(builder)
    assert [duty.is_open for duty in duties_owed(builder, what="NOT_INVESTIGATED")] == [False]


def test_a_charge_and_court_events_update_the_duties(check_duties_after_action):
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    report_unauthorised_charge(builder)
    answer_report(builder, charges.query_charge_report)
    correct_report(builder)
    assert {duty.what for duty in duties_owed(builder)} >= {"CHARGE_AUTHORISED", "CHARGED"}
    about = {"suspect": builder.suspects[0], "on": builder.at.date()}
    trial = builder.do(court_facts.record_court_fact, "prosecutor", kind="TRIAL", **about)
    tell_victim(builder, builder.victim, builder.suspects[0], "HEARING")
    facts = {"fact": trial, "reason": "Vacated.", "is_void": True}
    builder.do(court_facts.correct_court_fact, "prosecutor", **facts)
    about |= {"kind": "OUTCOME", "result": "STOPPED"}
    builder.do(court_facts.record_court_fact, "prosecutor", **about)
    assert [duty.is_open for duty in duties_owed(builder, what="STOPPED")] == [True]


def test_a_decision_and_a_transfer_are_followed(check_duties_after_action):
    builder = CaseBuilder(add_second_unit(cast())).allocate()
    no_further_action(builder, builder.suspects[0])
    [duty] = duties_owed(builder, what="NFA")
    assert duty.clock.recipient_unit == builder.cast.cps
    other = CaseBuilder(builder.cast, suspects=2).allocate()
    no_further_action(other, other.suspects[0])
    move_to_second_unit(other)
    [duty] = duties_owed(other, what="NFA")
    assert duty.clock.recipient_unit == builder.cast.there


def test_a_letter_that_came_back_is_followed(check_duties_after_action):
    builder = letter_steps.build_charged_case()
    letter = letter_steps.send_letter_of(builder)
    letter_steps.print_letter_of(builder, letter)
    for result in ("POSTED", "CAME_BACK"):
        about = {"letter": letter, "result": result}
        builder.do(letter_dispatch.record_letter_result, "liaison", **about)
        [duty] = duties_owed(builder, what="CHARGE_AUTHORISED")
        assert bool(duty.sent_at) == (result == "POSTED") and duty.is_open


def test_a_named_contact_who_declares_a_conflict_is_named_no_longer(check_duties_after_action):
    builder = CaseBuilder(cast()).allocate()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", "prosecute_cases")
    about = {"record": record_of(builder.victim), "person": builder.cast.liaison}
    builder.do(name_victim_contact, "manager", **about)
    facts = {"kind": "RELATIVE", "reason": "A neighbour."}
    builder.do(declare_conflict, "liaison", case=builder.case, **facts)
    assert record_of(builder.victim).liaison_officer is None


# Once for each transaction, never where it is undone, and repaired where it fails


def pending_case_ids():
    """[(what follows, of which case)]: the duties to the victims, and the time limits (ADR 107)."""
    return [
        (call.follow.__name__, call.case_id) for _ids, call, _robust in connection.run_on_commit
    ]


def record_reference(builder, text):
    builder.do(record_crime_reference, "officer", case=builder.case, crime_reference=text)


def test_actions_in_one_transaction_are_followed_once_and_undone_ones_never():
    builder = CaseBuilder(cast())
    with run_commit_hooks(), transaction.atomic():
        with transaction.atomic():
            record_reference(builder, "1")
            transaction.set_rollback(True)
        assert pending_case_ids() == []
        record_reference(builder, "2")
        record_reference(builder, "3")
        names = ("follow_limits_of_case", "recompute_case_duties")
        followed = [(name, builder.case.pk) for name in names]
        assert sorted(pending_case_ids()) == followed


def test_an_action_stands_whose_duties_cannot_be_worked_out_and_the_next_run_repairs_them(
    monkeypatch, caplog
):
    builder = CaseBuilder(cast())
    with monkeypatch.context() as patch, run_commit_hooks():
        patch.setattr(duties_after_action, "recompute_case_duties", lambda **_about: 1 / 0)
        record_arrest(builder)
    assert str(builder.case.pk) in caplog.text
    assert builder.suspect().arrested_on and not duties_owed(builder, what="ARREST")
    tasks.reckon_duties()  # as after a process that died once the action had committed
    assert duties_owed(builder, what="ARREST")


@pytest.mark.django_db(transaction=True)
def test_two_actions_at_once_make_each_duty_once():
    builder = CaseBuilder(cast()).submit()
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    suspects = [builder.suspect(), builder.suspect()]
    known = {name: getattr(suspects[0], name) for name in CUSTODY_FACTS}
    known |= {"custody": "IN_CUSTODY", "arrested_on": builder.at.date()}
    at = builder.at

    def arrests(suspect):
        by = scopes.scope_of(builder.cast.officer, at=at)
        record_custody(suspect=suspect, by=by, at=at, version=None, **known)

    assert run_at_once(builder.case, *(lambda each=each: arrests(each) for each in suspects)) == [
        None, None,
    ]  # fmt: skip
    assert [duty.what for duty in duties_owed(builder, is_open=True)] == ["ARREST"]
    assert is_settled(builder.case.pk, at)
