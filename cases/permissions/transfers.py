"""Permission table of case offers, for managers of the receiving unit."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Transfer, TransferStatus
from cases.permissions.capacity_tests import for_managers
from cases.permissions.state_tests import has_status
from people.access.scopes import Rules, Standing

TRANSFER_STATUS_TEXT: dict[str, Promise] = {
    TransferStatus.ACCEPTED: _("This transfer has been accepted already: your unit has the case."),
    TransferStatus.DECLINED: _("This transfer has been declined already."),
    TransferStatus.WITHDRAWN: _(
        "The unit that offered this case has withdrawn the offer, so the case stays there."
    ),
    TransferStatus.OVERTAKEN: _("The case went to a unit by another way meanwhile."),
}


def why_transfer_is_closed(who: Standing, transfer: Transfer) -> str | Promise:
    """Reason why the transfer's status closes a verb."""
    return TRANSFER_STATUS_TEXT[transfer.status]


is_transfer_waiting = has_status(TransferStatus.PROPOSED, reason=why_transfer_is_closed)

TRANSFER = Rules(
    {
        "see_transfer": [for_managers],
        "accept_transfer": [for_managers, is_transfer_waiting],
        "decline_transfer": [for_managers, is_transfer_waiting],
    }
)
