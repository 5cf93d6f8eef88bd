"""What cannot wait for a daily mail or the end of quiet hours: kinds of notices, and why (ADR 148).

A kind is here where the service itself counts in hours, says "at once", or guards safety or access.
Where that is in doubt, the kind is here.
"""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from timeliness.models import CountedIn, Delivery

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
            "sign_off_wanted", "referral_received", "referral_returned", "referral_sent_back",
            "referral_withdrawn", "urgency_corrected", "ready_to_allocate", "allocated",
            "second_reader_wanted", "decision_made",
        }),
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
            "conditions_varied",
        }),
    ),
    UrgentNotices(
        _("A victim is to be told, or their safety or their consent may be at stake."),
        frozenset({
            "duty_opened", "told_unchecked", "letter_not_sent", "message_not_received",
            "letter_to_keep", "no_victim_contact", "consent_changed", "liaison_note",
            "meeting_arranged", "meeting_moved", "meeting_cancelled",
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
        _("A way in was opened or changed: if it is wrong, it is to be closed now."),
        frozenset({
            "access_in_emergency", "access_given", "system_let_in", "way_in_changed",
            "system_way_in_changed", "accounts_joined", "accounts_parted", "person_left",
            "directory_stopped",
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


def cannot_wait(delivery: Delivery) -> bool:
    """Whether a notice is mailed at once: by its kind, or as a reminder of a clock in hours."""
    if delivery.notice in URGENT_KINDS:
        return True
    reminder = delivery.reminder
    return reminder is not None and reminder.clock.counted_in == CountedIn.HOURS
