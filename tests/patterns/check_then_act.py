"""What check_then_act.yml finds, and what it leaves."""


# ruleid: check-then-act
def add_note(case, text):
    if case.notes.filter(text=text).exists():
        raise Refused(ALREADY_THERE)
    Note.objects.create(case=case, text=text)


# ruleid: check-then-act
def add_note_unless_there(case, text):
    if not case.notes.exists():
        Note.objects.create(case=case, text=text)


# ruleid: check-then-act
def close_plan(pk):
    plan = Plan.objects.get(pk=pk)
    if plan.closed_at:
        raise Refused(CLOSED)
    plan.closed_at = NOW
    plan.save()


# ruleid: check-then-act
def take_a_place(panel, person):
    free = panel.places.filter(person=None).first()
    if free is None:
        return
    free.person = person
    free.save()


# ok: check-then-act
def add_note_under_a_lock(case, by, text):
    case = open_case_action("write_note", case, by=by)
    if case.notes.filter(text=text).exists():
        raise Refused(ALREADY_THERE)
    Note.objects.create(case=case, text=text)


# ok: check-then-act
def close_plan_under_a_lock(pk):
    plan = Plan.objects.select_for_update().get(pk=pk)
    if plan.closed_at:
        raise Refused(CLOSED)
    plan.closed_at = NOW
    plan.save()


# ok: check-then-act
def add_note_that_the_database_may_refuse(case, text):
    if not case.is_open and case.notes.exists():
        raise Refused(CLOSED)
    try:
        Note.objects.create(case=case, text=text)
    except IntegrityError:
        raise Refused(ALREADY_THERE) from None
