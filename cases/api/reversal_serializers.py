"""Serializers of proposals to set a decision aside, or to stop or add charges."""

from rest_framework import serializers as s


class ReversalShown(s.Serializer):
    """A proposal to set the decision in force aside, waiting for a second reader."""

    number = s.IntegerField()
    ground = s.CharField()
    reasons = s.CharField()
    at = s.DateTimeField()


class StopShown(s.Serializer):
    """
    A proposal to stop charges, waiting for a second reader. charges: their names in `laid`; none
    where it is FURTHER.

    new_offence, new_from_on, new_to_on: of the charge in the place of one that is ALTERED, or that
    is FURTHER; new_victim, new_particulars, other_particulars: of the latter and its alternative;
    new_alternative: the offence of a second one of these days, in the alternative, or null.
    other_act_because: why no offence of like conduct under the other Act is charged.
    consent: where the consent to prosecute them stands; empty if they need none. on: the day on
    which the proceedings ended; null where none was given.
    """

    number = s.IntegerField()
    kind = s.CharField()
    on = s.DateField(allow_null=True)
    charges = s.ListField(child=s.CharField())
    new_offence = s.CharField(allow_null=True)
    new_alternative = s.CharField(allow_null=True)
    new_from_on = s.DateField(allow_null=True)
    new_to_on = s.DateField(allow_null=True)
    new_victim = s.IntegerField(allow_null=True)
    new_particulars = s.CharField(allow_blank=True)
    other_particulars = s.CharField(allow_blank=True)
    other_act_because = s.CharField(allow_blank=True)
    consent = s.CharField(allow_blank=True)
    reasons = s.CharField()
    at = s.DateTimeField()
