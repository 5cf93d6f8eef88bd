"""What the managers of the unit that a case is offered to may do about the offer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Transfer, TransferStatus
from cases.permissions.stage import has_status
from cases.permissions.who import for_managers
from people.access import Rules, Standing

TRANSFER_NOW: dict[str, Promise] = {
    TransferStatus.ACCEPTED: _("This transfer has been accepted already: your unit has the case."),
    TransferStatus.DECLINED: _("This transfer has been declined already."),
    TransferStatus.WITHDRAWN: _(
        "The unit that offered this case has withdrawn the offer, so the case stays there."
    ),
    TransferStatus.OVERTAKEN: _("The case went to a unit by another way meanwhile."),
}


def what_became_of_it(who: Standing, transfer: Transfer) -> str | Promise:
    """What became of the transfer."""
    return TRANSFER_NOW[transfer.status]


waits = has_status(TransferStatus.PROPOSED, reason=what_became_of_it)

TRANSFER = Rules(
    {
        "see_transfer": [for_managers],
        "accept_transfer": [for_managers, waits],
        "decline_transfer": [for_managers, waits],
    }
)
