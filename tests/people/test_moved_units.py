"""Moving a unit to another agency: who goes along, who stays, and what is refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.case_access.queries.unit_access import people_moved
from people.access.permission_tables import Refused, Stale
from people.administration.actions import (
    grants,
    merge_agencies,
    merge_units,
    move_units,
    systems,
    units,
)
from people.models import (
    AccessProposal,
    Agency,
    AuditEntry,
    DirectoryPerson,
    LinkedSignIn,
    System,
    Token,
    Unit,
    UnitGrant,
    User,
)
from tests.support.cases.pages import page_text
from tests.support.people.approvals import (
    WHY,
    approve_on_page,
    approved,
    post_by_two,
    propose_on_page,
    second_administrator,
)
from tests.support.people.cast import give_capacity, make_unit, make_user, scope_of
from tests.support.people.directory import Directory, account_of
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
ROLE, OF_AGENCY = "supervise_cases", "administer_agency"


@pytest.fixture
def staying_unit(police):
    """A second unit of the agency that the unit leaves."""
    return police.agency.units.create(name="Other unit", kind=police.kind)


@pytest.fixture
def other_agency(db):
    """The agency that the unit goes to."""
    return make_unit("POLICE", name="There unit").agency


def move(administrator, unit, into, **facts):
    by, unit = scope_of(administrator), Unit.objects.get(pk=unit.pk)
    given = {
        "by": by, "at": by.at, "unit": unit, "agency": unit.agency, "version": unit.version,
        "into": into, "approval": approved("move_unit"),
    }  # fmt: skip
    return move_units.move_unit(**given | facts)


def why_not(*args, **facts):
    with pytest.raises(Refused) as refused:
        move(*args, **facts)
    return str(refused.value)


def agency_of(row):
    return type(row).objects.get(pk=row.pk).agency


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient", flat=True))


def system_on(unit, *capacities, **facts):
    account = make_user(unit, *capacities, is_system=True, password="!", **facts)
    return System.objects.create(account=account, secret="0" * 64)


class TestWhoGoesAlong:
    def test_a_person_of_this_unit_alone_goes_and_one_of_two_stays_with_both_roles(
        self, administrator, police, staying_unit, other_agency, officer
    ):
        both = make_user(police, ROLE)
        give_capacity(ROLE, both, staying_unit)
        elsewhere = make_user(staying_unit, ROLE)
        move(administrator, police, other_agency)
        assert agency_of(police) == agency_of(officer) == other_agency
        assert (
            agency_of(both)
            == agency_of(elsewhere)
            == agency_of(staying_unit)
            == staying_unit.agency
        )
        assert scope_of(officer).units_with("refer_cases") == [police.pk]
        assert sorted(scope_of(both).units_with(ROLE)) == sorted([police.pk, staying_unit.pk])

    def test_a_role_that_has_ended_keeps_nobody_and_takes_nobody_along(
        self, administrator, police, staying_unit, other_agency, officer
    ):
        yesterday = timezone.now() - timedelta(days=1)
        give_capacity(ROLE, officer, staying_unit, expires_at=yesterday)
        gone = make_user(staying_unit, ROLE)
        give_capacity(ROLE, gone, police, expires_at=yesterday)
        unused = make_user(police)
        move(administrator, police, other_agency)
        assert agency_of(officer) == other_agency
        assert agency_of(gone) == agency_of(unused) == staying_unit.agency

    def test_a_deactivated_account_and_one_with_a_role_elsewhere_go_along(
        self, administrator, police, other_agency, officer
    ):
        User.objects.filter(pk=officer.pk).update(is_active=False)
        member = make_user(police, ROLE)
        give_capacity("sit_on_panels", member, make_unit("LEARNING", kind="PILOT_AREA"))
        stranger = make_user(make_unit("POLICE"), ROLE)
        give_capacity(ROLE, stranger, police)
        before = stranger.agency
        move(administrator, police, other_agency)
        assert agency_of(officer) == agency_of(member) == other_agency
        assert agency_of(stranger) == before

    def test_a_system_goes_along_as_a_person_does_and_its_tokens_end(
        self, administrator, police, staying_unit, other_agency, officer
    ):
        goes, stays = system_on(police, "exchange_cases"), system_on(police, "exchange_cases")
        give_capacity("exchange_cases", stays.account, staying_unit)
        left = make_user(staying_unit, ROLE)
        now = timezone.now()
        for n, (system, named) in enumerate(
            [(goes, None), (stays, officer), (stays, left), (stays, None)]
        ):
            Token.objects.create(
                digest=str(n), system=system, officer=named, scopes=[], issued_at=now,
                expires_at=now + timedelta(hours=1),
            )  # fmt: skip
        move(administrator, police, other_agency)
        assert agency_of(goes.account) == other_agency
        assert agency_of(stays.account) == staying_unit.agency
        assert set(Token.objects.values_list("digest", flat=True)) == {"2", "3"}

    def test_a_token_that_was_asked_for_before_the_move_is_not_issued_after_it(
        self, administrator, police, staying_unit, other_agency, officer
    ):
        system, now = system_on(staying_unit, "exchange_cases"), timezone.now()
        link = LinkedSignIn.objects.create(
            user=officer, issuer="https://id.example.org", subject="s", linked_at=now
        )
        asked = {"system": system, "scopes": [], "at": now, "officer": link}
        systems.issue_token(token="before", **asked)
        move(administrator, police, other_agency)
        with pytest.raises(systems.OfficerNotNamed):
            systems.issue_token(token="after", **asked)
        assert not Token.objects.exists()

    def test_units_that_were_merged_into_it_go_along(
        self, administrator, police, staying_unit, other_agency
    ):
        first = police.agency.units.create(name="First", kind=police.kind)
        by = scope_of(administrator)
        for unit, into in ((first, staying_unit), (staying_unit, police)):
            merge_units.merge_unit(
                unit=unit, into=into, by=by, at=by.at, version=1, approval=approved("merge_unit")
            )
        move(administrator, police, other_agency)
        assert agency_of(first) == agency_of(staying_unit) == other_agency


class TestWaysIn:
    def test_linked_sign_ins_stay_linked(self, administrator, police, other_agency, officer):
        LinkedSignIn.objects.create(
            user=officer, issuer="https://id.example.org", subject="s", linked_at=timezone.now()
        )
        move(administrator, police, other_agency)
        assert LinkedSignIn.objects.filter(user=officer).exists()

    def test_the_directory_of_the_old_agency_sees_them_no_more_and_the_new_one_does(
        self, administrator, police, staying_unit, other_agency
    ):
        old, new = (
            Directory(police, administrator),
            Directory(other_agency.units.get(), administrator),
        )
        joiner, stayer = account_of(old.join()), account_of(old.join())
        give_capacity(ROLE, joiner, police)
        give_capacity(ROLE, stayer, staying_unit)
        move(administrator, police, other_agency)
        assert old.end(joiner).status_code == 404
        assert not DirectoryPerson.objects.filter(user=joiner).exists()
        assert DirectoryPerson.objects.filter(user=stayer).exists()
        assert User.objects.get(pk=joiner.pk).is_active
        assert new.end(joiner).status_code == 200
        assert not User.objects.get(pk=joiner.pk).is_active

    def test_that_somebody_left_or_moved_stays_known_to_those_who_lead_the_unit(
        self, administrator, police, other_agency
    ):
        old = Directory(police, administrator)
        new = Directory(other_agency.units.get(), administrator)
        gone, mover = account_of(old.join()), account_of(old.join())
        leader = make_user(police, ROLE)
        for person in (gone, mover):
            give_capacity(ROLE, person, police)
        old.end(gone)
        now = timezone.now()
        told = {"moved_at": now, "department": "Fraud", "external_id": "7", "names": {"a": "b"}}
        DirectoryPerson.objects.filter(user=mover).update(**told)
        before = people_moved(police, scope_of(leader))
        assert {each.name for each in before} == {gone.name, mover.name}
        move(administrator, police, other_agency)
        assert people_moved(police, scope_of(leader)) == before
        row = DirectoryPerson.objects.get(user=mover)
        said = (row.department, row.external_id, row.names)
        assert said == ("", "", {"displayName": mover.name})
        assert old.end(mover).status_code == 404
        assert new.end(mover).status_code == 200

    def test_whoever_only_administers_the_agency_by_this_unit_stays_in_it(
        self, administrator, police, staying_unit, other_agency
    ):
        local, agency = make_user(police, OF_AGENCY), police.agency
        move(administrator, police, other_agency)
        assert agency_of(local) == agency
        assert not scope_of(local).holds(OF_AGENCY)

    def test_administrators_of_the_other_agency_manage_it_then_and_those_of_this_one_no_more(
        self, administrator, police, staying_unit, other_agency, officer
    ):
        local, foreign = (
            make_user(staying_unit, OF_AGENCY),
            make_user(other_agency.units.get(), OF_AGENCY),
        )
        move(administrator, police, other_agency)
        for user, status in ((local, 404), (foreign, 200)):
            client = Client()
            client.force_login(user)
            for name, row in (("unit", police), ("person", officer)):
                assert client.get(reverse(name, args=[row.pk])).status_code == status

    def test_whoever_administers_the_agency_by_this_unit_does_so_no_more(
        self, administrator, police, staying_unit, other_agency
    ):
        local = make_user(police, OF_AGENCY, ROLE)
        leader, second = make_user(staying_unit, ROLE), second_administrator()
        move(administrator, police, other_agency)
        assert not scope_of(local).holds(OF_AGENCY) and scope_of(local).holds(ROLE)
        assert told("administrator_ended") == {leader.pk, second.pk}
        reason = {"history_type": "-", "history_change_reason": "move_unit"}
        assert UnitGrant.history.filter(user=local.pk, **reason).exists()

    def test_whoever_administers_it_by_another_unit_too_goes_on_and_nobody_is_told_otherwise(
        self, administrator, police, staying_unit, other_agency
    ):
        kept = make_user(staying_unit, OF_AGENCY)
        give_capacity(OF_AGENCY, kept, police)
        make_user(staying_unit, ROLE)
        move(administrator, police, other_agency)
        assert scope_of(kept).units_with(OF_AGENCY) == [staying_unit.pk]
        assert told("administrator_ended") == set()


class TestWhoHears:
    def test_those_who_lead_the_unit_hear_at_once(
        self, administrator, police, staying_unit, other_agency
    ):
        leader = make_user(police, ROLE)
        make_user(staying_unit, ROLE)
        make_user(other_agency.units.get(), ROLE)
        move(administrator, police, other_agency)
        assert told("unit_moved") == {leader.pk}

    def test_the_log_and_the_histories_say_so(self, administrator, police, other_agency, officer):
        move(administrator, police, other_agency)
        [entry] = AuditEntry.objects.filter(verb="move_unit")
        assert (entry.user, entry.ids) == (administrator, [str(police.pk)])
        for row in (police, officer):
            newest = row.history.latest("history_id")
            assert (newest.history_change_reason, newest.agency) == ("move_unit", other_agency)


class TestProposals:
    def test_what_waits_of_the_old_agency_is_not_carried_out(
        self, administrator, police, staying_unit, other_agency, officer
    ):
        local = make_user(staying_unit, OF_AGENCY)
        client = Client()
        client.force_login(local)
        assert propose_on_page(
            client, "give-capacity", officer.pk, unit=police.pk, capacity=ROLE
        ).status_code == 302  # fmt: skip
        move(administrator, police, other_agency)
        said = page_text(approve_on_page())
        assert "Only administrators manage" in said or "another agency" in said
        assert not scope_of(officer).holds(ROLE)

    def test_what_the_service_proposed_goes_on(
        self, admin, administrator, police, other_agency, officer
    ):
        propose_on_page(admin, "give-capacity", officer.pk, unit=police.pk, capacity=ROLE)
        move(administrator, police, other_agency)
        assert approve_on_page().status_code == 302
        assert scope_of(officer).holds(ROLE)

    def test_what_was_read_before_the_move_has_changed(
        self, admin, administrator, police, other_agency, officer
    ):
        propose_on_page(admin, "change-address", officer.pk, email="new@example.org")
        move(administrator, police, other_agency)
        assert "has been changed since it was proposed" in page_text(approve_on_page())

    def test_a_merger_with_a_unit_that_stays_is_not_carried_out(
        self, admin, administrator, police, staying_unit, other_agency
    ):
        propose_on_page(admin, "merge-unit", staying_unit.pk, into=police.pk)
        move(administrator, police, other_agency)
        assert "Select a unit of the same agency" in page_text(approve_on_page())
        assert Unit.objects.get(pk=staying_unit.pk).is_open

    def test_a_role_that_would_administer_the_other_agency_is_settled_first(
        self, admin, administrator, police, other_agency, officer
    ):
        propose_on_page(admin, "give-capacity", officer.pk, unit=police.pk, capacity=OF_AGENCY)
        assert "is waiting for approval" in why_not(administrator, police, other_agency)
        assert approve_on_page("refuse-access", text=WHY).status_code == 302
        move(administrator, police, other_agency)


class TestWhatIsRefused:
    def test_another_side_the_same_agency_and_one_that_was_merged(
        self, administrator, police, cps, other_agency
    ):
        assert "same side" in why_not(administrator, police, cps.agency)
        assert "in this one already" in why_not(administrator, police, police.agency)
        gone = make_unit("POLICE", name="Gone unit").agency
        by = scope_of(administrator)
        merge_agencies.merge_agency(
            agency=gone,
            into=other_agency,
            by=by,
            at=by.at,
            version=1,
            approval=approved("merge_agency"),
        )
        assert "was merged into another agency" in why_not(administrator, police, gone)

    def test_a_name_that_the_other_agency_has(self, administrator, police, other_agency):
        other_agency.units.create(name=police.name, kind=police.kind)
        assert police.name in why_not(administrator, police, other_agency)
        assert agency_of(police) == police.agency

    def test_a_unit_that_was_merged_and_a_page_of_before(
        self, administrator, police, staying_unit, other_agency
    ):
        with pytest.raises(Stale):
            move(administrator, police, other_agency, version=police.version + 1)
        with pytest.raises(Stale):
            move(administrator, police, other_agency, agency=other_agency)
        by = scope_of(administrator)
        merge_units.merge_unit(
            unit=staying_unit,
            into=police,
            by=by,
            at=by.at,
            version=1,
            approval=approved("merge_unit"),
        )
        assert "This unit was merged into" in why_not(administrator, staying_unit, other_agency)

    def test_an_administrator_of_either_agency(self, police, other_agency):
        for unit in (police, other_agency.units.get()):
            local = make_user(unit, OF_AGENCY)
            assert "it concerns more than one agency" in why_not(local, police, other_agency)


class TestPages:
    def test_two_administrators_move_it_and_see_where_it_is(
        self, admin, police, staying_unit, other_agency, officer
    ):
        stays = make_user(police, ROLE, name="Stay Putt")
        give_capacity(ROLE, stays, staying_unit)
        local = make_user(police, OF_AGENCY, name="Lena Local")
        page = admin.get(reverse("unit", args=[police.pk])).content.decode()
        assert reverse("move-unit", args=[police.pk]) in page
        page = page_text(admin.get(reverse("move-unit", args=[police.pk])))
        assert other_agency.name in page and officer.name in page
        assert "stay in the agency Stay Putt" in page
        assert "Administer the agency no more Lena Local" in page
        assert (
            propose_on_page(admin, "move-unit", police.pk, into=other_agency.pk).status_code == 302
        )
        [proposal] = AccessProposal.objects.all()
        shown = page_text(admin.get(reverse("see-access-proposal", args=[proposal.pk])))
        for each in (
            police.name,
            police.agency.name,
            other_agency.name,
            officer.name,
            local.name,
            WHY,
        ):
            assert each in shown
        assert approve_on_page().status_code == 302
        assert agency_of(police) == other_agency
        shown = page_text(admin.get(reverse("see-access-proposal", args=[proposal.pk])))
        assert officer.name not in shown and staying_unit.agency.name in shown
        page = page_text(admin.get(reverse("unit", args=[police.pk])))
        assert "Unit moved to another agency" in page and other_agency.name in page

    def test_a_choice_that_cannot_be_is_refused_on_the_page(self, admin, police, cps, other_agency):
        for into in ("", cps.agency_id, police.agency_id, 999_999):
            answer = propose_on_page(admin, "move-unit", police.pk, into=into)
            assert "Select" in page_text(answer)
        assert not AccessProposal.objects.exists()

    def test_a_new_agency_can_take_it(self, admin, police):
        new = Agency.objects.create(name="New force", side="POLICE", force_code="95")
        assert post_by_two(admin, "move-unit", police.pk, into=new.pk).status_code == 302
        assert agency_of(police) == new

    def test_the_second_proposal_of_the_same_is_refused(self, admin, police, other_agency):
        propose_on_page(admin, "move-unit", police.pk, into=other_agency.pk)
        answer = propose_on_page(admin, "move-unit", police.pk, into=other_agency.pk)
        assert "sent for approval already" in page_text(answer)

    def test_a_leader_of_the_unit_stands_in_for_the_second_administrator(
        self, admin, police, staying_unit, other_agency
    ):
        leader, not_asked = make_user(police, ROLE), make_user(staying_unit, ROLE)
        foreign = make_user(other_agency.units.get(), ROLE)
        propose_on_page(admin, "move-unit", police.pk, into=other_agency.pk)
        for user in (not_asked, foreign):
            assert approve_on_page(approver=user).status_code == 404
        assert approve_on_page(approver=leader).status_code == 302
        assert agency_of(police) == other_agency

    def test_neither_its_proposer_nor_an_administrator_of_either_agency_approves(
        self, admin, administrator, police, staying_unit, other_agency
    ):
        propose_on_page(admin, "move-unit", police.pk, into=other_agency.pk)
        assert approve_on_page(approver=administrator).status_code == 403
        for unit in (staying_unit, other_agency.units.get()):
            assert approve_on_page(approver=make_user(unit, OF_AGENCY)).status_code == 404
        assert agency_of(police) == police.agency


def test_what_a_moved_unit_is_called_there_can_be_changed_and_it_can_be_moved_back(
    administrator, police, other_agency
):
    home = police.agency
    moved = move(administrator, police, other_agency)
    by = scope_of(administrator)
    units.change_unit(
        unit=moved, by=by, at=by.at, version=moved.version, name="Renamed", kind=moved.kind
    )
    move(administrator, police, home)
    assert agency_of(police) == home


def test_a_role_on_the_unit_that_a_person_kept_can_be_taken_back(
    administrator, police, staying_unit, other_agency
):
    both = make_user(police, ROLE)
    give_capacity(ROLE, both, staying_unit)
    move(administrator, police, other_agency)
    by = scope_of(administrator)
    grants.take_capacity_back(
        grant=UnitGrant.objects.get(user=both, content_object=police), by=by, at=by.at,
        reason="They have left.",
    )  # fmt: skip
    assert scope_of(both).units_with(ROLE) == [staying_unit.pk]
