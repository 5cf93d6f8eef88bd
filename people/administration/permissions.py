"""Permissions of the administration: who manages accounts, who reads the audit log."""

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import EVERY_CHANGE, Rules, SiteRules, refusal_reason
from people.access.scopes import Scope
from people.administration import managed
from people.models import User

# Pages about no row: decided by the person's capacities on any unit.


@refusal_reason(_("Only administrators manage agencies, units and people."))
def is_administrator(scope: Scope) -> bool:
    return managed.is_administrator(scope)


@refusal_reason(_("Only administrators of the service do this: it concerns more than one agency."))
def manages_service(scope: Scope) -> bool:
    return managed.manages_service(scope)


@refusal_reason(_("Only those appointed to read the log may open it."))
def may_read_log(scope: Scope) -> bool:
    return scope.holds("read_audit_log")


@refusal_reason(_("The description of the API is only for systems with a token."))
def is_through_a_system(scope: Scope) -> bool:
    return scope.system_id is not None


SITE = SiteRules(
    {
        "see_accounts": [is_administrator],
        "add_agency": [manages_service],
        "change_agency": [manages_service],
        "set_areas": [manages_service],
        "merge_agency": [manages_service],
        "add_unit": [is_administrator],
        "change_unit": [is_administrator],
        "merge_unit": [is_administrator],
        "move_unit": [manages_service],
        "set_route": [manages_service],
        "add_person": [is_administrator],
        "change_person": [is_administrator],
        "change_address": [is_administrator],
        "deactivate_person": [is_administrator],
        "reactivate_person": [is_administrator],
        "reset_second_factor": [is_administrator],
        "link_sign_in": [is_administrator],
        "unlink_sign_ins": [is_administrator],
        "sign_person_out": [is_administrator],
        "send_set_up_link": [is_administrator],
        "add_system": [is_administrator],
        "renew_secret": [is_administrator],
        "set_public_keys": [is_administrator],
        "see_directories": [is_administrator],
        "add_directory": [is_administrator],
        "put_directory_person_aside": [is_administrator],
        "join_accounts": [manages_service],
        "part_accounts": [manages_service],
        "give_capacity": [is_administrator],
        "take_capacity_back": [is_administrator],
        "see_namings": [is_administrator],
        "end_naming": [is_administrator],
        "read_audit_log": [may_read_log],
        "see_description": [is_through_a_system],
    },
    fresh=EVERY_CHANGE,
)


# Pages about one person: the tests take the caller's scope and the user.


@refusal_reason(_("Only administrators manage agencies, units and people."))
def administers(scope: Scope, person: User) -> bool:
    return managed.manages(scope, person.agency_id)


@refusal_reason(_("Only administrators of the service see all the accounts of one person."))
def joins_accounts(scope: Scope, person: User) -> bool:
    return managed.manages_service(scope)


@refusal_reason(_("This is your own account, so another administrator must do this."))
def is_other_person(scope: Scope, person: User) -> bool:
    return person.pk != scope.user_id


@refusal_reason(_("This account is deactivated. Reactivate it first."), stage=True)
def is_active(scope: Scope, person: User) -> bool:
    return person.is_active


@refusal_reason(_("This account is not deactivated."), stage=True)
def is_not_active(scope: Scope, person: User) -> bool:
    return not person.is_active


@refusal_reason(_("This is the account of a system, which does not sign in."))
def is_human(scope: Scope, person: User) -> bool:
    return not person.is_system


@refusal_reason(_("This is the account of a person."))
def is_system(scope: Scope, person: User) -> bool:
    return person.is_system


@refusal_reason(_("This account is recorded as the only one of its person."), stage=True)
def is_joined(scope: Scope, person: User) -> bool:
    return person.human_id is not None


PERSON = Rules(
    {
        "change_person": [administers],
        "change_address": [administers, is_other_person, is_human],
        "deactivate_person": [administers, is_other_person, is_active],
        "reactivate_person": [administers, is_other_person, is_not_active],
        "reset_second_factor": [administers, is_other_person, is_human, is_active],
        "link_sign_in": [administers, is_other_person, is_human, is_active],
        "unlink_sign_ins": [administers, is_other_person, is_human],
        "sign_person_out": [administers, is_other_person, is_human, is_active],
        "send_set_up_link": [administers, is_other_person, is_human, is_active],
        "renew_secret": [administers, is_system, is_active],
        "set_public_keys": [administers, is_system, is_active],
        "join_accounts": [joins_accounts, is_other_person, is_human],
        "part_accounts": [joins_accounts, is_other_person, is_joined],
        "give_capacity": [administers, is_other_person, is_active],
        "take_capacity_back": [administers, is_other_person],
        "see_namings": [administers],
        "end_naming": [administers, is_other_person],
    },
    fresh=EVERY_CHANGE,
)
