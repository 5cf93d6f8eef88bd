"""The consent to prosecute: asked for, given, refused, corrected, and who is told (ADR 121)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from cases.decisions.actions import consents, decisions
from cases.decisions.counts import LaidCount, count_as_alleged
from cases.models import ConsentStep, Event
from devtools.case_builder import CaseBuilder, cast
from people.models import Unit
from tests.support.api.token_callers import Caller
from tests.support.cases.charge_stops import laid_against, replace_charge_of
from tests.support.cases.charges import report_charge_of
from tests.support.cases.consents import (
    INCEST,
    INCEST_ON,
    allege_incest,
    charge_of_incest,
)
from tests.support.cases.counts import (
    charge_with_counts,
    count_not_alleged,
    stage_refusal_text,
)
from tests.support.cases.decisions import decline_countersignature, newest_wording
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.reversals import withdraw_charge_of
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.models import Clock, Delivery
from timeliness.periods import PERIODS_BY_VERSION, Period

pytestmark = pytest.mark.django_db

START = days_ago(9)
ASKED, GIVEN = "It has been asked for and not given yet", "It has been given"
NOT_YET = "The consent to prosecute has not been given yet."
WHOSE = "Director of Public Prosecutions"


@module_fixture
def builder():
    return allege_incest(CaseBuilder(cast(), at=START).allocate().review())


@module_fixture
def twice():
    """A case of a unit whose charges are read twice."""
    people = cast()
    Unit.objects.filter(pk=people.cps.pk).update(charges_are_read_twice=True)
    return allege_incest(CaseBuilder(people, at=START).allocate().review())


def steps(decision):
    rows = ConsentStep.objects.filter(decision=decision).order_by("number")
    return [(row.answer, row.on, row.is_waiting) for row in rows]


def record(builder, answer="GIVEN", who="prosecutor", **facts):
    newest = ConsentStep.objects.filter(decision__suspect=builder.suspects[0]).order_by("pk").last()
    facts = {"version": newest.number, "on": builder.at.date()} | facts
    facts |= {"suspect": builder.suspects[0], "answer": answer}
    return builder.do(consents.record_prosecution_consent, who, **facts)


def read(builder, who, name="see-case"):
    about = builder.case if name.startswith("see-") else builder.suspects[0]
    return page_text(client_for(getattr(builder.cast, who)).get(page_url(name, about)))


def waiting_list(builder, who="prosecutor"):
    page = client_for(getattr(builder.cast, who)).get(reverse("see-worklist", args=["consents"]))
    return page_text(page)


@pytest.fixture
def set_period(monkeypatch):
    """A function that sets an Area's length of a period, in days."""

    def settled(rule, days=3, area="South West"):
        row = Period(rule, days, "calendar_days", "x", "product setting", "us", area=area)
        monkeypatch.setitem(PERIODS_BY_VERSION, row.version, row)

    return settled


class TestAskedAndGiven:
    def test_what_was_asked_for_is_waited_for_until_it_is_given(self, builder):
        decision = charge_of_incest(builder)
        assert steps(decision) == [("ASKED", None, True)]
        assert builder.suspect().consent_asked_on == decision.at.date()
        assert builder.case.urn in waiting_list(builder)
        record(builder)
        day = (builder.at - timedelta(hours=1)).date()
        assert steps(decision) == [("ASKED", None, False), ("GIVEN", day, False)]
        assert builder.suspect().consent_asked_on is None
        assert "No consent to prosecute is waited for." in waiting_list(builder)
        assert GIVEN in read(builder, "prosecutor") and ASKED not in read(builder, "prosecutor")

    def test_what_was_given_or_not_needed_at_once_is_not_waited_for(self, builder):
        decision = charge_of_incest(builder, consent="GIVEN")
        assert steps(decision) == [("GIVEN", None, False)]
        assert builder.suspect().consent_asked_on is None

    def test_a_charge_without_such_a_count_has_no_steps(self, builder):
        decision = charge_with_counts(builder, count_not_alleged(builder))
        assert steps(decision) == []
        told = stage_refusal_text(record_first, builder)
        assert told == "No charge of this suspect needs anybody’s consent."

    def test_the_page_records_it_and_keeps_what_was_typed(self, builder):
        decision = charge_of_incest(builder)
        prosecutor = client_for(builder.cast.prosecutor)
        address = page_url("record-prosecution-consent", builder.suspects[0])
        assert WHOSE in page_text(prosecutor.get(address))
        wrong = prosecutor.post(address, {"answer": "GIVEN", "version": "1", "form_key": ""})
        assert list(wrong.context["form"].errors) == ["on"]
        assert wrong.context["form"]["answer"].value() == "GIVEN"
        sent = {"answer": "GIVEN", "version": "1", "form_key": ""}
        sent |= date_parts("on", builder.at.date())
        assert prosecutor.post(address, sent).status_code == 302
        assert [each[0] for each in steps(decision)] == ["ASKED", "GIVEN"]
        assert GIVEN in read(builder, "officer", "see-decisions")

    def test_its_history_says_it_and_the_officer_hears_it(self, builder):
        charge_of_incest(builder)
        record(builder)
        [event] = Event.objects.unscoped("test").filter(verb="record_prosecution_consent")
        assert event.only_side == ""
        told = Delivery.objects.filter(notice="consent_recorded")
        assert set(told.values_list("recipient__name", flat=True)) == {"Olive Officer"}


