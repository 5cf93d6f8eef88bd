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
from devtools.case_builder import Road, cast, person
from people.access import scopes
from people.access.permission_tables import Rules
from pilots.actions import open_panel_action as of_panels
from pilots.models import SecondLook
from rasso import tasks
from tests.cases.test_matrix import RULES
from tests.cases.test_matrix_pages import at_stage
from tests.support.after_commit import committed
from tests.support.cases import expected
from tests.support.cases.charges import alleged, answer, charge, correct, otherwise
from tests.support.cases.concurrency import at_once
from tests.support.cases.decisions import no_further_action
from tests.support.cases.matrix_states import facts, row_of
from tests.support.cases.permission_matrix import NOW, Crowd
from tests.support.cases.second_unit import moved, second_unit
from tests.support.victims.duties import owed, record_of, tell
from tests.support.victims.vrr_requests import of_the_police
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


def as_it_stands(case):
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
    before = as_it_stands(case)
    duties.recompute_case_duties(case_id=case, at=at)
    return not found and as_it_stands(case) == before


# Each verb of the permission tables


def test_each_verb_of_the_tables_recomputes_the_duties_when_it_commits(monkeypatch):
    crowd, wrong, played = Crowd(), [], 0
    # The matrix asks who may; some stages, such as one's own plan, the crowd cannot be put at.
    monkeypatch.setattr(Rules, "check", lambda *_about, **_more: None)
    for model, rules in RULES.items():
        if model.__name__ in OF_PANELS:
            continue
        for verb in rules:
            who, state = somebody_who_may(crowd, model.__name__, verb)
            row = row_of(crowd.rows[who.case], model.__name__, state)
            with at_stage(model.__name__, row, facts(model.__name__, state, who)):
                is_followed = arrests_and_is_followed(verb, row, who)
            if is_followed != (who.side != "SUPPORT"):
                wrong.append(f"{verb} on {model.__name__} by {who}")
            played += 1
    assert not wrong, "\n".join(wrong)
    assert played > 200


def somebody_who_may(crowd, model, verb):
    """(who, state) of a verb that is open; of a support service only if it is open to no other."""
    services_last = sorted(crowd.people, key=lambda who: who.side == "SUPPORT")
    return next(
        (who, state)
        for who in services_last
        for state in expected.TABLES[model][1]
        if who.user.pk and row_of(crowd.rows[who.case], model, state)
        and expected.expected(model, verb, state, who) == expected.OPEN
    )  # fmt: skip


def arrests_and_is_followed(verb, row, who):
    """Whether the duties are settled after a verb in whose transaction the suspects are arrested.

    False where nothing has been recomputed: the arrest is owed to nobody.
    """
    case = row.pk if isinstance(row, Case) else row.case_id
    with committed(), transaction.atomic():
        opened(verb, row, by=scopes.scope_of(who.user, at=NOW))
        Suspect.objects.unscoped("test").filter(case=case).update(arrested_on=NOW.date())
    arrests = Duty.objects.unscoped("test").filter(case=case, what="ARREST", source=str(NOW.date()))
    return arrests.exists() and is_settled(case, NOW)


def opened(verb, row, by):
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
def each_is_followed(monkeypatch):
    """After each action of a road, the duties are as a full recompute would leave them."""
    do, acted = Road.do, []

    def followed(self, action, who, **arguments):
        with committed():
            made = do(self, action, who, **arguments)
        if hasattr(self, "case"):
            assert is_settled(self.case.pk, self.at), action.__name__
            acted.append(action.__name__)
        return made

    monkeypatch.setattr(Road, "do", followed)
    return acted


def arrest(road):
    suspect = road.suspect()
    known = {name: getattr(suspect, name) for name in CUSTODY_FACTS}
    known |= {"custody": "IN_CUSTODY", "arrested_on": road.at.date()}
    road.do(record_custody, "officer", suspect=suspect, version=suspect.version, **known)


def happened(road, what):
    about = {"record": record_of(road.victim), "suspect": road.suspects[0].pk}
    return road.do(record_victim_event, "officer", what=what, on=road.at.date(), **about)


def test_what_the_police_record_is_followed(each_is_followed):
    road = Road(cast())
    arrest(road)
    event = happened(road, "INTERVIEW")
    road.do(withdraw_victim_event, "officer", event=event, why="Another man.")
    happened(road, "NOT_INVESTIGATED")
    of_the_police(road, is_interviewed=False)
    assert owed(road, what="NO_REVIEW_POLICE")
    second = road.do(add_victim, "officer", case=road.case)
    [wrong] = alleged(road.suspects[0])
    road.do(
        correct_allegation, "officer", allegation=wrong, victim=second, reason="Misread.",
        offence=wrong.offence, from_on=wrong.from_on,
    )  # fmt: skip
    assert {duty.ended_because for duty in owed(road, what="ARREST")} == {"CORRECTED", ""}
    tell(road, second, road.suspects[0], "ARREST")
    assert [duty.is_open for duty in owed(road, what="ARREST")] == [False, False]


