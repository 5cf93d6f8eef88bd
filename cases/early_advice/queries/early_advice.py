"""Early advice: the suspects a request is still about, and its detail page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadlines import ADVICE_PERIOD, INFERRED_READINGS
from cases.early_advice.advice_checks import ADVICE_CHECKS
from cases.early_advice.advice_sections import ADVICE_SECTIONS
from cases.early_advice.queries.advice_checks import with_has_papers
from cases.models import AdviceStep, Case, EarlyAdvice, GivenAdvice, Suspect
from cases.permissions import SUSPECT
from cases.queries.allegations import visible_allegations
from cases.queries.suspect_choices import SuspectChoice, SuspectNotYet
from cases.referrals.queries.referrals import ReferredSuspect
from cases.states import MOVES
from cases.statuses import AdviceStatus
from cases.verb_labels import VERB_DONE_LABELS
from people.access.scopes import Scope, standings_on
from people.access.sealed_text import NotOpenedValue
from people.models import Side, User
from people.text.dates import format_day
from timeliness import periods
from timeliness.calendar import london_day
from timeliness.due_text import period_length_text

ENDED_STATUSES = (
    AdviceStatus.SENT_BACK, AdviceStatus.RETURNED, AdviceStatus.REFUSED, AdviceStatus.REPLIED,
    AdviceStatus.UPHELD,
    AdviceStatus.WITHDRAWN,
)  # fmt: skip


def suspects_still_in_request(
    advice: EarlyAdvice, suspects: QuerySet[Suspect]
) -> QuerySet[Suspect]:
    """The suspects of a request who are not in a later sent request."""
    if advice.number is None:
        return suspects
    link = EarlyAdvice.suspects.through.objects
    later = link.filter(earlyadvice__case=advice.case_id, earlyadvice__number__gt=advice.number)
    return suspects.exclude(pk__in=later.values("suspect"))


def suspects_to_ask_about(case: Case, scope: Scope) -> SuspectChoice:
    """Suspects who can be in a new request, and why each of the others cannot."""
    suspects = list(case.suspects.for_scope(scope).order_by("number"))
    who = standings_on(scope, suspects)
    ready, not_yet = [], []
    for suspect in suspects:
        refusal = SUSPECT.refusal(who[suspect.pk], "request_early_advice", suspect)
        if refusal:
            not_yet.append(SuspectNotYet(suspect, because=str(refusal[0])))
        else:
            ready.append(suspect)
    return SuspectChoice(ready, not_yet)


def last_ended_advice(case: Case, scope: Scope, suspects: Iterable[Suspect]) -> EarlyAdvice | None:
    """The latest request about any of these suspects that ended without advice, or None."""
    ended = case.early_advice.for_scope(scope).filter(
        status__in=ENDED_STATUSES,
        pk__in=EarlyAdvice.suspects.through.objects.filter(suspect__in=suspects).values(
            "earlyadvice"
        ),
    )
    return ended.order_by("written_at").last()


# The detail page

# Verbs in the order of the page, with their labels; the pressing ones have a green button.
ADVICE_VERB_LABELS = {
    "sign_early_advice_off": gettext_lazy("Read it and sign it off"),
    "accept_early_advice": gettext_lazy("Accept the request"),
    "name_adviser": gettext_lazy("Accept and name the adviser"),
    "give_early_advice": gettext_lazy("Give the advice"),
    "overturn_refusal": gettext_lazy("Overturn the refusal"),
    "uphold_refusal": gettext_lazy("Uphold the refusal"),
    "escalate_refusal": gettext_lazy("Escalate the refusal"),
    "reply_to_refusal": gettext_lazy("Reply to the CPS"),
    "send_early_advice_back": gettext_lazy("Send it back to the officer"),
    "return_early_advice": gettext_lazy("Return it to the police"),
    "refuse_early_advice": gettext_lazy("Refuse it"),
    "change_adviser": gettext_lazy("Name another adviser"),
    "withdraw_early_advice": gettext_lazy("Withdraw the request"),
}
MAIN_VERBS = ("sign_early_advice_off", "accept_early_advice", "name_adviser", "give_early_advice")


@dataclass(frozen=True)
class AdviceMessage:
    """One step in the exchange about a request."""

    what: str | Promise
    text: str
    by: str
    side: str
    at: datetime


@dataclass(frozen=True)
class AdviceDetail:
    """A request for early advice with everything its page shows, and the advice once given."""

    advice: EarlyAdvice
    accused: list[ReferredSuspect]
    texts: list[tuple[str | Promise, str]]  # (question, answer)
    explained: list[tuple[str | Promise, str]]  # (what is missing, why it is sent without)
    messages: list[AdviceMessage]
    given: GivenAdvice | None
    answers: list[tuple[str, str]]  # (question asked, answer given)
    likely_charges: list[str]  # the likely charges as text
    due_at: datetime | None  # when the CPS owes the advice
    why_due: str  # how the period is counted, and what is inferred
    # (verb, address name, words, is it the green button)
    open_verbs: list[tuple[str, str, str | Promise, bool]]


def advice_detail(advice: EarlyAdvice, scope: Scope, allowed: frozenset[str]) -> AdviceDetail:
    """Everything the page of a request shows to this reader."""
    known = EarlyAdvice.objects.for_scope(scope).select_related(
        "written_by__agency", "adviser__agency", "case__cps_unit"
    )
    advice = with_has_papers(known, scope).get(pk=advice.pk)
    accused = _suspects_with_allegations(advice, scope)
    given = _advice_given(advice, scope)
    return AdviceDetail(
        advice=advice,
        accused=accused,
        texts=[(item.question, getattr(advice, item.name)) for item in ADVICE_SECTIONS],
        explained=_explained_rows(advice),
        messages=_advice_messages(advice, scope),
        given=given,
        answers=list(zip(advice.questions, given.answers, strict=True)) if given else [],
        likely_charges=_likely_charges(given, scope) if given else [],
        due_at=_advice_due_at(advice, scope),
        why_due=advice_due_explanation(
            at=scope.at, area=advice.case.cps_unit.area if advice.case.cps_unit else None
        ),
        open_verbs=_open_advice_verbs(advice, scope, allowed),
    )


def _explained_rows(advice: EarlyAdvice) -> list[tuple[str | Promise, str]]:
    if isinstance(advice.explained, NotOpenedValue):
        return [(_("Why it is sent without what is missing"), advice.explained.sentence)]
    return [(ADVICE_CHECKS[code].words, why) for code, why in advice.explained.items()]


def _suspects_with_allegations(advice: EarlyAdvice, scope: Scope) -> list[ReferredSuspect]:
    """The suspects of a request with the allegations at the moment it was sent."""
    allegations = visible_allegations(scope, as_of=advice.sent_at).select_related(
        "victim", "offence"
    )
    suspects = advice.suspects.for_scope(scope).prefetch_related(
        Prefetch("allegations", allegations.order_by("victim__number", "from_on"), "alleged")
    )
    return [ReferredSuspect(each, each.alleged) for each in suspects.order_by("number")]


def _advice_messages(advice: EarlyAdvice, scope: Scope) -> list[AdviceMessage]:
    request_message = AdviceMessage(
        what=_("Early advice asked for"), text="", by=_author_of_step(advice.written_by),
        side=Side.POLICE, at=advice.written_at,
    )  # fmt: skip
    steps = advice.steps.for_scope(scope).select_related("by__agency", "to")
    return [request_message, *(_advice_message(step) for step in steps.order_by("at", "pk"))]


def _advice_message(step: AdviceStep) -> AdviceMessage:
    what: str | Promise = VERB_DONE_LABELS[step.verb]
    if step.to:
        what = _("%(what)s: %(whom)s") % {"what": what, "whom": step.to.name}
    if step.items:
        items = ", ".join(str(ADVICE_CHECKS[code].words) for code in step.items)
        what = _("%(what)s. Not complete: %(items)s") % {"what": what, "items": items}
    if step.reply_by:
        day = format_day(step.reply_by)
        what = _("%(what)s. A reply is asked for by %(day)s") % {"what": what, "day": day}
    return AdviceMessage(
        what=what, text=step.text, by=_author_of_step(step.by), side=step.side, at=step.at
    )


def _author_of_step(person: User) -> str:
    return f"{person.name}, {person.agency.name}"


def _advice_given(advice: EarlyAdvice, scope: Scope) -> GivenAdvice | None:
    if advice.status != AdviceStatus.GIVEN:
        return None
    rows = GivenAdvice.objects.for_scope(scope).filter(advice=advice)
    return rows.select_related("by__agency", "other_offence").first()


def _likely_charges(given: GivenAdvice, scope: Scope) -> list[str]:
    """The likely charges by suspect, then offences not alleged yet."""
    rows = given.allegations.for_scope(scope).select_related("suspect", "offence", "victim")
    text = _("Suspect %(n)s: %(offence)s, victim %(victim)s")
    likely = [
        text % {"n": each.suspect.number, "offence": each.offence, "victim": each.victim.number}
        for each in rows.order_by("suspect__number", "victim__number", "from_on", "pk")
    ]
    if given.other_offence:
        likely.append(_("Not alleged yet: %(offence)s") % {"offence": given.other_offence})
    return likely


def _advice_due_at(advice: EarlyAdvice, scope: Scope) -> datetime | None:
    """When the CPS owes the advice, while it does: its suspects share one clock."""
    if advice.status not in ANSWER_IS_OWED:
        return None
    return advice.suspects.for_scope(scope).values_list("due_at", flat=True).first()


def advice_due_explanation(*, at: datetime, area: str | None) -> str:
    """The period the CPS has for the advice, its source, and what the service infers."""
    period = periods.period_in_force(ADVICE_PERIOD, on=london_day(at), area=area or "")
    values = {
        "period": period_length_text(period),
        "authority": period.authority,
        "read": INFERRED_READINGS[ADVICE_PERIOD],
    }
    return _("%(period)s from its acceptance at triage. Source: %(authority)s. %(read)s") % values


ANSWER_IS_OWED = (AdviceStatus.WITH_MANAGER, AdviceStatus.TAKEN_ON, AdviceStatus.WITH_ADVISER)


def _open_advice_verbs(
    advice: EarlyAdvice, scope: Scope, allowed: frozenset[str]
) -> list[tuple[str, str, str | Promise, bool]]:
    """Verbs open on a request whose suspects have not moved on to a later stage."""
    mine = suspects_still_in_request(advice, advice.suspects.for_scope(scope))
    states = set(mine.values_list("state", flat=True))
    return [
        (verb, verb.replace("_", "-"), words, verb in MAIN_VERBS)
        for verb, words in ADVICE_VERB_LABELS.items()
        if verb in allowed and (verb not in MOVES or states & MOVES[verb].keys())
    ]
