"""A further charge: what comes out once a suspect is charged is reviewed, charged and tried."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.action_plans.actions import action_plans
from cases.case_details.actions import cases as case_actions
from cases.decisions.actions import court_facts
from cases.models import AuthorisedCharge, ChargeStop, Decision, LaidCharge, StoppedCount
from devtools.case_builder import CaseBuilder, cast, scope
from people.models import Unit
from people.text.dates import format_day
from tests.support.cases.charge_stops import (
    ASSAULT,
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    decline_stop_of,
    laid_about,
    laid_against,
    newest_stop,
    replace_charge_of,
    stop_charges_of,
    withdraw_stop_of,
)
from tests.support.cases.charges import (
    allegations_against,
    authorise_charge_of,
    report_charge_of,
)
from tests.support.cases.counts import NIGHT, PENETRATION, WHAT, offence_with_code
from tests.support.cases.court_facts import record_in_court
from tests.support.cases.further_charges import (
    CAME_OUT,
    add_charge_of,
    allege_further,
    review_again,
)
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import duties_owed, news_owed_to, recomputed_duties, record_of
from timeliness.calendar import london_day
from victims.actions.letter_facts import facts_of_letter

pytestmark = pytest.mark.django_db

LATER = NIGHT + timedelta(days=20)
NOT_ADDED = "Record a review of what has come out first."
CAUSING = "SX03009"
PHOTOGRAPH = "PK78001"  # no prosecution without the consent of the Director


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast(), at=days_ago(9))


@module_fixture
def read_twice():
    return charge_read_twice(cast(), at=days_ago(9))


@module_fixture
def people_case():
    """A suspect charged with one of two allegations about a victim, and the one left out."""
    made = CaseBuilder(cast(), at=days_ago(9))
    made.do(
        case_actions.add_allegation, "officer", case=made.case, victim=made.victim,
        suspect=made.suspects[0], offence=offence_with_code(ASSAULT), from_on=NIGHT,
    )  # fmt: skip
    made.allocate().review()
    charged, left_out = allegations_against(made.suspects[0])
    authorise_charge_of(made, allegations=[charged])
    report_charge_of(made, charges=[(charged.victim, charged.offence)])
    return made, left_out


def added(builder, **facts):
    """What came out, alleged, reviewed and charged."""
    alleged = allege_further(builder, from_on=LATER)
    review_again(builder)
    return add_charge_of(builder, alleged, **facts)


def decision_of(builder):
    return Decision.objects.unscoped("test").get(suspect=builder.suspects[0], status="LIVE")


class TestJourney:
    def test_what_comes_out_after_a_charge_is_charged_and_tried(self, builder):
        before = decision_of(builder)
        stop = added(builder)
        assert (stop.status, builder.suspect().state) == ("IN_FORCE", "CHARGED")
        count = AuthorisedCharge.objects.get(added_by=stop)
        assert (count.decision, count.allegation, count.particulars) == (
            before, stop.new_allegation, WHAT,
        )  # fmt: skip
        new = LaidCharge.objects.get(altered_by=stop)
        assert (new.count, new.victim, new.offence_id, new.from_on) == (
            count, builder.victim, PENETRATION, LATER,
        )  # fmt: skip
        assert new in laid_against(builder.suspects[0])
        assert not StoppedCount.objects.filter(stop=stop).exists()
        verdict = builder.do(
            court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0],
            kind="OUTCOME", on=builder.at.date(), result="CONVICTED", charges=[new],
        )  # fmt: skip
        assert [row.charge for row in verdict.about.all()] == [new]
        assert Decision.objects.unscoped("test").filter(suspect=builder.suspects[0]).count() == 1

    def test_it_is_stopped_and_replaced_like_the_others(self, builder):
        [new] = LaidCharge.objects.filter(altered_by=added(builder))
        other = replace_charge_of(builder, new, code=ASSAULT, from_on=LATER).replacements.get()
        stop_charges_of(builder, charges=[other])
        assert builder.suspect().state == "CHARGED"

    def test_one_stopped_alone_is_charged_again_once_it_was_reviewed(self, builder):
        first = laid_about(builder.suspects[0], builder.victim)[0]
        alleged = first.count.allegation
        stop_charges_of(builder, charges=[first])
        assert why_not(add_charge_of, builder, alleged).startswith(NOT_ADDED)
        review_again(builder)
        new = LaidCharge.objects.get(altered_by=add_charge_of(builder, alleged))
        assert (new.victim_id, new.offence_id, new.from_on) == (
            first.victim_id, first.offence_id, first.from_on,
        )  # fmt: skip
        assert new.count != first.count and new.count.allegation == alleged


class TestCount:
    def test_what_was_left_out_and_is_charged_now_is_left_out_no_longer(self, people_case):
        builder, left_out = people_case
        review_again(builder)
        add_charge_of(builder, left_out)
        page = page_text(client_for(builder.cast.officer).get(page_url("see-case", builder.case)))
        assert "Left out" not in page
        decisions = page_text(
            client_for(builder.cast.officer).get(page_url("see-decisions", builder.case))
        )
        assert "The other charge covers it." not in decisions
        assert "Charge added" in decisions and CAME_OUT in decisions

    def test_it_has_the_next_number_and_no_report_is_compared_with_it(self, builder):
        added(builder)
        officer = client_for(builder.cast.officer)
        for name in ("see-case", "see-decisions"):
            page = page_text(officer.get(page_url(name, builder.case)))
            assert "Charge 4" in page
            assert "Not authorised" not in page and "not charged" not in page.lower()
        case = page_text(officer.get(page_url("see-case", builder.case)))
        assert "Further charge" in case

    def test_one_and_its_alternative_are_two_counts(self, builder):
        alleged = allege_further(builder, from_on=LATER)
        review_again(builder)
        stop = add_charge_of(
            builder,
            alleged,
            alternative=offence_with_code(ASSAULT),
            other_particulars="He held her.",
        )
        first, other = AuthorisedCharge.objects.filter(added_by=stop).order_by("pk")
        assert (first.alternative_to, other.alternative_to) == (None, first)
        assert (other.allegation, other.particulars) == (None, "He held her.")
        assert LaidCharge.objects.filter(altered_by=stop).count() == 2

    def test_the_police_correct_their_report_no_more(self, builder):
        added(builder)
        assert builder.suspect().has_stopped_charges

    @pytest.mark.parametrize(("facts", "told"), [
        ({"from_on": NIGHT + timedelta(days=3650)}, "This date has not come yet."),
        ({"offence": "SX56001"}, "Sexual Offences Act 2003"),
        ({"alternative": PENETRATION, "other_particulars": WHAT}, "The alternative is the same"),
        ({"on": NIGHT}, "The suspect was charged on"),
        ({"offence": PHOTOGRAPH}, "Select whether the consent to prosecute"),
    ])  # fmt: skip
    def test_it_is_a_charge_that_can_be_laid(self, builder, facts, told):
        review_again(builder)
        for name in {"offence", "alternative"} & facts.keys():
            facts = facts | {name: offence_with_code(facts[name])}
        assert told in why_not(add_charge_of, builder, **{"from_on": LATER} | facts)

    def test_days_across_1_may_2004_need_both_acts_or_the_reason(self, builder):
        review_again(builder)
        across = {"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 31)}
        assert "Sexual Offences Act 1956" in why_not(add_charge_of, builder, **across)
        why = "Nothing that the Act of 1956 made an offence was done."
        stop = add_charge_of(builder, other_act_because=why, **across)
        assert AuthorisedCharge.objects.get(added_by=stop).other_act_because == why
        page = page_text(client_for(builder.cast.officer).get(page_url("see-case", builder.case)))
        assert why in page

    def test_the_consent_is_asked_for(self, builder):
        review_again(builder)
        code = offence_with_code(PHOTOGRAPH)
        stop = add_charge_of(builder, offence=code, from_on=LATER, consent="ASKED")
        assert (stop.consent, builder.suspect().consent_asked_on) == (
            "ASKED", (builder.at - timedelta(hours=1)).date(),
        )  # fmt: skip

    def test_the_same_charge_is_not_added_twice(self, builder):
        alleged = allege_further(builder, from_on=LATER)
        review_again(builder)
        add_charge_of(builder, alleged)
        assert why_not(add_charge_of, builder, alleged).startswith("A charge of this offence")
        other = {"offence": offence_with_code(ASSAULT)}
        text = why_not(add_charge_of, builder, alleged, **other)
        assert text.startswith("A charge that comes from this allegation")

    def test_what_was_acquitted_is_not_charged_again(self, builder):
        first = laid_about(builder.suspects[0], builder.victim)[0]
        builder.do(
            court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0],
            kind="OUTCOME", on=builder.at.date(), result="ACQUITTED", charges=[first],
        )  # fmt: skip
        review_again(builder)
        assert "It cannot be charged again" in why_not(
            add_charge_of, builder, first.count.allegation
        )

    def test_not_beside_what_is_in_the_place_of_a_charge_of_the_same_allegation(self, builder):
        first = laid_about(builder.suspects[0], builder.victim)[0]
        replace_charge_of(builder, first, code=CAUSING)
        review_again(builder)
        text = why_not(add_charge_of, builder, first.count.allegation)
        assert text.startswith("A charge that comes from this allegation")

    def test_not_once_every_charge_has_ended_in_court(self, builder):
        review_again(builder)
        for laid in laid_against(builder.suspects[0]):
            record_in_court(builder, "OUTCOME", laid, on=builder.at.date(), result="CONVICTED")
        text = why_not(add_charge_of, builder, from_on=LATER)
        assert text.startswith("Every charge of suspect 1 has ended in court.")

    def test_its_day_is_said_and_not_before_the_review(self, builder):
        builder.at += timedelta(days=2)
        review_again(builder)
        assert why_not(add_charge_of, builder, from_on=LATER, on=None).startswith("Enter the day")
        before = builder.at.date() - timedelta(days=1)
        text = why_not(add_charge_of, builder, from_on=LATER, on=before)
        assert text.startswith("The review on which this charge is based was recorded on")

    def test_a_time_limit_is_judged_by_the_day_on_which_it_was_charged(self, builder, monkeypatch):
        review_again(builder)
        days, reviewed = [], builder.at.date()
        monkeypatch.setattr(
            "cases.decisions.actions.charges_added.refuse_obstacles",
            lambda counts, *, today: days.append(today),
        )
        builder.at += timedelta(days=3)
        add_charge_of(builder, from_on=LATER, on=reviewed)
        assert days == [reviewed]


class TestReview:
    def test_it_comes_after_a_charge_was_replaced(self, builder):
        review_again(builder)
        first, second = laid_about(builder.suspects[0], builder.victim)
        replace_charge_of(builder, second, code=CAUSING)
        assert why_not(add_charge_of, builder, from_on=LATER).startswith(NOT_ADDED)
        review_again(builder)
        assert add_charge_of(builder, from_on=LATER).status == "IN_FORCE"
        assert not first.stopped.exists()

    def test_none_is_needed_before_the_decision_but_one_since(self, builder):
        alleged = allege_further(builder, from_on=LATER)
        assert why_not(add_charge_of, builder, alleged).startswith(NOT_ADDED)

    def test_it_comes_after_what_was_alleged(self, builder):
        review_again(builder)
        alleged = allege_further(builder, from_on=LATER)
        assert why_not(add_charge_of, builder, alleged).startswith(NOT_ADDED)

    def test_one_of_a_charged_suspect_applies_the_full_test_and_has_no_plan(self, builder):
        later = builder.at.date() + timedelta(days=3)
        text = why_not(
            review_again, builder, test="THRESHOLD", awaited="The phone.", review_again_on=later
        )
        assert text.startswith("A suspect of this review is charged")
        review = review_again(builder)
        text = why_not(
            builder.do, action_plans.set_action_plan, "prosecutor", review=review,
            items=[builder.action()],
        )  # fmt: skip
        assert text == "Suspect 1 has already been charged."

    def test_the_database_refuses_one_of_the_decision(self, builder):
        stop, before = added(builder), decision_of(builder)
        facts = {
            name: getattr(stop, name) for name in (
                "case", "decision", "kind", "reasons", "are_told", "new_victim", "new_offence",
                "new_from_on", "new_particulars", "by", "at",
            )
        }  # fmt: skip
        rows = ChargeStop.objects.unscoped("test")
        with pytest.raises(IntegrityError, match="without a review after"), transaction.atomic():
            rows.create(**facts, number=9, review=before.review)


class TestDatabase:
    def test_no_other_count_is_added_or_laid(self, builder):
        stop = added(builder)
        count = AuthorisedCharge.objects.get(added_by=stop)
        facts = {
            "decision": count.decision, "victim": count.victim, "offence_id": ASSAULT,
            "from_on": LATER, "particulars": WHAT, "added_by": stop,
        }  # fmt: skip
        with pytest.raises(IntegrityError, match="not the count of a"), transaction.atomic():
            AuthorisedCharge.objects.create(**facts)
        laid = LaidCharge.objects.get(altered_by=stop)
        wrong = {"report": laid.report, "victim": builder.second, "offence_id": ASSAULT}
        wrong |= {"from_on": LATER, "altered_by": stop, "count": laid.count}
        with (
            pytest.raises(IntegrityError, match="not the charge in the place"),
            transaction.atomic(),
        ):
            LaidCharge.objects.create(**wrong)

    def test_it_stops_nothing(self, builder):
        stop = added(builder)
        with (
            pytest.raises(IntegrityError, match="not a charge of the newest"),
            transaction.atomic(),
        ):
            StoppedCount.objects.create(stop=stop, laid=laid_against(builder.suspects[0])[0])

    def test_what_was_read_is_not_changed(self, read_twice):
        stop = added(read_twice)
        rows = ChargeStop.objects.unscoped("test").filter(pk=stop.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(new_victim=None)


class TestSecondReader:
    def test_it_is_laid_once_it_was_read(self, read_twice):
        stop = added(read_twice)
        assert (stop.status, read_twice.suspect().state) == ("PROPOSED", "CHARGE_STOP")
        assert not LaidCharge.objects.exclude(altered_by=None).exists()
        officer = client_for(read_twice.cast.officer)
        decisions = page_url("see-decisions", read_twice.case)
        assert CAME_OUT not in page_text(officer.get(decisions))
        reader = client_for(read_twice.cast.manager)
        page = page_text(reader.get(page_url("countersign-stop", read_twice.suspects[0])))
        assert f"Based on Review of {format_day(london_day(stop.review.at))}" in page
        assert "Read why a charge should be added" in page and WHAT in page
        countersign_stop_of(read_twice)
        assert LaidCharge.objects.get(altered_by=newest_stop(read_twice.suspects[0]))
        assert CAME_OUT in page_text(officer.get(decisions))

    def test_a_unit_that_reads_charges_twice_now_reads_this_one(self, builder):
        Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=True)
        page = client_for(builder.cast.prosecutor).get(page_url("add-charge", builder.suspects[0]))
        assert "Propose this charge" in page_text(page)
        stop = added(builder)
        assert (stop.status, builder.suspect().state) == ("PROPOSED", "CHARGE_STOP")
        assert not LaidCharge.objects.filter(altered_by=stop).exists()

    def test_the_reader_gives_a_day_that_nobody_has_said(self, read_twice):
        stop, on = added(read_twice, on=None), read_twice.at.date()
        assert stop.status == "PROPOSED"
        assert why_not(countersign_stop_of, read_twice).startswith("Enter the day")
        countersign_stop_of(read_twice, on=on, day_because="The court’s record says so.")
        stop.refresh_from_db()
        assert (stop.status, stop.on) == ("IN_FORCE", on)

    def test_declined_or_withdrawn_nothing_is_laid(self, read_twice):
        added(read_twice)
        decline_stop_of(read_twice)
        assert read_twice.suspect().state == "CHARGED"
        add_charge_of(read_twice, from_on=LATER)
        withdraw_stop_of(read_twice)
        assert not LaidCharge.objects.exclude(altered_by=None).exists()
        assert not AuthorisedCharge.objects.exclude(added_by=None).exists()

    def test_the_reader_gives_the_day_on_which_it_was_charged(self, read_twice):
        added(read_twice)
        early = why_not(
            countersign_stop_of, read_twice, on=NIGHT, day_because="The court’s record says so."
        )
        assert early.startswith("The suspect was charged on")


class TestVictims:
    def test_whose_charges_go_on_is_owed_that_they_were_changed(self, builder):
        stop = added(builder)
        assert "ALTERED" in news_owed_to(builder, builder.victim)
        assert "ALTERED" not in news_owed_to(builder, builder.second)
        [duty] = duties_owed(builder, what="ALTERED", record=builder.victim.pk)
        assert duty.source == str(stop.pk)
        facts = letter(builder, builder.victim, "ALTERED")
        before = [each.offence.title for each in laid_about(builder.suspects[0], builder.victim)]
        assert facts["charges"] == sorted(before)
        before.remove(offence_with_code(PENETRATION).title)
        assert facts["before"] == sorted(before)

    def test_a_victim_about_whom_nothing_was_charged_is_owed_that_it_is(self, builder):
        third = new_victim(builder)
        alleged = allege_further(builder, victim=third, from_on=LATER)
        recomputed_duties(builder)
        assert "NOT_AUTHORISED" not in news_owed_to(builder, third)
        review_again(builder)
        add_charge_of(builder, alleged)
        assert "CHARGE_AUTHORISED" in news_owed_to(builder, third)
        assert not news_owed_to(builder, third) & {"ALTERED", "NOT_AUTHORISED"}
        facts = letter(builder, third, "CHARGE")
        assert facts["charges"] == [offence_with_code(PENETRATION).title]

    def test_that_charges_ended_stays_owed_when_one_is_charged_again(self, builder):
        mine = laid_about(builder.suspects[0], builder.second)
        stop_charges_of(builder, charges=mine)
        assert "DISCONTINUED" in news_owed_to(builder, builder.second)
        review_again(builder)
        add_charge_of(builder, mine[0].count.allegation)
        assert {"DISCONTINUED", "CHARGE_AUTHORISED"} <= news_owed_to(builder, builder.second)
        assert "ALTERED" not in news_owed_to(builder, builder.second)


def letter(builder, victim, kind):
    record, suspect = record_of(victim), builder.suspect()
    return facts_of_letter(kind, record, suspect, side="CPS", language="ENGLISH")


def new_victim(builder):
    return builder.do(case_actions.add_victim, "officer", case=builder.case)


class TestPage:
    def test_the_prosecutor_adds_a_charge_from_an_allegation(self, builder):
        alleged = allege_further(builder, from_on=LATER)
        browser = client_for(builder.cast.prosecutor)
        address = page_url("add-charge", builder.suspects[0])
        assert "Record that review first" in page_text(browser.get(address))
        review_again(builder)
        page = page_text(browser.get(address))
        assert "Based on the review by" in page and "Record that review" not in page
        assert "Charges that go on" in page and "The file" in page
        page = page_text(browser.post(address, {"form_key": "", "text": CAME_OUT}))
        assert "Enter the particulars of the charge" in page and "Select the offence" in page
        assert CAME_OUT in page
        told = page_text(submit_form(
            browser, address, allegation=alleged.pk, particulars=WHAT, text=CAME_OUT,
            **date_parts("on", builder.at.date()),
        ))  # fmt: skip
        assert "Charge added for suspect 1. The police are notified." in told
        stop = newest_stop(builder.suspects[0])
        assert (stop.new_allegation, stop.new_from_on) == (alleged, LATER)
        assert ChargeStop.objects.for_scope(scope(builder.cast.officer, at=builder.at)).exists()

    def test_an_alternative_has_particulars_and_a_consent_is_said(self, builder):
        browser = client_for(builder.cast.prosecutor)
        said = {"victim": builder.victim.pk, "offence": PHOTOGRAPH, "particulars": WHAT}
        said |= {"alternative": ASSAULT, "text": CAME_OUT, **date_parts("from_on", LATER)}
        said |= date_parts("on", builder.at.date())
        address = page_url("add-charge", builder.suspects[0])
        page = browser.post(address, {"form_key": "", **said})
        assert list(page.context["form"].errors) == ["other_particulars"]
        page = browser.post(address, {"form_key": "", **said, "other_particulars": WHAT})
        assert list(page.context["form"].errors) == ["consent"]

    def test_a_review_of_a_charged_suspect_is_offered_and_not_asked_for(self, builder):
        page = client_for(builder.cast.prosecutor).get(page_url("see-case", builder.case))
        assert "Record a review" in page_text(page) and "Your next step" not in page_text(page)

    def test_one_that_is_not_alleged_is_stated_whole(self, builder):
        review_again(builder)
        address = page_url("add-charge", builder.suspects[0])
        browser = client_for(builder.cast.prosecutor)
        assert "None of them: the police have not alleged it" in page_text(browser.get(address))
        submit_form(
            browser, address, allegation="none", particulars=WHAT, text=CAME_OUT, offence=ASSAULT,
            victim=builder.victim.pk, **date_parts("from_on", LATER),
            **date_parts("on", builder.at.date()),
        )  # fmt: skip
        stop = newest_stop(builder.suspects[0])
        assert (stop.new_allegation, stop.new_offence_id) == (None, ASSAULT)

    def test_a_last_day_that_is_typed_is_not_taken_for_the_one_alleged(self, builder):
        alleged = allege_further(builder, from_on=LATER)
        said = {"allegation": alleged.pk, "particulars": WHAT, "text": CAME_OUT}
        said |= date_parts("to_on", LATER) | date_parts("on", builder.at.date())
        page = client_for(builder.cast.prosecutor).post(
            page_url("add-charge", builder.suspects[0]), {"form_key": "", **said}
        )
        assert list(page.context["form"].errors) == ["offence", "from_on"]

    def test_the_officer_corrects_no_allegation_after_the_charge(self, builder):
        alleged = allege_further(builder, from_on=LATER)
        officer = client_for(builder.cast.officer)
        page = page_text(officer.get(page_url("see-case", builder.case)))
        assert "Correct this" not in page
        page = officer.get(page_url("correct-allegation", alleged))
        assert "Suspect 1 has already been charged." in page_text(page)

    def test_a_new_victim_becomes_known_to_the_cps(self, builder):
        third = new_victim(builder)
        assert third.only_side == "POLICE"
        alleged = allege_further(builder, victim=third, from_on=LATER)
        third.refresh_from_db()
        assert (alleged.only_side, third.only_side) == ("", "")
