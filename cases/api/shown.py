"""What is told of a case in JSON: these fields, and no others."""

from rest_framework import serializers as s


class Person(s.Serializer):
    """A professional, by name and sign-in address."""

    name = s.CharField()
    email = s.EmailField()


class VictimShown(s.Serializer):
    """A victim as a case knows her: a number and no name."""

    id = s.UUIDField()
    number = s.IntegerField()


class SuspectShown(s.Serializer):
    """One suspect: where, whose turn, and what is due. The dates are the police's own."""

    id = s.UUIDField()
    number = s.IntegerField()
    surname = s.CharField()
    given_names = s.CharField(allow_blank=True)
    born_on = s.DateField(allow_null=True)
    custody = s.CharField()
    arrested_on = s.DateField(allow_null=True)
    detained_until = s.DateTimeField(allow_null=True)
    bailed_on = s.DateField(allow_null=True)
    bail_ends_on = s.DateField(allow_null=True)
    released_on = s.DateField(allow_null=True)
    state = s.CharField(source="told_state")
    state_in_words = s.CharField(source="told_words")
    holder_side = s.CharField(allow_blank=True)
    also_waits_for = s.ListField(child=s.CharField())
    due_at = s.DateTimeField(allow_null=True)
    version = s.IntegerField()


class AllegationShown(s.Serializer):
    """What one suspect is alleged to have done to one victim."""

    id = s.UUIDField()
    victim = s.UUIDField(source="victim_id")
    suspect = s.UUIDField(source="suspect_id")
    offence = s.CharField(source="offence_id")
    from_on = s.DateField()
    to_on = s.DateField(allow_null=True)


class ReasonShown(s.Serializer):
    """One coded reason of a return."""

    code = s.CharField()
    detail = s.CharField(allow_blank=True)


class ReferralShown(s.Serializer):
    """One sending of a referral, and what became of it."""

    id = s.UUIDField()
    number = s.IntegerField(allow_null=True)
    status = s.CharField()
    urgency = s.CharField()
    suspects = s.ListField(child=s.IntegerField(), source="names")
    written_at = s.DateTimeField()
    signed_off_at = s.DateTimeField(allow_null=True)
    reply_by = s.DateField(source="returned.reply_by", allow_null=True, default=None)
    return_reasons = ReasonShown(many=True, source="reasons")
    version = s.IntegerField()


class ItemShown(s.Serializer):
    """One action of a plan."""

    id = s.UUIDField()
    plan = s.IntegerField(source="plan.number")
    number = s.IntegerField()
    suspects = s.ListField(child=s.IntegerField(), source="names")
    category = s.CharField()
    text = s.CharField()
    line_of_inquiry = s.CharField()
    proportionality = s.CharField()
    weight = s.CharField()
    due_on = s.DateField()
    status = s.CharField()
    version = s.IntegerField()


class CaseShown(s.Serializer):
    """A case, and everything on it that has a version of its own to act on."""

    id = s.UUIDField()
    urn = s.CharField()
    crime_reference = s.CharField(allow_blank=True)
    police_unit = s.CharField(source="police_unit.name")
    cps_unit = s.CharField(source="cps_unit.name", allow_null=True, default=None)
    officer = Person()
    prosecutor = Person(allow_null=True)
    opened_at = s.DateTimeField()
    victims = VictimShown(many=True)
    suspects = SuspectShown(many=True)
    allegations = AllegationShown(many=True)
    referrals = ReferralShown(many=True)
    items = ItemShown(many=True)
    version = s.IntegerField()


class CaseListed(s.Serializer):
    """A case as a list tells it."""

    id = s.UUIDField()
    urn = s.CharField()
    crime_reference = s.CharField(allow_blank=True)
    opened_at = s.DateTimeField()
    version = s.IntegerField()


class CasesListed(s.Serializer):
    """A page of cases; `next` is the address of the one after it."""

    cases = CaseListed(many=True)
    next = s.CharField(allow_null=True)


