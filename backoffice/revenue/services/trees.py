"""What a charge's facts and the tree that explains it look like, written inside a statement.

Trees are written as text around what differs from row to row, a third of the cost of building
them, and their keys in the order in which the server keeps them, another third of what is left.
"""

#: Lines of one size under one tariff that are worth a shape. Beneath this count looking it up
#: costs as much as writing it, and the shapes always fit into memory.
SHARED_BY = 10

# A line under a tariff, and one whose amount came with the facts.
_TARIFF_NODE = """'{"base": "' || trim_scale(line.base) || '", ' || tariff.head || ', "amount": "'
    || line.amount || '", "formula": "' || trim_scale(line.base) || tariff.times || '", '
    || tariff.tail"""
_TARIFF_FACT = """'{"on": "' || %(day)s || '", "key": ' || tariff.asked_json || ', "base": "'
    || trim_scale(line.base) || '"}'"""
NODE = f"""
    case when line.asked is null then '{{"amount": "' || line.amount || '", "label_el": '
            || to_json(line.label_el)
            || coalesce(', "label_en": ' || to_json(nullif(line.label_en, '')), '') || '}}'
        else {_TARIFF_NODE} end
"""
FACT = f"""
    case when line.asked is null then '{{"amount": "' || line.amount || '", "label_el": '
            || to_json(line.label_el)
            || ', "label_en": ' || coalesce(to_json(line.label_en)::text, 'null') || '}}'
        else {_TARIFF_FACT} end
"""
# {0} stands for what came with the facts, {1} for the lines as text.
FACTS = """case when {0} is null then ('{{"lines": [' || {1} || ']}}')::jsonb
        else {0} || ('{{"lines": [' || {1} || ']}}')::jsonb end"""
TREE = """('{{"amount": "' || charge.amount || '", "children": [' || {0}
        || '], "label_el": "Ποσό οφειλής", "label_en": "Amount of the debt"}}')::jsonb"""
# What many rows share is written once: homes of one size under one tariff have one line, one fact
# and one tree. Only what came with the facts of a charge stays with it until it is certified.
SHAPES = f"""
create temp table run_shape on commit drop as
select row_number() over () as number, line.position, line.asked, line.base, line.amount,
    tariff.key, tariff.label_el, tariff.label_en, tariff.rate,
    {FACTS.format("null::jsonb", _TARIFF_FACT)} as facts,
    {TREE.format(_TARIFF_NODE).replace("charge.", "line.")} as explanation
from (
    select asked, base, amount, position from run_line where asked is not null and not is_known
    group by asked, base, amount, position having count(*) >= {SHARED_BY}
) line join run_tariff tariff using (asked)
"""  # noqa: S608
KEPT_SHAPES = """
insert into revenue_stagedshape (run_id, number, position, label_el, label_en, tariff_key, base,
    rate, facts, explanation)
select %(run)s, number, position, label_el, label_en, key, base, rate, facts, explanation
from run_shape
"""
