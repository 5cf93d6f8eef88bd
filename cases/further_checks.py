"""
Checks of a referral that are not reasons for which triage returns one: what an assessor of the file
would find. They are in no list of triage, and are not scored as one.
"""

from django.utils.translation import gettext_lazy as _

from cases.check_rules import CheckRule
from cases.missing_items import (
    failing_media,
    lines_without_a_day,
    missing_orders,
    missing_special_measures,
    missing_statements,
)
from cases.open_lines import are_unread
from cases.referral_snapshot import ReferralSnapshot

SPECIAL_MEASURES_CHECK = CheckRule(
    "special_measures_missing",
    _("Special measures not considered"),
    _(
        "Say of each victim, among their circumstances, whether the assessment is done, and which "
        "document it is; why it is not required; or by when it is expected."
    ),
    _(
        "Youth Justice and Criminal Evidence Act 1999, sections 16 and 17; CPS list of "
        "file-quality failures: special-measures needs not considered."
    ),
    missing_special_measures,
)
STATEMENT_CHECK = CheckRule(
    "statement_not_said",
    _("No information on whether a victim personal statement was offered"),
    _(
        "If the victim may be contacted, offer it, and record on their page under Court support "
        "what they say. Otherwise explain why it was not offered."
    ),
    _(
        "Victims’ Code, right 7; Director’s Guidance on Charging, 6th edition, Annex 4: taken, "
        "declined or to be offered; CPS list of file-quality failures: no information on whether "
        "VPS offered or not provided."
    ),
    missing_statements,
)
MEDIA_CHECK = CheckRule(
    "media_failures",
    _("Recordings with something missing"),
    _("Put right what is wrong with each recording that is held elsewhere."),
    _(
        "Multi-media failures of the CPS public prototype’s assessment of file quality. A "
        "recording of another kind that is not provided is not in that list."
    ),
    failing_media,
)
OPEN_LINES_CHECK = CheckRule(
    "open_lines_undated",
    _("Lines of inquiry that could change the decision, without a day to come"),
    _("Say by when each is expected, or what has come of it."),
    _(
        "Director’s Guidance on Charging, 6th edition, Annex 4: lines outstanding, with their "
        "timescale and likely effect on the decision; CPS list of file-quality failures: "
        "information on lines of inquiry insufficient."
    ),
    lines_without_a_day,
)
ORDERS_CHECK = CheckRule(
    "orders_not_said",
    _("No details of the orders or applications that are asked for"),
    _("Say which you ask for on conviction or about bail, or that you ask for none."),
    _("CPS list of file-quality failures: relevant orders or applications, details not provided."),
    missing_orders,
)
FURTHER_CHECKS = (
    SPECIAL_MEASURES_CHECK, STATEMENT_CHECK, MEDIA_CHECK, OPEN_LINES_CHECK, ORDERS_CHECK,
)  # fmt: skip


def further_checks(sent: ReferralSnapshot) -> list[CheckRule]:
    """
    The checks that apply: those of special measures and statements where there is a victim, that of
    media where any is held elsewhere, that of open lines where one could change the decision, and
    always that of orders.
    """
    is_waiting = any(each.may_change_decision for each in sent.open_lines or ())
    applying = {
        SPECIAL_MEASURES_CHECK: bool(sent.victims),
        STATEMENT_CHECK: bool(sent.victims),
        MEDIA_CHECK: bool(sent.media),
        OPEN_LINES_CHECK: is_waiting or are_unread(sent.open_lines),
        ORDERS_CHECK: True,
    }
    return [rule for rule, applies in applying.items() if applies]
