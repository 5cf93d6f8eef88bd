"""Serializers of a case and its rows: these fields and no others are returned."""

from rest_framework import serializers as s

from cases.api.charge_report_serializers import ChargeReportShown
from cases.api.disposal_serializers import DisposalShown
from cases.api.early_advice_serializers import AdviceRowShown
from cases.api.reversal_serializers import ReversalShown, StopShown
from cases.api.time_limit_serializers import TimeLimitShown


class PersonShown(s.Serializer):
    """A professional, by name and email address."""

    name = s.CharField()
    email = s.EmailField()


class CircumstancesShown(s.Serializer):
    """
    A victim's circumstances, with codes of YES, NO and NOT_KNOWN.

    version: for If-Match; 1 where nothing is recorded. abusers: numbers of suspects. grounds: of
    the Youth Justice and Criminal Evidence Act 1999, sections 16 and 17(1). assessment: of special
    measures (MG2): DONE, NOT_REQUIRED, OUTSTANDING, or empty where nobody has said. mg2: the id of
    the document that it is, or empty.
    """

    version = s.IntegerField()
    domestic_abuse = s.CharField()
    abusers = s.ListField(child=s.IntegerField())
    was_child = s.CharField()
    is_vulnerable = s.CharField()
    grounds = s.ListField(child=s.CharField())
    assessment = s.CharField(allow_blank=True)
    not_assessed_because = s.CharField(allow_blank=True)
    assessment_expected_on = s.DateField(allow_null=True)
    mg2 = s.CharField(allow_blank=True)


class VictimShown(s.Serializer):
    """A victim on a case: a number, no name."""

    id = s.UUIDField()
    number = s.IntegerField()
    circumstances = CircumstancesShown()


class CountShown(s.Serializer):
    """
    One count of the charge in force, in order: the first is number 1.

    allegation: of the police, that it comes from, or null. alternative_to: the number of the count
    to which it is the alternative, or null. other_act_because: of days across 1 May 2004, why no
    offence of like conduct under the other Act is charged; empty where one is. is_added: it was
    charged after the others.
    """

    number = s.IntegerField()
    victim = s.IntegerField()
    code = s.CharField()
    from_on = s.DateField()
    to_on = s.DateField(allow_null=True)
    particulars = s.CharField(allow_blank=True)
    allegation = s.UUIDField(allow_null=True)
    alternative_to = s.IntegerField(allow_null=True)
    other_act_because = s.CharField(allow_blank=True)
    is_added = s.BooleanField()


class ConsentStepShown(s.Serializer):
    """
    What is known of the consent to prosecute; the last of them is so now. of: whose consent. on:
    the day on which it was asked for, given or refused, if it is known. due_at: by when an answer
    is looked for, if a period is set.
    """

    number = s.IntegerField()
    answer = s.CharField()
    of = s.CharField(allow_blank=True)
    on = s.DateField(allow_null=True)
    reason = s.CharField(allow_blank=True)
    at = s.DateTimeField()
    due_at = s.DateTimeField(allow_null=True)


class DecisionShown(s.Serializer):
    """
    A decision about a suspect, made or awaiting a second reader. number: of the wording, which the
    second reader names; null of one that does not wait for them. consent: what the charge said of
    the consent to prosecute; empty if it needs none.
    """

    number = s.IntegerField(allow_null=True)
    kind = s.CharField()
    reason = s.CharField(allow_blank=True)
    rationale = s.CharField(allow_blank=True)
    public_interest_rationale = s.CharField(allow_blank=True)
    test = s.CharField(allow_null=True, allow_blank=True)
    consent = s.CharField(allow_blank=True)
    consents = ConsentStepShown(many=True)
    disposal = DisposalShown(allow_null=True)
    status = s.CharField()
    at = s.DateTimeField()


class ClosingOutcomeShown(s.Serializer):
    """The outcome of one allegation."""

    allegation = s.UUIDField()
    outcome = s.IntegerField()


class ClosingShown(s.Serializer):
    """
    A closing report of the police about a suspect, waiting for a signature or in force.

    outcome: of every allegation; null where they have different ones. outcomes: of each.
    """

    number = s.IntegerField()
    outcome = s.IntegerField(allow_null=True)
    outcomes = ClosingOutcomeShown(many=True)
    reasons = s.CharField()
    at = s.DateTimeField()
    signed_at = s.DateTimeField(allow_null=True)


