"""A closed case is kept by holds and reviews, and destroyed by one of each side."""

from datetime import date, timedelta
from functools import partial
from shutil import copytree
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction

from cases.actions.open_case_action import IS_DESTROYED
from cases.case_details.actions.linked_cases import link_case
from cases.case_keys import CASE_KEYS
from cases.decisions.actions import court_facts, finalisations
from cases.models import Case, DestroyedCase, Destruction, LegalHold
from cases.retention.actions import removal
from cases.retention.actions import retention as actions
from cases.retention.queries import retention as queries
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.key_folder import KeyFolder, KeyUnavailable
from people.access.scopes import Refused
from people.models import AuditEntry, Human
from rasso import folder_checks, readiness
from rasso.settings.retention import rules_in_file
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.permission_matrix import make_document
from tests.support.cases.refusals import why_not
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from tests.support.victims.support_service import add_service, record_of, refer_victim
from timeliness.models import Delivery
from victims.actions.contacts import record_contact
from victims.keys import VICTIM_KEYS
from victims.models import Support

pytestmark = pytest.mark.django_db
TEN = {"code": "TEN", "name": "Ten years", "source": "For this test only", "years": 10}
LONGER = {"code": "LONGER", "name": "Thirty years", "source": "For this test only", "years": 30}
WHY = "No appeal, complaint or inquiry is open."


@pytest.fixture(autouse=True)
def rules(settings):
    settings.RETENTION_RULES = [TEN, LONGER]


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """Key folders of the test's own, since a key that was destroyed stays so."""
    for name in ("CASE_KEY_ROOT", "VICTIM_KEY_ROOT"):
        if (shared := getattr(settings, name)).exists():
            copytree(shared, tmp_path / name)
        setattr(settings, name, tmp_path / name)


@module_fixture
def builder():
    return closed_case()


def closed_case():
    """A case that both sides had, closed eleven years ago."""
    builder = CaseBuilder(cast()).accept()
    builder.cast.second = person(builder.cast.police, "supervise_cases", name="Sue Second")
    builder.do(
        finalisations.finalise_administratively, "manager", suspect=builder.suspects[0],
        reason="OTHER", text="The suspect has died.",
    )  # fmt: skip
    builder.closed_on = builder.at.date()
    builder.at = builder.at.replace(year=builder.at.year + 11)
    return builder


def case_of(builder):
    return Case.objects.unscoped("test").get(pk=builder.case.pk)


def every_row(model):
    return model.objects.unscoped("test")


def record_contact_of(builder):
    """The officer has spoken with the victim."""
    record = record_of(builder)
    return builder.do(
        record_contact, "officer", record=record, version=record.version,
        contacted_at=builder.at, direction="OUT", channel="PHONE", outcome="REACHED",
        spoke_to="VICTIM", is_identity_checked=True, is_safe_now=True,
    )  # fmt: skip


def propose(builder, who="supervisor", **more):
    about = {"case": case_of(builder), "rule": "TEN", "reason": WHY} | more
    return builder.do(actions.propose_destruction, who, **about)


def hold(builder, who="supervisor"):
    return builder.do(actions.place_legal_hold, who, case=case_of(builder), reason="An appeal.")


def keep(builder, who="supervisor", days=400):
    until = builder.at.date() + timedelta(days=days)
    about = {"case": case_of(builder), "keep_until": until, "reason": "An inquiry may come."}
    return builder.do(actions.review_retention, who, **about)


def approve(builder, proposed, who="manager"):
    return builder.do(actions.approve_destruction, who, destruction=proposed)


def listed(builder, who="supervisor"):
    """URNs of the cases that a leader is asked to review."""
    by = scope(getattr(builder.cast, who), at=builder.at)
    return [case.urn for case in queries.cases_to_review(by, today=builder.at.date())]


