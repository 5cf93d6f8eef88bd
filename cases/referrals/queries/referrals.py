"""Referrals: the suspects to choose from, the receiving unit, and the detail page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.anticipated_pleas import plea_text
from cases.deadlines import Urgency
from cases.mg3_sections import ADVICE_FOLLOWED_QUESTION, account_question, mg3_answers
from cases.models import (
    Allegation,
    Case,
    EarlyAdvice,
    Referral,
    ReferralReturn,
    ReturnReason,
    Submission,
    Suspect,
)
from cases.models.sealed_json import Opened
from cases.open_lines import OpenLineRow, OpenLines, not_said, open_line_rows, read_open_lines
from cases.permissions import SUSPECT
from cases.personal_details import details_texts, read_details
from cases.queries.allegations import visible_allegations
from cases.queries.circumstances import circumstances_json
from cases.queries.custody_dates import custody_dates_text
from cases.queries.personal_details import details_json
from cases.queries.personal_statements import statements_json
from cases.queries.suspect_choices import SuspectChoice, SuspectNotYet
from cases.referral_checks import REFERRAL_CHECKS
from cases.referrals.queries.returns_to_answer import (
    AnsweredReason,
    answered_reasons,
    reasons_of_returns,
    with_returns,
)
from cases.referrals.queries.victims_of_referral import VictimsOfReferral, victims_of_referral
from cases.return_answers import read_return_answers
from cases.state_tags import URGENCY_TAGS
from cases.states import WITH_CPS_UNIT_STATES
from cases.statuses import AdviceStatus, ReferralStatus
from people.access.scopes import Scope
from people.access.sealed_text import NotOpenedValue
from people.models import Route, Unit
from timeliness.calendar import london_day


def receiving_unit(case: Case, urgency: str, scope: Scope) -> Unit | None:
    """The CPS unit that receives a referral of the case, or None if no route is set.

    The unit that already works on a suspect of the case; else today's route of the police unit, the
    urgent one for red referrals if there is one. The unit may have closed since.
    """
    working = case.suspects.for_scope(scope).filter(state__in=WITH_CPS_UNIT_STATES)
    if case.cps_unit_id and working.exists():
        return case.cps_unit
    routes = Route.objects.filter(police_unit=case.police_unit_id).select_related("cps_unit")
    by_urgency = {route.is_urgent: route.cps_unit for route in routes}
    return by_urgency.get(urgency == Urgency.RED) or by_urgency.get(False)


# Suspects to choose from


def suspects_to_refer(
    case: Case, scope: Scope, capacities: frozenset[str], revising: Referral | None = None
) -> SuspectChoice:
    """Suspects who can be referred now, and why not the others.

    Args:
        capacities: the caller's on the case.
        revising: the referral sent back that the form edits, if any.
    """
    back = case.referrals.for_scope(scope).filter(status=ReferralStatus.SENT_BACK)
    if revising:
        back = back.exclude(pk=revising.pk)
    theirs = Referral.suspects.through.objects.filter(suspect=OuterRef("pk"), referral__in=back)
    alleged = case.allegations.for_scope(scope).filter(suspect=OuterRef("pk"))
    rows = with_returns(with_advice_sought(case.suspects.for_scope(scope)), scope).annotate(
        is_accused=Exists(alleged), sent_back=Subquery(theirs.values("referral")[:1])
    )
    suspects = list(rows.order_by("number"))
    who = scope.standing_with(capacities)
    ready, not_yet = [], []
    for suspect in suspects:
        refusal = SUSPECT.refusal(who, "write_referral", suspect)
        if refusal:
            not_yet.append(SuspectNotYet(suspect, because=str(refusal[0])))
        elif suspect.sent_back or not suspect.is_accused:
            not_yet.append(SuspectNotYet(suspect, sent_back=suspect.sent_back))
        else:
            ready.append(suspect)
    return SuspectChoice(ready, not_yet)


def with_advice_sought(suspects: QuerySet[Suspect]) -> QuerySet[Any]:
    """
    Annotate suspects with was_advice_sought, a request for early advice was sent, and
    was_advice_given.

    Sought includes refused and withdrawn requests: their reasons are on record.
    """
    requests = EarlyAdvice.suspects.through.objects.filter(suspect=OuterRef("pk"))
    return suspects.annotate(
        was_advice_sought=Exists(requests.filter(earlyadvice__number__isnull=False)),
        was_advice_given=Exists(requests.filter(earlyadvice__status=AdviceStatus.GIVEN)),
    )


def last_ended_referral(case: Case, scope: Scope, suspects: Iterable[Suspect]) -> Referral | None:
    """The latest returned or withdrawn referral of any of these suspects, or None."""
    ended = case.referrals.for_scope(scope).filter(
        status__in=[ReferralStatus.RETURNED, ReferralStatus.WITHDRAWN],
        pk__in=Referral.suspects.through.objects.filter(suspect__in=suspects).values("referral"),
    )
    return ended.order_by("written_at").last()


# The detail page


@dataclass(frozen=True)
class ReferredSuspect:
    """A suspect of a referral with their allegations."""

    suspect: Suspect
    allegations: list[Allegation]
    # Of a referral; a request for early advice has neither.
    account: str = ""  # what the suspect says
    plea: str = ""  # the one that the police expect, in words
    details: list[tuple[str, str]] = field(default_factory=list)  # (label, text), if recorded

    @property
    def custody_dates(self) -> str:
        """The police's custody dates as text; "" if none."""
        return custody_dates_text(self.suspect)


