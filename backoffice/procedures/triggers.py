"""What the database refuses about procedures and cases; nothing here computes a value."""

import pgtrigger

from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate

PUBLISHED_STAYS = """
    if tg_op = 'DELETE' or new.state = 'draft'
        or (new.definition_id, new.number, new.xml, new.checksum)
        is distinct from (old.definition_id, old.number, old.xml, old.checksum) then
        raise exception 'version % was in force and never changes', old.id
            using errcode = '23514', constraint = 'published_version_stays';
    end if;
    return new;
"""

# The matters whose erasure, by two people, lets closed cases forget what they were told of them.
ERASED_WITH = "sent_applications"

CLOSED_STAYS = """
    raise exception 'case % is closed', old.id
        using errcode = '23514', constraint = 'closed_case_stays';
"""

VERSION_OF_DEFINITION = """
    perform from procedures_version
        where id = new.version_id and definition_id = new.definition_id and state <> 'draft';
    if not found then
        raise exception 'case % needs a version in force of its own procedure', new.id
            using errcode = '23514', constraint = 'case_version_is_of_its_procedure';
    end if;
    return new;
"""


# A drawing can ask for a second person; no screen and no script gets round it.
SECOND_PERSON = """
    if exists (
        select from procedures_task t
        where t.case_id = new.case_id and t.state = 'done' and t.id <> new.id
            and new.not_by ? t.element
            and t.done_by_id = case new.state when 'done' then new.done_by_id
                else new.claimed_by_id end
    ) then
        raise exception 'task % asks for another person', new.id
            using errcode = '23514', constraint = 'second_person_is_another';
    end if;
    return new;
"""


def definition_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps the key by which cases find their procedure."""
    return [
        ReadOnly(name="definition_key_stays", fields=["key", "kind"]),
        refuse_truncate("definitions_are_never_emptied"),
    ]


def version_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps a version as it was when it came in force."""
    return [
        Trigger(
            name="published_version_stays",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            condition=~pgtrigger.Q(old__state="draft"),
            func=PUBLISHED_STAYS,
        ),
        refuse_truncate("versions_are_never_emptied"),
    ]


def case_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps a case on its procedure, and a closed one closed."""
    return [
        Trigger(
            name="closed_case_stays",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(
                "OLD.state IN ('completed', 'cancelled')"
                f" AND NOT privacy_erasing('{ERASED_WITH}', OLD.closed_at)"
            ),
            func=CLOSED_STAYS,
        ),
        Trigger(
            name="case_version_is_of_its_procedure",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("version_id", "definition_id"),
            func=VERSION_OF_DEFINITION,
        ),
        ReadOnly(
            name="case_subject_stays",
            fields=["code", "definition", "subject_kind", "subject_id", "parent", "root"],
        ),
        Protect(name="case_is_never_deleted", operation=pgtrigger.Delete),
        refuse_truncate("cases_are_never_emptied"),
    ]


def step_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps the history of a case as it was written."""
    return [
        Protect(name="step_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        refuse_truncate("steps_are_never_emptied"),
    ]


def task_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps a finished task, and who finished it."""
    return [
        Protect(
            name="finished_task_stays",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__state="done") | pgtrigger.Q(old__state="cancelled"),
        ),
        Trigger(
            name="second_person_is_another",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            condition=pgtrigger.Condition("NEW.not_by <> '[]'::jsonb"),
            func=SECOND_PERSON,
        ),
        Protect(name="task_is_never_deleted", operation=pgtrigger.Delete),
        refuse_truncate("tasks_are_never_emptied"),
    ]


def message_triggers() -> list[pgtrigger.Trigger]:
    """Return what keeps a message as it came, and taken once."""
    return [
        ReadOnly(name="message_stays", fields=["key", "name", "correlation", "sent_at"]),
        Protect(
            name="message_keeps_its_contents",
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(
                "OLD.payload IS DISTINCT FROM NEW.payload"
                f" AND NOT privacy_erasing('{ERASED_WITH}', OLD.sent_at)"
            ),
        ),
        Protect(
            name="message_is_taken_once",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__taken_at__isnull=False)
            & pgtrigger.Q(old__taken_at__df=pgtrigger.F("new__taken_at")),
        ),
        Protect(name="message_is_never_deleted", operation=pgtrigger.Delete),
        refuse_truncate("messages_are_never_emptied"),
    ]
