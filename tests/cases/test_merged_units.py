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
from cases.event_notes import event_note_text
from cases.models import Case, CaseGrant, Event, Suspect, Transfer, Turn
from cases.referrals.actions import referrals
from devtools.case_builder import NUMBER, PASSWORD, CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.administration.actions import merge_units
from people.administration.actions.administrators import create_first_administrator
from people.models import AuditEntry, Unit, User
from tests.support.cases.concurrency import run_meanwhile
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.second_unit import add_second_unit, move_to_second_unit, offer_transfer
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from timeliness.actions import sweep
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

SIDES = pytest.mark.parametrize("side", ["police", "cps"])
LOST = "Your access has changed since you opened this page. Open it again."
HOLDS = {"answer": "HOLD", "text": "It decides the case."}


@module_fixture
def builder():
    """
    A case with an open and a challenged action, and another unit of each agency to merge into.
    """
    builder = CaseBuilder(add_second_unit(cast())).allocate().plan({}, {})
    builder.cast.into = {side: new_unit_beside(builder, side) for side in ("police", "cps")}
    builder.do(
        challenges.challenge_item, "officer", item=builder.items[1], reason="NOT_REASONABLE",
        text="Why this?",
    )  # fmt: skip
    return builder


def new_unit_beside(builder, side):
    unit = getattr(builder.cast, side)
    return Unit.objects.create(agency=unit.agency, name=f"New {next(NUMBER)}", kind=unit.kind)


def administrator_scope(at):
    """The administrator's scope."""
    ada = User.objects.filter(name="Ada").first() or create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=at, another=True
    )
    return scope(ada, at=at)


def merge_units_of(builder, unit, into):
    unit = Unit.objects.get(pk=unit.pk)
    by = administrator_scope(builder.at)
    return merge_units.merge_unit(
        approval=approved("merge_unit"),
        unit=unit,
        into=into,
        by=by,
        at=builder.at,
        version=unit.version,
    )


def merge_side(builder, side):
    merge_units_of(builder, getattr(builder.cast, side), builder.cast.into[side])
    return builder.cast.into[side]


def fresh_case(builder):
    return Case.objects.unscoped("test").get(pk=builder.case.pk)


def current_scope(builder, who):
    """The scope of a person of the cast now."""
    return scope(getattr(builder.cast, who), at=builder.at)


def people_of_cast(builder):
    return [one for one in vars(builder.cast).values() if hasattr(one, "email")]


def desk_rows(builder):
    """{person: {worklist: its rows}} of the cast, without names of units."""
    units = ("police_unit__name", "cps_unit__name")
    kept = [n for n, name in enumerate(("id", *worklists.SUSPECT_COLUMNS), 0) if name not in units]
    return {
        one.name: {
            each.name: [[row[n] for n in kept] for row in each.rows.page(scope(one, at=builder.at))]
            for each in worklists.WORKLISTS
            if each.printed_rows is None
        }
        for one in people_of_cast(builder)
    }


@SIDES
def test_every_date_every_holder_and_every_list_is_as_it_was_but_for_the_unit(builder, side):
    what = ("pk", "started_at", "due_at", "rule_version", "remind_at", "look_at", "closed_at")
    clocks = set(Clock.objects.values_list(*what))
    turns = set(Turn.objects.unscoped("test").values_list("pk", "state", "began_at", "ended_at"))
    items = [(item.pk, item.version, item.status, item.due_on) for item in builder.items]
    before, lists = builder.suspect(), desk_rows(builder)
    named = set(CaseGrant.objects.values_list("user", "permission", "content_object"))

    into = merge_side(builder, side)

    assert (
        getattr(fresh_case(builder), f"{side}_unit")
        == getattr(builder.suspect(), f"{side}_unit")
        == into
    )
    assert set(Clock.objects.values_list(*what)) == clocks
    assert {
        *Turn.objects.unscoped("test").values_list("pk", "state", "began_at", "ended_at")
    } == turns
    assert [(item.pk, item.version, item.status, item.due_on) for item in builder.items] == items
    for fact in ("state", "version", "due_at", "listed_at", "turn_began_at", "also_waits_for"):
        assert getattr(builder.suspect(), fact) == getattr(before, fact)
    assert set(CaseGrant.objects.values_list("user", "permission", "content_object")) == named
    assert desk_rows(builder) == lists
    assert any(rows for mine in lists.values() for rows in mine.values())


@SIDES
def test_nothing_that_runs_or_is_open_is_left_with_the_unit_that_went(builder, side):
    unit = getattr(builder.cast, side)
    merge_side(builder, side)
    board_counts.fold_board_counts()  # until then additions and subtractions are separate rows
    left = {
        (model.__name__, field.name)
        for model, field in foreign_keys_to_units()
        if unscoped_rows(model).filter(**{field.name: unit}).exists()
    }
    assert left <= PAST
    assert not Turn.objects.unscoped("test").filter(holder=unit, ended_at=None).exists()


