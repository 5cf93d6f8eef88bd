"""What is answered to the reasons of a return, as a referral is written again."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Case, Suspect
from cases.referrals.queries.returns_to_answer import returns_of_suspects
from cases.return_answers import answers_given, return_answers_to_json
from people.access.scopes import Refused, Scope

NOT_ANSWERED = _(
    "Say what was done about “%(reason)s”, for which submission %(n)s was returned, or why it does "
    "not apply."
)
OF_NO_RETURN = _("Answer only the reasons for which these suspects were returned.")


def checked_return_answers(
    typed: Mapping[str, str] | None, suspects: Collection[Suspect], case: Case, *, by: Scope
) -> list[dict[str, Any]]:
    """
    The answers to the reasons for which these suspects were returned, as the database stores them.

    typed: {key of a reason: answer}. Raises Refused where one is not answered, or where an answer
    is to a reason of no such return.
    """
    answers = answers_given(typed or {})
    given = {each.key for each in answers}
    for one in returns_of_suspects(case, suspects, by):
        for reason in one.reasons:
            if reason.key not in given:
                values = {"reason": reason.words, "n": one.number}
                raise Refused(NOT_ANSWERED % values, is_stage=True)
            given.remove(reason.key)
    if given:
        raise Refused(OF_NO_RETURN, is_stage=True)
    return return_answers_to_json(answers)
