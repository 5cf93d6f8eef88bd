"""Actions on a referral: what they do and refuse, whoever calls them."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_plans
from cases.allocation.actions import allocations
from cases.case_details.actions import cases
from cases.models import Case, Event, Referral, Turn
from cases.referrals.actions import referrals
from cases.states import State
from cases.statuses import ReferralStatus
from devtools.case_builder import MONDAY, CaseBuilder, cast, cps_unit, force_unit, person, scope
from devtools.usual_answers import MG3
from people.access import grants
from people.access.permission_tables import Refused, Stale
from people.models import Route, Unit
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2)


def fresh_referral(builder):
    return Referral.objects.unscoped("test").get(pk=builder.referral.pk)


def withdraw_referral_of(builder):
    return builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral,
        withdrawal_reason="New evidence.",
    )  # fmt: skip


def send_back_to_officer(builder):
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="More.",
    )  # fmt: skip
    builder.referral.refresh_from_db()
    return builder


def sign_off(builder, who="supervisor"):
    return builder.do(
        referrals.sign_referral_off, who, referral=builder.referral, supervisor_comments="Ready."
    )


def return_from_triage(builder, reasons=None, days=5):
    return builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons={"no_mg3": ""} if reasons is None else reasons,
        reply_by=(builder.at + timedelta(days=days)).date(),
    )  # fmt: skip


def running_clock(builder):
    return Turn.objects.unscoped("test").get(suspect=builder.suspect(), ended_at=None).clock


def recipients_of(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def refusal_text(builder, do, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        do(builder, *arguments, **more)
    return str(refusal.value)


# Writing


def test_the_supervisor_is_told_and_nothing_leaves_the_police(builder):
    builder.write()
    assert recipients_of("sign_off_wanted") == {"Sue Supervisor"}
    assert (fresh_referral(builder).number, fresh_referral(builder).only_side) == (None, "POLICE")
    assert builder.suspect().cps_unit is None
    event = Event.objects.unscoped("test").get(verb="write_referral")
    assert (event.suspects, event.only_side) == ([1, 2], "POLICE")


def test_a_suspect_without_an_allegation_is_not_referred(builder):
    third = builder.do(
        cases.add_suspect, "officer", case=builder.case, surname="Third", custody="NOT_ARRESTED"
    )
    builder.suspects.append(third)
    assert refusal_text(builder, CaseBuilder.write) == "Add an allegation against suspect 3 first."

    builder.suspects.pop()
    send_back_to_officer(builder.write())
    with pytest.raises(Refused, match="Add an allegation against suspect 3 first."):
        builder.do(
            referrals.revise_referral, "officer", referral=builder.referral, suspects=[third],
            version=builder.referral.version, **MG3,
        )  # fmt: skip


def test_suspects_of_another_case_are_not_of_this_one(builder):
    builder.suspects = CaseBuilder(builder.cast).suspects
    assert refusal_text(builder, CaseBuilder.write) == "Select suspects of this case."


def test_a_suspect_is_in_one_unfinished_referral_at_a_time(builder):
    builder.write()
    assert "Suspect" in refusal_text(builder, CaseBuilder.write)
    send_back_to_officer(builder)
    assert refusal_text(builder, CaseBuilder.write) == (
        "Your supervisor sent a referral back. Change that one instead."
    )


# The supervisor


def test_the_writer_does_not_sign_off_even_as_a_supervisor(builder):
    grants.grant_capacity(
        "supervise_cases", to=builder.cast.officer, on=builder.cast.police, by=builder.cast.officer,
        at=MONDAY,
    )  # fmt: skip
    builder.write()
    assert refusal_text(builder, sign_off, "officer") == (
        "You wrote this referral, so another supervisor must sign it off."
    )
    sign_off(builder)
    assert builder.suspect().state == State.TRIAGE


def test_a_supervisor_of_another_unit_finds_no_referral(builder):
    builder.write()
    builder.cast.stranger = person(force_unit(), "supervise_cases")
    with pytest.raises(Case.DoesNotExist):
        sign_off(builder, "stranger")


def test_signing_off_twice_is_refused_with_what_became_of_it(builder):
    builder.submit()
    assert refusal_text(builder, sign_off) == (
        "This referral is not waiting for sign-off: it was sent to the CPS."
    )


def test_without_a_route_nothing_is_sent(builder):
    builder.write()
    Route.objects.all().delete()
    assert refusal_text(builder, sign_off).startswith(
        "No CPS unit is set for your unit’s referrals."
    )


def reroute_unit(builder, unit, **facts):
    Route.objects.filter(police_unit=builder.cast.police).update(cps_unit=unit, **facts)


def test_nothing_is_sent_to_a_closed_unit(builder):
    builder.write()
    Unit.objects.filter(pk=builder.cast.cps.pk).update(is_open=False)
    assert (
        refusal_text(builder, sign_off)
        == f"{builder.cast.cps.name} is closed. Ask the administrator."
    )
    page = client_for(builder.cast.supervisor).get(page_url("sign-referral-off", builder.referral))
    assert f"{builder.cast.cps.name} is closed. Ask the administrator" in page_text(page)


def test_sent_again_after_a_return_it_goes_where_the_route_leads_now(builder):
    builder.submit()
    return_from_triage(builder)
    new = cps_unit()
    reroute_unit(builder, new)
    builder.submit()
    assert Case.objects.unscoped("test").get(pk=builder.case.pk).cps_unit == new
    assert running_clock(builder).recipient_unit == new


def test_a_case_on_which_a_unit_works_stays_with_it_wherever_the_route_leads(builder):
    builder.allocate()
    builder.suspects = [builder.add_suspect()]
    reroute_unit(builder, cps_unit())
    builder.submit(urgency="RED")
    assert Case.objects.unscoped("test").get(pk=builder.case.pk).cps_unit == builder.cast.cps


def test_the_prosecutors_of_the_old_unit_let_go_of_a_case_that_moves(builder):
    builder.allocate()
    today = builder.at.date()
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=builder.cast.other_prosecutor,
        from_on=today, until_on=today,
    )  # fmt: skip
    withdraw_referral_of(builder)
    reroute_unit(builder, cps_unit())
    builder.submit()
    moved = Case.objects.unscoped("test").get(pk=builder.case.pk)
    assert moved.prosecutor is None
    assert Event.objects.unscoped("test").get(verb="end_cover").note == "Otto Other"
    named = moved.grants.values_list("permission__codename", flat=True)
    assert list(named) == ["officer_in_case"]
    for prosecutor in (builder.cast.prosecutor, builder.cast.other_prosecutor):
        assert client_for(prosecutor).get(page_url("see-case", builder.case)).status_code == 404
    rows = moved.history.order_by("history_date", "history_id")
    before = rows.values_list("prosecutor__name", flat=True)
    assert list(before)[-2:] == ["Pia Prosecutor", None]


@pytest.mark.parametrize(
    ("urgency", "hours"), [("RED", 3), ("GREEN_PRIORITY", None), ("GREEN", None)]
)
def test_a_red_referral_takes_the_urgent_route_and_the_others_do_not(builder, urgency, hours):
    direct = cps_unit()
    Route.objects.create(police_unit=builder.cast.police, cps_unit=direct, is_urgent=True)
    builder.submit(urgency=urgency)
    expected = direct if urgency == "RED" else builder.cast.cps
    assert builder.suspect().cps_unit == expected
    assert running_clock(builder).recipient_unit == expected
    if hours:
        sent_at = fresh_referral(builder).signed_off_at
        assert running_clock(builder).due_at == sent_at + timedelta(hours=hours)


def test_a_red_referral_goes_where_all_go_when_there_is_no_urgent_route(builder):
    builder.submit(urgency="RED")
    assert builder.suspect().cps_unit == builder.cast.cps


def test_taken_back_and_sent_again_in_another_class_it_goes_to_the_unit_of_that_class(builder):
    urgent = cps_unit()
    Route.objects.create(police_unit=builder.cast.police, cps_unit=urgent, is_urgent=True)
    builder.submit(urgency="RED")
    assert builder.suspect().cps_unit == urgent
    withdraw_referral_of(builder)
    builder.submit(urgency="GREEN")
    assert builder.suspect().cps_unit == builder.cast.cps


def test_a_referral_sent_back_by_the_supervisor_is_no_submission(builder):
    send_back_to_officer(builder.write())
    assert fresh_referral(builder).status == ReferralStatus.SENT_BACK
    assert builder.suspect().state == State.INVESTIGATING
    assert recipients_of("referral_sent_back") == {"Olive Officer"}
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=builder.referral.version, **MG3,
    )  # fmt: skip
    sign_off(builder)
    assert fresh_referral(builder).number == 1


def test_a_stale_revision_overwrites_nothing(builder):
    send_back_to_officer(builder.write())
    old = builder.referral.version - 1
    with pytest.raises(Stale) as stale:
        builder.do(
            referrals.revise_referral, "officer", referral=builder.referral,
            suspects=builder.suspects, version=old, **MG3 | {"summary": "Mine."},
        )  # fmt: skip
    assert stale.value.differences == [("summary", "What is alleged.", "Mine.")]
    assert stale.value.version == builder.referral.version


# Triage


def test_the_second_time_it_is_submission_two(builder):
    builder.submit()
    first = builder.referral
    return_from_triage(builder)
    builder.submit()
    assert builder.referral != first
    assert [
        fresh_referral(builder).number,
        Referral.objects.unscoped("test").get(pk=first.pk).number,
    ] == [2, 1]
    assert builder.suspect().state == State.TRIAGE


@pytest.mark.parametrize("reasons", [{}, {"no_tea": ""}, {"insufficient_information": ""}])
def test_a_return_wants_a_reason_that_its_class_allows(builder, reasons):
    builder.submit()
    assert (
        refusal_text(builder, return_from_triage, reasons)
        == "Select at least one of the reasons shown."
    )
    assert fresh_referral(builder).status == ReferralStatus.SUBMITTED


def test_a_return_wants_a_date_that_has_not_passed(builder):
    builder.submit()
    assert "This date has passed." in refusal_text(builder, return_from_triage, days=-1)
    assert refusal_text(builder, return_from_triage, days=800) == (
        "This date is too far ahead. Enter 2 March 2028 or an earlier one."
    )
    assert builder.suspect().state == State.TRIAGE


def test_the_reply_is_owed_by_the_police_until_the_date(builder):
    builder.submit()
    return_from_triage(builder)
    assert running_clock(builder).recipient_unit == builder.cast.police
    assert running_clock(builder).rule == "reply_by"
    assert recipients_of("referral_returned") == {"Olive Officer"}
    event = Event.objects.unscoped("test").get(verb="return_referral")
    assert event.note == "no_mg3"


def test_suspects_referred_together_share_one_clock(builder):
    builder.submit()
    turns = Turn.objects.unscoped("test").filter(case=builder.case, ended_at=None)
    assert len({turn.clock_id for turn in turns}) == 1


# Withdrawing


def write_referral_of(builder):
    return builder.write()


def build_sent_back(builder):
    return send_back_to_officer(builder.write())


@pytest.mark.parametrize("so_far", [write_referral_of, build_sent_back])
def test_an_unsent_referral_is_withdrawn_without_a_word_to_the_cps(builder, so_far):
    so_far(builder)
    withdraw_referral_of(builder)
    assert fresh_referral(builder).status == ReferralStatus.WITHDRAWN
    assert builder.suspect().state == State.INVESTIGATING
    assert recipients_of("referral_withdrawn") == set()
    assert Event.objects.unscoped("test").get(verb="withdraw_referral").only_side == "POLICE"


@pytest.mark.parametrize(
    ("so_far", "hears"),
    [
        (CaseBuilder.submit, {"Tess Triage"}),
        (CaseBuilder.accept, {"Tess Triage"}),
        (CaseBuilder.allocate, {"Tess Triage", "Pia Prosecutor"}),
    ],
)
def test_a_sent_referral_is_withdrawn_and_the_cps_hears_of_it(builder, so_far, hears):
    so_far(builder)
    running = running_clock(builder)
    withdraw_referral_of(builder)
    assert fresh_referral(builder).withdrawal_reason == "New evidence."
    assert [builder.suspect(n).state for n in (0, 1)] == [State.INVESTIGATING] * 2
    running.refresh_from_db()
    assert running.closed_at is not None
    assert builder.suspect().due_at is None
    assert recipients_of("referral_withdrawn") == hears
    assert Event.objects.unscoped("test").get(verb="withdraw_referral").only_side == ""


def test_a_referral_with_an_action_plan_is_not_withdrawn(builder):
    builder.allocate().plan()
    assert refusal_text(builder, withdraw_referral_of) == (
        "A suspect of this referral has an action plan or a decision, so it stays."
    )


def test_returned_or_withdrawn_there_is_nothing_to_withdraw(builder):
    builder.submit()
    return_from_triage(builder)
    assert "nothing to withdraw" in refusal_text(builder, withdraw_referral_of)


def test_withdrawn_it_can_be_written_again(builder):
    builder.submit()
    withdraw_referral_of(builder)
    builder.submit()
    assert fresh_referral(builder).number == 2


# What the CPS sees, by its rows


def visible_to(builder, who):
    return set(Referral.objects.for_scope(scope(getattr(builder.cast, who), at=builder.at)))


def test_before_the_sign_off_the_cps_sees_neither_case_nor_referral(builder):
    builder.write()
    for who in ("assistant", "manager", "prosecutor"):
        assert visible_to(builder, who) == set()
        by = scope(getattr(builder.cast, who), at=builder.at)
        assert not builder.case.referrals.for_scope(by).exists()
        assert not Case.objects.for_scope(by).exists()
    sign_off(builder)
    assert visible_to(builder, "assistant") == {builder.referral}


def test_on_a_case_the_cps_has_the_next_referral_is_still_the_police_s_alone(builder):
    builder.submit()
    first = builder.referral
    return_from_triage(builder)
    builder.write()
    assert visible_to(builder, "assistant") == {first}
    assert visible_to(builder, "supervisor") == {first, builder.referral}
    withdraw_referral_of(builder)
    assert visible_to(builder, "assistant") == {first}
    assert recipients_of("referral_withdrawn") == set()


def test_a_prosecutor_records_no_review_of_what_was_withdrawn(builder):
    builder.allocate()
    withdraw_referral_of(builder)
    with pytest.raises(Refused):
        builder.do(
            action_plans.record_review, "prosecutor", case=builder.case, suspects=builder.suspects,
            evidence="x",
        )  # fmt: skip


def test_withdrawing_a_second_sending_leaves_the_reply_to_the_first_owed(builder):
    builder.submit()
    return_from_triage(builder)
    owed = builder.suspect().due_at
    builder.write()
    withdraw_referral_of(builder)

    assert builder.suspect().state == State.RETURNED
    assert builder.suspect().due_at == owed
    assert running_clock(builder).closed_at is None


def test_a_supervisor_who_wrote_any_of_it_does_not_send_it(builder):
    builder.cast.both = person(builder.cast.police, "refer_cases", "supervise_cases")
    builder.referral = builder.do(
        referrals.write_referral, "both", case=builder.case, suspects=builder.suspects, **MG3
    )
    send_back_to_officer(builder)
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=builder.referral.version, **MG3,
    )  # fmt: skip

    with pytest.raises(Refused, match="You wrote this referral"):
        sign_off(builder, "both")
    sign_off(builder)
    assert fresh_referral(builder).number == 1


def test_a_withdrawal_closes_the_actions_that_no_suspect_needs(builder):
    builder.allocate().plan()
    [item] = builder.items
    for suspect in builder.suspects:
        builder.do(action_plans.take_suspect_back, "prosecutor", suspect=suspect, reason="Enough.")
    withdraw_referral_of(builder)

    item.refresh_from_db()
    assert item.status == "CANCELLED"
    assert item.clock.closed_at is not None


# Arguments of the actions


@pytest.mark.parametrize(
    "forged", [{"status": "SUBMITTED"}, {"number": 1}, {"writers": []}, {"signed_off_by_id": 1}]
)
def test_a_referral_takes_what_its_form_asks_and_nothing_else(builder, forged):
    with pytest.raises(TypeError, match="Not to be given"):
        builder.write(**forged)
    send_back_to_officer(builder.write())
    with pytest.raises(TypeError, match="Not to be given"):
        builder.do(
            referrals.revise_referral,
            "officer",
            referral=builder.referral,
            suspects=builder.suspects,
            version=builder.referral.version,
            **MG3 | forged,
        )


@pytest.mark.parametrize("odd", [{"urgency": "BLUE"}, {"code_test": "NONE"}])
def test_a_referral_takes_the_answers_that_are_offered(builder, odd):
    with pytest.raises(ValueError, match="is not a valid"):
        builder.write(**odd)


def test_the_author_of_the_text_that_a_referral_starts_from_does_not_sign_it_off(builder):
    supervisor = scope(builder.cast.supervisor, at=builder.at)
    builder.referral = referrals.write_referral(
        case=builder.case, by=supervisor, at=builder.at, suspects=builder.suspects, **MG3
    )
    withdraw_referral_of(builder)
    builder.write()
    assert set(fresh_referral(builder).writers) == {
        builder.cast.supervisor.pk,
        builder.cast.officer.pk,
    }
    assert refusal_text(builder, sign_off) == (
        "You wrote this referral, so another supervisor must sign it off."
    )


def test_the_log_does_not_keep_where_a_suspect_stands(builder):
    builder.write()
    with pytest.raises(Refused) as refusal:
        builder.write()
    assert "Waiting for supervisor" in str(refusal.value)
    assert str(refusal.value.reason) == "This cannot be done at this stage."
