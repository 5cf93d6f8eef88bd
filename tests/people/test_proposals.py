"""Whatever lets someone read more needs two people, whoever tries it alone."""

import ast
from datetime import timedelta
from inspect import signature
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.administration.actions import accounts, merge_units
from people.administration.approvals import Approval
from people.administration.widening import widening_acts
from people.models import AccessProposal, AuditEntry, Human, Side, Unit, UnitGrant, User
from tests.support.people.approvals import (
    WHY,
    approve_on_page,
    approved,
    proposal_page,
    propose_on_page,
    second_administrator,
)
from tests.support.people.cast import give_capacity, make_case, make_unit, make_user, scope_of
from tests.support.people.pages import post_page, response_text
from timeliness.models import Delivery
from timeliness.notices import notice_mail

ROOT = Path(__file__).parents[2]
ROLE = "supervise_cases"


@pytest.fixture
def proposed(admin, officer, police):
    """A role that one administrator proposed for an officer."""
    propose_on_page(admin, "give-capacity", officer.pk, unit=police.pk, capacity=ROLE)
    return AccessProposal.objects.get()


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def told(notice):
    """The recipients of a kind of notice."""
    return set(Delivery.objects.filter(notice=notice).values_list("recipient", flat=True))


# One person alone


def test_one_administrator_alone_opens_no_case(admin, police, cps, sent_nothing):
    """As tried in an attack: an invented person with a role and a link to a password."""
    case = make_case(police, cps)
    answers = {"name": "Sock", "email": "sock@example.org", "agency": police.agency_id}
    post_page(admin, "add-person", **answers)
    sock = User.objects.get(email="sock@example.org")
    propose_on_page(admin, "give-capacity", sock.pk, unit=police.pk, capacity=ROLE)
    proposal = AccessProposal.objects.get()
    for verb in ("approve-access", "confirm-emergency", "carry-out-access"):
        assert post_page(admin, verb, proposal.pk).status_code in (403, 409)
    assert "/password/reset/" not in response_text(post_page(admin, "send-set-up-link", sock.pk))
    assert not scope_of(sock).capacities
    assert client_of(sock).get(f"/cases/{case.pk}/").status_code == 404


@pytest.fixture
def sent_nothing(monkeypatch):
    """Account mail is written nowhere."""
    monkeypatch.setattr("people.signing_in.set_up_links.mail_set_up_link", lambda person: None)


def test_a_role_is_not_held_before_it_is_approved(admin, proposed, officer):
    assert not scope_of(officer).holds(ROLE)
    assert approve_on_page().status_code == 302
    assert scope_of(officer).holds(ROLE)
    assert UnitGrant.objects.get(user=officer, permission__codename=ROLE)
    proposed.refresh_from_db()
    assert (proposed.status, proposed.reason) == ("DONE", WHY)


def test_another_account_of_the_proposer_approves_nothing(admin, administrator, proposed):
    other = second_administrator()
    human = Human.objects.create()
    User.objects.filter(pk__in=[administrator.pk, other.pk]).update(human=human)
    answer = approve_on_page(approver=other)
    assert answer.status_code == 403
    assert "so another person must settle it" in response_text(answer)
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessProposal.objects.update(status="DONE", settled_by=other, settled_at=timezone.now())


def test_the_person_it_is_for_does_not_approve_it(admin, office, police):
    newcomer = make_user(office, "administer_accounts")
    facts = {"unit": office.pk, "capacity": "read_audit_log"}
    propose_on_page(admin, "give-capacity", newcomer.pk, **facts)
    assert approve_on_page(approver=newcomer).status_code == 403
    assert not scope_of(newcomer).holds("read_audit_log")


def test_a_proposer_who_lost_the_right_proposed_nothing(admin, administrator, proposed, officer):
    second = second_administrator()
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    answer = approve_on_page(approver=second)
    assert answer.status_code == 409
    assert "no longer manages accounts" in response_text(answer)
    assert not scope_of(officer).holds(ROLE)


