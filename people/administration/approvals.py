"""The agreement of a second person, without which nothing that lets someone read more is done."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Approval:
    """
    That a second person agreed to one act, or that it was an emergency.

    Made by people.administration.actions.proposals alone; each act that widens access takes one.
    proposal_id: None while the act is tried, to be rolled back.
    """

    act: str
    proposal_id: UUID | None

    def check(self, act: str) -> None:
        """Raise PermissionError if this is the approval of another act: a fault of the program."""
        if self.act != act:
            raise PermissionError(f"{act} was called with an approval of {self.act}.")
