"""
What is wrong with a recording as a file-quality check finds it, before the file is sent.

Source: the multi-media failures of the CPS public prototype's assessment of file quality
(cases/data/file_quality_failures.csv). That list has none for other material that is not provided,
so that one is said in our words.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from cases.models import Clipping, HeldKind, HeldMaterial, Playing

# As the failures name it.
NAMED_AS = {HeldKind.BODY_WORN: "BWV", HeldKind.CCTV: "CCTV"}
OTHER = "other"
NOT_CLIPPED = "not clipped"
NOT_PLAYABLE = "not in playable format"
NOT_PROVIDED = "not provided"
OTHER_NOT_PROVIDED = _("The prosecutor cannot reach it yet")


def media_failures(material: HeldMaterial) -> Iterator[str]:
    """The failures that an assessor would record of it, in the words of the list if it has them."""
    name = NAMED_AS.get(HeldKind(material.kind), OTHER)
    wrong = {
        NOT_CLIPPED: material.clipping == Clipping.NOT_CLIPPED,
        NOT_PLAYABLE: material.playing == Playing.NOT_PLAYING,
        NOT_PROVIDED: not material.is_provided,
    }
    for failure, is_wrong in wrong.items():
        if is_wrong and (name, failure) == (OTHER, NOT_PROVIDED):
            yield str(OTHER_NOT_PROVIDED)
        elif is_wrong:
            yield f"Multi-media {name} {failure}"
