"""A case is restricted by one person at once, and opened further only by two."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.allocation.actions import allocations, officers
from cases.case_access.actions import restrictions as actions
from cases.models import Case, CaseGrant, Event, Restriction, RestrictionChange
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, force_unit, person, scope
from people.access import grants
from people.access.scopes import Refused
from people.models import AuditEntry, Human, User
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
GONE = "They have moved to another team."
WHY = "The suspect is a close relative of an officer of this force."
NEED = "They take the case over while the officer is away."


@module_fixture
def builder():
    """A case that both sides have, with colleagues who are not named on it."""
    builder = CaseBuilder(cast()).submit()
    builder.cast.colleague = person(builder.cast.police, "refer_cases", name="Cole League")
    builder.cast.second = person(builder.cast.police, "supervise_cases", name="Sue Second")
    builder.cast.elsewhere = person(force_unit(), "supervise_cases", name="Else Where")
    return builder


def restrict(builder, who="supervisor", people=()):
    chosen = [getattr(builder.cast, each) for each in people]
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    return builder.do(actions.restrict_case, who, case=case, reason=WHY, people=chosen)


def reads(builder, who):
    by = scope(getattr(builder.cast, who), at=builder.at)
    return Case.objects.for_scope(by).filter(pk=builder.case.pk).exists()


def propose(builder, restriction, who="supervisor", whom="colleague", **more):
    about = {"person": getattr(builder.cast, whom), "reason": NEED} | more
    return builder.do(actions.propose_allowing, who, restriction=restriction, **about)


# Restricting


def test_no_one_but_those_named_reads_it_from_then_on(builder):
    assert all(reads(builder, who) for who in ("officer", "supervisor", "second", "colleague"))
    restrict(builder, people=["second"])
    assert reads(builder, "officer")  # named as the officer in the case
    assert reads(builder, "supervisor") and reads(builder, "second")
    assert not reads(builder, "colleague")
    assert not reads(builder, "inspector")
    assert not reads(builder, "assistant")


def test_the_leaders_of_the_other_side_are_told_and_choose_for_theirs(builder):
    restriction = restrict(builder)
    assert reads(builder, "manager")
    told = Delivery.objects.filter(notice="case_restricted").values_list("recipient", flat=True)
    assert set(told) == {builder.cast.manager.pk}
    change = propose(builder, restriction, "manager", "assistant")
    assert not reads(builder, "assistant")
    with pytest.raises(Refused, match="another person must settle it"):
        builder.do(actions.approve_restriction_change, "manager", change=change)


def test_a_case_that_is_restricted_is_not_restricted_again(builder):
    restrict(builder)
    with pytest.raises(Refused, match="restricted to named people already"):
        restrict(builder)
    with pytest.raises(DatabaseError), transaction.atomic():
        Restriction.objects.unscoped("test").create(
            case=builder.case, reason=WHY, by=builder.cast.officer, at=builder.at
        )


@pytest.mark.parametrize("who", ["officer", "assistant", "colleague"])
def test_only_those_who_lead_a_unit_restrict_a_case(builder, who):
    with pytest.raises(Refused, match="Only a supervisor or inspector"):
        restrict(builder, who)


def test_people_of_another_unit_are_not_chosen_at_once(builder):
    with pytest.raises(Refused, match="Select people of your side’s unit"):
        restrict(builder, people=["elsewhere"])


# Letting someone in


def test_someone_is_let_in_by_two_people(builder):
    restriction = restrict(builder, people=["second"])
    change = propose(builder, restriction)
    assert not reads(builder, "colleague")
    told = Delivery.objects.filter(notice="opening_proposed")
    approvers = {builder.cast.second.pk, builder.cast.officer.pk}
    assert set(told.values_list("recipient", flat=True)) == approvers
    builder.do(actions.approve_restriction_change, "second", change=change)
    assert reads(builder, "colleague")
    answered = Delivery.objects.filter(notice="opening_approved")
    assert set(answered.values_list("recipient", flat=True)) == {builder.cast.supervisor.pk}


def test_the_officer_of_the_case_approves_too(builder):
    change = propose(builder, restrict(builder))
    builder.do(actions.approve_restriction_change, "officer", change=change)
    assert reads(builder, "colleague")


def test_neither_the_proposer_nor_the_person_approves_under_any_account(builder):
    restriction = restrict(builder, people=["second", "colleague"])
    change = propose(builder, restriction, whom="inspector")
    human = Human.objects.create()
    pair = [builder.cast.supervisor.pk, builder.cast.second.pk]
    User.objects.filter(pk__in=pair).update(human=human)
    for who in ("supervisor", "second"):
        with pytest.raises(Refused, match="another person must settle it"):
            builder.do(actions.approve_restriction_change, who, change=change)
    with pytest.raises(DatabaseError), transaction.atomic():
        update_in_clear(
            RestrictionChange.objects.unscoped("test"),
            status="APPROVED",
            settled_by=builder.cast.second,
            settled_at=builder.at,
        )
    assert not reads(builder, "inspector")


def test_the_other_side_sees_no_one_s_name_and_approves_nothing_of_it(builder):
    change = propose(builder, restrict(builder))
    by = scope(builder.cast.manager, at=builder.at)
    assert not RestrictionChange.objects.for_scope(by).exists()
    page = client_for(builder.cast.manager).get(page_url("see-restriction", builder.case))
    assert "Cole League" not in page_text(page)
    answer = client_for(builder.cast.manager).get(page_url("approve-restriction-change", change))
    assert answer.status_code == 404


def test_someone_of_the_side_is_found_by_address_and_a_stranger_is_not(builder):
    restriction = restrict(builder)
    change = propose(builder, restriction, person=None, email=builder.cast.elsewhere.email)
    builder.do(actions.approve_restriction_change, "officer", change=change)
    assert reads(builder, "elsewhere")
    for email in ("nobody@example.org", builder.cast.manager.email):
        with pytest.raises(Refused, match="no one else of your side"):
            propose(builder, restriction, person=None, email=email)


def test_a_conflict_of_interest_keeps_out_whoever_is_on_the_list(builder):
    add_conflict(builder.cast.colleague, builder.case, at=builder.at)
    change = propose(builder, restrict(builder))
    builder.do(actions.approve_restriction_change, "officer", change=change)
    assert not reads(builder, "colleague")


def test_the_same_is_not_proposed_twice_and_a_refusal_says_why(builder):
    restriction = restrict(builder)
    change = propose(builder, restriction)
    with pytest.raises(Refused, match="waits for approval already"):
        propose(builder, restriction)
    builder.do(
        actions.refuse_restriction_change, "officer", change=change, text="They know the family."
    )
    page = client_for(builder.cast.supervisor).get(page_url("see-restriction", builder.case))
    assert "They know the family." in page_text(page)
    with pytest.raises(Refused, match="settled already"):
        builder.do(actions.approve_restriction_change, "officer", change=change)
    with pytest.raises(DatabaseError), transaction.atomic():
        RestrictionChange.objects.unscoped("test").update(status="APPROVED")
    propose(builder, restriction)


def test_naming_someone_lets_nobody_in(builder):
    """Else one person could open the case by naming another as its officer or prosecutor."""
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    restrict(builder)
    naming = {"case": builder.case, "to": builder.cast.colleague}
    with pytest.raises(Refused, match="Select an officer"):
        builder.do(officers.name_officer, "supervisor", **naming)
    naming = {"case": builder.case, "to": builder.cast.prosecutor, "suspects": builder.suspects}
    with pytest.raises(Refused, match="Select a prosecutor of the unit who may see this case"):
        builder.do(allocations.allocate_case, "manager", **naming)
    assert not reads(builder, "colleague") and not reads(builder, "prosecutor")


def test_only_those_who_read_cases_are_put_on_the_list_at_once(builder):
    builder.cast.figures = person(builder.cast.police, "see_figures")
    builder.cast.victims = person(builder.cast.police, "contact_victims")
    for who in ("figures", "victims"):
        with pytest.raises(Refused, match="Select people of your side’s unit"):
            restrict(builder, people=[who])


def test_the_cps_unit_that_gets_a_restricted_case_has_leaders_on_its_list():
    builder = CaseBuilder(cast()).write()
    restrict(builder)
    assert not Delivery.objects.filter(notice="case_restricted").exists()
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Go.",
    )  # fmt: skip
    assert reads(builder, "manager")
    assert not reads(builder, "assistant")
    told = Delivery.objects.filter(notice="case_restricted")
    assert [(each.recipient_id, builder.case.urn in each.subject) for each in told] == [
        (builder.cast.manager.pk, False)
    ]


def test_an_account_that_was_deactivated_meanwhile_is_not_let_in(builder):
    change = propose(builder, restrict(builder))
    User.objects.filter(pk=builder.cast.colleague.pk).update(is_active=False)
    with pytest.raises(Refused, match="not active any more"):
        builder.do(actions.approve_restriction_change, "officer", change=change)


@pytest.mark.parametrize("gone", ["role", "list", "account"])
def test_what_a_leader_proposed_who_is_one_no_longer_is_not_approved(builder, gone):
    restriction = restrict(builder, people=["second"])
    change = propose(builder, restriction)
    proposer = builder.cast.supervisor
    if gone == "role":
        held = {"of": proposer, "on": builder.cast.police, "by": proposer, "at": builder.at}
        grants.revoke_capacity("supervise_cases", **held)
    elif gone == "list":
        builder.do(
            actions.end_allowance, "second", restriction=restriction, person=proposer, reason=GONE
        )
    else:
        User.objects.filter(pk=proposer.pk).update(is_active=False)
    with pytest.raises(Refused, match="no longer leads a unit"):
        builder.do(actions.approve_restriction_change, "officer", change=change)
    assert not reads(builder, "colleague")


def test_those_who_only_read_the_case_read_no_proposal_and_no_list_of_the_other_side(builder):
    restriction = restrict(builder, people=["colleague"])
    propose(builder, restriction, whom="second")
    page = page_text(client_for(builder.cast.colleague).get(see_page(builder)))
    assert "Sue Second" not in page and "Waiting for approval" not in page
    assert builder.cast.manager.name not in page
    page = page_text(client_for(builder.cast.manager).get(see_page(builder)))
    assert "Cole League" not in page and builder.cast.manager.name in page


def see_page(builder):
    return page_url("see-restriction", builder.case)


def test_no_administrator_learns_who_is_on_a_list_or_ends_it(builder):
    restrict(builder)
    on_list = builder.cast.supervisor
    grant = CaseGrant.objects.get(user=on_list, permission__codename="allowed_on_case")
    admin = client_for(person(make_administration_unit(), "administer_accounts"))
    for name, keys in (("person", [on_list.pk]), ("see-namings", [on_list.pk])):
        page = admin.get(reverse(name, args=keys))
        assert page.status_code == 200 and "restricted case" not in page_text(page)
    answer = admin.get(reverse("end-naming", args=[on_list.pk, grant.pk]))
    assert answer.status_code == 404


# Taking someone off the list


def test_someone_is_taken_off_the_list_at_once_and_the_last_leader_is_not(builder):
    restriction = restrict(builder, people=["second", "colleague"])
    take = {"restriction": restriction, "person": builder.cast.colleague, "reason": GONE}
    builder.do(actions.end_allowance, "supervisor", **take)
    assert not reads(builder, "colleague")
    with pytest.raises(Refused, match="not on the list"):
        builder.do(actions.end_allowance, "supervisor", **take)
    take["person"] = builder.cast.second
    builder.do(actions.end_allowance, "supervisor", **take)
    take["person"] = builder.cast.supervisor
    with pytest.raises(Refused, match="last supervisor"):
        builder.do(actions.end_allowance, "supervisor", **take)
    take["person"] = builder.cast.manager
    with pytest.raises(Refused, match="not on the list"):
        builder.do(actions.end_allowance, "supervisor", **take)


# Lifting


def test_a_restriction_is_lifted_by_two_and_its_list_ends(builder):
    restriction = restrict(builder, people=["second"])
    waiting = propose(builder, restriction)
    change = builder.do(actions.propose_lifting, "supervisor", restriction=restriction, reason=NEED)
    assert not reads(builder, "colleague")
    builder.do(actions.approve_restriction_change, "manager", change=change)
    assert reads(builder, "colleague") and reads(builder, "assistant")
    waiting.refresh_from_db()
    assert waiting.status == "WITHDRAWN"
    again = restrict(builder)
    assert not reads(builder, "colleague") and not reads(builder, "second")
    assert again.pk != restriction.pk
    with pytest.raises(Refused, match="has been lifted"):
        propose(builder, restriction)


# What it leaves


def test_each_step_is_in_the_log_and_the_timeline_says_no_reason(builder):
    change = propose(builder, restrict(builder))
    builder.do(actions.approve_restriction_change, "officer", change=change)
    verbs = ["restrict_case", "propose_allowing", "approve_restriction_change"]
    logged = AuditEntry.objects.filter(case_id=builder.case.pk, verb__in=verbs)
    assert set(logged.values_list("verb", flat=True)) == set(verbs)
    events = Event.objects.unscoped("test").filter(case=builder.case, verb__in=verbs)
    assert not [event for event in events if WHY in event.note]
    assert {event.only_side for event in events if "Cole League" in event.note} == {"POLICE"}


# The pages


def test_a_supervisor_restricts_a_case_on_its_pages_and_others_find_nothing(builder):
    client = client_for(builder.cast.supervisor)
    page = client.get(page_url("see-restriction", builder.case))
    assert "Restrict the case to named people" in page_text(page)
    address = reverse("restrict-case", args=[builder.case.pk])
    form_key = page_form_key(client.get(address))
    thin = client.post(address, {"form_key": form_key, "reason": "x"})
    assert "Say more under" in page_text(thin)
    answer = client.post(address, {"form_key": form_key, "reason": WHY})
    assert answer.status_code == 302
    assert WHY in page_text(client.get(answer.url))
    for who in ("colleague", "assistant"):
        other = client_for(getattr(builder.cast, who))
        for name in ("see-restriction", "see-case", "restrict-case"):
            assert other.get(page_url(name, builder.case)).status_code == 404


def page_form_key(page):
    return page.context_data["form"]["form_key"].value()


def test_a_leader_who_is_named_on_the_case_leads_it_from_its_list(builder):
    """Named as the officer they read it; to sign off they need a place on the list (ADR 18)."""
    second = builder.cast.second
    grants.grant_capacity(
        "officer_in_case", to=second, on=builder.case, by=builder.cast.supervisor, at=builder.at
    )
    restriction = restrict(builder)
    change = propose(builder, restriction, whom="second")
    builder.do(actions.approve_restriction_change, "officer", change=change)
    with pytest.raises(Refused, match="reads it already"):
        propose(builder, restriction, whom="officer")


def test_no_other_account_of_an_author_is_asked_to_approve(builder):
    twin = builder.cast.inspector
    people = [builder.cast.supervisor.pk, twin.pk]
    User.objects.filter(pk__in=people).update(human=Human.objects.create())
    propose(builder, restrict(builder, people=["inspector", "second"]))
    told = Delivery.objects.filter(notice="opening_proposed")
    assert twin.pk not in set(told.values_list("recipient", flat=True))
