"""The question why no offence of like conduct under the other Act covers days across 1 May 2004."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cases.decisions.counts import StatedCount
from cases.offences.alleged_days import Verdict
from cases.offences.queries.offence_table import judge
from people.web import fields

NOT_ACROSS = _(
    "Delete this. It is only for days across 1 May 2004 and an offence that is charged under both "
    "Acts"
)
NONE_COVERS = _(
    "If none of these covers what was done, say why below. You can then charge it alone, or "
    "another offence of the other Act beside it."
)


def other_act_reason() -> fields.Reason:
    """The field in which a prosecutor says why none of those offences covers what was done."""
    return fields.Reason(
        label=_("Why does no such offence under the other Act cover it? (optional)"),
        help_text=_(
            "Only where you charge none of the offences that are named for the other Act. Say what "
            "in the conduct none of them covers. Whoever reads the charge reads it too."
        ),
        rows=3,
        max_length=4000,
        required=False,
    )


def check_other_act_reason(form: fields.Form, counts: Sequence[StatedCount]) -> None:
    """Add an error to the question where it is answered of a first count that needs no answer."""
    first = counts[0]
    is_asked = judge(first.offence_id, first.from_on, first.to_on).verdict == Verdict.ALTERNATIVE
    if first.other_act_because and not is_asked:
        form.add_error("other_act_because", NOT_ACROSS)
