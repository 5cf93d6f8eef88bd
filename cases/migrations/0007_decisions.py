"""
What is decided and what follows: no further action rests on a recorded meeting and is read by
another human being; charges as authorised and as laid; court; and a case closed without a decision.
"""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from people.ledgers import FIX, nothing_goes, only_grows
from people.tables import Together, next_id, own_id, to

ANOTHER_READS = """
CREATE FUNCTION refuse_own_reader() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user reader JOIN people_user author ON author.id = ANY (NEW.authors)
        WHERE reader.id = NEW.read_by_id
          AND (reader.id = author.id OR reader.human_id = author.human_id)
    ) THEN
        RAISE EXCEPTION 'the reader of a decision is one of its authors'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER another_reads BEFORE INSERT OR UPDATE OF read_by_id ON cases_decision
    FOR EACH ROW WHEN (NEW.read_by_id IS NOT NULL) EXECUTE FUNCTION refuse_own_reader();
CREATE TRIGGER never_read_anew BEFORE UPDATE OF reading, reading_text, read_by_id, read_at
    ON cases_decision FOR EACH ROW WHEN (OLD.read_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change();
"""
THE_SAME_READS = """
DROP TRIGGER never_read_anew ON cases_decision;
DROP TRIGGER another_reads ON cases_decision;
DROP FUNCTION refuse_own_reader;
"""
FIXED = FIX.format(table="cases_decision", columns="consultation_id, number, authors").replace(
    "never_reworded", "never_ascribed_anew"
)
UNFIXED = "DROP TRIGGER never_ascribed_anew ON cases_decision"


