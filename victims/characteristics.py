"""
The questions on characteristics and the answers that each can have.

Sources: of the ethnic groups, the self-defined 16+1 codes of the criminal justice system, as read
at criminaljusticehub.org.uk (1 November 2021), whose “NS, not stated” is “prefers not to say” here;
of the other questions and answers, the harmonised standards of the Government Statistical Service,
as read in the pattern “Equality information” of the GOV.UK Design System. The standard of the NPCC
itself was not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from victims.models import CharacteristicKind


@dataclass(frozen=True)
class CharacteristicQuestion:
    """The question on a characteristic, as it is put to the victim. answers: {code: words}."""

    words: str | Promise
    answers: Mapping[str, str | Promise]


YES_OR_NO: dict[str, str | Promise] = {"YES": _("Yes"), "NO": _("No")}
ETHNIC_GROUPS: dict[str, str | Promise] = {
    "W1": _("White: British"),
    "W2": _("White: Irish"),
    "W9": _("White: any other White background"),
    "M1": _("Mixed: White and Black Caribbean"),
    "M2": _("Mixed: White and Black African"),
    "M3": _("Mixed: White and Asian"),
    "M9": _("Mixed: any other Mixed background"),
    "A1": _("Asian: Indian"),
    "A2": _("Asian: Pakistani"),
    "A3": _("Asian: Bangladeshi"),
    "A9": _("Asian: any other Asian background"),
    "B1": _("Black: Caribbean"),
    "B2": _("Black: African"),
    "B9": _("Black: any other Black background"),
    "O1": _("Chinese"),
    "O9": _("Any other ethnic group"),
}
QUESTIONS: Mapping[str, CharacteristicQuestion] = {
    CharacteristicKind.SEX: CharacteristicQuestion(
        _("What is your sex?"), {"FEMALE": _("Female"), "MALE": _("Male")}
    ),
    CharacteristicKind.GENDER_IDENTITY: CharacteristicQuestion(
        _("Is the gender you identify with the same as your sex registered at birth?"), YES_OR_NO
    ),
    CharacteristicKind.ETHNICITY: CharacteristicQuestion(
        _("What is your ethnic group?"), ETHNIC_GROUPS
    ),
    CharacteristicKind.DISABILITY: CharacteristicQuestion(
        _(
            "Do you have any physical or mental health conditions or illness lasting or expected "
            "to last 12 months or more?"
        ),
        YES_OR_NO,
    ),
    CharacteristicKind.RELIGION: CharacteristicQuestion(
        _("What is your religion?"),
        {
            "NONE": _("No religion"),
            "CHRISTIAN": _("Christian"),
            "BUDDHIST": _("Buddhist"),
            "HINDU": _("Hindu"),
            "JEWISH": _("Jewish"),
            "MUSLIM": _("Muslim"),
            "SIKH": _("Sikh"),
            "OTHER": _("Any other religion"),
        },
    ),
    CharacteristicKind.ORIENTATION: CharacteristicQuestion(
        _("Which of the following best describes your sexual orientation?"),
        {
            "HETEROSEXUAL": _("Heterosexual or straight"),
            "GAY_OR_LESBIAN": _("Gay or lesbian"),
            "BISEXUAL": _("Bisexual"),
            "OTHER": _("Other"),
        },
    ),
}
FIELD_OF_KIND = {kind: kind.lower() for kind in QUESTIONS}  # of the form and the API
# Answers of a form that are none of the victim's characteristics.
UNCHANGED, DECLINED, WITHDRAWN = "UNCHANGED", "DECLINED", "WITHDRAWN"
# Every code is padded to this length, so that the length of what is encrypted does not tell it.
SEALED_LENGTH = 16
