from django.db import migrations, models


class Migration(migrations.Migration):
    """Write once what many rehearsed charges share: their line, their facts and their tree."""

    dependencies = [
        ('revenue', '0014_fewer_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='StagedShape',
            fields=[
                ('run_id', models.BigIntegerField(verbose_name='run')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('label_el', models.CharField(max_length=300, verbose_name='label in Greek')),
                ('label_en', models.CharField(max_length=300, verbose_name='label in English')),
                ('tariff_key', models.CharField(blank=True, max_length=80, verbose_name='tariff key')),
                ('base', models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name='base')),
                ('rate', models.DecimalField(decimal_places=7, max_digits=14, null=True, verbose_name='rate')),
                ('pk', models.CompositePrimaryKey('run_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('facts', models.JSONField(verbose_name='facts')),
                ('explanation', models.JSONField(verbose_name='how it was calculated')),
            ],
            options={
                'verbose_name': 'shape of rehearsed charges',
                'verbose_name_plural': 'shapes of rehearsed charges',
            },
        ),
        migrations.AddField(
            model_name='stagedcharge',
            name='shape_number',
            field=models.PositiveIntegerField(null=True, verbose_name='shape'),
        ),
        migrations.AlterField(
            model_name='stagedcharge',
            name='explanation',
            field=models.JSONField(null=True, verbose_name='how it was calculated'),
        ),
        migrations.AlterField(
            model_name='stagedcharge',
            name='facts',
            field=models.JSONField(null=True, verbose_name='facts'),
        ),
        # Unlogged as the charges that have them.
        migrations.RunSQL(
            sql="alter table revenue_stagedshape set unlogged",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
