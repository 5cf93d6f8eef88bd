"""The days of an act and its offence: on the pages, in the API's forms and in the actions."""

from datetime import date

import pytest
from django.utils import timezone

from cases.case_details.actions import allegations as allegation_actions
from cases.case_details.actions import cases as case_actions
from cases.decisions.actions import charges, decisions
from cases.decisions.forms.charges import OtherChargeForm
from cases.decisions.forms.decisions import AuthoriseChargeForm
from cases.early_advice.forms.advice_given import GiveEarlyAdviceForm
from cases.models import Allegation, Offence
from cases.offences.queries.obstacles import cautions_about, obstacle_to_charge
from cases.queries.allegations import alleged_acts
from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, day, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db
RAPE_2003, RAPE_1956 = "SX03002", "SX56001"
IN_1998, IN_1956 = date(1998, 3, 3), date(1956, 12, 31)
NAMED = (
    "Sexual Offences Act 2003 s.1 applies to acts from 1 May 2004. For 3 March 1998, choose an"
    " offence under Sexual Offences Act 1956 s.1, s.12, s.14 or s.15."
)
FOR_LAWYER = "It is for a lawyer, and cannot be charged as it is."
WHY = "She remembers now that it was in another year."
BOTH_ACTS = "Charge it in the alternative under both Acts"


@standing
def road():
    """A case that has not been sent."""
    return Road(cast())


@standing
def with_prosecutor():
    """A case with the prosecutor, whose allegation is of an act this year."""
    return Road(cast()).allocate()


def typed(road, code, first, last=None, **more):
    facts = {"victim": road.victim.pk, "suspect": road.suspects[0].pk, "offence": code}
    return facts | day("from_on", first) | (day("to_on", last) if last else {}) | more


def offence(code):
    return Offence.objects.get(pk=code)


def allege(road, code, first, last=None):
    return road.do(
        case_actions.add_allegation, "officer", case=road.case, victim=road.victim,
        suspect=road.suspects[0], offence=offence(code), from_on=first, to_on=last,
    )  # fmt: skip


def rows(road):
    return Allegation.objects.unscoped("test").filter(case=road.case)


def made_elsewhere(road, code, first, last=None, **facts):
    """An allegation as a release before this one could have saved it."""
    row = rows(road).first()
    return Allegation(
        case=road.case, suspect=row.suspect, victim=row.victim, offence=offence(code),
        from_on=first, to_on=last, added_by=row.added_by, added_at=row.added_at, **facts,
    )  # fmt: skip


class TestAdding:
    def test_the_act_that_applied_is_named_beside_the_offence_and_nothing_typed_is_lost(self, road):
        officer = as_(road.cast.officer)
        page = officer.post(at("add-allegation", road.case), typed(road, RAPE_2003, IN_1998))
        assert page.status_code == 200 and NAMED in said(page)
        form = page.context["form"]
        assert list(form.errors) == ["offence"]
        assert (form["offence"].value(), form["from_on"].value()["year"]) == (RAPE_2003, "1998")
        assert not rows(road).filter(from_on=IN_1998).exists()
        again = officer.post(at("add-allegation", road.case), typed(road, RAPE_1956, IN_1998))
        assert again.url == at("see-case", road.case)
        assert rows(road).get(from_on=IN_1998).offence_id == RAPE_1956

    def test_where_no_act_is_found_it_is_recorded_for_a_lawyer_and_said_so(self, road):
        officer = as_(road.cast.officer)
        officer.post(at("add-allegation", road.case), typed(road, RAPE_1956, IN_1956))
        assert rows(road).get(from_on=IN_1956).is_for_lawyer
        page = officer.get(at("see-case", road.case))
        assert said(page).count(FOR_LAWYER) == 2  # once as the answer, once on the card
        assert "For a lawyer" in said(page)
        assert said(officer.get(at("see-case", road.case))).count(FOR_LAWYER) == 1

    def test_across_1_may_2004_it_goes_through_for_both_acts(self, road):
        officer = as_(road.cast.officer)
        dates = date(2004, 3, 1), date(2004, 7, 31)
        answer = officer.post(at("add-allegation", road.case), typed(road, "SX03005", *dates))
        assert answer.status_code == 302
        page = said(officer.get(at("see-case", road.case)))
        assert BOTH_ACTS in page and "Violent Crime Reduction Act 2006 s.55" in page
        assert not rows(road).get(from_on=dates[0]).is_for_lawyer

    def test_an_offence_whose_days_are_not_confirmed_goes_through_with_a_warning(self, road):
        officer = as_(road.cast.officer)
        officer.post(at("add-allegation", road.case), typed(road, "SX56015", date(1960, 1, 1)))
        page = said(officer.get(at("see-case", road.case)))
        assert "those days are not confirmed. A lawyer must check them." in page
        assert "Check before charging" in page

    def test_an_offence_of_today_says_nothing(self, road):
        officer = as_(road.cast.officer)
        officer.post(at("add-allegation", road.case), typed(road, RAPE_2003, date(2025, 3, 3)))
        page = said(officer.get(at("see-case", road.case)))
        assert "Check before charging" not in page and "lawyer" not in page

    def test_the_action_refuses_the_same_with_the_same_sentence(self, road):
        with pytest.raises(Refused) as refused:
            allege(road, RAPE_2003, IN_1998)
        assert str(refused.value) == NAMED
        assert "1998" not in str(refused.value.reason)  # the audit log holds nothing of a case


