from django.db import models
from django.utils.translation import gettext_lazy as _


class EthnicGroup(models.TextChoices):
    """
    How a suspect defines their own ethnic group, by the 18+1 codes of the police.

    Source of the codes: “Self defined ethnicity” in Wikipedia, read on 1 December 2026; the
    standard of the NPCC was not read. DECLINED is its “NS, not stated”. NOT_ASKED is no code of it.
    """

    W1 = "W1", _("White: British")
    W2 = "W2", _("White: Irish")
    W3 = "W3", _("White: Gypsy or Irish Traveller")
    W9 = "W9", _("White: any other White background")
    M1 = "M1", _("Mixed: White and Black Caribbean")
    M2 = "M2", _("Mixed: White and Black African")
    M3 = "M3", _("Mixed: White and Asian")
    M9 = "M9", _("Mixed: any other Mixed background")
    A1 = "A1", _("Asian: Indian")
    A2 = "A2", _("Asian: Pakistani")
    A3 = "A3", _("Asian: Bangladeshi")
    A4 = "A4", _("Asian: Chinese")
    A9 = "A9", _("Asian: any other Asian background")
    B1 = "B1", _("Black: Caribbean")
    B2 = "B2", _("Black: African")
    B9 = "B9", _("Black: any other Black background")
    O2 = "O2", _("Arab")
    O9 = "O9", _("Any other ethnic group")
    DECLINED = "DECLINED", _("Prefers not to say")
    NOT_ASKED = "NOT_ASKED", _("Not asked")


# Of these nothing is known of the group, so what was recorded in words before stays beside them.
WITHOUT_ANSWER = ("", EthnicGroup.NOT_ASKED.value)
