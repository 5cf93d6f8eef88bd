from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MgForm(models.TextChoices):
    """
    Document type, by the list of MG forms that police and prosecutors file by.

    Source: the forms in the CPS's public document lists, with the names that police guides give
    them. No published guide names MG0 or MG22, so they have only their numbers.
    """

    MG0 = "MG0", "MG0"
    MG1 = "MG1", _("MG1: file front sheet")
    MG2 = "MG2", _("MG2: special measures assessment")
    MG3 = "MG3", _("MG3: report for a charging decision")
    MG4 = "MG4", _("MG4: charges")
    MG4A = "MG4A", _("MG4A: bail, granted or varied")
    MG4B = "MG4B", _("MG4B: request to vary bail")
    MG4C = "MG4C", _("MG4C: surety or security")
    MG4D = "MG4D", _("MG4D: postal requisition, youth")
    MG4E = "MG4E", _("MG4E: postal requisition, adult")
    MG4F = "MG4F", _("MG4F: letter that no further action is taken")
    MG5 = "MG5", _("MG5: police report")
    MG6 = "MG6", _("MG6: case file information")
    MG6A = "MG6A", _("MG6A: briefing before interview")
    MG6B = "MG6B", _("MG6B: officer misconduct")
    MG6C = "MG6C", _("MG6C: schedule of unused material, not sensitive")
    MG6D = "MG6D", _("MG6D: schedule of unused material, sensitive")
    MG6E = "MG6E", _("MG6E: disclosure officer’s report")
    MG7 = "MG7", _("MG7: remand application")
    MG8 = "MG8", _("MG8: breach of bail")
    MG9 = "MG9", _("MG9: witness list")
    MG10 = "MG10", _("MG10: witness non-availability")
    MG11 = "MG11", _("MG11: witness statement")
    MG12 = "MG12", _("MG12: exhibit list")
    MG14 = "MG14", _("MG14: conditional caution")
    MG15 = "MG15", _("MG15: record of interview")
    MG16 = "MG16", _("MG16: bad character evidence")
    MG18 = "MG18", _("MG18: offences taken into consideration")
    MG19 = "MG19", _("MG19: compensation claim")
    MG20 = "MG20", _("MG20: further evidence or information")
    MG21 = "MG21", _("MG21: submission of forensic exhibits")
    MG21A = "MG21A", _("MG21A: additional submission of forensic exhibits")
    MG22 = "MG22", "MG22"
    PNC_PRINT = "PNC_PRINT", _("PNC print")
    DV_CHECKLIST = "DV_CHECK", _("Domestic abuse checklist")
    OTHER = "OTHER", _("Something else")


# What a reader must know before passing on a document of this kind. Source: the CPS's public
# repository of MG forms (MG2); CPIA 1996, the Code of Practice under Part II, on the schedules.
CAUTIONS: dict[str, Promise] = {
    MgForm.MG2: _("Not disclosable to the defence."),
    MgForm.MG6C: _("Disclosure schedule. It goes to the defence."),
    MgForm.MG6D: _("Disclosure schedule of sensitive material."),
    MgForm.MG6E: _("Disclosure report: what may undermine the prosecution or assist the accused."),
}