class TestCorrecting:
    def correct(self, road, wrong, **facts):
        said_now = {
            name: getattr(wrong, name) for name in ("victim", "offence", "from_on", "to_on")
        }
        return road.do(
            allegation_actions.correct_allegation, "officer", allegation=wrong, reason=WHY,
            **(said_now | facts),
        )  # fmt: skip

    def test_other_dates_need_the_offence_of_these_dates(self, road):
        wrong = rows(road).get()
        with pytest.raises(Refused) as refused:
            self.correct(road, wrong, from_on=IN_1998)
        assert "choose an offence under Sexual Offences Act 1956 s.1" in str(refused.value)
        right = self.correct(road, wrong, from_on=IN_1998, offence=offence(RAPE_1956))
        assert not right.is_for_lawyer
        again = self.correct(road, right, from_on=IN_1956)
        assert again.is_for_lawyer

    def test_the_page_puts_the_error_beside_the_offence(self, road):
        wrong = rows(road).get()
        facts = typed(road, wrong.offence_id, IN_1998, reason=WHY)
        page = as_(road.cast.officer).post(at("correct-allegation", wrong), facts)
        assert list(page.context["form"].errors) == ["offence"]
        assert page.context["form"]["reason"].value() == WHY


class TestCharging:
    def refused(self, road, allegation):
        with pytest.raises(Refused) as refused:
            road.do(
                decisions.authorise_charge, "prosecutor", suspect=road.suspects[0],
                allegations=[allegation], rationale="The test is met.",
            )  # fmt: skip
        return str(refused.value)

    def saved(self, road, code, first, **facts):
        row = made_elsewhere(road, code, first, only_side="", **facts)
        row.first_id = row.pk
        row.save(force_insert=True)
        return row

    def test_an_allegation_for_a_lawyer_is_not_charged_and_the_form_says_why(self, with_prosecutor):
        row = self.saved(with_prosecutor, RAPE_1956, IN_1956, is_for_lawyer=True)
        assert FOR_LAWYER in self.refused(with_prosecutor, row)
        address = at("authorise-charge", with_prosecutor.suspects[0])
        prosecutor = as_(with_prosecutor.cast.prosecutor)
        assert FOR_LAWYER in said(prosecutor.get(address))
        page = prosecutor.post(address, {"allegations": [row.pk], "rationale": WHY})
        assert list(page.context["form"].errors) == ["allegations"]
        assert page.context["form"]["rationale"].value() == WHY

    def test_one_saved_before_offences_had_days_is_not_charged_under_the_wrong_act(
        self, with_prosecutor
    ):
        row = self.saved(with_prosecutor, RAPE_2003, IN_1998)
        assert NAMED in self.refused(with_prosecutor, row)

    def test_the_flag_alone_is_enough(self, with_prosecutor):
        row = self.saved(with_prosecutor, RAPE_1956, IN_1998, is_for_lawyer=True)
        assert FOR_LAWYER in self.refused(with_prosecutor, row)

    def test_a_time_limit_that_ended_is_a_plain_reason_and_one_recalled_a_warning(self, road):
        today = timezone.localdate()
        late = made_elsewhere(road, "SX56006", date(1996, 11, 5))
        assert obstacle_to_charge(late, today=today) == (
            "The time for beginning a prosecution ended on 5 November 1997 (Sexual Offences Act"
            " 1956 s.37 and Sch. 2; R v J [2004] UKHL 42)."
        )
        recalled = made_elsewhere(road, "SX56021", date(1996, 11, 5))
        assert obstacle_to_charge(recalled, today=today) == ""
        assert "This is not confirmed: check it." in " ".join(cautions_about(recalled, today=today))
        way_round = made_elsewhere(road, "SX56026", date(1996, 11, 5))
        assert "may not be charged instead of s.6" in " ".join(
            cautions_about(way_round, today=today)
        )

    def test_a_limit_that_no_source_settled_says_so_and_consents_are_named(self, road):
        today = timezone.localdate()
        image = made_elsewhere(road, "SX03249", date(2025, 5, 5))
        assert "whose length was not found" in " ".join(cautions_about(image, today=today))
        incest = made_elsewhere(road, "SX56009", date(1985, 7, 7))
        assert "the consent of the Director of Public Prosecutions" in " ".join(
            cautions_about(incest, today=today)
        )
        summary = made_elsewhere(road, "PH97006", date(2026, 1, 10))
        assert "10 July 2026" in " ".join(cautions_about(summary, today=date(2026, 2, 1)))
        assert "10 July 2026" in " ".join(cautions_about(summary, today=date(2026, 8, 1)))


