"""The pages on which the police report of an out-of-court disposal, and what they say follows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_plans
from cases.models import DisposalReport
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import authorise_charge_of, report_form
from tests.support.cases.decisions import countersign_no_charge, record_consultation_of
from tests.support.cases.disposals import (
    authorise_disposal,
    give_caution,
    not_given,
    propose_disposal_of,
    report_disposal_of,
)
from tests.support.cases.pages import (
    client_for,
    date_parts,
    hidden_fields_at,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.reversals import withdraw_charge_of
from tests.support.module_fixtures import module_fixture
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

ANOTHER = "Another decision about this suspect is in force since you opened the page."


@module_fixture
def builder():
    """A suspect with a prosecutor, not decided on."""
    return CaseBuilder(cast(), at=timezone.now() - timedelta(days=2)).allocate()


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def days_from_today(days=0):
    return date_parts("on", london_day(timezone.now()) + timedelta(days=days))


def test_conditions_are_not_met_before_it_was_given(builder, officer):
    give_caution(builder, n=0)
    address = page_url("report-conditions", builder.suspects[0])
    sent = {"form_key": "", **hidden_fields_at(officer, address), "were_met": "yes"}
    page = page_text(officer.post(address, sent | days_from_today(-9)))
    assert "It was given on" in page and "Enter that date or a later one" in page


def test_a_page_left_open_reports_nothing_of_the_next_disposal(builder, officer):
    authorise_disposal(builder)
    address = page_url("report-disposal", builder.suspects[0])
    stale = {"form_key": "", **hidden_fields_at(officer, address)}
    not_given(builder)
    builder.review()
    second = authorise_disposal(builder)
    typed = {"was_given": "no", "text": "He would not sign the document."} | days_from_today()
    page = page_text(officer.post(address, stale | typed))
    assert ANOTHER in page and "He would not sign the document." in page
    rows = DisposalReport.objects.unscoped("test").filter(decision=second)
    assert not rows.exists()
    submit_form(officer, address, **typed)
    assert rows.get().step == "NOT_GIVEN"


def test_a_page_left_open_reports_nothing_of_the_next_charge(builder, officer):
    builder.review()
    authorise_charge_of(builder)
    address = page_url("report-charge", builder.suspects[0])
    stale = {"form_key": "", **hidden_fields_at(officer, address)}
    withdraw_charge_of(builder)
    builder.review()
    authorise_charge_of(builder)
    day = date_parts("charged_on", london_day(timezone.now()))
    typed = {"method": "WRITTEN_CHARGE", **report_form("AS_STATED"), **day}
    assert ANOTHER in page_text(officer.post(address, stale | typed))
    assert builder.suspect().state == "CHARGE_AUTHORISED"
    submit_form(officer, address, **typed)
    assert builder.suspect().state == "CHARGED"


class TestOpenActions:
    """One action about the first suspect, one about both; the second is dealt with already."""

    @pytest.fixture
    def builder(self):
        start = timezone.now() - timedelta(days=2)
        made = CaseBuilder(cast(), suspects=2, at=start).allocate()
        made.plan({"suspects": made.suspects[:1]}, {"suspects": made.suspects})
        for suspect in made.suspects:
            made.do(action_plans.take_suspect_back, "prosecutor", suspect=suspect, reason="x")
        give_caution(made, 1, kind="ADULT_CAUTION")
        assert [item.status for item in made.items] == ["OPEN", "OPEN"]
        return made

    @pytest.fixture
    def page_of(self, builder):
        def read(verb, who, n=0):
            person = getattr(builder.cast, who)
            return page_text(client_for(person).get(page_url(verb, builder.suspects[n])))

        return read

    def test_those_said_to_be_cancelled_are(self, builder, page_of):
        later = "are cancelled once the suspect has been dealt with out of court: "
        both = "Action 1 of plan 1 Action 2 of plan 1"
        record_consultation_of(builder, builder.suspects[0])
        page = page_of("propose-no-further-action", "prosecutor")
        assert f"These open actions are about no one else and are cancelled: {both}" in page
        assert later + both in page_of("propose-disposal", "prosecutor")
        propose_disposal_of(builder, kind="ADULT_CAUTION")
        assert later + both in page_of("countersign-decision", "manager")
        countersign_no_charge(builder, builder.suspects[0])
        assert later + both in page_of("report-disposal", "officer")
        report_disposal_of(builder, kind="ADULT_CAUTION")
        assert [item.status for item in builder.items] == ["CANCELLED", "CANCELLED"]

    def test_of_conditions_too(self, builder, page_of):
        give_caution(builder)
        page = page_of("report-conditions", "officer")
        assert "dealt with out of court: Action 1 of plan 1 Action 2 of plan 1" in page
