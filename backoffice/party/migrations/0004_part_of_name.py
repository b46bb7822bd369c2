import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

import backoffice.kernel.grams


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_grams"),
        ("party", "0003_alter_mandate_scope"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="party",
            index=django.contrib.postgres.indexes.GinIndex(
                backoffice.kernel.grams.Grams(
                    django.db.models.functions.text.Concat(
                        "name",
                        models.Value(" "),
                        "first_name",
                        output_field=models.TextField(),
                    )
                ),
                name="party_by_part_of_name",
            ),
        ),
    ]
