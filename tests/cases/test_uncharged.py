"""Each allegation has one outcome in a charge: a count comes from it, or it says why none does."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cases.case_details.actions import cases as case_actions
from cases.case_details.actions.allegations import correct_allegation
from cases.decisions.actions import decisions
from cases.decisions.counts import StatedUncharged
from cases.models import AuthorisedCharge, UnchargedAllegation, WhyUncharged
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import allegations_against
from tests.support.cases.counts import (
    BOTH_STAGES,
    NIGHT,
    PENETRATION,
    WHAT,
    count_alleged,
    count_rows,
    offence_with_code,
    stage_refusal_text,
)
from tests.support.cases.pages import client_for, hidden_fields, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(3)
WHY = "She was asleep, and no witness saw it."
UNSAID = "Say once of each allegation against this suspect that is not charged why it is not."


@module_fixture
def builder():
    """The first suspect is alleged to have raped the victim, and to have assaulted her."""
    made = CaseBuilder(cast(), suspects=2, at=START)
    made.do(
        case_actions.add_allegation, "officer", case=made.case, victim=made.victim,
        suspect=made.suspects[0], offence=offence_with_code(PENETRATION), from_on=NIGHT,
    )  # fmt: skip
    return made.allocate().review()


@pytest.fixture
def alleged(builder):
    """(the allegation that is charged, the one that is left out)"""
    return allegations_against(builder.suspects[0])


@pytest.fixture
def address(builder):
    return page_url("authorise-charge", builder.suspects[0])


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def charge_saying(builder, *uncharged):
    return builder.do(
        decisions.authorise_charge, "prosecutor", suspect=builder.suspects[0],
        counts=[count_alleged(builder)], uncharged=list(uncharged), **BOTH_STAGES,
    )  # fmt: skip


def rows_about(*allegations, **answers):
    """Form data of the rows about these allegations."""
    sent = {"uncharged-TOTAL_FORMS": len(allegations), "uncharged-INITIAL_FORMS": 0}
    for n, each in enumerate(allegations):
        sent |= {f"uncharged-{n}-{name}": value for name, value in answers.items()}
        sent[f"uncharged-{n}-allegation"] = each.pk
    return sent


class TestAction:
    def test_each_that_is_left_out_is_kept_with_its_reasons(self, builder, alleged):
        decision = charge_saying(builder, StatedUncharged(alleged[1], WhyUncharged.EVIDENTIAL, WHY))
        [row] = decision.uncharged.all()
        assert (row.allegation, row.why, row.reason) == (alleged[1], "EVIDENTIAL", WHY)
        assert [count.allegation for count in decision.charges.all()] == [alleged[0]]

    def test_none_is_passed_over_said_twice_or_charged_and_not_charged(self, builder, alleged):
        one, two = (StatedUncharged(each, WhyUncharged.SELECTION, WHY) for each in alleged)
        for said in ([], [two, two], [one, two], [one]):
            assert stage_refusal_text(charge_saying, builder, *said) == UNSAID
        assert not AuthorisedCharge.objects.exists()

    def test_an_allegation_against_another_suspect_is_no_part_of_it(self, builder, alleged):
        [other] = allegations_against(builder.suspects[1])
        said = [StatedUncharged(each, WhyUncharged.SELECTION, WHY) for each in (alleged[1], other)]
        assert stage_refusal_text(charge_saying, builder, *said) == UNSAID

    def test_the_database_takes_one_outcome(self, builder, alleged):
        decision = charge_saying(builder, StatedUncharged(alleged[1], WhyUncharged.EVIDENTIAL, WHY))
        with pytest.raises(IntegrityError, match="has two outcomes"), transaction.atomic():
            AuthorisedCharge.objects.create(decision=decision, allegation=alleged[1])
        facts = {"decision": decision, "why": "SELECTION", "reason": WHY}
        with pytest.raises(IntegrityError, match="has two outcomes"), transaction.atomic():
            UnchargedAllegation.objects.create(allegation=alleged[0], **facts)
        with pytest.raises(IntegrityError, match="uncharged_once"), transaction.atomic():
            UnchargedAllegation.objects.create(allegation=alleged[1], **facts)


class TestPage:
    def test_it_asks_of_each_that_is_not_charged(self, builder, prosecutor, address, alleged):
        text = page_text(prosecutor.get(address))
        assert text.count("If you do not charge it, why?") == 2
        page = prosecutor.post(address, count_rows(add=f"allegation {alleged[0].pk}"))
        assert page_text(page).count("If you do not charge it, why?") == 1
        sent = count_rows({"allegation": alleged[0].pk, "particulars": WHAT})
        text = page_text(prosecutor.post(address, sent))
        assert "Allegation 2: Select why it is not charged, or charge it" in text
        assert "Allegation 2: Enter your reasons for not charging it" in text
        assert not AuthorisedCharge.objects.exists()

    def test_what_is_said_is_kept_and_both_sides_read_it(
        self, builder, prosecutor, address, alleged
    ):
        rows = rows_about(*alleged, why="EVIDENTIAL", reason=WHY)
        sent = count_rows({"allegation": alleged[0].pk, "particulars": WHAT}) | rows
        assert prosecutor.post(address, sent).status_code == 302
        [row] = UnchargedAllegation.objects.all()  # nothing is said of the one that is charged
        assert (row.allegation, row.reason) == (alleged[1], WHY)
        for who in ("officer", "prosecutor"):
            client = client_for(getattr(builder.cast, who))
            text = page_text(client.get(page_url("see-decisions", builder.case)))
            assert "Alleged and not charged" in text
            assert f"{alleged[1].offence}, victim 1, 10 January 2026" in text
            assert "The evidential stage is not met." in text and WHY in text

    def test_what_was_typed_stays_while_counts_are_added_and_removed(
        self, prosecutor, address, alleged
    ):
        rows = rows_about(*alleged, why="PUBLIC_INTEREST", reason=WHY)
        page = prosecutor.post(address, count_rows(**rows, add=f"allegation {alleged[0].pk}"))
        kept = hidden_fields(page)
        assert kept["uncharged-0-reason"] == WHY and WHY in page.content.decode()
        again = count_rows({"allegation": alleged[0].pk, "particulars": WHAT}, **rows, remove="0")
        page = prosecutor.post(address, again)
        assert page.content.decode().count(WHY) == 2

    def test_an_allegation_that_was_added_since_is_asked_about(
        self, builder, prosecutor, address, alleged
    ):
        sent = count_rows({"allegation": alleged[0].pk, "particulars": WHAT})
        sent |= rows_about(*alleged, why="EVIDENTIAL", reason=WHY)
        builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
            suspect=builder.suspects[0], offence=offence_with_code("SX03003"), from_on=NIGHT,
        )  # fmt: skip
        page = prosecutor.post(address, sent)
        assert "Select why it is not charged, or charge it" in page_text(page)
        assert WHY in page.content.decode() and not AuthorisedCharge.objects.exists()

    def test_what_was_said_of_one_that_was_corrected_is_shown(
        self, builder, prosecutor, address, alleged
    ):
        sent = count_rows({"allegation": alleged[0].pk, "particulars": WHAT})
        sent |= rows_about(*alleged, why="EVIDENTIAL", reason=WHY)
        builder.do(
            correct_allegation, "officer", allegation=alleged[1], victim=builder.victim,
            offence=alleged[1].offence, from_on=date(2026, 1, 12), reason="The day was wrong.",
        )  # fmt: skip
        page = prosecutor.post(address, sent)
        text = page_text(page)
        assert "The allegation is not as it was" in text and "What you wrote of it: " + WHY in text
        assert str(alleged[1].pk) not in page.content.decode()
        assert not AuthorisedCharge.objects.exists()

    def test_a_new_wording_starts_with_the_reasons_of_the_last(self, builder, alleged):
        builder.cast.cps.charges_are_read_twice = True
        builder.cast.cps.save()
        charge_saying(builder, StatedUncharged(alleged[1], WhyUncharged.EVIDENTIAL, WHY))
        reader = client_for(builder.cast.other_prosecutor)
        text = page_text(reader.get(page_url("countersign-decision", builder.suspects[0])))
        assert "Alleged and not charged" in text and WHY in text
        prosecutor = client_for(builder.cast.prosecutor)
        page = prosecutor.get(page_url("revise-decision", builder.suspects[0]))
        row = page.context["uncharged"].row_of(alleged[1])
        assert (row["why"].value(), row["reason"].value()) == ("EVIDENTIAL", WHY)
