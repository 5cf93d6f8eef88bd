"""Charges discontinued, or no evidence offered on them, after the police reported them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cases.decisions.actions import court_facts
from cases.decisions.forms.charge_stops import StopChargesForm
from cases.decisions.queries.charge_stops import ChargeGoingOn
from cases.models import ChargeStop, Decision, Event, LaidCharge, StoppedCount
from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.cases.charge_stops import (
    WHY,
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    decline_stop_of,
    laid_against,
    newest_stop,
    stop_charges_of,
    withdraw_stop_of,
)
from tests.support.cases.charges import (
    authorise_charge_of,
    correct_report,
    report_unauthorised_charge,
)
from tests.support.cases.pages import (
    client_for,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.refusals import why_not
from tests.support.cases.sealed_rows import with_texts_typed_anew
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

STAYS = (
    "Charges against suspect 1 were stopped, replaced or added, so the report of them stays as it "
    "is. Write to the prosecutor if something in it is wrong."
)
AGAIN = (
    "The charges have changed since you opened this page. Select again which of them you stop or "
    "replace."
)


@module_fixture
def builder():
    """A suspect charged with three counts, two about victim 1 and one about the second victim."""
    return charge_two_victims(cast())


@module_fixture
def read_twice():
    """A suspect charged with one count, whose decision had a second reader."""
    return charge_read_twice(cast())


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def decision_of(builder):
    return Decision.objects.unscoped("test").get(suspect=builder.suspects[0])


def some_charges(builder, *places):
    laid = laid_against(builder.suspects[0])
    return {"charges": [laid[place] for place in places]}


def record_in_court(builder, kind="OUTCOME", result="", days=0):
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind=kind,
        result=result, on=builder.at.date() + timedelta(days=days),
    )  # fmt: skip


class TestOneReader:
    def test_the_others_go_on(self, builder):
        stop = stop_charges_of(builder, **some_charges(builder, 0))
        assert (stop.status, stop.only_side, stop.kind) == ("IN_FORCE", "", "DISCONTINUED")
        suspect = builder.suspect()
        assert (suspect.state, suspect.holder_side, suspect.is_open) == ("CHARGED", "", False)
        assert suspect.has_stopped_charges and decision_of(builder).status == "LIVE"
        assert not suspect.turns.unscoped("test").filter(ended_at=None).exists()

    def test_without_another_the_prosecution_has_ended(self, builder):
        stop_charges_of(builder, **some_charges(builder, 0, 2))
        stop_charges_of(builder, **some_charges(builder, 1), kind="NO_EVIDENCE")
        suspect = builder.suspect()
        assert (suspect.state, suspect.holder_side, suspect.is_open) == ("STOPPED", "", False)
        assert decision_of(builder).status == "LIVE"
        assert not suspect.turns.unscoped("test").filter(ended_at=None).exists()
        assert Event.objects.unscoped("test").filter(verb="end_prosecution").count() == 1

    def test_the_police_are_told_and_read_why(self, builder):
        stop_charges_of(builder, **some_charges(builder, 0))
        assert told("charges_stopped") == {"Olive Officer"}
        officer = client_for(builder.cast.officer)
        page = page_text(officer.get(page_url("see-decisions", builder.case)))
        assert "Charges stopped Charge 1" in page and WHY in page
        assert "Status The charges are stopped" in page and "set aside" not in page
        first = laid_against(builder.suspects[0])[0].offence
        page = page_text(officer.get(page_url("see-case", builder.case)))
        assert f"Discontinued {first}" in page

    def test_a_charge_is_stopped_once(self, builder):
        stop_charges_of(builder, **some_charges(builder, 0))
        assert why_not(stop_charges_of, builder, **some_charges(builder, 0, 1)) == AGAIN
        assert why_not(stop_charges_of, builder, charges=[]) == AGAIN
        stop = newest_stop(builder.suspects[0])
        with pytest.raises(IntegrityError, match="charge_stopped_once"), transaction.atomic():
            other = with_texts_typed_anew(ChargeStop.objects.unscoped("test").get(pk=stop.pk))
            other.pk, other.number, other._state.adding = uuid4(), 2, True
            other.save()
            StoppedCount.objects.create(stop=other, laid=laid_against(builder.suspects[0])[0])

    def test_it_says_whether_the_victims_were_told_before(self, builder):
        text = why_not(stop_charges_of, builder, are_told=False)
        assert text == "Enter why the victims were not told before."
        stop = stop_charges_of(builder, are_told=False, not_told_because="They moved away.")
        assert (stop.are_told, stop.not_told_because) == (False, "They moved away.")

    @pytest.mark.parametrize("who", ["other_prosecutor", "manager", "officer"])
    def test_nobody_stops_a_charge_but_the_prosecutor(self, builder, who):
        assert why_not(stop_charges_of, builder, who=who) == (
            "Only the reviewing prosecutor, or the one covering, can do this."
        )

    def test_what_is_not_settled_is_not_stopped(self):
        made = CaseBuilder(cast()).allocate().review()
        authorise_charge_of(made)
        assert "already been authorised" in why_not(stop_charges_of, made, charges=[])
        report_unauthorised_charge(made)
        assert "another stage now: Charge differs" in why_not(stop_charges_of, made)


class TestFinal:
    """What was stopped is not undone."""

    def test_the_police_correct_their_report_no_more(self, builder):
        stop_charges_of(builder, **some_charges(builder, 0))
        assert why_not(correct_report, builder) == STAYS
        stop_charges_of(builder, **some_charges(builder, 1, 2))
        assert why_not(correct_report, builder) == "The prosecution of suspect 1 was stopped."
        assert decision_of(builder).reports.unscoped("test").count() == 1

    def test_the_database_refuses_another_report(self, builder):
        stop_charges_of(builder, **some_charges(builder, 0))
        report = decision_of(builder).reports.unscoped("test").get()
        report.pk, report.number, report._state.adding = None, 2, True
        with pytest.raises(IntegrityError, match="charges that were stopped"), transaction.atomic():
            report.save()

    def test_the_database_undoes_none(self, builder):
        stop = stop_charges_of(builder, **some_charges(builder, 0))
        rows = ChargeStop.objects.unscoped("test").filter(pk=stop.pk)
        with pytest.raises(Exception, match="cases_chargestop"), transaction.atomic():
            rows.update(status="WITHDRAWN", only_side="CPS")
        with pytest.raises(IntegrityError, match="already stopped"), transaction.atomic():
            stop.counts.update(is_current=False)

    def test_after_it_nothing_to_come_and_no_conviction_is_recorded(self, builder):
        stop_charges_of(builder, kind="NO_EVIDENCE")
        assert "not one that is to come" in why_not(record_in_court, builder, "TRIAL", days=9)
        text = why_not(record_in_court, builder, result="CONVICTED")
        assert text.startswith("Every charge against this suspect was stopped")
        assert record_in_court(builder, result="ACQUITTED").result == "ACQUITTED"

    def test_while_a_charge_goes_on_all_can_be_recorded(self, builder):
        stop_charges_of(builder, **some_charges(builder, 0))
        record_in_court(builder, "TRIAL", days=9)
        assert record_in_court(builder, "PLEA", result="GUILTY").result == "GUILTY"


class TestSecondReader:
    """Charges whose decision was read twice are stopped by two."""

    def test_it_is_proposed_and_the_police_see_only_that(self, read_twice):
        stop = stop_charges_of(read_twice)
        assert (stop.status, stop.only_side) == ("PROPOSED", "CPS")
        suspect = read_twice.suspect()
        assert (suspect.state, suspect.holder_side) == ("CHARGE_STOP", "CPS")
        assert told("charges_stopped") == set()
        page = page_text(
            client_for(read_twice.cast.officer).get(page_url("see-case", read_twice.case))
        )
        assert "Charged: change of charges proposed" in page and WHY not in page
        events = Event.objects.for_scope(scope(read_twice.cast.officer, at=read_twice.at))
        assert not events.filter(verb="propose_stop").exists()
        assert "A second reader has still to read" in why_not(correct_report, read_twice)

    def test_the_reader_countersigns_and_the_proposer_cannot(self, read_twice):
        stop_charges_of(read_twice)
        assert why_not(countersign_stop_of, read_twice, who="prosecutor") == (
            "You proposed this change of the charges, so another prosecutor or a manager must read "
            "it."
        )
        stop = countersign_stop_of(read_twice)
        assert (stop.status, stop.only_side) == ("IN_FORCE", "")
        assert read_twice.suspect().state == "STOPPED"
        assert told("charges_stopped") == {"Olive Officer"}
        assert told("stop_answered") == {"Pia Prosecutor"}

    @pytest.mark.parametrize(
        ("end", "who"),
        [(decline_stop_of, "manager"), (withdraw_stop_of, "prosecutor")],
    )
    def test_where_it_is_not_countersigned_the_charges_go_on(self, read_twice, end, who):
        stop_charges_of(read_twice)
        end(read_twice, who=who)
        suspect = read_twice.suspect()
        assert (suspect.state, suspect.holder_side, suspect.has_stopped_charges) == (
            "CHARGED", "", False,
        )  # fmt: skip
        correct_report(read_twice)
        stop_charges_of(read_twice)
        countersign_stop_of(read_twice)
        assert read_twice.suspect().state == "STOPPED"

    def test_the_database_refuses_one_that_nobody_read(self, read_twice):
        row = ChargeStop.objects.unscoped("test").filter(pk=stop_charges_of(read_twice).pk)
        with pytest.raises(IntegrityError, match="without one"), transaction.atomic():
            row.update(status="IN_FORCE", only_side="")

    def test_another_proposal_is_read_again(self, read_twice):
        first = stop_charges_of(read_twice)
        withdraw_stop_of(read_twice)
        stop_charges_of(read_twice, kind="NO_EVIDENCE")
        text = why_not(countersign_stop_of, read_twice, version=first.number)
        assert text.startswith("This proposal has changed since you opened it.")


class TestPages:
    def test_the_page_lists_the_charges_that_go_on(self, builder):
        stop_charges_of(builder, **some_charges(builder, 0))
        prosecutor, suspect = client_for(builder.cast.prosecutor), builder.suspects[0]
        address = page_url("stop-charges", suspect)
        assert address in links_on_page(prosecutor.get(page_url("see-case", builder.case)))
        page = prosecutor.get(address)
        offered = [key for key, _label in page.context["form"].fields["charges"].choices]
        assert offered == ["1.2", "1.3"]
        page = page_text(prosecutor.post(address, {"form_key": "", "are_told": "no"}))
        for missing in ("Select which charges you stop", "Select what happens to them"):
            assert missing in page
        assert "Enter why they have not been told before" in page
        done = page_text(
            submit_form(
                prosecutor, address, charges=["1.2"], kind="NO_EVIDENCE", text=WHY,
                are_told="yes",
            )
        )  # fmt: skip
        assert "Charges against suspect 1 stopped. The police are notified." in done
        assert "No evidence offered" in done

    @pytest.mark.parametrize(
        ("from_on", "told"),
        [(date(2004, 4, 30), True), (date(2004, 5, 1), False), (None, True)],
    )
    def test_the_law_before_may_2004_is_told_only_of_days_before_it(self, from_on, told):
        later = ChargeGoingOn("1.1", LaidCharge(from_on=date(2026, 1, 10)), "Of this year")
        form = StopChargesForm(
            charges=[later, ChargeGoingOn("1.2", LaidCharge(from_on=from_on), "Of that day")]
        )
        for name in ("charges", "alternative"):
            assert ("1 May 2004" in form.fields[name].help_text) is told

    def test_the_reader_reads_which_and_why(self, read_twice):
        prosecutor, suspect = client_for(read_twice.cast.prosecutor), read_twice.suspects[0]
        address = page_url("stop-charges", suspect)
        assert "The charge had a second reader" in page_text(prosecutor.get(address))
        said = {"charges": ["1.1"], "kind": "NO_EVIDENCE", "text": WHY, "are_told": "yes"}
        told = page_text(submit_form(prosecutor, address, **said))
        assert "Proposed for suspect 1. A second reader must read it." in told
        reader = client_for(read_twice.cast.manager)
        page = page_text(reader.get(page_url("countersign-stop", suspect)))
        assert WHY in page and "It is final" in page and "Charge 1" in page
        submit_form(reader, page_url("countersign-stop", suspect), text="")
        assert read_twice.suspect().state == "STOPPED"
