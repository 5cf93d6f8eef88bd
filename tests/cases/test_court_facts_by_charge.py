"""What happens in court to each charge, and the list of hearings to come."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.decisions.actions import court_facts
from cases.models import CourtFact, LaidCharge, Suspect
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.charges import authorised_charges, report_charge_of
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.counts import (
    PENETRATION,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    offence_with_code,
    stage_refusal_text,
)
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

START = days_ago(20)
SENTENCE = "Six years, and a sexual harm prevention order."
ONE_OUTCOME = "An outcome of one of these charges is recorded. Correct that one."
ONE_SENTENCE = "A sentence for one of these charges is recorded. Correct that one."
NOT_CONVICTED = "No conviction of one of these charges is recorded."


def charged_case(the_cast):
    """One suspect, charged with two counts."""
    made = CaseBuilder(the_cast, at=START).allocate().review()
    charge_with_counts(made, count_alleged(made), count_not_alleged(made))
    second = made.victim, offence_with_code(PENETRATION)
    report_charge_of(made, charges=[*authorised_charges(made.suspects[0]), second])
    return made


@module_fixture
def builder():
    return charged_case(cast())


@pytest.fixture
def laid(builder):
    return list(LaidCharge.objects.order_by("pk"))


def day_of(n):
    """Day n of the case; today is day 20."""
    return london_day(START) + timedelta(days=n)


def record(builder, kind, days=5, who="assistant", **facts):
    builder.at = max(builder.at, START + timedelta(days=19))
    return builder.do(
        court_facts.record_court_fact, who, suspect=builder.suspects[0], kind=kind, on=day_of(days),
        **facts,
    )  # fmt: skip


def charges_of(fact):
    return [row.charge for row in fact.about.order_by("charge")]


class TestByCharge:
    def test_each_charge_has_a_plea_an_outcome_and_a_sentence_of_its_own(self, builder, laid):
        guilty = record(builder, "PLEA", result="GUILTY", charges=laid[:1])
        record(builder, "PLEA", result="NOT_GUILTY", charges=laid[1:])
        record(builder, "OUTCOME", 8, result="CONVICTED", charges=laid[:1])
        record(builder, "OUTCOME", 9, result="ACQUITTED", charges=laid[1:])
        sentence = record(builder, "SENTENCE", 10, detail=SENTENCE, charges=laid[:1])
        assert charges_of(guilty) == charges_of(sentence) == laid[:1]
        assert sentence.result_text == f"Sentence: {SENTENCE}"
        text = page_text(
            client_for(builder.cast.officer).get(page_url("see-court-facts", builder.case))
        )
        first = f"{laid[0].offence}, victim 1, 10 January 2026"
        assert f"Sentence: {SENTENCE} , " in text and text.count(first) == 3
        card = page_text(client_for(builder.cast.officer).get(page_url("see-case", builder.case)))
        assert SENTENCE in card and laid[1].offence.title in card

    def test_one_outcome_and_one_sentence_of_a_charge(self, builder, laid):
        record(builder, "OUTCOME", result="CONVICTED", charges=laid[:1])
        for about in (laid[:1], laid, []):
            told = stage_refusal_text(record, builder, "OUTCOME", result="ACQUITTED", charges=about)
            assert told == ONE_OUTCOME
        record(builder, "SENTENCE", detail=SENTENCE, charges=laid[:1])
        told = stage_refusal_text(record, builder, "SENTENCE", detail="Five years.")
        assert told == ONE_SENTENCE

    def test_one_that_fell_away_does_not_come_back_beside_the_next(self, builder, laid):
        wrong = record(builder, "OUTCOME", result="CONVICTED", charges=laid[:1])
        void = builder.do(
            court_facts.correct_court_fact, "prosecutor", fact=wrong, is_void=True, reason="No."
        )
        record(builder, "OUTCOME", 6, result="ACQUITTED", charges=laid[:1])
        told = stage_refusal_text(
            builder.do, court_facts.correct_court_fact, "prosecutor", fact=void, on=day_of(5),
            result="CONVICTED", reason="It did take place.",
        )  # fmt: skip
        assert told == ONE_OUTCOME

    def test_a_sentence_follows_a_conviction_of_that_charge(self, builder, laid):
        record(builder, "OUTCOME", result="CONVICTED", charges=laid[:1])
        record(builder, "OUTCOME", result="ACQUITTED", charges=laid[1:])
        facts = {"detail": SENTENCE, "charges": laid[1:]}
        assert stage_refusal_text(record, builder, "SENTENCE", **facts).startswith(NOT_CONVICTED)
        ahead = {"detail": SENTENCE, "charges": laid[:1], "days": 25}
        assert "has not come yet" in stage_refusal_text(record, builder, "SENTENCE", **ahead)

    def test_a_plea_of_guilty_is_a_conviction(self, builder):
        assert stage_refusal_text(record, builder, "SENTENCE", detail=SENTENCE).startswith(
            NOT_CONVICTED
        )
        record(builder, "PLEA", result="GUILTY")
        assert record(builder, "SENTENCE", detail=SENTENCE).detail == SENTENCE

    def test_all_charges_are_no_list_of_them_and_others_are_refused(self, builder, laid):
        assert not charges_of(record(builder, "PLEA", result="GUILTY", charges=laid))
        charged_case(builder.cast)
        other = LaidCharge.objects.order_by("pk").last()
        told = stage_refusal_text(record, builder, "PLEA", result="GUILTY", charges=[other])
        assert told.startswith("Select charges against this suspect")

    def test_a_correction_is_about_the_same_charges(self, builder, laid):
        fact = record(builder, "HEARING", 25, detail="Sentence", court="Bristol", charges=laid[:1])
        moved = builder.do(
            court_facts.correct_court_fact, "prosecutor", fact=fact, on=day_of(30),
            reason="The court moved it.", detail="Sentence", court="Exeter",
        )  # fmt: skip
        assert (moved.court, charges_of(moved)) == ("Exeter", laid[:1])
        with pytest.raises(Refused, match="Nothing has changed"):
            builder.do(
                court_facts.correct_court_fact, "prosecutor", fact=moved, on=day_of(30),
                reason="Again.", detail="Sentence", court="Exeter",
            )  # fmt: skip

    def test_the_database_keeps_what_a_fact_says_to_its_kind(self, builder):
        fact = record(builder, "HEARING", 25, detail="Sentence", court="Bristol")
        rows = CourtFact.objects.unscoped("test").filter(pk=fact.pk)
        known = rows.values("case_id", "suspect_id", "by_id", "at", "on").get()
        for wrong in (
            {"kind": "HEARING"},
            {"kind": "PLEA", "result": "GUILTY", "detail": "More"},
            {"kind": "PLEA", "result": "GUILTY", "court": "Bristol"},
            {"kind": "SENTENCE"},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                CourtFact.objects.unscoped("test").create(**known | wrong)
        with pytest.raises(DatabaseError), transaction.atomic():
            update_in_sql(rows, "court", "Exeter")


class TestPage:
    def test_it_asks_which_charges_and_what_the_kind_needs(self, builder, laid):
        address = page_url("record-court-fact", builder.suspects[0])
        client = client_for(builder.cast.assistant)
        assert "Which charges is it about?" in page_text(client.get(address))
        sent = {"kind": "HEARING"} | date_parts("on", day_of(30))
        assert "Enter what the hearing is for" in page_text(client.post(address, sent))
        sent |= {"purpose": "Sentence", "court": "Bristol Crown Court", "charges": [laid[1].pk]}
        assert client.post(address, sent).status_code == 302
        [fact] = CourtFact.objects.unscoped("test").all()
        assert (fact.detail, fact.court) == ("Sentence", "Bristol Crown Court")
        assert charges_of(fact) == laid[1:]

    def test_a_single_charge_is_not_asked_about(self, builder):
        one = CaseBuilder(builder.cast, at=START).allocate().review()
        charge_with_counts(one, count_alleged(one))
        report_charge_of(one)
        client = client_for(builder.cast.assistant)
        text = page_text(client.get(page_url("record-court-fact", one.suspects[0])))
        assert "Which charges is it about?" not in text


class TestList:
    def listed(self, builder, who="officer"):
        """[(suspect's case, the hearings ahead)] on the list of hearings."""
        page = client_for(getattr(builder.cast, who)).get(
            reverse("see-worklist", args=["hearings"])
        )
        return [
            (row[0], [what for _day, what, _court in days]) for row, days in page.context["rows"]
        ]

    @pytest.mark.parametrize("who", ["officer", "supervisor", "assistant", "manager", "prosecutor"])
    def test_whoever_attends_has_what_is_to_come(self, builder, who):
        record(builder, "FIRST_HEARING", 5)
        assert self.listed(builder, who) == []  # it has been
        client = client_for(getattr(builder.cast, who))
        assert client.get("/").context["counts"]["hearings"] == "0"
        record(builder, "TRIAL", 90, court="Bristol Crown Court")
        record(builder, "HEARING", 30, detail="Plea and trial preparation")
        assert self.listed(builder, who) == [
            (builder.case.pk, ["Another hearing: Plea and trial preparation", "Trial"])
        ]
        assert client.get("/").context["counts"]["hearings"] == "1"

    def test_it_says_until_when_the_suspect_is_kept(self, builder):
        record(builder, "TRIAL", 60)
        Suspect.objects.unscoped("test").filter(pk=builder.suspects[0].pk).update(
            custody="REMANDED", first_limit_ends_on=date(2031, 9, 1)
        )
        page = client_for(builder.cast.officer).get(reverse("see-worklist", args=["hearings"]))
        assert "Custody time limit ends 1 September 2031" in page_text(page)

    def test_the_next_is_first_and_one_that_fell_away_is_gone(self, builder):
        other = charged_case(builder.cast)
        record(builder, "TRIAL", 60)
        trial = record(other, "TRIAL", 40)
        assert [case for case, _days in self.listed(builder)] == [other.case.pk, builder.case.pk]
        other.do(
            court_facts.correct_court_fact, "prosecutor", fact=trial, is_void=True, reason="Gone."
        )
        assert [case for case, _days in self.listed(builder)] == [builder.case.pk]
        assert Suspect.objects.unscoped("test").get(pk=other.suspects[0].pk).hearings_until is None

    def test_who_may_not_see_the_case_has_it_on_no_list(self, builder):
        record(builder, "TRIAL", 60)
        assert self.listed(CaseBuilder(cast()), "manager") == []
        add_conflict(builder.cast.prosecutor, builder.case, at=builder.at)
        assert self.listed(builder, "prosecutor") == []

    def test_it_costs_the_same_for_many_as_for_one(self, builder):
        address = reverse("see-worklist", args=["hearings"])
        client = client_for(builder.cast.officer)
        record(builder, "TRIAL", 60)
        client.get(address)
        _page, few = page_and_queries(client, address)
        for _ in range(2):
            more = charged_case(builder.cast)
            record(more, "HEARING", 30, detail="Sentence")
            record(more, "TRIAL", 60)
        _page, many = page_and_queries(client, address)
        assert len(many) == len(few) <= 7
