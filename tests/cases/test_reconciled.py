"""What the police report is reconciled with the counts of the charge, one by one."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases.case_details.actions import cases as case_actions
from cases.charge_diff import Charge, compare_charges
from cases.decisions.actions import charges
from cases.decisions.counts import LaidCount
from cases.models import AuthorisedCharge, CountNotCharged, LaidCharge
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import allegations_against, report_form
from tests.support.cases.counts import (
    NIGHT,
    PENETRATION,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    offence_with_code,
    stage_refusal_text,
)
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(3)
LATER = NIGHT + timedelta(days=1)
STRANGULATION = "SC15005"
WHY_NOT = "The custody officer left it out that night."
WHY_OTHER = "It was past midnight when it happened."


@module_fixture
def builder():
    """A charge of two counts and one in the alternative."""
    builder = CaseBuilder(cast(), suspects=2, at=START).allocate().review()
    other = count_not_alleged(builder, offence=offence_with_code("SX03007"))
    charge_with_counts(
        builder, count_alleged(builder), count_not_alleged(builder, alternative_to=1), other
    )
    return builder


def report(builder, *laid, **facts):
    facts = {"method": "WRITTEN_CHARGE", "charged_on": builder.at.date(), "version": 1} | facts
    return builder.do(
        charges.report_charge, "officer", suspect=builder.suspects[0], charges=list(laid), **facts
    )


def as_stated(builder, n=1):
    if n == 1:
        counts = AuthorisedCharge.objects.filter(decision__suspect=builder.suspects[0])
        first = counts.select_related("victim", "offence").earliest("pk")
        return LaidCount(first.victim, first.offence, NIGHT, None, 1)
    return LaidCount(
        builder.victim, offence_with_code({2: PENETRATION, 3: "SX03007"}[n]), NIGHT, None, n
    )


class TestCompared:
    ONE, TWO = Charge(1, "Rape", (NIGHT, NIGHT), 1), Charge(1, "Rape", (NIGHT, NIGHT), 2)

    def test_a_count_that_was_not_charged_is_not_matched_with_another_charge(self):
        assault = Charge(1, "Assault", (NIGHT, NIGHT))
        found = compare_charges([self.ONE, self.TWO], [assault], not_charged={1, 2})
        assert (found.missing, found.extra, found.instead) == ([self.ONE, self.TWO], [assault], [])

    def test_it_is_said_of_the_count_that_the_report_names(self):
        laid = Charge(1, "Rape", (LATER, LATER), 2)
        found = compare_charges([self.ONE, self.TWO], [laid, Charge(1, "Rape", (NIGHT, NIGHT), 1)])
        [(count, charged)] = found.instead
        assert (count.count, charged.days) == (2, (LATER, LATER)) and not found.missing

    def test_what_is_said_to_be_of_no_count_is_of_none_once_the_report_speaks_of_any(self):
        """The second count is said nothing of; a charge that is alike is not taken for it."""
        alike = Charge(1, "Rape", (NIGHT, NIGHT))
        found = compare_charges([self.ONE, self.TWO], [Charge(1, "Rape", (NIGHT, NIGHT), 1), alike])
        assert (found.missing, found.extra, found.instead) == ([self.TWO], [alike], [])
        found = compare_charges([self.ONE, self.TWO], [alike], not_charged={1})
        assert (found.missing, found.extra, found.instead) == ([self.ONE, self.TWO], [alike], [])

    def test_days_are_compared_where_both_have_them(self):
        without = Charge(1, "Rape")
        assert not compare_charges([self.ONE], [without])
        assert compare_charges([self.ONE], [Charge(1, "Rape", (NIGHT, LATER))]).instead


class TestReported:
    def test_each_count_is_kept_with_what_became_of_it(self, builder):
        differently = as_stated(builder, 3)._replace(from_on=LATER, reason=WHY_OTHER)
        made = report(builder, as_stated(builder), differently, not_charged={2: WHY_NOT})
        one, two, three = made.decision.charges.order_by("pk")
        rows = {row.count: (row.from_on, row.reason) for row in made.charges.all()}
        assert rows == {one: (NIGHT, ""), three: (LATER, WHY_OTHER)}
        assert [(row.count, row.reason) for row in made.not_charged.all()] == [(two, WHY_NOT)]
        assert builder.suspect().state == "CHARGE_DIFFERS"

    def test_every_difference_has_a_reason_or_the_report_gives_one_for_all(self, builder):
        told = "Enter why the charges are not the ones authorised."
        without = {"not_charged": {2: " ", 3: WHY_NOT}}
        assert stage_refusal_text(report, builder, as_stated(builder), **without) == told
        changed = as_stated(builder, 3)._replace(from_on=LATER)
        said = as_stated(builder), as_stated(builder, 2), changed
        assert stage_refusal_text(report, builder, *said) == told
        extra = LaidCount(builder.victim, offence_with_code("SX03002"), NIGHT)
        all_three = [as_stated(builder, n) for n in (1, 2, 3)]
        assert stage_refusal_text(report, builder, *all_three, extra) == told
        assert not LaidCharge.objects.exists() and not CountNotCharged.objects.exists()
        report(builder, *said, explanation=WHY_OTHER)

    def test_nothing_is_said_of_a_count_twice_or_of_one_that_is_none(self, builder):
        for wrong in (
            {"laid": [as_stated(builder), as_stated(builder)]},
            {"laid": [as_stated(builder)], "not_charged": {1: WHY_NOT}},
            {"laid": [as_stated(builder)], "not_charged": {4: WHY_NOT}},
            {"laid": [as_stated(builder)._replace(number=9)]},
        ):
            facts = {"not_charged": wrong.get("not_charged"), "explanation": WHY_NOT}
            told = stage_refusal_text(report, builder, *wrong["laid"], **facts)
            assert told == "Say once of each charge whether it was laid."

    def test_a_charge_that_was_not_authorised_is_judged_by_its_days(self, builder):
        for day, told in (
            (date(1998, 3, 3), "choose an offence under"),
            (date(2999, 1, 1), "come"),
        ):
            extra = LaidCount(builder.victim, offence_with_code(PENETRATION), day, reason=WHY_OTHER)
            assert told in stage_refusal_text(report, builder, as_stated(builder), extra)

    def test_a_report_tells_the_cps_of_a_victim_whom_it_did_not_know(self):
        builder = CaseBuilder(cast(), at=START).allocate().review()
        count = count_alleged(builder)
        victim = builder.do(case_actions.add_victim, "officer", case=builder.case)
        about = {"victim": victim, "offence": offence_with_code(PENETRATION), "from_on": NIGHT}
        alleged = builder.do(
            case_actions.add_allegation, "officer", case=builder.case,
            suspect=builder.suspects[0], **about,
        )  # fmt: skip
        charge_with_counts(builder, count)
        address, add = page_url("report-charge", builder.suspects[0]), report_form("AS_STATED")
        page = client_for(builder.cast.officer).post(address, add | {"add": "1"})
        assert (
            page_text(page).count("The CPS does not know this victim. This report tells it.") == 1
        )
        report(builder, as_stated(builder), LaidCount(**about, reason=WHY_OTHER))
        for row in (victim, alleged):
            row.refresh_from_db()
            assert row.only_side == ""

    def test_what_was_reported_stays_and_is_whole(self, builder):
        made = report(builder, as_stated(builder), not_charged={2: WHY_NOT, 3: WHY_NOT})
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            update_in_sql(made.not_charged, "reason", "Another.")
        again = {"report": made, "count": made.not_charged.first().count, "reason": WHY_NOT}
        with pytest.raises(IntegrityError, match="count_not_charged_once"), transaction.atomic():
            CountNotCharged.objects.create(**again)


class TestPages:
    def sent(self, *outcomes, **more):
        said = {"method": "WRITTEN_CHARGE", "form_key": "", "version": 1} | report_form(*outcomes)
        return said | date_parts("charged_on", timezone.localdate()) | more

    @pytest.fixture
    def officer(self, builder):
        return client_for(builder.cast.officer)

    @pytest.fixture
    def address(self, builder):
        return page_url("report-charge", builder.suspects[0])

    def test_the_police_say_of_each_count_what_became_of_it(self, builder, officer, address):
        page = officer.get(address)
        assert "Charge 2, alternative to charge 1: " in page_text(page)
        assert " checked" not in page.content.decode()
        other = {"outcome": "DIFFERENT", "offence": "SX03007", "reason": WHY_OTHER}
        other |= date_parts("from_on", LATER)
        left_out = {"outcome": "NOT_CHARGED", "not_charged_reason": WHY_NOT}
        answer = officer.post(address, self.sent("AS_STATED", left_out, other))
        assert answer.status_code == 302
        for who, name in (("prosecutor", "accept-charge-report"), ("officer", "see-decisions")):
            row = builder.suspects[0] if who == "prosecutor" else builder.case
            page = page_text(client_for(getattr(builder.cast, who)).get(page_url(name, row)))
            assert f"Not charged {WHY_NOT}" in page and f"Different {WHY_OTHER}" in page
            assert page.count("As authorised") == 1
        card = page_text(officer.get(page_url("see-case", builder.case)))
        assert (
            "Charge 3: charged differently" in card and "Charge 2: authorised, not charged" in card
        )

    def test_no_count_is_left_out_and_each_difference_says_why(self, builder, officer, address):
        page = page_text(officer.post(address, self.sent("AS_STATED", "NOT_CHARGED", "")))
        assert "Charge 3: Select whether it was charged" in page
        page = page_text(officer.post(address, self.sent("AS_STATED", "AS_STATED")))
        assert "Say once of each charge whether it was laid." in page
        page = page_text(officer.post(address, self.sent("AS_STATED", "NOT_CHARGED", "AS_STATED")))
        assert "Charge 2: Enter why it was not charged" in page
        assert not LaidCharge.objects.exists()
        together = self.sent("AS_STATED", "NOT_CHARGED", "AS_STATED", explanation=WHY_NOT)
        assert officer.post(address, together).status_code == 302

    def test_what_was_charged_as_it_stands_ends_the_matter(self, builder, officer, address):
        assert officer.post(address, self.sent(*["AS_STATED"] * 3)).status_code == 302
        assert builder.suspect().state == "CHARGED"
        assert {row.from_on for row in LaidCharge.objects.all()} == {NIGHT}

    def test_a_correction_starts_from_what_was_said_of_each_count(self, builder, officer):
        differently = as_stated(builder, 3)._replace(from_on=LATER, reason=WHY_OTHER)
        report(builder, as_stated(builder), differently, not_charged={2: WHY_NOT})
        page = officer.get(page_url("correct-charge-report", builder.suspects[0]))
        said = [form["outcome"].value() for form in page.context["rows"].forms]
        assert said == ["AS_STATED", "NOT_CHARGED", "DIFFERENT"]
        body = page.content.decode()
        assert WHY_NOT in body and WHY_OTHER in body
        address = page_url("correct-charge-report", builder.suspects[0])
        assert officer.post(address, self.sent(*["AS_STATED"] * 3, version=1)).status_code == 302
        assert builder.suspect().state == "CHARGED"

    def test_a_report_made_before_counts_were_told_apart_is_matched(self, builder, officer):
        report(builder, as_stated(builder), explanation=WHY_NOT)
        # as the release before wrote it: victim and offence alone, and nothing of the rest
        made = report_of_release_before(builder)
        assert not made.not_charged.exists()
        page = officer.get(page_url("correct-charge-report", builder.suspects[0]))
        said = [form["outcome"].value() for form in page.context["rows"].forms]
        assert said == ["AS_STATED", "NOT_CHARGED", "NOT_CHARGED"]


def report_of_release_before(builder):
    """A further report with the columns that the release before knows."""
    from cases.models import ReportedCharge

    earlier = ReportedCharge.objects.unscoped("test").get()
    made = ReportedCharge.objects.unscoped("test").create(
        case=builder.case, decision=earlier.decision, number=2, method="WRITTEN_CHARGE",
        charged_on=builder.at.date(), explanation=WHY_NOT, by=builder.cast.officer, at=builder.at,
    )  # fmt: skip
    alleged = allegations_against(builder.suspects[0])[0]
    LaidCharge.objects.create(report=made, victim=alleged.victim, offence=alleged.offence)
    return made
