"""Permission tests of what one person proposes and another settles."""

from django.utils.translation import gettext_lazy as _

from cases.models.settled_by_another import SettledByAnother
from cases.permissions.capacity_tests import is_one_of
from people.access.scopes import Standing, refusal_reason


@refusal_reason(_("You proposed this, or it is about you, so another person must settle it."))
def is_not_an_author(who: Standing, proposal: SettledByAnother) -> bool:
    return not is_one_of(who, proposal.authors)


@refusal_reason(_("Only the person who proposed this can withdraw it."))
def is_proposer(who: Standing, proposal: SettledByAnother) -> bool:
    return proposal.by_id == who.user_id


@refusal_reason(_("This has been settled already."), stage=True)
def is_proposal_waiting(who: Standing, proposal: SettledByAnother) -> bool:
    return proposal.is_waiting
