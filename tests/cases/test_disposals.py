"""A suspect is dealt with out of court: the proposal, its second reader, what the police report."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.decisions.actions import disposals
from cases.models import (
    AllegationDisposal,
    AuthorisedCharge,
    Decision,
    Disposal,
    DisposalReport,
    Event,
    Suspect,
)
from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.cases.charges import allegations_against, authorise_charge_of
from tests.support.cases.decisions import (
    countersign_no_charge,
    decline_countersignature,
    propose_no_charge,
)
from tests.support.cases.disposals import (
    ADULT,
    STEPS,
    WHY,
    YOUTH,
    authorise_disposal,
    give_caution,
    not_given,
    propose_disposal_of,
    report_conditions_of,
    report_disposal_of,
    stated,
)
from tests.support.cases.refusals import why_not
from tests.support.cases.sealed_rows import with_texts_typed_anew
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Two suspects with a prosecutor, neither decided on."""
    return CaseBuilder(cast(), suspects=2).allocate()


def state(builder):
    suspect = builder.suspect()
    return suspect.state, suspect.holder_side


def decisions_of(builder):
    rows = Decision.objects.unscoped("test").filter(suspect=builder.suspects[0])
    return list(rows.order_by("number").values_list("kind", "status"))


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


class TestProposal:
    def test_a_second_reader_always_reads_it(self, builder):
        made = propose_disposal_of(builder)
        assert (made.status, made.only_side, made.kind) == ("PROPOSED", "CPS", "ADULT_CONDITIONAL")
        assert state(builder) == ("SECOND_READER", "CPS")
        events = Event.objects.for_scope(scope(builder.cast.officer, at=builder.at))
        assert not events.filter(verb="propose_disposal").exists()
        text = why_not(countersign_no_charge, builder, builder.suspects[0], who="prosecutor")
        assert text.startswith("You wrote this decision")
        countersign_no_charge(builder, builder.suspects[0])
        assert state(builder) == ("DISPOSAL_AUTHORISED", "POLICE")
        assert decisions_of(builder) == [("ADULT_CONDITIONAL", "LIVE")]
        assert "Olive Officer" in told("turn_began")

    def test_it_keeps_what_it_rests_on(self, builder):
        made = authorise_disposal(builder)
        said = Disposal.objects.get(decision=made)
        assert (said.exceptional, said.are_asked) == (WHY, True)
        assert [row.number for row in made.conditions.order_by("number")] == [1, 2]
        assert made.disposed.count() == 1 and made.uncharged.count() == 0

    def test_declined_it_is_with_the_prosecutor_again(self, builder):
        propose_disposal_of(builder)
        decline_countersignature(builder, builder.suspects[0])
        assert state(builder) == ("WITH_PROSECUTOR", "CPS")
        authorise_charge_of(builder)

    def test_another_wording_is_read_again(self, builder):
        first = propose_disposal_of(builder)
        facts = {"rationale": "Better put.", "public_interest_rationale": "It meets it."}
        new = builder.do(
            disposals.revise_disposal, "prosecutor", suspect=builder.suspects[0],
            disposal=stated(builder, kind="ADULT_CAUTION"), version=first.number, **facts,
        )  # fmt: skip
        assert (new.number, new.kind) == (2, "ADULT_CAUTION")
        assert decisions_of(builder)[0] == ("ADULT_CONDITIONAL", "REPLACED")
        text = why_not(countersign_no_charge, builder, builder.suspects[0], version=1)
        assert text.startswith("This decision has changed")

    def test_a_disposal_is_not_reworded_as_no_further_action(self, builder):
        propose_no_charge(builder, builder.suspects[0])
        text = why_not(
            builder.do, disposals.revise_disposal, "prosecutor", suspect=builder.suspects[0],
            disposal=stated(builder), version=1, rationale="x", public_interest_rationale="x",
        )  # fmt: skip
        assert text.startswith("The proposed decision is of another kind now.")

    def test_one_review_under_the_threshold_test_is_not_enough(self, builder):
        builder.have_reviewed(builder.suspects[0])
        Suspect.objects.unscoped("test").update(is_to_be_reviewed_again=True)
        assert "applied the Threshold Test" in why_not(propose_disposal_of, builder)

    def test_conditions_are_of_conditional_cautions(self, builder):
        assert "at least one condition" in why_not(propose_disposal_of, builder, conditions=[])
        some = stated(builder).conditions
        text = why_not(propose_disposal_of, builder, kind="ADULT_CAUTION", conditions=some)
        assert text.startswith("Leave the conditions out")

    def test_the_victims_are_asked_or_it_says_why_not(self, builder):
        text = "Enter what the victims said, or why they were not asked."
        assert why_not(propose_disposal_of, builder, views=" ") == text
        assert why_not(propose_disposal_of, builder, are_asked=False, views="") == text
        facts = {"are_asked": False, "views": "", "not_asked_because": "She cannot be found."}
        made = propose_disposal_of(builder, **facts)
        assert made.disposal.not_asked_because == "She cannot be found."

    def test_an_allegation_has_one_outcome(self, builder):
        made = authorise_disposal(builder)
        [alleged] = allegations_against(builder.suspects[0])
        with pytest.raises(IntegrityError, match="two outcomes"), transaction.atomic():
            AuthorisedCharge.objects.create(decision=made, allegation=alleged)
        with pytest.raises(IntegrityError, match="disposed_once"), transaction.atomic():
            AllegationDisposal.objects.create(decision=made, allegation=alleged)
        assert "Select at least one" in why_not(propose_disposal_of, builder, n=1, allegations=[])
        text = why_not(propose_disposal_of, builder, n=1, allegations=[alleged])
        assert text.startswith("Select at least one allegation against this suspect")