class TestConsent:
    def charge(self, road, row, **facts):
        return road.do(
            decisions.authorise_charge, "prosecutor", suspect=road.suspects[0], allegations=[row],
            rationale=WHY, **facts,
        )  # fmt: skip

    @pytest.fixture
    def incest(self, with_prosecutor):
        row = made_elsewhere(with_prosecutor, "SX56009", date(1985, 7, 7), only_side="")
        row.first_id = row.pk
        row.save(force_insert=True)
        return row

    def test_it_is_asked_where_it_is_needed_and_kept(self, with_prosecutor, incest):
        with pytest.raises(Refused, match="Select whether the consent to prosecute"):
            self.charge(with_prosecutor, incest)
        address = at("authorise-charge", with_prosecutor.suspects[0])
        prosecutor = as_(with_prosecutor.cast.prosecutor)
        answers = {"allegations": [incest.pk], "rationale": WHY}
        page = prosecutor.post(address, answers)
        assert list(page.context["form"].errors) == ["consent"]
        assert "Has the consent to prosecute been given?" in said(page)
        prosecutor.post(address, answers | {"consent": "ASKED"})
        page = prosecutor.get(at("see-case", with_prosecutor.case))
        assert "It has been asked for and not given yet" in said(page)

    def test_it_is_not_asked_where_no_charge_needs_it(self, with_prosecutor):
        address = at("authorise-charge", with_prosecutor.suspects[0])
        page = as_(with_prosecutor.cast.prosecutor).get(address)
        assert "consent to prosecute" not in said(page)
        decision = self.charge(with_prosecutor, rows(with_prosecutor).get(), consent="GIVEN")
        assert decision.consent == ""


class TestReporting:
    def test_a_charge_that_was_not_authorised_must_fit_an_act_that_is_alleged(
        self, with_prosecutor
    ):
        road = with_prosecutor
        acts = alleged_acts(rows(road))
        facts = {"victim": road.victim.pk, "offence": RAPE_1956}
        form = OtherChargeForm(facts, victims=[road.victim], acts=acts)
        assert not form.is_valid()
        assert "choose an offence under Sexual Offences Act 2003" in form.errors["offence"][0]
        facts["offence"] = RAPE_2003
        assert OtherChargeForm(facts, victims=[road.victim], acts=acts).is_valid()
        road.do(
            decisions.authorise_charge, "prosecutor", suspect=road.suspects[0],
            allegations=list(rows(road)), rationale="The test is met.",
        )  # fmt: skip
        with pytest.raises(Refused, match="choose an offence under Sexual Offences Act 2003"):
            road.do(
                charges.report_charge, "officer", suspect=road.suspects[0],
                method="IN_CUSTODY", charged_on=road.at.date(),
                charges=[(road.victim, offence(RAPE_1956))], explanation="It was old.",
            )  # fmt: skip


def test_early_advice_names_no_other_offence_that_did_not_apply(road):
    form = GiveEarlyAdviceForm(
        {"other_offence": RAPE_1956}, questions=["Which?"], allegations=list(rows(road))
    )
    assert "choose an offence under Sexual Offences Act 2003" in form.errors["other_offence"][0]
    form = GiveEarlyAdviceForm(
        {"other_offence": RAPE_2003}, questions=["Which?"], allegations=list(rows(road))
    )
    assert "other_offence" not in form.errors


def test_the_form_for_a_charge_shows_what_to_check(road):
    row = made_elsewhere(road, "SX03005", date(2004, 3, 1), date(2004, 7, 31))
    form = AuthoriseChargeForm(allegations=[row])
    assert BOTH_ACTS in str(form.fields["allegations"].hints[str(row.pk)])
