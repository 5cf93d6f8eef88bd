"""Build people, units and cases for tests and drills, with the product's own actions."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, wraps
from itertools import count
from types import SimpleNamespace
from typing import Any, ParamSpec, Self, TypeVar

from django.contrib.auth.hashers import make_password

from cases.action_plans.actions import action_plans, proposed_plans
from cases.allocation.actions import allocations
from cases.case_details.actions import cases
from cases.decisions.actions import decisions, disposals
from cases.decisions.counts import StatedCount, StatedUncharged, count_as_alleged
from cases.models import (
    ActionItem,
    Offence,
    ProposedPlan,
    Referral,
    Review,
    Suspect,
    WhyUncharged,
)
from cases.queries.allegations import visible_allegations
from cases.referrals.actions import referrals
from devtools.usual_answers import ALL_FOLLOWED, FOCUS, MG3, returns_answered
from people.access import grants, scopes
from people.models import Agency, Route, Unit, User

T = TypeVar("T")
P = ParamSpec("P")

NUMBER = count(1)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
OFFENCE = "SX03001"  # alleged where a test does not say which
PARTICULARS = "What he did to her, and where."
CHARGE = {"public_interest_rationale": "A prosecution is required.", "focus": FOCUS}
NO_CHARGE = {"public_interest_rationale": "None is required.", "focus": FOCUS}
LOOKED_AT = (decisions.revise_charge, disposals.propose_disposal, disposals.revise_disposal)
# What an action needs, where a test does not say it.
USUAL_ARGUMENTS: dict[Callable[..., Any], dict[str, Any]] = {
    action_plans.record_review: {"test": "FULL"},
    decisions.authorise_charge: CHARGE,
    **dict.fromkeys((decisions.propose_no_further_action, decisions.revise_decision), NO_CHARGE),
    **{step: {"focus": FOCUS} for step in LOOKED_AT},
}
REFERRING = (referrals.write_referral, referrals.revise_referral)
CHARGING = (decisions.authorise_charge, decisions.revise_charge)
PROPOSING = (decisions.propose_no_further_action, disposals.propose_disposal)
DECIDING = (decisions.authorise_charge, *PROPOSING)


class Steps:
    """How a step of the builder is run. Tests put their own way here."""

    @staticmethod
    def run(function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        return function(*args, **kwargs)


def step(function: Callable[P, T]) -> Callable[P, T]:
    """Decorator: a step that writes what depends on its arguments and the steps before it alone."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return Steps.run(function, args, kwargs)

    return run


def force_unit(force: str = "Avon and Somerset Police", **facts: Any) -> Unit:
    """A RASSO unit of a force that the migrations loaded."""
    return _unit(Agency.objects.get(name=force), area="South West", **facts)


def cps_unit(area: str = "CPS South West", **facts: Any) -> Unit:
    """A RASSO unit of a CPS Area that the migrations loaded."""
    return _unit(Agency.objects.get(name=area), area=area.removeprefix("CPS "), **facts)


@cache
def password() -> str:
    """The hash of everybody's password. Cached, because hashing is slow by design."""
    return make_password(PASSWORD)


@step
def _unit(agency: Agency, **facts: Any) -> Unit:
    return Unit.objects.create(agency=agency, **{"name": f"RASSO unit {next(NUMBER)}"} | facts)


@step
def person(unit: Unit, *capacities: str, name: str | None = None) -> User:
    """Add a person of the unit's agency who holds these capacities on the unit."""
    n = next(NUMBER)
    user = User(email=f"person-{n}@example.org", name=name or f"Person {n}", agency=unit.agency)
    user.password = password()
    user.save()
    for capacity in capacities:
        grants.grant_capacity(capacity, to=user, on=unit, by=user, at=MONDAY - timedelta(days=365))
    return user


def scope(user: User, at: datetime = MONDAY) -> scopes.Scope:
    return scopes.scope_of(user, at=at)


