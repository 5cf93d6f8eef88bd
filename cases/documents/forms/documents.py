"""Forms for adding, replacing and classifying documents."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cases.documents import file_types
from cases.documents.forms.police_only import MAX_REASON_CHARS, MUST_BE_REVEALED
from cases.models import MgForm
from people.models import Side
from people.web import fields
from people.web.audit_context import GuardedRequest
from people.web.why_changed import WhyChangedMixin

BATCH_ROWS = 3  # document types in one upload without script
KINDS_TAKEN = _(
    "Up to %(most)s PDF, Word (.docx), Excel (.xlsx), OpenDocument, JPEG, PNG or plain text files, "
    "or WAV or MP4 clips, each %(size)s or smaller. No passwords, macros or zip files."
)
ONE_TAKEN = _(
    "A PDF, Word (.docx), Excel (.xlsx), OpenDocument, JPEG, PNG or plain text file, or a WAV or "
    "MP4 clip, %(size)s or smaller. No password, macros or zip file."
)
SELECT_WHAT = _("Select what it is")


def max_files_at_once() -> int:
    """How many files one form may upload."""
    return settings.DOCUMENTS_AT_ONCE


def accepted_files_text() -> str:
    """Hint: which files may be added."""
    return KINDS_TAKEN % {"most": max_files_at_once(), "size": file_types.size_limit_text()}


def accepted_file_text() -> str:
    """Hint: which one file may be added."""
    return ONE_TAKEN % {"size": file_types.size_limit_text()}


class MgFormField(fields.Lookup):
    """Document type, from the list of MG forms."""

    def __init__(self, **kwargs: Any) -> None:
        error_messages = {"required": SELECT_WHAT, "invalid_choice": SELECT_WHAT}
        choices = [("", ""), *MgForm.choices]
        super().__init__(**{"choices": choices, "error_messages": error_messages, **kwargs})


class AddDocumentsForm(fields.Form):
    """Whether the police keep the files private; DocumentBatchForm has the files."""

    only_police = fields.Choices(
        label=_("Who can read these files? (optional)"),
        choices=[(Side.POLICE, _("Make them private to the police"))],
        hints={Side.POLICE: MUST_BE_REVEALED},
        required=False,
    )
    kept_because = fields.Reason(
        label=_("Why do you make them private to the police?"),
        rows=2,
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why you make them private to the police")},
    )
    conditional_fields = {"only_police": {Side.POLICE: ["kept_because"]}}

    def __init__(self, *args: Any, side: str | None, **kwargs: Any) -> None:
        """Leave the question out for the CPS."""
        super().__init__(*args, **kwargs)
        if side != Side.POLICE:
            self.conditional_fields = {}
            for name in ("only_police", "kept_because"):
                del self.fields[name]


class SendDocumentsForm(AddDocumentsForm):
    """Files of one document type, as another system uploads them."""

    mg_form = MgFormField(label=_("What is it?"))
    documents = fields.Files(
        label=_("Which files?"), error_messages={"required": _("Select at least one file")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("documents", fields.Files).most = max_files_at_once()


class DocumentBatchForm(fields.RowForm):
    """Files of one document type."""

    mg_form = MgFormField(label=_("What is it?"))
    documents = fields.Files(
        label=_("Which files?"), error_messages={"required": _("Select at least one file")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("documents", fields.Files).most = max_files_at_once()


class BaseDocumentBatchFormSet(fields.RowFormSet):
    """Files of several document types, uploaded together."""

    noun = _("Document type %(n)s")

    def clean(self) -> None:
        """Limit the number of files over all rows."""
        if len(self.answered) > max_files_at_once():
            field = self.forms[0].fields["documents"]
            message = field.error_messages["too_many"] % {"most": max_files_at_once()}
            self.forms[0].add_error("documents", message)

    @property
    def answered(self) -> list[tuple["UploadedFile[bytes]", str]]:
        """[(file, code of its document type)] of every row with files."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [(file, row.get("mg_form")) for row in rows for file in row.get("documents", ())]


DocumentBatchFormSet = fields.row_formset_class(
    DocumentBatchForm,
    formset=BaseDocumentBatchFormSet,
    extra=BATCH_ROWS - 1,
    min_num=1,
    max_num=BATCH_ROWS,
    absolute_max=BATCH_ROWS,
)


def document_batches_from_request(request: GuardedRequest) -> BaseDocumentBatchFormSet:
    """The formset from the request; an unbound page may preset one document type."""
    wanted = request.GET.get("form", "")
    start = [{"mg_form": wanted}] if wanted in MgForm.values else None
    return DocumentBatchFormSet(
        request.POST or None, request.FILES or None, prefix="batch", initial=start
    )


class ReplaceDocumentForm(fields.Form):
    """The newer file, and why it replaces the earlier one."""

    file = fields.File(label=_("Which file?"))
    because = fields.Reason(
        label=_("Why do you replace it?"),
        help_text=_("Everyone who can read the document can read the reason."),
        max_length=1000,
        error_messages={"required": _("Enter why you replace it")},
    )


class ClassifyDocumentForm(WhyChangedMixin, fields.EditForm):
    """The document type."""

    columns = {"mg_form": "form"}

    mg_form = MgFormField(label=_("What is this document?"))