class TestWhatKeepsIt:
    def test_nothing_once_a_rule_has_passed(self, builder):
        assert propose(builder).status == "WAITING"

    def test_a_rule_that_has_not_passed(self, builder):
        assert why_not(propose, builder, rule="LONGER") == actions.NOT_THIS_RULE
        builder.at = builder.at.replace(year=builder.at.year - 2)
        assert why_not(propose, builder) == queries.KEPT_BY_RULE

    def test_the_day_itself_counts_as_passed(self, builder):
        day = builder.closed_on.replace(year=builder.closed_on.year + 10)
        builder.at = builder.at.replace(year=day.year, month=day.month, day=day.day)
        case, before = case_of(builder), day - timedelta(days=1)
        assert queries.retention_of(case, every_row, today=day).rules
        assert not queries.retention_of(case, every_row, today=before).rules
        assert propose(builder).status == "WAITING"

    def test_that_no_rule_is_set(self, builder, settings):
        settings.RETENTION_RULES = []
        assert why_not(propose, builder) == queries.NO_RULE

    def test_a_suspect_who_is_open(self, builder):
        opened = CaseBuilder(builder.cast, at=builder.at)
        opened.at = opened.at.replace(year=opened.at.year + 20)
        for act in (propose, keep):
            assert why_not(act, opened) == queries.OPEN

    def test_a_hold_of_either_side(self, builder):
        placed = hold(builder, "manager")
        assert why_not(propose, builder) == queries.HELD
        by_police = {"hold": placed, "reason": "It is not needed."}
        assert "The other side placed this hold" in why_not(
            builder.do, actions.end_legal_hold, "supervisor", **by_police
        )
        builder.do(actions.end_legal_hold, "manager", hold=placed, reason="It has been heard.")
        assert propose(builder).status == "WAITING"

    def test_the_last_review(self, builder):
        keep(builder, days=400)
        assert why_not(propose, builder) == queries.KEPT_BY_REVIEW
        keep(builder, days=1)
        builder.at += timedelta(days=1)
        assert propose(builder).status == "WAITING"

    def test_a_day_of_review_is_to_come(self, builder):
        assert why_not(keep, builder, days=0) == actions.DATE_PASSED
        assert "within 100 years" in why_not(keep, builder, days=40_000)

    def test_reviews_do_not_count_as_acts_on_the_case(self, builder):
        keep(builder, days=1)
        hold(builder)
        assert queries.last_act_on(case_of(builder), every_row) == builder.closed_on

    def test_each_side_s_last_review_counts(self, builder):
        keep(builder, days=400)
        keep(builder, "manager", days=1)
        builder.at += timedelta(days=1)
        assert why_not(propose, builder) == queries.KEPT_BY_REVIEW

    def test_a_victim_whom_a_service_supports(self, builder):
        add_service(builder)
        support = refer_victim(builder)
        assert why_not(propose, builder) == actions.NEEDED
        Support.objects.unscoped("test").filter(pk=support.pk).update(is_open=False, status="ENDED")
        assert propose(builder).is_waiting

    def test_contact_with_a_victim(self, builder):
        builder.at = builder.at.replace(year=builder.at.year - 1)
        contact = record_contact_of(builder)
        builder.at = builder.at.replace(year=builder.at.year + 9)
        assert why_not(propose, builder) == queries.KEPT_BY_RULE
        builder.at = contact.at.replace(year=contact.at.year + 10)
        assert propose(builder).is_waiting

    def test_a_suspect_who_awaits_an_outcome_or_a_sentence_in_court(self, builder):
        charged = CaseBuilder(builder.cast).allocate()
        authorise_charge_of(charged)
        report_charge_of(charged)
        day = charged.at.date()

        def in_court(kind, **facts):
            about = {"suspect": charged.suspects[0], "kind": kind, "on": day}
            charged.do(court_facts.record_court_fact, "prosecutor", **about | facts)

        later = charged.at.replace(year=charged.at.year + 20)
        for kind, facts in (("OUTCOME", {"result": "CONVICTED"}), ("SENTENCE", {"detail": "X"})):
            before, charged.at = charged.at, later
            assert why_not(propose, charged) == queries.OPEN
            assert charged.urn not in listed(charged)
            charged.at = before
            in_court(kind, **facts)
        charged.at = later
        assert charged.urn in listed(charged)
        assert propose(builder, case=charged.case).is_waiting

    def test_a_case_without_a_suspect(self, builder):
        empty = CaseBuilder(builder.cast, suspects=0, at=builder.at)
        empty.at = empty.at.replace(year=empty.at.year + 20)
        assert why_not(propose, empty) == queries.OPEN
        assert empty.urn not in listed(empty)

    def test_days_in_court_do(self, builder):
        builder.suspects[0].__class__.objects.unscoped("test").filter(
            pk=builder.suspects[0].pk
        ).update(hearings_until=date(builder.at.year - 3, 1, 1))
        assert why_not(propose, builder) == queries.KEPT_BY_RULE


