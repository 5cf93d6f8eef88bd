"""The reader's acts on the page of a case: the next one, those of each suspect, and the rest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.desk.queries.available_verbs import AvailableVerbs
from cases.desk.queries.next_page import VERBS_ASKED
from cases.desk.queries.suspect_cards import SuspectCard
from cases.desk.queries.verb_options import VerbNotYet, VerbOption
from cases.models import Suspect


@dataclass(frozen=True)
class NextAct:
    """
    What the reader does next, and by when.

    due_at, due: of the suspect whom it is about, or the first of those whose turn is the reader's.
    """

    option: VerbOption
    due_at: datetime | None
    due: tuple[str, str]  # (text, tone)
    is_hour: bool


@dataclass(frozen=True)
class CaseActs:
    """
    What a reader can do on a case, where its page offers it.

    by_suspect: {number: acts about this suspect alone}. obstacles: {number: what stands in the way
    of the next step about this suspect}; none where the step is open.
    """

    next: NextAct | None
    by_suspect: dict[int, list[VerbOption]]
    on_case: list[VerbOption]
    obstacles: dict[int, str]
    not_yet: list[VerbNotYet]


def case_acts(verbs: AvailableVerbs, cards: Sequence[SuspectCard]) -> CaseActs:
    """The acts that are open, by where they are offered."""
    main = next((option for option in verbs.open_now if option.main), None)
    of_suspects: defaultdict[int, list[VerbOption]] = defaultdict(list)
    on_case = []
    for option in verbs.open_now:
        if option.suspect is not None and not option.main:
            of_suspects[option.suspect].append(option)
        elif not option.main:
            on_case.append(option)
    return CaseActs(
        next=_next_act(main, cards) if main else None,
        by_suspect=dict(of_suspects),
        on_case=on_case,
        obstacles=_obstacles(verbs, [card.suspect for card in cards]),
        not_yet=verbs.not_yet,
    )


def _next_act(option: VerbOption, cards: Sequence[SuspectCard]) -> NextAct:
    about = [card for card in cards if card.is_mine and card.due_at]
    if option.suspect is not None:
        about = [card for card in about if card.suspect.number == option.suspect]
    first = min(about, key=lambda card: (card.due_at is None, card.due_at), default=None)
    if first is None:
        return NextAct(option, None, ("", ""), is_hour=False)
    return NextAct(option, first.due_at, first.due, first.is_hour)


def _obstacles(verbs: AvailableVerbs, suspects: Sequence[Suspect]) -> dict[int, str]:
    """{number of a suspect: why what comes next about them cannot be done yet}."""
    found = ((suspect.number, _obstacle(verbs, suspect)) for suspect in suspects)
    return {number: reason for number, reason in found if reason}


def _obstacle(verbs: AvailableVerbs, suspect: Suspect) -> str:
    """Why the first of what the state asks for cannot be done yet; "" if it can."""
    places = {(option.verb, option.suspect) for option in verbs.open_now}
    for verb in VERBS_ASKED.get(suspect.state, ()):
        if reason := verbs.obstacles.get(verb, {}).get(suspect.number):
            return reason
        if {(verb, None), (verb, suspect.number)} & places:
            return ""
    return ""