class AnswerShown(s.Serializer):
    """One question of a referral, and what was written."""

    question = s.CharField()
    answer = s.CharField(allow_blank=True)


class WhyReturned(s.Serializer):
    """One reason of a return in words."""

    reason = s.CharField()
    detail = s.CharField(allow_blank=True)


class ReturnShown(s.Serializer):
    """Why triage returned a referral, and by when it asks for a reply."""

    reply_by = s.DateField()
    at = s.DateTimeField()
    reasons = WhyReturned(many=True)


class SubmissionShown(s.Serializer):
    """A referral, and what became of it."""

    id = s.UUIDField()
    case = s.UUIDField()
    number = s.IntegerField(allow_null=True)
    status = s.CharField()
    urgency = s.CharField()
    code_test = s.CharField()
    suspects = s.ListField(child=s.UUIDField())
    answers = AnswerShown(many=True)
    written_at = s.DateTimeField()
    signed_off_at = s.DateTimeField(allow_null=True)
    supervisor_comments = s.CharField(allow_blank=True)
    triaged_at = s.DateTimeField(allow_null=True)
    withdrawn_at = s.DateTimeField(allow_null=True)
    withdrawal_reason = s.CharField(allow_blank=True)
    returned = ReturnShown(allow_null=True)
    version = s.IntegerField()


class SaidShown(s.Serializer):
    """One thing that was said about an action."""

    what = s.CharField()
    text = s.CharField(allow_blank=True)
    side = s.CharField()
    by = s.CharField()
    at = s.DateTimeField()
    documents = s.ListField(child=s.UUIDField())


class ActionShown(ItemShown):
    """One action, as the two sides have talked about it."""

    case = s.UUIDField(source="case_id")
    answer = s.CharField(allow_blank=True)
    challenge = s.CharField(allow_blank=True)
    said = SaidShown(many=True)


class DocumentShown(s.Serializer):
    """A document of a case."""

    id = s.UUIDField()
    title = s.CharField()
    form = s.CharField(allow_blank=True)
    kind = s.CharField()
    size = s.IntegerField()
    sha256 = s.CharField()
    added_at = s.DateTimeField()
    is_current = s.BooleanField()
    version = s.IntegerField()


class DocumentsListed(s.Serializer):
    """A page of documents; `next` is the address of the one after it."""

    documents = DocumentShown(many=True)
    next = s.CharField(allow_null=True)


class UploadShown(s.Serializer):
    """A file that was sent, and what became of it."""

    id = s.UUIDField()
    title = s.CharField()
    status = s.CharField()
    why = s.CharField(allow_blank=True)
    document = s.UUIDField(allow_null=True, source="document_id")
    sha256 = s.CharField()
    at = s.DateTimeField()


class UploadsListed(s.Serializer):
    """A page of what one's own side sent."""

    uploads = UploadShown(many=True)
    next = s.CharField(allow_null=True)


class NoticeShown(s.Serializer):
    """A notice: where to look, never what happened. about: the id of a case or of what is on it."""

    id = s.UUIDField(source="reference")
    notice = s.CharField()
    title = s.CharField()
    urn = s.CharField(source="subject")
    about = s.UUIDField()
    recipient = s.EmailField()
    at = s.DateTimeField(source="created_at")


class NoticesShown(s.Serializer):
    """Some notices, oldest first; `next` is where to go on, also where there are none."""

    notices = NoticeShown(many=True)
    next = s.CharField()


class RowShown(s.Serializer):
    """One suspect of a worklist."""

    case = s.UUIDField()
    urn = s.CharField()
    suspect = s.IntegerField()
    waits_for = s.CharField()
    state = s.CharField()
    due_at = s.DateTimeField(allow_null=True)


class WorklistShown(s.Serializer):
    """A page of a worklist; `next` is the address of the one after it."""

    rows = RowShown(many=True)
    next = s.CharField(allow_null=True)
