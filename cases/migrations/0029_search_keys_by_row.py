from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0028_search_keys'),
    ]

    operations = [
        migrations.AlterField(
            model_name='casenumberpart',
            name='case_id',
            field=models.UUIDField(db_index=True),
        ),
        migrations.AlterField(
            model_name='suspectnamekey',
            name='suspect_id',
            field=models.UUIDField(db_index=True),
        ),
    ]
