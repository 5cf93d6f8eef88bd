"""Types of the rows of a case's page: models with what the queries of case_page.py add to them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from cases.decisions.queries.charge_rows import ChargeReportFacts, CountFacts
from cases.decisions.queries.consents import ConsentFacts
from cases.decisions.queries.disposals import DisposalFacts
from cases.extensions.queries.extension_rows import ExtensionFacts
from cases.models import ActionItem, Case, Referral, Suspect
from cases.queries.time_limits import LimitFacts

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class NamedPerson(TypedDict):
    """A person with a named role. until: a moment as JSON has it; None if they have it for good."""

    name: str
    until: str | None


class ReviewFacts(TypedDict):
    """A review. at, second_since: moments as JSON has them. suspects: their numbers."""

    pk: str
    by: str
    at: str
    has_plan: bool
    second_since: str | None
    suspects: list[int]


class ProposalFacts(TypedDict):
    """A note of counselling. by: id of the account that wrote it."""

    pk: str
    status: str
    by: int


class ProposedPlanFacts(TypedDict):
    """A second plan. authors: ids of accounts. review: id of the review that it is set on."""

    pk: str
    status: str
    authors: list[int]
    review: str


class RestrictionChangeFacts(TypedDict):
    """What would open a restricted case further, and waits. authors: ids of accounts."""

    pk: str
    status: str
    authors: list[int]


class LinkedCaseFacts(TypedDict):
    """A linked case, by id and reference."""

    case: str
    urn: str


class SuspectRow(TypedDict):
    """A suspect of the case, on the page or not."""

    pk: str
    number: int
    state: str
    also_waits_for: list[str]  # sides
    given_names: str
    surname: str


class VictimFacts(TypedDict):
    """A victim, by id and number."""

    pk: str
    number: int


class CaseFacts(TypedDict):
    """What the query adds to the case. Named roles list only people who have them now."""

    suspect_rows: list[SuspectRow]
    victim_rows: list[VictimFacts]
    recorded_of_victims: list[dict[str, Any]]  # as read_circumstances() takes them
    covering: list[NamedPerson]
    officers: list[NamedPerson]
    reviewing: list[NamedPerson]
    advice_rows: list[dict[str, Any]]  # as AdviceRow.from_values() takes them
    review_rows: list[ReviewFacts]
    proposed: list[ProposalFacts]
    plans_proposed: list[ProposedPlanFacts]
    opening: list[RestrictionChangeFacts]
    linked: list[LinkedCaseFacts]
    new_messages: int


class DecisionFacts(TypedDict):
    """A proposed or live decision. Texts are "" and the others None where there are none."""

    kind: str
    reason: str
    rationale: str
    public_interest_rationale: str
    test: str | None
    by: str
    at: str
    status: str
    read_by: str | None
    read_at: str | None
    met_on: str | None
    consent: str
    consents: list[ConsentFacts]
    disposal: DisposalFacts | None


class SuspectFacts(TypedDict):
    """What the query adds to a suspect. with_…: the time with each so far."""

    clock: dict[str, str] | None  # version, confidence, due_at
    extension: ExtensionFacts | None
    decision: DecisionFacts | None
    report: ChargeReportFacts | None
    counts: list[CountFacts]
    court: list[dict[str, str]]
    finalised: dict[str, str] | None
    closing: dict[str, Any] | None  # as describe_closing() reads it
    reversal: dict[str, Any] | None  # as describe_reversal() reads it
    stop: dict[str, Any] | None  # as describe_stop() reads it
    time_limits: list[LimitFacts]
    with_police: timedelta
    with_cps: timedelta
    with_others: timedelta


class ItemFacts(TypedDict):
    """What the query adds to an action item. names: numbers of its suspects."""

    names: list[int]


class ReturnReasonFacts(TypedDict):
    """A reason for which a referral was returned."""

    code: str
    detail: str


class ReferralFacts(TypedDict):
    """What the query adds to a referral. names: numbers of its suspects."""

    names: list[int]
    reasons: list[ReturnReasonFacts]


if TYPE_CHECKING:
    CaseWithFacts: TypeAlias = WithAnnotations[Case, CaseFacts]
    SuspectWithFacts: TypeAlias = WithAnnotations[Suspect, SuspectFacts]
    ItemWithFacts: TypeAlias = WithAnnotations[ActionItem, ItemFacts]
    ReferralWithFacts: TypeAlias = WithAnnotations[Referral, ReferralFacts]


def current_referrals(referrals: "Iterable[ReferralWithFacts]") -> "list[ReferralWithFacts]":
    """The referrals (given newest first) that are the newest of at least one suspect."""
    seen: set[int] = set()
    newest = []
    for referral in referrals:
        if set(referral.names) - seen:
            newest.append(referral)
        seen |= set(referral.names)
    return newest
