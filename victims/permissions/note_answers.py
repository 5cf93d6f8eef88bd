"""Permission tables of answers to the notes of support services: those whom a note was sent to."""

from django.utils.translation import gettext_lazy as _

from people.access.scopes import Rules, Standing, refusal_reason
from victims.models import LiaisonRole, NoteAnswer, NoteReceived

# The role in which a note is received by whoever has a capacity on the victim's record.
ROLE_BY_CAPACITY = {
    "contact_victims": LiaisonRole.CONTACT_OFFICER,
    "officer_in_case": LiaisonRole.OFFICER_IN_CASE,
    "liaise_with_victims": LiaisonRole.LIAISON_OFFICER,
}


@refusal_reason(_("Only those whom a note was sent to can do this."))
def holds_role_of_note(who: Standing, row: NoteReceived | NoteAnswer) -> bool:
    """Whether they have the role to which a note was sent, or in which it was answered."""
    return any(ROLE_BY_CAPACITY.get(each) == row.role for each in who.capacities)


NOTE = Rules({"answer_note": [holds_role_of_note]})
NOTE_ANSWER = Rules({"correct_note_answer": [holds_role_of_note]})
