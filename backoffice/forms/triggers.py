"""What the database refuses about forms and shared parts; nothing here computes a value."""

import pgtrigger

from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate

STAYS = """
    if tg_op = 'DELETE' or new.state = 'draft'
        or to_jsonb(new) - array[{moving}] is distinct from to_jsonb(old) - array[{moving}] then
        raise exception 'version % was in force and never changes', old.id
            using errcode = '23514', constraint = '{name}';
    end if;
    return new;
"""
MOVING = "'state', 'in_force_since', 'in_force_by_id'"


def stays(name: str) -> Trigger:
    """Return what keeps a version as it was when it came in force; it may only be replaced."""
    return Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=~pgtrigger.Q(old__state="draft"),
        func=STAYS.replace("{moving}", MOVING).replace("{name}", name),
    )


def definition_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps the key by which services find their form."""
    return [
        ReadOnly(name="form_key_stays", fields=["key"]),
        refuse_truncate("forms_are_never_emptied"),
    ]


def version_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps the form that somebody filled in."""
    return [stays("form_in_force_stays"), refuse_truncate("form_versions_are_never_emptied")]


def part_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps the key by which forms find a part."""
    return [
        ReadOnly(name="part_key_stays", fields=["key"]),
        refuse_truncate("parts_are_never_emptied"),
    ]


def part_version_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps the part that forms in force hold."""
    return [stays("part_in_force_stays"), refuse_truncate("part_versions_are_never_emptied")]


def replay_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps a finished report as it was read."""
    return [
        Protect(
            name="finished_replay_stays",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__state="done") | pgtrigger.Q(old__state="failed"),
        ),
    ]
