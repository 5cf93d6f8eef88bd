"""
Forms of API calls about what has a number of its own, beside the version of its suspect.

A proposed decision is reworded, and the report of a charge corrected, without a new version of the
suspect. A page carries the number in a hidden field; a call names the one that was read.
"""

from cases.decisions.forms.charges import (
    AcceptChargeReportForm,
    CorrectChargeReportForm,
    QueryChargeReportForm,
)
from cases.decisions.forms.decisions import CountersignDecisionForm, DeclineDecisionForm
from cases.forms.read_numbers import NumberReadForm


class CorrectChargeReportApiForm(NumberReadForm, CorrectChargeReportForm):
    """As the page's, with the number of the report that it corrects."""


class AcceptChargeReportApiForm(NumberReadForm, AcceptChargeReportForm):
    """As the page's, with the number of the report that was read."""


class QueryChargeReportApiForm(NumberReadForm, QueryChargeReportForm):
    """As the page's, with the number of the report that was read."""


class CountersignDecisionApiForm(NumberReadForm, CountersignDecisionForm):
    """As the page's, with the number of the wording that was read."""


class DeclineDecisionApiForm(NumberReadForm, DeclineDecisionForm):
    """As the page's, with the number of the wording that was read."""
