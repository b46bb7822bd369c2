"""A look a day; the law's periods as rows; rows that leave their table by an erasure alone."""

from zoneinfo import ZoneInfo

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

ONE_A_DAY = """
    delete from privacy_sight later using privacy_sight first
    where later.party_id = first.party_id and later.user_id = first.user_id
      and later.what = first.what and later.subject = first.subject and later.id > first.id
      and (later.at at time zone 'Europe/Athens')::date
        = (first.at at time zone 'Europe/Athens')::date
"""

# The session's setting only names an erasure: that two people agreed to it stands in the table.
ERASING = """
    create function privacy_erasing(class text, since timestamptz) returns boolean
    language sql stable set search_path = public, pg_temp as $$
        select exists (
            select 1 from privacy_erasure
            where code = current_setting('loggia.erasure', true)
              and eraser = class and state = 'approved' and coalesce(since < before, true)
        )
    $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(ONE_A_DAY, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name='sight', name='one_sight_an_hour'),
        migrations.RemoveField(model_name='sight', name='hour'),
        migrations.AddField(
            model_name='sight',
            name='day',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.datetime.TruncDate('at', tzinfo=ZoneInfo('Europe/Athens')), output_field=models.DateField(), verbose_name='day'),
        ),
        migrations.AddConstraint(
            model_name='sight',
            constraint=models.UniqueConstraint(fields=('party', 'user', 'what', 'subject', 'day'), name='one_sight_a_day'),
        ),
        migrations.AlterField(
            model_name='period',
            name='set_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='set by'),
        ),
        migrations.RunSQL(ERASING, 'drop function privacy_erasing(text, timestamptz)'),
    ]
