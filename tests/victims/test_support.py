"""Support of a victim by a service: referred, accepted, reassigned, ended; and access."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.case_details.actions.cases import add_victim
from cases.models import Allegation, Case, CourtFact
from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused
from people.administration.actions import units
from people.models import AuditEntry, Side
from people.text.dates import format_day
from tests.support.cases.charges import charge
from tests.support.cases.permission_matrix import office
from tests.support.module_fixtures import standing
from tests.support.victims.duties import reckoned
from tests.support.victims.permission_matrix import a_service
from tests.support.victims.support_service import (
    ALL,
    DAY,
    agree,
    closed,
    now,
    record_of,
    refer,
    supported,
    with_service,
)
from timeliness.calendar import london_day
from timeliness.models import Delivery
from victims.actions import consents, merge_units, support
from victims.actions.contacts import record_contact
from victims.models import Consent, Shown, Support, SupportReferral, VictimRecord
from victims.queries import consent_sharing
from victims.queries import support as queries
from victims.queries.known_support import service_names_known_to_side

pytestmark = pytest.mark.django_db


@standing
def road():
    road = with_service(Road(cast()).submit())
    road.cast.administrator = person(office(), "administer_accounts")
    return road


def by(road, who):
    return scope(getattr(road.cast, who), at=road.at)


def seen_by(road, who):
    return list(Support.objects.for_scope(by(road, who)))


def test_the_manager_of_the_service_alone_reads_of_a_referral_until_it_is_given_to_an_isva(road):
    asked = refer(road)
    assert seen_by(road, "service_manager") == [asked] and not seen_by(road, "isva")
    road.do(support.accept_support, "service_manager", support=asked, isva=road.cast.isva)
    assert seen_by(road, "isva") == [asked] and not seen_by(road, "other_isva")


def test_no_one_of_police_or_cps_ever_reads_a_support(road):
    supported(road, categories=ALL)
    for who in ("officer", "supervisor", "contact", "liaison", "assistant", "manager"):
        assert not seen_by(road, who), who


def test_whoever_supports_her_holds_neither_the_case_nor_her_record(road):
    supported(road, categories=ALL)
    for who in ("isva", "service_manager"):
        for model in (Case, VictimRecord, SupportReferral, CourtFact):
            assert not model.objects.for_scope(by(road, who)).exists(), (who, model)


def test_the_service_answers_and_only_the_side_that_asked_reads_the_answer(road):
    asked = refer(road)
    record = record_of(road)
    road.do(
        support.decline_support, "service_manager", support=asked, declined="NO_CAPACITY"
    )  # fmt: skip
    [(service, _at, answer)] = queries.referral_rows_of_victim(record, by(road, "contact"))
    assert (service, answer) == (road.cast.service.name, "The service has no room now")
    assert queries.referral_rows_of_victim(record, by(road, "liaison")) == []


def test_either_side_may_refer_her_without_learning_of_the_other(road):
    refer(road)
    refer(road, who="liaison")
    with pytest.raises(Refused, match="has been referred to this service"):
        refer(road, who="contact")
    assert len(seen_by(road, "service_manager")) == 2


def test_a_victim_is_referred_only_to_an_open_service_that_supports_victims(road):
    with pytest.raises(Refused, match="Select a service"):
        refer(road, service=road.cast.cps)
    closed(road.cast.service)
    with pytest.raises(Refused, match="Select a service"):
        refer(road)


def test_another_isva_takes_over_and_the_one_before_sees_nothing_from_then_on(road):
    row = supported(road, categories=ALL)
    road.do(
        support.assign_isva,
        "service_manager",
        support=row,
        isva=road.cast.other_isva,
        hands_on=True,
    )
    assert not seen_by(road, "isva") and seen_by(road, "other_isva") == [row]
    with pytest.raises(Refused, match="Select an ISVA of your service"):
        road.do(
            support.assign_isva,
            "service_manager",
            support=row,
            isva=road.cast.officer,
            hands_on=True,
        )


def test_support_that_has_ended_shows_nothing_of_the_case_to_anybody(road):
    row = supported(road, categories=ALL)
    road.do(support.end_support, "service_manager", support=row, ended="COMPLETE")
    assert not seen_by(road, "isva")
    assert consent_sharing.facts_shown_to_service(now(row), at=road.at) == {}


def test_the_managers_and_then_the_isva_are_told_where_to_look(road):
    row = supported(road)
    deliveries = Delivery.objects.filter(about=row.pk).order_by("created_at")
    assert [(each.notice, each.recipient) for each in deliveries] == [
        ("support_asked", road.cast.service_manager), ("support_given", road.cast.isva),
    ]  # fmt: skip
    assert {each.subject for each in deliveries} == {f"{road.case.urn}, victim 1"}


def test_the_log_keeps_it_under_the_case(road):
    row = supported(road)
    entry = AuditEntry.objects.get(verb="accept_support")
    assert entry.case_id == road.case.pk and entry.ids == [str(row.pk)]


def test_a_service_that_is_merged_into_another_takes_those_whom_it_supports_along(road):
    row, twice = supported(road, categories=ALL), Road(road.cast).submit()
    into = a_service()
    there = refer(road, service=into)
    other = refer(twice)
    merge_units.move_supports_to_unit(
        unit=road.cast.service, into=into, by=by(road, "service_manager"), at=road.at
    )  # fmt: skip
    assert now(other).service == into and now(other).is_open
    assert (now(row).status, now(there).status) == ("ENDED", "ASKED")
    assert row not in seen_by(road, "isva")
    assert change_unit_is_refused(road, into) and not change_unit_is_refused(
        road, road.cast.service
    )


def change_unit_is_refused(road, unit):
    """Whether closing a service is refused, because it supports somebody."""
    facts = {"name": unit.name, "kind": unit.kind, "is_open": False}
    try:
        with transaction.atomic():
            units.change_unit(
                unit=unit, by=scope(road.cast.administrator), at=road.at, version=1, **facts
            )
    except Refused as refusal:
        return "still open" in str(refusal)


# Consents


def shown(road, row):
    found = consent_sharing.facts_shown_to_service(now(row), at=road.at)
    return {category: [fact.text for fact in facts] for category, facts in found.items()}


def test_the_service_is_shown_what_she_agrees_to_and_nothing_else(road):
    row = supported(road)
    assert shown(road, row) == {}
    agree(road, row, ["MILESTONES"])
    assert shown(road, row) == {
        "MILESTONES": ["Suspect 1: sent to the CPS for a decision"],
    }
    assert road.suspects[0].surname not in str(shown(road, row))


def test_nothing_is_shown_before_the_service_has_taken_her_on(road):
    assert shown(road, refer(road, categories=ALL)) == {}


def test_a_consent_ends_with_its_last_day_in_london(road):
    row = supported(road)
    agree(road, row, ["MILESTONES"], expires_on=road.at.date())
    assert shown(road, row)
    road.at += DAY
    assert shown(road, row) == {}
    with pytest.raises(Refused, match="today or later"):
        agree(road, row, ["MILESTONES"], expires_on=road.at.date() - DAY)


def test_what_she_takes_back_is_gone_from_the_next_page_whoever_recorded_it(road):
    row = supported(road, categories=["MILESTONES"])
    agree(road, row, ["MILESTONES", "COURT_DATES"])
    police = queries.consents_known_to_reader(record_of(road), by(road, "contact"))
    assert [each.category for each in police] == ["How far the case has come"]
    road.do(
        consents.pass_withdrawal_on, "contact", record=record_of(road), how="PHONE",
        consents=[str(police[0].pk)],
    )  # fmt: skip
    assert set(shown(road, row)) == {"COURT_DATES"}


def test_what_had_been_seen_by_a_consent_is_listed_once_it_is_taken_back(road):
    row = supported(road, categories=["MILESTONES"])
    isva = by(road, "isva")
    facts = consent_sharing.facts_shown_to_service(row, at=road.at)["MILESTONES"]
    for _look in range(2):
        consents.record_facts_shown(support=row, by=isva, at=road.at, facts=facts)
    road.at += timedelta(hours=1)
    one = Consent.objects.unscoped("test").get(support=row)
    road.do(
        consents.withdraw_consent, "isva", support=row, consents=[str(one.pk)], how="IN_PERSON"
    )  # fmt: skip
    [known] = queries.consents_known_to_reader(record_of(road), by(road, "contact"))
    assert not known.is_active and len(known.shown) == 1
    text, to, _at = known.shown[0]
    assert text.startswith("Suspect 1: sent to the CPS for a decision, 2 March 2026")
    assert to == "The service that supports the victim"  # the police see no ISVA's name


def test_a_consent_taken_back_meanwhile_is_not_taken_back_again(road):
    row = supported(road, categories=["MILESTONES"])
    one = Consent.objects.unscoped("test").get(support=row)
    about = {"support": row, "consents": [str(one.pk)], "how": "PHONE"}
    road.do(consents.withdraw_consent, "isva", **about)
    with pytest.raises(Refused, match="Select an active consent"):
        road.do(consents.withdraw_consent, "service_manager", **about)


def test_a_side_knows_that_somebody_supports_her_only_if_she_agrees_to_that(road):
    row, record = supported(road), record_of(road)

    def known(side):
        return service_names_known_to_side(record, side, at=road.at)

    assert known("POLICE") == known("CPS") == []
    agree(road, row, ["IS_SUPPORTED"], recipient="CPS")
    assert known("CPS") == [road.cast.service.name] and known("POLICE") == []


def test_what_she_has_been_told_is_shown_with_its_day_and_about_which_suspect(road):
    row, record = supported(road, categories=["TOLD"]), record_of(road)
    told = [("CHARGE", road.suspects), ("STATEMENT", [])]
    road.do(
        record_contact, "officer", record=record, version=record.version, direction="OUT",
        channel="PHONE", outcome="REACHED", contacted_at=road.at, is_safe_now=True,
        spoke_to="VICTIM", is_identity_checked=True, conveyed=told, isva_told="YES",
    )  # fmt: skip
    assert shown(road, row) == {
        "TOLD": ["Suspect 1: A decision to charge", "The victim personal statement"]
    }


def test_a_suspect_who_turns_out_to_be_another_victim_s_is_told_of_no_more_once_that_is_sent():
    road = Road(cast())
    second = road.do(add_victim, "officer", case=road.case)
    row = supported(with_service(road.submit()), categories=["MILESTONES"])
    wrong = Allegation.objects.unscoped("test").get(case=road.case)
    assert len(shown(road, row)["MILESTONES"]) == 1
    wrong.is_current = False
    wrong.save(update_fields=["is_current"])
    Allegation.objects.unscoped("test").create(
        case=road.case, victim=second, suspect=wrong.suspect, offence=wrong.offence,
        from_on=wrong.from_on, first=wrong, number=2, because="The other.", only_side="",
        added_by=road.cast.officer, added_at=road.at,
    )  # fmt: skip
    assert shown(road, row)["MILESTONES"] == []


def test_what_she_is_still_to_be_told_is_shown_with_who_tells_her_and_by_when():
    road = with_service(Road(cast()).allocate())
    row = supported(road, categories=["DUTIES"])
    charge(road)
    [owed] = [duty for duty in reckoned(road) if duty.is_open]
    by = format_day(london_day(owed.clock.due_at))
    [fact] = consent_sharing.facts_shown_to_service(now(row), at=road.at)["DUTIES"]
    assert fact.text == f"Suspect 1: {owed.get_what_display()}"
    assert fact.value == f"{Side(owed.owed_by).label}, by {by}"


def test_a_suspect_whom_she_did_not_accuse_and_one_not_sent_are_not_told_of(road):
    row = supported(road, categories=["MILESTONES"])
    road.add_suspect()
    assert len(shown(road, row)["MILESTONES"]) == 1


def test_the_database_keeps_consents_and_what_was_shown_as_they_were_written(road):
    row = supported(road, categories=["MILESTONES"])
    facts = consent_sharing.facts_shown_to_service(row, at=road.at)["MILESTONES"]
    consents.record_facts_shown(support=row, by=by(road, "isva"), at=road.at, facts=facts)
    for model in (Consent, Shown):
        rows = model.objects.unscoped("test")
        for act in (rows.delete, lambda rows=rows: rows.update(category="TOLD")):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                act()
    with pytest.raises(IntegrityError, match="consent_goes_one_way"), transaction.atomic():
        agree(road, row, ["LIAISON"])