class TestTwoPeople:
    def test_the_other_side_approves(self, builder):
        proposed = propose(builder)
        assert "someone of the other side" in why_not(approve, builder, proposed, "second")
        certificate = approve(builder, proposed)
        assert (certificate.urn, certificate.rule_name) == (builder.urn, TEN["name"])
        assert certificate.proposed_by == builder.cast.supervisor
        assert certificate.approved_by == builder.cast.manager
        assert certificate.removed_at is None

    def test_nobody_approves_their_own_under_another_account(self, builder):
        proposed = propose(builder)
        human = Human.objects.create()
        for who in (builder.cast.supervisor, builder.cast.manager):
            who.human = human
            who.save()
        assert "another person must settle it" in why_not(approve, builder, proposed)
        with pytest.raises(DatabaseError, match="is one of its authors"), transaction.atomic():
            update_in_clear(
                Destruction.objects.unscoped("test").filter(pk=proposed.pk),
                status="APPROVED",
                settled_by=builder.cast.manager,
                settled_at=builder.at,
            )

    def test_one_side_alone_is_two_of_its_people(self, builder):
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(cps_unit=None)
        proposed = propose(builder)
        assert not proposed.takes_other_side
        assert approve(builder, proposed, "second").approved_by == builder.cast.second

    def test_a_case_that_went_to_the_other_side_meanwhile_takes_that_side(self, builder):
        rows = Case.objects.unscoped("test").filter(pk=builder.case.pk)
        unit = rows.get().cps_unit
        rows.update(cps_unit=None)
        proposed = propose(builder)
        rows.update(cps_unit=unit)
        assert why_not(approve, builder, proposed, "second") == actions.CHANGED_SINCE

    def test_what_came_meanwhile_keeps_it(self, builder):
        proposed = propose(builder)
        hold(builder, "manager")
        assert why_not(approve, builder, proposed) == queries.HELD
        assert CASE_KEYS.get_or_create(builder.case.pk)

    def test_a_proposer_who_leads_the_unit_no_longer_does_not_count(self, builder):
        proposed = propose(builder)
        builder.cast.supervisor.is_active = False
        builder.cast.supervisor.save()
        assert "no longer leads" in why_not(approve, builder, proposed)

    def test_it_waits_once(self, builder):
        propose(builder)
        assert why_not(propose, builder, "second") == actions.WAITS_ALREADY

    def test_refused_or_withdrawn_it_is_kept_and_can_be_proposed_again(self, builder):
        proposed = propose(builder)
        refused = builder.do(
            actions.refuse_destruction, "manager", destruction=proposed, text="We need it."
        )
        assert (refused.status, refused.settled_text) == ("REFUSED", "We need it.")
        again = propose(builder)
        builder.do(actions.withdraw_destruction, "supervisor", destruction=again)
        assert CASE_KEYS.get_or_create(builder.case.pk)
        assert not DestroyedCase.objects.exists()
        assert propose(builder).is_waiting

    def test_others_neither_propose_nor_approve(self, builder):
        for who in ("officer", "prosecutor"):
            assert "Only a supervisor or inspector" in why_not(propose, builder, who)
        proposed = propose(builder)
        assert "Only a supervisor or inspector" in why_not(approve, builder, proposed, "assistant")

    def test_who_has_a_conflict_of_interest_does_not_see_it(self, builder):
        proposed = propose(builder)
        add_conflict(builder.cast.manager, builder.case, at=builder.at)
        with pytest.raises(ObjectDoesNotExist):
            approve(builder, proposed)