def test_what_was_changed_meanwhile_is_proposed_again(admin, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    propose_on_page(admin, "reactivate-person", officer.pk)
    User.objects.filter(pk=officer.pk).update(version=2)
    answer = approve_on_page()
    assert answer.status_code == 409
    assert "has been changed since it was proposed" in response_text(answer)
    assert not User.objects.get(pk=officer.pk).is_active


# Every act


@pytest.mark.parametrize("act", widening_acts())
def test_no_act_that_widens_access_runs_without_its_own_approval(act):
    function = widening_acts()[act].function
    assert signature(function).parameters["approval"].default is signature(function).empty
    facts = dict.fromkeys(signature(function).parameters)
    with pytest.raises(PermissionError):
        function.__wrapped__(**facts | {"approval": Approval("another_act", None)})


def test_approvals_are_made_where_two_people_are_asked_and_nowhere_else():
    makers = [
        str(path.relative_to(ROOT))
        for folder in ("people", "cases", "victims", "pilots", "timeliness", "rasso", "devtools")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Approval"
    ]
    assert makers == ["people/administration/actions/proposals.py"]


# What is settled, and how


def test_what_would_be_refused_is_refused_at_once_and_leaves_nothing(admin, officer, police):
    before = AuditEntry.objects.filter(refused="").exclude(operation="consultation").count()
    answer = propose_on_page(
        admin, "give-capacity", officer.pk, unit=police.pk, capacity=ROLE,
        **{"ends_on-day": "1", "ends_on-month": "1", "ends_on-year": "2020"},
    )  # fmt: skip
    assert answer.status_code == 409
    assert "The last day must be today or later." in response_text(answer)
    assert not AccessProposal.objects.exists()
    told_of = AuditEntry.objects.filter(refused="").exclude(operation="consultation")
    assert told_of.count() == before


def test_a_trial_tells_no_leader_and_leaves_no_entry_of_the_act(admin, proposed, police):
    assert not told("access_given")
    assert not AuditEntry.objects.filter(verb="give_capacity", operation="alteration").exists()
    assert not UnitGrant.history.filter(permission__codename=ROLE).exists()


def test_a_proposal_needs_a_reason_of_substance_and_keeps_what_was_typed(admin, officer, police):
    facts = {"unit": police.pk, "capacity": ROLE, "reason": "x"}
    answer = propose_on_page(admin, "give-capacity", officer.pk, **facts)
    assert "Say more under" in response_text(answer)
    assert f'value="{ROLE}"' in response_text(answer)
    assert not AccessProposal.objects.exists()


def test_the_same_is_not_proposed_twice_while_it_waits(admin, proposed, officer, police):
    answer = propose_on_page(admin, "give-capacity", officer.pk, unit=police.pk, capacity=ROLE)
    assert answer.status_code == 409
    assert "sent for approval already" in response_text(answer)
    assert post_page(admin, "withdraw-access", proposed.pk).status_code == 302
    propose_on_page(admin, "give-capacity", officer.pk, unit=police.pk, capacity=ROLE)
    assert AccessProposal.objects.filter(status="WAITING").count() == 1


def test_a_refusal_has_a_reason_that_its_proposer_reads(admin, proposed, officer):
    answer = approve_on_page("refuse-access", text="They have left the unit already, says its head")
    assert answer.status_code == 302
    page = response_text(admin.get(proposal_page(proposed.pk)))
    assert "They have left the unit already" in page
    assert not scope_of(officer).holds(ROLE)
    for verb in ("approve-access", "refuse-access", "withdraw-access"):
        client = client_of(second_administrator())
        assert post_page(client, verb, proposed.pk, text=WHY).status_code in (403, 409)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "WAITING", "settled_by": None, "settled_at": None},
        {"reason": "Another reason than the one that was approved."},
        {"arguments": {"person": 1}},
        {"status": "REFUSED"},
    ],
)
def test_the_database_keeps_what_was_settled(admin, proposed, changed):
    approve_on_page()
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessProposal.objects.filter(pk=proposed.pk).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessProposal.objects.all().delete()


@pytest.mark.parametrize(
    ("verb", "answers", "notice", "title"),
    [
        ("approve-access", {}, "access_approved", "that you proposed was approved"),
        ("refuse-access", {"text": WHY}, "access_refused", "that you proposed was refused"),
    ],
)
def test_whoever_proposed_it_hears_how_it_was_answered_and_about_whom(
    admin, administrator, officer, proposed, verb, answers, notice, title
):
    assert not told(notice)
    approve_on_page(verb, **answers)
    assert told(notice) == {administrator.pk}
    page = admin.get(reverse("see-notices"))
    [row] = [row for row in page.context["page"].rows if title in row[2]]
    assert (row[1], row[3]) == (reverse("see-access-proposals"), officer.name)
    subject, body = notice_mail(Delivery.objects.get(notice=notice))
    assert title in subject and officer.name not in subject + body


