"""The verbs found for a case page, and the links offered for them."""

from dataclasses import dataclass, field
from typing import Protocol

from django.urls import reverse
from django.utils.functional import Promise

ITEM_PAGE = {"accept_answer": "see-item"}  # offers both ways to judge an answer

VerbRefusal = tuple[str | Promise, bool] | None  # (reason, whether it is because of the state)


@dataclass(frozen=True)
class VerbOption:
    """A verb open to the reader: label, URL, and whether it is the main (green) button."""

    verb: str
    text: str
    address: str
    main: bool = False


@dataclass(frozen=True)
class VerbNotYet:
    """A verb the reader's capacity allows but the state does not yet; and why."""

    text: str
    because: list[str]


@dataclass
class VerbFindings:
    """The rows on which one verb is open, and the reasons why it is not on others."""

    options: list[tuple[str, str]] = field(default_factory=list)  # (about whom, URL)
    because: list[str] = field(default_factory=list)

    def add(self, refusal: VerbRefusal, address: str, about: str = "") -> None:
        """Record one finding.

        Args:
            refusal: (reason, whether it is because of the state), or None if open. One because of
                the reader's capacity is dropped.
        """
        if refusal is None:
            if (about, address) not in self.options:
                self.options.append((about, address))
        elif refusal[1] and str(refusal[0]) not in self.because:
            self.because.append(str(refusal[0]))


class RowWithKey(Protocol):
    """A row, or what stands for one on the page."""

    @property
    def pk(self) -> object: ...


def verb_address(verb: str, row: RowWithKey) -> str:
    """The address of the page on which this verb is done to the row."""
    return reverse(ITEM_PAGE.get(verb) or verb.replace("_", "-"), args=[row.pk])
