"""Permission table of a case as a whole."""

from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.permissions.capacity_tests import (
    does_more_than_read,
    for_managers,
    for_police,
    for_supervisors,
    for_workers,
    is_on_case,
)
from cases.permissions.conflicts import for_conflict_watch
from cases.permissions.suspects import SUSPECT
from people.access.scopes import Rules, Standing, refusal_reason


@refusal_reason(_("No prosecutor has been named on this case yet."), stage=True)
def has_prosecutor(who: Standing, case: Case) -> bool:
    return case.has_prosecutor


@refusal_reason(
    _("The CPS does not have this case yet, so no one there can read or answer."), stage=True
)
def has_cps_unit(who: Standing, case: Case) -> bool:
    return case.cps_unit_id is not None


@refusal_reason(_("No prosecutor has been named on this case yet."), stage=True)
def is_case_allocated(who: Standing, case: Case) -> bool:
    return case.is_allocated


@refusal_reason(
    _("This case has been offered to another unit, which has yet to answer."), stage=True
)
def is_not_offered(who: Standing, case: Case) -> bool:
    return case.offered_to_id is None


@refusal_reason(_("This case is not offered to another unit now."), stage=True)
def is_offered(who: Standing, case: Case) -> bool:
    return case.offered_to_id is not None


@refusal_reason(
    _("This case is for the people named on it, so it is not offered to a unit."), stage=True
)
def is_not_restricted(who: Standing, case: Case) -> bool:
    return not case.is_restricted


@refusal_reason(_("This case is restricted to named people already."), stage=True)
def is_open_to_units(who: Standing, case: Case) -> bool:
    return not case.is_restricted


CASE = Rules(
    {
        "see_case": [is_on_case],
        "see_case_history": [is_on_case],
        "see_case_as_it_was": [is_on_case],
        "see_case_victims": [is_on_case],
        "see_victim_register": [is_on_case],
        "see_documents": [is_on_case],
        "see_due_dates": [is_on_case],
        "see_proof": [is_on_case],
        "see_uploads": [is_on_case],
        "see_file_quality": [is_on_case],
        "add_suspect": [for_police],
        "add_victim": [for_police],
        "add_document": [for_workers],
        "see_held_material": [is_on_case],
        "add_held_material": [for_workers],
        "see_notes": [is_on_case],
        "see_submissions": [is_on_case],
        "see_decisions": [is_on_case],
        "see_court_facts": [is_on_case],
        "see_closing_reports": [is_on_case],
        "write_note": [for_workers],
        "see_threads": [is_on_case],
        "open_thread": [does_more_than_read, has_cps_unit],
        "record_crime_reference": [for_police],
        "see_conflicts": [is_on_case],
        "declare_conflict": [is_on_case],
        "record_conflict": [for_conflict_watch],
        "see_restriction": [is_on_case],
        "restrict_case": [for_conflict_watch, is_open_to_units, is_not_offered],
        "see_retention": [is_on_case],
        "place_legal_hold": [for_conflict_watch],
        "review_retention": [for_conflict_watch],
        "propose_destruction": [for_conflict_watch],
        "see_links": [is_on_case],
        "link_case": [for_workers],
        "dismiss_match": [for_workers],
        "dismiss_matches": [for_workers],
        "unlink_case": [for_workers],
        "name_officer": [for_supervisors],
        "reallocate_case": [for_managers, is_case_allocated],
        "cover_case": [for_managers, has_prosecutor],
        "end_cover": [for_managers, has_prosecutor],
        "propose_transfer": [for_managers, is_not_restricted, is_not_offered],
        "withdraw_transfer": [for_managers, is_offered],
        # About several suspects: capacities are tested here, the state of each in SUSPECT.
        "add_allegation": SUSPECT["add_allegation"][:1],
        "request_early_advice": SUSPECT["request_early_advice"][:1],
        "write_referral": SUSPECT["write_referral"][:1],
        "allocate_case": SUSPECT["allocate_case"][:1],
        "record_review": SUSPECT["record_review"][:1],
        "record_consultation": SUSPECT["record_consultation"][:1],
    }
)
