"""What a directory is refused, with the status and the keyword of SCIM (RFC 7644, 3.12)."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused

NOT_A_DIRECTORY = _("This is for the directory of an agency.")
ADDRESS_TAKEN = _("There is an account with this userName already, or it cannot be used.")
ID_TAKEN = _("Another person of this directory has this externalId.")
NOT_FILTERED = _("Filter by userName, externalId, id or active with eq, joined by and.")
NOT_SCIM = _("Send application/scim+json.")
STAYS = _("active cannot be removed: say true or false.")
NOT_A_LINE = _("A text must be one line of at most 200 characters.")
NOT_A_NAME = _("A name must have no hidden characters, and letters of one alphabet in each word.")
NOT_AN_ADDRESS = _("userName must be the person’s work email address.")
CHANGED_SINCE = _("The person was changed since. Read them again.")
TOO_MANY_ENDED = _(
    "This directory has deactivated many accounts within an hour, so no more are now. The "
    "administrators were told."
)
# What is wrong with a request that SCIM's own rules refuse, by SCIM's keyword.
WRONG_BY_KIND: dict[str, str | Promise] = {
    "invalidFilter": _("The filter cannot be read, or names an attribute that is not here."),
    "invalidPath": _("The path of an operation names no attribute of a person."),
    "invalidSyntax": _("The body is not a message of SCIM (RFC 7644)."),
    "invalidValue": _("A value is missing, or is not of the kind that the schema says."),
    "mutability": _("This attribute cannot be changed."),
    "noTarget": _("The path of an operation leads to no value."),
    "tooMany": _("This asks for more than is answered at once."),
    "uniqueness": _("Another person has this value."),
}


class DirectoryRefusal(Refused):
    """A refusal with its HTTP status, SCIM keyword and seconds to wait."""

    def __init__(
        self,
        status: int,
        reason: str | Promise,
        scim_type: str = "",
        *,
        wait: int = 0,
        afterwards: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(reason, afterwards=afterwards)
        self.status, self.scim_type, self.wait = status, scim_type, wait
