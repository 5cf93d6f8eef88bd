"""
Advice on the wording of a letter's free paragraphs. It blocks nothing.

The word list is the project's own and open to change; a second reader reads the letter.
"""

import re

from django.utils.translation import gettext_lazy as _

WORDING_PROMPTS = (
    (
        r"alleg\w+|claim(s|ed|ing)?|admit(s|ted)?|fail(s|ed)? to|should have|you did not|"
        r"unfortunately|your account|inconsisten\w+|credib\w+|reliab\w+",
        _(
            "“%(word)s” may read as blame or doubt. Say what the evidence shows, not "
            "what someone lacked."
        ),
    ),
    (
        r"NFA|MG\s?\d+\w*|FCT|full code test|threshold test|evidential|nominal|complainant|"
        r"aggrieved|injured party|IP|disposal|disclosure|OIC|VLO|VLU|ABE|RUI|indictment",
        _("“%(word)s” is jargon. Use plain words."),
    ),
    (
        r"previous convictions?|his address|her address|his employer|her employer|his health|"
        r"her health|date of birth|diagnos\w+|medication|his family|her family",
        _("“%(word)s” may be a private detail of the suspect. Leave it out if you can."),
    ),
    (
        r"\d{2}[/.]\d{2}[/.]\d{2,4}|(\+44|0)\d[\d ]{8,}|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}",
        _("“%(word)s” looks like a date, a number or a postcode. Check whose it is."),
    ),
)


def wording_advice(text: str) -> list[str]:
    """The sentences of advice about a text, each word once, in order of the text."""
    found: dict[str, tuple[int, str]] = {}
    for pattern, sentence in WORDING_PROMPTS:
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
            found.setdefault(match[0].casefold(), (match.start(), sentence % {"word": match[0]}))
    return [told for _at, told in sorted(found.values())]