@dataclass(frozen=True)
class ReferralReturnDetail:
    """Why triage returned a referral, and the date by which it wants a reply."""

    reasons: list[tuple[str | Promise, str]]  # (reason, detail)
    codes: list[str]  # of the reasons, in their order
    reply_by: date
    by: str
    at: datetime


@dataclass(frozen=True)
class ReferralDetail:
    """A referral with everything its page shows."""

    referral: Referral
    accused: list[ReferredSuspect]
    texts: list[tuple[str | Promise, str]]  # (question, answer)
    returned: ReferralReturnDetail | None
    victims: VictimsOfReferral
    open_lines: list[OpenLineRow] | None  # None where it has none, or has them in a text
    answered: list[AnsweredReason]  # of the returns before it

    @property
    def accounts(self) -> list[tuple[str, str]]:
        """(question, answer) of what each suspect says, of those who have an account."""
        return [
            (account_question(each.suspect.number), each.account)
            for each in self.accused
            if each.account
        ]

    @property
    def asked(self) -> list[tuple[str | Promise, str]]:
        """(question, answer) of the choices of the referral."""
        rows: list[tuple[str | Promise, str]] = [
            (_("Urgency"), self.referral.get_urgency_display()),
            (_("Test"), self.referral.get_code_test_display()),
        ]
        if self.referral.advice_followed:
            followed = self.referral.get_advice_followed_display()
            rows.append((ADVICE_FOLLOWED_QUESTION, followed))
        return rows

    @property
    def urgent(self) -> tuple[str | Promise, ...]:
        """(label, colour) of the urgency tag; () if none is shown."""
        return URGENCY_TAGS.get(self.referral.urgency, ())


REFERRAL_RELATIONS = (
    "written_by", "signed_off_by", "triaged_by", "withdrawn_by", "case__officer", "submission",
)  # fmt: skip


def referral_detail(referral: Referral, scope: Scope) -> ReferralDetail:
    """Everything the page of a referral shows to this reader.

    A sent referral has the allegations of that moment; later ones are left out.
    """
    allegations = visible_allegations(scope, as_of=referral.signed_off_at).select_related(
        "victim", "offence"
    )
    suspects = referral.suspects.for_scope(scope).prefetch_related(
        Prefetch("allegations", allegations.order_by("victim__number", "from_on"), "alleged")
    )
    read = _with_what_is_recorded(scope).get(pk=referral.pk)
    details, lines = _details_at_sending(read), read_open_lines(read.open_lines)
    today = london_day(scope.at)
    accused = [
        ReferredSuspect(
            each, each.alleged, read.accounts.get(str(each.number), ""),
            plea_text(read.pleas.get(str(each.number), "")), details.get(each.number, []),
        )
        for each in suspects.order_by("number")
    ]  # fmt: skip
    return ReferralDetail(
        referral=read,
        accused=accused,
        victims=victims_of_referral(read, accused, today, knows_statements=not scope.is_system),
        texts=_texts_of_referral(read, lines),
        returned=return_of_referral(referral, scope),
        open_lines=open_line_rows(lines, on=today),
        answered=answered_reasons(read_return_answers(read.return_answers), read.returned_for),
    )


def _with_what_is_recorded(scope: Scope) -> QuerySet[Any]:
    """
    Referrals with what is recorded now of the case's suspects and victims, and why it came back.
    """
    rows: QuerySet[Any] = Referral.objects.for_scope(scope).select_related(*REFERRAL_RELATIONS)
    found: QuerySet[Any] = rows.annotate(
        recorded_of_victims=circumstances_json(scope, case="case"),
        recorded_of_suspects=details_json(scope, case="case"),
        recorded_statements=statements_json(scope, case="case"),
        returned_for=reasons_of_returns(),
    )
    return found


def _texts_of_referral(referral: Referral, lines: OpenLines) -> list[tuple[str | Promise, str]]:
    """(question, answer) of all sections, and whether any line is open where nothing says so."""
    answers = [(section.question, text) for section, text in mg3_answers(referral)]
    return [*answers, *not_said(lines, referral.lines_open)]


def _details_at_sending(referral: Any) -> dict[int, list[tuple[str, str]]]:
    """{number of a suspect: personal details}: as sent, or now where it is not sent."""
    kept = getattr(referral, "submission", None)
    rows = _kept_rows(kept, "details") if kept else referral.recorded_of_suspects
    return {number: list(details_texts(each)) for number, each in read_details(rows).items()}


def _kept_rows(kept: Submission, name: str) -> Any:
    """A list in what was sent; None where it has none, or does not open."""
    return None if isinstance(kept.as_sent, NotOpenedValue) else kept.as_sent.get(name)


def return_of_referral(referral: Referral, scope: Scope) -> ReferralReturnDetail | None:
    """The return of a referral, or None if triage has not returned it."""
    if referral.status != ReferralStatus.RETURNED:
        return None
    found = ReferralReturn.objects.for_scope(scope).filter(referral=referral)
    sent_back = found.select_related("by").first()
    if sent_back is None:
        return None
    given = ReturnReason.objects.filter(of=sent_back)
    details = dict(given.values_list("code", Opened("detail")))
    codes = [code for code in REFERRAL_CHECKS if code in details]
    return ReferralReturnDetail(
        reasons=[(REFERRAL_CHECKS[code].words, details[code]) for code in codes],
        codes=codes,
        reply_by=sent_back.reply_by,
        by=sent_back.by.name,
        at=sent_back.at,
    )
