"""Documents of a demo case: a statement and a schedule, with corrections."""

import io
import wave
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from cases.case_details.actions import allegations
from cases.documents.actions import documents, police_only
from cases.held_material.actions import held_material
from people.models.nullable import not_null
from rasso.demo import texts
from rasso.demo.simulated_time import days

if TYPE_CHECKING:
    from rasso.demo.stories import Story

PAPER = "Demo text. Nobody in it exists."
KEPT = "Demo text. It names somebody who spoke to us in confidence."
REVEALED = "Demo text. She agreed that the prosecutor may read it."
REPLACED = "Demo text. The first copy was not signed on its last page."


def add_case_documents(story: "Story") -> None:
    """
    An officer adds two documents, replaces one, and adds a third that is private to the police.

    A fourth file is named as a PDF and is none, so it is not added.
    """
    papers = [
        (demo_file("MG11 first account.txt"), "MG11"),
        (demo_file("MG6C unused material.txt"), "MG6C"),
        (demo_file("MG15 interview.pdf"), "MG15"),
    ]
    statement, _schedule = story.do(
        story.officer, documents.add_documents, case=story.case, documents=papers
    )
    story.do(
        story.officer, documents.replace_document, document=statement,
        file=demo_file("MG11 first account, signed.txt"), because=REPLACED,
    )  # fmt: skip
    [kept] = story.do(
        story.officer, documents.add_documents, case=story.case, kept_because=KEPT,
        documents=[(demo_file("MG6D sensitive material.txt"), "MG6D")],
    )  # fmt: skip
    if story.chance.random() < 0.5:
        story.do(story.officer, police_only.reveal_document, document=kept, because=REVEALED)
    record_held_material(story)


HELD = (
    {
        "kind": "INTERVIEW", "title": "Demo: video interview of the complainant",
        "held_where": "The force’s interview store", "reference": "VRI-0311", "minutes": 74,
        "clipping": "NOT_NEEDED", "playing": "PLAYS", "is_provided": True,
    },
    {
        "kind": "CCTV", "title": "Demo: taxi rank, camera 4",
        "held_where": "The force’s video store", "reference": "CAM-4-0311", "minutes": 180,
        "clipping": "NOT_CLIPPED", "playing": "NOT_TRIED", "is_provided": True,
    },
    {
        "kind": "PHONE", "title": "Demo: download of the suspect’s phone",
        "held_where": "The digital forensics unit", "reference": "", "minutes": None,
        "clipping": "NOT_NEEDED", "playing": "NOT_TRIED", "is_provided": False,
    },
)  # fmt: skip


def record_held_material(story: "Story") -> None:
    """An officer records what is held elsewhere, and says that they watched some of it."""
    interview, camera, _phone = (
        story.do(story.officer, held_material.add_held_material, case=story.case, **facts)
        for facts in HELD
    )
    story.do(story.officer, held_material.record_watching, material=interview)
    story.do(
        story.officer, held_material.record_watching, material=camera, minutes=40,
        text="Demo text. At 23:14 she stumbles; he takes her arm.",
    )  # fmt: skip


def correct_allegation_day(story: "Story") -> None:
    """An officer corrects the day of an allegation, which is a week too late."""
    wrong = not_null(story.case.allegations.unscoped("demo").first())
    story.do(
        story.officer, allegations.correct_allegation, allegation=wrong, victim=wrong.victim,
        offence=wrong.offence, from_on=wrong.from_on - days(7), reason=texts.WRONG_DAY,
    )  # fmt: skip


def files_with_answer(luck: float) -> dict[str, object]:
    """The files that are added with an answer: a statement in some stories, else none."""
    if not 0.3 < luck < 0.5:
        return {}
    return {"files": [demo_file("MG11 further account.txt")], "mg_form": "MG11"}


def add_clip(story: "Story") -> None:
    """An officer adds a second of silence, as small clips of recordings are added."""
    held = io.BytesIO()
    with wave.open(held, "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(8000)
        clip.writeframes(bytes(2 * 8000))
    file = ContentFile(held.getvalue(), name="Call to the control room, 23.41.wav")
    story.do(story.officer, documents.add_documents, case=story.case, documents=[(file, "OTHER")])


def demo_file(name: str) -> "ContentFile[bytes]":
    """A text file with the demo's text under this name."""
    return ContentFile(f"{PAPER}\n{name}\n".encode(), name=name)
