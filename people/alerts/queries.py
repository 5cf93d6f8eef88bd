"""Alerts for those who answer them: what was found, and what the person did."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.access.audit_log import NOT_FOUND
from people.access.scopes import Scope
from people.alerts.permissions import units_answered_for
from people.alerts.rules import Rule, current_rules, rules_on
from people.models import AuditEntry, InsiderAlert, User
from people.text.dates import format_moment

MAX_ROWS = 100  # of each list on the page
MAX_LINES = 50  # entries on the page of one alert
FactRow = tuple[str | Promise, str]
# The rules in words, for the page; rules.toml has them for the file's reader.
TITLES: dict[str, Promise] = {
    "bulk_reading": gettext_lazy("Many cases within an hour"),
    "bulk_reading_of_a_day": gettext_lazy("Many cases within a day"),
    "copies_without_work": gettext_lazy("Documents of many cases taken, and nothing done on them"),
    "enumeration": gettext_lazy("Asked for case after case in vain"),
    "enumeration_of_a_day": gettext_lazy("Asked for case after case in vain, over a day"),
    "reveals": gettext_lazy("Many victims’ identities within an hour"),
    "reveals_without_work": gettext_lazy("Victims’ identities opened, and nothing done"),
    "reveals_without_work_of_a_week": gettext_lazy(
        "Victims’ identities opened through a week, and nothing done"
    ),
    "reveals_without_contact": gettext_lazy(
        "Victims’ identities opened through a week, and nothing recorded"
    ),
    "reveal_without_part": gettext_lazy("A victim’s identity in a case without a part in it"),
    "bulk_exports": gettext_lazy("Many files taken away within a day"),
    "no_part": gettext_lazy("Several cases without a part in them"),
    "no_part_again": gettext_lazy("One case again and again, without a part in it"),
    "return_after_leaving": gettext_lazy("Back on a case after their role ended"),
    "own_name": gettext_lazy("A case with their own surname in it"),
    "canary": gettext_lazy("A record that is nobody’s work"),
    "unheard_break_glass": gettext_lazy("A case opened by break-glass, and nobody to be told"),
    "privilege_changes": gettext_lazy("Many changes of access within a day"),
    "privilege_changes_of_a_week": gettext_lazy("Many changes of access within a week"),
    "privilege_changes_out_of_hours": gettext_lazy("A change of access out of hours"),
    "approved_where_another_works": gettext_lazy("Access approved where another person works"),
    "night_from_a_new_place": gettext_lazy("At night, from a new place"),
}
# The rules of which the number says something; what the others find is one thing.
COUNTING = frozenset({
    "bulk_reading", "bulk_reading_of_a_day", "copies_without_work", "enumeration",
    "enumeration_of_a_day", "reveals", "reveals_without_work", "reveals_without_work_of_a_week",
    "reveals_without_contact", "bulk_exports", "no_part", "no_part_again", "privilege_changes",
    "privilege_changes_of_a_week",
})  # fmt: skip
LOOKED_FOR: dict[str, Promise] = {
    "bulk_reading": gettext_lazy("More than %(most)s different cases within %(span)s."),
    "bulk_reading_of_a_day": gettext_lazy("More than %(most)s different cases within %(span)s."),
    "copies_without_work": gettext_lazy(
        "They took documents of more than %(most)s cases within %(span)s, and did nothing on "
        "those cases in that time or in the 2 hours after."
    ),
    "enumeration": gettext_lazy(
        "More than %(most)s cases or records within %(span)s that were not there, or not open to "
        "them."
    ),
    "enumeration_of_a_day": gettext_lazy(
        "More than %(most)s cases or records within %(span)s that were not there, or not open to "
        "them."
    ),
    "reveals": gettext_lazy(
        "They opened, or began to open, the identities of more than %(most)s victims within "
        "%(span)s."
    ),
    "reveals_without_work": gettext_lazy(
        "An officer or a prosecutor opened, or began to open, the identities of victims in more "
        "than %(most)s cases within %(span)s, and did nothing on those cases in that time or in "
        "the 2 hours after."
    ),
    "reveals_without_work_of_a_week": gettext_lazy(
        "An officer or a prosecutor opened, or began to open, the identities of victims in more "
        "than %(most)s cases within %(span)s, and did nothing on those cases in that time or in "
        "the 2 hours after."
    ),
    "reveals_without_contact": gettext_lazy(
        "They opened, or began to open, the identities of victims in more than %(most)s cases "
        "within %(span)s, and did nothing on those cases in that time or in the 2 hours after."
    ),
    "reveal_without_part": gettext_lazy(
        "An officer or a prosecutor opened, or began to open, a victim’s identity in a case on "
        "which they have no role, and did nothing on it in the %(span)s before or the 2 hours "
        "after."
    ),
    "bulk_exports": gettext_lazy(
        "They took more than %(most)s files of figures, reports or the log away within %(span)s."
    ),
    "no_part": gettext_lazy(
        "An officer or a prosecutor opened more than %(most)s cases within %(span)s on which they "
        "have no role and did nothing."
    ),
    "no_part_again": gettext_lazy(
        "An officer or a prosecutor opened one case on more than %(most)s days within %(span)s, "
        "without a role on it and without doing anything."
    ),
    "return_after_leaving": gettext_lazy(
        "They opened a case without a role on it, more than %(span)s after they last opened it "
        "with one."
    ),
    "own_name": gettext_lazy(
        "They opened a case in which a suspect, a victim or a victim’s address has their surname."
    ),
    "unheard_break_glass": gettext_lazy(
        "They opened a case by break-glass, and no leader who reads it could be told of it."
    ),
    "canary": gettext_lazy(
        "A record was opened that exists only to show who opens what is not theirs."
    ),
    "privilege_changes": gettext_lazy("More than %(most)s changes of access within %(span)s."),
    "privilege_changes_of_a_week": gettext_lazy(
        "More than %(most)s changes of access within %(span)s."
    ),
    "privilege_changes_out_of_hours": gettext_lazy(
        "A change of access between 7pm and 7am, or at a weekend."
    ),
    "approved_where_another_works": gettext_lazy(
        "Access was approved under their account at an address from which they had not worked "
        "before, and from which another person changed access within %(span)s before."
    ),
    "night_from_a_new_place": gettext_lazy(
        "Work between 10pm and 6am from a range of addresses not seen for them within %(span)s."
    ),
}


@dataclass(frozen=True)
class AlertLine:
    """One entry that an alert rests on: when, what, and the case if the reader may open it."""

    at: datetime
    what: str
    about: str


def alerts_of_reader(scope: Scope) -> QuerySet[InsiderAlert]:
    """The alerts of units that a person leads, without those about themselves."""
    rows = InsiderAlert.objects.filter(unit__among=units_answered_for(scope))
    rows = rows.exclude(about__overlap=scope.account_ids)
    return rows.select_related("person", "unit", "answered_by")


def open_alerts(scope: Scope) -> QuerySet[InsiderAlert]:
    """Those that wait for an answer, oldest first."""
    return alerts_of_reader(scope).filter(answered_at=None).order_by("found_at", "pk")


def answered_alerts(scope: Scope) -> QuerySet[InsiderAlert]:
    """Those that were answered, newest first."""
    rows = alerts_of_reader(scope).exclude(answered_at=None)
    return rows.order_by("-answered_at", "pk")


def alerts_waiting_for_reader(scope: Scope) -> list[tuple[str, str]]:
    """[(address, words)] for the worklists page: how many alerts wait for this leader."""
    waits = open_alerts(scope).count() if units_answered_for(scope) else 0
    if not waits:
        return []
    words = ngettext("Alert to answer: %(n)s", "Alerts to answer: %(n)s", waits)
    return [(reverse("see-alerts"), words % {"n": waits})]


def alert_title(rule: str) -> str:
    """A rule as a heading."""
    return str(TITLES.get(rule, rule))  # a rule of the next release, which runs beside this one


def alert_facts(alert: InsiderAlert) -> list[FactRow]:
    """What was found, as [(question, answer)]."""
    rule = rules_on(localdate(alert.happened_at), current_rules()).get(alert.rule)
    facts: list[FactRow] = [
        (_("Who"), alert.person.name),
        (_("What is looked for"), rule_sentence(rule) if rule else alert_title(alert.rule)),
        *([(_("How many"), str(alert.number))] if alert.rule in COUNTING else []),
        (_("When"), format_moment(alert.happened_at)),
        (_("Unit"), alert.unit.name),
    ]
    if alert.answered_by and alert.answered_at:
        facts += [
            (_("Finding"), alert.get_outcome_display()),
            (_("In a sentence"), alert.answer_text),
            (_("Answered by"), alert.answered_by.name),
            (_("Answered"), format_moment(alert.answered_at)),
        ]
    return facts


def alert_lines(alert: InsiderAlert, scope: Scope) -> list[AlertLine]:
    """
    What the person did, latest first; a case by its URN only where the reader may open it, and a
    file that they took away with its number and reason.
    """
    words: Callable[..., str] = import_string(settings.LOG_WORDS)
    rows = AuditEntry.objects.filter(pk__in=alert.entries).order_by("-at", "-pk")[:MAX_LINES]
    found = list(rows.select_related("system__account"))
    named = _urns_shown(alert, {each.case_id for each in found if each.case_id}, scope)
    files = _names_of_files(found)
    return [
        AlertLine(
            each.at,
            words(each.verb, each.operation, is_refused=bool(each.refused)),
            ", ".join(filter(None, [_about(alert, each, named), *_files_of(each, files)])),
        )
        for each in found
    ]


def _names_of_files(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """{id: name} of the rows in LOG_NAMES_OF_KIND, of what was not refused."""
    keys = [(each.kind, pk) for each in entries if not each.refused for pk in each.ids]
    named: dict[str, str] = {}
    for kind, names_of in settings.LOG_NAMES_OF_KIND.items():
        ids = {pk for of, pk in keys if of == kind}
        named |= import_string(names_of)(ids) if ids else {}
    return named


def _files_of(entry: AuditEntry, files: Mapping[str, str]) -> list[str]:
    return [files[pk] for pk in entry.ids if pk in files and not entry.refused]


def _urns_shown(alert: InsiderAlert, cases: set[UUID], scope: Scope) -> dict[UUID, str]:
    """
    {case: URN} of the cases that the reader may open.

    Of an alert about the person's own surname, only where a suspect has it: with the URN of another
    case, the alert would say what a victim there is called or where they live.
    """
    if alert.rule == "own_name":
        people = User.objects.filter(pk__in=alert.about)
        names = list(people.values_list("name", flat=True))
        cases = import_string(settings.SUSPECTS_NAMESAKES)(names, cases)
    urns: dict[UUID, str] = import_string(settings.URNS_READABLE)(cases, scope)
    return urns


def _about(alert: InsiderAlert, entry: AuditEntry, named: dict[UUID, str]) -> str:
    """The case, whether it was refused, and the system through which the person called."""
    of_names = alert.rule == "own_name"
    unnamed = _("a case that is not named here") if of_names else _("a case that you cannot open")
    said = []
    if entry.refused:
        is_missing = entry.refused == NOT_FOUND
        said.append(_("not found, or not open to them") if is_missing else _("refused"))
    elif entry.case_id:
        said.append(named.get(entry.case_id, unnamed))
    if entry.system:
        said.append(_("through %(system)s") % {"system": entry.system.account.name})
    return ", ".join(said)


def rules_shown(day: date) -> list[FactRow]:
    """[(title, what is looked for)] of the rules that apply on a day."""
    return [(TITLES[name], rule_sentence(rule)) for name, rule in rules_on(
        day, current_rules()
    ).items()]  # fmt: skip


def rule_sentence(rule: Rule) -> str:
    """What a rule looks for, with its numbers."""
    return str(LOOKED_FOR[rule.name]) % {"most": rule.most, "span": _span(rule.minutes)}


def _span(minutes: int) -> str:
    """A length in words: in days where it is whole days, else in hours or minutes."""
    if minutes % 1440 == 0:
        days = minutes // 1440
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
