"""What people of the demo write beside the work itself: each side for itself."""

from cases.actions import notes
from rasso.demo import words


def noted(story, item):
    """Both sides note something about an action; the police put theirs right the next minute."""
    about = {"case": story.case, "item": item}
    note = story.do(story.officer, notes.write_note, text=words.POLICE_NOTE, **about)
    story.do(story.officer, notes.correct_note, note=note, text=words.POLICE_CORRECTION)
    story.do(story.prosecutor, notes.write_note, text=words.CPS_NOTE, **about)
