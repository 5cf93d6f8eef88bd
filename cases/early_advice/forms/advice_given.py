"""Forms for the adviser: an answer to each question, and the parts of the advice."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms.row_choices import RowCheckboxesField
from cases.models import AdviceMethod, Allegation, Offence
from cases.offences.forms.offence_field import OffenceField
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.offence_table import judge_for_any
from people.web import fields

MAX_ANSWER_CHARS = 10_000


def _advice_field(
    label: str | Promise, missing: str | Promise, help_text: str | Promise = "", rows: int = 5
) -> fields.Text:
    return fields.Text(
        label=label, help_text=help_text, max_length=MAX_ANSWER_CHARS, rows=rows,
        error_messages={"required": missing},
    )  # fmt: skip


class GiveEarlyAdviceForm(fields.Form):
    """The advice, without the lines of inquiry, which have a formset of their own."""

    named_like = (r"answer_\d+",)

    method = fields.Choice(
        label=_("How was the advice given?"),
        help_text=_("If more than one, select the one in which most of it was given."),
        choices=AdviceMethod.choices,
        error_messages={"required": _("Select how the advice was given")},
    )
    evidence = _advice_field(
        _("Which evidence is wanted?"),
        _("Enter which evidence is wanted"),
        _("What a prosecutor will need, and in which form. Say “None” if there is none."),
    )
    strategy = _advice_field(
        _("What is the suspect-focused strategy?"),
        _("Enter the suspect-focused strategy"),
        _(
            "What the suspect did before, during and after, and how to test it; misconceptions to "
            "look out for."
        ),
    )
    third_party = _advice_field(
        _("What is decided about third-party material?"),
        _("Enter what is decided about third-party material"),
        _(
            "Which material that others hold is a reasonable line of inquiry, with its limits, and "
            "which is not. The law presumes against asking for counselling notes."
        ),
    )
    allegations = RowCheckboxesField(
        label=_("On which allegations is a charge likely? (optional)"),
        help_text=_("Advice only. It does not authorise anything."),
        required=False,
    )
    other_offence = OffenceField(
        label=_("Is another offence likely that no one has alleged yet? (optional)"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[str | Promise],
        allegations: Collection[Allegation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [f"answer_{n}" for n in range(1, len(questions) + 1)]
        for name, question in zip(self.asked, questions, strict=True):
            self.fields[name] = _advice_field(
                question, _("Enter an answer to the question “%(asked)s”") % {"asked": question}
            )
        self.alleged_days = [(each.from_on, each.to_on) for each in allegations]
        self.typed_field("allegations", RowCheckboxesField).set_rows(
            allegations, suspect_allegation_label
        )
        self.fields["allegations"].initial = None  # nothing is likely until the adviser ticks it
        if not allegations:
            del self.fields["allegations"]

    def clean_other_offence(self) -> Offence | None:
        """The Offence with the selected code, or None. It must fit one of the acts alleged."""
        offence: Offence | None = self.cleaned_data["other_offence"]
        judgement = judge_for_any(offence.pk, self.alleged_days) if offence else None
        if judgement and not judgement.may_be_alleged:
            raise ValidationError(judgement_text(judgement))
        return offence

    def clean(self) -> None:
        """Collect the answers in `answers`, a list in the order of the questions."""
        super().clean()
        self.cleaned_data["answers"] = [self.cleaned_data.pop(name, "") for name in self.asked]


def suspect_allegation_label(allegation: Allegation) -> str:
    """Label such as "Suspect 1: Rape of a woman aged 16 or over (SX03004), victim 1"."""
    values = {
        "n": allegation.suspect.number, "offence": allegation.offence,
        "victim": allegation.victim.number,
    }  # fmt: skip
    return _("Suspect %(n)s: %(offence)s, victim %(victim)s") % values


class LineOfInquiryForm(fields.RowForm):
    """One line of inquiry to follow."""

    text = _advice_field(
        _("Which line should the police follow, and why?"),
        _("Enter which line the police should follow"),
        rows=3,
    )


class BaseLineOfInquiryFormSet(fields.RowFormSet):
    """The lines of inquiry, added and removed one by one."""

    noun = _("Line of inquiry %(n)s")

    @property
    def answered(self) -> list[str]:
        """The text of each line of inquiry; untouched rows are left out."""
        return [form.cleaned_data["text"] for form in self.forms if form.has_changed()]


MAX_LINES = 25
LineOfInquiryFormSet = fields.row_formset_class(
    LineOfInquiryForm,
    formset=BaseLineOfInquiryFormSet,
    extra=0,
    min_num=1,
    validate_min=True,
    max_num=MAX_LINES,
)