TABLES = Together(
    migrations.CreateModel(
        name="Consultation",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="consultations")),
            ("held_on", models.DateField()),
            (
                "mode",
                models.CharField(
                    choices=[("FACE_TO_FACE", "In person"), ("VIRTUAL", "By video")], max_length=12
                ),
            ),
            ("summary", models.TextField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("suspects", models.ManyToManyField(related_name="consultations", to="cases.suspect")),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("summary", ""), _negated=True),
                    name="consultation_says_something",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="TookPart",
        fields=[
            next_id(),
            ("consultation", to("cases.consultation", related_name="took_part")),
            ("person", to(settings.AUTH_USER_MODEL)),
            (
                "role",
                models.CharField(
                    choices=[
                        ("officer_in_case", "Officer in the case"),
                        ("inspect_cases", "Inspector"),
                        ("supervise_cases", "Supervisor"),
                        ("refer_cases", "Officer of the unit"),
                        ("reviewing_prosecutor", "Reviewing prosecutor"),
                        ("covering_prosecutor", "Covering prosecutor"),
                        ("allocate_cases", "Legal manager"),
                        ("prosecute_cases", "Prosecutor of the unit"),
                    ],
                    max_length=20,
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("consultation", "person"), name="took_part_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Decision",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="decisions")),
            ("suspect", to("cases.suspect", related_name="decisions")),
            ("number", models.PositiveSmallIntegerField(default=1)),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("CHARGE", "Charge authorised"),
                        ("NFA_EVIDENTIAL", "No further action: evidential"),
                        ("NFA_PUBLIC_INTEREST", "No further action: public interest"),
                    ],
                    max_length=19,
                ),
            ),
            (
                "reason",
                models.CharField(
                    blank=True,
                    choices=[
                        ("IDENTIFICATION", "Identity of the suspect cannot be proved"),
                        ("ACT", "The sexual act cannot be proved"),
                        ("CONSENT", "Absence of consent cannot be proved"),
                        ("BELIEF", "Absence of a reasonable belief in consent cannot be proved"),
                        ("RELIABILITY", "Key evidence is not reliable enough"),
                        ("ADMISSIBILITY", "Key evidence is not admissible"),
                        (
                            "WITHDRAWAL",
                            "The victim does not support, and other evidence is not enough",
                        ),
                        ("OTHER_EVIDENTIAL", "Another evidential reason"),
                        ("SUSPECT_HEALTH", "The suspect’s health"),
                        ("SUSPECT_AGE", "The suspect’s age or maturity"),
                        ("VICTIM_INTEREST", "The effect of a prosecution on the victim"),
                        ("OTHER_OUTCOME", "Already dealt with in another way"),
                        ("OTHER_PUBLIC_INTEREST", "Another public-interest reason"),
                    ],
                    max_length=21,
                ),
            ),
            ("rationale", models.TextField()),
            ("consultation", to("cases.consultation", null=True, related_name="decisions")),
            ("by", to(settings.AUTH_USER_MODEL)),
            (
                "authors",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), default=list, size=None
                ),
            ),
            ("at", models.DateTimeField()),
            (
                "status",
                models.CharField(
                    choices=[
                        ("PROPOSED", "Waiting for a second reader"),
                        ("LIVE", "In force"),
                        ("REPLACED", "Replaced by a later wording"),
                        ("DECLINED", "Read and not countersigned"),
                        ("WITHDRAWN", "Withdrawn by the prosecutor"),
                        ("SET_ASIDE", "Set aside after a review that the victim asked for"),
                    ],
                    default="LIVE",
                    editable=False,
                    max_length=9,
                ),
            ),
            (
                "only_side",
                models.CharField(
                    blank=True,
                    choices=[
                        ("POLICE", "Police"),
                        ("CPS", "CPS"),
                        ("SUPPORT", "Victim support"),
                        ("LEARNING", "Pilots and learning"),
                        ("OVERSIGHT", "Oversight"),
                    ],
                    editable=False,
                    max_length=9,
                ),
            ),
            (
                "reading",
                models.CharField(
                    blank=True,
                    choices=[("COUNTERSIGNED", "Countersigned"), ("DECLINED", "Not countersigned")],
                    max_length=13,
                ),
            ),
            ("reading_text", models.TextField(blank=True)),
            ("read_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("read_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("status__in", ["PROPOSED", "LIVE"])),
                    fields=("suspect",),
                    name="one_decision_proposed_or_live",
                ),
                models.UniqueConstraint(fields=("suspect", "number"), name="decision_number_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "CHARGE"), ("reason", "")),
                        models.Q(
                            models.Q(("kind", "CHARGE"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="nfa_has_a_reason_and_a_charge_none",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("kind", "CHARGE"), ("consultation__isnull", False), _connector="OR"
                    ),
                    name="nfa_rests_on_a_consultation",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("kind", "CHARGE"),
                        models.Q(("status", "LIVE"), _negated=True),
                        ("reading", "COUNTERSIGNED"),
                        _connector="OR",
                    ),
                    name="nfa_in_force_is_countersigned",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("read_at", None), ("read_by", None), ("reading", "")),
                        models.Q(
                            models.Q(("reading", ""), _negated=True),
                            ("read_at__isnull", False),
                            ("read_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="decision_read_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("read_by", None),
                        models.Q(("read_by", models.F("by")), _negated=True),
                        _connector="OR",
                    ),
                    name="nobody_reads_their_own_decision",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("only_side", ""), ("status__in", ("LIVE", "SET_ASIDE"))),
                        models.Q(
                            models.Q(("status__in", ("LIVE", "SET_ASIDE")), _negated=True),
                            ("only_side", "CPS"),
                        ),
                        _connector="OR",
                    ),
                    name="decision_not_in_force_is_the_cps_s_alone",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="AuthorisedCharge",
        fields=[
            next_id(),
            ("decision", to("cases.decision", related_name="charges")),
            ("allegation", to("cases.allegation")),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("decision", "allegation"), name="charge_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReportedCharge",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="reported_charges")),
            ("decision", to("cases.decision", related_name="reports")),
            ("number", models.PositiveSmallIntegerField(default=1)),
            (
                "method",
                models.CharField(
                    choices=[
                        ("IN_CUSTODY", "Charged in custody"),
                        ("WRITTEN_CHARGE", "Written charge and requisition"),
                    ],
                    max_length=14,
                ),
            ),
            ("charged_on", models.DateField()),
            ("explanation", models.TextField(blank=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("decision", "number"), name="charge_report_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="LaidCharge",
        fields=[
            next_id(),
            ("report", to("cases.reportedcharge", related_name="charges")),
            ("victim", to("cases.victim")),
            ("offence", to("cases.offence")),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="ChargeAnswer",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="charge_answers")),
            (
                "report",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="answer", to="cases.reportedcharge"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("ACCEPTED", "Accepted as reported"),
                        ("QUERIED", "Correction asked for"),
                    ],
                    max_length=8,
                ),
            ),
            ("text", models.TextField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True), name="charge_answer_says_why"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CourtFact",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="court_facts")),
            ("suspect", to("cases.suspect", related_name="court_facts")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("FIRST_HEARING", "First hearing"),
                        ("PLEA", "Plea"),
                        ("TRIAL", "Trial"),
                        ("OUTCOME", "Outcome"),
                    ],
                    max_length=13,
                ),
            ),
            ("on", models.DateField()),
            (
                "result",
                models.CharField(
                    blank=True,
                    choices=[
                        ("GUILTY", "Guilty"),
                        ("NOT_GUILTY", "Not guilty"),
                        ("CONVICTED", "Convicted"),
                        ("ACQUITTED", "Acquitted"),
                        ("STOPPED", "Stopped"),
                    ],
                    max_length=10,
                ),
            ),
            ("is_void", models.BooleanField(default=False)),
            (
                "replaces",
                models.OneToOneField(
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="replaced_by",
                    to="cases.courtfact",
                ),
            ),
            ("reason", models.TextField(blank=True)),
            ("is_current", models.BooleanField(default=True, editable=False)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "PLEA"), ("result__in", ["GUILTY", "NOT_GUILTY"])),
                        models.Q(
                            ("kind", "OUTCOME"),
                            ("result__in", ["CONVICTED", "ACQUITTED", "STOPPED"]),
                        ),
                        models.Q(("kind__in", ["FIRST_HEARING", "TRIAL"]), ("result", "")),
                        _connector="OR",
                    ),
                    name="court_fact_has_the_result_of_its_kind",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("is_void", False), ("reason", ""), ("replaces", None)),
                        models.Q(
                            ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)
                        ),
                        _connector="OR",
                    ),
                    name="court_fact_replaced_for_a_reason",
                ),
                models.UniqueConstraint(
                    condition=models.Q(
                        ("is_current", True), ("is_void", False), ("kind", "FIRST_HEARING")
                    ),
                    fields=("suspect",),
                    name="one_first_hearing",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Finalisation",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="finalisations")),
            ("suspect", to("cases.suspect", related_name="finalisations")),
            (
                "reason",
                models.CharField(
                    choices=[
                        ("NO_REPLY", "The police have not replied after reminders"),
                        ("NOT_FOUND", "The suspect cannot be found"),
                        ("REGISTERED_TWICE", "The case was registered twice"),
                        ("OTHER", "Another administrative reason"),
                    ],
                    max_length=16,
                ),
            ),
            ("text", models.TextField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("reopened_because", models.TextField(blank=True)),
            ("reopened_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("reopened_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("reopened_at", None)),
                    fields=("suspect",),
                    name="finalised_once",
                ),
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True), name="finalisation_says_why"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("reopened_at", None), ("reopened_because", ""), ("reopened_by", None)
                        ),
                        models.Q(
                            models.Q(("reopened_because", ""), _negated=True),
                            ("reopened_at__isnull", False),
                            ("reopened_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="reopened_whole",
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("cases", "0007_writers")]
    dependencies = [("cases", "0006_documents")]

    operations = [
        TABLES,
        only_grows(
            "cases_consultation",
            "cases_consultation_suspects",
            "cases_tookpart",
            "cases_authorisedcharge",
            "cases_reportedcharge",
            "cases_laidcharge",
            "cases_chargeanswer",
        ),
        nothing_goes(
            "cases_decision", "case_id", "suspect_id", "kind", "reason", "rationale", "by_id", "at"
        ),
        migrations.RunSQL(FIXED, UNFIXED),
        migrations.RunSQL(ANOTHER_READS, THE_SAME_READS),
        nothing_goes(
            "cases_courtfact",
            "case_id",
            "suspect_id",
            "kind",
            '"on"',
            "result",
            "is_void",
            "replaces_id",
            "reason",
            "by_id",
            "at",
        ),
        nothing_goes(
            "cases_finalisation", "case_id", "suspect_id", "reason", "text", "by_id", "at"
        ),
    ]
