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
from devtools.case_builder import MG3, MONDAY, Road, cast, cps_unit, force_unit, person, scope
from people.access import grants
from people.access.permission_tables import Refused, Stale
from people.models import Route, Unit
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2)


def saved(road):
    return Referral.objects.unscoped("test").get(pk=road.referral.pk)


def withdraw(road):
    return road.do(
        referrals.withdraw_referral, "officer", referral=road.referral,
        withdrawal_reason="New evidence.",
    )  # fmt: skip


def send_back(road):
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments="More.",
    )  # fmt: skip
    road.referral.refresh_from_db()
    return road


def sign_off(road, who="supervisor"):
    return road.do(
        referrals.sign_referral_off, who, referral=road.referral, supervisor_comments="Ready."
    )


def send_on(road, reasons=None, days=5):
    return road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons={"no_mg3": ""} if reasons is None else reasons,
        reply_by=(road.at + timedelta(days=days)).date(),
    )  # fmt: skip


def clock(road):
    return Turn.objects.unscoped("test").get(suspect=road.suspect(), ended_at=None).clock


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def refused(road, do, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        do(road, *arguments, **more)
    return str(refusal.value)


# Writing


def test_the_supervisor_is_told_and_nothing_leaves_the_police(road):
    road.write()
    assert told("sign_off_wanted") == {"Sue Supervisor"}
    assert (saved(road).number, saved(road).only_side) == (None, "POLICE")
    assert road.suspect().cps_unit is None
    event = Event.objects.unscoped("test").get(verb="write_referral")
    assert (event.suspects, event.only_side) == ([1, 2], "POLICE")


def test_a_suspect_without_an_allegation_is_not_referred(road):
    third = road.do(
        cases.add_suspect, "officer", case=road.case, surname="Third", custody="NOT_ARRESTED"
    )
    road.suspects.append(third)
    assert refused(road, Road.write) == "Add an allegation against suspect 3 first."

    road.suspects.pop()
    send_back(road.write())
    with pytest.raises(Refused, match="Add an allegation against suspect 3 first."):
        road.do(
            referrals.revise_referral, "officer", referral=road.referral, suspects=[third],
            version=road.referral.version, **MG3,
        )  # fmt: skip


def test_suspects_of_another_case_are_not_of_this_one(road):
    road.suspects = Road(road.cast).suspects
    assert refused(road, Road.write) == "Select suspects of this case."


def test_a_suspect_is_in_one_unfinished_referral_at_a_time(road):
    road.write()
    assert "Suspect" in refused(road, Road.write)
    send_back(road)
    assert refused(road, Road.write) == (
        "Your supervisor sent a referral back. Change that one instead."
    )


# The supervisor


def test_the_writer_does_not_sign_off_even_as_a_supervisor(road):
    grants.grant_capacity(
        "supervise_cases", to=road.cast.officer, on=road.cast.police, by=road.cast.officer,
        at=MONDAY,
    )  # fmt: skip
    road.write()
    assert refused(road, sign_off, "officer") == (
        "You wrote this referral, so another supervisor must sign it off."
    )
    sign_off(road)
    assert road.suspect().state == State.TRIAGE


def test_a_supervisor_of_another_unit_finds_no_referral(road):
    road.write()
    road.cast.stranger = person(force_unit(), "supervise_cases")
    with pytest.raises(Case.DoesNotExist):
        sign_off(road, "stranger")


def test_signing_off_twice_is_refused_with_what_became_of_it(road):
    road.submit()
    assert refused(road, sign_off) == (
        "This referral is not waiting for sign-off: it was sent to the CPS."
    )


def test_without_a_route_nothing_is_sent(road):
    road.write()
    Route.objects.all().delete()
    assert refused(road, sign_off).startswith("No CPS unit is set for your unit’s referrals.")


def reroute(road, unit, **facts):
    Route.objects.filter(police_unit=road.cast.police).update(cps_unit=unit, **facts)


def test_nothing_is_sent_to_a_closed_unit(road):
    road.write()
    Unit.objects.filter(pk=road.cast.cps.pk).update(is_open=False)
    assert refused(road, sign_off) == f"{road.cast.cps.name} is closed. Ask the administrator."
    page = as_(road.cast.supervisor).get(at("sign-referral-off", road.referral))
    assert f"{road.cast.cps.name} is closed. Ask the administrator" in said(page)


def test_sent_again_after_a_return_it_goes_where_the_route_leads_now(road):
    road.submit()
    send_on(road)
    new = cps_unit()
    reroute(road, new)
    road.submit()
    assert Case.objects.unscoped("test").get(pk=road.case.pk).cps_unit == new
    assert clock(road).recipient_unit == new


def test_a_case_on_which_a_unit_works_stays_with_it_wherever_the_route_leads(road):
    road.allocate()
    road.suspects = [road.add_suspect()]
    reroute(road, cps_unit())
    road.submit(urgency="RED")
    assert Case.objects.unscoped("test").get(pk=road.case.pk).cps_unit == road.cast.cps


def test_the_prosecutors_of_the_old_unit_let_go_of_a_case_that_moves(road):
    road.allocate()
    today = road.at.date()
    road.do(
        allocations.cover_case, "manager", case=road.case, to=road.cast.other_prosecutor,
        from_on=today, until_on=today,
    )  # fmt: skip
    withdraw(road)
    reroute(road, cps_unit())
    road.submit()
    moved = Case.objects.unscoped("test").get(pk=road.case.pk)
    assert moved.prosecutor is None
    assert Event.objects.unscoped("test").get(verb="end_cover").note == "Otto Other"
    named = moved.grants.values_list("permission__codename", flat=True)
    assert list(named) == ["officer_in_case"]
    for prosecutor in (road.cast.prosecutor, road.cast.other_prosecutor):
        assert as_(prosecutor).get(at("see-case", road.case)).status_code == 404
    rows = moved.history.order_by("history_date", "history_id")
    before = rows.values_list("prosecutor__name", flat=True)
    assert list(before)[-2:] == ["Pia Prosecutor", None]


@pytest.mark.parametrize(
    ("urgency", "hours"), [("RED", 3), ("GREEN_PRIORITY", None), ("GREEN", None)]
)
def test_a_red_referral_takes_the_urgent_route_and_the_others_do_not(road, urgency, hours):
    direct = cps_unit()
    Route.objects.create(police_unit=road.cast.police, cps_unit=direct, is_urgent=True)
    road.submit(urgency=urgency)
    expected = direct if urgency == "RED" else road.cast.cps
    assert road.suspect().cps_unit == expected
    assert clock(road).recipient_unit == expected
    if hours:
        sent_at = saved(road).signed_off_at
        assert clock(road).due_at == sent_at + timedelta(hours=hours)


def test_a_red_referral_goes_where_all_go_when_there_is_no_urgent_route(road):
    road.submit(urgency="RED")
    assert road.suspect().cps_unit == road.cast.cps


def test_taken_back_and_sent_again_in_another_class_it_goes_to_the_unit_of_that_class(road):
    urgent = cps_unit()
    Route.objects.create(police_unit=road.cast.police, cps_unit=urgent, is_urgent=True)
    road.submit(urgency="RED")
    assert road.suspect().cps_unit == urgent
    withdraw(road)
    road.submit(urgency="GREEN")
    assert road.suspect().cps_unit == road.cast.cps


def test_what_the_supervisor_sent_back_is_no_submission(road):
    send_back(road.write())
    assert saved(road).status == ReferralStatus.SENT_BACK
    assert road.suspect().state == State.INVESTIGATING
    assert told("referral_sent_back") == {"Olive Officer"}
    road.do(
        referrals.revise_referral, "officer", referral=road.referral, suspects=road.suspects,
        version=road.referral.version, **MG3,
    )  # fmt: skip
    sign_off(road)
    assert saved(road).number == 1


def test_a_stale_revision_overwrites_nothing(road):
    send_back(road.write())
    old = road.referral.version - 1
    with pytest.raises(Stale) as stale:
        road.do(
            referrals.revise_referral, "officer", referral=road.referral,
            suspects=road.suspects, version=old, **MG3 | {"summary": "Mine."},
        )  # fmt: skip
    assert stale.value.differences == [("summary", "What is alleged.", "Mine.")]
    assert stale.value.version == road.referral.version


# Triage


def test_the_second_time_it_is_submission_two(road):
    road.submit()
    first = road.referral
    send_on(road)
    road.submit()
    assert road.referral != first
    assert [saved(road).number, Referral.objects.unscoped("test").get(pk=first.pk).number] == [2, 1]
    assert road.suspect().state == State.TRIAGE


@pytest.mark.parametrize("reasons", [{}, {"no_tea": ""}, {"insufficient_information": ""}])
def test_a_return_wants_a_reason_that_its_class_allows(road, reasons):
    road.submit()
    assert refused(road, send_on, reasons) == "Select at least one of the reasons shown."
    assert saved(road).status == ReferralStatus.SUBMITTED


def test_a_return_wants_a_date_that_has_not_passed(road):
    road.submit()
    assert "This date has passed." in refused(road, send_on, days=-1)
    assert refused(road, send_on, days=800) == (
        "This date is too far ahead. Enter 2 March 2028 or an earlier one."
    )
    assert road.suspect().state == State.TRIAGE


def test_the_reply_is_owed_by_the_police_until_the_date(road):
    road.submit()
    send_on(road)
    assert clock(road).recipient_unit == road.cast.police
    assert clock(road).rule == "reply_by"
    assert told("referral_returned") == {"Olive Officer"}
    event = Event.objects.unscoped("test").get(verb="return_referral")
    assert event.note == "no_mg3"


def test_suspects_referred_together_share_one_clock(road):
    road.submit()
    turns = Turn.objects.unscoped("test").filter(case=road.case, ended_at=None)
    assert len({turn.clock_id for turn in turns}) == 1


# Withdrawing


def waiting(road):
    return road.write()


def sent_back(road):
    return send_back(road.write())


@pytest.mark.parametrize("so_far", [waiting, sent_back])
def test_what_was_never_sent_is_withdrawn_without_a_word_to_the_cps(road, so_far):
    so_far(road)
    withdraw(road)
    assert saved(road).status == ReferralStatus.WITHDRAWN
    assert road.suspect().state == State.INVESTIGATING
    assert told("referral_withdrawn") == set()
    assert Event.objects.unscoped("test").get(verb="withdraw_referral").only_side == "POLICE"


@pytest.mark.parametrize(
    ("so_far", "hears"),
    [
        (Road.submit, {"Tess Triage"}),
        (Road.accept, {"Tess Triage"}),
        (Road.allocate, {"Tess Triage", "Pia Prosecutor"}),
    ],
)
def test_what_was_sent_is_withdrawn_and_the_cps_hears_of_it(road, so_far, hears):
    so_far(road)
    running = clock(road)
    withdraw(road)
    assert saved(road).withdrawal_reason == "New evidence."
    assert [road.suspect(n).state for n in (0, 1)] == [State.INVESTIGATING] * 2
    running.refresh_from_db()
    assert running.closed_at is not None
    assert road.suspect().due_at is None
    assert told("referral_withdrawn") == hears
    assert Event.objects.unscoped("test").get(verb="withdraw_referral").only_side == ""


def test_a_referral_with_an_action_plan_is_not_withdrawn(road):
    road.allocate().plan()
    assert refused(road, withdraw) == (
        "A suspect of this referral has an action plan or a decision, so it stays."
    )


def test_returned_or_withdrawn_there_is_nothing_to_withdraw(road):
    road.submit()
    send_on(road)
    assert "nothing to withdraw" in refused(road, withdraw)


def test_withdrawn_it_can_be_written_again(road):
    road.submit()
    withdraw(road)
    road.submit()
    assert saved(road).number == 2


# What the CPS sees, by its rows


def seen_by(road, who):
    return set(Referral.objects.for_scope(scope(getattr(road.cast, who), at=road.at)))


def test_before_the_sign_off_the_cps_sees_neither_case_nor_referral(road):
    road.write()
    for who in ("assistant", "manager", "prosecutor"):
        assert seen_by(road, who) == set()
        by = scope(getattr(road.cast, who), at=road.at)
        assert not road.case.referrals.for_scope(by).exists()
        assert not Case.objects.for_scope(by).exists()
    sign_off(road)
    assert seen_by(road, "assistant") == {road.referral}


def test_on_a_case_the_cps_has_the_next_referral_is_still_the_police_s_alone(road):
    road.submit()
    first = road.referral
    send_on(road)
    road.write()
    assert seen_by(road, "assistant") == {first}
    assert seen_by(road, "supervisor") == {first, road.referral}
    withdraw(road)
    assert seen_by(road, "assistant") == {first}
    assert told("referral_withdrawn") == set()


def test_a_prosecutor_records_no_review_of_what_was_withdrawn(road):
    road.allocate()
    withdraw(road)
    with pytest.raises(Refused):
        road.do(
            action_plans.record_review, "prosecutor", case=road.case, suspects=road.suspects,
            evidence="x",
        )  # fmt: skip


def test_withdrawing_a_second_sending_leaves_the_reply_to_the_first_owed(road):
    road.submit()
    send_on(road)
    owed = road.suspect().due_at
    road.write()
    withdraw(road)

    assert road.suspect().state == State.RETURNED
    assert road.suspect().due_at == owed
    assert clock(road).closed_at is None


def test_a_supervisor_who_wrote_any_of_it_does_not_send_it(road):
    road.cast.both = person(road.cast.police, "refer_cases", "supervise_cases")
    road.referral = road.do(
        referrals.write_referral, "both", case=road.case, suspects=road.suspects, **MG3
    )
    send_back(road)
    road.do(
        referrals.revise_referral, "officer", referral=road.referral, suspects=road.suspects,
        version=road.referral.version, **MG3,
    )  # fmt: skip

    with pytest.raises(Refused, match="You wrote this referral"):
        sign_off(road, "both")
    sign_off(road)
    assert saved(road).number == 1


def test_withdrawn_the_actions_nobody_waits_for_are_closed(road):
    road.allocate().plan()
    [item] = road.items
    for suspect in road.suspects:
        road.do(action_plans.take_suspect_back, "prosecutor", suspect=suspect, reason="Enough.")
    withdraw(road)

    item.refresh_from_db()
    assert item.status == "CANCELLED"
    assert item.clock.closed_at is not None


# Arguments of the actions


@pytest.mark.parametrize(
    "forged", [{"status": "SUBMITTED"}, {"number": 1}, {"writers": []}, {"signed_off_by_id": 1}]
)
def test_a_referral_takes_what_its_form_asks_and_nothing_else(road, forged):
    with pytest.raises(TypeError, match="Not to be given"):
        road.write(**forged)
    send_back(road.write())
    with pytest.raises(TypeError, match="Not to be given"):
        road.do(
            referrals.revise_referral, "officer", referral=road.referral, suspects=road.suspects,
            version=road.referral.version, **MG3 | forged,
        )  # fmt: skip


@pytest.mark.parametrize("odd", [{"urgency": "BLUE"}, {"code_test": "NONE"}])
def test_a_referral_takes_the_answers_that_are_offered(road, odd):
    with pytest.raises(ValueError, match="is not a valid"):
        road.write(**odd)


def test_whose_text_a_new_referral_starts_from_does_not_sign_it_off(road):
    supervisor = scope(road.cast.supervisor, at=road.at)
    road.referral = referrals.write_referral(
        case=road.case, by=supervisor, at=road.at, suspects=road.suspects, **MG3
    )
    withdraw(road)
    road.write()
    assert set(saved(road).writers) == {road.cast.supervisor.pk, road.cast.officer.pk}
    assert refused(road, sign_off) == (
        "You wrote this referral, so another supervisor must sign it off."
    )


def test_the_log_does_not_keep_where_a_suspect_stands(road):
    road.write()
    with pytest.raises(Refused) as refusal:
        road.write()
    assert "Waiting for supervisor" in str(refusal.value)
    assert str(refusal.value.reason) == "This cannot be done at this stage."