class TestWhatFollows:
    def test_the_keys_are_destroyed_for_good(self, builder, django_capture_on_commit_callbacks):
        victim = record_of(builder).pk
        for folder, of in ((CASE_KEYS, builder.case.pk), (VICTIM_KEYS, victim)):
            assert folder.get_or_create(of)
        with django_capture_on_commit_callbacks(execute=True):
            certificate = approve(builder, propose(builder))
        for folder, of in ((CASE_KEYS, builder.case.pk), (VICTIM_KEYS, victim)):
            with pytest.raises(KeyUnavailable):
                folder.get_or_create(of)
        certificate.refresh_from_db()
        assert certificate.keys_destroyed_at

    def test_an_approval_that_was_interrupted_is_finished(self, builder):
        victim = record_of(builder).pk
        assert VICTIM_KEYS.get_or_create(victim)
        approve(builder, propose(builder))  # nothing runs at its commit
        assert VICTIM_KEYS.get_or_create(victim)
        assert actions.finish_destructions(at=builder.at) == 1
        with pytest.raises(KeyUnavailable):
            VICTIM_KEYS.get_or_create(victim)
        assert actions.finish_destructions(at=builder.at) == 0

    def test_a_key_that_cannot_be_destroyed_keeps_no_other_and_is_tried_again(
        self, builder, monkeypatch, django_capture_on_commit_callbacks
    ):
        broken, destroy = {builder.case.pk}, KeyFolder.destroy

        def destroy_unless_broken(folder, of):
            if of in broken:
                raise OSError("Read-only file system")
            return destroy(folder, of)

        monkeypatch.setattr(KeyFolder, "destroy", destroy_unless_broken)
        assert CASE_KEYS.get_or_create(builder.case.pk)
        with django_capture_on_commit_callbacks(execute=True):
            mine = approve(builder, propose(builder))
        other = closed_case()
        other.at += timedelta(days=1)
        theirs = approve(other, propose(other))
        assert actions.finish_destructions(at=other.at) == 1
        for certificate in (mine, theirs):
            certificate.refresh_from_db()
        assert (mine.keys_destroyed_at, bool(theirs.keys_destroyed_at)) == (None, True)
        assert CASE_KEYS.is_readable(builder.case.pk)
        broken.clear()
        assert actions.finish_destructions(at=other.at) == 1
        assert not CASE_KEYS.is_readable(builder.case.pk)

    def test_nothing_more_is_done_on_it(self, builder):
        approve(builder, propose(builder))
        for act in (hold, keep, propose, record_contact_of):
            assert why_not(act, builder) == IS_DESTROYED
        other = CaseBuilder(builder.cast, at=builder.at)
        linked = {"case": other.case, "other": case_of(builder), "reason": "The same suspect."}
        assert why_not(other.do, link_case, "officer", **linked) == IS_DESTROYED

    def test_it_is_in_the_log_as_an_erasure_and_leaders_are_told(self, builder):
        approve(builder, propose(builder))
        entry = AuditEntry.objects.get(verb="approve_destruction")
        assert (entry.operation, entry.case_id) == ("erasure", builder.case.pk)
        told = Delivery.objects.filter(notice="case_destroyed").values_list("recipient", flat=True)
        assert builder.cast.supervisor.pk in told
        assert builder.cast.manager.pk not in told
        assert not Delivery.objects.filter(
            notice__contains="destr", subject__contains=builder.urn
        ).exists()

    def test_a_proposal_is_told_to_the_side_that_settles_it(self, builder):
        propose(builder)
        told = Delivery.objects.filter(notice="destruction_proposed")
        assert set(told.values_list("recipient", flat=True)) == {builder.cast.manager.pk}

    def test_no_certificate_without_an_approval(self, builder):
        about = {"police_unit": builder.cast.police, "rule_name": "x", "rule_source": "x"}
        with pytest.raises(DatabaseError, match="is not to be destroyed"), transaction.atomic():
            DestroyedCase.objects.create(
                case_id=builder.case.pk, urn=builder.urn, is_restricted=False,
                proposed_by=builder.cast.supervisor, proposed_at=builder.at,
                approved_by=builder.cast.manager, approved_at=builder.at, **about,
            )  # fmt: skip

    def test_certificates_are_of_those_who_lead_the_units(self, builder):
        approve(builder, propose(builder))
        for who, count in (("supervisor", 1), ("manager", 1), ("officer", 0), ("prosecutor", 0)):
            by = scope(getattr(builder.cast, who), at=builder.at)
            assert queries.destroyed_cases(by).count() == count


