"""What was typed into a form that could not be taken: shown once, to be copied, and never kept."""

import re

from people.questions import well_formed

# What a form carries besides answers; and passwords, which nobody is shown.
NO_ANSWERS = re.compile(
    r"csrfmiddlewaretoken|form_key|continues|version|save_draft|add|remove|.*password.*"
    r"|.*-[A-Z_]+_FORMS"
)
OF_A_ROW = re.compile(r"[a-z]+-(\d+)-(.+)")


def typed_into(request):
    """[(which question, the answer)] of a form sent to a page behind a door; else nothing."""
    behind_a_door = request.resolver_match and hasattr(request.resolver_match.func, "verb")
    if request.method != "POST" or not behind_a_door:
        return []
    return answers_in(request.POST)


def answers_in(sent):
    """[(which question, the answer)] of a form as it was sent."""
    answers = ((name, "\n".join(filter(None, given))) for name, given in sent.lists())
    return [(_words(name), text) for name, text in answers if _is_worth_copying(name, text)]


def _is_worth_copying(name, text):
    """Ids of what was ticked say nothing to a person."""
    return text and not NO_ANSWERS.fullmatch(name) and not all(map(well_formed, text.split()))


def _words(name):
    """The question's name as the form sends it, which is all that is known of it here."""
    if row := OF_A_ROW.fullmatch(name):
        name = f"{int(row[1]) + 1}. {row[2]}"
    return name.replace("_", " ").replace("-", " ").capitalize()
