"""A conviction stays while its sentence stands, and nothing comes after a charge was stopped."""

from datetime import timedelta

import pytest

from cases.decisions.actions import court_facts
from cases.models import CourtFact, LaidCharge
from devtools.case_builder import cast
from people.text.dates import format_day
from tests.cases.test_court_facts_by_charge import (
    SENTENCE,
    START,
    charged_case,
    charges_of,
    day_of,
    record,
)
from tests.support.cases.charge_stops import charge_two_victims, laid_against, stop_charges_of
from tests.support.cases.charges import correct_report
from tests.support.cases.counts import stage_refusal_text
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

SENTENCE_STANDS = "A sentence rests on this. First say of the sentence that it did not take place."
NEITHER = (
    "One of these charges was stopped, so it has neither a conviction nor a sentence. Select the "
    "others."
)
STOPPED_BEFORE = "One of these charges was stopped before that day. Select those that went on."


@module_fixture
def builder():
    """A suspect charged with two counts."""
    return charged_case(cast())


@pytest.fixture
def laid(builder):
    return list(LaidCharge.objects.order_by("pk"))


def correct(builder, fact, **facts):
    return builder.do(
        court_facts.correct_court_fact, "prosecutor", fact=fact, reason="It was read wrongly.",
        **{"on": fact.on} | facts,
    )  # fmt: skip


def charges_as_laid(laid):
    """(victim, offence) of each charge, as a report has them."""
    return [(row.victim, row.offence) for row in laid]


def current_facts(builder, **facts):
    rows = CourtFact.objects.unscoped("test").filter(case=builder.case, is_current=True)
    return list(rows.filter(is_void=False, **facts))


class TestSentence:
    @pytest.mark.parametrize(
        "said", [{"result": "ACQUITTED"}, {"result": "STOPPED"}, {"is_void": True}]
    )
    def test_a_conviction_stays_while_its_sentence_stands(self, builder, laid, said):
        conviction = record(builder, "OUTCOME", result="CONVICTED", charges=laid[:1])
        record(builder, "OUTCOME", result="CONVICTED", charges=laid[1:])
        sentence = record(builder, "SENTENCE", 8, detail=SENTENCE, charges=laid[:1])
        assert stage_refusal_text(correct, builder, conviction, **said) == SENTENCE_STANDS
        correct(builder, conviction, result="CONVICTED", on=day_of(6))
        [conviction] = current_facts(builder, kind="OUTCOME", on=day_of(6))
        correct(builder, sentence, is_void=True)
        assert correct(builder, conviction, **said).replaces == conviction

    def test_a_sentence_on_a_plea_stands_without_the_outcome_but_not_beside_an_acquittal(
        self, builder
    ):
        record(builder, "PLEA", result="GUILTY")
        conviction = record(builder, "OUTCOME", result="CONVICTED")
        record(builder, "SENTENCE", 8, detail=SENTENCE)
        told = stage_refusal_text(correct, builder, conviction, result="ACQUITTED")
        assert told == SENTENCE_STANDS
        correct(builder, conviction, is_void=True)
        [plea] = current_facts(builder, kind="PLEA")
        assert stage_refusal_text(correct, builder, plea, result="NOT_GUILTY") == SENTENCE_STANDS

    def test_a_conviction_without_a_sentence_is_corrected_to_an_acquittal(self, builder, laid):
        conviction = record(builder, "OUTCOME", result="CONVICTED", charges=laid[:1])
        record(builder, "OUTCOME", result="CONVICTED", charges=laid[1:])
        record(builder, "SENTENCE", 8, detail=SENTENCE, charges=laid[1:])
        assert correct(builder, conviction, result="ACQUITTED").result == "ACQUITTED"

    @pytest.mark.parametrize("result", ["ACQUITTED", "STOPPED"])
    def test_no_other_outcome_comes_beside_a_sentence_on_a_plea(self, builder, laid, result):
        """Neither as a new outcome nor as one that fell away and comes back."""
        void = correct(builder, record(builder, "OUTCOME", result=result), is_void=True)
        record(builder, "PLEA", result="GUILTY", charges=laid[:1])
        sentence = record(builder, "SENTENCE", 8, detail=SENTENCE, charges=laid[:1])
        for about in (laid[:1], []):
            told = stage_refusal_text(record, builder, "OUTCOME", 9, result=result, charges=about)
            assert told.startswith("A sentence for one of these charges is recorded. First say")
        told = stage_refusal_text(correct, builder, void, result=result)
        assert told.startswith("A sentence for one of these charges is recorded. First say")
        assert record(builder, "OUTCOME", 9, result=result, charges=laid[1:]).result == result
        correct(builder, sentence, is_void=True)
        assert record(builder, "OUTCOME", 9, result=result, charges=laid[:1]).result == result

    def test_nor_a_sentence_beside_such_an_outcome(self, builder, laid):
        record(builder, "PLEA", result="GUILTY")
        record(builder, "OUTCOME", result="ACQUITTED", charges=laid[:1])
        for about in (laid[:1], []):
            facts = {"detail": SENTENCE, "charges": about}
            told = stage_refusal_text(record, builder, "SENTENCE", 8, **facts)
            assert told.startswith("One of these charges did not end in a conviction.")
        assert record(builder, "SENTENCE", 8, detail=SENTENCE, charges=laid[1:])

    def test_a_conviction_by_outcome_still_follows_a_sentence_on_a_plea(self, builder, laid):
        record(builder, "PLEA", result="GUILTY")
        record(builder, "SENTENCE", 8, detail=SENTENCE)
        assert record(builder, "OUTCOME", 9, result="CONVICTED").result == "CONVICTED"