def test_what_was_approved_and_not_carried_out_is_refused_after_all(admin, police):
    propose_on_page(admin, "add-system", name="Niche", agency=police.agency_id)
    approve_on_page()
    proposal = AccessProposal.objects.get()
    other = client_of(second_administrator())
    assert post_page(other, "refuse-access", proposal.pk, text=WHY).status_code == 302
    assert post_page(admin, "carry-out-access", proposal.pk).status_code == 409
    assert not User.objects.filter(is_system=True).exists()


def test_administrators_hear_that_something_waits_and_nobody_else(admin, administrator, police):
    leader, second = make_user(police, ROLE), second_administrator()
    newcomer = make_user(police)
    propose_on_page(admin, "give-capacity", newcomer.pk, unit=police.pk, capacity=ROLE)
    assert told("access_proposed") == {second.pk}
    assert leader.pk not in told("access_proposed")
    page = response_text(client_of(second).get(reverse("see-access-proposals")))
    assert "Add a role" in page and newcomer.name in page


# An administration with one administrator


def test_a_leader_of_the_unit_approves_where_there_is_one_administrator(admin, officer, police):
    leader, stranger = make_user(police, ROLE), make_user(make_unit(Side.POLICE), ROLE)
    propose_on_page(admin, "give-capacity", officer.pk, unit=police.pk, capacity=ROLE)
    proposal = AccessProposal.objects.get()
    assert told("access_proposed") == {leader.pk}
    for user in (stranger, make_user(police, "refer_cases")):
        client = client_of(user)
        assert client.get(proposal_page(proposal.pk)).status_code in (403, 404)
        assert post_page(client, "approve-access", proposal.pk).status_code in (403, 404)
    page = response_text(client_of(leader).get(reverse("see-access-proposals")))
    assert officer.name in page
    assert approve_on_page(approver=leader).status_code == 302
    assert scope_of(officer).holds(ROLE)


def test_a_leader_sees_nothing_where_another_administrator_can_approve(admin, proposed, police):
    leader = make_user(police, ROLE)
    second_administrator()
    client = client_of(leader)
    assert client.get(proposal_page(proposed.pk)).status_code == 404
    assert "Nothing is waiting" in response_text(client.get(reverse("see-access-proposals")))


# Emergencies


@pytest.fixture
def in_an_emergency(admin, officer, police):
    """A role until tomorrow that one administrator gave at once."""
    give_capacity(ROLE, make_user(police, name="Lee Leader"), police)
    second_administrator()
    answer = propose_emergency(admin, officer, police, days=1)
    assert answer.status_code == 302
    return AccessProposal.objects.get()


def propose_emergency(admin, person, unit, *, days, capacity=ROLE):
    day = day_answers(timezone.localdate() + timedelta(days=days))
    return propose_on_page(
        admin, "give-capacity", person.pk, unit=unit.pk, capacity=capacity, is_emergency="on", **day
    )


def day_answers(day):
    """The answers to the question for the last day."""
    return {"ends_on-day": day.day, "ends_on-month": day.month, "ends_on-year": day.year}


def test_a_role_in_an_emergency_is_held_at_once_and_told_loudly(in_an_emergency, officer, police):
    assert scope_of(officer).holds(ROLE)
    leader, second = User.objects.get(name="Lee Leader"), second_administrator()
    assert told("access_in_emergency") == {leader.pk, second.pk}
    assert told("access_given") == {leader.pk}
    page = response_text(client_of(second).get(reverse("see-access-proposals")))
    assert "waiting for a review" in page


def test_a_review_ends_a_role_that_was_not_needed(admin, in_an_emergency, officer):
    assert post_page(admin, "undo-emergency", in_an_emergency.pk, text=WHY).status_code == 403
    address = reverse("undo-emergency", args=[in_an_emergency.pk])
    asked = response_text(client_of(second_administrator()).get(address))
    assert "everyone who manages the person’s account can read it" in asked
    assert approve_on_page("undo-emergency", text=WHY).status_code == 302
    assert WHY in UnitGrant.history.filter(history_type="-").values_list("given_reason", flat=True)
    assert not scope_of(officer).holds(ROLE) and told("emergency_undone")
    in_an_emergency.refresh_from_db()
    assert in_an_emergency.status == "UNDONE"


