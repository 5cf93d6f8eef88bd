"""Grounds and steps that are settings until somebody enters them, and the day the Act began."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import StatutoryDecision, VictimNotice, VictimRequest
from cases.victim_request_law import (
    COUNSELLING_STEPS,
    EXCEPTION_GROUNDS,
    LawEntry,
    entries_by_code,
    entries_on,
)
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases import intrusive_actions as r
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ACT = date(2026, 1, 12)  # Home Office written statement of 1 December 2025
READ = {"entered_by": "A. Lawyer, force solicitor", "source": "An invented text of this test."}
PROBATIVE = {"probative_value": "It has the first account."}


@module_fixture
def builder():
    return CaseBuilder(cast(), at=days_ago(9)).allocate()


def counselling_request(builder):
    """The request of an approved action about counselling notes."""
    proposal = r.judge_request(builder, r.propose_request(builder.review()))
    r.set_proposed_request(builder, proposal)
    return VictimRequest.objects.unscoped("test").get(case=builder.case)


@pytest.fixture
def one(builder):
    return counselling_request(builder)


@pytest.fixture
def steps(monkeypatch):
    return enter(monkeypatch, COUNSELLING_STEPS, "first", "second")


@pytest.fixture
def grounds(monkeypatch):
    return enter(monkeypatch, EXCEPTION_GROUNDS, "harm", "crime")


def enter(monkeypatch, entries, *codes, **days):
    """Enter entries that hold since the Act, and one that has ended."""
    for code in codes:
        facts = {"starts": ACT} | days | READ
        monkeypatch.setitem(entries, code, LawEntry(code, f"The text of {code}.", **facts))
    ended = LawEntry("ended", "A text that ended.", starts=ACT, ends=ACT + DAY, **READ)
    monkeypatch.setitem(entries, "ended", ended)
    return entries


def decision_of(one):
    return StatutoryDecision.objects.unscoped("test").get(request=one)


def notice_of(one):
    return VictimNotice.objects.unscoped("test").get(request=one)


class TestTheLists:
    def test_an_entry_says_who_entered_it_and_from_where(self):
        row = {"code": "a", "text": "The text.", "starts": ACT, **READ}
        entries = entries_by_code([row])
        assert entries_on(entries, ACT, ACT) == [entries["a"]]
        assert entries_on(entries, ACT - DAY, ACT - DAY) == []
        for name in ("code", "text", "entered_by", "source"):
            with pytest.raises(ValueError, match="is not whole"):
                entries_by_code([row | {name: " "}])
        with pytest.raises(ValueError, match="is not whole"):
            entries_by_code([row | {"ends": ACT - DAY}])
        with pytest.raises(ValueError, match="is there twice"):
            entries_by_code([row, row])

    def test_while_they_are_empty_nothing_of_them_is_asked(self, builder, one, monkeypatch):
        for entries in (COUNSELLING_STEPS, EXCEPTION_GROUNDS):
            for code in list(entries):
                monkeypatch.delitem(entries, code)
        officer = client_for(builder.cast.officer)
        page = page_text(officer.get(page_url("record-authority", one)))
        assert "steps of the code" not in page
        page = page_text(officer.get(page_url("record-notice", one)))
        assert "On which ground" not in page and "The grounds are not listed here" in page
        r.record_authority(builder, one, **PROBATIVE)
        r.record_step(builder, "record_notice", one, exception="Ground and reason.")
        assert (decision_of(one).steps, notice_of(one).ground) == ([], "")


class TestSteps:
    def test_the_page_asks_and_keeps_which_were_taken(self, builder, one, steps):
        officer = client_for(builder.cast.officer)
        page = page_text(officer.get(page_url("record-authority", one)))
        assert "The text of first." in page and "A text that ended." not in page
        typed = r.DECIDED | r.BELIEF | PROBATIVE
        typed |= date_parts("authorised_on", timezone.localdate())
        page = page_text(officer.post(page_url("record-authority", one), typed))
        assert "Select the steps that were taken" in page
        page = page_text(
            submit_form(officer, page_url("record-authority", one), **typed, steps=["second"])
        )
        assert decision_of(one).steps == ["second"]
        assert "The text of second." in page and "The text of first." not in page
        read = client_for(builder.cast.prosecutor).get(page_url("see-victim-request", one))
        assert "The text of second." in page_text(read)

    @pytest.mark.parametrize("taken", [[], ["ended"], ["first", "unheard of"]])
    def test_only_steps_of_the_day_and_at_least_one(self, builder, one, steps, taken):
        with pytest.raises(Refused, match="Select the steps of the code"):
            r.record_authority(builder, one, **PROBATIVE, steps=taken)

    def test_they_are_of_counselling_notes_alone(self, builder, steps):
        one = r.plan_intrusive_action(builder)
        page = client_for(builder.cast.officer).get(page_url("record-authority", one))
        assert "steps of the code" not in page_text(page)
        with pytest.raises(Refused, match="Select the steps of the code"):
            r.record_authority(builder, one, steps=["first"])
        r.record_authority(builder, one)

    def test_what_was_taken_is_read_when_the_list_has_it_no_more(
        self, builder, one, steps, monkeypatch
    ):
        r.record_authority(builder, one, **PROBATIVE, steps=["first"])
        monkeypatch.delitem(COUNSELLING_STEPS, "first")
        read = client_for(builder.cast.officer).get(page_url("see-victim-request", one))
        assert "first" in page_text(read)


class TestGrounds:
    def test_the_page_asks_for_the_ground_of_an_exception(self, builder, one, grounds):
        officer = client_for(builder.cast.officer)
        page = page_text(officer.get(page_url("record-notice", one)))
        assert "The text of harm." in page and "A text that ended." not in page
        assert "The grounds are not listed here" not in page
        typed = {"told": "no", "exception": "Because of what was said.", "decided_by": "DI 1"}
        typed |= date_parts("again_on", timezone.localdate() + DAY)
        page = page_text(officer.post(page_url("record-notice", one), typed))
        assert "Select the ground of the exception" in page
        page = submit_form(officer, page_url("record-notice", one), **typed, ground="harm")
        assert "The text of harm." in page_text(page)
        assert notice_of(one).ground == "harm"

    def test_and_for_that_of_a_part_left_out(self, builder, one, grounds):
        officer, today = client_for(builder.cast.officer), timezone.localdate()
        typed = r.TOLD | date_parts("given_on", today) | {
            "told": "yes", "told_whom": "victim", "is_whole": "no", "left_out": "WHAT", "what": "",
            "part_exception": "Because of what was said.", "part_decided_by": "DI 1",
            **date_parts("part_again_on", today + DAY),
        }  # fmt: skip
        page = page_text(officer.post(page_url("record-notice", one), typed))
        assert "Select the ground of the exception" in page
        submit_form(officer, page_url("record-notice", one), **typed, part_ground="crime")
        assert (notice_of(one).ground, notice_of(one).left_out) == ("crime", "WHAT")

    @pytest.mark.parametrize("ground", ["", "ended", "unheard of"])
    def test_only_a_ground_of_the_day(self, builder, one, grounds, ground):
        with pytest.raises(Refused, match="Select the ground"):
            r.record_step(builder, "record_notice", one, exception="x", ground=ground)

    def test_what_is_no_exception_has_none(self, builder, one, grounds):
        with pytest.raises(Refused, match="Select the ground"):
            r.record_notice(builder, one, ground="harm")
        r.record_notice(builder, one)
        facts = {"case": builder.case, "request": one, "reach": "COUNSELLING", "at": builder.at}
        facts |= {"by": builder.cast.officer, "late_because": "x", "ground": "harm"}
        with (
            pytest.raises(IntegrityError, match="only_an_exception_has_a_ground"),
            transaction.atomic(),
        ):
            VictimNotice.objects.unscoped("test").create(promised_on=ACT, **facts)


class TestBeforeTheAct:
    @pytest.fixture
    def builder(self):
        """A case in which the police are asked two days before the Act, and act from then on."""
        return CaseBuilder(cast(), at=datetime.combine(ACT - 2 * DAY, time(1), UTC)).allocate()

    def decide(self, builder, one, day, **said):
        builder.at = datetime.combine(max(day, builder.at.date()), time(12), UTC)
        facts = r.DECIDED | {"authorised_on": day} | said
        return r.record_step(builder, "record_authority", one, **facts)

    def request_on(self, builder, one, day):
        r.record_notice(builder, one)
        builder.at = datetime.combine(day, time(15), UTC)
        return r.record_step(builder, "mark_requested", one, requested_on=day)

    def test_what_it_asks_is_not_asked_of_a_decision_before_it(self, builder, one, steps):
        decided = self.decide(builder, one, ACT - DAY)
        kept = decision_of(one)
        assert (kept.probative_value, kept.belief, kept.how_known, kept.steps) == ("", "", "", [])
        assert self.request_on(builder, decided, ACT - DAY).requested_on == ACT - DAY

    @pytest.mark.parametrize("said", [r.BELIEF, PROBATIVE])
    def test_from_its_day_on_it_is_asked(self, builder, one, said):
        with pytest.raises(Refused, match="Enter why the"):
            self.decide(builder, one, ACT, **said)
        self.decide(builder, one, ACT, **r.BELIEF, **PROBATIVE)

    def test_the_page_says_so_and_takes_them_blank(self, builder, one):
        officer, url = client_for(builder.cast.officer), page_url("record-authority", one)
        assert "Of a decision before 12 January 2026 this" in page_text(officer.get(url))
        page = officer.post(url, r.DECIDED | date_parts("authorised_on", ACT))
        assert "Enter what makes you believe" in page_text(page)
        submit_form(officer, url, **r.DECIDED, **date_parts("authorised_on", ACT - DAY))
        assert decision_of(one).belief == ""

    def test_a_request_under_the_act_rests_on_no_decision_without_it(self, builder, one):
        decided = self.decide(builder, one, ACT - DAY)
        with pytest.raises(Refused, match="This was decided before 12 January 2026"):
            self.request_on(builder, decided, ACT)

    def test_one_that_said_all_the_same_what_it_asks_carries_a_request(self, builder, one):
        decided = self.decide(builder, one, ACT - DAY, **r.BELIEF, **PROBATIVE)
        assert self.request_on(builder, decided, ACT).requested_on == ACT


class TestUnderTheAct:
    def test_the_page_says_nothing_of_days_before_it(self, builder, one):
        page = client_for(builder.cast.officer).get(page_url("record-authority", one))
        assert "Of a decision before" not in page_text(page)

    def test_the_database_wants_the_probative_value_from_its_day_on(self, builder, one):
        facts = r.DECIDED | {"case": builder.case, "request": one, "reach": "COUNSELLING"}
        facts |= {"by": builder.cast.officer, "at": builder.at, "authorised_on": ACT}
        with (
            pytest.raises(IntegrityError, match="counselling_has_probative_value"),
            transaction.atomic(),
        ):
            StatutoryDecision.objects.unscoped("test").create(**facts)
