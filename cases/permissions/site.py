"""Permission table of pages about no row: any capacity anywhere counts."""

from django.utils.translation import gettext_lazy as _

from people.access.scopes import Scope, SiteRules, refusal_reason
from people.administration.unit_leaders import LEADERS
from people.identity.capacities import AGENCY_CAPACITIES, LEADING, WAITED_FOR


@refusal_reason(_("Only officers of a police unit open cases."))
def can_refer_cases(scope: Scope) -> bool:
    return scope.holds("refer_cases")


@refusal_reason(_("You have no role on a unit or on a case."))
def can_read_cases(scope: Scope) -> bool:
    return scope.user_id is not None


@refusal_reason(_("Only supervisors, inspectors and managers read figures about their unit."))
def can_read_unit_figures(scope: Scope) -> bool:
    return bool(scope.all_capacities & LEADING)


@refusal_reason(_("Only supervisors of a police unit and managers of a CPS unit see this."))
def is_unit_leader(scope: Scope) -> bool:
    return scope.holds("supervise_cases") or scope.holds("allocate_cases")


@refusal_reason(_("Only those who lead a unit see the roles added on it."))
def can_see_unit_access(scope: Scope) -> bool:
    return bool(scope.all_capacities & (LEADERS | AGENCY_CAPACITIES.keys()))


@refusal_reason(_("Only managers of a CPS unit manage its prosecutors."))
def can_allocate_cases(scope: Scope) -> bool:
    return scope.holds("allocate_cases")


@refusal_reason(_("Only managers and prosecutors of a CPS unit use standard wordings."))
def can_use_wordings(scope: Scope) -> bool:
    return bool(scope.all_capacities & {"allocate_cases", "prosecute_cases"})


@refusal_reason(_("Only managers of a CPS unit manage standard wordings."))
def can_keep_wordings(scope: Scope) -> bool:
    return scope.holds("allocate_cases")


@refusal_reason(_("Only managers of a CPS unit review points to prove."))
def can_review_points(scope: Scope) -> bool:
    return scope.holds("allocate_cases")


@refusal_reason(_("Only people who work on cases in a police or CPS unit can do this."))
def can_work_on_cases(scope: Scope) -> bool:
    return bool(scope.units) and scope.system_id is None


@refusal_reason(_("Your work is not on the list that a calendar shows."))
def has_waiting_list(scope: Scope) -> bool:
    return bool(scope.all_capacities & WAITED_FOR) and scope.system_id is None


@refusal_reason(_("A system has no conflict of interest: a person declares their own."))
def is_a_person(scope: Scope) -> bool:
    return scope.user_id is not None and scope.system_id is None


@refusal_reason(_("Only supervisors, inspectors and managers see how long cases are kept."))
def can_see_retention(scope: Scope) -> bool:
    return scope.holds_any(LEADING) and scope.system_id is None


SITE = SiteRules(
    {
        "break_glass": [can_work_on_cases],
        "ask_to_be_let_in": [can_work_on_cases],
        "declare_unseen_conflict": [is_a_person],
        "come_in": [can_read_cases],
        "see_waiting": [can_read_cases],
        "see_worklist": [can_read_cases],
        "find_case": [can_read_cases],
        "see_board": [can_read_unit_figures],
        "see_board_list": [can_read_unit_figures],
        "open_case": [can_refer_cases],
        "see_notices": [can_read_cases],
        "open_notice": [can_read_cases],
        "see_calendar_address": [can_read_cases],
        "make_calendar_address": [has_waiting_list],
        "end_calendar_address": [can_read_cases],
        "fetch_calendar": [can_read_cases],
        "see_unit_access": [can_see_unit_access],
        "allocate_several": [can_allocate_cases],
        "see_prosecutors": [can_allocate_cases],
        "record_specialisms": [can_allocate_cases],
        "record_absence": [can_allocate_cases],
        "end_absence": [can_allocate_cases],
        "see_file_quality_report": [can_read_unit_figures],
        "see_plan_quality": [can_read_unit_figures],
        "see_plan_quality_list": [can_read_unit_figures],
        "see_wordings": [can_use_wordings],
        "see_wording": [can_use_wordings],
        "add_wording": [can_keep_wordings],
        "amend_wording": [can_keep_wordings],
        "retire_wording": [can_keep_wordings],
        "see_rule_scores": [is_unit_leader],
        "see_points": [can_read_cases],
        "see_offence_points": [can_read_cases],
        "review_points": [can_review_points],
        "see_cases_to_review": [can_see_retention],
        "see_destroyed_cases": [can_see_retention],
    },
    fresh={"break_glass", "make_calendar_address"},
)