class TestToReview:
    def test_closed_cases_that_a_rule_keeps_no_longer(self, builder, settings):
        assert listed(builder) == listed(builder, "manager") == [builder.urn]
        settings.RETENTION_RULES = [LONGER]
        assert listed(builder) == []
        settings.RETENTION_RULES = []
        assert listed(builder) == []

    def test_not_those_that_are_open_or_kept_by_a_review(self, builder):
        CaseBuilder(builder.cast, at=builder.at.replace(year=builder.at.year - 11))
        assert listed(builder) == [builder.urn]
        keep(builder)
        assert listed(builder) == []

    def test_the_first_day_is_the_same_as_that_of_the_act(self, builder):
        day = builder.closed_on.replace(year=builder.closed_on.year + 10)
        by = scope(builder.cast.supervisor, at=builder.at)
        assert queries.cases_to_review(by, today=day).exists()
        assert not queries.cases_to_review(by, today=day - timedelta(days=1)).exists()

    def test_what_waits_for_approval_stands_there_whatever_the_rule(self, builder, settings):
        propose(builder)
        settings.RETENTION_RULES = []
        assert listed(builder) == [builder.urn]


class TestRulesOfTheDeployment:
    def read(self, tmp_path, text):
        path = tmp_path / "rules.toml"
        path.write_text(text)
        return rules_in_file(path)

    def test_they_are_read_from_a_file(self, tmp_path):
        text = '[[rule]]\ncode = "A"\nname = "A rule"\nsource = "Its source"\nyears = 7\n'
        rule = {"code": "A", "name": "A rule", "source": "Its source", "years": 7}
        assert self.read(tmp_path, text) == [rule]
        assert self.read(tmp_path, "") == []

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            (("years = 7", ""), "rule 1: give code, name, source, years"),
            (("years = 7", "years = true"), "rule 1: give"),
            (("years = 7", 'years = "7"'), "rule 1: give"),
            (("years = 7", "years = 7\ndays = 1"), "rule 1: give"),
            (("years = 7", "years = -1"), "years are from 0"),
            (("years = 7", "years = 201"), "years are from 0"),
            (('"Its source"', '""'), "empty or too long"),
            (('"A"', f'"{"A" * 41}"'), "empty or too long"),
        ],
    )
    def test_one_that_is_not_whole_stops_the_start(self, tmp_path, changed, said):
        text = '[[rule]]\ncode = "A"\nname = "A rule"\nsource = "Its source"\nyears = 7\n'
        with pytest.raises(ValueError, match=said):
            self.read(tmp_path, text.replace(*changed))

    def test_a_code_is_of_one_rule(self, tmp_path):
        text = '[[rule]]\ncode = "A"\nname = "A rule"\nsource = "Its source"\nyears = 7\n'
        with pytest.raises(ValueError, match="two rules have one code"):
            self.read(tmp_path, text * 2)


