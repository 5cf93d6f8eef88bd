"""What a service is shown of a case: about its victim, as sent, and coming court dates."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from cases.case_details.actions.cases import add_victim
from cases.models import Allegation, CourtFact, Decision
from devtools.case_builder import Road, cast, scope
from tests.support.cases.charges import charge
from tests.support.cases.permission_matrix import an_unsent_referral
from tests.support.module_fixtures import standing
from tests.support.victims.duties import tell
from tests.support.victims.permission_matrix import a_duty, a_service
from tests.support.victims.support_service import (
    ALL,
    DAY,
    agree,
    now,
    record_of,
    refer,
    supported,
    with_service,
)
from victims.actions import support
from victims.actions.consents import withdraw_consent
from victims.models import Consent, Duty, DutyEndReason, SupportReferral, VictimRecord
from victims.queries import consent_sharing
from victims.queries.known_support import service_names_known_to_side
from victims.queries.support import consents_known_to_reader

pytestmark = pytest.mark.django_db


@standing
def road():
    """Two victims and two suspects, each with one allegation."""
    road = Road(cast())
    road.second = road.do(add_victim, "officer", case=road.case)
    first, road.victim = road.victim, road.second
    road.suspects.append(road.add_suspect())  # accused by the second victim only
    road.victim = first
    with_service(road.allocate())
    road.support = supported(road, categories=ALL)
    return road


def shown(road, category):
    found = consent_sharing.facts_shown_to_service(now(road.support), at=road.at)
    return [fact.text for fact in found[category]]


def in_court(road, n=0, kind="TRIAL", days=0, **facts):
    return CourtFact.objects.unscoped("test").create(
        case=road.case, suspect=road.suspects[n], kind=kind, on=(road.at + days * DAY).date(),
        by=road.cast.officer, at=road.at, **facts,
    )  # fmt: skip


def test_court_dates_are_of_those_who_harmed_her_and_stand_and_lie_ahead(road):
    in_court(road)
    in_court(road, kind="FIRST_HEARING", days=-1)
    in_court(road, n=1, days=2)
    replaced = in_court(road, days=4, is_current=False)
    in_court(road, days=3, is_void=True, replaces=replaced, reason="It was put off.")
    assert shown(road, "COURT_DATES") == ["Suspect 1: Trial"]
    assert "Suspect 1: First hearing" in shown(road, "MILESTONES")
    in_court(road, kind="PLEA", days=5, result="GUILTY")
    assert not [text for text in shown(road, "MILESTONES") if "plea" in text.lower()]


def test_decisions_are_of_those_who_harmed_her_and_only_once_they_are_made(road):
    before = shown(road, "MILESTONES")
    road.review()
    charge(road, n=1)
    assert shown(road, "MILESTONES") == before
    charge(road)
    made = Decision.objects.unscoped("test").get(suspect=road.suspects[0])
    assert len(shown(road, "MILESTONES")) == len(before) + 1
    Decision.objects.unscoped("test").filter(pk=made.pk).update(status="WITHDRAWN", only_side="CPS")
    assert shown(road, "MILESTONES") == before


def test_what_is_being_written_and_not_sent_is_no_milestone(road):
    before = shown(road, "MILESTONES")
    an_unsent_referral(road.case, road.suspects[0])
    assert shown(road, "MILESTONES") == before


def test_an_allegation_that_the_police_have_not_sent_makes_nobody_hers(road):
    before = shown(road, "MILESTONES")
    [theirs] = Allegation.objects.unscoped("test").filter(suspect=road.suspects[1])
    Allegation.objects.unscoped("test").create(
        case=road.case, victim=road.victim, suspect=theirs.suspect, offence=theirs.offence,
        from_on=theirs.from_on, first=theirs, number=2, because="Both.", only_side="POLICE",
        is_current=False, added_by=road.cast.officer, added_at=road.at,
    )  # fmt: skip
    assert shown(road, "MILESTONES") == before


def test_what_is_told_and_owed_is_hers_and_not_the_other_victim_s(road):
    tell(road, road.second, road.suspects[1], "CHARGE")
    a_duty(VictimRecord.objects.unscoped("test").get(pk=road.second.pk), road.suspects[1])
    assert shown(road, "TOLD") == shown(road, "DUTIES") == []
    owed = a_duty(record_of(road), road.suspects[0])
    assert len(shown(road, "DUTIES")) == 1
    Duty.objects.unscoped("test").filter(pk=owed.pk).update(
        is_open=False, ended_because=DutyEndReason.values[0], ended_at=road.at
    )
    assert shown(road, "DUTIES") == []


def services(road, side):
    return service_names_known_to_side(record_of(road), side, at=road.at)


def test_the_name_of_the_service_takes_that_consent_which_stands_and_support_that_goes_on(road):
    assert services(road, "CPS") == []
    agree(road, road.support, ["IS_SUPPORTED"], recipient="CPS")
    assert services(road, "CPS") and not services(road, "POLICE")
    one = Consent.objects.unscoped("test").get(category="IS_SUPPORTED")
    about = {"support": now(road.support), "consents": [str(one.pk)], "how": "PHONE"}
    road.do(withdraw_consent, "isva", **about)
    assert services(road, "CPS") == []
    agree(road, road.support, ["IS_SUPPORTED"], recipient="CPS")
    ended = {"support": now(road.support), "ended": "COMPLETE"}
    road.do(support.end_support, "service_manager", **ended)
    assert services(road, "CPS") == []


def test_a_note_rests_on_a_consent_to_notes_given_to_this_service(road):
    def stands():
        row = now(road.support)
        return consent_sharing.active_consent_for(row, "POLICE", "LIAISON", at=road.at) is not None

    agree(road, road.support, ["IS_SUPPORTED"], recipient="POLICE")
    assert not stands()
    other = refer(road, service=a_service())
    Consent.objects.unscoped("test").create(
        case=road.case, support=other, recipient="POLICE", category="LIAISON", purpose="SUPPORT",
        how="PHONE", given_on=road.at.date(), side="SUPPORT", by=road.cast.isva, at=road.at,
    )  # fmt: skip
    assert not stands()
    agree(road, road.support, ["LIAISON"], recipient="POLICE", purpose="SAFETY", how="WRITING")
    assert stands()


def test_a_side_reads_the_consents_for_it_with_what_for_how_and_until_when(road):
    agree(
        road, road.support, ["IS_SUPPORTED"], recipient="CPS", purpose="SAFETY", how="WRITING",
        expires_on=road.at.date() + 3 * DAY,
    )  # fmt: skip
    [read] = consents_known_to_reader(record_of(road), scope(road.cast.liaison, at=road.at))
    told = dict(read.facts)
    assert told["Who may know"] == "CPS" and told["What for"] == "To keep the victim safe"
    assert told["Agreed"] == "In writing, 2 March 2026" and told["Until"] == "5 March 2026"


@pytest.mark.parametrize(
    ("category", "hours", "was"),
    [("TOLD", 1, True), ("DUTIES", 1, False), ("TOLD", -1, False), ("TOLD", 3, False)],
)
def test_what_had_been_seen_by_a_consent_is_of_its_category_and_of_its_time(
    road, category, hours, was
):
    def at(hours):
        return road.at + timedelta(hours=hours)

    given = {"support_id": 1, "category": "TOLD", "at": at(0), "recipient": "CPS"}
    consent = SimpleNamespace(**given | {"withdrawal": SimpleNamespace(at=at(2))})
    one = SimpleNamespace(
        support_id=1, category=category, at=at(hours), note=None, to=road.cast.liaison
    )
    assert consent_sharing._is_shown_by_consent(one, consent) is was


def test_the_referral_is_read_by_the_side_that_made_it(road):
    refer(road, who="liaison", service=a_service())
    sides = SupportReferral.objects.unscoped("test").values_list("only_side", flat=True)
    assert sorted(sides) == ["CPS", "POLICE"]


def test_whoever_gets_notes_is_agreed_to_know_of_the_support_too(road):
    agree(road, road.support, ["LIAISON"], recipient="CPS")
    for category in ("LIAISON", "IS_SUPPORTED"):
        assert (
            consent_sharing.active_consent_for(road.support, "CPS", category, at=road.at)
            is not None
        )
    assert (
        consent_sharing.active_consent_for(road.support, "POLICE", "IS_SUPPORTED", at=road.at)
        is None
    )
