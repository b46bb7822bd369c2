from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0002_seal_of_batches"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="papers_asked_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="single PDFs asked for at"
            ),
        ),
    ]