class TestAfterARestore:
    def test_a_case_whose_key_was_destroyed_is_named(self, builder):
        assert builder.case not in removal.restored_although_destroyed()
        CASE_KEYS.destroy(builder.case.pk)
        CASE_KEYS.destroy(uuid4())  # of a case that is gone
        assert list(removal.restored_although_destroyed()) == [builder.case]

    def test_one_that_is_to_be_removed_is_not(self, builder, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            approve(builder, propose(builder))
        assert not removal.restored_although_destroyed().exists()


class TestOneSidesOwn:
    def test_what_only_the_proposer_s_side_knows_is_not_said(self, builder):
        """A suspect that the police have not sent: the CPS learns nothing of them."""
        proposed = propose(builder)
        builder.at -= timedelta(hours=2)
        builder.add_suspect()
        builder.at += timedelta(hours=2)
        assert why_not(approve, builder, proposed) == actions.CHANGED_SINCE
        assert why_not(propose, builder) == queries.OPEN
        case, rows = case_of(builder), queries.rows_for(scope(builder.cast.manager, at=builder.at))
        assert queries.retention_of(case, rows, today=builder.at.date()).because is None


class TestReadiness:
    def problems(self, builder):
        checks = [readiness._destroyed_cases_check(builder.at), readiness._case_keys_check()]
        return [check.problem for check in checks if not check.is_well]

    def test_a_case_that_waits_for_its_removal_for_two_days_is_told(self, builder):
        approve(builder, propose(builder))
        builder.at += timedelta(days=2) - timedelta(hours=2)
        assert self.problems(builder) == []
        builder.at += timedelta(hours=2)
        assert self.problems(builder) == ["destroyed cases not removed"]

    def test_its_empty_key_is_no_missing_key(self, builder, django_capture_on_commit_callbacks):
        make_document(case_of(builder), "POLICE")
        assert not folder_checks.is_case_key_missing()
        with django_capture_on_commit_callbacks(execute=True):
            approve(builder, propose(builder))
        assert not folder_checks.is_case_key_missing()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two leaders, each on a connection of their own."""

    @pytest.mark.parametrize("first", ["hold", "approval"])
    def test_a_hold_and_an_approval_never_both_stand(self, first):
        builder = closed_case()
        proposed, case, at = propose(builder), case_of(builder), builder.at
        manager, second = scope(builder.cast.manager, at), scope(builder.cast.second, at)

        def hold_it():
            actions.place_legal_hold(case=case, by=second, at=at, reason="An appeal.")
            return "held"

        def approve_it():
            actions.approve_destruction(destruction=proposed, by=manager, at=at)
            return "destroyed"

        acts = [hold_it, approve_it] if first == "hold" else [approve_it, hold_it]
        outcomes = run_at_once(builder.case, *acts)
        done = [each for each in outcomes if isinstance(each, str)]
        [refusal] = [str(each) for each in outcomes if isinstance(each, Refused)]
        assert len(done) == 1
        is_destroyed, is_held = DestroyedCase.objects.exists(), every_row(LegalHold).exists()
        assert (is_destroyed, is_held) == (done == ["destroyed"], done == ["held"])
        assert refusal == str(IS_DESTROYED if is_destroyed else queries.HELD)
        if is_held:
            assert CASE_KEYS.get_or_create(builder.case.pk)

    def test_two_approvals_make_one_certificate(self):
        builder = closed_case()
        other = person(builder.cast.cps, "allocate_cases", name="Max Manager")
        proposed, at = propose(builder), builder.at
        by = [scope(who, at) for who in (builder.cast.manager, other)]
        outcomes = run_at_once(
            builder.case,
            *(
                partial(actions.approve_destruction, destruction=proposed, by=who, at=at)
                for who in by
            ),
        )
        assert len([each for each in outcomes if isinstance(each, DestroyedCase)]) == 1
        assert len([each for each in outcomes if isinstance(each, Refused)]) == 1
