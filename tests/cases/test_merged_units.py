"""Merging units with open cases: everything moves, and nothing is lost."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.action_plans.actions import action_items, challenges
from cases.actions import board_counts
from cases.allocation.actions import allocations, transfers
from cases.case_details.actions import cases
from cases.desk.queries import worklists
from cases.desk.queries.history import case_history
from cases.models import Case, CaseGrant, Event, Suspect, Transfer, Turn
from cases.referrals.actions import referrals
from cases.verb_labels import event_note_text
from devtools.case_builder import NUMBER, PASSWORD, Road, cast, person, scope
from people.access.scopes import Refused
from people.administration.actions import merge_units
from people.administration.actions.administrators import create_first_administrator
from people.models import AuditEntry, Unit, User
from tests.support.cases.concurrency import meanwhile
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.second_unit import moved, offer, second_unit
from tests.support.module_fixtures import standing
from timeliness.actions import sweep
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

SIDES = pytest.mark.parametrize("side", ["police", "cps"])
LOST = "Your access has changed since you opened this page. Open it again."
HOLDS = {"answer": "HOLD", "text": "It decides the case."}


@standing
def road():
    """
    A case with an open and a challenged action, and another unit of each agency to merge into.
    """
    road = Road(second_unit(cast())).allocate().plan({}, {})
    road.cast.into = {side: beside(road, side) for side in ("police", "cps")}
    road.do(
        challenges.challenge_item, "officer", item=road.items[1], reason="NOT_REASONABLE",
        text="Why this?",
    )  # fmt: skip
    return road


def beside(road, side):
    unit = getattr(road.cast, side)
    return Unit.objects.create(agency=unit.agency, name=f"New {next(NUMBER)}", kind=unit.kind)


def office(at):
    """The administrator's scope."""
    ada = User.objects.filter(name="Ada").first() or create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=at, another=True
    )
    return scope(ada, at=at)


def merge(road, unit, into):
    unit = Unit.objects.get(pk=unit.pk)
    by = office(road.at)
    return merge_units.merge_unit(unit=unit, into=into, by=by, at=road.at, version=unit.version)


def merged(road, side):
    merge(road, getattr(road.cast, side), road.cast.into[side])
    return road.cast.into[side]


def case(road):
    return Case.objects.unscoped("test").get(pk=road.case.pk)


def as_now(road, who):
    """The scope of a person of the cast now."""
    return scope(getattr(road.cast, who), at=road.at)


def of_the_cast(road):
    return [one for one in vars(road.cast).values() if hasattr(one, "email")]


def on_desk(road):
    """{person: {worklist: its rows}} of the cast, without names of units."""
    units = ("police_unit__name", "cps_unit__name")
    kept = [n for n, name in enumerate(("id", *worklists.SUSPECT_COLUMNS), 0) if name not in units]
    return {
        one.name: {
            each.name: [[row[n] for n in kept] for row in each.rows.page(scope(one, at=road.at))]
            for each in worklists.WORKLISTS
            if each.printed_rows is None
        }
        for one in of_the_cast(road)
    }


@SIDES
def test_every_date_every_holder_and_every_list_is_as_it_was_but_for_the_unit(road, side):
    what = ("pk", "started_at", "due_at", "rule_version", "remind_at", "look_at", "closed_at")
    clocks = set(Clock.objects.values_list(*what))
    turns = set(Turn.objects.unscoped("test").values_list("pk", "state", "began_at", "ended_at"))
    items = [(item.pk, item.version, item.status, item.due_on) for item in road.items]
    before, lists = road.suspect(), on_desk(road)
    named = set(CaseGrant.objects.values_list("user", "permission", "content_object"))

    into = merged(road, side)

    assert getattr(case(road), f"{side}_unit") == getattr(road.suspect(), f"{side}_unit") == into
    assert set(Clock.objects.values_list(*what)) == clocks
    assert {
        *Turn.objects.unscoped("test").values_list("pk", "state", "began_at", "ended_at")
    } == turns
    assert [(item.pk, item.version, item.status, item.due_on) for item in road.items] == items
    for fact in ("state", "version", "due_at", "listed_at", "turn_began_at", "also_waits_for"):
        assert getattr(road.suspect(), fact) == getattr(before, fact)
    assert set(CaseGrant.objects.values_list("user", "permission", "content_object")) == named
    assert on_desk(road) == lists
    assert any(rows for mine in lists.values() for rows in mine.values())


@SIDES
def test_nothing_that_runs_or_is_open_is_left_with_the_unit_that_went(road, side):
    unit = getattr(road.cast, side)
    merged(road, side)
    board_counts.fold_board_counts()  # until then additions and subtractions are separate rows
    left = {
        (model.__name__, field.name)
        for model, field in keys_to_units()
        if rows_of(model).filter(**{field.name: unit}).exists()
    }
    assert left <= PAST
    assert not Turn.objects.unscoped("test").filter(holder=unit, ended_at=None).exists()


