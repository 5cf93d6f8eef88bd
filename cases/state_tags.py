"""Tags of state and urgency, and what a side owes beside the turn, for lists and cards."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cases.deadlines import Urgency
from cases.states import State, may_know_state
from people.models import Side

# Colours of state tags. The tag also says the state, so colour is never the only signal.
STATE_COLOURS: dict[str, str] = {
    State.INVESTIGATING: "grey", State.ADVICE_SIGN_OFF: "yellow", State.ADVICE_TRIAGE: "light-blue",
    State.ADVICE_MANAGER: "light-blue", State.ADVICE_ADVISER: "blue",
    State.ADVICE_RETURNED: "orange", State.ADVICE_REFUSED: "orange",
    State.ADVICE_ESCALATED: "light-blue", State.ADVICE_LEGAL_MANAGER: "light-blue",
    State.AWAITING_SIGN_OFF: "yellow", State.TRIAGE: "light-blue", State.RETURNED: "orange",
    State.READY_TO_ALLOCATE: "light-blue", State.WITH_PROSECUTOR: "blue",
    State.ACTION_PLAN: "yellow", State.PLAN_QUERIED: "blue", State.WITH_HOLDER: "grey",
    State.SECOND_READER: "turquoise", State.CHARGE_AUTHORISED: "purple",
    State.CHARGE_DIFFERS: "red", State.CHARGE_QUERIED: "orange", State.CHARGED: "green",
    State.NO_FURTHER_ACTION: "grey", State.FINALISED: "grey", State.CLOSING_SIGN_OFF: "yellow",
    State.CLOSED: "grey", State.NFA_REVERSAL: "turquoise", State.CHARGE_REVERSAL: "turquoise",
    State.CHARGE_STOP: "turquoise", State.STOPPED: "grey", State.DISPOSAL_AUTHORISED: "purple",
    State.DISPOSAL_REVERSAL: "turquoise", State.DISPOSAL_CONDITIONS: "yellow",
    State.OUT_OF_COURT: "green",
}  # fmt: skip


def state_colour(state: str, side: str | None) -> str:
    """The colour of a state's tag, for a reader of this side."""
    return STATE_COLOURS[state if may_know_state(state, side) else State.INVESTIGATING]


# Tags for the urgency of a decision. Green is the usual urgency and has no tag.
URGENCY_TAGS: dict[str, tuple[str | Promise, ...]] = {
    Urgency.RED: (gettext_lazy("Red"), "red"),
    Urgency.GREEN_PRIORITY: (gettext_lazy("Green priority"), "yellow"),
}


def urgency_tag(urgency: str, state: str, side: str | None) -> tuple[str | Promise, ...]:
    """(text, colour) of a suspect's urgency tag; () if there is none the side may know."""
    return URGENCY_TAGS.get(urgency, ()) if may_know_state(state, side) else ()


# What a side owes on an action while the turn is elsewhere, for lists and the case page.
OWED_BESIDE_TEXT: dict[str, str | Promise] = {
    Side.POLICE: gettext_lazy("Answer an action"),
    Side.CPS: gettext_lazy("Answer about an action"),
}
ANSWER_EXTENSION_TEXT = gettext_lazy("Answer a request for an extension")
