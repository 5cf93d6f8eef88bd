"""Support of a victim by a service: referred, accepted, reassigned, ended; and access."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.case_details.actions.cases import add_victim
from cases.models import Allegation, Case, CourtFact
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.administration.actions import units
from people.models import AuditEntry, Side
from people.text.dates import format_day
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import recomputed_duties
from tests.support.victims.permission_matrix import make_service
from tests.support.victims.support_service import (
    ALL,
    DAY,
    add_service,
    close_service,
    fresh_support,
    give_consent,
    record_of,
    refer_and_accept,
    refer_victim,
)
from timeliness.calendar import london_day
from timeliness.models import Delivery
from victims.actions import consents, merge_units, shown_facts, support
from victims.actions.contacts import record_contact
from victims.models import Consent, Shown, Support, SupportReferral, VictimRecord
from victims.queries import consent_sharing
from victims.queries import support as queries
from victims.queries.known_support import service_names_known_to_side

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).submit())
    builder.cast.administrator = person(make_administration_unit(), "administer_accounts")
    return builder


def scope_of_person(builder, who):
    return scope(getattr(builder.cast, who), at=builder.at)


def visible_to(builder, who):
    return list(Support.objects.for_scope(scope_of_person(builder, who)))


def test_the_manager_of_the_service_alone_reads_of_a_referral_until_it_is_given_to_an_isva(builder):
    asked = refer_victim(builder)
    assert visible_to(builder, "service_manager") == [asked] and not visible_to(builder, "isva")
    builder.do(support.accept_support, "service_manager", support=asked, isva=builder.cast.isva)
    assert visible_to(builder, "isva") == [asked] and not visible_to(builder, "other_isva")


def test_no_one_of_police_or_cps_ever_reads_a_support(builder):
    refer_and_accept(builder, categories=ALL)
    for who in ("officer", "supervisor", "contact", "liaison", "assistant", "manager"):
        assert not visible_to(builder, who), who


def test_a_supporting_isva_holds_neither_the_case_nor_the_record(builder):
    refer_and_accept(builder, categories=ALL)
    for who in ("isva", "service_manager"):
        for model in (Case, VictimRecord, SupportReferral, CourtFact):
            assert not model.objects.for_scope(scope_of_person(builder, who)).exists(), (who, model)


def test_the_service_answers_and_only_the_side_that_asked_reads_the_answer(builder):
    asked = refer_victim(builder)
    record = record_of(builder)
    builder.do(
        support.decline_support, "service_manager", support=asked, declined="NO_CAPACITY"
    )  # fmt: skip
    [(service, _at, answer)] = queries.referral_rows_of_victim(
        record, scope_of_person(builder, "contact")
    )
    assert (service, answer) == (builder.cast.service.name, "The service has no room now")
    assert queries.referral_rows_of_victim(record, scope_of_person(builder, "liaison")) == []


def test_either_side_may_refer_the_victim_without_learning_of_the_other(builder):
    refer_victim(builder)
    refer_victim(builder, who="liaison")
    with pytest.raises(Refused, match="has been referred to this service"):
        refer_victim(builder, who="contact")
    assert len(visible_to(builder, "service_manager")) == 2


def test_a_victim_is_referred_only_to_an_open_service_that_supports_victims(builder):
    with pytest.raises(Refused, match="Select a service"):
        refer_victim(builder, service=builder.cast.cps)
    close_service(builder.cast.service)
    with pytest.raises(Refused, match="Select a service"):
        refer_victim(builder)


def test_another_isva_takes_over_and_the_one_before_sees_nothing_from_then_on(builder):
    row = refer_and_accept(builder, categories=ALL)
    builder.do(
        support.assign_isva,
        "service_manager",
        support=row,
        isva=builder.cast.other_isva,
        hands_on=True,
    )
    assert not visible_to(builder, "isva") and visible_to(builder, "other_isva") == [row]
    with pytest.raises(Refused, match="Select an ISVA of your service"):
        builder.do(
            support.assign_isva,
            "service_manager",
            support=row,
            isva=builder.cast.officer,
            hands_on=True,
        )


def test_support_that_has_ended_shows_nothing_of_the_case_to_anybody(builder):
    row = refer_and_accept(builder, categories=ALL)
    builder.do(support.end_support, "service_manager", support=row, ended="COMPLETE")
    assert not visible_to(builder, "isva")
    assert consent_sharing.facts_shown_to_service(fresh_support(row), at=builder.at) == {}


def test_the_managers_and_then_the_isva_are_told_where_to_look(builder):
    row = refer_and_accept(builder)
    deliveries = Delivery.objects.filter(about=row.pk).order_by("created_at")
    assert [(each.notice, each.recipient) for each in deliveries] == [
        ("support_asked", builder.cast.service_manager), ("support_given", builder.cast.isva),
    ]  # fmt: skip
    assert {each.subject for each in deliveries} == {f"{builder.case.urn}, victim 1"}


def test_the_log_keeps_it_under_the_case(builder):
    row = refer_and_accept(builder)
    entry = AuditEntry.objects.get(verb="accept_support")
    assert entry.case_id == builder.case.pk and entry.ids == [str(row.pk)]


def test_a_service_that_is_merged_into_another_takes_those_whom_it_supports_along(builder):
    row, twice = refer_and_accept(builder, categories=ALL), CaseBuilder(builder.cast).submit()
    into = make_service()
    there = refer_victim(builder, service=into)
    other = refer_victim(twice)
    merge_units.move_supports_to_unit(
        unit=builder.cast.service,
        into=into,
        by=scope_of_person(builder, "service_manager"),
        at=builder.at,
    )
    assert fresh_support(other).service == into and fresh_support(other).is_open
    assert (fresh_support(row).status, fresh_support(there).status) == ("ENDED", "ASKED")
    assert row not in visible_to(builder, "isva")
    assert is_unit_change_refused(builder, into) and not is_unit_change_refused(
        builder, builder.cast.service
    )


def is_unit_change_refused(builder, unit):
    """Whether closing a service is refused, because it supports somebody."""
    facts = {"name": unit.name, "kind": unit.kind, "is_open": False}
    try:
        with transaction.atomic():
            units.change_unit(
                unit=unit, by=scope(builder.cast.administrator), at=builder.at, version=1, **facts
            )
    except Refused as refusal:
        return "still open" in str(refusal)


# Consents


def facts_shown(builder, row):
    found = consent_sharing.facts_shown_to_service(fresh_support(row), at=builder.at)
    return {category: [fact.text for fact in facts] for category, facts in found.items()}


def test_the_service_is_shown_what_the_victim_consents_to_and_nothing_else(builder):
    row = refer_and_accept(builder)
    assert facts_shown(builder, row) == {}
    give_consent(builder, row, ["MILESTONES"])
    assert facts_shown(builder, row) == {
        "MILESTONES": ["Suspect 1: sent to the CPS for a decision"],
    }
    assert builder.suspects[0].surname not in str(facts_shown(builder, row))


def test_nothing_is_shown_before_the_service_has_accepted_the_victim(builder):
    assert facts_shown(builder, refer_victim(builder, categories=ALL)) == {}


def test_a_consent_ends_with_its_last_day_in_london(builder):
    row = refer_and_accept(builder)
    give_consent(builder, row, ["MILESTONES"], expires_on=builder.at.date())
    assert facts_shown(builder, row)
    builder.at += DAY
    assert facts_shown(builder, row) == {}
    with pytest.raises(Refused, match="today or later"):
        give_consent(builder, row, ["MILESTONES"], expires_on=builder.at.date() - DAY)


def test_a_withdrawn_consent_is_gone_from_the_next_page_whichever_side_recorded_it(builder):
    row = refer_and_accept(builder, categories=["MILESTONES"])
    give_consent(builder, row, ["MILESTONES", "COURT_DATES"])
    police = queries.consents_known_to_reader(
        record_of(builder), scope_of_person(builder, "contact")
    )
    assert [each.category for each in police] == ["How far the case has come"]
    builder.do(
        consents.pass_withdrawal_on, "contact", record=record_of(builder), how="PHONE",
        consents=[str(police[0].pk)],
    )  # fmt: skip
    assert set(facts_shown(builder, row)) == {"COURT_DATES"}


def test_facts_seen_by_a_consent_are_listed_once_it_is_withdrawn(builder):
    row = refer_and_accept(builder, categories=["MILESTONES"])
    isva = scope_of_person(builder, "isva")
    facts = consent_sharing.facts_shown_to_service(row, at=builder.at)["MILESTONES"]
    for _look in range(2):
        shown_facts.record_facts_shown(support=row, by=isva, at=builder.at, facts=facts)
    builder.at += timedelta(hours=1)
    one = Consent.objects.unscoped("test").get(support=row)
    builder.do(
        consents.withdraw_consent, "isva", support=row, consents=[str(one.pk)], how="IN_PERSON"
    )  # fmt: skip
    [known] = queries.consents_known_to_reader(
        record_of(builder), scope_of_person(builder, "contact")
    )
    assert not known.is_active and len(known.shown) == 1
    text, to, _at = known.shown[0]
    assert text.startswith("Suspect 1: sent to the CPS for a decision, 2 March 2026")
    assert to == "The service that supports the victim"  # the police see no ISVA's name


def test_a_consent_taken_back_meanwhile_is_not_taken_back_again(builder):
    row = refer_and_accept(builder, categories=["MILESTONES"])
    one = Consent.objects.unscoped("test").get(support=row)
    about = {"support": row, "consents": [str(one.pk)], "how": "PHONE"}
    builder.do(consents.withdraw_consent, "isva", **about)
    with pytest.raises(Refused, match="Select an active consent"):
        builder.do(consents.withdraw_consent, "service_manager", **about)


def test_a_side_knows_of_the_support_only_with_the_victim_s_consent(builder):
    row, record = refer_and_accept(builder), record_of(builder)

    def known(side):
        return service_names_known_to_side(record, side, at=builder.at)

    assert known("POLICE") == known("CPS") == []
    give_consent(builder, row, ["IS_SUPPORTED"], recipient="CPS")
    assert known("CPS") == [builder.cast.service.name] and known("POLICE") == []


def test_news_told_to_the_victim_is_shown_with_its_day_and_suspect(builder):
    row, record = refer_and_accept(builder, categories=["TOLD"]), record_of(builder)
    told = [("CHARGE", builder.suspects), ("STATEMENT", [])]
    builder.do(
        record_contact, "officer", record=record, version=record.version, direction="OUT",
        channel="PHONE", outcome="REACHED", contacted_at=builder.at, is_safe_now=True,
        spoke_to="VICTIM", is_identity_checked=True, conveyed=told, isva_told="YES",
    )  # fmt: skip
    assert facts_shown(builder, row) == {
        "TOLD": ["Suspect 1: A decision to charge", "The victim personal statement"]
    }


def test_a_suspect_who_turns_out_to_be_another_victim_s_is_told_of_no_more_once_that_is_sent():
    builder = CaseBuilder(cast())
    second = builder.do(add_victim, "officer", case=builder.case)
    row = refer_and_accept(add_service(builder.submit()), categories=["MILESTONES"])
    wrong = Allegation.objects.unscoped("test").get(case=builder.case)
    assert len(facts_shown(builder, row)["MILESTONES"]) == 1
    wrong.is_current = False
    wrong.save(update_fields=["is_current"])
    Allegation.objects.unscoped("test").create(
        case=builder.case, victim=second, suspect=wrong.suspect, offence=wrong.offence,
        from_on=wrong.from_on, first=wrong, number=2, because="The other.", only_side="",
        added_by=builder.cast.officer, added_at=builder.at,
    )  # fmt: skip
    assert facts_shown(builder, row)["MILESTONES"] == []


def test_news_owed_to_the_victim_is_shown_with_who_tells_it_and_by_when():
    builder = add_service(CaseBuilder(cast()).allocate())
    row = refer_and_accept(builder, categories=["DUTIES"])
    authorise_charge_of(builder)
    [owed] = [duty for duty in recomputed_duties(builder) if duty.is_open]
    by = format_day(london_day(owed.clock.due_at))
    [fact] = consent_sharing.facts_shown_to_service(fresh_support(row), at=builder.at)["DUTIES"]
    assert fact.text == f"Suspect 1: {owed.get_what_display()}"
    assert fact.value == f"{Side(owed.owed_by).label}, by {by}"


def test_suspects_of_other_victims_and_unsent_ones_are_not_shown(builder):
    row = refer_and_accept(builder, categories=["MILESTONES"])
    builder.add_suspect()
    assert len(facts_shown(builder, row)["MILESTONES"]) == 1


def test_the_database_keeps_consents_and_what_was_shown_as_they_were_written(builder):
    row = refer_and_accept(builder, categories=["MILESTONES"])
    facts = consent_sharing.facts_shown_to_service(row, at=builder.at)["MILESTONES"]
    shown_facts.record_facts_shown(
        support=row, by=scope_of_person(builder, "isva"), at=builder.at, facts=facts
    )
    for model in (Consent, Shown):
        rows = model.objects.unscoped("test")
        for act in (rows.delete, lambda rows=rows: rows.update(category="TOLD")):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                act()
    with pytest.raises(IntegrityError, match="consent_goes_one_way"), transaction.atomic():
        give_consent(builder, row, ["LIAISON"])
