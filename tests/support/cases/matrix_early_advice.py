"""Requests for early advice in the permission matrix."""

from django.utils import timezone

from cases.models import EarlyAdvice
from devtools.usual_answers import ADVICE

NOW = timezone.now()


def advice_rows(case, suspect, *, sent):
    """{("EarlyAdvice", was it sent): row}; only an unsent one if nothing was sent."""
    found = {("EarlyAdvice", False): make_advice_request(case, suspect)}
    if sent:
        found["EarlyAdvice", True] = make_advice_request(
            case, suspect, number=1, sent_at=NOW, only_side=""
        )
    return found


def make_advice_request(case, suspect, **facts):
    """A request of the officer with another person as adviser."""
    advice = EarlyAdvice.objects.unscoped("test").create(
        case=case, written_by_id=case.officer_id, written_at=NOW, writers=[case.officer_id],
        adviser_id=case.officer_id, **ADVICE, **facts,
    )  # fmt: skip
    advice.suspects.add(suspect)
    return advice
