"""The demo's turns, history, audit log and reminders are as real use would leave them."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.db.transaction import atomic, set_rollback
from django.urls import reverse

from cases.models import (
    Absence,
    ActionItem,
    ActionPlan,
    BreakGlass,
    Case,
    CaseLink,
    ChargeStop,
    CourtFact,
    Decision,
    Document,
    Gap,
    ProposedPlan,
    ProsecutorSpecialism,
    Referral,
    RestrictionChange,
    RuleScore,
    Suspect,
    SuspectFocus,
    Transfer,
    Turn,
    VictimRequest,
)
from cases.permissions import SUSPECT
from cases.proof.queries.matrix import proof_matrix
from people.access.scopes import scope_of, standing_on
from people.administration.actions.systems import secret_digest
from people.models import AuditEntry, System, Unit, User
from pilots.disclosure_control.dimensions import ALL
from pilots.models import PilotArea, RegisteredMeasure, Tally
from pilots.queries.changes.page import measure_change_detail
from rasso.demo import load as demo
from tests.support.cases.pages import client_for, page_text
from tests.support.cases.sealed_rows import opened_values
from tests.support.pilots.svg_reading import charts_on_page
from tests.support.rasso.demo_features import ASKED_FOR, FEATURES
from timeliness.actions import sweep
from timeliness.models import Delivery, Reminder
from timeliness.providers import Smtp
from victims.models import (
    Contact,
    Duty,
    Letter,
    Meeting,
    RightToReview,
    SpecialMeasure,
    Withdrawal,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
CASES = 12
# These start a turn after nobody had it.
TAKES_UP = {
    "reopen_suspect", "reopen_on_review", "reverse_no_further_action", "reopen_investigation",
}  # fmt: skip


class Relay(Smtp):
    """Accepts every mail. Other tests check what a real relay must do."""

    def __init__(self):
        self.taken = []

    def send(self, reference, to, subject, body):
        self.taken.append((to, subject))


@pytest.fixture(scope="module")
def relay(django_db_setup, django_db_blocker, tmp_path_factory):
    """One demo for the whole module, rolled back after it."""
    relay = Relay()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, atomic():
        patch.setattr("timeliness.providers.current_provider", lambda: relay)
        patch.setattr(demo, "LOGINS", tmp_path_factory.mktemp("demo") / "logins.json")
        # Each case counts once; with lots, a chart's result would depend on them.
        patch.setattr("pilots.disclosure_control.counting_weights.CASE_WEIGHT_SQL", "1")
        demo.load_demo(now=NOW, cases=CASES)
        yield relay
        set_rollback(True)


def test_the_demo_is_honest(relay):
    suspects = Suspect.objects.unscoped("test")
    turns = Turn.objects.unscoped("test").order_by("suspect", "began_at")

    assert suspects.count() >= CASES
    for before, after in pairwise(turns):
        if before.suspect_id == after.suspect_id:
            assert before.ended_at == after.began_at or after.verb in TAKES_UP
    assert all(suspect.history.count() >= 1 for suspect in suspects)
    assert AuditEntry.objects.filter(verb="sign_referral_off").exists()
    owed = Duty.objects.unscoped("test")
    assert owed.filter(kept_at__lte=F("clock__due_at")).exists()
    assert owed.filter(is_open=True, clock__due_at__lt=NOW).exists()
    assert ProposedPlan.objects.unscoped("test").filter(status="SENT").exists()
    offers = Transfer.objects.unscoped("test").values_list("status", flat=True)
    assert set(offers) == {"PROPOSED", "DECLINED", "ACCEPTED"}
    assert len(set(Contact.objects.unscoped("test").values_list("by__agency", flat=True))) >= 2
    assert SpecialMeasure.objects.unscoped("test").exists()
    assert Withdrawal.objects.unscoped("test").count() == 1
    assert Absence.objects.exists() and ProsecutorSpecialism.objects.exists()
    links = CaseLink.objects.unscoped("test").values_list("kind", flat=True)
    assert sorted(links) == ["DISMISSED", "LINKED"]
    letters = Letter.objects.unscoped("test")
    assert {"SENT", "IN_REVIEW"} <= set(letters.values_list("status", flat=True))
    assert Meeting.objects.unscoped("test").filter(status="HELD").exists()
    assert {"CHARGE_DIFFERS", "FINALISED", "CLOSING_SIGN_OFF", "CLOSED", "NFA_REVERSAL"} <= set(
        suspects.values_list("state", flat=True)
    )
    vrr_requests = RightToReview.objects.unscoped("test").values_list("status", flat=True)
    assert set(vrr_requests) == {"ASKED", "NOT_ELIGIBLE", "TOLD"}
    assert turns.filter(verb="reopen_on_review").count() == 3
    in_court = CourtFact.objects.unscoped("test").filter(decision__status="SET_ASIDE")
    assert set(in_court.values_list("kind", "suspect__state")) == {
        ("FIRST_HEARING", "CHARGED"), ("PLEA", "CHARGED"),
    }  # fmt: skip
    assert turns.filter(verb="withdraw_charge").count() == 1
    stops = ChargeStop.objects.unscoped("test").values_list("kind", "decision__suspect__state")
    assert set(stops) == {
        ("DISCONTINUED", "CHARGED"), ("ALTERED", "CHARGED"), ("NO_EVIDENCE", "STOPPED"),
        ("ON_FILE", "CHARGED"), ("FURTHER", "CHARGED"),
    }  # fmt: skip
    by_two = ChargeStop.objects.unscoped("test").exclude(new_alternative=None)
    states = list(by_two.values_list("status", "decision__suspect__state"))
    assert states == [("IN_FORCE", "CHARGED")]
    disposals = Decision.objects.unscoped("test").filter(disposal__isnull=False)
    assert set(disposals.values_list("kind", "suspect__state")) == {
        ("ADULT_CONDITIONAL", "DISPOSAL_AUTHORISED"), ("ADULT_CONDITIONAL", "DISPOSAL_CONDITIONS"),
        ("ADULT_CAUTION", "OUT_OF_COURT"), ("ADULT_CONDITIONAL", "DISPOSAL_REVERSAL"),
    }  # fmt: skip
    glass = BreakGlass.objects.unscoped("test").get()
    assert glass.until < NOW and not glass.reviewed_at
    waits = RestrictionChange.objects.unscoped("test").get()
    assert waits.is_waiting and waits.person == glass.by
    assert not turns.filter(began_at__gt=NOW).exists()
    assert Reminder.objects.filter(stage="escalated").exists()
    assert len(relay.taken) == Delivery.objects.exclude(accepted_at=None).count() > 0
    assert all(to.endswith(".demo.example") for to, _ in relay.taken)


def test_the_list_of_what_the_demo_shows_leaves_no_feature_out():
    assert set(FEATURES) == set(ASKED_FOR.split())
    assert all(FEATURES.values())


@pytest.mark.parametrize("feature", FEATURES)
def test_a_demo_case_shows_each_feature_of_the_decision(relay, feature):
    lacking = []
    with connection.cursor() as cursor:
        for what, finds in FEATURES[feature].items():
            cursor.execute(finds)
            if cursor.fetchone() is None:
                lacking.append(what)
    assert not lacking, f"No demo case shows of {feature}: {', '.join(lacking)}"


def test_a_referral_builds_on_early_advice_and_an_answer_comes_with_a_document(relay):
    advised = Suspect.objects.unscoped("test").filter(
        early_advice__status="GIVEN", referrals__number__isnull=False
    )
    assert advised.exists()
    assert Document.objects.unscoped("test").exclude(entry=None).exists()


def test_one_case_shows_what_was_asked_of_others_at_every_stage(relay):
    rows = VictimRequest.objects.unscoped("test").filter(
        case__in=Suspect.objects.unscoped("test").filter(state="WITH_HOLDER").values("case")
    )
    found = {}
    for row in rows:
        stage = (row.reach, row.reply, bool(row.requested_on), bool(row.returned_on))
        found.setdefault(row.case_id, set()).add(stage)
    assert {
        ("HOLDER", "", True, False), ("HOLDER", "PART", True, False), ("DEVICE", "", True, True),
        ("HOLDER", "ALL", True, False),  # of the police themselves
    } in found.values()  # fmt: skip


def test_one_case_shows_a_late_gap_alternatives_and_a_charge_that_can_be_authorised(relay):
    late = ActionItem.objects.unscoped("test").filter(
        gaps__isnull=False, status="OPEN", due_on__lt=NOW.date(), suspects__state="ACTION_PLAN"
    )
    ready = {"state": "WITH_PROSECUTOR", "is_reviewed": True}
    reviewed = Suspect.objects.unscoped("test").filter(**ready)
    [case] = (
        Case.objects.unscoped("test")
        .filter(pk__in=reviewed.values("case"))
        .filter(pk__in=late.values("case"))
    )
    first, second = case.suspects.unscoped("test").order_by("number")
    by = scope_of(case.prosecutor, at=NOW)
    matrix = proof_matrix(first, by)
    assert [each.alternative_to for each in matrix.subjects] == [[], [1]]
    assert {gap.state for gap in matrix.gaps} == {"Asked for", "Not asked for"}
    [late] = [gap for gap in matrix.gaps if gap.is_late]
    assert {each.gap.row.allegation_id for each in late.placed} == {
        each.subject.allegation.first_id for each in matrix.subjects
    }
    assert not proof_matrix(second, by).gaps
    assert "authorise_charge" in SUSPECT.allowed_verbs(standing_on(by, case), second)


def test_one_case_was_asked_for_a_gap_late_after_a_plan_that_left_it_out(relay):
    plans = ActionPlan.objects.unscoped("test").order_by("set_at")
    late = set()
    for plan in plans.filter(items__gaps__isnull=False).distinct():
        first = plans.filter(case=plan.case)[0]
        asked = Gap.objects.unscoped("test").filter(asked_by__plan=plan, at__lte=first.review.at)
        late |= {plan} if plan != first and asked.exists() else set()
    [plan] = late
    proposed = ProposedPlan.objects.unscoped("test").get(plan=plan)
    item = ActionItem.objects.unscoped("test").get(plan=plan)
    assert (proposed.status, item.status) == ("SENT", "OPEN")
    assert plan.review != plans.filter(case=plan.case)[0].review


def test_what_no_further_action_looked_at_differs_and_no_referral_lacks_his_account(relay):
    focus = SuspectFocus.objects.filter(decision__reason="BELIEF").exclude(text="")
    assert len(set(opened_values(focus, "text"))) > 5
    referrals = Referral.objects.unscoped("test").filter(case__urn__regex="RS")
    assert not referrals.filter(accounts={}).exists()


def test_open_lines_are_due_late_or_without_a_day(relay):
    sent = Referral.objects.unscoped("test").exclude(number=None)
    lines = [line for each in sent for line in each.open_lines or ()]
    bearing = [line for line in lines if line["may_change_decision"]]
    assert [line for line in bearing if line["undated_because"]]
    assert [line for line in bearing if (line["expected_on"] or "9") < str(date.today())]
    assert [line for line in lines if not line["may_change_decision"]]


def test_triage_agreed_with_some_checks_and_took_some_explanations(relay):
    scores = RuleScore.objects.unscoped("test")
    assert scores.filter(has_warned=True, was_explained=False, triage_agreed=True).exists()
    assert scores.filter(was_explained=True, triage_agreed=True).exists()
    assert scores.filter(was_explained=True, triage_agreed=False).exists()
    assert scores.filter(has_warned=False, triage_agreed=True).exists()
    asked = scores.filter(advice__isnull=False, was_explained=True)
    assert asked.filter(triage_agreed=True).exists() and asked.filter(triage_agreed=False).exists()


def test_the_first_live_sweep_says_nothing_about_the_past(relay):
    said = Reminder.objects.count()

    assert not Delivery.objects.outstanding().exists()
    assert sweep.sweep_clocks(at=NOW) == 0
    assert Reminder.objects.count() == said


def test_administrators_begin_with_what_the_demo_was_made_of_read(relay):
    made = Delivery.objects.filter(notice__in=["access_proposed", "access_approved"])
    assert made.exists() and not made.filter(read_at=None).exists()


def test_the_demo_prints_a_log_in_for_every_role(relay, capsys):
    call_command("demo_logins")

    told = capsys.readouterr().out
    for role in ("officer", "supervisor", "assistant", "manager", "prosecutor", "administrator"):
        assert f"{role}@" in told
    password = told.partition("password for all: ")[2].partition("\n")[0]
    assert all(user.check_password(password) for user in User.objects.all()[:2])


def test_the_demo_prints_what_its_systems_call_with(relay, capsys):
    call_command("demo_logins")
    told = capsys.readouterr().out
    systems = System.objects.select_related("account__agency")

    assert [system.account.agency.side for system in systems.order_by("account")] == [
        "POLICE",
        "CPS",
    ]
    for system in systems:
        secret = told.partition(str(system.client_id))[2].split()[2]
        assert secret_digest(secret) == system.secret
        assert len(scope_of(system.account, at=NOW).units) == 1


def test_a_system_with_people_in_it_is_left_alone(relay):
    with pytest.raises(CommandError, match="stays as it is"):
        call_command("load_demo")


def test_a_unit_was_merged_into_another_with_its_cases(relay):
    [gone] = Unit.objects.exclude(merged_into=None)
    suspects = Suspect.objects.unscoped("test").filter(police_unit__agency=gone.agency)
    assert {suspect.police_unit for suspect in suspects} == {gone.merged_into}


def test_how_long_the_stages_took_can_be_read(relay):
    tallies = Tally.objects.filter(place=ALL, people__gt=0).values_list("measure", flat=True)
    assert {"recorded-to-referral", "referral-to-decision"} <= set(tallies)


def test_the_pilot_changed_how_soon_is_decided_and_nothing_else(relay):
    """On the charts of the pilot area's manager."""
    area = PilotArea.objects.get(is_comparator=False)
    said = {
        row.measure: measure_change_detail(area, row, at=NOW)
        for row in RegisteredMeasure.objects.order_by("pk")
    }
    decided, charged = said["referral-to-decision"], said["decision-to-charge"]
    assert "15 stand out from the 18 before" in decided.sentence
    assert "a change is shown" in decided.estimate
    assert "none stands out" in charged.sentence and "no change is shown" in charged.estimate
    [(name, there)] = decided.compared
    assert name == "CPS North East" and "none stands out from the 18 before" in there
    assert all(each.is_beforehand for each in said.values())


def test_the_manager_of_the_pilot_begins_with_three_numbers_and_a_chart(relay, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client = client_for(User.objects.get(name="Demo Pilot-Area Manager"))
    page = client.get(client.get(reverse("come-in")).url)
    assert page.text.count('class="rasso-numbers__value"') == 3
    assert "15 months in a row sooner than was usual before the pilot" in page_text(page)
    assert {"wide", "narrow"} == set(charts_on_page(page))
