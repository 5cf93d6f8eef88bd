"""Proportions of answered action plans that led to a charge: all, by category, and by late asks."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Category
from pilots.measures.event_kinds import PLAN_KIND
from pilots.measures.proportion_definitions import (
    NOT_KNOWN_YET,
    EventDays,
    PartWords,
    Proportion,
    yes_no_answers,
)

ANSWERED_CHARGED = "answered-charged"
LABEL = _("Answered plan led to a charge")
DEFINITION = _(
    "Plans of which every action that was not cancelled has been answered, about a suspect against "
    "whom the decision in force is to charge."
)
DAYS_TO_DECISION = EventDays(
    _("Middle of the days from the last answer to the decision"),
    _(
        "Days of an answered plan: from its last answer until the first charge authorised since, "
        "or, where no one was charged, until the last of the other decisions. A decision made "
        "before the last answer has none."
    ),
)
PARTS: dict[str, str | Promise] = {
    **{each.value.lower(): each.label for each in Category},
    "late": _("With a late ask"),
    "not-late": _("Asks for gaps, none of them late"),
}
PLAN_PARTS = PartWords(
    _("By category of action and by late asks"),
    _(
        "A plan counts in each category of its actions, so they do not add up. The newest period "
        "with enough of them; each leads to its own page."
    ),
    _("Plans"),
)


def _answered_plans(
    code: str, label: Promise, definition: Promise, part: str | Promise = ""
) -> Proportion:
    return Proportion(
        code,
        PLAN_KIND,
        label,
        definition,
        _(
            "Of answered plans that led to a charge, and those whose suspects all have another "
            "decision"
        ),
        yes_no_answers(_("Led to a charge"), _("No charge"), NOT_KNOWN_YET),
        days=DAYS_TO_DECISION,
        part_words=None if part else PLAN_PARTS,
        part_of=ANSWERED_CHARGED if part else "",
        part=part,
    )


ANSWERED_PLAN_PROPORTIONS = (
    _answered_plans(ANSWERED_CHARGED, LABEL, DEFINITION),
    *(
        _answered_plans(
            f"{ANSWERED_CHARGED}-{code}",
            format_lazy("{}: {}", LABEL, words),
            format_lazy("{} {}: {}.", DEFINITION, _("Of these, the plans of one part"), words),
            words,
        )
        for code, words in PARTS.items()
    ),
)
