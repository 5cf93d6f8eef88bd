"""What cannot wait for a daily mail or the end of quiet hours: kinds of notices, and why (ADR 148).

A kind is here where the service itself counts in hours, says "at once", or guards safety or access.
Where that is in doubt, the kind is here. timeliness/mail_queries.py adds the reminders that would
come too late.
"""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class UrgentNotices(NamedTuple):
    """Kinds of notices that are mailed at once, and why."""

    why: "StrOrPromise"
    kinds: frozenset[str]


URGENT_NOTICES = (
    UrgentNotices(
        _("A referral may be Red: a suspect may be in custody, and hours count."),
        frozenset({
            "turn_began", "sign_off_wanted", "referral_received", "referral_returned",
            "referral_sent_back", "referral_withdrawn", "urgency_corrected", "upload_not_added",
            "ready_to_allocate", "allocated", "officer_named", "no_officer", "no_prosecutor",
            "transfer_offered", "transfer_declined", "case_taken_over", "unit_changed",
            "areas_set", "route_set", "suspect_taken_back", "reopened",
            "second_reader_wanted", "decision_made", "mentioned",
        }),
    ),
    UrgentNotices(
        _("An action may hold up a referral that is Red."),
        frozenset({
            "actions_set", "answer_received", "answer_judged", "agreement_withdrawn",
            "approval_wanted", "approval_answered", "date_change_asked", "date_change_answered",
            "item_amended", "item_questioned", "item_question_answered", "item_question_over",
            "item_settled", "named_to_settle", "outcome_proposed",
        }),
    ),
    UrgentNotices(
        _("Something is overdue."),
        frozenset({"after_due", "escalated"}),
    ),
    UrgentNotices(
        _("Bail, custody or the time for beginning a prosecution ends on a day."),
        frozenset({
            "end_before_due", "end_after_due", "end_escalated",
            "time_limit_before_due", "time_limit_after_due", "time_limit_escalated",
        }),
    ),
    UrgentNotices(
        _("Somebody may be about to charge or to give a caution."),
        frozenset({
            "charge_on_hold", "charge_withdrawn", "disposal_on_hold", "disposal_withdrawn",
            "conditions_varied", "reversal_answered",
        }),
    ),
    UrgentNotices(
        _("Charges or a day in court may have changed, and a defendant may be in custody."),
        frozenset({
            "charges_stopped", "charge_added", "stop_answered", "charge_reported",
            "charge_accepted", "court_fact", "consent_recorded",
        }),
    ),
    UrgentNotices(
        _("A victim is to be told, or their safety or their consent may be at stake."),
        frozenset({
            "duty_opened", "told_unchecked", "letter_to_read", "letter_approved",
            "letter_returned", "letter_not_sent", "message_not_received", "letter_to_keep",
            "no_victim_contact", "consent_changed", "consent_to_confirm", "support_asked",
            "support_given", "liaison_note", "note_answered", "follow_up_asked",
            "follow_up_answered", "meeting_arranged", "meeting_moved", "meeting_cancelled",
            "agreed_to_do",
        }),
    ),
    UrgentNotices(
        _("Somebody opened, or tried to open, what they may not or seldom may."),
        frozenset({
            "break_glass_opened", "break_glass_to_review", "conflict_attempt", "conflict_declared",
            "urn_collision", "insider_alert", "limit_reached", "identity_reveals",
            "panel_text_refused",
        }),
    ),
    UrgentNotices(
        _("Somebody may be without access that their work needs, until somebody answers."),
        frozenset({
            "access_proposed", "opening_proposed", "lifting_proposed", "case_restricted",
            "asked_to_be_let_in", "let_in", "reading_asked", "reading_answered",
            "second_reader_ended", "emergency_undone", "administrator_ended",
        }),
    ),
    UrgentNotices(
        _("A way in was opened or changed: if it is wrong, it is to be closed now."),
        frozenset({
            "access_in_emergency", "access_given", "conflict_lifted", "system_let_in",
            "way_in_changed", "system_way_in_changed", "accounts_joined", "accounts_parted",
            "person_left", "person_moved", "unit_moved", "directory_stopped",
        }),
    ),
    UrgentNotices(
        _("Something is to be destroyed for good, or was."),
        frozenset({
            "destruction_proposed", "identity_end_proposed", "identity_destroyed", "case_destroyed",
        }),
    ),
)  # fmt: skip
URGENT_KINDS = frozenset(kind for each in URGENT_NOTICES for kind in each.kinds)
