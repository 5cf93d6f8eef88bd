"""Labels of verbs, capacities and models on the administration pages."""

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.identity.capacities import UNIT_CAPACITIES

AGENCY_FIELDS = {"name": _("Name"), "force_code": _("Force code"), "merged_into": _("Merged into")}
UNIT_FIELDS = {
    "name": _("Name"),
    "kind": _("Kind"),
    "area": _("CPS Area"),
    "contact_name": _("Whom victims can ring"),
    "contact_phone": _("The number that victims can ring"),
    "charges_are_read_twice": _("Charges have a second reader"),
    "is_open": _("Open"),
    "agency": _("Agency"),
    "merged_into": _("Merged into"),
}
PERSON_FIELDS = {
    "name": _("Name"),
    "email": _("Email address"),
    "is_active": _("Active"),
    "agency": _("Agency"),
    "human_id": _("Number of the person who has several accounts"),
}
SYSTEM_FIELDS = {name: PERSON_FIELDS[name] for name in ("name", "is_active")}
# What the holder of a capacity is called, where its label says only what they do.
ROLE_TITLES = {
    "refer_cases": _("Officer"),
    "supervise_cases": _("Supervisor"),
    "triage_cases": _("Casework assistant"),
    "manage_early_advice": _("Early-advice manager"),
    "allocate_cases": _("Legal manager"),
    "prosecute_cases": _("Prosecutor"),
    "manage_support": _("Manager of an ISVA service"),
    "sit_on_panels": _("Panel member"),
    "see_figures": _("Analyst"),
    "take_exports": _("Takes files away"),
    "administer_accounts": _("Administrator"),
    "read_audit_log": _("Auditor"),
    "administer_agency": _("Administrator of the agency"),
}
CHANGE_LABELS = {
    "add_agency": _("Agency added"),
    "change_agency": _("Agency changed"),
    "set_areas": _("CPS Areas of a force set"),
    "merge_agency": _("Agency merged"),
    "add_unit": _("Unit added"),
    "change_unit": _("Unit changed"),
    "merge_unit": _("Unit merged"),
    "move_unit": _("Unit moved to another agency"),
    "set_route": _("Route set"),
    "add_person": _("Person added"),
    "change_person": _("Person changed"),
    "change_address": _("Email address changed"),
    "deactivate_person": _("Account deactivated"),
    "reactivate_person": _("Account reactivated"),
    "reset_second_factor": _("Second step of signing in reset"),
    "link_sign_in": _("Sign-in at a provider linked"),
    "unlink_sign_ins": _("Sign-ins at providers unlinked"),
    "sign_person_out": _("Signed out everywhere by an administrator"),
    "send_set_up_link": _("Link to set a password created"),
    "add_system": _("System added"),
    "renew_secret": _("Secret of a system renewed"),
    "set_public_keys": _("Keys by which a system proves itself set"),
    "add_directory": _("Directory added"),
    "put_directory_person_aside": _("What the directory wants left as it is"),
    "add_by_directory": _("Added by the directory of the agency"),
    "change_by_directory": _("Changed by the directory of the agency"),
    "end_by_directory": _("Account ended by the directory of the agency"),
    "remove_by_directory": _("Account ended and removed by the directory of the agency"),
    "join_accounts": _("Recorded as an account of the same person"),
    "part_accounts": _("Recorded as an account of another person"),
    "give_capacity": _("Role added"),
    "propose_access": _("Sent for approval"),
    "approve_access": _("Approved"),
    "refuse_access": _("Refused"),
    "withdraw_access": _("Withdrawn before approval"),
    "carry_out_access": _("Carried out after approval"),
    "confirm_emergency": _("Emergency access confirmed"),
    "undo_emergency": _("Emergency access undone"),
    "answer_alert": _("Alert answered"),
    "ask_to_read_more": _("Asked to read more"),
    "approve_reading": _("Reading more approved"),
    "refuse_reading": _("Reading more refused"),
    "withdraw_reading": _("Request to read more withdrawn"),
    "take_capacity_back": _("Role withdrawn"),
    "end_naming": _("Role on a case ended"),
    "create_first_administrator": _("First administrator made"),
    "grant": _("Given"),
    "revoke": _("Withdrawn"),
    "+": _("Added"),
    "~": _("Changed"),
    "-": _("Removed"),
}
LOG_VERB_LABELS = {
    "sign_in": _("Signed in"),
    "sign_in_failed": _("Sign-in failed"),
    "sign_in_throttled": _("Sign-in delayed after too many attempts"),
    "signed_in_at_provider": _("The sign-in was at their agency’s provider"),
    "code_accepted": _("Security code accepted"),
    "key_accepted": _("Security key accepted"),
    "second_step_failed": _("Security code or key not accepted"),
    "second_step_throttled": _("Security code or key delayed after too many attempts"),
    "sign_out": _("Signed out"),
    "account_throttled": _("Account page delayed after too many attempts"),
    "system_signed_in": _("System given a token"),
    "remove_destroyed_case": _("Rows and files of a destroyed case removed"),
    "officer_signed_for": _("System given a token to act for this person"),
    "system_signed_out": _("System’s token ended"),
    "system_throttled": _("System delayed after too many attempts"),
    "officer_not_named": _("System named someone it cannot act for"),
    "password_changed": _("Password changed"),
    "password_reset": _("Password reset through a link"),
    "totp_activated": _("Security codes turned on"),
    "totp_deactivated": _("Security codes turned off"),
    "webauthn_added": _("Security key added"),
    "webauthn_removed": _("Security key removed"),
    "sign_in_linked": _("Sign-in at a provider linked"),
    "sign_in_unlinked": _("Sign-in at a provider unlinked"),
    "recovery_code_used": _("Recovery code used"),
    "recovery_codes_generated": _("New recovery codes made"),
    "see_exports": _("Files that were asked for"),
    "ask_export": _("All figures as a file"),
    "make_export": _("A file to take away was made"),
    "fetch_export": _("A file that was made to take away"),
    "destroy_export": _("Files were destroyed, a day after they were made"),
    "export_figure": _("Figures of a stage as a file"),
    "export_share": _("Figures of a proportion as a file"),
    "export_panel_report": _("A report on panels as a file"),
    "export_file_quality": _("File quality as a file"),
    "see_access_proposals": _("What waits for approval"),
    "see_access_proposal": _("A change that waits for approval"),
    "session_ended": _("Signed out of another browser"),
    "other_sessions_ended": _("Signed out everywhere else"),
    "fetch_calendar": _("A calendar program read due dates by the address; nobody signed in"),
    "calendar_throttled": _("Addresses that are no calendar’s: delayed after too many attempts"),
    "see_namings": _("A person’s roles on cases"),
    "see_alerts": _("Alerts"),
    "see_alert": _("An alert"),
    "see_alert_rules": _("What alerts look for"),
    "see_reading": _("Limits on reading"),
    "see_reading_request": _("A request to read more"),
    "see_directories": _("Directories, and the people who wait to be set up"),
    "see_people_of_directory": _("People of the agency, asked for by its directory"),
    "add_by_directory": _("The directory of the agency adds a person"),
    "change_by_directory": _("The directory of the agency changes a person"),
    "remove_by_directory": _("The directory of the agency removes a person"),
    "leave_case": _("No longer named on the case"),
}


def change_label(verb: str) -> str:
    """The title of a change in a timeline; from the verb's name if the table has no label."""
    return str(CHANGE_LABELS.get(verb) or humanize_name(verb))


def log_verb_label(verb: str) -> str:
    """The label of a verb in the audit log."""
    return str(LOG_VERB_LABELS.get(verb) or humanize_name(verb))


def humanize_name(name: str) -> str:
    """A name from the code with spaces for underscores, as a label."""
    return name.replace("_", " ").capitalize()


def capacity_label(name: str) -> str:
    """
    The label of a capacity: its title, then what its holder does.

    From its name if another app defines it.
    """
    label = UNIT_CAPACITIES.get(name)
    if label is None:
        return humanize_name(name)
    does = gettext(label)
    if name not in ROLE_TITLES:  # begins with its title
        return does
    facts = {"title": ROLE_TITLES[name], "does": does[:1].lower() + does[1:]}
    return gettext("%(title)s: %(does)s") % facts


def label_of_model(kind: str) -> str:
    """What kind of row it is, from a label such as victims.Letter; a removed one unchanged."""
    try:
        return str(capfirst(apps.get_model(kind)._meta.verbose_name)) if kind else ""
    except LookupError:
        return kind.partition(".")[2]
