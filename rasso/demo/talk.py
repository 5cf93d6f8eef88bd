"""What people of the demo write beside the work itself: each side for itself, and to each other."""

from cases.actions import notes, threads
from rasso.demo import words


def noted(story, item):
    """Both sides note something about an action; the police put theirs right the next minute."""
    about = {"case": story.case, "item": item}
    note = story.do(story.officer, notes.write_note, text=words.POLICE_NOTE, **about)
    story.do(story.officer, notes.correct_note, note=note, text=words.POLICE_CORRECTION)
    story.do(story.prosecutor, notes.write_note, text=words.CPS_NOTE, **about)


def discussed(story, item):
    """The police ask the prosecutor about an action, who answers and asks them to look."""
    thread = story.do(
        story.officer, threads.open_thread, case=story.case, item=item, text=words.POLICE_ASK,
        mention=story.lawyer,
    )  # fmt: skip
    officer = story.pair.people[story.officer]
    story.do(
        story.prosecutor, threads.write_message, thread=thread, text=words.CPS_SAYS,
        mention=officer,
    )  # fmt: skip
