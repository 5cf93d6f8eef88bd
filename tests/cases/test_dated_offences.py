"""The days of an act and its offence: on the pages, in the API's forms and in the actions."""

from datetime import date

import pytest
from django.utils import timezone

from cases.case_details.actions import allegations as allegation_actions
from cases.case_details.actions import cases as case_actions
from cases.decisions.actions import charges, decisions
from cases.decisions.forms.charge_counts import CountReportForm
from cases.early_advice.forms.advice_given import GiveEarlyAdviceForm
from cases.models import Allegation, Offence
from cases.offences.queries.obstacles import cautions_about, obstacle_to_charge
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.charges import counts_form
from tests.support.cases.counts import uncharged_rows
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
RAPE_2003, RAPE_1956 = "SX03002", "SX56001"
IN_1998, IN_1956 = date(1998, 3, 3), date(1956, 12, 31)
NAMED = (
    "Sexual Offences Act 2003 s.1 applies to acts from 1 May 2004. For 3 March 1998, choose an"
    " offence under Sexual Offences Act 1956 s.1, s.12, s.14 or s.15."
)
FOR_LAWYER = "It is for a lawyer, and cannot be charged as it is."
WHY = "She remembers now that it was in another year."
BOTH_STAGES = {"rationale": WHY, "public_interest_rationale": WHY}
BOTH_ACTS = "Charge it in the alternative under both Acts"


@module_fixture
def builder():
    """A case that has not been sent."""
    return CaseBuilder(cast())


@module_fixture
def allocated_builder():
    """A case with the prosecutor, whose allegation is of an act this year."""
    return CaseBuilder(cast()).allocate()


def form_data(builder, code, first, last=None, **more):
    facts = {"victim": builder.victim.pk, "suspect": builder.suspects[0].pk, "offence": code}
    return facts | date_parts("from_on", first) | (date_parts("to_on", last) if last else {}) | more


def offence_with_code(code):
    return Offence.objects.get(pk=code)


def add_allegation_of(builder, code, first, last=None):
    return builder.do(
        case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
        suspect=builder.suspects[0], offence=offence_with_code(code), from_on=first, to_on=last,
    )  # fmt: skip


def allegation_rows(builder):
    return Allegation.objects.unscoped("test").filter(case=builder.case)


def unvalidated_allegation(builder, code, first, last=None, **facts):
    """An allegation as a release before this one could have saved it."""
    row = allegation_rows(builder).first()
    return Allegation(
        case=builder.case, suspect=row.suspect, victim=row.victim, offence=offence_with_code(code),
        from_on=first, to_on=last, added_by=row.added_by, added_at=row.added_at, **facts,
    )  # fmt: skip


class TestAdding:
    def test_the_act_that_applied_is_named_beside_the_offence_and_nothing_typed_is_lost(
        self, builder
    ):
        officer = client_for(builder.cast.officer)
        page = officer.post(
            page_url("add-allegation", builder.case), form_data(builder, RAPE_2003, IN_1998)
        )
        assert page.status_code == 200 and NAMED in page_text(page)
        form = page.context["form"]
        assert list(form.errors) == ["offence"]
        assert (form["offence"].value(), form["from_on"].value()["year"]) == (RAPE_2003, "1998")
        assert not allegation_rows(builder).filter(from_on=IN_1998).exists()
        again = officer.post(
            page_url("add-allegation", builder.case), form_data(builder, RAPE_1956, IN_1998)
        )
        assert again.url == page_url("see-case", builder.case)
        assert allegation_rows(builder).get(from_on=IN_1998).offence_id == RAPE_1956

    def test_where_no_act_is_found_it_is_recorded_for_a_lawyer_and_said_so(self, builder):
        officer = client_for(builder.cast.officer)
        officer.post(
            page_url("add-allegation", builder.case), form_data(builder, RAPE_1956, IN_1956)
        )
        assert allegation_rows(builder).get(from_on=IN_1956).is_for_lawyer
        page = officer.get(page_url("see-case", builder.case))
        assert page_text(page).count(FOR_LAWYER) == 2  # once as the answer, once on the card
        assert "For a lawyer" in page_text(page)
        assert page_text(officer.get(page_url("see-case", builder.case))).count(FOR_LAWYER) == 1

    def test_across_1_may_2004_it_goes_through_for_both_acts(self, builder):
        officer = client_for(builder.cast.officer)
        dates = date(2004, 3, 1), date(2004, 7, 31)
        answer = officer.post(
            page_url("add-allegation", builder.case), form_data(builder, "SX03005", *dates)
        )
        assert answer.status_code == 302
        page = page_text(officer.get(page_url("see-case", builder.case)))
        assert BOTH_ACTS in page and "Violent Crime Reduction Act 2006 s.55" in page
        assert not allegation_rows(builder).get(from_on=dates[0]).is_for_lawyer

    def test_an_offence_whose_days_are_not_confirmed_goes_through_with_a_warning(self, builder):
        officer = client_for(builder.cast.officer)
        officer.post(
            page_url("add-allegation", builder.case),
            form_data(builder, "SX56015", date(1960, 1, 1)),
        )
        page = page_text(officer.get(page_url("see-case", builder.case)))
        assert "those days are not confirmed. A lawyer must check them." in page
        assert "Check before charging" in page

    def test_an_offence_of_today_says_nothing(self, builder):
        officer = client_for(builder.cast.officer)
        officer.post(
            page_url("add-allegation", builder.case),
            form_data(builder, RAPE_2003, date(2025, 3, 3)),
        )
        page = page_text(officer.get(page_url("see-case", builder.case)))
        assert "Check before charging" not in page and "lawyer" not in page

    def test_the_action_refuses_the_same_with_the_same_sentence(self, builder):
        with pytest.raises(Refused) as refused:
            add_allegation_of(builder, RAPE_2003, IN_1998)
        assert str(refused.value) == NAMED
        assert "1998" not in str(refused.value.reason)  # the audit log holds nothing of a case


