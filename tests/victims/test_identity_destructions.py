"""A victim's identity is destroyed by one of each side, and a certificate says what remains."""

import re
import tomllib
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import copyfile

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.models import Case
from cases.retention.actions import retention
from devtools.case_builder import CaseBuilder, person, scope
from people.access.key_folder import KEY_BYTES, NONCE_BYTES
from people.access.scopes import Refused
from people.models import AuditEntry, Human
from rasso import tasks
from rasso.settings.retention import days_kept
from tests.cases.test_retention import case_of, closed_case, keys, record_contact_of
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.refusals import why_not
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from tests.support.victims.permission_matrix import make_duty
from tests.support.victims.support_service import add_service, record_of, refer_victim
from timeliness.models import Delivery
from victims import encryption
from victims.actions import identity_destructions as actions
from victims.actions.destroyed_identities import finish_identity_destructions
from victims.actions.identities import (
    destroy_identities_again,
    record_identity,
    reveal_identity,
)
from victims.keys import VICTIM_KEYS, VictimKeyUnavailable
from victims.models import IdentityDestruction, VictimIdentity, VictimRecord
from victims.queries import identity_destructions as queries
from victims.queries.records import victims_with_index

__all__ = ["keys"]
pytestmark = pytest.mark.django_db
NAME, WHY = "Zara Quist-Example", "The victim has asked for it."
LEADERS = ("supervisor", "inspector", "manager")


@module_fixture
def builder():
    builder = closed_case()
    later, builder.at = builder.at, builder.at.replace(year=builder.at.year - 11)
    builder.do(record_identity, "officer", record=record_of(builder), version=0, name=NAME)
    builder.at = later
    return builder


def propose(builder, who="supervisor", **more):
    about = {"record": record_of(builder), "reason": WHY} | more
    return builder.do(actions.propose_identity_destruction, who, **about)


def approve(builder, proposed, who="manager"):
    return builder.do(actions.approve_identity_destruction, who, destruction=proposed)


def hold(builder, who="supervisor"):
    return builder.do(retention.place_legal_hold, who, case=case_of(builder), reason="An appeal.")


def identity_of(builder):
    return VictimIdentity.objects.unscoped("test").get(record=builder.victim.pk)


def opens(builder):
    """Whether anything that was sealed with the victim's key can be read."""
    sealed = bytes(identity_of(builder).name)
    try:
        text = encryption.decrypt_text(sealed, victim=builder.victim.pk, bound_to="name")
    except VictimKeyUnavailable:
        return False
    return text == NAME


