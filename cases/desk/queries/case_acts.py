"""The reader's acts on the page of a case: the next one, those of each suspect, and the rest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.desk.queries.available_verbs import AvailableVerbs, available_verbs
from cases.desk.queries.case_page import CasePage
from cases.desk.queries.next_page import VERBS_ASKED
from cases.desk.queries.suspect_cards import SuspectCard
from cases.desk.queries.verb_options import VerbNotYet, VerbOption
from cases.models import Suspect
from cases.states import CAPACITIES_ASKED
from people.models.nullable import not_null


@dataclass(frozen=True)
class NextAct:
    """
    What the reader does next, and by when where that is known.

    due_at, due: of the only suspect whose state asks for it.
    """

    option: VerbOption
    due_at: datetime | None
    due: tuple[str, str]  # (text, tone)
    is_hour: bool


@dataclass(frozen=True)
class CaseActs:
    """
    What a reader can do on a case, where its page offers it.

    by_suspect: {number: acts about this suspect alone}. others: about several or about none.
    obstacles: {number: what stands in the way of the next step about this suspect}; none where the
    step is open. is_idle: it is the reader's turn on no suspect of the case, shown or not.
    """

    next: NextAct | None
    by_suspect: dict[int, list[VerbOption]]
    others: list[VerbOption]
    obstacles: dict[int, str]
    not_yet: list[VerbNotYet]
    is_idle: bool

    @property
    def open_now(self) -> list[VerbOption]:
        """Everything that is offered, the next act first."""
        about = [option for options in self.by_suspect.values() for option in options]
        return [*([self.next.option] if self.next else []), *self.others, *about]


def case_acts(page: CasePage, cards: Sequence[SuspectCard]) -> CaseActs:
    """The acts that are open, by where they are offered."""
    verbs = available_verbs(page)
    main = most_pressing(verbs, cards)
    of_suspects: defaultdict[int, list[VerbOption]] = defaultdict(list)
    others: list[VerbOption] = []
    for option in verbs.open_now:
        place = others if option.suspect is None else of_suspects[option.suspect]
        if main is None or option.address != main.address or option.verb != main.verb:
            place.append(replace(option, main=False))
    return CaseActs(
        next=_next_act(main, page, cards) if main else None,
        by_suspect={number: options for number, options in of_suspects.items() if options},
        others=others,
        obstacles=_obstacles(verbs, [card.suspect for card in cards]),
        not_yet=verbs.not_yet,
        is_idle=main is None and not any(_asks(state, page) for state in page.states.values()),
    )


def _asks(state: str, page: CasePage) -> bool:
    return bool(CAPACITIES_ASKED[state] & page.who.capacities)


def most_pressing(verbs: AvailableVerbs, cards: Sequence[SuspectCard]) -> VerbOption | None:
    """The main act; where it is open on several suspects, about the one that is due first."""
    main = next((option for option in verbs.open_now if option.main), None)
    if main is None or main.suspect is None:
        return main
    due = {card.suspect.number: card.due_at for card in cards if card.due_at}
    same = [option for option in verbs.open_now if option.verb == main.verb]
    dated = [option for option in same if option.suspect in due]
    first = min(dated, key=lambda option: due[not_null(option.suspect)], default=main)
    return replace(first, main=True)


def _next_act(option: VerbOption, page: CasePage, cards: Sequence[SuspectCard]) -> NextAct:
    """The act with its date; without one where it answers something besides the turn."""
    asked = [n for n, state in page.states.items() if option.verb in VERBS_ASKED.get(state, ())]
    about = [option.suspect] if option.suspect in asked else asked
    for card in cards:
        if about == [card.suspect.number] and card.is_mine and card.due_at:
            return NextAct(option, card.due_at, card.due, card.is_hour)
    return NextAct(option, None, ("", ""), is_hour=False)


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
