"""The prosecutor puts another charge in the place of one that the police laid."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.decisions.actions import court_facts
from cases.models import ChargeStop, LaidCharge
from devtools.case_builder import cast, scope
from tests.cases.test_custody_limits_by_charge import limit
from tests.cases.test_custody_reminders import record_custody_of
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
)
from tests.support.cases.charges import correct_report
from tests.support.cases.counts import NIGHT, PENETRATION, offence_with_code
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import duties_owed, recomputed_duties, record_of
from victims.actions.letter_facts import facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim

pytestmark = pytest.mark.django_db

NEW = PENETRATION
WHY = "She has said that it was another act, and the phone bears it out."


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast(), at=days_ago(9))


@module_fixture
def read_twice():
    return charge_read_twice(cast(), at=days_ago(9))


def record_court_fact_of(builder, **facts):
    suspect = builder.suspects[0]
    return builder.do(court_facts.record_court_fact, "prosecutor", suspect=suspect, **facts)


def first_laid(builder):
    return laid_about(builder.suspects[0], builder.victim)[0]


def owed(builder, victim):
    return {each.what for each in recomputed_duties(builder) if each.record_id == victim.pk}


class TestAct:
    def test_the_new_charge_goes_on_in_its_place(self, builder):
        before = first_laid(builder)
        stop = replace_charge_of(builder, before)
        new = LaidCharge.objects.get(altered_by=stop)
        assert (new.victim_id, new.offence_id, new.from_on, new.report_id, new.count) == (
            before.victim_id, NEW, NIGHT, before.report_id, None,
        )  # fmt: skip
        assert (stop.status, builder.suspect().state) == ("IN_FORCE", "CHARGED")
        assert [row.laid for row in stop.counts.all()] == [before]

    def test_it_can_be_stopped_and_replaced_in_turn(self, builder):
        stop = replace_charge_of(builder, first_laid(builder))
        again = replace_charge_of(
            builder, stop.replacements.get(), code=ASSAULT, from_on=NIGHT_BEFORE
        )
        stop_charges_of(builder, charges=[again.replacements.get()])
        assert builder.suspect().state == "CHARGED"
        others = [row for row in laid_against(builder.suspects[0]) if not row.stopped.exists()]
        stop_charges_of(builder, charges=others)
        assert builder.suspect().state == "STOPPED"

    @pytest.mark.parametrize(("facts", "told"), [
        ({"from_on": NIGHT + timedelta(days=3650)}, "This date has not come yet."),
        ({"code": "SX56001"}, "Sexual Offences Act 2003"),
    ])  # fmt: skip
    def test_it_is_a_charge_that_can_be_laid(self, builder, facts, told):
        assert told in why_not(replace_charge_of, builder, first_laid(builder), **facts)

    def test_the_same_charge_is_no_other_and_each_is_replaced_on_its_own(self, builder):
        laid = first_laid(builder)
        same = {"code": laid.offence_id, "from_on": laid.from_on, "to_on": laid.to_on}
        assert why_not(replace_charge_of, builder, laid, **same).startswith("This is the charge")
        both = laid_about(builder.suspects[0], builder.victim)
        text = why_not(replace_charge_of, builder, laid, charges=both)
        assert text == "Select one charge. Each is replaced on its own."

    def test_one_on_which_no_evidence_was_offered_does_not_come_back(self, builder):
        first, second = laid_about(builder.suspects[0], builder.victim)
        stop_charges_of(builder, charges=[first], kind="NO_EVIDENCE")
        text = why_not(replace_charge_of, builder, second, code=first.offence_id)
        assert "A verdict of not guilty stands" in text

    def test_the_database_keeps_the_new_charge_with_its_kind(self, builder):
        decision = builder.suspects[0].decisions.unscoped("test").get()
        said = {
            "case": builder.case, "decision": decision, "number": 9, "reasons": WHY,
            "are_told": True, "by": builder.cast.prosecutor, "at": builder.at,
        }  # fmt: skip
        rows = ChargeStop.objects.unscoped("test")
        for wrong in ({"kind": "ALTERED"}, {"kind": "DISCONTINUED", "new_from_on": NIGHT}):
            with pytest.raises(IntegrityError, match="charge_altered_to"), transaction.atomic():
                rows.create(**said | wrong)


NIGHT_BEFORE = NIGHT - timedelta(days=1)


class TestSecondReader:
    def test_it_is_laid_once_it_was_read_and_the_police_see_nothing_before(self, read_twice):
        replace_charge_of(read_twice, laid_against(read_twice.suspects[0])[0])
        assert read_twice.suspect().state == "CHARGE_STOP"
        assert not LaidCharge.objects.exclude(altered_by=None).exists()
        title = offence_with_code(NEW).title
        officer, case = client_for(read_twice.cast.officer), read_twice.case
        assert title not in page_text(officer.get(page_url("see-decisions", case)))
        reader = client_for(read_twice.cast.manager)
        page = page_text(reader.get(page_url("countersign-stop", read_twice.suspects[0])))
        assert f"Replacement charge {title}" in page
        assert "the replacement charge goes on" in page
        countersign_stop_of(read_twice)
        assert LaidCharge.objects.get(altered_by=newest_stop(read_twice.suspects[0]))
        assert title in page_text(officer.get(page_url("see-decisions", case)))

    def test_declined_nothing_is_laid(self, read_twice):
        replace_charge_of(read_twice, laid_against(read_twice.suspects[0])[0])
        decline_stop_of(read_twice)
        assert not LaidCharge.objects.exclude(altered_by=None).exists()
        assert read_twice.suspect().state == "CHARGED"


class TestReport:
    def test_no_report_is_compared_with_it(self, builder):
        replace_charge_of(builder, first_laid(builder))
        officer = client_for(builder.cast.officer)
        for name in ("see-case", "see-decisions"):
            page = page_text(officer.get(page_url(name, builder.case)))
            assert offence_with_code(NEW).title in page
            assert "Not authorised" not in page and "not authorised" not in page
        case = page_text(officer.get(page_url("see-case", builder.case)))
        assert "Replaced by another charge" in case and "Replacement charge" in case


class TestVictims:
    def test_only_its_victim_is_owed_that_the_charges_were_changed(self, builder):
        stop = replace_charge_of(builder, first_laid(builder))
        assert "ALTERED" in owed(builder, builder.victim)
        assert "ALTERED" not in owed(builder, builder.second)
        ends = {"DISCONTINUED", "NO_EVIDENCE", "STOPPED"}
        assert not owed(builder, builder.victim) & ends
        facts = facts_of_letter(
            "ALTERED", record_of(builder.victim), builder.suspect(), side="CPS", language="ENGLISH"
        )
        old = sorted(each.offence.title for each in laid_by_police(builder))
        other = [each.offence.title for each in laid_by_police(builder)[1:]]
        assert facts["before"] == old
        assert facts["charges"] == sorted([*other, stop.replacements.get().offence.title])

    def test_after_a_corrected_report_they_are_told_of_one_change(self, builder):
        correct_report(builder)
        assert "ALTERED" not in owed(builder, builder.victim)
        stop = replace_charge_of(builder, first_laid(builder))
        recomputed_duties(builder)
        told = duties_owed(builder, what="ALTERED", record=builder.victim.pk)
        assert [each.source for each in told] == [str(stop.pk)]

    def test_a_review_is_of_what_ended_and_not_of_what_was_replaced(self, builder):
        stop = replace_charge_of(builder, first_laid(builder))
        assert set(self.reviewable(builder)) == {"CPS_MEANS_TO_STOP", "CPS_LESS_CHARGED"}
        left = [*laid_by_police(builder)[1:], stop.replacements.get()]
        stop_charges_of(builder, charges=left)
        assert set(self.reviewable(builder)) == {"CPS_DISCONTINUED"}
        assert "DISCONTINUED" in owed(builder, builder.victim)
        facts = facts_of_letter(
            "STOPPED", record_of(builder.victim), builder.suspect(), side="CPS", language="ENGLISH"
        )
        assert facts["charges"] == sorted(each.offence.title for each in left)

    def reviewable(self, builder):
        [found] = reviewable_decisions_of_victim(record_of(builder.victim), side="CPS")
        return found.decisions


def laid_by_police(builder):
    rows = laid_about(builder.suspects[0], builder.victim)
    return [row for row in rows if row.altered_by_id is None]


class TestInCourt:
    def test_the_limit_of_what_it_replaces_is_kept(self, builder):
        record_custody_of(builder, custody="REMANDED")
        laid, on = first_laid(builder), builder.at.date() + timedelta(days=60)
        record_court_fact_of(builder, kind="CUSTODY_LIMIT", on=on, charges=[laid])
        replace_charge_of(builder, laid)
        assert limit(builder) == on

    def test_what_happens_to_it_is_recorded_of_it(self, builder):
        stop = replace_charge_of(builder, first_laid(builder))
        fact = record_court_fact_of(
            builder, kind="OUTCOME", on=builder.at.date(), result="CONVICTED",
            charges=[stop.replacements.get()],
        )  # fmt: skip
        assert [row.charge for row in fact.about.all()] == [stop.replacements.get()]


class TestPage:
    def test_the_prosecutor_replaces_a_charge(self, builder):
        browser = client_for(builder.cast.prosecutor)
        address = page_url("stop-charges", builder.suspects[0])
        said = {"charges": ["1.1"], "kind": "ALTERED", "text": WHY, "are_told": "yes"}
        page = page_text(browser.post(address, {"form_key": "", **said}))
        assert (
            "Enter the first day of the replacement charge" in page and "Select the offence" in page
        )
        assert WHY in page
        told = page_text(submit_form(
            browser, address, **said, offence=NEW, **date_parts("from_on", NIGHT)
        ))  # fmt: skip
        assert "Charge against suspect 1 replaced. The police are notified." in told
        assert ChargeStop.objects.for_scope(scope(builder.cast.officer, at=builder.at)).exists()

    def test_two_are_not_replaced_by_one(self, builder):
        browser = client_for(builder.cast.prosecutor)
        address = page_url("stop-charges", builder.suspects[0])
        page = page_text(browser.post(address, {
            "form_key": "", "charges": ["1.1", "1.2"], "kind": "ALTERED", "text": WHY,
            "are_told": "yes", "offence": NEW, **date_parts("from_on", NIGHT),
        }))  # fmt: skip
        assert "Select one charge. Each is replaced on its own." in page
        assert not ChargeStop.objects.unscoped("test").exists()