@pytest.fixture
def destroyed(builder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        builder.certificate = approve(builder, propose(builder))
    return builder


class TestWhatKeepsIt:
    def test_a_case_that_is_open(self, builder):
        opened = CaseBuilder(builder.cast, at=builder.at)
        assert why_not(propose, opened) == queries.CASE_OPEN

    def test_a_hold_of_either_side_until_it_is_ended(self, builder):
        placed = hold(builder, "manager")
        assert why_not(propose, builder) == queries.HELD
        builder.do(retention.end_legal_hold, "manager", hold=placed, reason="It was heard.")
        assert propose(builder).is_waiting

    def test_a_hold_that_came_meanwhile(self, builder):
        proposed = propose(builder)
        hold(builder)
        assert why_not(approve, builder, proposed) == queries.HELD
        assert opens(builder)
        with pytest.raises(DatabaseError, match="is not to be destroyed"), transaction.atomic():
            settle_in_the_database(proposed, builder.cast.manager, at=builder.at)

    def test_what_only_others_know_is_not_told_and_keeps_it_at_the_approval(self, builder):
        add_service(builder)
        refer_victim(builder)
        page = client_for(builder.cast.supervisor).get(
            page_url("see-identity-destruction", record_of(builder))
        )
        assert page_url("propose-identity-destruction", record_of(builder)) in links_on_page(page)
        assert "support by a service" not in page_text(page)
        proposed = propose(builder)
        assert why_not(approve, builder, proposed) == actions.CHANGED_SINCE
        assert opens(builder)

    def test_news_that_one_s_own_side_knows_to_be_owed(self, builder):
        make_duty(record_of(builder), builder.suspects[0])
        assert why_not(propose, builder) == queries.NEEDED

    def test_an_open_suspect_in_the_database_too(self, builder):
        proposed = propose(builder)
        builder.suspects[0].__class__.objects.unscoped("test").filter(
            pk=builder.suspects[0].pk
        ).update(is_open=True)
        with pytest.raises(DatabaseError, match="is not to be destroyed"), transaction.atomic():
            settle_in_the_database(proposed, builder.cast.manager, at=builder.at)


def settle_in_the_database(proposed, who, *, at):
    IdentityDestruction.objects.unscoped("test").filter(pk=proposed.pk).update(
        status="APPROVED", settled_by=who, settled_at=at
    )


class TestTwoPeople:
    def test_the_other_side_approves(self, builder):
        proposed = propose(builder)
        assert "someone of the other side" in why_not(approve, builder, proposed, "second")
        with pytest.raises(DatabaseError, match="is not to be destroyed"), transaction.atomic():
            settle_in_the_database(proposed, builder.cast.second, at=builder.at)
        certificate = approve(builder, proposed)
        assert certificate.by == builder.cast.supervisor
        assert certificate.settled_by == builder.cast.manager

    def test_nobody_approves_their_own_under_another_account(self, builder):
        proposed = propose(builder)
        human = Human.objects.create()
        for who in (builder.cast.supervisor, builder.cast.manager):
            who.human = human
            who.save()
        assert "another person must settle it" in why_not(approve, builder, proposed)
        with pytest.raises(DatabaseError, match="is one of its authors"), transaction.atomic():
            settle_in_the_database(proposed, builder.cast.manager, at=builder.at)

    def test_one_side_alone_is_two_of_its_people(self, builder):
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(cps_unit=None)
        proposed = propose(builder)
        assert not proposed.takes_other_side
        assert approve(builder, proposed, "second").status == "APPROVED"

    def test_a_victim_who_became_known_to_the_other_side_takes_that_side(self, builder):
        VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(
            only_side="POLICE"
        )
        proposed = propose(builder)
        assert not proposed.takes_other_side
        VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(only_side="")
        assert why_not(approve, builder, proposed, "second") == actions.CHANGED_SINCE
        assert opens(builder)

    def test_a_victim_whom_the_other_side_does_not_know_is_not_told_there(self, builder):
        VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(
            only_side="POLICE"
        )
        approve(builder, propose(builder), "second")
        told = Delivery.objects.filter(notice__startswith="identity_")
        sides = set(told.values_list("recipient__agency__side", flat=True))
        assert sides == {"POLICE"}

    def test_a_proposer_who_leads_the_unit_no_longer_does_not_count(self, builder):
        proposed = propose(builder)
        builder.cast.supervisor.is_active = False
        builder.cast.supervisor.save()
        assert "no longer leads" in why_not(approve, builder, proposed)

    def test_it_waits_once_and_is_approved_once(self, builder):
        mine, theirs = propose(builder), propose(builder, "manager")
        assert why_not(propose, builder, "second") == actions.WAITS_ALREADY
        approve(builder, mine)
        assert why_not(approve, builder, theirs, "supervisor") == queries.DESTROYED
        assert why_not(propose, builder) == queries.DESTROYED
        refused = builder.do(
            actions.refuse_identity_destruction, "second", destruction=theirs, text="It is done."
        )
        assert refused.status == "REFUSED"

    def test_refused_or_withdrawn_it_is_kept_and_can_be_proposed_again(self, builder):
        proposed = propose(builder)
        builder.do(actions.refuse_identity_destruction, "manager", destruction=proposed, text="No.")
        again = propose(builder)
        builder.do(actions.withdraw_identity_destruction, "supervisor", destruction=again)
        assert opens(builder)
        assert identity_of(builder).destroyed_at is None
        assert propose(builder).is_waiting
        told = Delivery.objects.filter(notice="identity_end_refused")
        assert set(told.values_list("recipient", flat=True)) == {builder.cast.supervisor.pk}

    def test_others_neither_propose_nor_approve(self, builder):
        for who in ("officer", "prosecutor"):
            assert "Only a supervisor or inspector" in why_not(propose, builder, who)

    def test_who_has_a_conflict_of_interest_does_not_see_it(self, builder):
        proposed = propose(builder)
        add_conflict(builder.cast.manager, builder.case, at=builder.at)
        with pytest.raises(ObjectDoesNotExist):
            approve(builder, proposed)
        found = client_for(builder.cast.manager).get(
            page_url("approve-identity-destruction", proposed)
        )
        assert found.status_code == 404

    def test_who_is_not_on_a_restricted_case_is_neither_asked_nor_finds_it(self, builder):
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
        outsider = client_for(builder.cast.second)
        address = page_url("see-identity-destruction", record_of(builder))
        assert outsider.get(address).status_code == 404


class TestWhatFollows:
    def test_the_key_goes_at_the_commit_and_no_other_is_made(self, destroyed):
        assert not opens(destroyed)
        with pytest.raises(VictimKeyUnavailable):
            VICTIM_KEYS.get_or_create(destroyed.victim.pk)
        destroyed.certificate.refresh_from_db()
        assert destroyed.certificate.keys_destroyed_at == destroyed.certificate.settled_at
        identity = identity_of(destroyed)
        assert identity.destroyed_at == destroyed.certificate.settled_at
        assert (identity.name_index, identity.words_index) == ("", [])

    def test_an_approval_that_was_interrupted_is_finished_by_the_worker(self, builder):
        certificate = approve(builder, propose(builder))  # nothing runs at its commit
        assert opens(builder)
        tasks.finish_destructions()
        assert not opens(builder)
        certificate.refresh_from_db()
        assert certificate.keys_destroyed_at
        assert finish_identity_destructions(at=builder.at) == 0

    def test_a_victim_of_whom_only_letters_were_sealed(self, django_capture_on_commit_callbacks):
        builder = closed_case()
        assert VICTIM_KEYS.get_or_create(builder.victim.pk)
        with django_capture_on_commit_callbacks(execute=True):
            approve(builder, propose(builder))
        with pytest.raises(VictimKeyUnavailable):
            VICTIM_KEYS.get_or_create(builder.victim.pk)
        assert identity_of(builder).destroyed_at

    def test_it_is_in_the_log_as_an_erasure(self, destroyed):
        entry = AuditEntry.objects.get(verb="approve_identity_destruction")
        assert (entry.operation, entry.case_id) == ("erasure", destroyed.case.pk)
        assert entry.user_id == destroyed.cast.manager.pk
        by = identity_of(destroyed).history.first().history_user
        assert by == destroyed.cast.manager

    def test_the_number_on_the_certificate_finds_an_erasure_in_the_log(self, destroyed):
        shown = client_for(destroyed.cast.supervisor).get(
            page_url("see-identity-destruction", record_of(destroyed))
        )
        number = re.search(r"Number in the log ([0-9a-f-]{36})", page_text(shown))[1]
        [entry] = AuditEntry.objects.filter(operation="erasure", ids__contains=[number])
        assert entry.user_id == destroyed.cast.manager.pk
        assert (entry.kind, entry.case_id) == ("victims.VictimRecord", destroyed.case.pk)

    def test_the_victim_s_officer_and_the_leaders_are_told(self, builder):
        builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims")
        VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(
            liaison_officer=builder.cast.liaison
        )
        approve(builder, propose(builder))
        told = Delivery.objects.filter(notice="identity_destroyed")
        people = set(told.values_list("recipient", flat=True))
        cast = builder.cast
        assert people >= {cast.officer.pk, cast.liaison.pk, cast.supervisor.pk}
        assert cast.manager.pk not in people

    def test_whoever_is_in_conflict_is_not_told(self, builder):
        add_conflict(builder.cast.officer, builder.case, at=builder.at)
        approve(builder, propose(builder))
        told = Delivery.objects.filter(notice="identity_destroyed")
        assert builder.cast.officer.pk not in set(told.values_list("recipient", flat=True))

    def test_a_proposal_is_told_to_the_side_that_settles_it(self, builder):
        propose(builder)
        told = Delivery.objects.filter(notice="identity_end_proposed")
        assert set(told.values_list("recipient", flat=True)) == {builder.cast.manager.pk}

    def test_a_settled_one_is_settled_for_good(self, destroyed):
        rows = IdentityDestruction.objects.unscoped("test").filter(pk=destroyed.certificate.pk)
        for change in (
            {"settled_text": "Other."}, {"status": "REFUSED"}, {"keys_destroyed_at": None},
            {"reason": "Other."},
        ):  # fmt: skip
            with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
                update_in_clear(rows, **change)

    def test_nothing_more_is_recorded_or_shown_of_it(self, destroyed):
        record = record_of(destroyed)
        assert "destroyed" in why_not(destroyed.do, reveal_identity, "officer", record=record)
        about = {"record": record, "version": 2, "name": "Again"}
        assert "destroyed" in why_not(destroyed.do, record_identity, "officer", **about)
        found = victims_with_index(
            {"name": encryption.blind_indexes("name", NAME)},
            scope(destroyed.cast.officer, at=destroyed.at),
        )
        assert found == []
        assert record_contact_of(destroyed)  # the record is worked with as before


class TestPages:
    def test_two_leaders_destroy_it_by_links_alone(self, builder):
        police, cps = client_for(builder.cast.supervisor), client_for(builder.cast.manager)
        own = page_url("see-identity-destruction", record_of(builder))
        assert own in links_on_page(police.get(page_url("see-victim", record_of(builder))))
        form = page_url("propose-identity-destruction", record_of(builder))
        assert form in links_on_page(police.get(own))
        blank = police.post(form, {"form_key": ""})
        assert "Enter why it must be kept no longer" in page_text(blank)
        sent = submit_form(police, form, reason=WHY)
        assert "Sent for approval" in page_text(sent)
        assert form not in links_on_page(sent)
        [proposed] = IdentityDestruction.objects.unscoped("test")
        settle = page_url("approve-identity-destruction", proposed)
        assert settle not in links_on_page(sent)
        assert own in links_on_page(cps.get(reverse("see-notices")))
        assert settle in links_on_page(cps.get(own))
        assert "This cannot be undone." in page_text(cps.get(settle))
        text = page_text(submit_form(cps, settle))
        for said in ("This page is the certificate.", "Sue Supervisor", WHY, "what was agreed at"):
            assert said in text
        assert "has not recorded how long it keeps backups" in text

    def test_the_certificate_says_until_when_backups_are_kept(self, destroyed, settings):
        settings.BACKUPS_KEPT_DAYS = 35
        shown = client_for(destroyed.cast.officer).get(
            page_url("see-identity-destruction", record_of(destroyed))
        )
        until = destroyed.at.date() + timedelta(days=35)
        text = page_text(shown)
        assert f"Until {until.day} {until:%B %Y}, in backups" in text
        assert "has not recorded how long it keeps backups" not in text

    def test_it_says_until_when_copies_of_keys_have_the_key(self, destroyed, settings):
        address = page_url("see-identity-destruction", record_of(destroyed))
        client = client_for(destroyed.cast.officer)
        assert "In copies of the folder of keys from before: the key itself." in page_text(
            client.get(address)
        )
        settings.KEY_BACKUPS_KEPT_DAYS = 7
        until = destroyed.at.date() + timedelta(days=7)
        text = page_text(client.get(address))
        assert f"Until {until.day} {until:%B %Y}, in copies of the folder of keys" in text
        assert "how long it keeps such copies" not in text
        assert "in every backup of the database:" in text

    @pytest.mark.register
    def test_it_names_every_kind_of_thing_that_the_key_sealed(self):
        root = Path(__file__).parents[2]
        tables = tomllib.loads((root / "rasso/database/text_columns.toml").read_text())["table"]
        sealed = {name for name, columns in tables.items() if "victim key" in columns}
        assert set(queries.SEALED_WITH_THE_KEY) == sealed

    def test_others_see_what_was_decided_and_are_offered_nothing(self, builder):
        proposed = propose(builder)
        own = page_url("see-identity-destruction", record_of(builder))
        for who in ("officer", "prosecutor"):
            shown = client_for(getattr(builder.cast, who)).get(own)
            assert WHY in page_text(shown)
            for verb in ("approve", "refuse", "withdraw"):
                assert page_url(f"{verb}-identity-destruction", proposed) not in links_on_page(
                    shown
                )

    def test_every_page_of_the_victim_opens_afterwards(self, destroyed):
        record = record_of(destroyed)
        for who in ("officer", "supervisor", "manager"):
            client = client_for(getattr(destroyed.cast, who))
            for name in (
                "see-victim", "see-contacts", "see-review-requests", "see-letters", "see-meetings",
                "see-duties", "see-court-support", "see-victim-support", "record-identity",
                "reveal-identity", "record-contact", "write-letter", "offer-meeting",
                "see-characteristics", "see-identity-destruction", "record-wishes",
            ):  # fmt: skip
                address = page_url(name, record)
                assert client.get(address).status_code in (200, 403), (who, name)
                assert client.post(address, {"form_key": ""}).status_code < 500, (who, name)
        officer = client_for(destroyed.cast.officer)
        told = page_text(officer.get(page_url("see-victim", record)))
        assert "These details have been destroyed" in told
        found = officer.post(reverse("find-victim"), {"by": "name", "value": NAME})
        assert "does not open a victim’s record" in page_text(found)
        assert not re.search("Quist", page_text(officer.get(page_url("see-victim", record))))

    def test_pages_take_as_many_queries_whatever_there_is(
        self, builder, django_assert_max_num_queries
    ):
        client = client_for(builder.cast.supervisor)
        own = page_url("see-identity-destruction", record_of(builder))
        client.get(own)
        counts = []
        for _round in range(2):
            for _each in range(3):
                proposed = propose(builder)
                builder.do(
                    actions.withdraw_identity_destruction, "supervisor", destruction=proposed
                )
            with django_assert_max_num_queries(40) as asked:
                client.get(own)
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestAfterARestore:
    """The database is as it was before the destruction; the folder of keys is not."""

    def test_an_emptied_key_file_destroys_the_identity_again(self, builder):
        VICTIM_KEYS.destroy(builder.victim.pk)
        assert identity_of(builder).destroyed_at is None
        call_command("after_restore", verbosity=0)
        identity = identity_of(builder)
        assert identity.destroyed_at
        assert (identity.name_index, identity.words_index) == ("", [])
        assert AuditEntry.objects.filter(operation="erasure", verb="destroy_identity").count() == 1
        assert destroy_identities_again(at=builder.at) == 0
        text = page_text(
            client_for(builder.cast.officer).get(
                page_url("see-identity-destruction", record_of(builder))
            )
        )
        assert "There is no certificate here" in text

    def test_a_missing_key_file_destroys_nothing(self, builder, settings):
        file = Path(settings.VICTIM_KEY_ROOT) / str(builder.victim.pk)
        kept = file.with_name(".kept-for-the-test")
        copyfile(file, kept)
        file.unlink()
        before = VictimIdentity.objects.unscoped("test").filter(record=builder.victim.pk).values()
        before = list(before)
        call_command("after_restore", verbosity=0)
        rows = VictimIdentity.objects.unscoped("test").filter(record=builder.victim.pk)
        assert list(rows.values()) == before
        assert not file.exists()
        assert not AuditEntry.objects.filter(verb="destroy_identity").exists()
        kept.rename(file)
        assert opens(builder)

    def test_it_can_be_proposed_and_approved_again_for_its_certificate(self, builder):
        VICTIM_KEYS.destroy(builder.victim.pk)
        call_command("after_restore", verbosity=0)
        assert approve(builder, propose(builder)).status == "APPROVED"

    def test_keys_that_were_set_back_are_destroyed_again_by_a_command(self, destroyed, settings):
        file = Path(settings.VICTIM_KEY_ROOT) / str(destroyed.victim.pk)
        file.write_bytes(b"k" * (KEY_BYTES + NONCE_BYTES + 16))
        other = CaseBuilder(destroyed.cast, at=destroyed.at)
        assert VICTIM_KEYS.get_or_create(other.victim.pk)
        call_command("destroy_victim_keys_again", verbosity=0)
        assert file.read_bytes() == b""
        assert VICTIM_KEYS.get_or_create(other.victim.pk)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_approve_and_it_is_destroyed_once(self):
        builder = closed_case()
        mine, theirs = propose(builder), propose(builder, "manager")
        at = builder.at
        acts = [
            partial(
                actions.approve_identity_destruction, destruction=each, by=scope(who, at), at=at
            )
            for each, who in ((mine, builder.cast.manager), (theirs, builder.cast.supervisor))
        ]
        outcomes = run_at_once(builder.case, *acts)
        assert len([each for each in outcomes if isinstance(each, IdentityDestruction)]) == 1
        assert [str(each) for each in outcomes if isinstance(each, Refused)] == [
            str(queries.DESTROYED)
        ]
        approved = IdentityDestruction.objects.unscoped("test").filter(status="APPROVED")
        assert approved.count() == 1


@pytest.mark.parametrize("text", ["0", "-3", "soon", "99999999"])
def test_a_number_of_days_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="^NAMED_DAYS: "):
        days_kept("NAMED_DAYS", text)


def test_no_number_of_days_is_none():
    assert days_kept("NAMED_DAYS", "") is None
    assert days_kept("NAMED_DAYS", "35") == 35