def test_a_review_confirms_a_role_that_was_needed(in_an_emergency, officer):
    assert approve_on_page("confirm-emergency", text=WHY).status_code == 302
    assert scope_of(officer).holds(ROLE) and told("emergency_confirmed")
    in_an_emergency.refresh_from_db()
    assert in_an_emergency.status == "CONFIRMED"


def test_an_emergency_is_short_and_gives_no_power_over_accounts(admin, officer, police, office):
    answer = propose_emergency(admin, officer, police, days=4)
    assert "ends within 72 hours" in response_text(answer)
    colleague = make_user(office)
    facts = {"unit": office.pk, "capacity": "read_audit_log", "is_emergency": "on"}
    facts |= day_answers(timezone.localdate())
    answer = propose_on_page(admin, "give-capacity", colleague.pk, **facts)
    assert "can be given in an emergency" in response_text(answer)
    answer = propose_emergency(admin, officer, police, days=1, capacity="take_exports")
    assert "takes files away is not given in an emergency" in response_text(answer)
    assert not AccessProposal.objects.exists()
    assert not scope_of(officer).holds(ROLE) and not scope_of(officer).holds("take_exports")


def test_an_emergency_is_for_someone_whom_two_people_let_in_before(
    admin, administrator, officer, police
):
    """Neither an account of one's own making, nor oneself, nor the same person again."""
    answers = {"name": "Sock", "email": "sock@example.org", "agency": police.agency_id}
    post_page(admin, "add-person", **answers)
    sock = User.objects.get(email="sock@example.org")
    assert "has another role in their agency" in response_text(
        propose_emergency(admin, sock, police, days=1)
    )
    human = Human.objects.create()
    User.objects.filter(pk__in=[administrator.pk, officer.pk]).update(human=human)
    assert "only someone else" in response_text(propose_emergency(admin, officer, police, days=1))
    assert not AccessProposal.objects.exists()


def test_a_role_that_is_held_is_not_given_again_in_an_emergency(admin, officer, police):
    give_capacity(ROLE, officer, police)
    answer = propose_emergency(admin, officer, police, days=1)
    assert "They have this role already." in response_text(answer)
    assert UnitGrant.objects.get(user=officer, permission__codename=ROLE).expires_at is None


@pytest.mark.parametrize("verb", ["", "undo-emergency"])
def test_no_second_emergency_before_the_first_is_confirmed(admin, in_an_emergency, verb):
    person, unit = in_an_emergency.person, in_an_emergency.unit
    if verb:
        approve_on_page(verb, text=WHY)
    last = timezone.localdate() + timedelta(days=1)
    day = {"ends_on-day": last.day, "ends_on-month": last.month, "ends_on-year": last.year}
    facts = {"unit": unit.pk, "capacity": "inspect_cases", "is_emergency": "on", **day}
    answer = propose_on_page(admin, "give-capacity", person.pk, **facts)
    assert "has not been confirmed" in response_text(answer)
    assert not scope_of(person).holds("inspect_cases")


def test_of_two_administrators_one_is_helped_with_a_reader_of_the_log(admin, office):
    other, reader = second_administrator(), make_user(office, "read_audit_log")
    propose_on_page(admin, "change-address", other.pk, email="new@example.org")
    assert told("access_proposed") == {reader.pk}
    assert approve_on_page(approver=other).status_code == 403
    assert approve_on_page(approver=reader).status_code == 302
    assert User.objects.get(pk=other.pk).email == "new@example.org"


def test_an_address_that_is_new_gets_no_role_in_an_emergency(admin, administrator, officer, police):
    accounts.change_address(
        person=officer, by=scope_of(administrator), at=timezone.now(), version=officer.version,
        email="new@example.org", approval=approved("change_address"),
    )  # fmt: skip
    answer = propose_emergency(admin, User.objects.get(pk=officer.pk), police, days=1)
    assert "whose address is not new" in response_text(answer)


def test_a_role_of_a_unit_that_was_merged_meanwhile_is_undone(
    administrator, in_an_emergency, officer, police
):
    into = Unit.objects.create(agency=police.agency, name="Other")
    merge_units.merge_unit(
        unit=police, into=into, version=police.version, by=scope_of(administrator),
        at=timezone.now(), approval=approved("merge_unit"),
    )  # fmt: skip
    assert scope_of(officer).holds(ROLE)
    assert approve_on_page("undo-emergency", text=WHY).status_code == 302
    assert not scope_of(officer).holds(ROLE)