class TestAge:
    @pytest.mark.parametrize(
        ("born_on", "kind", "is_offered"),
        [
            (ADULT, "ADULT_CAUTION", True),
            (ADULT, "YOUTH_CAUTION", False),
            (YOUTH, "YOUTH_CONDITIONAL", True),
            (YOUTH, "YOUTH_CAUTION", True),
            (YOUTH, "ADULT_CONDITIONAL", False),
            (date(2008, 3, 2), "ADULT_CONDITIONAL", True),  # 18 today
            (date(2008, 3, 4), "ADULT_CONDITIONAL", False),
        ],
    )
    def test_only_what_fits_the_age_is_offered(self, builder, born_on, kind, is_offered):
        if is_offered:
            assert propose_disposal_of(builder, born_on=born_on, kind=kind).kind == kind
        else:
            text = why_not(propose_disposal_of, builder, born_on=born_on, kind=kind)
            assert text.startswith("A suspect of this age cannot be given that.")

    def test_nothing_is_at_nine(self, builder):
        text = why_not(propose_disposal_of, builder, born_on=date(2016, 6, 1), kind="YOUTH_CAUTION")
        assert text == "A suspect of this age cannot be given any caution."

    def test_without_a_date_of_birth_nothing_is(self, builder):
        text = why_not(propose_disposal_of, builder, born_on=None)
        assert text.startswith("Nobody has recorded the suspect’s date of birth")

    def test_the_database_refuses_the_other_age(self, builder):
        made = propose_disposal_of(builder)
        Suspect.objects.unscoped("test").update(born_on=YOUTH)
        row = made.disposal
        with pytest.raises(IntegrityError, match="of this age"), transaction.atomic():
            row.pk, row._state.adding = None, True
            row.save()

    def test_a_youth_who_has_turned_eighteen_is_not_given_it(self, builder):
        born = builder.at.date().replace(year=builder.at.year - 18) + timedelta(days=2)
        authorise_disposal(builder, born_on=born, kind="YOUTH_CAUTION")
        builder.at += timedelta(days=3)
        facts = {"kind": "YOUTH_CAUTION", "confirmed": ["EXPLAINED", "ADULT_THERE"]}
        assert "at their age" in why_not(report_disposal_of, builder, **facts)
        not_given(builder)
        assert state(builder) == ("WITH_PROSECUTOR", "CPS")

    def test_one_of_seventeen_is_given_it_before_an_appropriate_adult(self, builder):
        born = builder.at.date().replace(year=builder.at.year - 17) - timedelta(days=2)
        authorise_disposal(builder, born_on=born, kind="YOUTH_CAUTION")
        alone = {"kind": "YOUTH_CAUTION", "confirmed": ["EXPLAINED"]}
        assert why_not(report_disposal_of, builder, **alone).startswith("Confirm each step")


