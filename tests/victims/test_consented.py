"""What a service is shown of a case: about its victim, as sent, and coming court dates."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from cases.case_details.actions.cases import add_victim
from cases.models import Allegation, CourtFact, Decision
from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.permission_matrix import make_unsent_referral
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import tell_victim
from tests.support.victims.permission_matrix import make_duty, make_service
from tests.support.victims.support_service import (
    ALL,
    DAY,
    add_service,
    fresh_support,
    give_consent,
    record_of,
    refer_and_accept,
    refer_victim,
)
from victims.actions import support
from victims.actions.consents import withdraw_consent
from victims.models import Consent, Duty, DutyEndReason, SupportReferral, VictimRecord
from victims.queries import consent_sharing
from victims.queries.known_support import service_names_known_to_side
from victims.queries.support import consents_known_to_reader

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Two victims and two suspects, each with one allegation."""
    builder = CaseBuilder(cast())
    builder.second = builder.do(add_victim, "officer", case=builder.case)
    first, builder.victim = builder.victim, builder.second
    builder.suspects.append(builder.add_suspect())  # accused by the second victim only
    builder.victim = first
    add_service(builder.allocate())
    builder.support = refer_and_accept(builder, categories=ALL)
    return builder


def facts_shown(builder, category):
    found = consent_sharing.facts_shown_to_service(fresh_support(builder.support), at=builder.at)
    return [fact.text for fact in found[category]]


def add_court_fact(builder, n=0, kind="TRIAL", days=0, **facts):
    return CourtFact.objects.unscoped("test").create(
        case=builder.case,
        suspect=builder.suspects[n],
        kind=kind,
        on=(builder.at + days * DAY).date(),
        by=builder.cast.officer,
        at=builder.at,
        **facts,
    )


def test_court_dates_are_of_the_victim_s_suspects_still_valid_and_ahead(builder):
    builder.review()
    for n in range(2):
        authorise_charge_of(builder, n)
        report_charge_of(builder, n)
    add_court_fact(builder)
    add_court_fact(builder, kind="FIRST_HEARING", days=-1)
    add_court_fact(builder, n=1, days=2)
    replaced = add_court_fact(builder, days=4, is_current=False)
    add_court_fact(builder, days=3, is_void=True, replaces=replaced, reason="It was put off.")
    add_court_fact(builder, kind="CUSTODY_LIMIT", days=6)  # of remand the service hears nothing
    assert facts_shown(builder, "COURT_DATES") == ["Suspect 1: Trial"]
    assert "Suspect 1: First hearing" in facts_shown(builder, "MILESTONES")
    add_court_fact(builder, kind="PLEA", days=5, result="GUILTY")
    assert not [text for text in facts_shown(builder, "MILESTONES") if "plea" in text.lower()]


def test_decisions_are_of_the_victim_s_suspects_and_shown_once_made(builder):
    before = facts_shown(builder, "MILESTONES")
    builder.review()
    authorise_charge_of(builder, n=1)
    assert facts_shown(builder, "MILESTONES") == before
    authorise_charge_of(builder)
    made = Decision.objects.unscoped("test").get(suspect=builder.suspects[0])
    assert len(facts_shown(builder, "MILESTONES")) == len(before) + 1
    Decision.objects.unscoped("test").filter(pk=made.pk).update(status="WITHDRAWN", only_side="CPS")
    assert facts_shown(builder, "MILESTONES") == before


def test_an_unsent_draft_is_no_milestone(builder):
    before = facts_shown(builder, "MILESTONES")
    make_unsent_referral(builder.case, builder.suspects[0])
    assert facts_shown(builder, "MILESTONES") == before


def test_an_unsent_allegation_makes_no_suspect_the_victim_s(builder):
    before = facts_shown(builder, "MILESTONES")
    [theirs] = Allegation.objects.unscoped("test").filter(suspect=builder.suspects[1])
    Allegation.objects.unscoped("test").create(
        case=builder.case, victim=builder.victim, suspect=theirs.suspect, offence=theirs.offence,
        from_on=theirs.from_on, first=theirs, number=2, because="Both.", only_side="POLICE",
        is_current=False, added_by=builder.cast.officer, added_at=builder.at,
    )  # fmt: skip
    assert facts_shown(builder, "MILESTONES") == before


