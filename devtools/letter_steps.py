"""Steps for tests of letters to victims: write, review and send, with the product's actions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from cases.decisions.actions import charges, decisions
from cases.models import Allegation, Decision, Offence, Suspect, Victim
from cases.statuses import DecisionStatus
from devtools.case_builder import CaseBuilder, cast, person
from people.access import scopes
from victims.actions import letter_dispatch
from victims.actions import letters as actions
from victims.actions.identities import record_identity
from victims.actions.records import record_wishes
from victims.actions.vrr_time_to_ask import time_to_ask_in_letter
from victims.models import Letter, VictimRecord
from victims.queries import letters as queries

T = TypeVar("T")

NAME, CALLED, HOME = "Zara Quist-Example", "Zazzywhistle", "1 Nowhere Street\nBristol"


def build_charged_case(suspects: int = 1, offence: Offence | None = None) -> CaseBuilder:
    """A case whose suspects are charged, as authorised or with another offence."""
    builder = build_case_before_charge(suspects)
    for suspect in builder.suspects:
        authorise_victim_charge(builder, suspect, offence)
    return builder


def build_case_before_charge(suspects: int = 1) -> CaseBuilder:
    """
    An allocated, reviewed case, a victim whose identity is recorded, and two liaison officers.
    """
    builder = CaseBuilder(cast(), suspects=suspects).allocate().review()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    builder.cast.second = person(builder.cast.cps, "liaise_with_victims", name="Sal Second")
    builder.do(
        record_identity, "officer", record=record_of(builder), version=0, name=NAME,
        preferred_name=CALLED, address=HOME, email="zara@example.org",
    )  # fmt: skip
    record_wishes_in(builder, letter_is_safe="YES")
    return builder


def authorise_victim_charge(
    builder: CaseBuilder,
    suspect: Suspect,
    offence: Offence | None = None,
    others: Sequence[tuple[Victim, Offence]] = (),
) -> None:
    """Authorise the charge as alleged and report it, with another offence or other charges too."""
    known = list(Allegation.objects.unscoped("test").filter(suspect=suspect))
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect, allegations=known,
        rationale="Why.",
    )  # fmt: skip
    charge_and_report(builder, suspect, offence or known[0].offence, others=others)


def charge_and_report(
    builder: CaseBuilder,
    suspect: Suspect,
    offence: Offence,
    action: Callable[..., object] = charges.report_charge,
    others: Sequence[tuple[Victim, Offence]] = (),
    **more: Any,
) -> None:
    """The police report a charge, which may differ from the one authorised."""
    live = Decision.objects.unscoped("test").get(suspect=suspect, status=DecisionStatus.LIVE)
    facts: dict[str, Any] = {"method": "WRITTEN_CHARGE", "charged_on": builder.at.date()}
    facts |= {"version": live.number, "explanation": "It fits."} | more
    charged = [(builder.victim, offence), *others]
    builder.do(action, "officer", suspect=suspect, charges=charged, **facts)


def record_of(builder: CaseBuilder, victim: Victim | None = None) -> VictimRecord:
    return VictimRecord.objects.unscoped("test").get(pk=(victim or builder.victim).pk)


def record_wishes_in(builder: CaseBuilder, **wishes: Any) -> None:
    record = record_of(builder)
    builder.do(record_wishes, "officer", record=record, version=record.version, **wishes)


def write_letter_of(
    builder: CaseBuilder, kind: str = "CHARGE", who: str = "liaison", **facts: Any
) -> Letter:
    suspect = {} if kind == "HELLO" else {"suspect": builder.suspects[0]}
    return builder.do(
        actions.write_letter, who, record=record_of(builder), kind=kind, **suspect | facts
    )  # fmt: skip


def fresh_letter(letter: Letter) -> Letter:
    return Letter.objects.unscoped("test").get(pk=letter.pk)


def act_on_letter(
    builder: CaseBuilder,
    action: Callable[..., T],
    letter: Letter,
    who: str = "liaison",
    **facts: Any,
) -> T:
    """Run an action on the letter with its current version."""
    return builder.do(action, who, letter=letter, version=fresh_letter(letter).version, **facts)


def letter_sent_for_review(builder: CaseBuilder, **more: Any) -> Letter:
    letter = write_letter_of(builder, **more)
    return act_on_letter(builder, actions.request_letter_review, letter)


def approve_letter_of(builder: CaseBuilder, **more: Any) -> Letter:
    return act_on_letter(
        builder,
        actions.review_letter,
        letter_sent_for_review(builder, **more),
        "second",
        is_approved=True,
    )


def send_letter_of(builder: CaseBuilder, means: str = "POST", **more: Any) -> Letter:
    letter = approve_letter_of(builder, **more)
    act_on_letter(builder, letter_dispatch.send_letter, letter, means=means)
    return fresh_letter(letter)


def print_letter_of(builder: CaseBuilder, letter: Letter) -> letter_dispatch.PrintedLetter:
    return builder.do(letter_dispatch.print_letter, "liaison", letter=letter)


def text_of(letter: Letter, at: datetime | None = None) -> str:
    letter = fresh_letter(letter)
    said = time_to_ask_in_letter(letter, at=at or letter.written_at)
    sheet = queries.letter_text(letter, queries.decrypted_letter_words(letter), time_to_ask=said)
    return f"{sheet.title}\n{sheet.as_plain_text()}"


def letter_page_of(builder: CaseBuilder, letter: Letter) -> queries.LetterPage:
    letter = fresh_letter(letter)
    return queries.letter_page(
        letter, scope_of(builder), time_to_ask=time_to_ask_in_letter(letter, at=builder.at)
    )


def scope_of(builder: CaseBuilder, who: str = "liaison") -> scopes.Scope:
    return scopes.scope_of(getattr(builder.cast, who), at=builder.at)
