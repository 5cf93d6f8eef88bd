"""Permission tables: verb -> tests, each with the sentence that is shown when it fails."""

from collections.abc import Callable, Collection, Mapping, Sequence
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

EVERY_CHANGE = frozenset({"every change"})  # for Rules(fresh=): all verbs that do not only read
READING_VERBS = ("see_", "read_")

NOT_AT_THIS_STAGE = _(
    "This cannot be done at this stage."
)  # where the reason tells of the row itself


class PermissionTest(Protocol):
    """A test of the caller, and mostly of a row, labelled with its reason by refusal_reason()."""

    reason: RefusalReason
    stage: bool
    refuses_when: str

    # Each table's tests take a caller and the row that the table is about.
    def __call__(self, *asked: Any) -> bool: ...


class Refused(PermissionDenied):
    """
    The caller may not do this. str() is the reason to show the caller: `message`, or else `reason`.

    reason: for the audit log; contains nothing from a case.
    is_stage: the caller may do this, but not at this stage, or not with this input.
    version: the row's current version, where the form was about an earlier one.
    afterwards: called once the transaction is rolled back, to write what must remain of it.
    """

    def __init__(
        self,
        reason: str | Promise,
        is_stage: bool = False,
        version: int | None = None,
        message: str | Promise | None = None,
        afterwards: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason, self.is_stage, self.version = reason, is_stage, version
        self.message, self.afterwards = message or reason, afterwards

    def __str__(self) -> str:
        return str(self.message)


class RefusedRows(Refused):
    """
    Nothing of an act about several rows was done, because some of them refuse it.

    rows: {what the form calls the row: its own refusal}. reason: of the act as a whole.
    """

    def __init__(
        self,
        reason: str | Promise,
        rows: Mapping[str, Refused],
        message: str | Promise | None = None,
        afterwards: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(reason, is_stage=True, message=message, afterwards=afterwards)
        self.rows = rows


class Unreadable(Exception):
    """A row the caller may read cannot be read at present. reason: the sentence to show them."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


class Stale(Exception):
    """
    Optimistic lock failure: the row changed since the form was opened.

    differences: [(label, theirs, yours)]. version: the row's current version, for the form that
    is shown again.
    """

    def __init__(self, differences: Sequence[FieldDifference], version: int | None = None) -> None:
        super().__init__(differences)
        self.differences, self.version = differences, version


def refusal_reason(
    reason: RefusalReason, stage: bool = False, *, refuses_when: str = ""
) -> Callable[[TestFunction], TestFunction]:
    """
    Label a permission test with the sentence to show when it fails.

    reason: a lazily translated sentence, or a function of the test's own arguments that returns
    one; it may use only facts that the caller may see. stage: the test is about the state of the
    row, not about the caller. refuses_when: for docs/states.md, when the test refuses; needed where
    the reason is a function, and so differs from row to row.
    """

    def label(test: TestFunction) -> TestFunction:
        marked = cast(PermissionTest, test)
        marked.reason, marked.stage, marked.refuses_when = reason, stage, refuses_when
        return test

    return label


class Rules(dict[str, Sequence[PermissionTest]]):
    """
    A permission table: verb -> the tests that must all pass.

    Tests of the caller run before tests of the stage, whatever their order in the table, so that
    a refusal never reveals the stage of a row to a caller who could not do this at any stage.

    fresh: the verbs for which a person must have signed in, or confirmed who they are, a short
    while ago (people/web/fresh_authentication.py); or EVERY_CHANGE.
    """

    def __init__(
        self,
        table: Mapping[str, Sequence[Callable[..., bool]]],
        *,
        fresh: Collection[str] = frozenset(),
    ) -> None:
        super().__init__(cast(Mapping[str, Sequence[PermissionTest]], table))
        for verb, tests in table.items():
            if not tests:
                raise ValueError(f"{verb} is open to everybody: give it a test")
        self.fresh = fresh

    def asks_fresh(self, verb: str) -> bool:
        """Whether a person confirms who they are before this verb, if they did not just now."""
        if self.fresh is EVERY_CHANGE:
            return not verb.startswith(READING_VERBS)
        return verb in self.fresh

    def check(self, who: Asker, verb: str, row: object, stages: bool = True) -> None:
        """Raise Refused with the first failing reason. stages: run the stage tests too."""
        test = self._failing(who, verb, row, stages)
        if test is not None:
            reason = NOT_AT_THIS_STAGE if callable(test.reason) else test.reason
            raise Refused(reason, test.stage, message=self.reason(test, who, row))

    def refusal(
        self, who: Asker, verb: str, row: object, stages: bool = True
    ) -> tuple[str | Promise, bool] | None:
        """(reason, is_stage) of the first test that fails, or None when all pass."""
        test = self._failing(who, verb, row, stages)
        return None if test is None else (self.reason(test, who, row), test.stage)

    def _failing(self, who: Asker, verb: str, row: object, stages: bool) -> PermissionTest | None:
        for test in sorted(self[verb], key=lambda test: test.stage):
            if test.stage and not stages:
                return None
            if not self.passes(test, who, row):
                return test
        return None

    def allowed_verbs(self, who: Asker, row: object) -> frozenset[str]:
        """The verbs that pass all their tests now; pages show a button for each."""
        return frozenset(verb for verb in self if self.refusal(who, verb, row) is None)

    def stage_refusals(self, who: Asker, row: object) -> dict[str, str | Promise]:
        """{verb: reason} for the verbs that only a stage test refuses."""
        refusals = ((verb, self.refusal(who, verb, row)) for verb in self)
        return {verb: refusal[0] for verb, refusal in refusals if refusal and refusal[1]}

    def passes(self, test: PermissionTest, who: Asker, row: object) -> bool:
        return test(who, row)

    def reason(self, test: PermissionTest, who: Asker, row: object) -> str | Promise:
        return test.reason(who, row) if callable(test.reason) else test.reason


class SiteRules(Rules):
    """A permission table for pages about no row: its tests take the scope alone."""

    def check(self, scope: Asker, verb: str, row: object = None, stages: bool = True) -> None:
        super().check(scope, verb, row, stages=stages)

    def allowed_verbs(self, scope: Asker, row: object = None) -> frozenset[str]:
        return super().allowed_verbs(scope, row)

    def passes(self, test: PermissionTest, scope: Asker, row: object) -> bool:
        return test(scope)

    def reason(self, test: PermissionTest, scope: Asker, row: object) -> str | Promise:
        return test.reason(scope) if callable(test.reason) else test.reason
