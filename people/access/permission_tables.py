"""How a permission table reads: verb -> tests, each with the sentence we show when it fails."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from people.access.scopes import Scope, Standing

RefusalReason = (
    str | Promise | Callable[..., str | Promise]
)  # or what makes it, of a test's arguments
TestsByVerb = dict[str, Sequence[Callable[..., bool]]]  # verb -> its tests, before it is Rules
TestFunction = TypeVar("TestFunction", bound=Callable[..., bool])
Asker: TypeAlias = "Scope | Standing"
FieldDifference = tuple[str | Promise, object, object]  # (label or question, theirs, yours)

NOT_AT_THIS_STAGE = _(
    "This cannot be done at this stage."
)  # where the reason tells of the row itself


class PermissionTest(Protocol):
    """A function of who asks, and mostly of a row, that because() has given its reason."""

    reason: RefusalReason
    stage: bool

    def __call__(self, *asked: Any) -> bool: ...


class Refused(PermissionDenied):
    """
    The answer is no; str() is the reason we would give the person asking, told or else reason.

    reason: what the log keeps, and nothing of what a case holds.
    is_stage: the person may do this, but not at this stage, or not with what they typed.
    version: the row's version now, where the form was about an earlier one.
    afterwards: what is still to be written once the act has been undone, as the denial is.
    """

    def __init__(
        self,
        reason: str | Promise,
        is_stage: bool = False,
        version: int | None = None,
        told: str | Promise | None = None,
        afterwards: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason, self.is_stage, self.version = reason, is_stage, version
        self.told, self.afterwards = told or reason, afterwards

    def __str__(self) -> str:
        return str(self.told)


class Unreadable(Exception):
    """What may be read cannot be now, through no fault of whoever asks. reason: what is told."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


class Stale(Exception):
    """
    The row is no longer what the form showed: [(label, theirs, yours)] for what differs.

    version is the row's version now, so that a form shown again may be sent again knowingly.
    """

    def __init__(self, differences: Sequence[FieldDifference], version: int | None = None) -> None:
        super().__init__(differences)
        self.differences, self.version = differences, version


def refusal_reason(
    reason: RefusalReason, stage: bool = False
) -> Callable[[TestFunction], TestFunction]:
    """
    Give a test the sentence we show when it fails, made only of facts the asker may see.

    reason: a (lazily translated) sentence, or a function of the test's own arguments that
    makes one. stage: the test asks how far the row has come, not who is asking.
    """

    def label(test: TestFunction) -> TestFunction:
        marked = cast(PermissionTest, test)
        marked.reason, marked.stage = reason, stage
        return test

    return label


class Rules(dict[str, Sequence[PermissionTest]]):
    """
    A permission table: verb -> the tests that must all pass.

    Tests of who is asking come before tests of the stage, whatever their order in the
    table, so that nobody learns the stage of something they could never do.
    """

    def __init__(self, table: Mapping[str, Sequence[Callable[..., bool]]]) -> None:
        super().__init__(cast(Mapping[str, Sequence[PermissionTest]], table))
        for verb, tests in table.items():
            if not tests:
                raise ValueError(f"{verb} is open to everybody: give it a test")

    def check(self, who: Asker, verb: str, row: Any, stages: bool = True) -> None:
        """Raise Refused, with the first failing reason, unless this standing may do verb now."""
        test = self._failing(who, verb, row, stages)
        if test is not None:
            reason = NOT_AT_THIS_STAGE if callable(test.reason) else test.reason
            raise Refused(reason, test.stage, told=self.reason(test, who, row))

    def refusal(
        self, who: Asker, verb: str, row: Any, stages: bool = True
    ) -> tuple[str | Promise, bool] | None:
        """(reason, is it the stage) of the first test that fails, or None when all pass."""
        test = self._failing(who, verb, row, stages)
        return None if test is None else (self.reason(test, who, row), test.stage)

    def _failing(self, who: Asker, verb: str, row: Any, stages: bool) -> PermissionTest | None:
        for test in sorted(self[verb], key=lambda test: test.stage):
            if test.stage and not stages:
                return None
            if not self.passes(test, who, row):
                return test
        return None

    def open_to(self, who: Asker, row: Any) -> frozenset[str]:
        """The verbs open now: what a page asks before it shows a button."""
        return frozenset(verb for verb in self if self.refusal(who, verb, row) is None)

    def closed(self, who: Asker, row: Any) -> dict[str, str | Promise]:
        """{verb: reason} for what this standing could do, were it not for the stage."""
        refusals = ((verb, self.refusal(who, verb, row)) for verb in self)
        return {verb: told[0] for verb, told in refusals if told is not None and told[1]}

    def passes(self, test: PermissionTest, who: Asker, row: Any) -> bool:
        return test(who, row)

    def reason(self, test: PermissionTest, who: Asker, row: Any) -> str | Promise:
        return test.reason(who, row) if callable(test.reason) else test.reason


class SiteRules(Rules):
    """A table for pages about no row: its tests ask the scope itself what the person holds."""

    def check(self, scope: Asker, verb: str, row: object = None, stages: bool = True) -> None:
        super().check(scope, verb, row, stages=stages)

    def open_to(self, scope: Asker, row: object = None) -> frozenset[str]:
        return super().open_to(scope, row)

    def passes(self, test: PermissionTest, scope: Asker, row: object) -> bool:
        return test(scope)

    def reason(self, test: PermissionTest, scope: Asker, row: object) -> str | Promise:
        return test.reason(scope) if callable(test.reason) else test.reason