@step
def cast(**facts: Any) -> SimpleNamespace:
    """Add a police unit, the CPS unit it refers to, and a person for every role."""
    police, cps = force_unit(**facts), cps_unit()
    Route.objects.create(police_unit=police, cps_unit=cps)
    return SimpleNamespace(
        police=police,
        cps=cps,
        officer=person(police, "refer_cases", name="Olive Officer"),
        supervisor=person(police, "supervise_cases", name="Sue Supervisor"),
        inspector=person(police, "inspect_cases", name="Ines Inspector"),
        assistant=person(cps, "triage_cases", name="Tess Triage"),
        advice_manager=person(cps, "manage_early_advice", name="Ade Advice"),
        manager=person(cps, "allocate_cases", name="Mona Manager"),
        prosecutor=person(cps, "prosecute_cases", name="Pia Prosecutor"),
        other_prosecutor=person(cps, "prosecute_cases", name="Otto Other"),
    )


class CaseBuilder:
    """One case on its way. Each step runs the product's action, an hour after the one before."""

    referral: Referral  # once it is written
    last_review: Review  # once there is one

    @step
    def __init__(
        self,
        cast: SimpleNamespace,
        *,
        suspects: int = 1,
        at: datetime = MONDAY,
        urn: str | None = None,
    ) -> None:
        self.cast, self.at = cast, at
        code = cast.police.agency.force_code
        self.urn = urn or f"{code}RS{next(NUMBER):05d}26"
        self.case = self.do(cases.open_case, "officer", unit=cast.police, urn=self.urn)
        self.victim = self.do(cases.add_victim, "officer", case=self.case)
        self.suspects = [self.add_suspect() for _ in range(suspects)]

    @step
    def do(self, action: Callable[..., T], who: str, **arguments: Any) -> T:
        """Run an action as a person of the cast, and let an hour pass."""
        by = scope(getattr(self.cast, who), at=self.at)
        if action in DECIDING:
            self.have_reviewed(arguments["suspect"])
        if "allegations" in arguments and action is decisions.authorise_charge:
            alleged = arguments.pop("allegations")
            arguments["counts"] = [count_as_alleged(each, PARTICULARS) for each in alleged]
        if action in REFERRING:
            said = returns_answered(by, self.case, arguments["suspects"])
            arguments = {"return_answers": said} | arguments
        if action in CHARGING:
            arguments.setdefault("uncharged", self.left_out(by=by, **arguments))
        made = action(by=by, at=self.at, **USUAL_ARGUMENTS.get(action, {}) | arguments)
        self.at += timedelta(hours=1)
        return made

    @staticmethod
    def left_out(
        *, by: scopes.Scope, suspect: Suspect, counts: Iterable[StatedCount], **_more: Any
    ) -> list[StatedUncharged]:
        """Reasons for each allegation against the suspect that no count comes from."""
        charged = {each.allegation.pk for each in counts if each.allegation}
        return [
            StatedUncharged(each, WhyUncharged.SELECTION, "The other charge covers it.")
            for each in visible_allegations(by).filter(suspect=suspect).exclude(pk__in=charged)
        ]

    def have_reviewed(self, suspect: Suspect) -> None:
        """Record the review that a decision requires, unless the test has recorded one."""
        rows = Suspect.objects.unscoped("test").filter(pk=suspect.pk)
        if rows.get().is_reviewed:
            return
        made = Review.objects.unscoped("test").create(
            case=self.case, by=self.cast.prosecutor, at=self.at, evidence="What it shows.",
            test="FULL",
        )  # fmt: skip
        made.suspects.add(suspect)
        rows.update(is_reviewed=True)

    @step
    def add_suspect(self) -> Suspect:
        n = next(NUMBER)
        suspect = self.do(
            cases.add_suspect, "officer", case=self.case, surname=f"Suspect{n}",
            given_names="Sam", custody="UNDER_INVESTIGATION", released_on=date(2026, 2, 1),
        )  # fmt: skip
        offence = Offence.objects.get(pk=OFFENCE)
        self.do(
            cases.add_allegation, "officer", case=self.case, victim=self.victim, suspect=suspect,
            offence=offence, from_on=date(2026, 1, 10),
        )  # fmt: skip
        return suspect

    def suspect(self, n: int = 0) -> Suspect:
        """The suspect as it is in the database now."""
        return Suspect.objects.unscoped("test").get(pk=self.suspects[n].pk)

    @step
    def write(self, **mg3: Any) -> Self:
        self.referral = self.do(
            referrals.write_referral, "officer", case=self.case, suspects=self.suspects,
            **MG3 | ALL_FOLLOWED | mg3,
        )  # fmt: skip
        return self

    @step
    def submit(self, **mg3: Any) -> Self:
        self.write(**mg3)
        self.do(
            referrals.sign_referral_off, "supervisor", referral=self.referral,
            supervisor_comments="Ready to go.",
        )  # fmt: skip
        return self

    @step
    def accept(self, **mg3: Any) -> Self:
        self.submit(**mg3)
        self.do(referrals.accept_referral, "assistant", referral=self.referral)
        return self

    @step
    def send_back(self) -> Self:
        """Triage returns the referral to the police."""
        self.do(
            referrals.return_referral, "assistant", referral=self.referral, reasons={"no_mg3": ""},
            reply_by=(self.at + timedelta(days=5)).date(),
        )  # fmt: skip
        return self

    @step
    def allocate(self, **mg3: Any) -> Self:
        self.accept(**mg3)
        return self.give_case(self.suspects)

    @step
    def give_case(self, suspects: Iterable[Suspect], to: str = "prosecutor") -> Self:
        """The manager allocates some of the suspects to a prosecutor of the cast."""
        self.do(
            allocations.allocate_case, "manager", case=self.case, suspects=suspects,
            to=getattr(self.cast, to),
        )  # fmt: skip
        return self

    @step
    def review(self) -> Self:
        self.last_review = self.do(
            action_plans.record_review, "prosecutor", case=self.case, suspects=self.suspects,
            evidence="What the evidence shows.",
        )  # fmt: skip
        return self

    @step
    def plan(self, *items: dict[str, Any]) -> Self:
        """Set a plan; without items, one essential action about every suspect."""
        self.review()
        act: Callable[..., Any] = action_plans.set_action_plan
        more: dict[str, Any] = {}
        if self.last_review.second_since:
            act, more = proposed_plans.propose_action_plan, {"why": "More has come to light."}
        asked = [self.action(**item) for item in items or [{}]]
        made = self.do(act, "prosecutor", review=self.last_review, items=asked, **more)
        if more:
            self.approve(made)
        return self

    def action(self, **item: Any) -> dict[str, Any]:
        """The facts of an action item: defaults, and what `item` overrides."""
        return {
            "category": "STATEMENTS", "text": "Take a statement.", "weight": "ESSENTIAL",
            "line_of_inquiry": "Their first account of it.",
            "proportionality": "One short statement.", "purpose": "INQUIRY",
            "suspects": self.suspects, "due_on": (self.at + timedelta(days=14)).date(),
        } | item  # fmt: skip

    @step
    def approve(self, proposed: ProposedPlan) -> None:
        """The manager approves a second plan, and the prosecutor sends it."""
        facts = {"is_approved": True, "judgement": "It is needed."}
        about = {"proposed_plan": proposed}
        self.do(proposed_plans.judge_proposed_plan, "manager", **about, **facts)
        self.do(proposed_plans.send_proposed_plan, "prosecutor", **about)

    @property
    def items(self) -> list[ActionItem]:
        rows = ActionItem.objects.unscoped("test").filter(case=self.case)
        return list(rows.order_by("plan__number", "number"))
