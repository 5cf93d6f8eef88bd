"""What is asked of somebody who adds documents."""

from django.utils.translation import gettext_lazy as _

from cases import files
from people import fields

MOST = 5


class AddDocuments(fields.Form):
    documents = fields.Files(
        label=_("Which files do you want to add?"),
        most=MOST,
        error_messages={"required": _("Select at least one file")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].help_text = taken()


def taken():
    """Which files may be added, as the hint beneath the question says it."""
    return KINDS_TAKEN % {"most": MOST, "size": files.largest()}


KINDS_TAKEN = _(
    "Up to %(most)s PDF, Word (.docx), Excel (.xlsx), OpenDocument, JPEG, PNG or plain text files, "
    "each %(size)s or smaller. No passwords, macros or zip files."
)
