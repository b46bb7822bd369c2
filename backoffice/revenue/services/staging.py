"""The statements of a rehearsal: from a feeder's facts to charges that nobody owes yet.

Everything is worked as a set. Each step's table is analysed before the next one reads it: with
the statistics of an empty table the server would join a million rows one by one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils.translation import gettext_lazy as _

from backoffice.revenue.feeders import COLUMNS, FeedRow, SqlFeed
from backoffice.revenue.rules import UnknownTariff

from .codes import code_of, random_bits, rf_of
from .errors import FactsUnusable

BATCH = 5_000
SHOWN = 5

# Within a transaction only: other sessions keep their own settings. Small plans gain nothing from
# compiling, and a sort that spills to disk costs more than this memory.
SETTINGS = "set local work_mem = '192MB'; set local jit = off"

FRESH = "drop table if exists run_item, run_tariff, run_line, run_charge, run_tree"
ITEMS = """
create temp table run_item (
    debtor_id bigint not null, source_kind text not null, source_id text not null,
    position integer not null, tariff_key text not null, base numeric(18,4), amount numeric,
    label_el text, label_en text, facts jsonb, place bigint generated always as identity
) on commit drop
"""

# The tariff of an area, or without one the town's general one: what `TariffTable.on` does.
TARIFFS = """
create temp table run_tariff on commit drop as
select distinct on (asked.key) asked.key as asked, tariff.key, tariff.label_el, tariff.label_en,
    tariff.rate, ' × ' || trim_scale(tariff.rate)::text as times,
    jsonb_build_object('label_el', tariff.label_el, 'label_en', tariff.label_en,
        'rate', tariff.rate::text, 'unit', tariff.unit,
        'basis', concat_ws(', ', nullif(tariff.legal_basis, ''), nullif(tariff.decision, '')),
        'decision', tariff.ada, 'children', '[]'::jsonb) as node
from (select distinct tariff_key as key from run_item where tariff_key <> '') asked
join revenue_tariff tariff on tariff.kind_id = %(kind)s
    and tariff.key in (asked.key, split_part(asked.key, '@', 1))
    and tariff.valid_from <= %(on)s
    and (tariff.valid_until is null or tariff.valid_until >= %(on)s)
order by asked.key, tariff.key = asked.key desc
"""
UNPRICED = """
select distinct tariff_key from run_item
where tariff_key <> '' and tariff_key not in (select asked from run_tariff)
order by 1 limit %(shown)s
"""
UNUSABLE = """
select source_kind || ' ' || source_id from run_item item
where case when tariff_key = '' then amount is null or coalesce(label_el, '') = ''
        else base is null end
    or not exists (select from party_party where id = item.debtor_id)
limit %(shown)s
"""
PRICED = """
create temp table run_line on commit drop as
select item.place, item.debtor_id, item.source_kind, item.source_id, item.position, item.base,
    item.facts,
    coalesce(tariff.key, '') as tariff_key, tariff.asked, tariff.rate,
    coalesce(tariff.label_el, item.label_el) as label_el,
    coalesce(tariff.label_en, item.label_en) as label_en,
    case when tariff.key is null then round(item.amount, 2)
        else round(item.base * tariff.rate, 2) end as amount
from run_item item left join run_tariff tariff on tariff.asked = item.tariff_key
"""
SHARED = """
select source_kind || ' ' || source_id from run_line
group by source_kind, source_id having count(distinct debtor_id) > 1
    or count(distinct position) < count(*)
limit %(shown)s
"""
# In the order of the feeder, which is that of the rows on disk: the indexes grow at their end.
# What is charged already for the period is left out and counted; it may be a second list.
CHARGES = f"""
create temp table run_charge on commit drop as
select nextval(pg_get_serial_sequence('revenue_charge', 'id')) as charge_id, drawn.*
from (
    select debtor_id, source_kind, source_id, lines, amount,
        row_number() over (order by amount <= 0, place) as position,
        {random_bits("a")} as code_bits, {random_bits("b")} as rf_bits
    from (
        select min(debtor_id) as debtor_id, source_kind, source_id, count(*)::integer as lines,
            sum(amount) as amount, min(place) as place, gen_random_uuid()::text as a,
            gen_random_uuid()::text as b
        from run_line group by source_kind, source_id offset 0
    ) summed
    where not exists (
        select from revenue_charge charge where charge.source_kind = summed.source_kind
            and charge.source_id = summed.source_id and charge.purpose = %(purpose)s)
    order by position
) drawn
"""  # noqa: S608
LINES = """
insert into revenue_stagedline (charge_id, position, run_id, label_el, label_en, tariff_key, base,
    rate, amount)
