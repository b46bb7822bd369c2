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

from .codes import CODE_BITS, RF_CODES, code_of, drawn, first_bits, last_bits, rf_of
from .errors import FactsUnusable
from .trees import FACT, FACTS, KEPT_SHAPES, NODE, SHAPES, TREE

BATCH = 5_000
SHOWN = 5

# Within a transaction only: other sessions keep their own settings. Small plans gain nothing from
# compiling, a sort that spills to disk costs more than this memory, and a sample of 6 000 rows
# tells the planner as much about a list as the usual one of 30 000.
SETTINGS = (
    "set local work_mem = '192MB'; set local jit = off; set local statement_timeout = 0; "
    "set local default_statistics_target = 20"
)

FRESH = """
drop view if exists run_line;
drop table if exists run_item, run_tariff, run_charge, run_tree, run_shape
"""
# Every row takes an identifier that a charge may have: they rise in the order of the feeder.
NEXT = "nextval((select pg_get_serial_sequence('revenue_charge', 'id')::regclass))"
ITEMS = """
create temp table run_item (
    charge_id bigint not null, debtor_id bigint not null, source_kind text not null,
    source_id text not null, position integer not null, tariff_key text not null,
    base numeric(18,4), amount numeric, label_el text, label_en text, facts jsonb,
    is_known boolean not null default false
) on commit drop
"""

# The tariff of an area, or without one the town's general one: what `TariffTable.on` does.
TARIFFS = """
create temp table run_tariff on commit drop as
select distinct on (asked.key) asked.key as asked, tariff.key, tariff.label_el, tariff.label_en,
    tariff.rate, ' × ' || trim_scale(tariff.rate)::text as times,
    to_json(asked.key)::text as asked_json,
    left(substr(jsonb_strip_nulls(jsonb_build_object('rate', tariff.rate::text,
        'unit', nullif(tariff.unit, ''), 'basis', nullif(concat_ws(', ',
            nullif(tariff.legal_basis, ''), nullif(tariff.decision, '')), '')))::text, 2), -1)
        as head,
    substr(jsonb_strip_nulls(jsonb_build_object('decision', nullif(tariff.ada, ''),
        'label_el', tariff.label_el, 'label_en', nullif(tariff.label_en, '')))::text, 2) as tail
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
# A view: to work a price out again costs less than to write it down.
PRICED = """
create temp view run_line as
select item.charge_id, item.debtor_id, item.source_kind, item.source_id, item.position,
    item.base, item.facts, item.is_known,
    coalesce(tariff.key, '') as tariff_key, tariff.asked, tariff.rate,
    coalesce(tariff.label_el, item.label_el) as label_el,
    coalesce(tariff.label_en, item.label_en) as label_en,
    case when tariff.key is null then round(item.amount, 2)
        else round(item.base * tariff.rate, 2) end as amount
from run_item item left join run_tariff tariff on tariff.asked = item.tariff_key
"""
SEVERAL = """
select from run_item group by source_kind, source_id having count(*) > 1 limit 1
"""
SHARED = """
select source_kind || ' ' || source_id from run_line
group by source_kind, source_id having count(*) > 1
    and (min(debtor_id) <> max(debtor_id) or count(distinct position) < count(*))
limit %(shown)s
"""
COUNT = "select count(*) from run_item"
# What is charged already for the period is left out and counted; it may be a second list.
# Only lists of the kind and period, and what no list certified, can hold it: years of other lists
# are not read.
KNOWN = """
update run_item item set is_known = true from (
    select source_kind, source_id from revenue_charge
    where purpose = %(purpose)s and list_id in (
        select id from revenue_chargelist where kind_id = %(kind)s and period = %(period)s)
    union all
    select source_kind, source_id from revenue_charge
    where purpose = %(purpose)s and list_id is null
) charge
where charge.source_kind = item.source_kind and charge.source_id = item.source_id
"""
# In the order of the feeder, which is that of the rows on disk: the indexes grow at their end.
CHARGES = """
create temp table run_charge on commit drop as
select min(charge_id) as charge_id, min(debtor_id) as debtor_id, source_kind, source_id,
    count(*)::integer as lines, sum(amount) as amount
from run_line where not is_known group by source_kind, source_id
"""
LINES = """
insert into revenue_stagedline (charge_id, position, run_id, label_el, label_en, tariff_key, base,
    rate, amount)
select {charge}.charge_id, line.position, %(run)s, line.label_el, line.label_en, line.tariff_key,
    line.base, line.rate, line.amount
from {rows} where {charge}.amount > 0
"""
# Every source has one row, as most do: the row is the charge, and a line that many have is part of
# their shape.
SHAPED = """left join run_shape shape on shape.asked = {0}.asked and shape.base = {0}.base
        and shape.position = {0}.{1}"""
PLAIN_LINES = (
    LINES.format(charge="line", rows=f"run_line line {SHAPED.format('line', 'position')}")
    + " and not line.is_known and shape.number is null"
)
GROUPED_LINES = LINES.format(
    charge="charge", rows="run_charge charge join run_line line using (source_kind, source_id)"
)
STAGED = """
insert into revenue_stagedcharge (charge_id, run_id, position, code, debtor_id, source_kind,
    source_id, amount, previous, flag, rf_code, shape_number, facts, explanation)
select charge.charge_id, %(run)s, charge.position, {code}, charge.debtor_id, charge.source_kind,
    charge.source_id, charge.amount, before.principal,
    case when charge.amount <= 0 then 4
        when %(previous)s::bigint is null then 0
        when before.principal is null then 1
        when charge.amount >= 3 * before.principal then 3
        when 3 * charge.amount <= before.principal then 2 else 0 end,
    {rf}, {shape}, {facts}, {explanation}
