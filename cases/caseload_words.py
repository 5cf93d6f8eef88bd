"""What a manager reads of a prosecutor before she allocates, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.deadlines import in_words
from cases.specialisms import SPECIALISMS


def how_much(person):
    """What a prosecutor has now, and what speaks for and against her or him, in words."""
    n = person.open_cases
    has = ngettext("%(n)d open case now", "%(n)d open cases now", n) % {"n": n}
    said = [f"{has}, {points(person.weight)}"]
    if person.fitting:
        said.append(_("Specialism of this case: %(what)s") % {"what": called(person.fitting)})
    said += [away(*days) for days in person.away]
    if person.is_suggested:
        said.append(suggested(person))
    return ". ".join(map(str, said)) + "."


def points(weight):
    """How much a caseload weighs."""
    return ngettext("%(n)d point", "%(n)d points", weight) % {"n": weight}


def called(codes):
    """Specialisms as people call them; a code no longer in use as it was kept."""
    labels = (SPECIALISMS[code].label if code in SPECIALISMS else code for code in codes)
    return ", ".join(_(label) for label in labels)


def away(first, last):
    """When somebody is away."""
    days = {"first": in_words(first), "last": in_words(last)}
    return _("Away from %(first)s to %(last)s") % days


def suggested(person):
    """That a prosecutor is the likeliest of those shown, and by what."""
    if person.fitting:
        return _("Suggested: has what this case wants, and the lightest caseload of those not away")
    return _("Suggested: the lightest caseload of those not away")