def keys_to_units():
    """Every foreign key to a unit, except in history tables."""
    for model in apps.get_models():
        if not model.__name__.startswith("Historical"):
            for field in model._meta.concrete_fields:
                if field.related_model is Unit:
                    yield model, field


def rows_of(model):
    manager = model._default_manager
    return manager.unscoped("test") if hasattr(manager, "unscoped") else manager.all()


# Past facts stay with the unit that recorded them; everything else moves.
PAST = {
    ("LearningRequest", "unit"),  # the other unit has its own request
    ("Turn", "holder"), ("Transfer", "from_unit"), ("Transfer", "to_unit"),
    ("FileQuality", "police_unit"), ("SupportReferral", "service"), ("NoteReceived", "service"),
}  # fmt: skip
FOLLOWS = {
    ("Case", "police_unit"), ("Case", "cps_unit"), ("Case", "offered_to"),
    ("Suspect", "police_unit"), ("Suspect", "cps_unit"), ("Transfer", "police_unit"),
    ("Transfer", "cps_unit"), ("Clock", "recipient_unit"), ("Route", "police_unit"),
    ("Route", "cps_unit"), ("UnitGrant", "content_object"), ("Unit", "merged_into"),
    ("Support", "service"), ("VictimRecord", "police_unit"), ("VictimRecord", "cps_unit"),
    ("Duty", "police_unit"), ("Duty", "cps_unit"), ("PilotArea", "unit"),
    ("Panel", "area"), ("LearningAction", "unit"),
}  # fmt: skip


# Computed from where the cases are, by triggers or a worker that is told of all moves.
COUNTED_ANEW = {
    (model, f"{side}_unit")
    for model in ("BoardCount", "Occasion", "Stretch")
    for side in ("police", "cps")
}


def test_whoever_adds_something_that_a_unit_has_says_whether_it_follows():
    keys = {(model.__name__, field.name) for model, field in keys_to_units()}
    assert keys == PAST | FOLLOWS | COUNTED_ANEW


def test_the_officer_answers_and_the_prosecutor_judges_as_if_nothing_had_been(road):
    merged(road, "police")
    merged(road, "cps")
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Here.")
    road.do(challenges.answer_challenge, "prosecutor", item=road.items[1], **HOLDS)
    road.do(
        allocations.reallocate_case, "manager", case=case(road), to=road.cast.other_prosecutor,
        reason="Leave.",
    )  # fmt: skip
    assert case(road).prosecutor == road.cast.other_prosecutor
    sweep.sweep_clocks(at=road.items[1].clock.overdue_at + timedelta(hours=1))
    late = Delivery.objects.filter(notice="after_due", reminder__clock=road.items[1].clock)
    assert set(late.values_list("recipient__name", flat=True)) == {"Olive Officer"}


def test_a_suspect_in_hand_of_the_cps_stays_in_the_same_turn_of_the_other_unit():
    road = Road(cast()).submit()
    before = Turn.objects.unscoped("test").get(suspect=road.suspects[0], ended_at=None)
    into = beside(road, "cps")
    merge(road, road.cast.cps, into)
    after = Turn.objects.unscoped("test").get(suspect=road.suspects[0], ended_at=None)
    assert (after.pk, after.began_at, after.holder) == (before.pk, before.began_at, into)
    assert after.clock.recipient_unit == into
    road.do(referrals.accept_referral, "assistant", referral=road.referral)
    later = Road(road.cast)  # the police unit's next referral follows its route
    later.at = road.at
    later.submit()
    assert case(later).cps_unit == into


def test_the_case_says_on_its_timeline_its_history_and_in_the_log_where_it_went(road):
    into = merged(road, "cps")
    for who in ("officer", "manager"):
        by = scope(getattr(road.cast, who), at=road.at)
        event = Event.objects.for_scope(by).get(case=road.case, verb="merge_unit")
        told = f"From {road.cast.cps.name} to {into.name}"
        assert event_note_text(event.verb, event.note) == told
        act = case_history(case(road), by).acts[0]
        [line] = [line for change in act.changes for line in change.lines]
        assert (line.was, line.became) == (road.cast.cps.name, into.name)
    [entry] = AuditEntry.objects.filter(verb="merge_unit", case_id=road.case.pk)
    assert (entry.operation, entry.user.name) == ("alteration", "Ada")
    assert case(road).version > road.case.version


@SIDES
def test_people_of_both_units_read_the_cases_of_both_but_no_wall_falls(road, side):
    capacity = {"police": "supervise_cases", "cps": "allocate_cases"}[side]
    colleague = person(road.cast.into[side], capacity)
    conflicted = person(road.cast.into[side], capacity)
    in_conflict(conflicted, road.case, at=road.at)
    hidden = Road(road.cast, at=road.at).submit()
    Case.objects.unscoped("test").filter(pk=hidden.case.pk).update(is_restricted=True)
    unseen = Case.objects.for_scope(scope(colleague, at=road.at))
    assert not unseen.exists()

    into = merged(road, side)

    seen = Case.objects.for_scope(scope(colleague, at=road.at))
    assert {*seen.values_list("pk", flat=True)} == {road.case.pk}
    assert not Case.objects.for_scope(scope(conflicted, at=road.at)).exists()
    assert getattr(case(hidden), f"{side}_unit") == into  # it moved all the same
    assert Suspect.objects.for_scope(scope(road.cast.officer)).filter(case=hidden.case).exists()