def record_first(builder, **facts):
    facts = {"answer": "GIVEN", "version": 0, "on": builder.at.date()} | facts
    return builder.do(
        consents.record_prosecution_consent, "prosecutor", suspect=builder.suspects[0], **facts
    )


class TestRefusedAndCorrected:
    def test_a_refusal_is_told_to_whoever_reports_the_charge(self, builder):
        charge_of_incest(builder)
        record(builder, "REFUSED")
        assert "The consent to prosecute has been refused." in read(
            builder, "officer", "report-charge"
        )

    def test_what_was_recorded_is_changed_for_a_reason_and_stays(self, builder):
        decision = charge_of_incest(builder)
        record(builder)
        assert stage_refusal_text(record, builder, "ASKED") == (
            "Enter why you change what was recorded."
        )
        record(builder, "ASKED", reason="The letter was about another case.")
        assert [(each[0], each[2]) for each in steps(decision)] == [
            ("ASKED", False), ("GIVEN", False), ("ASKED", True),
        ]  # fmt: skip
        page = read(builder, "officer", "see-decisions")
        assert "The letter was about another case." in page and GIVEN in page

    def test_of_two_people_at_once_the_second_reads_first(self, builder):
        decision = charge_of_incest(builder)
        record(builder)
        told = stage_refusal_text(record, builder, "REFUSED", version=1, reason="Refused.")
        assert told.startswith("Somebody has recorded the consent to prosecute")
        assert len(steps(decision)) == 2

    def test_its_day_is_not_ahead_and_not_before_it_was_asked_for(self, builder):
        charge_of_incest(builder)
        asked = builder.at.date() - timedelta(days=2)
        record(builder, "ASKED", on=asked, reason="The day.")
        told = stage_refusal_text(record, builder, on=asked - timedelta(days=1))
        assert told.startswith("It was asked for on")
        assert "has not come yet" in stage_refusal_text(
            record, builder, on=builder.at.date() + timedelta(days=1)
        )
        assert stage_refusal_text(record, builder, on=None) == "Enter the day."

    def test_the_database_keeps_a_step(self, builder):
        decision = charge_of_incest(builder)
        rows = ConsentStep.objects.filter(decision=decision)
        with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic():
            rows.update(answer="GIVEN", is_waiting=False)
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsentStep.objects.create(
                decision=decision, number=1, answer="GIVEN", by=decision.by, at=decision.at
            )


class TestWhoIsTold:
    def test_the_police_read_it_and_are_told_before_they_report(self, builder):
        charge_of_incest(builder)
        assert NOT_YET in read(builder, "officer", "report-charge")
        page = read(builder, "officer")
        assert ASKED in page and f"{WHOSE}. Waiting since" in page
        assert "Record what is so now" not in page
        refused = client_for(builder.cast.officer).get(
            page_url("record-prosecution-consent", builder.suspects[0])
        )
        assert refused.status_code == 403
        record(builder)
        assert NOT_YET not in read(builder, "officer", "report-charge")

    def test_a_system_reads_it_and_records_it(self, builder):
        charge_of_incest(builder)
        officer = Caller(builder.cast.police).for_(builder.cast.officer)
        address = f"/api/cases/{builder.case.pk}/"
        [suspect] = officer.get(address).json()["suspects"]
        [step] = suspect["decision"]["consents"]
        assert (step["answer"], step["of"], step["on"]) == ("ASKED", WHOSE, None)
        caller = Caller(builder.cast.cps).for_(builder.cast.prosecutor)
        asked = {"answer": "GIVEN", "on": builder.at.date().isoformat()}
        told = caller.change(
            f"/api/suspects/{builder.suspects[0].pk}/consent/",
            asked,
            version=builder.suspect().version,
        )
        assert told.status_code == 200, told.json()
        [suspect] = officer.get(address).json()["suspects"]
        assert [each["answer"] for each in suspect["decision"]["consents"]] == ["ASKED", "GIVEN"]

    def test_of_a_charge_that_is_only_proposed_the_police_learn_nothing(self, twice):
        decision = charge_of_incest(twice)
        record(twice)
        assert decision.consent_steps.count() == 2
        assert "Consent to prosecute" not in read(twice, "officer")
        [event] = Event.objects.unscoped("test").filter(verb="record_prosecution_consent")
        assert event.only_side == "CPS"
        assert not Delivery.objects.filter(notice="consent_recorded").exists()
        page = read(twice, "other_prosecutor", "countersign-decision")
        assert GIVEN in page and WHOSE in page


