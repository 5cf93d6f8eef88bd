"""Serializers of out-of-court disposals: these fields and no others are returned."""

from rest_framework import serializers as s


class ConditionShown(s.Serializer):
    """
    A condition of a caution, and the day by which it is to be met.

    is_current: false of one that a variation has replaced.
    """

    number = s.IntegerField()
    is_current = s.BooleanField()
    aim = s.CharField()
    text = s.CharField()
    meet_by = s.DateField()


class VariationShown(s.Serializer):
    """
    A variation of the conditions: why, and the day on which the suspect consented.

    is_adult_there: an appropriate adult was present then; null of a suspect of 18 or over.
    """

    reasons = s.CharField()
    agreed_on = s.DateField()
    is_adult_there = s.BooleanField(allow_null=True)


class DisposalReportShown(s.Serializer):
    """What the police reported of an out-of-court disposal."""

    step = s.CharField()
    on = s.DateField()
    confirmed = s.ListField(child=s.CharField())
    text = s.CharField(allow_blank=True)


class DisposalShown(s.Serializer):
    """What an out-of-court disposal rests on, its conditions, and what became of it."""

    admitted_on = s.DateField()
    exceptional = s.CharField()
    are_asked = s.BooleanField()
    views = s.CharField(allow_blank=True)
    not_asked_because = s.CharField(allow_blank=True)
    conditions = ConditionShown(many=True)
    variations = VariationShown(many=True)
    reports = DisposalReportShown(many=True)