class TestOffers:
    def test_what_was_offered_to_the_one_is_answered_in_the_other(self, road):
        there, transfer = road.cast.there, offer(road)
        between, into = (
            Unit.objects.create(agency=there.agency, name=name, kind=there.kind)
            for name in ("Between", "In the end")
        )
        merge(road, there, between)
        merge(road, between, into)
        assert case(road).offered_to == into
        at_hand = Transfer.objects.for_scope(scope(road.cast.there_manager, at=road.at))
        assert list(at_hand) == [transfer]
        road.do(transfers.accept_transfer, "there_manager", transfer=transfer)
        assert case(road).cps_unit == into

    def test_one_between_the_two_has_nothing_left_to_ask_and_says_so(self, road):
        Unit.objects.filter(pk=road.cast.there.pk).update(agency=road.cast.cps.agency)
        transfer = offer(road)
        merge(road, road.cast.there, road.cast.cps)
        assert case(road).offered_to is None
        with pytest.raises(Refused, match="went to a unit by another way meanwhile"):
            road.do(transfers.accept_transfer, "there_manager", transfer=transfer)

    def test_what_had_been_accepted_stays_with_its_case(self, road):
        moved(road)
        into = Unit.objects.create(agency=road.cast.there.agency, name="New", kind="RASSO")
        merge(road, road.cast.there, into)
        by = scope(road.cast.there_manager, at=road.at)
        assert Transfer.objects.for_scope(by).get(case=road.case).cps_unit == into


def test_a_merger_takes_as_many_queries_for_many_cases_as_for_one():
    counts = []
    for n in (1, 4):
        road = Road(cast()).submit()
        others = [Road(road.cast).submit() for _ in range(n - 1)]
        into = beside(road, "cps")
        office(road.at)
        with CaptureQueriesContext(connection) as asked:
            merge(road, road.cast.cps, into)
        counts.append(len(asked))
        assert Case.objects.unscoped("test").filter(cps_unit=into).count() == 1 + len(others)
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def road(self):
        """A road of its own, because a test that commits cannot share one."""
        road = Road(cast()).allocate().plan()
        road.cast.into = {side: beside(road, side) for side in ("police", "cps")}
        office(road.at)
        return road

    def test_whoever_acts_meanwhile_is_told_and_then_does_it_in_the_other_unit(self, road):
        waiting = Road(road.cast, at=road.at).write()
        [item] = road.items
        officer, supervisor = as_now(road, "officer"), as_now(road, "supervisor")
        answer = {"item": item, "at": road.at, "answer": "DONE", "text": "Here."}
        sign = {"referral": waiting.referral, "at": road.at, "supervisor_comments": "Go."}
        urn = f"{road.cast.police.agency.force_code}RS9999926"
        outcomes = meanwhile(
            lambda: merge(road, road.cast.police, road.cast.into["police"]),
            lambda: action_items.answer_item(by=officer, **answer),
            lambda: referrals.sign_referral_off(by=supervisor, **sign),
            lambda: cases.open_case(by=officer, at=road.at, unit=road.cast.police, urn=urn),
        )
        assert [type(each) for each in outcomes] == [Refused] * 3
        assert [str(each) for each in outcomes] == [LOST] * 3
        assert road.suspect().state == "ACTION_PLAN"
        action_items.answer_item(by=as_now(road, "officer"), **answer)
        referrals.sign_referral_off(by=as_now(road, "supervisor"), **sign)
        assert road.suspect().state == "WITH_PROSECUTOR"
        assert waiting.suspect().state == "TRIAGE"

    def test_an_answer_that_came_first_is_kept(self, road):
        [item] = road.items
        officer = as_now(road, "officer")
        meanwhile(
            lambda: action_items.answer_item(
                item=item, by=officer, at=road.at, answer="DONE", text="Here."
            ),
            lambda: merge(road, road.cast.police, road.cast.into["police"]),
        )
        assert road.suspect().state == "WITH_PROSECUTOR"
        assert case(road).police_unit == road.cast.into["police"]

    def test_two_merged_into_each_other_are_one_and_a_referral_on_its_way_goes_there(self, road):
        here, there = road.cast.cps, road.cast.into["cps"]
        sent = Road(road.cast, at=road.at).write()
        supervisor = as_now(road, "supervisor")
        told, signed_off = meanwhile(
            lambda: merge(road, here, there),
            lambda: merge(road, there, here),
            lambda: referrals.sign_referral_off(
                referral=sent.referral, by=supervisor, at=road.at, supervisor_comments="Go."
            ),
        )
        assert isinstance(told, Refused)
        assert str(told) == f"{here.name} is closed. Select an open unit."
        assert signed_off.status == "SUBMITTED"
        assert case(road).cps_unit == case(sent).cps_unit == there
