"""No further action reconsidered: a ground, a reason, a second reader, and a new review."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from cases.decisions.actions import reopenings
from cases.models import Case, Decision, Event, Reversal
from devtools.case_builder import MONDAY, CaseBuilder, cast, scope
from people.access import grants
from people.models import Human, User
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.decisions import no_further_action, record_consultation_of
from tests.support.cases.pages import (
    client_for,
    hidden_fields_at,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.refusals import why_not
from tests.support.cases.reversals import (
    WHY,
    countersign_reversal_of,
    decline_reversal_of,
    newest_reversal,
    propose_reversal,
    reverse_decision,
    withdraw_reversal_of,
)
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

DECIDED_AGAIN = (
    "A victim who was told of that decision is to be told that it is decided again. One who was "
    "not told yet is told of the next decision."
)
FIRST = "Record a review of this submission first. None has been recorded for suspect 1."


@module_fixture
def builder():
    """A case in which no further action was decided on the first of two suspects."""
    made = CaseBuilder(cast(), suspects=2).allocate().review()
    no_further_action(made, made.suspects[0])
    return made


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def decision_of(builder):
    return Decision.objects.unscoped("test").get(suspect=builder.suspects[0])


def one_human(*users):
    User.objects.filter(pk__in=[user.pk for user in users]).update(human=Human.objects.create())


def open_turn(builder):
    return builder.suspect().turns.unscoped("test").select_related("clock").get(ended_at=None)


def why_no_charge(builder):
    """What the page says where a charge cannot be authorised yet."""
    page = client_for(builder.cast.prosecutor).get(
        page_url("authorise-charge", builder.suspects[0])
    )
    assert page.status_code == 403
    return page_text(page)


class TestProposal:
    def test_it_waits_for_a_second_reader_and_the_decision_stays_in_force(self, builder):
        reversal = propose_reversal(builder)
        assert (reversal.status, reversal.ground, reversal.only_side) == (
            "PROPOSED", "NEW_EVIDENCE", "CPS",
        )  # fmt: skip
        suspect = builder.suspect()
        assert (suspect.state, suspect.holder_side, suspect.is_open) == ("NFA_REVERSAL", "CPS", 1)
        assert decision_of(builder).status == "LIVE"
        assert told("second_reader_wanted") == {"Mona Manager"}
        assert told("reopened") == set()

    @pytest.mark.parametrize("who", ["prosecutor", "officer", "assistant"])
    def test_whoever_leads_no_cps_unit_does_not_propose_it(self, builder, who):
        assert why_not(propose_reversal, builder, who=who) == (
            "Only a manager of the CPS unit can do this."
        )

    @pytest.mark.parametrize("ground", ["REVIEW", "PANEL"])
    def test_the_grounds_of_a_review_are_not_selected_by_hand(self, builder, ground):
        assert why_not(propose_reversal, builder, ground=ground) == (
            "Select one of the grounds shown."
        )
        page = client_for(builder.cast.manager).get(
            page_url("reverse-no-further-action", builder.suspects[0])
        )
        assert f'value="{ground}"' not in page.content.decode()

    def test_a_suspect_without_such_a_decision_has_nothing_to_reconsider(self, builder):
        assert why_not(propose_reversal, builder, 1) == (
            "Suspect 2 is at another stage now: With the prosecutor."
        )

    def test_it_is_proposed_once_at_a_time(self, builder):
        propose_reversal(builder)
        assert why_not(propose_reversal, builder) == (
            "No further action on suspect 1 is in force. A second reader has still to read why it "
            "should be reconsidered."
        )

    def test_the_police_see_that_it_is_proposed_and_not_why(self, builder):
        propose_reversal(builder)
        officer = client_for(builder.cast.officer)
        page = page_text(officer.get(page_url("see-case", builder.case)))
        assert "No further action: reconsidering proposed" in page and WHY not in page
        assert WHY not in page_text(officer.get(page_url("see-decisions", builder.case)))
        events = Event.objects.for_scope(scope(builder.cast.officer, at=builder.at))
        assert not events.filter(verb="reverse_no_further_action").exists()
        page = page_text(client_for(builder.cast.manager).get(page_url("see-case", builder.case)))
        assert f"Why the decision should be set aside {WHY}" in page

    def test_it_can_be_withdrawn_before_it_is_read(self, builder):
        propose_reversal(builder)
        withdraw_reversal_of(builder)
        suspect = builder.suspect()
        assert (suspect.state, suspect.is_open, suspect.proposed_by) == (
            "NO_FURTHER_ACTION", False, [],
        )  # fmt: skip
        assert not suspect.turns.unscoped("test").filter(ended_at=None).exists()
        assert newest_reversal(suspect).status == "WITHDRAWN"
        assert propose_reversal(builder).number == 2

    def test_a_length_for_the_second_reader_is_a_local_setting(self, builder):
        propose_reversal(builder)
        assert open_turn(builder).clock is None and builder.suspect().due_at is None


class TestSecondReader:
    @pytest.mark.parametrize("act", [countersign_reversal_of, decline_reversal_of])
    def test_nobody_answers_their_own_under_any_account(self, builder, act):
        propose_reversal(builder)
        assert why_not(act, builder, who="manager") == (
            "You proposed this, or wrote the decision that it sets aside, so another prosecutor or"
            " a manager must read it."
        )
        one_human(builder.cast.manager, builder.cast.other_prosecutor)
        assert why_not(act, builder) == (
            "You proposed this, or wrote the decision that it sets aside, under another account of"
            " yours, so another person must read it."
        )

    @pytest.mark.parametrize("act", [countersign_reversal_of, decline_reversal_of])
    def test_nobody_answers_one_about_their_own_decision_under_any_account(self, builder, act):
        propose_reversal(builder)
        address = page_url("countersign-reversal", builder.suspects[0])
        assert client_for(builder.cast.prosecutor).get(address).status_code == 403
        assert "wrote the decision that it sets aside, so another" in why_not(
            act, builder, who="prosecutor"
        )
        one_human(builder.cast.prosecutor, builder.cast.other_prosecutor)
        assert "under another account of yours" in why_not(act, builder)

    def test_the_database_knows_who_wrote_the_decision_under_any_account(self, builder):
        row = Reversal.objects.unscoped("test").filter(pk=propose_reversal(builder).pk)
        one_human(builder.cast.prosecutor, builder.cast.other_prosecutor)
        read = {"status": "IN_FORCE", "only_side": "", "reading": "COUNTERSIGNED"}
        for reader in (builder.cast.prosecutor, builder.cast.other_prosecutor):
            with (
                pytest.raises(IntegrityError, match="wrote the decision"),
                transaction.atomic(),
            ):
                row.update(read_by=reader, read_at=builder.at, **read)

    def test_the_database_knows_an_author_under_any_account(self, builder):
        row = Reversal.objects.unscoped("test").filter(pk=propose_reversal(builder).pk)
        one_human(builder.cast.manager, builder.cast.other_prosecutor)
        read = {"status": "IN_FORCE", "only_side": "", "reading": "COUNTERSIGNED"}
        for reader in (builder.cast.manager, builder.cast.other_prosecutor):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.update(read_by=reader, read_at=builder.at, **read)

    def test_the_database_keeps_it_as_it_was_read(self, builder):
        row = Reversal.objects.unscoped("test").filter(pk=reverse_decision(builder).pk)
        for change in ({"reasons": "Else."}, {"ground": "OTHER"}, {"reading_text": "Else."}):
            with pytest.raises(DatabaseError), transaction.atomic():
                update_in_clear(row, **change)

    def test_the_database_lets_none_into_force_that_nobody_read(self, builder):
        row = Reversal.objects.unscoped("test").filter(pk=propose_reversal(builder).pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(status="IN_FORCE", only_side="")

    def test_another_proposal_than_the_one_read_is_not_countersigned(self, builder):
        read = propose_reversal(builder).number
        withdraw_reversal_of(builder)
        propose_reversal(builder)
        assert why_not(countersign_reversal_of, builder, version=read) == (
            "This proposal has changed since you opened it. Read it again, then decide."
        )

    def test_one_who_does_not_agree_says_why_and_the_decision_stays(self, builder):
        propose_reversal(builder)
        with pytest.raises(ValueError):
            decline_reversal_of(builder, text=" ")
        reversal = decline_reversal_of(builder)
        assert (reversal.status, reversal.reading_text) == ("DECLINED", "The phone shows it.")
        assert (builder.suspect().state, decision_of(builder).status) == (
            "NO_FURTHER_ACTION", "LIVE",
        )  # fmt: skip
        assert builder.suspect().is_reviewed
        assert told("reversal_answered") == {"Mona Manager"}
        page = page_text(
            client_for(builder.cast.manager).get(
                page_url("reverse-no-further-action", builder.suspects[0])
            )
        )
        assert "Proposed before" in page and "Not countersigned by Otto Other" in page
        officer = client_for(builder.cast.officer)
        page = page_text(officer.get(page_url("see-decisions", builder.case)))
        assert "The phone shows it." not in page


class TestSetAside:
    def test_the_suspect_is_allocated_again_on_the_old_submission(self, builder):
        reversal = reverse_decision(builder)
        assert (reversal.status, reversal.only_side) == ("IN_FORCE", "")
        suspect = builder.suspect()
        assert (suspect.state, suspect.holder_side, suspect.proposed_by) == (
            "READY_TO_ALLOCATE", "CPS", [],
        )  # fmt: skip
        assert decision_of(builder).status == "SET_ASIDE"
        turn = open_turn(builder)
        assert (turn.verb, turn.clock.rule, turn.clock.confidence) == (
            "countersign_reversal", "charging_green", "unverified",
        )  # fmt: skip
        assert "Mona Manager" in told("ready_to_allocate")
        assert told("reopened") == {"Olive Officer"}
        assert builder.suspect(1).state == "WITH_PROSECUTOR"

    def test_both_sides_read_who_when_and_why(self, builder):
        reverse_decision(builder)
        for who in ("officer", "prosecutor"):
            client = client_for(getattr(builder.cast, who))
            page, asked = page_and_queries(client, page_url("see-decisions", builder.case))
            text = page_text(page)
            for words in (
                "Set aside, and no longer in force", "Reconsidered Ground New evidence", WHY,
                "By Mona Manager", "Countersigned by Otto Other",
            ):  # fmt: skip
                assert words in text, words
            assert len(asked) <= 12

    def test_the_earlier_review_is_none_for_the_next_decision(self, builder):
        assert builder.suspect().is_reviewed
        reverse_decision(builder)
        builder.give_case(builder.suspects[:1])
        assert not builder.suspect().is_reviewed
        assert FIRST in why_no_charge(builder)
        prosecutor = client_for(builder.cast.prosecutor)
        assert FIRST in page_text(prosecutor.get(page_url("see-case", builder.case)))
        builder.review()
        assert authorise_charge_of(builder).review == builder.last_review

    def test_the_database_takes_none_either(self, builder):
        before = builder.last_review
        reverse_decision(builder)
        builder.give_case(builder.suspects[:1])
        facts = {
            "case": builder.case, "suspect": builder.suspects[0], "kind": "CHARGE", "number": 9,
            "rationale": "Why.", "by": builder.cast.prosecutor, "at": builder.at,
        }  # fmt: skip
        rows = Decision.objects.unscoped("test")
        for named in ({}, {"review": before}):
            with pytest.raises(IntegrityError, match="without a review"), transaction.atomic():
                rows.create(**facts, **named)
        builder.review()
        with pytest.raises(IntegrityError, match="without a review"), transaction.atomic():
            rows.create(**facts, review=before)
        assert rows.create(**facts, review=builder.last_review).pk

    def test_one_that_was_declined_takes_no_review_away(self, builder):
        propose_reversal(builder)
        decline_reversal_of(builder)
        builder.at += builder.at - MONDAY
        rows = Decision.objects.unscoped("test")
        rows.filter(suspect=builder.suspects[0]).update(status="SET_ASIDE")
        assert rows.create(
            case=builder.case, suspect=builder.suspects[0], kind="CHARGE", number=9,
            rationale="Why.", by=builder.cast.prosecutor, at=builder.at,
        ).pk  # fmt: skip

    def test_it_may_end_in_a_charge_or_in_the_same_again(self, builder):
        reverse_decision(builder)
        builder.give_case(builder.suspects[:1])
        held = record_consultation_of(builder, builder.suspects[0])
        no_further_action(builder, builder.suspects[0], consultation=held)
        reverse_decision(builder)
        builder.give_case(builder.suspects[:1])
        authorise_charge_of(builder)
        rows = Decision.objects.unscoped("test").filter(suspect=builder.suspects[0])
        found = rows.order_by("number").values_list("kind", "status")
        assert list(found) == [
            ("NFA_EVIDENTIAL", "SET_ASIDE"), ("NFA_EVIDENTIAL", "SET_ASIDE"), ("CHARGE", "LIVE"),
        ]  # fmt: skip

    def test_a_threshold_review_of_before_reminds_nobody_any_more(self, builder):
        rows = type(builder.suspect()).objects.unscoped("test").filter(pk=builder.suspects[0].pk)
        rows.update(is_to_be_reviewed_again=True)
        reverse_decision(builder)
        assert not builder.suspect().is_to_be_reviewed_again


class TestReviewOverturns:
    """A review of the victim, or after a panel, sets it aside without a second reader."""

    def reopen(self, builder, ground="REVIEW"):
        suspect = builder.suspect()
        suspect.case = Case.objects.unscoped("test").get(pk=builder.case.pk)
        builder.at += builder.at - MONDAY
        by = scope(builder.cast.other_prosecutor, at=builder.at)
        reopenings.reopen_on_review(suspect=suspect, by=by, at=builder.at, ground=ground)

    @pytest.mark.parametrize(
        ("ground", "words"),
        [
            ("REVIEW", "A review that the victim asked for overturned the decision"),
            ("PANEL", "A scrutiny panel referred the decision back"),
        ],
    )
    def test_the_ground_is_kept_and_the_reasons_stay_with_the_review(self, builder, ground, words):
        self.reopen(builder, ground)
        reversal = newest_reversal(builder.suspects[0])
        assert (reversal.status, reversal.ground, reversal.by) == (
            "IN_FORCE", ground, builder.cast.other_prosecutor,
        )  # fmt: skip
        officer = client_for(builder.cast.officer)
        page = page_text(officer.get(page_url("see-decisions", builder.case)))
        assert f"Ground {words} Why The reasons are with that review." in page

    def test_the_review_of_before_does_not_count_then_either(self, builder):
        self.reopen(builder)
        builder.give_case(builder.suspects[:1])
        assert FIRST in why_no_charge(builder)

    def test_it_overtakes_a_proposal_that_waits(self, builder):
        waiting = propose_reversal(builder)
        self.reopen(builder)
        waiting.refresh_from_db()
        assert (waiting.status, waiting.only_side) == ("OVERTAKEN", "CPS")
        suspect = builder.suspect()
        assert (suspect.state, suspect.proposed_by) == ("READY_TO_ALLOCATE", [])


class TestPages:
    def test_a_manager_proposes_it_on_the_page_that_shows_the_decision(self, builder):
        manager = client_for(builder.cast.manager)
        address = page_url("reverse-no-further-action", builder.suspects[0])
        assert address in links_on_page(manager.get(page_url("see-case", builder.case)))
        page = page_text(manager.get(address))
        assert "Absence of consent cannot be proved" in page and DECIDED_AGAIN in page
        page = page_text(manager.post(address, {"form_key": "", "text": "x"}))
        assert "Select on which ground it should be reconsidered" in page
        assert "Say more under “Why should it be reconsidered?”" in page
        submit_form(manager, address, ground="VICTIM", text=WHY)
        assert newest_reversal(builder.suspects[0]).ground == "VICTIM"

    def test_the_second_reader_finds_it_in_the_list_and_the_proposer_does_not(self, builder):
        propose_reversal(builder)
        for who, is_listed in (("other_prosecutor", True), ("manager", False)):
            page = client_for(getattr(builder.cast, who)).get(
                reverse("see-worklist", args=["second-reader"])
            )
            assert (builder.case.urn in page_text(page)) == is_listed, who

    def test_the_second_reader_countersigns_on_the_page(self, builder):
        propose_reversal(builder)
        reader = client_for(builder.cast.other_prosecutor)
        address = page_url("countersign-reversal", builder.suspects[0])
        page = page_text(reader.get(address))
        assert WHY in page and "Absence of consent cannot be proved" in page
        assert DECIDED_AGAIN in page and "no longer has to be told" not in page
        assert page_url("decline-reversal", builder.suspects[0]) in links_on_page(
            reader.get(address)
        )
        told = page_text(submit_form(reader, address, text="Agreed, the messages are new."))
        assert "Decision on suspect 1 set aside" in told

    def test_declining_and_withdrawing_have_pages(self, builder):
        propose_reversal(builder)
        reader = client_for(builder.cast.other_prosecutor)
        address = page_url("decline-reversal", builder.suspects[0])
        sent = {"form_key": "", "text": ""} | hidden_fields_at(reader, address)
        assert "Enter why you do not countersign" in page_text(reader.post(address, sent))
        submit_form(reader, address, text="The messages are of another night.")
        propose_reversal(builder)
        submit_form(
            client_for(builder.cast.manager),
            page_url("withdraw-reversal", builder.suspects[0]),
            text="The friend was not there that night.",
        )
        assert newest_reversal(builder.suspects[0]).status == "WITHDRAWN"

    def test_a_manager_holding_both_roles_is_told_the_turn_is_not_theirs(self, builder):
        grants.grant_capacity(
            "prosecute_cases", to=builder.cast.manager, on=builder.cast.cps,
            by=builder.cast.manager, at=MONDAY,
        )  # fmt: skip
        propose_reversal(builder)
        page = page_text(client_for(builder.cast.manager).get(page_url("see-case", builder.case)))
        assert "Your turn since" not in page
        assert Clock.objects.exists()


class TestNames:
    """Another decision is told from another wording of one."""

    @pytest.mark.parametrize("who", ["officer", "prosecutor"])
    def test_what_is_decided_after_one_was_set_aside_is_another_decision(self, builder, who):
        reverse_decision(builder)
        builder.give_case(builder.suspects[:1]).review()
        authorise_charge_of(builder)
        page = client_for(getattr(builder.cast, who)).get(page_url("see-decisions", builder.case))
        told = page_text(page)
        assert "decision 2 In force" in told
        assert "decision 1 Set aside, and no longer in force" in told
        assert "wording" not in told
        assert "Status The decision is set aside" in told
