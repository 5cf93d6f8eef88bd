"""What is recorded of a victim's circumstances, used: on worklists, by a check, in the figures."""

from datetime import date

import pytest

from cases.case_details.actions import cases
from cases.case_details.actions.circumstances import record_circumstances
from cases.models import Circumstances, Offence, RuleScore, Submission
from cases.referrals.actions import referrals
from devtools.case_builder import OFFENCE, CaseBuilder, cast
from pilots.actions import measure_refresh
from pilots.models import Occasion, Touched
from tests.cases.test_circumstances import NONE, WHY, record
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
ALL = {"domestic_abuse": "YES", "was_child": "YES", "is_vulnerable": "YES", "grounds": ["FEAR"]}
WORDS = "Domestic abuse. Victim a child at the time. Vulnerable witness"
NOT_CONSIDERED = "Special measures not considered"


@module_fixture
def builder():
    """A case of two suspects that has not been sent, with domestic abuse by the first."""
    builder = CaseBuilder(cast(), suspects=2)
    record(builder, abusers=builder.suspects[:1], **ALL)
    return builder


def listed(builder, who, name="unit"):
    """{number of a suspect: the line of circumstances} of a worklist."""
    page = client_for(getattr(builder.cast, who)).get(f"/worklists/{name}/")
    assert page.status_code == 200
    return {row[1]: row[-1] for row in page.context["rows"] if row[0] == builder.case.pk}


class TestWorklists:
    def test_a_row_says_what_concerns_its_suspect(self, builder):
        assert listed(builder, "officer") == {
            1: WORDS, 2: "Victim a child at the time. Vulnerable witness",
        }  # fmt: skip

    def test_a_row_says_nothing_of_a_victim_of_another_suspect(self, builder):
        other = builder.do(cases.add_victim, "officer", case=builder.case)
        builder.do(
            cases.add_allegation, "officer", case=builder.case, victim=other,
            suspect=builder.suspects[1], offence=Offence.objects.get(pk=OFFENCE),
            from_on=date(2026, 1, 10),
        )  # fmt: skip
        record(builder, **NONE, reason=WHY)
        builder.do(record_circumstances, "officer", victim=other, abusers=builder.suspects, **ALL)
        assert listed(builder, "officer") == {1: "", 2: WORDS}

    def test_a_no_has_no_words(self, builder):
        record(builder, **NONE, reason=WHY)
        assert listed(builder, "officer") == {1: "", 2: ""}

    def test_the_cps_reads_what_it_was_sent_and_no_more(self, builder):
        later = builder.suspects.pop()
        builder.submit()
        assert listed(builder, "assistant", "check") == {1: WORDS}
        record(builder, **ALL | {"was_child": "NO"}, abusers=[later], reason=WHY)
        assert listed(builder, "assistant", "check") == {1: WORDS}
        assert listed(builder, "officer", "waiting")[1] == "Vulnerable witness"

    def test_it_costs_the_same_however_many_are_recorded(self):
        people, counts = cast(), []
        for _ in range(2):
            for _ in range(2):
                one = CaseBuilder(people, suspects=2)
                record(one, abusers=one.suspects, **ALL)
            counts.append(len(page_and_queries(client_for(people.officer), "/worklists/unit/")[1]))
        assert counts[0] == counts[1]


class TestTheCheckOfSpecialMeasures:
    def warns(self, builder):
        page = client_for(builder.cast.officer).get(page_url("write-referral", builder.case))
        return [
            [str(each) for each in line.missing]
            for line in page.context["gate"].warnings
            if line.code == "special_measures_missing"
        ]

    def test_it_asks_for_the_assessment_where_a_ground_is_recorded(self, builder):
        assert self.warns(builder) == [["Victim 1: whether it is done is not said"]]
        facts = ALL | {"abusers": builder.suspects[:1], "assessment": "DONE", "reason": WHY}
        record(builder, **facts)
        unnamed = [["Victim 1: which document is their MG2 is not said"]]
        assert self.warns(builder) == unnamed
        assessed = add_document(builder, "mg2.pdf", mg_form="MG2")
        assert self.warns(builder) == unnamed
        record(builder, **facts, mg2=assessed)
        assert self.warns(builder) == []

    @pytest.mark.parametrize(
        "facts",
        [
            NONE,
            NONE | {"was_child": "YES"},
            NONE | {"is_vulnerable": "YES", "grounds": ["IMPAIRMENT"]},
        ],
    )
    def test_it_asks_whatever_the_ground(self, builder, facts):
        record(builder, **facts, reason=WHY)
        assert self.warns(builder) == [["Victim 1: whether it is done is not said"]]

    def test_why_it_goes_without_is_read_and_no_reason_of_triage_is_scored(self, builder):
        why = "She is assessed on Monday."
        builder.submit(explained={"special_measures_missing": why})
        sent = Submission.objects.unscoped("test").get(case=builder.case)
        assert sent.checks["special_measures_missing"] == "MISSING"
        page = client_for(builder.cast.assistant).get(page_url("return-referral", builder.referral))
        assert f"{NOT_CONSIDERED} The officer says: {why}" in page_text(page)
        assert 'reasons" type="checkbox" value="special_measures_missing' not in page.text
        told = page_text(client_for(builder.cast.prosecutor).get(page_url("see-submission", sent)))
        assert f"{NOT_CONSIDERED} {why}" in told
        builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
        scored = RuleScore.objects.unscoped("test").filter(case=builder.case)
        assert scored.count() == 13
        assert not scored.filter(code="special_measures_missing").exists()


class TestFigures:
    def counted(self, builder):
        measure_refresh.refresh_measures(at=builder.at)
        rows = Occasion.objects.filter(measure="suspects", case=builder.case)
        return {
            str(pk): {part for part in answers.split() if part.startswith("charged")}
            for pk, answers in rows.values_list("about", "answers")
        }

    def test_a_suspect_counts_in_each_part_as_the_cps_was_sent_it(self, builder):
        first, second = (str(each.pk) for each in builder.suspects)
        assert self.counted(builder) == {}
        builder.submit()
        parts = {"charged:OPEN", "charged-child:OPEN", "charged-vulnerable:OPEN"}
        assert self.counted(builder) == {first: parts | {"charged-abuse:OPEN"}, second: parts}
        record(builder, **NONE, reason=WHY)
        assert self.counted(builder) == {first: {"charged:OPEN"}, second: {"charged:OPEN"}}
        assert not Touched.objects.exists()

    def test_what_the_cps_is_sent_later_is_counted_then(self, builder):
        builder.submit()
        record(builder, **NONE, reason=WHY)
        rows = Circumstances.objects.unscoped("test").filter(case=builder.case, number=2)
        rows.update(only_side="POLICE")
        self.counted(builder)
        rows.update(only_side="")
        assert list(Touched.objects.values_list("case", flat=True)) == [builder.case.pk]
