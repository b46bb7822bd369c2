from django.db import migrations

# Its stated cost keeps the planner from working it out row by row where an index holds it already.
MAKE = """
create function kernel_grams(said text) returns text[]
language sql immutable strict parallel safe cost 1000 as $$
    select coalesce(array_agg(distinct substr(capital, place, 3)), '{}')
    from upper(said) as capital, generate_series(1, length(capital) - 2) as place
$$
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, "drop function kernel_grams(text)")]
