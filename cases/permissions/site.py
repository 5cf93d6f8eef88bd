"""Pages about no row: decided by what the person holds anywhere."""

from django.utils.translation import gettext_lazy as _

from people.access import Scope, SiteRules, because
from people.capacities import LEADING
from people.leaders import LEADERS


@because(_("Only officers of a police unit open cases."))
def refers_cases(scope: Scope) -> bool:
    return scope.holds("refer_cases")


@because(_("You have no role on a unit or on a case."))
def reads_cases(scope: Scope) -> bool:
    return scope.user_id is not None


@because(_("Only supervisors, inspectors and managers read figures about their unit."))
def answers_for_a_unit(scope: Scope) -> bool:
    return bool(scope.everything & LEADING)


@because(_("Only supervisors of a police unit and managers of a CPS unit see this."))
def leads_a_unit(scope: Scope) -> bool:
    return scope.holds("supervise_cases") or scope.holds("allocate_cases")


@because(_("Only those who lead a unit see the roles added on it."))
def hears_of_access(scope: Scope) -> bool:
    return bool(scope.everything & LEADERS)


@because(_("Only managers of a CPS unit manage its prosecutors."))
def allocates_cases(scope: Scope) -> bool:
    return scope.holds("allocate_cases")


@because(_("Only managers and prosecutors of a CPS unit use standard wordings."))
def uses_wordings(scope: Scope) -> bool:
    return bool(scope.everything & {"allocate_cases", "prosecute_cases"})


@because(_("Only managers of a CPS unit manage standard wordings."))
def keeps_wordings(scope: Scope) -> bool:
    return scope.holds("allocate_cases")


SITE = SiteRules(
    {
        "see_worklist": [reads_cases],
        "find_case": [reads_cases],
        "see_board": [answers_for_a_unit],
        "see_board_list": [answers_for_a_unit],
        "open_case": [refers_cases],
        "see_notices": [reads_cases],
        "see_unit_access": [hears_of_access],
        "see_prosecutors": [allocates_cases],
        "record_specialisms": [allocates_cases],
        "record_absence": [allocates_cases],
        "end_absence": [allocates_cases],
        "see_file_quality_report": [answers_for_a_unit],
        "export_file_quality": [answers_for_a_unit],
        "see_plan_quality": [answers_for_a_unit],
        "see_plan_quality_list": [answers_for_a_unit],
        "see_wordings": [uses_wordings],
        "see_wording": [uses_wordings],
        "add_wording": [keeps_wordings],
        "amend_wording": [keeps_wordings],
        "retire_wording": [keeps_wordings],
        "see_rule_scores": [leads_a_unit],
    }
)