def test_what_is_charged_and_happens_in_court_is_followed(each_is_followed):
    road = Road(cast()).allocate()
    charge(road)
    otherwise(road)
    answer(road, charges.query_charge_report)
    correct(road)
    assert {duty.what for duty in owed(road)} >= {"CHARGE_AUTHORISED", "CHARGED"}
    about = {"suspect": road.suspects[0], "on": road.at.date()}
    trial = road.do(court_facts.record_court_fact, "prosecutor", kind="TRIAL", **about)
    tell(road, road.victim, road.suspects[0], "HEARING")
    facts = {"fact": trial, "reason": "Vacated.", "is_void": True}
    road.do(court_facts.correct_court_fact, "prosecutor", **facts)
    about |= {"kind": "OUTCOME", "result": "STOPPED"}
    road.do(court_facts.record_court_fact, "prosecutor", **about)
    assert [duty.is_open for duty in owed(road, what="STOPPED")] == [True]


def test_a_decision_and_a_transfer_are_followed(each_is_followed):
    road = Road(second_unit(cast())).allocate()
    no_further_action(road, road.suspects[0])
    [duty] = owed(road, what="NFA")
    assert duty.clock.recipient_unit == road.cast.cps
    other = Road(road.cast, suspects=2).allocate()
    no_further_action(other, other.suspects[0])
    moved(other)
    [duty] = owed(other, what="NFA")
    assert duty.clock.recipient_unit == road.cast.there


def test_a_letter_that_came_back_is_followed(each_is_followed):
    road = letter_steps.road_to_charge()
    letter = letter_steps.sent(road)
    letter_steps.printed(road, letter)
    for result in ("POSTED", "CAME_BACK"):
        about = {"letter": letter, "result": result}
        road.do(letter_dispatch.record_letter_result, "liaison", **about)
        [duty] = owed(road, what="CHARGE_AUTHORISED")
        assert bool(duty.sent_at) == (result == "POSTED") and duty.is_open


def test_a_named_contact_who_declares_a_conflict_is_named_no_longer(each_is_followed):
    road = Road(cast()).allocate()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", "prosecute_cases")
    about = {"record": record_of(road.victim), "person": road.cast.liaison}
    road.do(name_victim_contact, "manager", **about)
    facts = {"kind": "RELATIVE", "reason": "A neighbour."}
    road.do(declare_conflict, "liaison", case=road.case, **facts)
    assert record_of(road.victim).liaison_officer is None


# Once for each transaction, never where it is undone, and repaired where it fails


def pending():
    return [call.case_id for _ids, call, _robust in connection.run_on_commit]


def refer(road, text):
    road.do(record_crime_reference, "officer", case=road.case, crime_reference=text)


def test_actions_in_one_transaction_are_followed_once_and_undone_ones_never():
    road = Road(cast())
    with committed(), transaction.atomic():
        with transaction.atomic():
            refer(road, "1")
            transaction.set_rollback(True)
        assert pending() == []
        refer(road, "2")
        refer(road, "3")
        assert pending() == [road.case.pk]


def test_an_action_stands_whose_duties_cannot_be_worked_out_and_the_next_run_repairs_them(
    monkeypatch, caplog
):
    road = Road(cast())
    with monkeypatch.context() as patch, committed():
        patch.setattr(duties_after_action, "recompute_case_duties", lambda **_about: 1 / 0)
        arrest(road)
    assert str(road.case.pk) in caplog.text
    assert road.suspect().arrested_on and not owed(road, what="ARREST")
    tasks.reckon_duties()  # as after a process that died once the action had committed
    assert owed(road, what="ARREST")


@pytest.mark.django_db(transaction=True)
def test_two_actions_at_once_make_each_duty_once():
    road = Road(cast()).submit()
    road.do(referrals.accept_referral, "assistant", referral=road.referral)
    suspects = [road.suspect(), road.suspect()]
    known = {name: getattr(suspects[0], name) for name in CUSTODY_FACTS}
    known |= {"custody": "IN_CUSTODY", "arrested_on": road.at.date()}
    at = road.at

    def arrests(suspect):
        by = scopes.scope_of(road.cast.officer, at=at)
        record_custody(suspect=suspect, by=by, at=at, version=None, **known)

    assert at_once(road.case, *(lambda each=each: arrests(each) for each in suspects)) == [
        None, None,
    ]  # fmt: skip
    assert [duty.what for duty in owed(road, is_open=True)] == ["ARREST"]
    assert is_settled(road.case.pk, at)
