"""Steps for tests of letters to victims: write, review and send, with the product's actions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from cases.decisions.actions import charges, decisions
from cases.models import Allegation, Offence, Suspect, Victim
from devtools.case_builder import Road, cast, person
from people.access import scopes
from victims.actions import letter_dispatch
from victims.actions import letters as actions
from victims.actions.identities import record_identity
from victims.actions.records import record_wishes
from victims.actions.vrr_time_to_ask import time_to_ask_in_letter
from victims.models import Letter, VictimRecord
from victims.queries import letters as queries

T = TypeVar("T")

NAME, CALLED, HOME = "Zara Quist-Example", "Zaz", "1 Nowhere Street\nBristol"


def road_to_charge(suspects: int = 1, offence: Offence | None = None) -> Road:
    """A case whose suspects are charged, as authorised or with another offence."""
    road = road_before_charge(suspects)
    for suspect in road.suspects:
        charge(road, suspect, offence)
    return road


def road_before_charge(suspects: int = 1) -> Road:
    """
    An allocated, reviewed case, a victim whose identity is recorded, and two liaison officers.
    """
    road = Road(cast(), suspects=suspects).allocate().review()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    road.cast.second = person(road.cast.cps, "liaise_with_victims", name="Sal Second")
    road.do(
        record_identity, "officer", record=record_of(road), version=0, name=NAME,
        preferred_name=CALLED, address=HOME, email="zara@example.org",
    )  # fmt: skip
    wish(road, letter_is_safe="YES")
    return road


def charge(
    road: Road,
    suspect: Suspect,
    offence: Offence | None = None,
    others: Sequence[tuple[Victim, Offence]] = (),
) -> None:
    """Authorise the charge as alleged and report it, with another offence or other charges too."""
    known = list(Allegation.objects.unscoped("test").filter(suspect=suspect))
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect, allegations=known,
        rationale="Why.",
    )  # fmt: skip
    charged(road, suspect, offence or known[0].offence, others=others)


def charged(
    road: Road,
    suspect: Suspect,
    offence: Offence,
    action: Callable[..., object] = charges.report_charge,
    others: Sequence[tuple[Victim, Offence]] = (),
    **more: Any,
) -> None:
    """The police report a charge, which may differ from the one authorised."""
    road.do(
        action, "officer", suspect=suspect, method="WRITTEN_CHARGE", charged_on=road.at.date(),
        charges=[(road.victim, offence), *others], explanation="It fits.", **more,
    )  # fmt: skip


def record_of(road: Road, victim: Victim | None = None) -> VictimRecord:
    return VictimRecord.objects.unscoped("test").get(pk=(victim or road.victim).pk)


def wish(road: Road, **wishes: Any) -> None:
    record = record_of(road)
    road.do(record_wishes, "officer", record=record, version=record.version, **wishes)


def written(road: Road, kind: str = "CHARGE", who: str = "liaison", **facts: Any) -> Letter:
    suspect = {} if kind == "HELLO" else {"suspect": road.suspects[0]}
    return road.do(
        actions.write_letter, who, record=record_of(road), kind=kind, **suspect | facts
    )  # fmt: skip


def fresh(letter: Letter) -> Letter:
    return Letter.objects.unscoped("test").get(pk=letter.pk)


def act(
    road: Road, action: Callable[..., T], letter: Letter, who: str = "liaison", **facts: Any
) -> T:
    """Run an action on the letter with its current version."""
    return road.do(action, who, letter=letter, version=fresh(letter).version, **facts)


def letter_sent_for_review(road: Road, **more: Any) -> Letter:
    letter = written(road, **more)
    return act(road, actions.request_letter_review, letter)


def approved(road: Road, **more: Any) -> Letter:
    return act(
        road,
        actions.review_letter,
        letter_sent_for_review(road, **more),
        "second",
        is_approved=True,
    )


def sent(road: Road, means: str = "POST", **more: Any) -> Letter:
    letter = approved(road, **more)
    act(road, letter_dispatch.send_letter, letter, means=means)
    return fresh(letter)


def printed(road: Road, letter: Letter) -> letter_dispatch.PrintedLetter:
    return road.do(letter_dispatch.print_letter, "liaison", letter=letter)


def text_of(letter: Letter, at: datetime | None = None) -> str:
    letter = fresh(letter)
    said = time_to_ask_in_letter(letter, at=at or letter.written_at)
    sheet = queries.letter_text(letter, queries.decrypted_letter_words(letter), time_to_ask=said)
    return f"{sheet.title}\n{sheet.as_plain_text()}"


def page_of(road: Road, letter: Letter) -> queries.LetterPage:
    letter = fresh(letter)
    return queries.letter_page(
        letter, scope_of(road), time_to_ask=time_to_ask_in_letter(letter, at=road.at)
    )


def scope_of(road: Road, who: str = "liaison") -> scopes.Scope:
    return scopes.scope_of(getattr(road.cast, who), at=road.at)
