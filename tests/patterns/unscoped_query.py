"""What unscoped_query.yml finds, and what it leaves."""


def rows_of_nobody(case):
    # ruleid: unscoped-query
    rows = Note.objects.unscoped("why not").filter(case=case)
    # ruleid: unscoped-manager
    also = Note._base_manager.filter(case=case)
    # ruleid: unscoped-manager
    again = Note._default_manager.all()
    return rows, also, again


def statements(connection):
    # ruleid: unscoped-statement
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_note")
    # ruleid: unscoped-statement
    rows = Note.objects.raw("SELECT * FROM cases_note")
    # ruleid: unscoped-statement
    return rows, Note.objects.for_scope(None).extra(where=["TRUE"])


def rows_of_a_reader(case, scope):
    # ok: unscoped-query
    return Note.objects.for_scope(scope).filter(case=case)
