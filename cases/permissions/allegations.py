"""Who corrects what is alleged; the suspect's own table says at which stage."""

from django.utils.translation import gettext_lazy as _

from cases.models import Allegation
from cases.permissions.who import for_police
from people.access import Rules, Standing, because


@because(_("This has been corrected already. Look at what it says now."), stage=True)
def still_current(who: Standing, allegation: Allegation) -> bool:
    return allegation.is_current


ALLEGATION = Rules({"correct_allegation": [for_police, still_current]})