class TestRoad:
    @pytest.mark.parametrize(
        ("kind", "born_on", "after"),
        [
            ("ADULT_CAUTION", ADULT, ("OUT_OF_COURT", "")),
            ("YOUTH_CAUTION", YOUTH, ("OUT_OF_COURT", "")),
            ("ADULT_CONDITIONAL", ADULT, ("DISPOSAL_CONDITIONS", "POLICE")),
            ("YOUTH_CONDITIONAL", YOUTH, ("DISPOSAL_CONDITIONS", "POLICE")),
        ],
    )
    def test_given_with_every_step_it_takes_effect(self, builder, kind, born_on, after):
        authorise_disposal(builder, kind=kind, born_on=born_on)
        for missing in STEPS[kind]:
            some = [each for each in STEPS[kind] if each != missing]
            text = why_not(report_disposal_of, builder, kind=kind, confirmed=some)
            assert text.startswith("Confirm each step")
        report_disposal_of(builder, kind=kind)
        assert state(builder) == after
        assert told("disposal_reported") == {"Pia Prosecutor"}

    def test_the_police_have_until_the_last_condition(self, builder):
        give_caution(builder)
        assert builder.suspect().due_at.date() == (builder.suspect().turn_began_at.date()
                                                   + timedelta(days=60))  # fmt: skip
        report_conditions_of(builder)
        assert state(builder) == ("OUT_OF_COURT", "")
        assert decisions_of(builder) == [("ADULT_CONDITIONAL", "LIVE")]
        assert not builder.suspect().is_open

    @pytest.mark.parametrize("is_given", [False, True])
    def test_not_given_or_not_met_the_prosecutor_decides_again(self, builder, is_given):
        if is_given:
            give_caution(builder)
            report_conditions_of(builder, were_met=False)
        else:
            authorise_disposal(builder)
            not_given(builder)
        assert state(builder) == ("WITH_PROSECUTOR", "CPS")
        assert decisions_of(builder) == [("ADULT_CONDITIONAL", "SET_ASIDE")]
        assert not builder.suspect().is_reviewed and builder.suspect().due_at
        builder.review()
        authorise_charge_of(builder)
        assert decisions_of(builder)[-1] == ("CHARGE", "LIVE")

    def test_the_next_decision_needs_a_new_review(self, builder):
        made = authorise_disposal(builder)
        not_given(builder)
        Suspect.objects.unscoped("test").update(is_reviewed=True)
        again = with_texts_typed_anew(Decision.objects.unscoped("test").get(pk=made.pk))
        again.pk, again.number, again._state.adding = None, 9, True
        again.status, again.only_side = "PROPOSED", "CPS"
        again.reading, again.read_by, again.read_at = "", None, None
        with pytest.raises(IntegrityError, match="without a review"), transaction.atomic():
            again.save()

    def test_each_is_reported_once_and_in_turn(self, builder):
        made = give_caution(builder)
        assert "has been cautioned, and" in why_not(not_given, builder)
        rows = {"case": builder.case, "decision": made, "on": builder.at.date(),
                "by": builder.cast.officer, "at": builder.at, "text": "x"}  # fmt: skip
        with pytest.raises(IntegrityError, match="given_or_not_once"), transaction.atomic():
            DisposalReport.objects.unscoped("test").create(step="NOT_GIVEN", **rows)
        report_conditions_of(builder)
        with pytest.raises(IntegrityError, match="met_or_not_once"), transaction.atomic():
            DisposalReport.objects.unscoped("test").create(step="NOT_MET", **rows)
        simple = authorise_disposal(builder, 1, kind="ADULT_CAUTION")
        rows["decision"] = simple
        with pytest.raises(IntegrityError, match="out of turn"), transaction.atomic():
            DisposalReport.objects.unscoped("test").create(step="MET", **rows)

    def test_a_report_says_when_and_why(self, builder):
        made = authorise_disposal(builder)
        before = made.read_at.date() - timedelta(days=1)
        assert "too long ago" in why_not(report_disposal_of, builder, on=before)
        ahead = builder.at.date() + timedelta(days=2)
        assert "not come yet" in why_not(report_disposal_of, builder, on=ahead)
        assert why_not(not_given, builder, text=" ") == "Enter why not."
        report_disposal_of(builder)
        assert why_not(report_conditions_of, builder, were_met=False, text="") == "Enter why not."

    @pytest.mark.parametrize("who", ["prosecutor", "manager"])
    def test_the_police_report_it(self, builder, who):
        authorise_disposal(builder)
        assert "investigating police unit" in why_not(report_disposal_of, builder, who=who)
