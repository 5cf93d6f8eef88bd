"""What a proposed disposal leaves out, and its conditions: rows of the page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.case_details.actions import allegations as allegation_actions
from cases.case_details.actions import cases as case_actions
from cases.models import Decision
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import allegations_against
from tests.support.cases.counts import NIGHT, offence_with_code
from tests.support.cases.decisions import decline_countersignature
from tests.support.cases.disposals import WHY, propose_disposal_of, set_birth
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.sealed_rows import opened_values
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.module_fixtures import module_fixture
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

WHY_NOT = {"why": "EVIDENTIAL", "reason": "The account of that night is of another man."}
SELECTED = "You selected this allegation. Leave its reasons empty, or unselect it."


@module_fixture
def builder():
    """An adult suspect, reviewed, with an allegation about each of three victims."""
    builder = CaseBuilder(cast(), at=timezone.now() - timedelta(days=2))
    for _ in range(2):
        victim = builder.do(case_actions.add_victim, "officer", case=builder.case)
        builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=victim,
            suspect=builder.suspects[0], offence=offence_with_code("SX03007"), from_on=NIGHT,
        )  # fmt: skip
    builder.allocate().have_reviewed(builder.suspects[0])
    set_birth(builder)
    return builder


@pytest.fixture
def alleged(builder):
    return by_victim(builder)


def by_victim(builder):
    """The allegations by victim, those that were corrected too."""
    return sorted(allegations_against(builder.suspects[0]), key=lambda each: each.victim.number)


def answers(chosen, left_out, conditions=(), **typed):
    """The form. left_out: [(allegation, {why, reason})]. conditions: rows as typed."""
    day = london_day(timezone.now()) - timedelta(days=4)
    sent = {
        "form_key": "", "kind": "ADULT_CAUTION", "allegations": [each.pk for each in chosen],
        "are_asked": "yes", "views": "She wants it on record.", "exceptional": WHY,
        "rationale": "He told the police all of it, and the messages bear it out.",
        "public_interest_rationale": "A caution puts on record what he did.", **FOCUS_ANSWERS,
        **date_parts("admitted_on", day),
    }  # fmt: skip
    rows = {"uncharged": [{"allegation": each.pk} | said for each, said in left_out]}
    rows["conditions"] = conditions
    for prefix, each in rows.items():
        sent |= {f"{prefix}-TOTAL_FORMS": len(each), f"{prefix}-INITIAL_FORMS": 0}
        sent |= {f"{prefix}-{n}-{k}": v for n, row in enumerate(each) for k, v in row.items()}
    return sent | typed


def propose(builder, *arguments, verb="propose-disposal", **typed):
    browser = client_for(builder.cast.prosecutor)
    return browser.post(page_url(verb, builder.suspects[0]), answers(*arguments, **typed))


def made():
    return Decision.objects.unscoped("test").order_by("-number").first()


def reasons_kept():
    rows = made().uncharged.order_by("allegation__victim__number")
    return opened_values(rows, "allegation__victim__number", "why", "reason")


class TestReasons:
    def test_each_allegation_has_its_own(self, builder, alleged):
        other = {"why": "PUBLIC_INTEREST", "reason": "She asks that nothing is done about it."}
        rows = [(alleged[0], {}), (alleged[1], WHY_NOT), (alleged[2], other)]
        answer = propose(builder, alleged[:1], rows)
        assert answer.status_code == 302, page_text(answer)
        assert reasons_kept() == [(2, *WHY_NOT.values()), (3, *other.values())]

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({}, "Select why it is not charged, or select it above"),
            ({"why": "EVIDENTIAL"}, "Enter your reasons for not charging it"),
            ({"why": "SELECTION", "reason": "The caution covers it."}, "Select one of the answers"),
        ],
    )
    def test_none_goes_without(self, builder, alleged, typed, told):
        page = page_text(propose(builder, alleged[:2], [(alleged[2], typed)]))
        assert f"Allegation 3: {told}" in page and made() is None

    def test_one_that_is_selected_has_none_and_keeps_what_was_typed(self, builder, alleged):
        page = page_text(propose(builder, alleged, [(alleged[1], WHY_NOT)]))
        assert f"Allegation 2: {SELECTED}" in page and WHY_NOT["reason"] in page
        assert made() is None

    def test_they_stay_while_conditions_are_added(self, builder, alleged):
        page = propose(builder, alleged[:2], [(alleged[2], WHY_NOT)], add="1")
        assert WHY_NOT["reason"] in page_text(page) and made() is None

    def test_those_of_a_corrected_allegation_start_the_next_proposal(self, builder, alleged):
        propose_disposal_of(builder, born_on=None, kind="ADULT_CAUTION", allegations=alleged[:2])
        decline_countersignature(builder, builder.suspects[0])
        for each in alleged[1:]:
            builder.do(
                allegation_actions.correct_allegation, "officer", allegation=each,
                victim=each.victim, offence=offence_with_code("SX03001"), from_on=each.from_on,
                reason="The offence was another.",
            )  # fmt: skip
        address = page_url("propose-disposal", builder.suspects[0])
        page = client_for(builder.cast.prosecutor).get(address)
        now = [one for one in by_victim(builder) if one.is_current]
        assert page.context["form"].initial["allegations"] == [str(one.pk) for one in now[:2]]
        assert "Not proved." in page_text(page)

    def test_the_only_allegation_is_not_asked_about(self):
        builder = CaseBuilder(cast()).allocate()
        builder.have_reviewed(builder.suspects[0])
        address = page_url("propose-disposal", builder.suspects[0])
        page = page_text(client_for(builder.cast.prosecutor).get(address))
        assert "Which allegations does it deal with?" in page
        assert "If you leave it out" not in page


class TestConditions:
    ROW = {"text": "Attend the course."}

    def block(self, page):
        """The class of the block that the conditional caution shows, if they are in it."""
        html = page.content.decode()
        assert html.count('name="conditions-0-text"') == 1
        [between] = re.findall(
            r'value="ADULT_CONDITIONAL"(.*?)<input[^>]*value="ADULT_CAUTION"', html, re.DOTALL
        )
        if 'name="conditions-0-text"' not in between:
            return ""
        [kind] = re.findall(r'<div class="(govuk-radios__conditional[^"]*)"', between)
        return kind

    def test_they_are_shown_for_a_conditional_caution(self, builder, alleged):
        address = page_url("propose-disposal", builder.suspects[0])
        page = client_for(builder.cast.prosecutor).get(address)
        assert "govuk-radios__conditional--hidden" in self.block(page)
        page = propose(builder, alleged, [], [self.ROW], kind="ADULT_CONDITIONAL")
        assert self.block(page) and "--hidden" not in self.block(page)

    def test_those_typed_for_another_caution_stay_in_sight(self, builder, alleged):
        day = date_parts("meet_by", london_day(timezone.now()) + timedelta(days=30))
        page = propose(builder, alleged, [], [self.ROW | day | {"aim": "REPARATION"}])
        assert not self.block(page)
        assert "no other caution has any" in page_text(page) and self.ROW["text"] in page_text(page)
