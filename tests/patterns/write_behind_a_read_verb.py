"""What write_behind_a_read_verb.yml finds, and what it leaves."""

from cases.correspondence import queries
from cases.correspondence.actions import notes as actions
from cases.correspondence.actions.notes import write_note
from people.web.guards import guarded, guarded_list, guarded_site


@guarded("see_notes", Case, CASE)
def see_notes(request, case, allowed):
    # ruleid: write-behind-a-read-verb
    write_note(case=case, by=request.scope, at=NOW, text="seen")
    # ok: write-behind-a-read-verb
    return queries.notes_page(case, request.scope)


@guarded_list("see_worklist", CASE)
def see_worklist(request):
    # ruleid: write-behind-a-read-verb
    return actions.write_note(case=None, by=request.scope, at=NOW, text="seen")


@read_endpoint("case.read")
@guarded_site("find_case", SITE)
def find_case(request):
    # ruleid: write-behind-a-read-verb
    return actions.write_note(case=None, by=request.scope, at=NOW, text="sought")


@guarded("write_note", Case, CASE)
def write_a_note(request, case, allowed):
    # ok: write-behind-a-read-verb
    return actions.write_note(case=case, by=request.scope, at=NOW, text="done")