select charge.charge_id, line.position, %(run)s, line.label_el, line.label_en, line.tariff_key,
    line.base, line.rate, line.amount
from run_charge charge join run_line line using (source_kind, source_id)
where charge.amount > 0
"""
NODE = """
    case when line.asked is null then jsonb_build_object('label_el', line.label_el,
            'label_en', line.label_en, 'amount', line.amount::text, 'base', null, 'rate', null,
            'formula', '', 'unit', '', 'basis', '', 'decision', '', 'children', '[]'::jsonb)
        else tariff.node || jsonb_build_object('amount', line.amount::text,
            'base', trim_scale(line.base)::text,
            'formula', trim_scale(line.base)::text || tariff.times) end
"""
FACT = """
    case when line.asked is null then jsonb_build_object('label_el', line.label_el,
            'label_en', line.label_en, 'amount', line.amount::text)
        else jsonb_build_object('key', line.asked, 'base', trim_scale(line.base)::text,
            'on', %(day)s::text) end
"""
STAGED = """
insert into revenue_stagedcharge (charge_id, run_id, position, code, debtor_id, source_kind,
    source_id, amount, previous, flag, rf_code, facts, explanation)
select charge.charge_id, %(run)s, charge.position, {code}, charge.debtor_id, charge.source_kind,
    charge.source_id, charge.amount, before.principal,
    case when charge.amount <= 0 then 4
        when %(previous)s::bigint is null then 0
        when before.principal is null then 1
        when charge.amount >= 3 * before.principal then 3
        when 3 * charge.amount <= before.principal then 2 else 0 end,
    {rf}, charge.facts, charge.explanation
from ({tree}) charge
left join revenue_charge before on before.list_id = %(previous)s
    and before.source_kind = charge.source_kind and before.source_id = charge.source_id
    and before.state <> 'cancelled'
"""
ROOT = """'{"label_el": "Ποσό οφειλής", "label_en": "Amount of the debt", "formula": "",
    "base": null, "rate": null, "unit": "", "basis": "", "decision": ""}'::jsonb"""
# A charge of one line, as most are, needs no grouping.
ONE_LINE = f"""
select charge.*,
    coalesce(line.facts, '{{}}') || jsonb_build_object('lines', jsonb_build_array({FACT})) as facts,
    {ROOT} || jsonb_build_object('amount', line.amount::text,
        'children', jsonb_build_array({NODE})) as explanation
from run_charge charge join run_line line using (source_kind, source_id)
left join run_tariff tariff using (asked)
where charge.lines = 1
"""  # noqa: S608
MORE_LINES = f"""
select charge.*, tree.facts, tree.explanation from run_charge charge join (
    select source_kind, source_id,
        coalesce((array_agg(line.facts) filter (where line.facts is not null))[1], '{{}}')
            || jsonb_build_object('lines', jsonb_agg({FACT} order by line.position)) as facts,
        {ROOT} || jsonb_build_object('amount', sum(line.amount)::text,
            'children', jsonb_agg({NODE} order by line.position)) as explanation
    from run_line line left join run_tariff tariff using (asked)
    group by source_kind, source_id having count(*) > 1
) tree using (source_kind, source_id)
"""  # noqa: S608
GIVEN = """
select charge.*, facts, explanation
from run_charge charge join run_tree using (source_kind, source_id)
"""

Values = Mapping[str, Any]


def execute(statement: str, values: Values | None = None) -> int:
    """Run one statement of ours and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def rows_of(statement: str, values: Values | None = None) -> list[tuple[Any, ...]]:
    """Run one statement of ours and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def stage_sql(feed: SqlFeed, values: Values) -> Iterator[str]:
    """Price and stage what a SELECT gives, yielding the name of each phase before it begins.

    :raises UnknownTariff: if a key has no tariff on the day
    :raises FactsUnusable: if a row lacks its debtor, base, amount or label
    """
    yield "facts"
    execute(FRESH)
    execute(ITEMS)
    columns = ", ".join(COLUMNS)
    execute(
        f"insert into run_item ({columns}) select {columns} from ({feed.sql}) feed",  # noqa: S608
        feed.values,
    )
    yield "prices"
    _price(values)
    yield "charges"
    execute(CHARGES, values)
    execute("analyze run_charge")
    yield "lines"
    execute(LINES, values)
    yield "explanations"
    execute(_staged(ONE_LINE), values)
    if rows_of("select from run_charge where lines > 1 limit 1"):
        execute(_staged(MORE_LINES), values)


