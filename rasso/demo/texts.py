"""The demo's texts: plainly invented, and plain."""

from datetime import date
from typing import Any

SURNAMES = (
    "Alder", "Ash", "Aspen", "Beech", "Birch", "Blackthorn", "Bramble", "Cedar", "Chestnut",
    "Cypress", "Elder", "Elm", "Fern", "Fir", "Gorse", "Hawthorn", "Hazel", "Heather", "Holly",
    "Hornbeam", "Ivy", "Juniper", "Larch", "Laurel", "Lime", "Linden", "Maple", "Medlar",
    "Mulberry", "Oak", "Pine", "Plane", "Poplar", "Quince", "Rowan", "Sallow", "Sequoia",
    "Sorrel", "Spindle", "Spruce", "Sycamore", "Tamarisk", "Thorn", "Walnut", "Wayfaring",
    "Whitebeam", "Willow", "Wych", "Yew", "Zelkova",
)  # fmt: skip

OFFENCES = ("SX03002", "SX03002", "SX03005", "SX03007")  # adult offences only
# Some day between these, on either side of 1 May 2004: alleged under both Acts.
LONG_AGO = {"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 31)}
OFFENCES_OF_LONG_AGO = ("SX03005", "SX56027")

SUMMARY = (
    "Demo text, about nobody. The complainant reported to the police that the suspect, whom she "
    "knew, assaulted her at an address that both used to share. She gave a first account to a "
    "friend on the same evening and was video interviewed within a week.\n\n"
    "The suspect was interviewed under caution and answered questions. He accepts that they met "
    "and says that what happened was agreed."
)
STRENGTHS = (
    "Demo text. First account on the same evening to a friend who has given a statement. Messages "
    "on the day after. The suspect’s account has changed between his first words and interview."
)
SUSPECT_ACCOUNT = (
    "Demo text. Interviewed with a solicitor. He says that they met by agreement, that she took "
    "his hand, and that he took this for a yes. He was asked what he did to find out, and says "
    "that he asked nothing more."
)
LINES_DONE = (
    "Demo text. Video interview of the complainant; statement of the friend; suspect interviewed; "
    "messages from the complainant’s phone for the two days concerned, by agreement; scene "
    "visited; house-to-house inquiries."
)
DISCLOSURE = "Demo text. Schedules prepared. Nothing found so far that undermines or assists."
NEEDS = "Demo text. Screens wanted. Supported by an independent adviser."
WITHOUT_ADVICE = (
    "Demo text. He was named and interviewed on the first day, and the lines of inquiry were plain."
)
# What bears on the points to prove, as cases.proof.actions.entries.add_bearing takes it.
FIRST_ACCOUNT = {
    "bears": "FOR",
    "material": "STATEMENT",
    "text": "Demo text. The friend: told her on the same evening what he had done.",
}
MESSAGES = {
    "bears": "FOR",
    "material": "EXHIBIT",
    "text": "Demo text. Messages of the next day: he writes that he is sorry.",
}
HIS_ACCOUNT: dict[str, object] = {
    "bears": "AGAINST",
    "material": "ACCOUNT",
    "account_of": "SUSPECT",
    "text": "Demo text. Interview: he says that it was agreed.",
    "undermines": True,
    "disclosure": "Demo text. Given in the summary of interview.",
}
SUPERVISOR = (
    "Demo text. I have read the file and the material. It is ready for a decision.",
    "Demo text. Checked against the file standard. Suspect-focused strategy is clear.",
)
SENT_BACK = "Demo text. Say what became of the house-to-house inquiries before this goes."
AT_THE_LABORATORY = "Demo text. The exhibits are still at the laboratory; the list follows."
EVIDENCE = (
    "Demo text. There is a first account on the same evening, and messages of the next day. The "
    "issue is consent and reasonable belief. The suspect’s account has to be tested against his "
    "own phone and against what others saw."
)
STRATEGY = (
    "Demo text. Look at what the suspect did before, during and after, and at what steps he took "
    "to find out whether she agreed."
)
SECTIONS = {
    "strategy": STRATEGY,
    "misconceptions": (
        "Demo text. That she did not leave at once says nothing about consent; the statement of "
        "the friend answers it."
    ),
    "victim_witness": "Demo text. Screens wanted; a statement of how it affected her is offered.",
}
FULL: dict[str, Any] = {"test": "FULL"}
THRESHOLD: dict[str, Any] = {
    "test": "THRESHOLD",
    "awaited": "Demo text. The download of his phone, and the swab results from the laboratory.",
}
NOT_CHARGED_BESIDE = (
    "Demo text. Nobody but the two of them was there, and she does not remember the day of it. The "
    "court will hear of it as part of what went before."
)
REMANDED = "Demo text. The magistrates’ court remanded the suspect until the plea hearing."
PLEA_HEARING = "Demo text. Plea and trial preparation"
COURT = "Demo Crown Court"
PUBLIC_INTEREST = "Demo text. If the evidence suffices, a prosecution is in the public interest."
REVIEWED_AGAIN = {
    "evidence": (
        f"{EVIDENCE} The answers to the action plan have been read, and settle the times of that "
        "evening."
    ),
    "public_interest": PUBLIC_INTEREST,
    "disclosure": "Demo text. Schedules complete. Nothing found that undermines or assists.",
}
PARTICULARS = "Demo text. What he did, to whom and how, in the words of the charge."
PARTICULARS_OR = "Demo text. If it was not with his penis, then with another part of his body."
# category, what is asked, line of inquiry, why it is proportionate
Action = tuple[str, str, str, str]  # category, text, line of inquiry, why it is proportionate

ACTIONS: tuple[Action, ...] = (
    (
        "STATEMENTS",
        "Demo text. Take a statement from the friend who received the first account.",
        "Consistency and timing of the first account.",
        "One short statement from a willing witness.",
    ),
    (
        "RECORDS",
        "Demo text. Download the suspect’s phone for messages between the two, 3 to 5 March.",
        "What each said to the other before and after.",
        "Limited to one contact and three days, from the suspect’s own device.",
    ),
    (
        "FOOTAGE",
        "Demo text. Obtain the CCTV of the taxi rank between 23:00 and 00:30.",
        "Condition and behaviour of both shortly before.",
        "One camera and ninety minutes; overwritten unless asked for now.",
    ),
    (
        "EXHIBITS",
        "Demo text. Take from the complainant’s phone her messages with the suspect, 3 to 5 March.",
        "What each said to the other before and after.",
        "One contact and three days, by agreement.",
    ),
    (
        "FORENSIC",
        "Demo text. Ask the laboratory for the toxicology result and a short explanation.",
        "Capacity to consent.",
        "The sample has already been taken.",
    ),
    (
        "DOCUMENTS",
        "Demo text. Complete and send the schedule of unused material.",
        "Disclosure before a full code test decision.",
        "Required in any event.",
    ),
)
ANSWERS = (
    "Demo text. Done; see the document with this answer.",
    "Demo text. Statement taken and checked. It confirms the time of the call.",
    "Demo text. Completed. Nothing further came of it.",
)
CANNOT = "Demo text. The footage had been overwritten before the request; the operator confirms it."
MISSING = "Demo text. The statement does not say what time the call came. Please ask."
TIME_AGREED = "Demo text. The result is needed before the decision, and the laboratory is slow."
LATER = "Demo text. The laboratory now says two weeks more."
RESTRICTED = "Demo text. The suspect is a relative of an officer of this force. Neither exists."
NEEDS_TO_READ = "Demo text. I take the case over while the officer is away next week."
CANNOT_WAIT = (
    "Demo text. A neighbour rang: a man is at the victim’s door. I need the bail conditions now."
)
KEPT_APART = "Demo text. A cousin of the complainant. Neither of them exists."
POLICE_NOTE = "Demo text. The witness is away until Monday. Ask the night shift to call."
POLICE_CORRECTION = "Demo text. Away until Tuesday, not Monday."
CPS_NOTE = "Demo text. If this comes late, ask the manager for cover in the second week."
POLICE_ASK = "Demo text. Would a shorter statement do, about the call alone?"
CPS_SAYS = "Demo text. Yes, if it says when the call came and how she sounded."
VARIED = "Demo text. The witness is abroad until the week after. Everything else stays as it is."
CHALLENGED = "Demo text. Half of this would reach beyond the days in issue."
UPHELD = "Demo text. That is right. What is needed is in the material we have."
AMENDED = "Demo text. As before, but for the two days in issue alone."
WORDED_ANEW = "Demo text. Take from the complainant’s phone only her messages with the suspect."
WHY_ANEW = "Demo text. Days differ from case to case; the action itself names them."
HELD = "Demo text. The days before show how the two came to meet, which is in issue."
SENT_UP = "Demo text. Which days are in issue is what we cannot agree on."
OUTCOME = "Demo text. The two days are enough; the days before can be asked of witnesses."
MET = (
    "Demo text. The officer went through what each line of inquiry had shown. Both thought that "
    "the issue of reasonable belief could not be taken further."
)
MOVED = "Demo text. No court was free; the judge moved the trial by four weeks."
FINALISED = "Demo text. Not at either address; circulated. Nothing can be decided until then."
REOPENED = "Demo text. Arrested on Friday and interviewed."
CHARGED_OTHERWISE = (
    "Demo text. The custody record has the other offence; the facts put to the suspect were those "
    "of the one authorised."
)
NOT_CHARGED = "Demo text. The custody officer left it out; it can be added in court."
CHARGE_ACCEPTED = "Demo text. The facts are the same, and the charge can be amended in court."
DECLINED = (
    "Demo text. Say what the messages of the next morning show about the suspect’s own account, "
    "and why they do not carry the case."
)
ADVICE = {
    "summary": "Demo text, about nobody. Reported a week ago; both were at the same party.",
    "lines_done": "Demo text. First account and scene.",
    "lines_under_way": "Demo text. The suspect’s phone.",
    "lines_contemplated": "Demo text. Two friends who were there.",
    "expected": "Demo text. The download within a fortnight.",
    "issues": "Demo text. He says that she agreed.",
    "evidence": "Demo text. Her interview now; a summary of his will follow.",
    "questions": ["Are both friends a reasonable line?", "Which offence fits best?"],
}
ADVICE_WITHOUT = {
    "disclosable": "",
    "explained": {"advice_disclosable": "Demo text. Known once her phone has been read."},
}
NOT_COMPLETE = "Demo text. Say what may have to be disclosed as far as you can tell today."
ADVISED = {
    "answers": ["Demo text. Yes, both.", "Demo text. The one alleged."],
    "lines": ["Demo text. Both friends’ statements.", "Demo text. His phone for that week only."],
    "evidence": "Demo text. The first account, and how he behaved afterwards.",
    "strategy": STRATEGY,
    "third_party": "Demo text. None at this stage; no counselling notes.",
}
NO_ADVICE = "Demo text. Too early: ask again once the phone has been downloaded."
LOOK_AGAIN = "Demo text. The friends leave the country soon: please look at this again."
FILE_FAILED = {
    "Breach": "Demo text. Charged on the day before anybody was asked for a decision.",
    "Disclosure": "Demo text. The MG6C ends with the first interview.",
    "Evidential": "Demo text. Listed on the MG12, but not with what was sent.",
    "Victim and witness": "Demo text. The MG2 was sent empty.",
}
FILE_DISPUTED = "Demo text. It was sent on the disc that came the day before."
FILE_DECIDED = "Demo text. Talked over; the exhibit list says so too."
REACH = {
    "material": "Demo text. Messages with one contact, from the phone itself.",
    "holder": "The victim",
    "necessity": "Demo text. They show what was said, which is in issue.",
    "less_intrusive": "Demo text. The suspect’s phone has been reset, so his side is lost.",
}
AGAIN = "Demo text. The first time it was given back before the messages were found."
NOT_REACHING = "Demo text. It is the suspect’s own phone, which he gave to the police."
AUTHORITY = {
    "authorised_by": "Demo Inspector 4321",
    "line_of_inquiry": "Demo text. What each said to the other before and after.",
    "necessity": "Demo text. Nothing else shows it.",
    "other_means": "Demo text. A statement and the suspect’s phone were considered.",
}
BELIEF = "Demo text. She said that she goes there, and since when."
REQUEST = "Demo text. The register of two weeks, for one line of inquiry, kept with the case."
HELD_WHERE = "Demo property store, shelf 12"
NOTICE_OF_RECORDS = {
    "what": "Demo text. Entries of a few days, and nothing else.",
    "why": "Demo text. To see where she was, and what she first said.",
    "handling": "Demo text. Only the team reads them, and they are given back.",
}
NOTICE = {
    "what": "Demo text. Messages with one contact, for three days.",
    "why": "Demo text. To see what was said.",
    "handling": "Demo text. Only these are copied, and only the team reads them.",
}
PROPOSAL = {
    "text": "Demo text. Ask the counselling service for the first entry.",
    "line_of_inquiry": "Demo text. Whether a first account was given there.",
    "rebuttal": "Demo text. It may be the only first account.",
}
JUDGEMENT = "Demo text. The friend’s statement is a first account, so the notes add little."

SECOND_WHY = "The download names a person whom nobody knew of when the first plan was set."
SECOND_DECLINED = "Only the new person is new. Leave out what the first plan asked already."
SECOND_WITHDRAWN = "One of the two lines has been answered meanwhile."
SECOND_APPROVED = "A new line that could not have been asked before. Proportionate."
ADVICE_FOLLOWED = "Demo text. The three lines of inquiry that the early advice named were followed."
WRONG_DAY = "Demo text. The first note had the wrong week."
TRANSFER = "Demo text. Your unit has the case that this one belongs with."
NO_ROOM = "Demo text. That case has been decided, so there is nothing to join."
ALIKE = "Demo text. The same crime number, and the same street."
VICTIM = "Demo Victim"
CALLER = "Demo text. Said who I am and how to reach me. Afternoons are best."

GOT_THROUGH = {
    "is_safe_now": True, "outcome": "REACHED", "spoke_to": "VICTIM", "is_identity_checked": True,
    "isva_told": "NO_ISVA",
}  # fmt: skip
MEETING = {
    "mode": "FACE_TO_FACE", "planned_minutes": 45, "place": "Demo House, second floor, room 4",
    "chair": "Demo Prosecutor One", "invitees": "The officer in the case",
    "supporters": "An ISVA of the demo’s service", "needs": "Step-free access; a break half-way",
}  # fmt: skip
AGREED = [
    ("The officer arranges a visit to the court before the trial.", "POLICE"),
    ("The prosecutor finds out whether a screen can be used, and says so.", "CPS"),
]
# The contact named in letters. Ofcom reserves the number for drama.
RING = ("Demo victim contact desk", "01632 960 018")
SUPPORT = "You can speak to an ISVA of the demo’s service."
SUPPORT_HERE = SUPPORT + " We can ask them to call you, if you want that."
FOLLOW_UP = "Demo text. Did the victim want the number of local support in writing too?"
FOLLOWED_UP = "Demo text. No, the victim wrote it down."
HOURS_SAID = "Demo text. The victim said when a call is safe."
NOTE_ANSWER = "Thank you. We ring on weekdays after six from now on, and ask for that name."
NEXT_NOTE = "They would like to see the court before the hearing. Can someone show them round?"
LIAISON_NOTE = "Please ring on weekdays after six, and ask for the name that is on the record."