from (
    select placed.*, {code_bits} as code_bits, {rf_bits} as rf_bits
    from (
        select *, {drawn} as drawn,
            row_number() over (order by amount <= 0, charge_id) as position
        from {charges} offset 0
    ) placed offset 0
) charge {joins}
left join revenue_charge before on before.list_id = %(previous)s
    and before.source_kind = charge.source_kind and before.source_id = charge.source_id
    and before.state <> 'cancelled'
"""
PLAIN = {
    "charges": """(
            select charge_id, debtor_id, source_kind, source_id, base, facts, asked, label_el,
                label_en, amount, position as line_position
            from run_line where not is_known) line""",
    "joins": f"""left join run_tariff tariff on tariff.asked = charge.asked
        {SHAPED.format("charge", "line_position")}""",
    "shape": "shape.number",
    "facts": f"""case when shape.number is null
        then {FACTS.format("charge.facts", FACT.replace("line.", "charge."))}
        else charge.facts end""",
    "explanation": f"""case when shape.number is null
        then {TREE.format(NODE.replace("line.", "charge."))} end""",
}
GROUPED = {
    "charges": "run_charge",
    "joins": f"""join (
        select source_kind, source_id,
            (array_agg(line.facts) filter (where line.facts is not null))[1] as facts,
            string_agg({FACT}, ', ' order by line.position) as fact,
            string_agg({NODE}, ', ' order by line.position) as node
        from run_line line left join run_tariff tariff using (asked)
        group by source_kind, source_id
    ) tree using (source_kind, source_id)""",  # noqa: S608
    "shape": "null::integer",
    "facts": FACTS.format("tree.facts", "tree.fact"),
    "explanation": TREE.format("tree.node"),
}
GIVEN = {
    "charges": "run_charge",
    "joins": "join run_tree tree using (source_kind, source_id)",
    "shape": "null::integer",
    "facts": "tree.facts",
    "explanation": "tree.explanation",
}

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
        f"insert into run_item (charge_id, {columns}) "  # noqa: S608
        f"select {NEXT}, {columns} from ({feed.sql}) feed",
        feed.values,
    )
    yield "prices"
    _price(values)
    several = bool(rows_of(SEVERAL))
    if several:
        _refuse_shared(values)
    yield "charges"
    if several:
        execute(CHARGES, values)
        execute("analyze run_charge")
    else:
        execute(SHAPES, values)
        execute("analyze run_shape")
        execute(KEPT_SHAPES, values)
    yield "lines"
    execute(GROUPED_LINES if several else PLAIN_LINES, values)
    yield "explanations"
    _stage_charges(GROUPED if several else PLAIN, values)


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
    execute(PRICED)
    execute(KNOWN, values)


def _refuse_shared(values: Values) -> None:
    shared = rows_of(SHARED, values)
    if shared:
        raise FactsUnusable(
            _("These have two debtors, or two lines in one place: %(rows)s.")
            % {"rows": _named(shared)}
        )


def _named(rows: list[tuple[Any, ...]]) -> str:
    return ", ".join(f"“{row[0]}”" for row in rows)


def _stage_charges(way: Mapping[str, str], values: Values) -> None:
    """Give each charge its place and its codes, drawn anew within the share of its place.

    Codes that rise with the places are what spares the indexes most of their work. What is left
    to chance in a share of a million is 40 bits of a code and nine digits of a payment code.
    """
    ((count,),) = rows_of(COUNT)
    shares = {"code_share": 2**CODE_BITS // max(count, 1), "rf_share": RF_CODES // max(count, 1)}
    statement = STAGED.format(
        drawn=drawn("charge_id"),
        code=code_of("charge.code_bits"),
        rf=rf_of("charge.rf_bits"),
        code_bits=f"(position - 1) * %(code_share)s + mod({first_bits('drawn')}, %(code_share)s)",
        rf_bits=f"(position - 1) * %(rf_share)s + mod({last_bits('drawn')}, %(rf_share)s)",
        **way,
    )
    execute(statement, {**values, **shares})


ROW_TABLES = """
create temp table run_tree (
    debtor_id bigint not null, source_kind text not null, source_id text not null,
    facts jsonb not null, explanation jsonb not null
) on commit drop;
create temp table run_item (
    charge_id bigint not null default nextval(pg_get_serial_sequence('revenue_charge', 'id')),
    debtor_id bigint not null, source_kind text not null, source_id text not null,
    position integer not null, label_el text not null, label_en text not null,
    tariff_key text not null, base numeric(18,4), rate numeric(14,7),
    amount numeric(14,2) not null, is_known boolean not null default false
) on commit drop;
create temp view run_line as select * from run_item
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
    execute(ROW_TABLES)
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        _copy(f"copy run_tree ({TREE_COLUMNS}) from stdin", map(_tree, batch))
        _copy(
            f"copy run_item ({LINE_COLUMNS}) from stdin",
            (line for row in batch for line in _lines(row)),
        )
    yield "prices"
    for table in ("run_tree", "run_item"):
        execute(f"analyze {table}")
    _check_rows(values)
    yield "charges"
    execute(CHARGES, values)
    execute("analyze run_charge")
    yield "lines"
    execute(GROUPED_LINES, values)
    yield "explanations"
    _stage_charges(GIVEN, values)


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
    _refuse_shared(values)
    execute(KNOWN, values)


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
