"""What a judgement on an offence's days says to a person, on a page and in the API."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.offences.alleged_days import (
    ALTERNATIVE_AUTHORITY,
    COMMON_LAW,
    ActDays,
    DatedOffence,
    Doubt,
    Judgement,
    Verdict,
)
from cases.offences.victim_ages import applied_at_the_age, depends_on_age
from people.text.dates import format_day

MOST_CODES = 4

NOT_CHARGEABLE = gettext_lazy("It is for a lawyer, and cannot be charged as it is.")


def judgement_text(judgement: Judgement) -> str:
    """The judgement in words; empty if there is nothing to say."""
    return " ".join(_judgement_sentences(judgement))


def _judgement_sentences(judgement: Judgement) -> Iterator[str]:
    offence, days = judgement.offence, judgement.days
    told = {
        "provision": provision_text(offence),
        "days": offence_days_text(offence),
        "then": act_days_text(days),
        "applied": provisions_text(judgement.applied),
    }
    if judgement.verdict == Verdict.STOPPED:
        yield _("%(provision)s applies to acts %(days)s.") % told
        yield _("For %(then)s, choose an offence under %(applied)s.") % told
        if codes := _codes_of_same_provision(judgement):
            yield _("The list has %(codes)s.") % {"codes": codes}
    elif judgement.verdict == Verdict.FOR_LAWYER:
        yield _("%(provision)s applies to acts %(days)s.") % told
        if judgement.applied:
            yield _("%(applied)s applied then, but the list has no such offence under it.") % told
        else:
            yield _("No offence was found that applied on %(then)s.") % told
        yield str(NOT_CHARGEABLE)
    elif judgement.verdict == Verdict.ALTERNATIVE:
        yield from _alternative_sentences(judgement)
    if end := offence.doubted_end:
        told |= {"ended": format_day(end.acts_from), "law": end.authority}
    for doubt in judgement.doubts:
        yield str(DOUBT_SENTENCES[doubt]) % told


def _alternative_sentences(judgement: Judgement) -> Iterator[str]:
    """That it is charged under both Acts, and which offences of the other Act can apply."""
    told = {
        "provision": provision_text(judgement.offence),
        "applied": provisions_text(applied_at_the_age(judgement)),
        "authority": ALTERNATIVE_AUTHORITY,
    }
    yield (
        _(
            "The dates cross 1 May 2004, when the law changed. Charge it in the alternative under"
            " both Acts: %(provision)s, and %(applied)s (%(authority)s)."
        )
        % told
    )
    if depends_on_age(judgement):
        yield _("Which of them applies depends on the age of the victim then.")


DOUBT_SENTENCES = {
    Doubt.NOT_CONFIRMED: gettext_lazy(
        "The days on which this offence applies (%(days)s) are not confirmed. A lawyer must check"
        " them."
    ),
    Doubt.PARTLY_OUTSIDE: gettext_lazy(
        "Not all of the dates are among the days on which this offence applies (%(days)s). A"
        " lawyer must look at them."
    ),
    Doubt.OTHER_ACT_NOT_LISTED: gettext_lazy(
        "The dates cross 1 May 2004, when the law changed. This offence applies %(days)s. On the"
        " other dates %(applied)s applied, but the list has no such offence under it. A lawyer must"
        " look at them."
    ),
    Doubt.MAY_HAVE_ENDED: gettext_lazy(
        "This offence may not apply to acts from %(ended)s (%(law)s; not confirmed). A lawyer must"
        " check whether it does."
    ),
    Doubt.NOT_LISTED: gettext_lazy(
        "This offence is no longer on the list of offences. A lawyer must look at it."
    ),
    Doubt.OUTSIDE_NOT_CONFIRMED: gettext_lazy(
        "On the list this offence applies %(days)s, not on the dates given, but those days are not"
        " confirmed. A lawyer must check them."
    ),
}


def provision_text(offence: DatedOffence) -> str:
    """The Act and section, such as "Sexual Offences Act 2003 s.13 with s.9"."""
    return f"{offence.statute} {_section_text(offence)}".strip()


def _section_text(offence: DatedOffence) -> str:
    if not offence.main_section:
        return "" if offence.statute == COMMON_LAW else offence.title
    return f"s.{offence.main_section.replace(' with ', ' with s.').replace(' and ', ' and s.')}"


def provisions_text(offences: Iterable[DatedOffence]) -> str:
    """Acts and sections, such as "Sexual Offences Act 1956 s.1, s.14 or s.15"."""
    found = sorted(
        {(each.statute, *_section_order(each), _section_text(each)) for each in offences}
    )
    acts = []
    for statute, rows in groupby(found, key=lambda row: row[0]):
        acts.append(f"{statute} {_joined_by_or([row[-1] for row in rows])}".strip())
    return _joined_by_or(acts)


def _section_order(offence: DatedOffence) -> tuple[int, str]:
    """A key that sorts section 9 before section 13."""
    digits = offence.main_section[: _leading_digits(offence.main_section)]
    return (int(digits or 0), offence.main_section)


def _leading_digits(text: str) -> int:
    return next((n for n, char in enumerate(text) if not char.isdigit()), len(text))


def _joined_by_or(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _codes_of_same_provision(judgement: Judgement) -> str:
    """The codes to choose from where the section is the same and only its days differ."""
    own = provision_text(judgement.offence)
    codes = [each.code for each in judgement.applied if provision_text(each) == own]
    return _joined_by_or(codes[:MOST_CODES])


def offence_days_text(offence: DatedOffence) -> str:
    """The days of an offence, such as "from 1 May 2004"; empty if it is not dated."""
    first, last = offence.from_on, offence.until_on
    if first and last:
        return _("from %(first)s to %(last)s") % {
            "first": format_day(first), "last": format_day(last),
        }  # fmt: skip
    if first:
        return _("from %(first)s") % {"first": format_day(first)}
    return _("until %(last)s") % {"last": format_day(last)} if last else ""


def act_days_text(days: ActDays) -> str:
    """The days of an act, such as "3 March 1998" or "3 March 1998 to 5 May 1999"."""
    if days.first == days.last:
        return format_day(days.first)
    told = {"first": format_day(days.first), "last": format_day(days.last)}
    return _("%(first)s to %(last)s") % told