def _price(values: Values) -> None:
    execute("analyze run_item")
    execute(TARIFFS, values)
    execute("analyze run_tariff")
    unpriced = rows_of(UNPRICED, values)
    if unpriced:
        raise UnknownTariff(
            _("There is no tariff for %(keys)s on %(day)s. Enter it under Tariffs, then try again.")
            % {"keys": _named(unpriced), "day": f"{values['on']:%d/%m/%Y}"}
        )
    unusable = rows_of(UNUSABLE, values)
    if unusable:
        raise FactsUnusable(
            _("These facts lack a debtor, a base, or an amount with its label: %(rows)s.")
            % {"rows": _named(unusable)}
        )
    execute(PRICED, values)
    execute("analyze run_line")
    shared = rows_of(SHARED, values)
    if shared:
        raise FactsUnusable(
            _("These have two debtors, or two lines in one place: %(rows)s.")
            % {"rows": _named(shared)}
        )


def _named(rows: list[tuple[Any, ...]]) -> str:
    return ", ".join(f"“{row[0]}”" for row in rows)


def _staged(tree: str) -> str:
    return STAGED.format(code=code_of("charge.code_bits"), rf=rf_of("charge.rf_bits"), tree=tree)


ROW_TABLES = """
create temp table run_tree (
    debtor_id bigint not null, source_kind text not null, source_id text not null,
    facts jsonb not null, explanation jsonb not null
) on commit drop;
create temp table run_line (
    debtor_id bigint not null, source_kind text not null, source_id text not null,
    position integer not null, label_el text not null, label_en text not null,
    tariff_key text not null, base numeric(18,4), rate numeric(14,7),
    amount numeric(14,2) not null,
    place bigint generated always as identity
) on commit drop
"""
TREE_COLUMNS = "debtor_id, source_kind, source_id, facts, explanation"
LINE_COLUMNS = (
    "debtor_id, source_kind, source_id, position, label_el, label_en, tariff_key, base, rate, "
    "amount"
)


def stage_rows(rows: Iterable[FeedRow], values: Values) -> Iterator[str]:
    """Stage what Python assessors calculated, in batches that are never held together.

    :raises FactsUnusable: if a row has no known debtor or comes twice
    """
    yield "facts"
    execute(FRESH)
    for statement in ROW_TABLES.split(";"):
        execute(statement)
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        _copy(f"copy run_tree ({TREE_COLUMNS}) from stdin", map(_tree, batch))
        _copy(
            f"copy run_line ({LINE_COLUMNS}) from stdin",
            (line for row in batch for line in _lines(row)),
        )
    yield "prices"
    for table in ("run_tree", "run_line"):
        execute(f"analyze {table}")
    _check_rows(values)
    yield "charges"
    execute(CHARGES, values)
    execute("analyze run_charge")
    yield "lines"
    execute(LINES, values)
    yield "explanations"
    execute(_staged(GIVEN), values)


def _check_rows(values: Values) -> None:
    unknown = rows_of(
        "select source_kind || ' ' || source_id from run_tree tree where not exists "
        "(select from party_party where id = tree.debtor_id) limit %(shown)s",
        values,
    )
    if unknown:
        raise FactsUnusable(
            _("These facts name a debtor who is not in the register: %(rows)s.")
            % {"rows": _named(unknown)}
        )
    shared = rows_of(SHARED, values)
    if shared:
        raise FactsUnusable(
            _("These have two debtors, or two lines in one place: %(rows)s.")
            % {"rows": _named(shared)}
        )


def _copy(statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _tree(row: FeedRow) -> tuple[Any, ...]:
    facts = json.dumps(row.facts, cls=DjangoJSONEncoder)
    tree = json.dumps(row.assessment.explanation.to_json(), ensure_ascii=False)
    return row.debtor_id, row.source_kind, row.source_id, facts, tree


def _lines(row: FeedRow) -> Iterator[tuple[Any, ...]]:
    for position, line in enumerate(row.assessment.lines, 1):
        yield (
            row.debtor_id,
            row.source_kind,
            row.source_id,
            position,
            line.label_el,
            line.label_en,
            line.tariff_key,
            line.base,
            line.rate,
            line.amount,
        )
