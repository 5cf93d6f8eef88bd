"""What may be done about a case as a whole, and by whom."""

from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.permissions.conflicts import for_watch
from cases.permissions.suspects import SUSPECT
from cases.permissions.who import (
    for_managers,
    for_police,
    for_supervisors,
    for_workers,
    on_the_case,
)
from people.access import Rules, Standing, because


@because(_("No prosecutor has been named on this case yet."), stage=True)
def has_prosecutor(who: Standing, case: Case) -> bool:
    return case.has_prosecutor


@because(_("The CPS does not have this case yet, so no one there can read or answer."), stage=True)
def has_been_sent(who: Standing, case: Case) -> bool:
    return case.cps_unit_id is not None


@because(_("No prosecutor has been named on this case yet."), stage=True)
def was_allocated(who: Standing, case: Case) -> bool:
    return case.is_allocated


@because(_("This case has been offered to another unit, which has yet to answer."), stage=True)
def not_offered(who: Standing, case: Case) -> bool:
    return case.offered_to_id is None


@because(_("This case is not offered to another unit now."), stage=True)
def is_offered(who: Standing, case: Case) -> bool:
    return case.offered_to_id is not None


@because(_("This case is for the people named on it, so it is not offered to a unit."), stage=True)
def not_restricted(who: Standing, case: Case) -> bool:
    return not case.is_restricted


CASE = Rules(
    {
        "see_case": [on_the_case],
        "see_case_history": [on_the_case],
        "see_case_victims": [on_the_case],
        "see_documents": [on_the_case],
        "see_uploads": [on_the_case],
        "see_file_quality": [on_the_case],
        "add_suspect": [for_police],
        "add_victim": [for_police],
        "add_document": [for_workers],
        "see_notes": [on_the_case],
        "see_submissions": [on_the_case],
        "see_decisions": [on_the_case],
        "see_court_facts": [on_the_case],
        "write_note": [for_workers],
        "see_threads": [on_the_case],
        "open_thread": [on_the_case, has_been_sent],
        "record_crime_reference": [for_police],
        "see_conflicts": [on_the_case],
        "declare_conflict": [on_the_case],
        "record_conflict": [for_watch],
        "see_links": [on_the_case],
        "link_case": [for_workers],
        "dismiss_match": [for_workers],
        "unlink_case": [for_workers],
        "name_officer": [for_supervisors],
        "reallocate_case": [for_managers, was_allocated],
        "cover_case": [for_managers, has_prosecutor],
        "end_cover": [for_managers, has_prosecutor],
        "propose_transfer": [for_managers, not_restricted, not_offered],
        "withdraw_transfer": [for_managers, is_offered],
        # About several suspects at once: who may is said here, the stage of each in SUSPECT.
        "add_allegation": SUSPECT["add_allegation"][:1],
        "request_early_advice": SUSPECT["request_early_advice"][:1],
        "write_referral": SUSPECT["write_referral"][:1],
        "allocate_case": SUSPECT["allocate_case"][:1],
        "record_review": SUSPECT["record_review"][:1],
        "record_consultation": SUSPECT["record_consultation"][:1],
    }
)
