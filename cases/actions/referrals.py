"""A charging referral: written by an officer, sent by her supervisor, answered by triage."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices
from cases.actions import action_items, sending, submissions, turns
from cases.actions.base import (
    begin,
    bump,
    check_suspects,
    concern,
    happened,
    keep,
    must_be_kept,
    suspects_of,
)
from cases.actions.referral_checks import (
    NO_REASON,
    SENT_WITHOUT_REASON,
    check_advice,
    check_ready,
    check_written,
)
from cases.completeness import return_reasons
from cases.deadlines import REPLY_BY, RULE
from cases.models import Case, Referral, ReferralReturn, ReturnReason, Suspect
from cases.permissions import IT_STAYS
from cases.queries.referrals import last_ended
from cases.states import CAN_WITHDRAW, MOVES, State
from cases.statuses import ReferralStatus
from people.access import Refused, Scope
from people.models import Side
from timeliness.actions import clocks


@transaction.atomic
def write_referral(
    *, case: Case, by: Scope, at: datetime, suspects: Collection[Suspect],
    explained: Mapping[str, str] | None = None, **mg3: str,
) -> Referral:  # fmt: skip
    """
    Ask the supervisor to send these suspects to the CPS. Nothing leaves the police yet.

    explained: {code of a rule that warns: why it goes all the same}.
    """
    check_written({"urgency": "", "code_test": ""} | mg3)
    case = begin("write_referral", case, by=by, at=at, operation="collection")
    suspects = check_suspects("write_referral", suspects, case=case, by=by)
    check_ready(suspects, case, by=by)
    earlier = last_ended(case, by, suspects)  # what its text may have been taken from
    referral = Referral(case=case, writers=earlier.writers if earlier else [], **mg3)
    check_advice(referral, suspects, NO_REASON, by=by)
    _written(referral, by=by, at=at)
    referral.explained = submissions.explanations(referral, suspects, explained, by=by, at=at)
    keep(referral, "write_referral", by=by, at=at)
    concern(referral, suspects)
    _hand_to_supervisor(referral, suspects, by=by, at=at)
    return referral


def _written(referral: Referral, *, by: Scope, at: datetime) -> None:
    """Whoever wrote any of it may not send it, also when a colleague wrote last."""
    assert by.user_id is not None
    referral.written_by_id, referral.written_at = by.user_id, at
    referral.writers = [*{*referral.writers, by.user_id}]


@transaction.atomic
def revise_referral(
    *, referral: Referral, by: Scope, at: datetime, version: int | None,
    suspects: Collection[Suspect], explained: Mapping[str, str] | None = None, **mg3: str,
) -> Referral:  # fmt: skip
    """Write again what the supervisor sent back."""
    check_written(mg3)
    edits = mg3 | {"explained": explained or {}}
    referral = begin("revise_referral", referral, by=by, at=at, version=version, edits=edits)
    suspects = check_suspects("write_referral", suspects, case=referral.case, by=by)
    check_ready(suspects, referral.case, by=by, but=referral)
    for name, value in mg3.items():
        setattr(referral, name, value)
    check_advice(referral, suspects, NO_REASON, by=by)
    referral.status = ReferralStatus.AWAITING_SIGN_OFF
    _written(referral, by=by, at=at)
    referral.explained = submissions.explanations(referral, suspects, explained, by=by, at=at)
    bump(referral, "revise_referral", by=by, at=at)
    left_out = [each for each in suspects_of(referral) if each not in suspects]
    concern(referral, suspects)
    _no_longer_asked(left_out, referral.case, by=by, at=at)
    _hand_to_supervisor(referral, suspects, by=by, at=at)
    return referral


def _hand_to_supervisor(
    referral: Referral, suspects: Collection[Suspect], *, by: Scope, at: datetime
) -> None:
    case = referral.case
    for suspect in suspects:
        suspect.urgency = referral.urgency
        turns.move(suspect, "write_referral", by=by, at=at)
    happened("write_referral", case, by=by, at=at, suspects=suspects, only_side=Side.POLICE)
    notices.tell_unit(
        "supervise_cases", case.police_unit_id, case, suspects, notice="sign_off_wanted", at=at
    )


@transaction.atomic
def send_referral_back(
    *, referral: Referral, by: Scope, at: datetime, supervisor_comments: str,
    version: int | None = None,
) -> Referral:  # fmt: skip
    """The supervisor wants it changed before it goes; it stays with the police."""
    referral = begin("send_referral_back", referral, by=by, at=at, version=version)
    referral.status = ReferralStatus.SENT_BACK
    referral.supervisor_comments = supervisor_comments
    bump(referral, "send_referral_back", by=by, at=at)
    suspects = _move_all(referral, "send_referral_back", by=by, at=at)
    happened(
        "send_referral_back", referral.case, by=by, at=at, suspects=suspects,
        note=supervisor_comments, only_side=Side.POLICE,
    )  # fmt: skip
    notices.tell_named(notices.OFFICER, referral.case, suspects, notice="referral_sent_back", at=at)
    return referral


@transaction.atomic
def sign_referral_off(
    *, referral: Referral, by: Scope, at: datetime, supervisor_comments: str,
    version: int | None = None,
) -> Referral:  # fmt: skip
    """
    The supervisor sends the referral to the CPS: the only act that does.

    From here the CPS unit of the route can see the case, and the clock of the urgency class
    runs from this moment ("referral received").
    """
    verb = "sign_referral_off"
    referral = begin(verb, referral, by=by, at=at, operation="disclosure", version=version)
    case = referral.case
    check_advice(referral, suspects_of(referral), SENT_WITHOUT_REASON, by=by)
    sending.take_to_cps(case, referral.urgency, "sign_referral_off", by=by, at=at)
    referral.status, referral.only_side = ReferralStatus.SUBMITTED, ""
    referral.number = 1 + case.referrals.system("number a submission").exclude(number=None).count()
    referral.signed_off_by_id, referral.signed_off_at = by.user_id, at
    referral.supervisor_comments = supervisor_comments
    sending.count_anew(referral)
    bump(referral, "sign_referral_off", by=by, at=at)
    suspects = list(suspects_of(referral))
    clock = clocks.start(
        rule=RULE[referral.urgency], about=case.pk, subject=notices.subject(case, suspects),
        unit=case.cps_unit, at=at,
    )  # fmt: skip
    sending.disclose(suspects)
    submissions.freeze(referral, suspects, by=by, at=at)
    for suspect in suspects:
        suspect.urgency = referral.urgency
        turns.move(suspect, "sign_referral_off", by=by, at=at, clock=clock)
    happened("sign_referral_off", case, by=by, at=at, suspects=suspects, note=str(referral.number))
    notices.tell_unit(
        "triage_cases", case.cps_unit_id, case, suspects, notice="referral_received", at=at
    )
    return referral


@transaction.atomic
def withdraw_referral(
    *, referral: Referral, by: Scope, at: datetime, withdrawal_reason: str
) -> Referral:
    """The police take the referral back, with a reason; the suspects are theirs again."""
    referral = begin("withdraw_referral", referral, by=by, at=at)
    if not all(suspect.state in CAN_WITHDRAW for suspect in suspects_of(referral)):
        raise Refused(IT_STAYS, is_stage=True)
    was_sent = referral.number is not None
    referral.status = ReferralStatus.WITHDRAWN
    referral.withdrawn_by_id, referral.withdrawn_at = by.user_id, at
    referral.withdrawal_reason = withdrawal_reason
    bump(referral, "withdraw_referral", by=by, at=at)
    suspects = _move_all(referral, "withdraw_referral", by=by, at=at)
    case = referral.case
    _no_longer_asked(suspects_of(referral), case, by=by, at=at)
    action_items.close_where_nobody_is_left(case, by=by, at=at)
    happened(
        "withdraw_referral", case, by=by, at=at, suspects=suspects, note=withdrawal_reason,
        only_side="" if was_sent else Side.POLICE,
    )  # fmt: skip
    if was_sent and suspects:
        notices.tell_unit(
            "triage_cases", case.cps_unit_id, case, suspects, notice="referral_withdrawn", at=at
        )
        if case.has_prosecutor:
            notices.tell_named(
                notices.PROSECUTORS, case, suspects, notice="referral_withdrawn", at=at
            )
    return referral


@transaction.atomic
def accept_referral(
    *, referral: Referral, by: Scope, at: datetime, version: int | None = None
) -> Referral:
    """Triage finds the referral complete; its suspects are ready to allocate."""
    referral = begin("accept_referral", referral, by=by, at=at, version=version)
    referral.status = ReferralStatus.ACCEPTED
    referral.triaged_by_id, referral.triaged_at = by.user_id, at
    bump(referral, "accept_referral", by=by, at=at)
    submissions.score(referral, (), at=at)
    suspects = _move_all(referral, "accept_referral", by=by, at=at)
    case = referral.case
    happened("accept_referral", case, by=by, at=at, suspects=suspects)
    notices.tell_unit(
        "allocate_cases", case.cps_unit_id, case, suspects, notice="ready_to_allocate", at=at
    )
    return referral


@transaction.atomic
def return_referral(
    *, referral: Referral, by: Scope, at: datetime, reasons: Mapping[str, str], reply_by: date,
    version: int | None = None,
) -> Referral:  # fmt: skip
    """
    Triage sends the referral back: reasons is {code: detail}, reply_by the date for a reply.

    The reply-by date starts a clock against the police unit. Raises Refused without a reason that
    the urgency class allows, or with a date that has passed.
    """
    referral = begin("return_referral", referral, by=by, at=at, version=version)
    if not reasons or not set(reasons) <= {each.code for each in return_reasons(referral.urgency)}:
        raise Refused(_("Select at least one of the reasons shown."), is_stage=True)
    must_be_kept(reply_by, at=at)
    case = referral.case
    referral.status = ReferralStatus.RETURNED
    referral.triaged_by_id, referral.triaged_at = by.user_id, at
    bump(referral, "return_referral", by=by, at=at)
    submissions.score(referral, reasons, at=at)
    returned = ReferralReturn.objects.system("return a referral").create(
        case=case, referral=referral, reply_by=reply_by, by_id=by.user_id, at=at
    )
    ReturnReason.objects.bulk_create(
        ReturnReason(of=returned, code=code, detail=detail) for code, detail in reasons.items()
    )
    suspects = list(suspects_of(referral))
    clock = clocks.agree(
        due_on=reply_by, rule=REPLY_BY, about=case.pk, subject=notices.subject(case, suspects),
        unit=case.police_unit, at=at,
    )  # fmt: skip
    for suspect in suspects:
        turns.move(suspect, "return_referral", by=by, at=at, clock=clock)
    happened("return_referral", case, by=by, at=at, suspects=suspects, note=", ".join(reasons))
    notices.tell_named(notices.OFFICER, case, suspects, notice="referral_returned", at=at)
    return referral


def _no_longer_asked(suspects: Iterable[Suspect], case: Case, *, by: Scope, at: datetime) -> None:
    """The urgency asked for goes; whose referral was returned has that one's again."""
    returned = case.referrals.system("what a reply is still owed to").filter(
        status=ReferralStatus.RETURNED
    )
    for suspect in suspects:
        theirs = returned.filter(suspects=suspect).order_by("-number").first()
        is_owed = theirs and suspect.state == State.RETURNED
        suspect.urgency = theirs.urgency if is_owed else ""
        suspect.save_without_historical_record()
    turns.keep_listed(case, by=by, at=at)


def _move_all(referral: Referral, verb: str, *, by: Scope, at: datetime) -> list[Suspect]:
    """
    Move the referral's suspects, but for one who is already where the verb would lead. A review is
    about what was submitted, so none of an earlier submission is one of this.
    """
    moved = [suspect for suspect in suspects_of(referral) if suspect.state in MOVES[verb]]
    for suspect in moved:
        suspect.is_reviewed = False
        turns.move(suspect, verb, by=by, at=at)
    return moved