class TestTheDate:
    def test_without_a_period_there_is_no_date_and_it_says_so(self, builder):
        charge_of_incest(builder)
        assert not Clock.objects.filter(rule="prosecution_consent_reply").exists()
        page = read(builder, "prosecutor", "see-due-dates")
        assert "Consent to prosecute suspect 1" in page and "Waiting since" in page
        assert "no source gives a period for this step, and none has been set locally" in page

    def test_a_period_that_an_area_sets_runs_until_the_answer(self, builder, set_period):
        set_period("prosecution_consent_reply")
        decision = charge_of_incest(builder)
        [clock] = Clock.objects.filter(rule="prosecution_consent_reply")
        assert (clock.recipient_unit, clock.closed_at) == (builder.cast.cps, None)
        assert (clock.due_at.date() - decision.at.date()).days == 3
        assert "An answer is due" in read(builder, "officer")
        page = read(builder, "prosecutor", "see-due-dates").split("Consent to prosecute", 1)[1]
        assert "Period 3 " in page and "What sets it running" in page
        record(builder)
        clock.refresh_from_db()
        assert clock.closed_at is not None


class TestTheChargeEnds:
    def test_another_wording_without_such_a_count_waits_for_nothing(self, twice):
        before = charge_of_incest(twice)
        twice.do(
            decisions.revise_charge, "prosecutor", suspect=twice.suspects[0], version=1,
            counts=[count_not_alleged(twice)], rationale="Borne out.",
            public_interest_rationale="Nothing speaks against it.",
        )  # fmt: skip
        assert steps(before) == [("ASKED", None, False)]
        assert (
            newest_wording(twice.suspects[0]).consent == ""
            and steps(newest_wording(twice.suspects[0])) == []
        )
        caller = Caller(twice.cast.cps).for_(twice.cast.prosecutor)
        [suspect] = caller.get(f"/api/cases/{twice.case.pk}/").json()["suspects"]
        assert suspect["decision"]["consents"] == []
        assert twice.suspect().consent_asked_on is None

    def test_another_wording_with_such_a_count_waits_on(self, twice):
        before = charge_of_incest(twice)
        twice.do(
            decisions.revise_charge, "prosecutor", suspect=twice.suspects[0], version=1,
            counts=[count_as_alleged(twice.incest, "Other words.")], consent="ASKED",
            rationale="Borne out.", public_interest_rationale="Nothing speaks against it.",
        )  # fmt: skip
        assert steps(before) == [("ASKED", None, False)]
        assert steps(newest_wording(twice.suspects[0])) == [("ASKED", None, True)]
        assert twice.suspect().consent_asked_on

    @pytest.mark.parametrize("end", ["declined", "withdrawn"])
    def test_a_proposal_that_ends_waits_for_nothing(self, twice, end):
        decision = charge_of_incest(twice)
        if end == "declined":
            decline_countersignature(twice, twice.suspects[0])
        else:
            twice.do(
                decisions.withdraw_decision, "prosecutor", suspect=twice.suspects[0], text="No."
            )
        assert steps(decision) == [("ASKED", None, False)]
        assert twice.suspect().consent_asked_on is None

    def test_a_charge_that_is_withdrawn_waits_for_nothing(self, builder):
        decision = charge_of_incest(builder)
        withdraw_charge_of(builder)
        assert steps(decision) == [("ASKED", None, False)]
        assert builder.suspect().consent_asked_on is None

    def test_a_charge_that_takes_the_place_of_another_may_wait(self, builder):
        count = count_not_alleged(builder)
        decision = charge_with_counts(builder, count)
        report_charge_of(
            builder, charges=[LaidCount(count.victim, count.offence, count.from_on, None, 1)]
        )
        [laid] = laid_against(builder.suspects[0])
        replace_charge_of(builder, laid, code=INCEST, from_on=INCEST_ON, consent="ASKED")
        assert steps(decision) == [("ASKED", None, True)]
        assert f"{WHOSE}. Waiting since" in read(builder, "officer")
