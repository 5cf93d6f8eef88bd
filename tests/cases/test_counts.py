"""The prosecutor states the counts of a charge, and the police may add to what they allege."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cases.case_details.actions import cases as case_actions
from cases.case_details.actions.allegations import correct_allegation
from cases.decisions.counts import StatedCount, count_as_alleged
from cases.models import Allegation, AuthorisedCharge
from cases.queries.allegations import visible_allegations
from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.cases.charges import allegations_against
from tests.support.cases.counts import (
    NIGHT,
    PENETRATION,
    RAPE_1956,
    WHAT,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    offence_with_code,
    stage_refusal_text,
)
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(3)


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate().review()


class TestStated:
    def test_a_count_is_alleged_or_new_and_may_be_the_alternative_of_another(self, builder):
        decision = charge_with_counts(
            builder, count_alleged(builder), count_not_alleged(builder, alternative_to=1)
        )
        one, two = decision.charges.order_by("pk")
        assert (one.allegation, one.alternative_to) == (
            allegations_against(builder.suspects[0])[0],
            None,
        )
        assert (two.allegation, two.alternative_to, two.offence_id) == (None, one, PENETRATION)
        assert (two.victim, two.from_on, two.to_on, two.particulars) == (
            builder.victim, NIGHT, None, WHAT,
        )  # fmt: skip
        page = page_text(
            client_for(builder.cast.officer).get(page_url("see-decisions", builder.case))
        )
        assert "Charge 2, alternative to charge 1: " in page and "victim 1, 10 January 2026" in page
        assert WHAT in page
        card = page_text(client_for(builder.cast.officer).get(page_url("see-case", builder.case)))
        assert "Charge 2, alternative to charge 1" in card

    def test_a_count_may_have_other_days_than_its_allegation(self, builder):
        made = allegations_against(builder.suspects[0])[0]
        until = NIGHT + timedelta(days=5)
        count = StatedCount(made.victim, made.offence, NIGHT, until, WHAT, made)
        [row] = charge_with_counts(builder, count).charges.all()
        assert (row.allegation, row.from_on, row.to_on) == (made, NIGHT, until)

    @pytest.mark.parametrize("to", [[None, 2], [2, None], [None, 1, 2], [None, 0], [None, 9]])
    def test_an_alternative_is_to_an_earlier_count_of_its_own(self, builder, to):
        counts = [count_not_alleged(builder, alternative_to=each) for each in to]
        assert "An alternative is to an earlier charge" in stage_refusal_text(
            charge_with_counts, builder, *counts
        )

    def test_it_is_about_this_case_and_suspect_and_an_allegation_is_one_count(self, builder):
        elsewhere = CaseBuilder(cast())
        theirs = count_as_alleged(allegations_against(builder.suspects[1])[0], WHAT)
        told = stage_refusal_text(
            charge_with_counts, builder, count_not_alleged(builder, victim=elsewhere.victim)
        )
        assert "Ask the police to add the allegation first" in told
        told = stage_refusal_text(charge_with_counts, builder, theirs)
        assert "State charges from allegations against this suspect" in told
        assert "Each allegation can be one charge." in stage_refusal_text(
            charge_with_counts, builder, count_alleged(builder), count_alleged(builder)
        )
        assert stage_refusal_text(charge_with_counts, builder) == "State at least one charge."
        assert not AuthorisedCharge.objects.exists()

    def test_each_count_is_judged_by_the_law_of_its_days(self, builder):
        old = count_not_alleged(builder, from_on=date(1998, 3, 3))
        assert "choose an offence under Sexual Offences Act 1956" in stage_refusal_text(
            charge_with_counts, builder, old
        )
        to_come = count_not_alleged(builder, from_on=START.date() + timedelta(days=9))
        assert "has not come yet" in stage_refusal_text(charge_with_counts, builder, to_come)
        assert charge_with_counts(
            builder,
            count_not_alleged(
                builder, offence=offence_with_code(RAPE_1956), from_on=date(1998, 3, 3)
            ),
        )

    def test_days_across_1_may_2004_are_charged_under_both_acts(self, builder):
        across = {"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 31)}
        one = count_not_alleged(builder, **across)
        told = stage_refusal_text(charge_with_counts, builder, one)
        assert told.startswith("Charge 1: The dates cross 1 May 2004")
        other = count_not_alleged(
            builder, offence=offence_with_code("SX56027"), alternative_to=1, **across
        )
        assert charge_with_counts(builder, one, other).charges.count() == 2

    def test_an_offence_of_the_other_act_of_another_conduct_does_not_do_without_a_reason(
        self, builder
    ):
        across = {"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 31)}
        one = count_not_alleged(builder, **across)
        unlike = count_not_alleged(
            builder, offence=offence_with_code("IC60004"), alternative_to=1, **across
        )
        told = stage_refusal_text(charge_with_counts, builder, one, unlike)
        assert told.startswith("Charge 1: The dates cross 1 May 2004")
        why = "He did it by a message, and touched nobody: no indecent assault is in it."
        kept = charge_with_counts(
            builder,
            count_not_alleged(builder, **across, other_act_because=why),
            count_not_alleged(
                builder, offence=offence_with_code("IC60004"), alternative_to=1, **across
            ),
        )
        said = [row.other_act_because for row in kept.charges.order_by("pk")]
        assert said == [why, ""]

    def test_a_reason_lets_a_charge_across_1_may_2004_stand_alone(self, builder):
        across = {"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 31)}
        why = "Nothing that the Act of 1956 made an offence was done."
        [row] = charge_with_counts(
            builder, count_not_alleged(builder, **across, other_act_because=why)
        ).charges.all()
        assert row.other_act_because == why

    def test_an_attempt_across_1_may_2004_needs_no_full_offence_of_the_other_act(self, builder):
        across = {"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 31)}
        attempt = count_not_alleged(builder, offence=offence_with_code("SX03002A"), **across)
        [row] = charge_with_counts(builder, attempt).charges.all()
        assert row.offence_id == "SX03002A"

    def test_the_database_keeps_a_count_whole(self, builder):
        decision, made = (
            charge_with_counts(builder, count_alleged(builder)),
            allegations_against(builder.suspects[1])[0],
        )
        facts = {"decision": decision, "victim": builder.victim, "from_on": NIGHT}
        for wrong in (facts, facts | {"offence": made.offence}, {"decision": decision}):
            with pytest.raises(IntegrityError, match="count_is_whole"), transaction.atomic():
                AuthorisedCharge.objects.create(**wrong)

    def test_a_count_of_the_release_before_is_that_of_its_allegation(self, builder):
        decision = charge_with_counts(builder, count_not_alleged(builder))
        made, pk = allegations_against(builder.suspects[0])[0], uuid4()  # it has an outcome
        known = Allegation.objects.unscoped("test").filter(pk=made.pk).values().get()
        Allegation.objects.unscoped("test").create(
            **known | {"id": pk, "first_id": pk, "from_on": date(2026, 1, 11)}
        )
        AuthorisedCharge.objects.create(decision=decision, allegation_id=pk)
        page = page_text(
            client_for(builder.cast.officer).get(page_url("see-decisions", builder.case))
        )
        assert f"Charge 2: {made.offence}, victim 1, 11 January 2026" in page


class TestAllegedLater:
    """The police add and correct allegations while the CPS has the referral."""

    def add(self, builder, **facts):
        facts = {
            "victim": builder.victim,
            "offence": offence_with_code(PENETRATION),
            "from_on": NIGHT,
        } | facts
        return builder.do(
            case_actions.add_allegation, "officer", case=builder.case, suspect=builder.suspects[0],
            **facts,
        )  # fmt: skip

    def test_the_prosecutor_sees_it_at_once_and_is_told(self, builder):
        made = self.add(builder)
        assert made.only_side == ""
        page = page_text(
            client_for(builder.cast.prosecutor).get(
                page_url("authorise-charge", builder.suspects[0])
            )
        )
        assert f"{made.offence} Victim 1" in page
        assert "Allegation added or corrected" in page_text(
            client_for(builder.cast.prosecutor).get("/notices/")
        )

    def test_no_count_is_about_a_victim_whom_the_prosecutor_does_not_know(self, builder):
        victim = builder.do(case_actions.add_victim, "officer", case=builder.case)
        made = self.add(builder, victim=victim)
        assert made.only_side == "POLICE"
        told = stage_refusal_text(
            charge_with_counts, builder, count_not_alleged(builder, victim=victim)
        )
        assert "State charges about victims of whom the police allege something" in told

    def test_a_correction_is_seen_at_once_and_the_version_that_was_sent_stays(self, builder):
        [sent] = allegations_against(builder.suspects[0])
        right = builder.do(
            correct_allegation, "officer", allegation=sent, victim=sent.victim, reason="Misread.",
            offence=sent.offence, from_on=NIGHT - timedelta(days=1),
        )  # fmt: skip
        pia = scope(builder.cast.prosecutor, builder.at)
        assert list(visible_allegations(pia).filter(suspect=builder.suspects[0])) == [right]
        assert "State charges from allegations against this suspect, as they are now" in (
            stage_refusal_text(charge_with_counts, builder, count_as_alleged(sent, WHAT))
        )
        assert charge_with_counts(builder, count_as_alleged(right, WHAT))

    def test_before_it_is_sent_again_the_police_keep_it_to_themselves(self):
        builder = CaseBuilder(cast(), at=START)
        made = self.add(builder)
        assert made.only_side == "POLICE"
        builder.write()
        assert "Withdraw the referral first" in stage_refusal_text(
            self.add, builder, from_on=NIGHT - timedelta(days=2)
        )

    def test_nothing_is_added_once_it_is_decided(self, builder):
        charge_with_counts(builder, count_alleged(builder))
        assert "already been authorised" in stage_refusal_text(self.add, builder)