def foreign_keys_to_units():
    """Every foreign key to a unit, except in history tables."""
    for model in apps.get_models():
        if not model.__name__.startswith("Historical"):
            for field in model._meta.concrete_fields:
                if field.related_model is Unit:
                    yield model, field


def unscoped_rows(model):
    manager = model._default_manager
    return manager.unscoped("test") if hasattr(manager, "unscoped") else manager.all()


# Past facts stay with the unit that recorded them; everything else moves.
PAST = {
    ("AccessProposal", "unit"),  # what was proposed never changes; a waiting one is refused
    ("LearningRequest", "unit"),  # the other unit has its own request
    ("InsiderAlert", "unit"),  # a reminder chooses again who answers it
    ("ReadingRequest", "unit"),  # whoever asked takes it back and asks the other unit's leaders
    ("DestroyedCase", "police_unit"), ("DestroyedCase", "cps_unit"),  # found by the merged unit
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


def test_each_new_field_of_a_unit_says_whether_it_follows_a_merger():
    keys = {(model.__name__, field.name) for model, field in foreign_keys_to_units()}
    assert keys == PAST | FOLLOWS | COUNTED_ANEW


def test_the_officer_answers_and_the_prosecutor_judges_as_if_nothing_had_been(builder):
    merge_side(builder, "police")
    merge_side(builder, "cps")
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Here."
    )
    builder.do(challenges.answer_challenge, "prosecutor", item=builder.items[1], **HOLDS)
    builder.do(
        allocations.reallocate_case,
        "manager",
        case=fresh_case(builder),
        to=builder.cast.other_prosecutor,
        reason="Leave.",
    )
    assert fresh_case(builder).prosecutor == builder.cast.other_prosecutor
    sweep.sweep_clocks(at=builder.items[1].clock.overdue_at + timedelta(hours=1))
    late = Delivery.objects.filter(notice="after_due", reminder__clock=builder.items[1].clock)
    assert set(late.values_list("recipient__name", flat=True)) == {"Olive Officer"}


def test_a_suspect_in_hand_of_the_cps_stays_in_the_same_turn_of_the_other_unit():
    builder = CaseBuilder(cast()).submit()
    before = Turn.objects.unscoped("test").get(suspect=builder.suspects[0], ended_at=None)
    into = new_unit_beside(builder, "cps")
    merge_units_of(builder, builder.cast.cps, into)
    after = Turn.objects.unscoped("test").get(suspect=builder.suspects[0], ended_at=None)
    assert (after.pk, after.began_at, after.holder) == (before.pk, before.began_at, into)
    assert after.clock.recipient_unit == into
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    later = CaseBuilder(builder.cast)  # the police unit's next referral follows its route
    later.at = builder.at
    later.submit()
    assert fresh_case(later).cps_unit == into


def test_the_case_says_on_its_timeline_its_history_and_in_the_log_where_it_went(builder):
    into = merge_side(builder, "cps")
    for who in ("officer", "manager"):
        by = scope(getattr(builder.cast, who), at=builder.at)
        event = Event.objects.for_scope(by).get(case=builder.case, verb="merge_unit")
        told = f"From {builder.cast.cps.name} to {into.name}"
        assert event_note_text(event.verb, event.note) == told
        act = case_history(fresh_case(builder), by).acts[0]
        [line] = [line for change in act.changes for line in change.lines]
        assert (line.was, line.became) == (builder.cast.cps.name, into.name)
    [entry] = AuditEntry.objects.filter(verb="merge_unit", case_id=builder.case.pk)
    assert (entry.operation, entry.user.name) == ("alteration", "Ada")
    assert fresh_case(builder).version > builder.case.version


@SIDES
def test_people_of_both_units_read_the_cases_of_both_but_no_wall_falls(builder, side):
    capacity = {"police": "supervise_cases", "cps": "allocate_cases"}[side]
    colleague = person(builder.cast.into[side], capacity)
    conflicted = person(builder.cast.into[side], capacity)
    add_conflict(conflicted, builder.case, at=builder.at)
    hidden = CaseBuilder(builder.cast, at=builder.at).submit()
    Case.objects.unscoped("test").filter(pk=hidden.case.pk).update(is_restricted=True)
    unseen = Case.objects.for_scope(scope(colleague, at=builder.at))
    assert not unseen.exists()

    into = merge_side(builder, side)

    seen = Case.objects.for_scope(scope(colleague, at=builder.at))
    assert {*seen.values_list("pk", flat=True)} == {builder.case.pk}
    assert not Case.objects.for_scope(scope(conflicted, at=builder.at)).exists()
    assert getattr(fresh_case(hidden), f"{side}_unit") == into  # it moved all the same
    assert Suspect.objects.for_scope(scope(builder.cast.officer)).filter(case=hidden.case).exists()