class SuspectShown(s.Serializer):
    """
    One suspect: state, whose turn it is, due time, and the police's custody dates.

    extension: id of the extension of the due date that is open, or was agreed; null if none.
    surname: "" while nobody has been identified. first_limit_ends_on: the first custody time limit
    to end, of the police's and of those recorded of the charges. time_limits: for beginning a
    prosecution, as far as your side knows what is alleged; empty once charged or decided.
    """

    id = s.UUIDField()
    number = s.IntegerField()
    surname = s.CharField(allow_blank=True)
    given_names = s.CharField(allow_blank=True)
    born_on = s.DateField(allow_null=True)
    custody = s.CharField()
    arrested_on = s.DateField(allow_null=True)
    detained_until = s.DateTimeField(allow_null=True)
    bailed_on = s.DateField(allow_null=True)
    bail_ends_on = s.DateField(allow_null=True)
    released_on = s.DateField(allow_null=True)
    custody_limit_ends_on = s.DateField(allow_null=True)
    first_limit_ends_on = s.DateField(allow_null=True)
    time_limits = TimeLimitShown(many=True)
    state = s.CharField(source="told_state")
    state_in_words = s.CharField(source="told_words")
    holder_side = s.CharField(allow_blank=True)
    also_waits_for = s.ListField(child=s.CharField())
    due_at = s.DateTimeField(allow_null=True)
    extension = s.UUIDField(source="extension.pk", allow_null=True, default=None)
    decision = DecisionShown(allow_null=True)
    closing = ClosingShown(source="told_closing", allow_null=True)
    reversal = ReversalShown(allow_null=True)
    stop = StopShown(source="told_stop", allow_null=True)
    counts = CountShown(source="told_counts", many=True)
    charge_report = ChargeReportShown(source="told_report", allow_null=True)
    version = s.IntegerField(source="told_version", allow_null=True)


class UnchargedShown(s.Serializer):
    """Why the charge in force leaves an allegation out."""

    why = s.CharField()
    reason = s.CharField()


class AllegationShown(s.Serializer):
    """
    An allegation: one suspect, one victim, one offence.

    is_for_lawyer: no offence was found that applied on its dates, so it cannot be charged.
    cautions: what the law has to say of its dates, of time limits and of consents, in words.
    """

    id = s.UUIDField()
    victim = s.UUIDField(source="victim_id")
    suspect = s.UUIDField(source="suspect_id")
    offence = s.CharField(source="offence_id")
    from_on = s.DateField()
    to_on = s.DateField(allow_null=True)
    authorised = s.BooleanField(source="is_charged")
    out_of_court = s.BooleanField(source="is_disposed_of")
    uncharged = UnchargedShown(allow_null=True)
    is_for_lawyer = s.BooleanField()
    cautions = s.ListField(child=s.CharField())


class ReturnReasonShown(s.Serializer):
    """One coded return reason."""

    code = s.CharField()
    detail = s.CharField(allow_blank=True)


class ReferralShown(s.Serializer):
    """One submission or unsent referral, and its outcome."""

    id = s.UUIDField()
    number = s.IntegerField(allow_null=True)
    status = s.CharField()
    urgency = s.CharField()
    suspects = s.ListField(child=s.IntegerField(), source="names")
    written_at = s.DateTimeField()
    signed_off_at = s.DateTimeField(allow_null=True)
    reply_by = s.DateField(source="returned.reply_by", allow_null=True, default=None)
    return_reasons = ReturnReasonShown(many=True, source="reasons")
    version = s.IntegerField()


class ItemShown(s.Serializer):
    """One action item of a plan."""

    id = s.UUIDField()
    plan = s.IntegerField(source="plan.number")
    number = s.IntegerField()
    suspects = s.ListField(child=s.IntegerField(), source="names")
    category = s.CharField()
    text = s.CharField()
    line_of_inquiry = s.CharField()
    proportionality = s.CharField()
    weight = s.CharField()
    purpose = s.CharField(allow_blank=True)
    due_on = s.DateField()
    status = s.CharField()
    version = s.IntegerField()


class ReviewShown(s.Serializer):
    """A prosecutor's review, on which a plan may be set."""

    id = s.UUIDField(source="pk")
    at = s.DateTimeField()
    has_plan = s.BooleanField()
    suspects = s.ListField(child=s.IntegerField())


class ConsultationShown(s.Serializer):
    """A consultation of police and prosecutor; a decision not to charge rests on one."""

    id = s.UUIDField()
    held_on = s.DateField()
    mode = s.CharField()


class CaseShown(s.Serializer):
    """A case, and every row on it with a version of its own."""

    id = s.UUIDField()
    urn = s.CharField()
    crime_reference = s.CharField(allow_blank=True)
    police_unit = s.CharField(source="police_unit.name")
    cps_unit = s.CharField(source="cps_unit.name", allow_null=True, default=None)
    officer = PersonShown()
    prosecutor = PersonShown(allow_null=True)
    opened_at = s.DateTimeField()
    victims = VictimShown(many=True)
    suspects = SuspectShown(many=True)
    allegations = AllegationShown(many=True)
    early_advice = AdviceRowShown(many=True)
    referrals = ReferralShown(many=True)
    reviews = ReviewShown(many=True)
    items = ItemShown(many=True)
    consultations = ConsultationShown(many=True)
    version = s.IntegerField()
