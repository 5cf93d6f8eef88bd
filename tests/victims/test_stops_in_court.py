"""What a victim is owed and told where the court stopped charges and the CPS stopped others."""

import pytest

from cases.decisions.actions import court_facts
from devtools.case_builder import cast
from people.access.scopes import Refused
from people.text.dates import format_day
from tests.support.cases.charge_stops import (
    charge_two_victims,
    laid_about,
    laid_against,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import recomputed_duties, record_of, tell_victim
from tests.support.victims.vrr_requests import (
    ask_for_review_today,
    complete_review,
    tell_outcome,
)
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim

pytestmark = pytest.mark.django_db

EACH_WAY = {"CPS_DISCONTINUED", "CPS_NO_EVIDENCE", "CPS_ON_FILE"}
NEWS = {"ALTERED", "STOPPED", "DISCONTINUED", "NO_EVIDENCE"}


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast(), at=days_ago(9))


def stop_in_court(builder, *charges):
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind="OUTCOME",
        result="STOPPED", on=builder.at.date(), charges=charges,
    )  # fmt: skip


def mine(builder):
    return laid_about(builder.suspects[0], builder.victim)


def owed(builder, victim):
    """[news owed about stops, with what it is about] of a victim."""
    rows = [row for row in recomputed_duties(builder) if row.record_id == victim.pk]
    return {row.what: row.source for row in rows if row.what in NEWS}


def letter(builder, kind, victim=None):
    return facts_of_letter(
        kind, record_of(victim or builder.victim), builder.suspect(), side="CPS",
        language="ENGLISH",
    )  # fmt: skip


def reviewable(builder):
    [found] = reviewable_decisions_of_victim(record_of(builder.victim), side="CPS")
    return set(found.decisions)


def replace_first(builder):
    return str(replace_charge_of(builder, mine(builder)[0]).pk)


def discontinue_first(builder):
    return str(stop_charges_of(builder, charges=mine(builder)[:1]).pk)


def left(builder):
    return [row for row in laid_against(builder.suspects[0]) if not row.stopped.exists()]


@pytest.mark.parametrize("before", [replace_first, discontinue_first])
@pytest.mark.parametrize("is_named", [True, False])
def test_what_the_court_stops_after_the_cps_is_reviewed_and_told(builder, before, is_named):
    first = before(builder)
    fact = stop_in_court(builder, *(left(builder) if is_named else []))
    assert reviewable(builder) == EACH_WAY
    assert owed(builder, builder.victim) == {"ALTERED": first, "STOPPED": str(fact.pk)}
    told = letter(builder, "STOPPED")
    ended = left(builder) if before is replace_first else laid_against(builder.suspects[0])
    about_her = [row for row in ended if row.victim_id == builder.victim.pk]
    assert told["charges"] == sorted(row.offence.title for row in about_her)
    with pytest.raises(NothingToTell):
        letter(builder, "ALTERED")


def test_what_the_court_stopped_is_reviewed_once(builder):
    stop_in_court(builder)
    tell_victim(builder, builder.victim, builder.suspect(), "STOPPED")
    said = {"decided_by": builder.cast.prosecutor}  # how it came to be stopped is not recorded
    right = ask_for_review_today(builder, reviewed="CPS_DISCONTINUED", **said)
    tell_outcome(builder, complete_review(builder, right, "STANDS"))
    for reviewed in EACH_WAY:
        with pytest.raises(Refused, match="has been reviewed for this victim already"):
            ask_for_review_today(builder, reviewed=reviewed, **said)


def test_while_a_charge_goes_on_the_victim_hears_that_they_were_changed(builder):
    first, second = mine(builder)
    part = stop_in_court(builder, first)
    assert owed(builder, builder.victim) == {"ALTERED": str(part.pk)}
    assert not owed(builder, builder.second)
    with pytest.raises(NothingToTell):
        letter(builder, "STOPPED")
    changed = letter(builder, "ALTERED")
    assert changed["before"] == sorted([first.offence.title, second.offence.title])
    assert changed["charges"] == [second.offence.title]
    last = stop_in_court(builder, second)
    assert owed(builder, builder.victim) == {"ALTERED": str(part.pk), "STOPPED": str(last.pk)}
    assert letter(builder, "STOPPED")["stopped_on"] == format_day(last.on)


def test_where_the_cps_stops_the_last_it_ended_then(builder):
    first, second = mine(builder)
    part = stop_in_court(builder, first)
    stop = stop_charges_of(builder, charges=[second])
    assert owed(builder, builder.victim) == {"ALTERED": str(part.pk), "DISCONTINUED": str(stop.pk)}
    told = letter(builder, "STOPPED")
    assert told["charges"] == sorted([first.offence.title, second.offence.title])
    assert reviewable(builder) == EACH_WAY


def test_whoever_stopped_one_does_not_review_it_where_the_court_stopped_the_rest(builder):
    first, second = mine(builder)
    stop_charges_of(builder, charges=[first])
    stop_in_court(builder, second)
    [found] = reviewable_decisions_of_victim(record_of(builder.victim), side="CPS")
    assert set(found.decisions) == EACH_WAY
    for facts in found.decisions.values():
        assert facts.deciders == (builder.cast.prosecutor.pk,)