class TestOffers:
    def test_an_offer_to_a_merged_unit_is_answered_in_the_other(self, builder):
        there, transfer = builder.cast.there, offer_transfer(builder)
        between, into = (
            Unit.objects.create(agency=there.agency, name=name, kind=there.kind)
            for name in ("Between", "In the end")
        )
        merge_units_of(builder, there, between)
        merge_units_of(builder, between, into)
        assert fresh_case(builder).offered_to == into
        at_hand = Transfer.objects.for_scope(scope(builder.cast.there_manager, at=builder.at))
        assert list(at_hand) == [transfer]
        builder.do(transfers.accept_transfer, "there_manager", transfer=transfer)
        assert fresh_case(builder).cps_unit == into

    def test_one_between_the_two_has_nothing_left_to_ask_and_says_so(self, builder):
        Unit.objects.filter(pk=builder.cast.there.pk).update(agency=builder.cast.cps.agency)
        transfer = offer_transfer(builder)
        merge_units_of(builder, builder.cast.there, builder.cast.cps)
        assert fresh_case(builder).offered_to is None
        with pytest.raises(Refused, match="went to a unit by another way meanwhile"):
            builder.do(transfers.accept_transfer, "there_manager", transfer=transfer)

    def test_an_accepted_transfer_stays_with_its_case(self, builder):
        move_to_second_unit(builder)
        into = Unit.objects.create(agency=builder.cast.there.agency, name="New", kind="RASSO")
        merge_units_of(builder, builder.cast.there, into)
        by = scope(builder.cast.there_manager, at=builder.at)
        assert Transfer.objects.for_scope(by).get(case=builder.case).cps_unit == into


def test_a_merger_takes_as_many_queries_for_many_cases_as_for_one():
    counts = []
    for n in (1, 4):
        builder = CaseBuilder(cast()).submit()
        others = [CaseBuilder(builder.cast).submit() for _ in range(n - 1)]
        into = new_unit_beside(builder, "cps")
        administrator_scope(builder.at)
        with CaptureQueriesContext(connection) as asked:
            merge_units_of(builder, builder.cast.cps, into)
        counts.append(len(asked))
        assert Case.objects.unscoped("test").filter(cps_unit=into).count() == 1 + len(others)
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def builder(self):
        """A case of its own, because a test that commits cannot share one."""
        builder = CaseBuilder(cast()).allocate().plan()
        builder.cast.into = {side: new_unit_beside(builder, side) for side in ("police", "cps")}
        administrator_scope(builder.at)
        return builder

    def test_a_person_who_acts_meanwhile_is_told_and_then_acts_in_the_other_unit(self, builder):
        waiting = CaseBuilder(builder.cast, at=builder.at).write()
        [item] = builder.items
        officer, supervisor = (
            current_scope(builder, "officer"),
            current_scope(builder, "supervisor"),
        )
        answer = {"item": item, "at": builder.at, "answer": "DONE", "text": "Here."}
        sign = {"referral": waiting.referral, "at": builder.at, "supervisor_comments": "Go."}
        urn = f"{builder.cast.police.agency.force_code}RS9999926"
        outcomes = run_meanwhile(
            lambda: merge_units_of(builder, builder.cast.police, builder.cast.into["police"]),
            lambda: action_items.answer_item(by=officer, **answer),
            lambda: referrals.sign_referral_off(by=supervisor, **sign),
            lambda: cases.open_case(by=officer, at=builder.at, unit=builder.cast.police, urn=urn),
        )
        assert [type(each) for each in outcomes] == [Refused] * 3
        assert [str(each) for each in outcomes] == [LOST] * 3
        assert builder.suspect().state == "ACTION_PLAN"
        action_items.answer_item(by=current_scope(builder, "officer"), **answer)
        referrals.sign_referral_off(by=current_scope(builder, "supervisor"), **sign)
        assert builder.suspect().state == "WITH_PROSECUTOR"
        assert waiting.suspect().state == "TRIAGE"

    def test_an_answer_that_came_first_is_kept(self, builder):
        [item] = builder.items
        officer = current_scope(builder, "officer")
        run_meanwhile(
            lambda: action_items.answer_item(
                item=item, by=officer, at=builder.at, answer="DONE", text="Here."
            ),
            lambda: merge_units_of(builder, builder.cast.police, builder.cast.into["police"]),
        )
        assert builder.suspect().state == "WITH_PROSECUTOR"
        assert fresh_case(builder).police_unit == builder.cast.into["police"]

    def test_two_merged_into_each_other_are_one_and_a_referral_on_its_way_goes_there(self, builder):
        here, there = builder.cast.cps, builder.cast.into["cps"]
        sent = CaseBuilder(builder.cast, at=builder.at).write()
        supervisor = current_scope(builder, "supervisor")
        told, signed_off = run_meanwhile(
            lambda: merge_units_of(builder, here, there),
            lambda: merge_units_of(builder, there, here),
            lambda: referrals.sign_referral_off(
                referral=sent.referral, by=supervisor, at=builder.at, supervisor_comments="Go."
            ),
        )
        assert isinstance(told, Refused)
        assert str(told) == f"{here.name} is closed. Select an open unit."
        assert signed_off.status == "SUBMITTED"
        assert fresh_case(builder).cps_unit == fresh_case(sent).cps_unit == there
