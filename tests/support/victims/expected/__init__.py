"""Expected rules of the victims app, written by hand; see tests/support/cases/expected."""

from tests.support.victims.expected import (
    contacts,
    duties,
    identity_destructions,
    letters,
    meetings,
    note_answers,
    records,
    reviews,
    support,
    withdrawals,
)

ANYBODY = "anybody who is active"
LEADS = {
    "contact_victims", "supervise_cases", "inspect_cases", "liaise_with_victims", "allocate_cases",
}  # fmt: skip
NOUNS = (
    duties,
    contacts,
    withdrawals,
    support,
    letters,
    meetings,
    note_answers,
    records,
    identity_destructions,
    reviews,
)  # fmt: skip
SITE = {
    "see_victims": ANYBODY,
    "find_victim": ANYBODY,
    "see_owed_duties": ANYBODY,
    "see_duty_figures": LEADS,
    "see_duty_figures_list": LEADS,
    "see_calls": ANYBODY,
    "see_victim_hearings": ANYBODY,
    "see_supported": {"support_victims", "manage_support"},
    "see_my_day": {"support_victims", "manage_support"},
    "see_log_answer": {"read_audit_log"},
    "make_log_extract": {"read_audit_log"},
}
