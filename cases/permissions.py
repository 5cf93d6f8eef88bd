"""What each capacity may do, and at which stage. Read it aloud to an officer and a prosecutor."""

from django.utils.translation import gettext_lazy as _

from cases.states import CAN_WITHDRAW, MOVES, OPEN, ItemStatus, ReferralStatus, State, label
from people.access import Rules, SiteRules, because


def held_as(*capacities, reason):
    """A test of who is asking: they hold the case in one of these capacities."""

    @because(reason)
    def test(who, row):
        return bool(who.capacities & set(capacities))

    return test


DECIDED = {
    State.CHARGE_AUTHORISED: _("A charge has already been authorised for suspect %(n)s."),
    State.CHARGED: _("Suspect %(n)s has already been charged."),
    State.NO_FURTHER_ACTION: _("No further action has already been decided on suspect %(n)s."),
}
ELSEWHERE = _("Suspect %(n)s is at another stage now: %(state)s.")


def where_it_stands(who, suspect):
    """Why a verb about a suspect is closed: what has become of the suspect."""
    told = {"n": suspect.number, "state": label(suspect.state, who.side)}
    return DECIDED.get(suspect.state, ELSEWHERE) % told


def in_state(verb):
    """A test of the stage: the suspect is where this verb starts from."""

    @because(where_it_stands, stage=True)
    def test(who, suspect):
        """The suspect is at another stage (see the moves above)."""
        return suspect.state in MOVES[verb]

    return test


REFERRED = _(
    "Suspect %(n)s has been referred: %(state)s. Withdraw the referral first, or wait for the CPS."
)


def referred_already(who, suspect):
    """Why nothing can be added to what is said of the suspect now, and what can be done first."""
    told = {"n": suspect.number, "state": suspect.get_state_display()}
    return REFERRED % told if suspect.state in CAN_WITHDRAW else where_it_stands(who, suspect)


@because(referred_already, stage=True)
def not_referred(who, suspect):
    """The suspect has been referred."""
    return suspect.state in MOVES["write_referral"]


def has_status(*statuses, reason):
    @because(reason, stage=True)
    def test(who, row):
        """It is at another stage, which the sentence names."""
        return row.status in statuses

    return test


NOT_OF_THIS_CASE = _("Select suspects of this case.")
ALLEGATION_FIRST = _("Add an allegation against suspect %(n)s first.")
CHANGE_THAT_ONE = _("Your supervisor sent a referral back. Change that one instead.")
IT_STAYS = _("A suspect of this referral has an action plan or a decision, so it stays.")


# Who


@because(_("You are not on this case."))
def on_the_case(who, row):
    return bool(who.capacities)


for_police = held_as(
    "refer_cases", "supervise_cases", "officer_in_case",
    reason=_("Only the investigating police unit can do this."),
)  # fmt: skip
for_supervisors = held_as(
    "supervise_cases", reason=_("Only a supervisor of the police unit can do this.")
)
for_triage = held_as("triage_cases", reason=_("Only CPS triage can do this."))
for_managers = held_as("allocate_cases", reason=_("Only a manager of the CPS unit can do this."))
for_prosecutor = held_as(
    "reviewing_prosecutor", "covering_prosecutor",
    reason=_("Only the reviewing prosecutor, or the one covering, can do this."),
)  # fmt: skip
for_workers = held_as(
    "refer_cases", "supervise_cases", "officer_in_case", "triage_cases", "allocate_cases",
    "reviewing_prosecutor", "covering_prosecutor",
    reason=_("Only those who work on this case can do this."),
)  # fmt: skip
for_those_who_agree_dates = held_as(
    "refer_cases", "supervise_cases", "officer_in_case",
    "reviewing_prosecutor", "covering_prosecutor",
    reason=_("Only the police unit and the prosecutor agree dates."),
)  # fmt: skip


@because(_("You wrote this referral, so another supervisor must sign it off."))
def not_the_writer(who, referral):
    return who.user_id not in referral.writers


# Stages


@because(where_it_stands, stage=True)
def still_open(who, suspect):
    """A decision has been made about the suspect."""
    return suspect.state in OPEN


@because(_("An action plan has already been set on this review."), stage=True)
def no_plan_yet(who, review):
    return not review.has_plan


@because(_("No prosecutor has been named on this case yet."), stage=True)
def has_prosecutor(who, case):
    return case.has_prosecutor


@because(_("Somebody has already asked for another date. It must be answered first."), stage=True)
def no_date_asked(who, item):
    return not item.date_asked_by


@because(_("Nobody has asked for another date."), stage=True)
def date_asked(who, item):
    return bool(item.date_asked_by)


@because(_("Your side asked for this date, so the other side answers."))
def asked_by_the_other_side(who, item):
    return item.date_asked_by != who.side


