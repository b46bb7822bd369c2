import django.contrib.postgres.indexes
from django.db import migrations, models

import backoffice.kernel.grams


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_grams"),
        ("procedures", "0005_erased_by_two"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                backoffice.kernel.grams.Grams("title"),
                condition=models.Q(("state", "running")),
                name="case_by_part_of_title",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("state__in", ("ready", "claimed"))),
                fields=["name_el"],
                name="task_by_name",
            ),
        ),
    ]
