"""
Proportions of requests for records of counselling or support.

Source: Victims and Prisoners Act 2024, s.30: what ss.44A to 44F of the Police, Crime, Sentencing
and Courts Act 2022 do is to be reviewed, so it is counted how often these records are asked for,
refused, and asked for against the presumption.
"""

from django.utils.translation import gettext_lazy as _

from people.models import Side
from pilots.measures.event_kinds import COUNSELLING_PROPOSAL_KIND, COUNSELLING_REQUEST_KIND
from pilots.measures.proportion_definitions import NOT_KNOWN_YET, Proportion, yes_no_answers

COUNSELLING_PROPORTIONS = (
    Proportion(
        "counselling-refused",
        COUNSELLING_PROPOSAL_KIND,
        _("Counselling records: refused by the manager"),
        _(
            "Proposals to ask for records of counselling or support that a manager did not "
            "approve. The police do not learn of them."
        ),
        _("Of proposals that a manager has decided on"),
        yes_no_answers(_("Not approved"), _("Approved"), NOT_KNOWN_YET),
        side=Side.CPS,
    ),
    Proportion(
        "counselling-displaced",
        COUNSELLING_REQUEST_KIND,
        _("Counselling records: the presumption was displaced"),
        _(
            "Requests about which the police recorded that the records may be asked for, although "
            "the law presumes that this is not necessary and proportionate."
        ),
        _("Of requests that were decided on, or whose action was answered or cancelled before"),
        yes_no_answers(_("Displaced"), _("Not decided"), NOT_KNOWN_YET),
    ),
    Proportion(
        "counselling-asked",
        COUNSELLING_REQUEST_KIND,
        _("Counselling records: asked for"),
        _("Requests that the police made to whoever holds the records."),
        _("Of requests that were made, or whose action was answered or cancelled before"),
        yes_no_answers(_("Asked for"), _("Not asked for"), NOT_KNOWN_YET),
    ),
    Proportion(
        "counselling-withdrawn",
        COUNSELLING_REQUEST_KIND,
        _("Counselling records: withdrawn before they were asked for"),
        _("Requests whose action was cancelled before the police asked for the records."),
        _("Of requests that were made, or whose action was answered or cancelled before"),
        yes_no_answers(_("Withdrawn"), _("Not withdrawn"), NOT_KNOWN_YET),
    ),
)
