"""The conditions of a caution are varied by the prosecutor, with the suspect's consent."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.decisions.disposals import StatedCondition
from cases.models import DisposalCondition
from cases.models.disposal import ConditionVariation
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.charges import number_in_force
from tests.support.cases.disposals import (
    authorise_disposal,
    give_caution,
    not_given,
    report_conditions_of,
    report_disposal_of,
    set_birth,
    vary_conditions_of,
)
from tests.support.cases.pages import (
    client_for,
    date_parts,
    hidden_fields_at,
    links_on_page,
    page_text,
    page_url,
)
from tests.support.cases.refusals import why_not
from tests.support.cases.sealed_rows import opened_values
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.calendar import london_day
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

WHY = "The course that he was to attend was cancelled."
VIEWS = "She does not mind that it is later."


@module_fixture
def builder():
    """A conditional caution that was given: a course within 60 days, a letter within 20."""
    builder = CaseBuilder(cast(), at=days_ago(2)).allocate()
    give_caution(builder)
    return builder


def in_days(builder, days):
    return builder.at.date() + timedelta(days=days)


def letter(builder, days=20):
    return StatedCondition("REPARATION", "Write to her.", in_days(builder, days))


def course(builder, days=60):
    return StatedCondition("REHABILITATION", "Attend the course.", in_days(builder, days))


def conditions_now():
    rows = DisposalCondition.objects.filter(is_current=True).order_by("number")
    return opened_values(rows, "text", "meet_by")


class TestAct:
    def test_the_new_conditions_hold_and_those_before_are_kept(self, builder):
        vary_conditions_of(builder, conditions=[course(builder, 90), letter(builder)])
        assert conditions_now() == [
            ("Attend the course.", in_days(builder, 90)), ("Write to her.", in_days(builder, 20)),
        ]  # fmt: skip
        assert DisposalCondition.objects.count() == 4
        told = Delivery.objects.filter(notice="conditions_varied")
        assert set(told.values_list("recipient__name", flat=True)) == {"Olive Officer"}

    def test_the_police_have_until_the_last_day_of_those(self, builder):
        vary_conditions_of(builder, conditions=[course(builder, 90)])
        suspect = builder.suspect()
        assert london_day(suspect.due_at) == in_days(builder, 90)
        assert (suspect.state, suspect.holder_side) == ("DISPOSAL_CONDITIONS", "POLICE")
        vary_conditions_of(builder, conditions=[letter(builder, 9)], version=101)
        assert london_day(builder.suspect().due_at) == in_days(builder, 9)

    def test_one_that_stays_may_have_a_day_that_has_passed(self, builder):
        kept = letter(builder)
        builder.at += timedelta(days=30)
        vary_conditions_of(builder, conditions=[course(builder, 90), kept])
        assert len(conditions_now()) == 2
        late = StatedCondition("REPARATION", "Write again.", in_days(builder, -1))
        text = why_not(vary_conditions_of, builder, conditions=[late], version=101)
        assert text == "This date has passed. Enter today’s date or a later one."

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"conditions": []}, "State at least one condition."),
            ({"views": " "}, "Enter what the victims said, or why they were not asked."),
            ({"are_asked": False}, "Enter what the victims said, or why they were not asked."),
        ],
    )
    def test_what_it_needs_is_asked_for(self, builder, facts, told):
        assert why_not(vary_conditions_of, builder, **facts).startswith(told)

    def test_the_same_conditions_are_no_variation(self, builder):
        same = [letter(builder), course(builder)]
        text = why_not(vary_conditions_of, builder, conditions=same)
        assert text.startswith("These are the conditions as they are.")

    def test_the_suspect_consents_after_it_was_given_and_not_tomorrow(self, builder):
        before, ahead = in_days(builder, -1), in_days(builder, 1)
        assert "too long ago" in why_not(vary_conditions_of, builder, agreed_on=before)
        assert "not come yet" in why_not(vary_conditions_of, builder, agreed_on=ahead)

    @pytest.mark.parametrize("who", ["officer", "manager"])
    def test_the_prosecutor_varies_them(self, builder, who):
        with pytest.raises(Refused):
            vary_conditions_of(builder, who=who)

    def test_of_two_at_once_the_second_reads_them_again(self, builder):
        vary_conditions_of(builder)
        text = why_not(vary_conditions_of, builder, conditions=[letter(builder, 30)])
        assert text.startswith("The conditions have been varied since you opened the page.")
        text = why_not(report_conditions_of, builder)
        assert text.startswith("The conditions have been varied since you opened the page.")
        report_conditions_of(builder, version=100 + number_in_force(builder.suspects[0]))
        assert builder.suspect().state == "OUT_OF_COURT"
        assert why_not(vary_conditions_of, builder, version=101).startswith("Suspect 1 has been")

    def test_the_database_refuses_them_where_there_are_none(self, builder):
        facts = {
            "case": builder.case, "number": 1, "agreed_on": builder.at.date(), "reasons": WHY,
            "are_asked": True, "views": "Yes.", "by": builder.cast.prosecutor, "at": builder.at,
        }  # fmt: skip
        rows = ConditionVariation.objects.unscoped("test")
        decision = builder.suspects[0].decisions.unscoped("test").get()
        report_conditions_of(builder)
        with pytest.raises(IntegrityError, match="or have ended"), transaction.atomic():
            rows.create(decision=decision, **facts)
        other = CaseBuilder(builder.cast).allocate()
        simple = authorise_disposal(other, kind="ADULT_CAUTION")
        with pytest.raises(IntegrityError, match="no conditional caution"), transaction.atomic():
            rows.create(decision=simple, **facts | {"case": other.case})


class TestSignedLate:
    @pytest.fixture
    def builder(self):
        """One condition within two days, four days ago."""
        builder = CaseBuilder(cast()).allocate()
        authorise_disposal(builder, conditions=[course(builder, 2)])
        builder.at += timedelta(days=4)
        return builder

    def test_a_caution_given_after_the_day_of_a_condition_was_given(self, builder):
        report_disposal_of(builder)
        assert builder.suspect().state == "DISPOSAL_CONDITIONS"
        assert builder.suspect().due_at < builder.at  # nobody is spared that it is late
        vary_conditions_of(builder, conditions=[course(builder, 40)])
        assert london_day(builder.suspect().due_at) == in_days(builder, 40)

    def test_one_that_was_not_is_reported_so(self, builder):
        not_given(builder)
        assert builder.suspect().state == "WITH_PROSECUTOR"


class TestPage:
    def sent(self, builder, browser, **typed):
        address = page_url("vary-conditions", builder.suspects[0])
        rows = {"text": "Attend the course.", "aim": "REHABILITATION"}
        rows |= date_parts("meet_by", london_day(timezone.now()) + timedelta(days=90))
        known = {"form_key": "", **hidden_fields_at(browser, address)}
        known |= {f"conditions-0-{name}": value for name, value in rows.items()}
        known |= {"conditions-TOTAL_FORMS": 1, "conditions-INITIAL_FORMS": 1}
        return address, known | typed

    def answers(self):
        return {
            "text": WHY, "are_asked": "yes", "views": VIEWS,
            **date_parts("agreed_on", london_day(timezone.now())),
        }  # fmt: skip

    def test_it_starts_with_the_conditions_and_says_what_changed(self, builder):
        browser = client_for(builder.cast.prosecutor)
        address, sent = self.sent(builder, browser, **self.answers())
        assert address in links_on_page(browser.get(page_url("see-case", builder.case)))
        page = browser.get(address)
        assert [form["text"].value() for form in page.context["conditions"].forms] == [
            "Attend the course.", "Write to her.",
        ]  # fmt: skip
        answer = browser.post(address, sent)
        assert answer.status_code == 302, page_text(answer)
        page = page_text(browser.get(page_url("see-decisions", builder.case)))
        assert "Condition 1 before Attend the course." in page and WHY in page
        assert "Condition 2 before Write to her." in page and VIEWS in page
        officer = client_for(builder.cast.officer)
        assert WHY in page_text(officer.get(page_url("report-conditions", builder.suspects[0])))

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"text": ""}, "Enter why the conditions are varied"),
            ({"are_asked": "no"}, "Enter why they have not been asked"),
            ({"conditions-0-aim": ""}, "Select what the condition is for"),
        ],
    )
    def test_what_was_typed_stays(self, builder, typed, told):
        browser = client_for(builder.cast.prosecutor)
        typed = {"conditions-0-text": "Attend in the evening."} | typed
        address, sent = self.sent(builder, browser, **self.answers() | typed)
        page = browser.post(address, sent)
        assert told in page_text(page) and VIEWS in page_text(page)
        [row] = page.context["conditions"].forms
        assert row["text"].value() == "Attend in the evening."
        assert not ConditionVariation.objects.unscoped("test").exists()

    def test_a_condition_is_added_and_nothing_is_sent(self, builder):
        browser = client_for(builder.cast.prosecutor)
        address, sent = self.sent(builder, browser, **self.answers() | {"add": "1"})
        page = browser.post(address, sent)
        rows = page.context["conditions"].forms
        assert [row["text"].value() for row in rows] == ["Attend the course.", None]
        assert page.context["form"]["views"].value() == VIEWS
        assert not ConditionVariation.objects.unscoped("test").exists()


class TestOfChild:
    """A suspect under 18 consents with an appropriate adult, as when the caution was given."""

    @pytest.fixture
    def builder(self):
        builder = CaseBuilder(cast(), at=days_ago(2)).allocate()
        give_caution(builder, kind="YOUTH_CONDITIONAL", born_on=in_years(-16))
        return builder

    @pytest.mark.parametrize("said", [{}, {"is_adult_there": False}])
    def test_alone_a_child_does_not_consent(self, builder, said):
        assert why_not(vary_conditions_of, builder, **said).startswith(
            "The suspect was under 18 on that day."
        )

    def test_with_one_it_is_kept_and_told(self, builder):
        assert vary_conditions_of(builder, is_adult_there=True).is_adult_there
        officer = client_for(builder.cast.officer)
        page = page_text(officer.get(page_url("see-decisions", builder.case)))
        assert "An appropriate adult was present" in page

    def test_once_they_are_18_nobody_need_be_with_them(self, builder):
        set_birth(builder, born_on=in_years(-18))
        assert vary_conditions_of(builder).is_adult_there is None

    def test_the_page_asks_of_a_child_and_not_of_an_adult(self, builder):
        browser = client_for(builder.cast.prosecutor)
        page = page_text(browser.get(page_url("vary-conditions", builder.suspects[0])))
        assert "Was an appropriate adult with the suspect?" in page
        other = CaseBuilder(builder.cast, at=builder.at).allocate()
        give_caution(other)
        page = page_text(browser.get(page_url("vary-conditions", other.suspects[0])))
        assert "Was an appropriate adult with the suspect?" not in page


def in_years(years):
    """A day so many years from now, in the year of which the day surely exists."""
    return london_day(timezone.now() - timedelta(days=30)).replace(day=1) + timedelta(
        days=round(365.25 * years)
    )
