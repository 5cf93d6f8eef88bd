"""Rows of sealed text, read as a page reads them, and written as the ORM refuses to."""

from operator import attrgetter

from django.db import connection

from cases.correspondence.actions import notes

MARKER = "Heliotrope said it twice"
UNREADABLE = "This text cannot be read now. The fault has been reported."
DESTROYED = "This text was destroyed with its case."


def write_note(builder, text=MARKER):
    """The officer writes a note of this text on the case."""
    return builder.do(notes.write_note, "officer", case=builder.case, text=text)


def opened_values(rows, *names):
    """What rows say, in their order: of one name the values, of several tuples of them."""
    return [attrgetter(*(name.replace("__", ".") for name in names))(row) for row in rows]


def update_in_sql(rows, column, value):
    """Set a column of these rows to a value, as the role that acts: does the database refuse it?"""
    update_in_clear(rows, **{column: value})


def update_in_clear(rows, **facts):
    """rows.update(**facts) that writes the text of a sealed column as it is given."""
    table, keys = rows.model._meta.db_table, list(rows.values_list("pk", flat=True))
    assert keys
    fields = {name: rows.model._meta.get_field(name) for name in facts}
    names = ", ".join(f'"{field.column}" = %s' for field in fields.values())
    values = [
        value if type(fields[name]).__name__.startswith("Sealed")
        else fields[name].get_db_prep_save(getattr(value, "pk", value), connection)
        for name, value in facts.items()
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {names} WHERE id = ANY (%s)", [*values, keys])


def with_texts_typed_anew(row):
    """The same row, whose texts a copy under another key seals for itself."""
    for field in row._meta.concrete_fields:
        if type(field).__name__.startswith("Sealed"):
            setattr(row, field.attname, str(getattr(row, field.attname)))
            row.__dict__.pop(f"_{field.attname}_stored", None)
    return row
