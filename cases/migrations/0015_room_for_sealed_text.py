"""Short texts that are to be sealed: what is sealed is longer than what was typed (ADR 114)."""

from django.db import migrations, models

from people.migration_support.triggers import AlterWithTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_code_ethnic_groups_of_suspects"),
    ]

    operations = [
        AlterWithTriggers(
            migrations.AlterField(
                model_name="allocation",
                name="reason",
                field=models.TextField(blank=True, max_length=500),
            ),
            migrations.AlterField(
                model_name="caselink",
                name="ended_because",
                field=models.TextField(blank=True, max_length=500),
            ),
            migrations.AlterField(
                model_name="caselink",
                name="reason",
                field=models.TextField(max_length=500),
            ),
            migrations.AlterField(
                model_name="courtfact",
                name="court",
                field=models.TextField(blank=True, db_default="", default="", max_length=120),
            ),
            migrations.AlterField(
                model_name="courtfact",
                name="detail",
                field=models.TextField(blank=True, db_default="", default="", max_length=500),
            ),
            migrations.AlterField(
                model_name="document",
                name="title",
                field=models.TextField(max_length=120),
            ),
            migrations.AlterField(
                model_name="failurereason",
                name="text",
                field=models.TextField(max_length=200),
            ),
            migrations.AlterField(
                model_name="heldmaterial",
                name="held_where",
                field=models.TextField(max_length=120),
            ),
            migrations.AlterField(
                model_name="heldmaterial",
                name="reference",
                field=models.TextField(blank=True, max_length=120),
            ),
            migrations.AlterField(
                model_name="heldmaterial",
                name="title",
                field=models.TextField(max_length=120),
            ),
            migrations.AlterField(
                model_name="historicaldocument",
                name="title",
                field=models.TextField(max_length=120),
            ),
            migrations.AlterField(
                model_name="historicalheldmaterial",
                name="held_where",
                field=models.TextField(max_length=120),
            ),
            migrations.AlterField(
                model_name="historicalheldmaterial",
                name="reference",
                field=models.TextField(blank=True, max_length=120),
            ),
            migrations.AlterField(
                model_name="historicalheldmaterial",
                name="title",
                field=models.TextField(max_length=120),
            ),
            migrations.AlterField(
                model_name="personaldetails",
                name="ethnicity",
                field=models.TextField(blank=True, max_length=80),
            ),
            migrations.AlterField(
                model_name="personaldetails",
                name="language",
                field=models.TextField(blank=True, max_length=80),
            ),
            migrations.AlterField(
                model_name="personaldetails",
                name="nationality",
                field=models.TextField(blank=True, max_length=80),
            ),
            migrations.AlterField(
                model_name="proposal",
                name="holder",
                field=models.TextField(blank=True, db_default="", max_length=200),
            ),
            migrations.AlterField(
                model_name="returnreason",
                name="detail",
                field=models.TextField(blank=True, max_length=250),
            ),
            migrations.AlterField(
                model_name="statutorydecision",
                name="authorised_by",
                field=models.TextField(max_length=150),
            ),
            migrations.AlterField(
                model_name="transfer",
                name="answer",
                field=models.TextField(blank=True, max_length=500),
            ),
            migrations.AlterField(
                model_name="transfer",
                name="reason",
                field=models.TextField(max_length=500),
            ),
            migrations.AlterField(
                model_name="upload",
                name="title",
                field=models.TextField(max_length=120),
            ),
            migrations.AlterField(
                model_name="victimnotice",
                name="recipient_name",
                field=models.TextField(blank=True, db_default="", max_length=150),
            ),
            migrations.AlterField(
                model_name="victimrequest",
                name="held_where",
                field=models.TextField(blank=True, db_default="", max_length=200),
            ),
            migrations.AlterField(
                model_name="victimrequest",
                name="holder",
                field=models.TextField(blank=True, db_default="", max_length=200),
            ),
            migrations.AlterField(
                model_name="victimrequest",
                name="request_means",
                field=models.TextField(blank=True, db_default="", max_length=200),
            ),
        )
    ]
