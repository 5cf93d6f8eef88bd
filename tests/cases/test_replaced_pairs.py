"""Of a charge and its alternative each is replaced on its own, and neither is charged twice."""

from datetime import date, timedelta

import pytest

from cases.case_details.actions import cases as case_actions
from cases.decisions.actions import court_facts
from cases.models import CourtFact
from devtools.case_builder import CaseBuilder, cast
from people.models import Unit
from tests.cases.test_custody_limits_after_stops import charges_of, remanded_on_two
from tests.cases.test_custody_limits_by_charge import correct, day_of, limit, record_limit
from tests.support.cases.charge_stops import (
    WHY,
    charge_two_victims,
    countersign_stop_of,
    decline_stop_of,
    laid_about,
    laid_against,
    newest_stop,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.counts import NIGHT, PENETRATION, offence_with_code
from tests.support.cases.decisions import countersign_no_charge
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import record_of
from victims.actions.letter_facts import facts_of_letter

pytestmark = pytest.mark.django_db

ASSAULT, CAUSING, OLD_ASSAULT = "SX03007", "SX03009", "SX56027"
ACROSS = {"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 31)}
NONE_COVERS = "He made him do it: nothing of that is in an assault of the earlier Act."
CHARGED_ALREADY = "Another charge of this offence, about this victim and of these days, goes on."


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast(), at=days_ago(9))


@module_fixture
def remanded():
    return remanded_on_two()


@module_fixture
def read_twice():
    """Two charges about one victim, whose decision had a second reader."""
    made = CaseBuilder(cast(), at=days_ago(9))
    made.do(
        case_actions.add_allegation, "officer", case=made.case, victim=made.victim,
        suspect=made.suspects[0], offence=offence_with_code(PENETRATION), from_on=NIGHT,
        to_on=NIGHT + timedelta(days=1),
    )  # fmt: skip
    made.allocate().review()
    Unit.objects.filter(pk=made.cast.cps.pk).update(charges_are_read_twice=True)
    authorise_charge_of(made)
    countersign_no_charge(made, made.suspects[0])
    report_charge_of(made)
    return made


def mine(builder):
    return laid_about(builder.suspects[0], builder.victim)


def pair(builder, laid, code=PENETRATION, other=CAUSING, **facts):
    """What takes the place of a charge, and its alternative."""
    stop = replace_charge_of(
        builder, laid, code=code, alternative=offence_with_code(other), **facts
    )
    return stop.replacements.order_by("pk")


class TestCustodyTimeLimit:
    def test_it_is_kept_for_what_replaced_the_alternative(self, remanded):
        first, second = laid_against(remanded.suspects[0])
        fact = record_limit(remanded, 60, first)
        new, other = pair(remanded, first, code=ASSAULT)
        last = replace_charge_of(
            remanded, other, code=ASSAULT, from_on=NIGHT.replace(day=7)
        ).replacements.get()
        assert charges_of(correct(remanded, fact, on=day_of(100))) == {new, last} != {second}
        stop_charges_of(remanded, charges=[new])
        assert limit(remanded) == day_of(100)

    def test_what_replaced_the_alternative_has_no_second_one(self, remanded):
        first, _second = laid_against(remanded.suspects[0])
        record_limit(remanded, 60, first)
        _new, other = pair(remanded, first, code=ASSAULT)
        last = replace_charge_of(
            remanded, other, code=ASSAULT, from_on=NIGHT.replace(day=7)
        ).replacements.get()
        told = why_not(record_limit, remanded, 90, last)
        assert told.startswith("A custody time limit of one of")
        assert CourtFact.objects.unscoped("test").filter(kind="CUSTODY_LIMIT").count() == 1


class TestBothActs:
    def test_one_of_a_pair_is_replaced_beside_the_other_that_goes_on(self, builder):
        new, other = pair(builder, mine(builder)[0], code=PENETRATION, other=OLD_ASSAULT, **ACROSS)
        again = replace_charge_of(builder, new, code=ASSAULT, **ACROSS)
        assert [row.offence_id for row in again.replacements.all()] == [ASSAULT]
        assert not other.stopped.exists()

    def test_one_of_unlike_conduct_needs_the_reason(self, builder):
        new, _other = pair(builder, mine(builder)[0], other=OLD_ASSAULT, **ACROSS)
        unlike = ACROSS | {"code": CAUSING}
        assert "Sexual Offences Act 1956" in why_not(replace_charge_of, builder, new, **unlike)
        again = replace_charge_of(builder, new, other_act_because=NONE_COVERS, **unlike)
        assert [row.offence_id for row in again.replacements.all()] == [CAUSING]
        page = client_for(builder.cast.officer).get(page_url("see-decisions", builder.case))
        assert NONE_COVERS in page_text(page)

    def test_not_on_other_days_than_those_of_the_other(self, builder):
        new, _other = pair(builder, mine(builder)[0], other=OLD_ASSAULT, **ACROSS)
        moved = ACROSS | {"to_on": date(2004, 8, 31)}
        assert "Sexual Offences Act 1956" in why_not(
            replace_charge_of, builder, new, code=CAUSING, **moved
        )

    def test_not_once_the_other_was_stopped(self, builder):
        new, other = pair(builder, mine(builder)[0], other=OLD_ASSAULT, **ACROSS)
        stop_charges_of(builder, charges=[other])
        assert "Sexual Offences Act 1956" in why_not(
            replace_charge_of, builder, new, code=CAUSING, **ACROSS
        )

    def test_so_says_the_form(self, builder):
        new, _other = pair(builder, mine(builder)[0], other=OLD_ASSAULT, **ACROSS)
        days = date_parts("from_on", ACROSS["from_on"]) | date_parts("to_on", ACROSS["to_on"])
        place = laid_against(builder.suspects[0]).index(new) + 1
        sent = {
            "charges": [f"1.{place}"],
            "kind": "ALTERED",
            "text": WHY,
            "form_key": "",
        }
        sent |= {"are_told": "yes", "offence": CAUSING, **days}
        prosecutor = client_for(builder.cast.prosecutor)
        page = prosecutor.post(page_url("stop-charges", builder.suspects[0]), sent)
        assert "say why below" in str(page.context["form"].errors["alternative"])
        sent["other_act_because"] = NONE_COVERS
        page = prosecutor.post(page_url("stop-charges", builder.suspects[0]), sent)
        assert page.status_code == 302, page.context["form"].errors
        assert new.stopped.get().stop.other_act_because == NONE_COVERS

    def test_a_reason_that_is_not_asked_is_not_taken(self, builder):
        [row, *_others] = laid_against(builder.suspects[0])
        sent = {
            "charges": ["1.1"], "kind": "ALTERED", "text": WHY, "are_told": "yes", "form_key": "",
            "offence": CAUSING, "other_act_because": NONE_COVERS, **date_parts("from_on", NIGHT),
        }  # fmt: skip
        page = client_for(builder.cast.prosecutor).post(
            page_url("stop-charges", builder.suspects[0]), sent
        )
        assert list(page.context["form"].errors) == ["other_act_because"]
        assert not row.stopped.exists()


class TestSameAct:
    def test_it_is_not_charged_a_second_time_beside_one_that_goes_on(self, builder):
        first, second = mine(builder)
        same = {"code": second.offence_id, "from_on": second.from_on, "to_on": second.to_on}
        assert why_not(replace_charge_of, builder, first, **same).startswith(CHARGED_ALREADY)
        told = why_not(pair, builder, first, other=second.offence_id)
        assert told.startswith(CHARGED_ALREADY)
        stop_charges_of(builder, charges=[second])
        assert replace_charge_of(builder, first, **same).status == "IN_FORCE"

    def test_nor_as_the_alternative_of_a_pair(self, builder):
        new, other = pair(builder, mine(builder)[0])
        told = why_not(pair, builder, new, code=ASSAULT, other=CAUSING, from_on=NIGHT)
        assert told.startswith(CHARGED_ALREADY)
        assert not other.stopped.exists()


class TestReader:
    def test_what_can_no_longer_be_charged_is_not_countersigned(self, read_twice):
        laid = laid_against(read_twice.suspects[0])
        [other] = [row for row in laid if row.offence_id == PENETRATION]
        [first] = [row for row in laid if row != other]
        replace_charge_of(read_twice, first, code=PENETRATION)
        read_twice.do(
            court_facts.record_court_fact, "prosecutor", suspect=read_twice.suspects[0],
            kind="OUTCOME", result="ACQUITTED", on=read_twice.at.date(), charges=[other],
        )  # fmt: skip
        assert "an acquittal of it is recorded" in why_not(countersign_stop_of, read_twice)
        decline_stop_of(read_twice)
        assert read_twice.suspect().state == "CHARGED"

    @pytest.mark.parametrize("is_whole", [True, False])
    def test_they_are_told_of_a_charge_that_goes_on_without_the_other_act(
        self, read_twice, is_whole
    ):
        first = laid_against(read_twice.suspects[0])[0]
        replace_charge_of(read_twice, first, alternative=offence_with_code(OLD_ASSAULT), **ACROSS)
        countersign_stop_of(read_twice)
        both = list(newest_stop(read_twice.suspects[0]).replacements.order_by("pk"))
        stop_charges_of(read_twice, charges=both if is_whole else both[:1])
        page = client_for(read_twice.cast.other_prosecutor).get(
            page_url("countersign-stop", read_twice.suspects[0])
        )
        said = "the charge in the alternative to it under the other Act is stopped"
        assert (said in page_text(page)) == (not is_whole)


def test_the_letter_says_which_charge_is_in_the_alternative(builder):
    new, other = pair(builder, mine(builder)[0])
    known = facts_of_letter(
        "ALTERED", record_of(builder.victim), builder.suspect(), side="CPS", language="ENGLISH"
    )
    assert new.offence.title in known["charges"]
    assert f"{other.offence.title}, in the alternative" in known["charges"]
    assert not any("in the alternative" in each for each in known["before"])
