"""The verbs found for a case page, and the links offered for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.urls import reverse
from django.utils.functional import Promise

from cases.next_steps import next_step_text
from cases.states import MOVES, State
from cases.verb_labels import VERB_LABELS
from people.models import Side

ITEM_PAGE = {"accept_answer": "see-item"}  # offers both ways to judge an answer

VerbRefusal = tuple[str | Promise, bool] | None  # (reason, whether it is because of the state)


@dataclass(frozen=True)
class VerbOption:
    """
    A verb open to the reader: label, URL, and whether it is the main (green) button.

    about: whom or what it is about, where there are several. suspect: the number of the suspect
    whom alone it is about.
    """

    verb: str
    label: str
    address: str
    about: str = ""
    suspect: int | None = None
    main: bool = False

    @property
    def text(self) -> str:
        return f"{self.label}: {self.about}" if self.about else self.label


@dataclass(frozen=True)
class VerbNotYet:
    """A verb the reader's capacity allows but the state does not yet; and why."""

    text: str
    because: list[str]


@dataclass
class VerbFindings:
    """The rows on which one verb is open, and the reasons why it is not on others."""

    options: dict[tuple[str, str], int | None] = field(default_factory=dict)
    because: list[str] = field(default_factory=list)
    obstacles: dict[int, str] = field(default_factory=dict)  # {number of a suspect: first reason}

    def add(
        self, refusal: VerbRefusal, address: str, about: str = "", suspect: int | None = None
    ) -> None:
        """Record one finding.

        Args:
            refusal: (reason, whether it is because of the state), or None if open. One because of
                the reader's capacity is dropped.
            suspect: the number of the suspect that was looked at. What is open on several at one
                address is about none of them alone.
        """
        if refusal is None:
            alone = self.options.setdefault((about, address), suspect) == suspect
            self.options[about, address] = suspect if alone else None
        elif refusal[1]:
            if str(refusal[0]) not in self.because:
                self.because.append(str(refusal[0]))
            if suspect is not None:
                self.obstacles.setdefault(suspect, str(refusal[0]))

    def as_options(self, verb: str, label: str) -> list[VerbOption]:
        return [
            VerbOption(verb, label, address, about, suspect)
            for (about, address), suspect in self.options.items()
        ]


def verb_label(verb: str, states: Iterable[str]) -> str:
    """
    The words of a verb on the page of a case whose suspects are in these states.

    To refer suspects who were all returned is to send them again, in the words of the next step.
    """
    referable = {each for each in states if each in MOVES["write_referral"]}
    if verb == "write_referral" and referable == {State.RETURNED}:
        return str(next_step_text(State.RETURNED, Side.POLICE))
    return str(VERB_LABELS[verb])


class RowWithKey(Protocol):
    """A row, or what stands for one on the page."""

    @property
    def pk(self) -> object: ...


def verb_address(verb: str, row: RowWithKey) -> str:
    """The address of the page on which this verb is done to the row."""
    return reverse(ITEM_PAGE.get(verb) or verb.replace("_", "-"), args=[row.pk])
