"""The hint of the law across 1 May 2004 names what can apply at the victim's age."""

from datetime import date

import pytest

from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.offence_table import judge
from cases.offences.victim_ages import victim_ages

pytestmark = pytest.mark.django_db
ACROSS = date(2004, 3, 1), date(2004, 7, 31)
DEPENDS = "Which of them applies depends on the age of the victim then."

# (code, what the hint names, sections of offences of another age that it leaves out)
HINTS = [
    ("SX56071", "Sexual Offences Act 2003 s.1 (Violent", ["s.5"]),
    ("SX56070", "Sexual Offences Act 2003 s.1 or s.5 (Violent", []),
    ("SX56027", "Sexual Offences Act 2003 s.1, s.2 or s.3 (", ["s.5", "s.6", "s.7", "s.9", "s.13"]),
    ("SX56025", "s.5, s.6, s.7, s.9 or s.13 with s.9 (", []),
    ("SX03002", "Sexual Offences Act 1956 s.1, s.12, s.14 or s.15 (", []),
]


@pytest.mark.parametrize(("code", "named", "left_out"), HINTS)
def test_what_the_age_in_the_offence_rules_out_is_left_out(code, named, left_out):
    told = judgement_text(judge(code, *ACROSS))
    assert named in told and DEPENDS not in told
    assert not [each for each in left_out if f"{each} " in told or f"{each}," in told]


def test_where_the_offence_says_no_age_it_says_that_the_age_decides():
    told = judgement_text(judge("SX56001", *ACROSS))
    assert "Sexual Offences Act 2003 s.1 or s.5 (" in told and told.endswith(DEPENDS)


# Titles of the list, and the victim's age that a reader finds in each.
AGES = [
    ("Rape a girl aged 13 / 14 / 15 - SOA 2003", (13, 15)),
    ("Rape a woman 16 years of age or over - SOA 2003", (16, 150)),
    ("Rape - female over 16 years", (16, 150)),
    ("Assault a female 13 and over by penetration with part of body / a thing", (13, 150)),
    ("Had sexual intercourse with person under age of 18 at a time when", (0, 17)),
    ("Offender 18 or over engage in penetrative sexual activity with girl under 13", (0, 12)),
    ("Engage in penetrative sexual activity with a girl 13 to 15 - offender under 18", (13, 15)),
    ("Buggery by person 16 or over with male person under 16", None),
    ("Indecency between man over 21 and man under 16", None),
    ("Incest (by male with girl under 13) s10(1)", None),
    ("Sexual assault on a female", None),
]


@pytest.mark.parametrize(("title", "ages"), AGES)
def test_an_age_is_read_from_a_title_only_where_it_can_only_be_the_victims(title, ages):
    assert victim_ages(title) == ages
