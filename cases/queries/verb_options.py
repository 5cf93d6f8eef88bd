"""What is found about each verb on a case, and the links that a reader is offered."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

ITEM_PAGE = {"accept_answer": "see-item"}  # where both ways of judging an answer are offered

VerbRefusal = tuple[str | Promise, bool] | None  # the reason, and whether it is the stage


@dataclass(frozen=True)
class VerbOption:
    """Something the reader may do: the words, the address, and whether it is the green button."""

    verb: str
    text: str
    address: str
    main: bool = False


@dataclass(frozen=True)
class VerbNotYet:
    """Something the reader could do, were it not for the stage; and why not."""

    text: str
    because: list


@dataclass
class VerbFindings:
    """What has been found about one verb: the rows it is open on, and why it is not on others."""

    options: list[tuple[str, str]] = field(default_factory=list)  # (about whom, address)
    because: list[str] = field(default_factory=list)

    def add(self, refusal: VerbRefusal, address: str, about: str = "") -> None:
        """refusal: (reason, is it the stage), or None. Who may never do it is told nothing."""
        if refusal is None:
            if (about, address) not in self.options:
                self.options.append((about, address))
        elif refusal[1] and str(refusal[0]) not in self.because:
            self.because.append(str(refusal[0]))


def verb_address(verb: str, row: Any) -> str:
    return reverse(ITEM_PAGE.get(verb) or verb.replace("_", "-"), args=[row.pk])
