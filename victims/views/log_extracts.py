"""A signed extract of an answer of the audit log, to take away."""

from hashlib import sha256

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from people.sealing.queries.proofs import NotSealed
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from victims.forms.log_questions import LogExtractForm
from victims.permissions import SITE
from victims.queries.log_answers import MOST_READ, About, LogQuestion
from victims.queries.log_extracts import ExtractFacts, ForWhom, signed_extract
from victims.queries.log_subjects import cases_in_conflict
from victims.views.log_answers import answer_context, log_subject, question_of

NOT_SEALED = _("The newest entries are not sealed yet. Try again in a minute.")

TOO_LONG = _("The log has too many entries of these days for one extract. Ask for fewer days.")


class AnswerIsCut(Exception):
    """The log has more entries than an answer reads."""


@guarded_site("make_log_extract", SITE)
def make_log_extract(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """The question is in the address; the response to the form is the file, which nothing keeps."""
    kept_from = cases_in_conflict(scope_for(request).accounts)
    question = question_of(request, kept_from)
    if question is None:
        return redirect("see-log-answer")
    log_subject(request, question)
    form = LogExtractForm(request.POST or None)
    if form.is_valid():
        try:
            return _attachment(request, _extract(request, question, form))
        except NotSealed:
            form.add_error(None, NOT_SEALED)
        except AnswerIsCut:
            form.add_error(None, TOO_LONG)
    page = {"form": form, "query": request.GET.urlencode()}
    return TemplateResponse(request, "victims/log_answers/extract.html", page)


def _extract(request: GuardedRequest, question: LogQuestion, form: LogExtractForm) -> str:
    """The signed text. Raises NotSealed, and AnswerIsCut."""
    found, scope = answer_context(question, most_events=MOST_READ), scope_for(request)
    if found["answer"].is_cut:
        raise AnswerIsCut
    answers = form.cleaned_data
    is_for_subject = answers["for_whom"] == ForWhom.SUBJECT
    facts = ExtractFacts(
        about=found["subject"],
        days=found["days"],
        for_whom=ForWhom(answers["for_whom"]),
        are_staff_named=question.about == About.PERSON
        or not is_for_subject
        or answers["naming"] == "YES",
        why=answers["why"],
        by=scope.name,
        at=scope.at,
    )
    return signed_extract(found["answer"], facts)


def _attachment(request: GuardedRequest, text: str) -> HttpResponse:
    """The file, logged as a disclosure with its hash."""
    content = text.encode()
    request.audit.mark_disclosure(content=sha256(content).hexdigest())
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="log-extract.txt"'
    return response
