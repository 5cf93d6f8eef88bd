"""Form to replay another period."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from people.web import fields
from pilots.queries.period_replay_text import TRIED_PERIOD_LENGTHS


class TryPeriodForm(fields.FilterForm):
    place = fields.Lookup(label=_("Where?"), required=False)
    urgency = fields.Lookup(
        label=_("For which referrals?"), choices=Urgency.choices,
        error_messages={"required": _("Select the referrals")},
    )  # fmt: skip
    length = fields.Choice(
        label=_("How long should the period be?"), choices=TRIED_PERIOD_LENGTHS.items(),
        help_text=_("Next to the period that is in force, in whole hours or days."),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Select how long the period should be")
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("place", places)
