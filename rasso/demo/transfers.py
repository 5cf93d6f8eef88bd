"""Demo cases offered by one CPS unit to another: waiting, declined and accepted."""

from collections.abc import Callable
from typing import Any

from cases.allocation.actions import allocations, transfers
from cases.models import Transfer
from cases.referrals.actions import referrals
from cases.states import State
from rasso.demo import texts
from rasso.demo.cast import Pair
from rasso.demo.simulated_time import Road, hours
from rasso.demo.stories import Story

ENDINGS = ("waiting", "declined", "accepted")


class TransferStory(Story):
    """A case offered to the CPS unit of another pair. ending: waiting, declined or accepted."""

    def __init__(self, *args: Any, other: Pair, ending: str, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.other, self.ending = other, ending

    def road(self) -> Road:
        self.open_case()
        yield self.wait(1, 4)
        self.write()
        yield hours(3)
        self.sign_off()
        yield hours(5)
        self.do("assistant", referrals.accept_referral, referral=self.referral)
        yield hours(2)
        self.allocate()
        yield self.wait(1, 3)
        self.do(
            "manager", transfers.propose_transfer, case=self.case, to=self.other.cps,
            reason=texts.TRANSFER,
        )  # fmt: skip
        yield self.wait(0.2, 1)
        yield from self.answered_by_the_other()

    def answered_by_the_other(self) -> Road:
        transfer = Transfer.objects.unscoped("demo").get(case=self.case)
        if self.ending == "declined":
            self.there(
                "manager", transfers.decline_transfer, transfer=transfer, reason=texts.NO_ROOM
            )
        if self.ending == "accepted":
            self.there("manager", transfers.accept_transfer, transfer=transfer)
            yield hours(2)
            lawyer = self.other.people["prosecutor"]
            self.there(
                "manager", allocations.allocate_case, case=self.case, to=lawyer,
                suspects=self.in_state(State.READY_TO_ALLOCATE),
            )  # fmt: skip

    def there(self, role: str, action: Callable[..., object], **arguments: object) -> None:
        """Run an action as the person with this role in the other pair."""
        home, self.pair = self.pair, self.other
        self.do(role, action, **arguments)
        self.pair = home