class TestCorrecting:
    def correct(self, builder, wrong, **facts):
        said_now = {
            name: getattr(wrong, name) for name in ("victim", "offence", "from_on", "to_on")
        }
        return builder.do(
            allegation_actions.correct_allegation, "officer", allegation=wrong, reason=WHY,
            **(said_now | facts),
        )  # fmt: skip

    def test_other_dates_need_the_offence_of_these_dates(self, builder):
        wrong = allegation_rows(builder).get()
        with pytest.raises(Refused) as refused:
            self.correct(builder, wrong, from_on=IN_1998)
        assert "choose an offence under Sexual Offences Act 1956 s.1" in str(refused.value)
        right = self.correct(builder, wrong, from_on=IN_1998, offence=offence_with_code(RAPE_1956))
        assert not right.is_for_lawyer
        again = self.correct(builder, right, from_on=IN_1956)
        assert again.is_for_lawyer

    def test_the_page_puts_the_error_beside_the_offence(self, builder):
        wrong = allegation_rows(builder).get()
        facts = form_data(builder, wrong.offence_id, IN_1998, reason=WHY)
        page = client_for(builder.cast.officer).post(page_url("correct-allegation", wrong), facts)
        assert list(page.context["form"].errors) == ["offence"]
        assert page.context["form"]["reason"].value() == WHY


class TestCharging:
    def refused(self, builder, allegation):
        with pytest.raises(Refused) as refused:
            builder.do(
                decisions.authorise_charge, "prosecutor", suspect=builder.suspects[0],
                allegations=[allegation], rationale="The test is met.",
            )  # fmt: skip
        return str(refused.value)

    def saved(self, builder, code, first, **facts):
        row = unvalidated_allegation(builder, code, first, only_side="", **facts)
        row.first_id = row.pk
        row.save(force_insert=True)
        return row

    def test_an_allegation_for_a_lawyer_is_not_charged_and_the_form_says_why(
        self, allocated_builder
    ):
        row = self.saved(allocated_builder, RAPE_1956, IN_1956, is_for_lawyer=True)
        assert FOR_LAWYER in self.refused(allocated_builder, row)
        address = page_url("authorise-charge", allocated_builder.suspects[0])
        prosecutor = client_for(allocated_builder.cast.prosecutor)
        assert FOR_LAWYER in page_text(prosecutor.get(address))
        page = prosecutor.post(address, counts_form(row) | BOTH_STAGES)
        assert list(page.context["counts"].forms[0].errors) == ["offence"]
        assert page.context["form"]["rationale"].value() == WHY

    def test_one_saved_before_offences_had_days_is_not_charged_under_the_wrong_act(
        self, allocated_builder
    ):
        row = self.saved(allocated_builder, RAPE_2003, IN_1998)
        assert NAMED in self.refused(allocated_builder, row)

    def test_the_flag_alone_is_enough(self, allocated_builder):
        row = self.saved(allocated_builder, RAPE_1956, IN_1998, is_for_lawyer=True)
        assert FOR_LAWYER in self.refused(allocated_builder, row)

    def test_a_time_limit_that_ended_is_a_plain_reason_and_one_recalled_a_warning(self, builder):
        today = timezone.localdate()
        late = unvalidated_allegation(builder, "SX56006", date(1996, 11, 5))
        assert obstacle_to_charge(late, today=today) == (
            "The time for beginning a prosecution ended on 5 November 1997 (Sexual Offences Act"
            " 1956 s.37 and Sch. 2; R v J [2004] UKHL 42)."
        )
        recalled = unvalidated_allegation(builder, "SX56021", date(1996, 11, 5))
        assert obstacle_to_charge(recalled, today=today) == ""
        assert "may have ended on 5 November 1997: check it (Sexual Offences Act 1967 s.7)." in (
            " ".join(cautions_about(recalled, today=today))
        )
        way_round = unvalidated_allegation(builder, "SX56026", date(1996, 11, 5))
        assert "may not be charged instead of s.6" in " ".join(
            cautions_about(way_round, today=today)
        )

    def test_a_limit_that_no_source_settled_says_so_and_consents_are_named(self, builder):
        today = timezone.localdate()
        image = unvalidated_allegation(builder, "SX03249", date(2025, 5, 5))
        assert "whose length was not found" in " ".join(cautions_about(image, today=today))
        incest = unvalidated_allegation(builder, "SX56009", date(1985, 7, 7))
        assert "the consent of the Director of Public Prosecutions" in " ".join(
            cautions_about(incest, today=today)
        )
        summary = unvalidated_allegation(builder, "PH97006", date(2026, 1, 10))
        assert "10 July 2026" in " ".join(cautions_about(summary, today=date(2026, 2, 1)))
        assert "10 July 2026" in " ".join(cautions_about(summary, today=date(2026, 8, 1)))


