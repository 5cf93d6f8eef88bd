"""A conflict of interest is lifted by two people of the side that recorded it."""

import pytest
from django.db import DatabaseError, transaction

from cases.case_access.actions import conflict_liftings as actions
from cases.case_access.actions import conflicts
from cases.models import Case, Conflict, ConflictLifting
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import grants
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.conflicts import add_conflict, lift_conflict_by_two
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = "It was somebody else of the same name."


@module_fixture
def builder():
    builder = CaseBuilder(cast()).allocate()
    builder.cast.second = person(builder.cast.police, "supervise_cases", name="Sue Second")
    return builder


@pytest.fixture
def conflict(builder):
    about = {"case": builder.case, "person": builder.cast.officer}
    facts = {"kind": "EX_PARTNER", "reason": "They lived together."}
    return builder.do(conflicts.record_conflict, "supervisor", **about, **facts)


def propose(builder, conflict, who="supervisor"):
    about = {"conflict": conflict, "reason": WHY}
    return builder.do(actions.propose_lifting_conflict, who, **about)


def sees_case(builder, who="officer"):
    reader = scope(getattr(builder.cast, who), builder.at)
    return Case.objects.for_scope(reader).filter(pk=builder.case.pk).exists()


def told(builder, notice):
    rows = Delivery.objects.filter(notice=notice, about=builder.case.pk)
    assert all(builder.urn not in row.subject for row in rows)
    return set(rows.values_list("recipient__name", flat=True))


def test_the_person_stays_out_until_another_approves(builder, conflict):
    lifting = propose(builder, conflict)
    assert not sees_case(builder)
    assert told(builder, "lifting_proposed") == {"Ines Inspector", "Sue Second"}
    builder.do(actions.approve_conflict_lifting, "second", lifting=lifting)
    assert sees_case(builder)
    assert told(builder, "lifting_settled") == {"Sue Supervisor"}
    conflict.refresh_from_db()
    assert (conflict.lifted_by, conflict.lifted_because) == (builder.cast.second, WHY)


def test_the_other_leaders_of_the_side_hear_that_it_was_lifted_and_the_person_does_not(
    builder, conflict
):
    third = person(builder.cast.police, "inspect_cases", name="Ines Third")
    grants.grant_capacity(  # the person leads the unit themselves
        "supervise_cases", to=builder.cast.officer, on=builder.cast.police, by=third, at=builder.at
    )
    lifting = propose(builder, conflict)
    assert told(builder, "conflict_lifted") == set()
    builder.do(actions.approve_conflict_lifting, "second", lifting=lifting)
    heard = told(builder, "conflict_lifted")
    assert third.name in heard
    mine = {getattr(builder.cast, who).name for who in ("officer", "supervisor", "second")}
    assert not heard & mine


def test_nobody_approves_their_own_under_any_account(builder, conflict):
    User.objects.filter(pk__in=[builder.cast.supervisor.pk, builder.cast.second.pk]).update(
        human=Human.objects.create()
    )
    lifting = propose(builder, conflict)
    for who in ("supervisor", "second"):
        with pytest.raises(Refused, match="another person must settle it"):
            builder.do(actions.approve_conflict_lifting, who, lifting=lifting)
    with pytest.raises(DatabaseError, match="one of its authors"), transaction.atomic():
        update_in_clear(
            ConflictLifting.objects.unscoped("test"),
            status="APPROVED",
            settled_by=builder.cast.second,
            settled_at=builder.at,
        )
    assert not sees_case(builder)


def test_the_other_side_and_those_who_may_record_none_have_no_part(builder, conflict):
    lifting = propose(builder, conflict)
    for who in ("manager", "officer"):
        reader = scope(getattr(builder.cast, who), builder.at)
        assert not ConflictLifting.objects.for_scope(reader).exists()
    colleague = person(builder.cast.police, "refer_cases")
    address = page_url("approve-conflict-lifting", lifting)
    assert client_for(colleague).post(address).status_code == 403
    assert client_for(builder.cast.manager).get(address).status_code == 404
    page = client_for(colleague).get(page_url("see-conflicts", builder.case))
    assert WHY not in page_text(page)


def test_a_refusal_is_kept_with_its_reason_and_it_can_be_proposed_again(builder, conflict):
    lifting = propose(builder, conflict)
    with pytest.raises(Refused, match="waits for approval"):
        propose(builder, conflict, "second")
    text = "The address is the same."
    builder.do(actions.refuse_conflict_lifting, "inspector", lifting=lifting, text=text)
    assert not sees_case(builder)
    with pytest.raises(Refused, match="settled already"):
        builder.do(actions.approve_conflict_lifting, "second", lifting=lifting)
    shown = page_text(
        client_for(builder.cast.supervisor).get(page_url("see-conflicts", builder.case))
    )
    assert text in shown and "Refused" in shown
    propose(builder, conflict, "inspector")


def test_only_the_proposer_withdraws_it(builder, conflict):
    lifting = propose(builder, conflict)
    with pytest.raises(Refused, match="Only the person who proposed this"):
        builder.do(actions.withdraw_conflict_lifting, "second", lifting=lifting)
    builder.do(actions.withdraw_conflict_lifting, "supervisor", lifting=lifting)
    assert not sees_case(builder) and told(builder, "lifting_settled") == set()


def test_what_somebody_proposed_who_has_left_is_not_approved(builder, conflict):
    lifting = propose(builder, conflict, "second")
    grants.revoke_capacity(
        "supervise_cases", of=builder.cast.second, on=builder.cast.police,
        by=builder.cast.inspector, at=builder.at,
    )  # fmt: skip
    with pytest.raises(Refused, match="no longer leads a unit"):
        builder.do(actions.approve_conflict_lifting, "inspector", lifting=lifting)
    assert not sees_case(builder)


def test_what_was_proposed_about_the_person_s_other_account_ends_with_it(builder, conflict):
    other = person(builder.cast.police, "refer_cases")
    beside = add_conflict(other, builder.case, at=builder.at)
    about = [builder.cast.officer.pk, other.pk]
    User.objects.filter(pk__in=about).update(human=Human.objects.create())
    waits = propose(builder, beside, "second")
    lift_conflict_by_two(builder, conflict)
    waits.refresh_from_db()
    assert waits.status == "WITHDRAWN"
    assert not Conflict.objects.open_with(builder.case.pk).exists()