class TestStopped:
    @pytest.fixture
    def first_stopped(self, builder, laid):
        """The first of the charges was stopped on day 19."""
        builder.at = START + timedelta(days=19)
        stop_charges_of(builder, charges=laid[:1])
        builder.at = START + timedelta(days=20, hours=-1)

    def test_what_happened_by_then_is_recorded_and_what_follows_is_not(
        self, builder, laid, first_stopped
    ):
        for day in (18, 19):
            fact = record(builder, "HEARING", day, detail="Mention", charges=laid[:1])
            assert charges_of(fact) == laid[:1]
        for about in (laid[:1], laid):
            facts = {"detail": "Mention", "charges": about}
            assert stage_refusal_text(record, builder, "HEARING", 20, **facts) == STOPPED_BEFORE

    def test_what_is_about_all_of_them_is_about_those_that_go_on(
        self, builder, laid, first_stopped
    ):
        assert charges_of(record(builder, "HEARING", 19, detail="Mention")) == []
        for about in ([], laid[1:]):
            fact = record(builder, "HEARING", 20, detail="Mention", charges=about)
            assert charges_of(fact) == laid[1:]

    def test_a_day_is_not_corrected_to_one_after_the_stop(self, builder, laid, first_stopped):
        alone = record(builder, "HEARING", 18, detail="Mention", charges=laid[:1])
        every = record(builder, "HEARING", 18, detail="Mention")
        facts = {"detail": "Mention", "on": day_of(20)}
        told = stage_refusal_text(correct, builder, alone, **facts)
        assert told.startswith("What this is about was stopped before that day.")
        assert correct(builder, alone, **facts | {"on": day_of(19)}).on == day_of(19)
        later = correct(builder, every, **facts)
        assert (later.on, charges_of(later)) == (day_of(20), laid[1:])

    def test_a_correction_by_the_day_of_the_stop_is_still_about_all(
        self, builder, laid, first_stopped
    ):
        every = record(builder, "HEARING", 18, detail="Mention")
        every = correct(builder, every, detail="Mention", on=day_of(19))
        assert charges_of(every) == []
        assert charges_of(correct(builder, every, is_void=True)) == []

    def test_charges_are_those_of_the_newest_report(self, builder, laid):
        """A fact that names a charge of an earlier report keeps to it by what the charge is."""
        alone = record(builder, "HEARING", 18, detail="Mention", charges=laid[:1])
        every = record(builder, "HEARING", 18, detail="Mention")
        correct_report(builder, charges=charges_as_laid(laid))
        builder.at = START + timedelta(days=19)
        stop_charges_of(builder, charges=laid_against(builder.suspects[0])[:1])
        builder.at = START + timedelta(days=20, hours=-1)
        facts = {"detail": "Mention", "on": day_of(20)}
        told = stage_refusal_text(correct, builder, alone, **facts)
        assert told.startswith("What this is about was stopped before that day.")
        later = correct(builder, every, **facts)
        assert charges_of(later) == laid_against(builder.suspects[0])[1:] != laid[1:]

    def test_what_was_stopped_was_neither_convicted_nor_sentenced_on_any_day(
        self, builder, laid, first_stopped
    ):
        record(builder, "PLEA", 18, result="GUILTY", charges=laid[:1])
        for day in (18, 19):
            for about in (laid[:1], laid):
                facts = {"result": "CONVICTED", "charges": about}
                told = stage_refusal_text(record, builder, "OUTCOME", day, **facts)
                assert told == NEITHER
        facts = {"detail": SENTENCE, "charges": laid[:1]}
        assert stage_refusal_text(record, builder, "SENTENCE", 18, **facts) == NEITHER
        assert charges_of(record(builder, "OUTCOME", 18, result="CONVICTED")) == laid[1:]

    def test_nor_by_a_correction(self, builder, laid, first_stopped):
        alone = record(builder, "OUTCOME", 18, result="STOPPED", charges=laid[:1])
        told = stage_refusal_text(correct, builder, alone, result="CONVICTED")
        assert told.startswith("One of the charges that this is about was stopped, so it has")
        rest = record(builder, "OUTCOME", 18, result="STOPPED", charges=laid[1:])
        assert charges_of(correct(builder, rest, result="CONVICTED")) == laid[1:]

    def test_an_outcome_of_all_is_corrected_to_a_conviction_of_those_that_went_on(
        self, builder, laid
    ):
        every = record(builder, "OUTCOME", 18, result="STOPPED")
        stop_charges_of(builder, charges=laid[:1], on=day_of(18))
        assert charges_of(correct(builder, every, result="CONVICTED")) == laid[1:]

    def test_a_charge_with_a_sentence_is_not_stopped(self, builder, laid):
        record(builder, "PLEA", 8, result="GUILTY")
        sentence = record(builder, "SENTENCE", 8, detail=SENTENCE, charges=laid[:1])
        facts = {"charges": laid[:1]}
        told = stage_refusal_text(stop_charges_of, builder, **facts)
        assert told.startswith("A sentence for one of these charges is recorded, so it cannot be")
        assert stop_charges_of(builder, charges=laid[1:]).status == "IN_FORCE"
        correct(builder, sentence, is_void=True)
        assert stop_charges_of(builder, **facts).status == "IN_FORCE"

    def test_one_that_names_a_stopped_charge_beside_another_is_not_moved(self):
        builder = charge_two_victims(cast(), at=START)
        first, second, third = laid_against(builder.suspects[0])
        both = record(builder, "HEARING", 18, detail="Mention", charges=[first, second])
        others = record(builder, "HEARING", 18, detail="Plea", charges=[second, third])
        stop_charges_of(builder, charges=[first])
        builder.at = START + timedelta(days=20, hours=-1)
        told = stage_refusal_text(correct, builder, both, detail="Mention", on=day_of(20))
        assert told.startswith("One of the charges that this is about was stopped before that day.")
        moved = correct(builder, both, detail="Mention", on=day_of(19))
        assert charges_of(moved) == [first, second]
        moved = correct(builder, others, detail="Plea", on=day_of(20))
        assert charges_of(moved) == [second, third]

    def test_once_all_were_stopped_the_court_may_still_say_so_of_each(
        self, builder, laid, first_stopped
    ):
        stop_charges_of(builder, charges=laid[1:])
        builder.at = START + timedelta(days=22)
        fact = record(builder, "OUTCOME", 21, result="STOPPED", charges=laid[:1])
        assert charges_of(fact) == laid[:1]

    def test_the_page_says_on_which_day_it_was_stopped(self, builder, laid, first_stopped):
        client = client_for(builder.cast.assistant)
        address = page_url("record-court-fact", builder.suspects[0])
        assert page_text(client.get(address)).count(f"Stopped on {format_day(day_of(19))}.") == 1
        sent = {"kind": "HEARING", "purpose": "Mention", "charges": [laid[0].pk]}
        page = client.post(address, sent | date_parts("on", day_of(20)))
        assert STOPPED_BEFORE in page_text(page) and "Mention" in page.text