def test_news_and_duties_are_of_this_victim_and_not_of_the_other(builder):
    tell_victim(builder, builder.second, builder.suspects[1], "CHARGE")
    make_duty(VictimRecord.objects.unscoped("test").get(pk=builder.second.pk), builder.suspects[1])
    assert facts_shown(builder, "TOLD") == facts_shown(builder, "DUTIES") == []
    owed = make_duty(record_of(builder), builder.suspects[0])
    assert len(facts_shown(builder, "DUTIES")) == 1
    Duty.objects.unscoped("test").filter(pk=owed.pk).update(
        is_open=False, ended_because=DutyEndReason.values[0], ended_at=builder.at
    )
    assert facts_shown(builder, "DUTIES") == []


def services_known_to(builder, side):
    return service_names_known_to_side(record_of(builder), side, at=builder.at)


def test_the_name_of_the_service_takes_that_consent_which_stands_and_support_that_goes_on(builder):
    assert services_known_to(builder, "CPS") == []
    give_consent(builder, builder.support, ["IS_SUPPORTED"], recipient="CPS")
    assert services_known_to(builder, "CPS") and not services_known_to(builder, "POLICE")
    one = Consent.objects.unscoped("test").get(category="IS_SUPPORTED")
    about = {"support": fresh_support(builder.support), "consents": [str(one.pk)], "how": "PHONE"}
    builder.do(withdraw_consent, "isva", **about)
    assert services_known_to(builder, "CPS") == []
    give_consent(builder, builder.support, ["IS_SUPPORTED"], recipient="CPS")
    ended = {"support": fresh_support(builder.support), "ended": "COMPLETE"}
    builder.do(support.end_support, "service_manager", **ended)
    assert services_known_to(builder, "CPS") == []


def test_a_note_rests_on_a_consent_to_notes_given_to_this_service(builder):
    def stands():
        row = fresh_support(builder.support)
        return (
            consent_sharing.active_consent_for(row, "POLICE", "LIAISON", at=builder.at) is not None
        )

    give_consent(builder, builder.support, ["IS_SUPPORTED"], recipient="POLICE")
    assert not stands()
    other = refer_victim(builder, service=make_service())
    Consent.objects.unscoped("test").create(
        case=builder.case,
        support=other,
        recipient="POLICE",
        category="LIAISON",
        purpose="SUPPORT",
        how="PHONE",
        given_on=builder.at.date(),
        side="SUPPORT",
        by=builder.cast.isva,
        at=builder.at,
    )
    assert not stands()
    give_consent(
        builder, builder.support, ["LIAISON"], recipient="POLICE", purpose="SAFETY", how="WRITING"
    )
    assert stands()


def test_a_side_reads_the_consents_for_it_with_what_for_how_and_until_when(builder):
    give_consent(
        builder,
        builder.support,
        ["IS_SUPPORTED"],
        recipient="CPS",
        purpose="SAFETY",
        how="WRITING",
        expires_on=builder.at.date() + 3 * DAY,
    )
    [read] = consents_known_to_reader(
        record_of(builder), scope(builder.cast.liaison, at=builder.at)
    )
    told = dict(read.facts)
    assert told["Who may know"] == "CPS" and told["What for"] == "To keep the victim safe"
    assert told["Agreed"] == "In writing, 2 March 2026" and told["Until"] == "5 March 2026"


@pytest.mark.parametrize(
    ("category", "hours", "was"),
    [("TOLD", 1, True), ("DUTIES", 1, False), ("TOLD", -1, False), ("TOLD", 3, False)],
)
def test_facts_seen_by_a_consent_are_of_its_category_and_of_its_time(builder, category, hours, was):
    def at(hours):
        return builder.at + timedelta(hours=hours)

    given = {"support_id": 1, "category": "TOLD", "at": at(0), "recipient": "CPS"}
    consent = SimpleNamespace(**given | {"withdrawal": SimpleNamespace(at=at(2))})
    one = SimpleNamespace(
        support_id=1, category=category, at=at(hours), note=None, answer=None,
        to=builder.cast.liaison,
    )  # fmt: skip
    assert consent_sharing._is_shown_by_consent(one, consent) is was


def test_the_referral_is_read_by_the_side_that_made_it(builder):
    refer_victim(builder, who="liaison", service=make_service())
    sides = SupportReferral.objects.unscoped("test").values_list("only_side", flat=True)
    assert sorted(sides) == ["CPS", "POLICE"]


def test_consent_to_notes_includes_knowing_of_the_support(builder):
    give_consent(builder, builder.support, ["LIAISON"], recipient="CPS")
    for category in ("LIAISON", "IS_SUPPORTED"):
        assert (
            consent_sharing.active_consent_for(builder.support, "CPS", category, at=builder.at)
            is not None
        )
    assert (
        consent_sharing.active_consent_for(builder.support, "POLICE", "IS_SUPPORTED", at=builder.at)
        is None
    )