class TestConsent:
    def charge(self, builder, row, **facts):
        return builder.do(
            decisions.authorise_charge,
            "prosecutor",
            suspect=builder.suspects[0],
            allegations=[row],
            rationale=WHY,
            **facts,
        )

    @pytest.fixture
    def incest(self, allocated_builder):
        row = unvalidated_allegation(allocated_builder, "SX56009", date(1985, 7, 7), only_side="")
        row.first_id = row.pk
        row.save(force_insert=True)
        return row

    def test_it_is_asked_where_it_is_needed_and_kept(self, allocated_builder, incest):
        with pytest.raises(Refused, match="Select whether the consent to prosecute"):
            self.charge(allocated_builder, incest)
        address = page_url("authorise-charge", allocated_builder.suspects[0])
        prosecutor = client_for(allocated_builder.cast.prosecutor)
        answers = counts_form(incest) | BOTH_STAGES | uncharged_rows(allocated_builder)
        page = prosecutor.post(address, answers)
        assert list(page.context["form"].errors) == ["consent"]
        assert "Has the consent to prosecute been given?" in page_text(page)
        prosecutor.post(address, answers | {"consent": "ASKED"})
        page = prosecutor.get(page_url("see-case", allocated_builder.case))
        assert "It has been asked for and not given yet" in page_text(page)

    def test_it_is_not_asked_where_no_charge_needs_it(self, allocated_builder):
        address = page_url("authorise-charge", allocated_builder.suspects[0])
        page = client_for(allocated_builder.cast.prosecutor).get(address)
        assert "consent to prosecute" not in page_text(page)
        decision = self.charge(
            allocated_builder, allegation_rows(allocated_builder).get(), consent="GIVEN"
        )
        assert decision.consent == ""


class TestReporting:
    def test_a_charge_that_was_not_authorised_must_fit_an_act_that_is_alleged(
        self, allocated_builder
    ):
        builder = allocated_builder
        facts = {"victim": builder.victim.pk, "offence": RAPE_1956}
        facts |= date_parts("from_on", date(2026, 1, 10))
        form = CountReportForm(facts, victims=[builder.victim])
        assert not form.is_valid()
        assert "choose an offence under Sexual Offences Act 2003" in form.errors["offence"][0]
        facts["offence"] = RAPE_2003
        assert CountReportForm(facts, victims=[builder.victim]).is_valid()
        builder.do(
            decisions.authorise_charge, "prosecutor", suspect=builder.suspects[0],
            allegations=list(allegation_rows(builder)), rationale="The test is met.",
        )  # fmt: skip
        with pytest.raises(Refused, match="choose an offence under Sexual Offences Act 2003"):
            builder.do(
                charges.report_charge, "officer", suspect=builder.suspects[0],
                method="IN_CUSTODY", charged_on=builder.at.date(), version=1,
                charges=[(builder.victim, offence_with_code(RAPE_1956))], explanation="It was old.",
            )  # fmt: skip


def test_early_advice_names_no_other_offence_that_did_not_apply(builder):
    form = GiveEarlyAdviceForm(
        {"other_offence": RAPE_1956},
        questions=["Which?"],
        allegations=list(allegation_rows(builder)),
    )
    assert "choose an offence under Sexual Offences Act 2003" in form.errors["other_offence"][0]
    form = GiveEarlyAdviceForm(
        {"other_offence": RAPE_2003},
        questions=["Which?"],
        allegations=list(allegation_rows(builder)),
    )
    assert "other_offence" not in form.errors


def test_the_page_of_a_charge_shows_what_to_check(allocated_builder):
    row = unvalidated_allegation(
        allocated_builder, "SX03005", date(2004, 3, 1), date(2004, 7, 31), only_side=""
    )
    row.first_id = row.pk
    row.save(force_insert=True)
    allocated_builder.review()
    prosecutor = client_for(allocated_builder.cast.prosecutor)
    page = prosecutor.get(page_url("authorise-charge", allocated_builder.suspects[0]))
    assert BOTH_ACTS in page_text(page)