REFERRAL_NOW = {
    ReferralStatus.AWAITING_SIGN_OFF: _("it waits for the supervisor’s sign-off"),
    ReferralStatus.SENT_BACK: _("it was sent back to the officer"),
    ReferralStatus.SUBMITTED: _("it was sent to the CPS"),
    ReferralStatus.ACCEPTED: _("it was accepted at triage"),
    ReferralStatus.RETURNED: _("it was returned at triage"),
    ReferralStatus.WITHDRAWN: _("it was withdrawn"),
}


def but_now(no_longer):
    """Why a verb about a referral is closed, and what has become of the referral."""
    return lambda who, referral: f"{no_longer}: {REFERRAL_NOW[referral.status]}."


unsigned = has_status(
    ReferralStatus.AWAITING_SIGN_OFF,
    reason=but_now(_("This referral is not waiting for sign-off")),
)
sent_back = has_status(
    ReferralStatus.SENT_BACK,
    reason=but_now(_("This referral is not waiting to be changed")),
)
at_triage = has_status(
    ReferralStatus.SUBMITTED, reason=but_now(_("This referral is not at triage"))
)
not_over = has_status(
    ReferralStatus.AWAITING_SIGN_OFF,
    ReferralStatus.SENT_BACK,
    ReferralStatus.SUBMITTED,
    ReferralStatus.ACCEPTED,
    reason=_("This referral has been returned or withdrawn, so there is nothing to withdraw."),
)
ITEM_NOW = {
    ItemStatus.OPEN: _("This action still waits for an answer from the police."),
    ItemStatus.ANSWERED: _("This action has been answered already."),
    ItemStatus.ACCEPTED: _("The answer to this action has been accepted, so it is closed."),
    ItemStatus.CANCELLED: _("This action was cancelled, so nothing more is needed."),
}


def what_became_of_it(who, item):
    """Why a verb about an action is closed: what has become of the action."""
    return ITEM_NOW[item.status]


item_open = has_status(ItemStatus.OPEN, reason=what_became_of_it)
item_answered = has_status(ItemStatus.ANSWERED, reason=what_became_of_it)
item_not_over = has_status(ItemStatus.OPEN, ItemStatus.ANSWERED, reason=what_became_of_it)

SUSPECT = Rules(
    {
        "record_custody": [for_police, still_open],
        "add_allegation": [for_police, not_referred],
        "write_referral": [for_police, in_state("write_referral")],
        "allocate_case": [for_managers, in_state("allocate_case")],
        "record_review": [for_prosecutor, in_state("set_action_plan")],
        "take_suspect_back": [for_prosecutor, in_state("take_suspect_back")],
        "authorise_charge": [for_prosecutor, in_state("authorise_charge")],
        "take_no_further_action": [for_prosecutor, in_state("take_no_further_action")],
        "report_charge": [for_police, in_state("report_charge")],
    }
)

CASE = Rules(
    {
        "see_case": [on_the_case],
        "see_case_history": [on_the_case],
        "add_suspect": [for_police],
        "add_victim": [for_police],
        "add_document": [for_workers],
        "name_officer": [for_supervisors],
        "reallocate_case": [for_managers, has_prosecutor],
        "cover_case": [for_managers, has_prosecutor],
        "end_cover": [for_managers, has_prosecutor],
        # About several suspects at once: who may is said here, the stage of each in SUSPECT.
        "add_allegation": SUSPECT["add_allegation"][:1],
        "write_referral": SUSPECT["write_referral"][:1],
        "allocate_case": SUSPECT["allocate_case"][:1],
        "record_review": SUSPECT["record_review"][:1],
    }
)

REFERRAL = Rules(
    {
        "see_referral": [on_the_case],
        "revise_referral": [for_police, sent_back],
        "send_referral_back": [for_supervisors, unsigned],
        "sign_referral_off": [for_supervisors, not_the_writer, unsigned],
        "withdraw_referral": [for_police, not_over],
        "accept_referral": [for_triage, at_triage],
        "return_referral": [for_triage, at_triage],
    }
)

REVIEW = Rules({"see_review": [on_the_case], "set_action_plan": [for_prosecutor, no_plan_yet]})

ITEM = Rules(
    {
        "see_item": [on_the_case],
        "answer_item": [for_police, item_open],
        "accept_answer": [for_prosecutor, item_answered],
        "say_what_is_missing": [for_prosecutor, item_answered],
        "cancel_item": [for_prosecutor, item_not_over],
        "ask_for_date": [for_those_who_agree_dates, item_open, no_date_asked],
        "answer_date_request": [
            for_those_who_agree_dates, asked_by_the_other_side, item_open, date_asked,
        ],
    }
)  # fmt: skip

DOCUMENT = Rules({"see_document": [on_the_case], "download_document": [on_the_case]})


# Pages about no row: decided by what the person holds anywhere.


@because(_("Only officers of a police unit open cases."))
def refers_cases(scope):
    return scope.holds("refer_cases")


@because(_("You hold no unit and are named on no case."))
def reads_cases(scope):
    return scope.user_id is not None


SITE = SiteRules(
    {
        "see_worklist": [reads_cases],
        "find_case": [reads_cases],
        "open_case": [refers_cases],
        "see_notices": [reads_cases],
    }
)
