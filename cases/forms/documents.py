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
        told = {"most": MOST, "size": files.largest()}
        self.fields["documents"].help_text = KINDS_TAKEN % told


KINDS_TAKEN = _(
    "Up to %(most)s PDF, Word (.docx), Excel (.xlsx), OpenDocument, JPEG, PNG or plain text files, "
    "each %(size)s or smaller. No passwords, macros or zip files."
)
