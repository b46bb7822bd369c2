"""Triggers that refuse, and that no client can switch off for itself. They never compute.

A stock pgtrigger asks a session setting whether it should stand aside, so whoever can send SQL can
write `set pgtrigger.ignore = …` and pass. For books and trails that is a hole. The question also
opens a subtransaction per call, which makes a batch with deferred checks quadratic. The triggers
made here ask nobody, and look tables up in the public schema before the session's temporary ones,
so that a temporary table of the same name deceives none of them.
"""

import pgtrigger
from django.db import models
from django.db.migrations.state import ProjectState
from pgtrigger import compiler, migrations


class HardTriggerSql(compiler.UpsertTriggerSql):
    """The installation of a trigger without a way around it; migrations name this class."""

    def get_template(self) -> str:
        """Return the statements that install the function and the trigger."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql SET search_path = public, pg_temp;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class AddTrigger(migrations.AddTrigger):
    """Install a trigger in a migration without building the model and all its relatives again.

    A trigger changes no field, and building takes a fifth of a second each time.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Note the trigger among the model's options."""
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]


class Trigger(pgtrigger.Trigger):
    """A trigger that stands whatever the session says."""

    def compile(self, model: models.Model) -> compiler.Trigger:
        """Return the trigger as migrations keep it."""
        soft = super().compile(model)
        return compiler.Trigger(name=soft.name, sql=HardTriggerSql(**soft.sql.kwargs))


class Protect(Trigger, pgtrigger.Protect):
    """Refuse an operation on rows."""


class ReadOnly(Trigger, pgtrigger.ReadOnly):
    """Refuse changes of some columns, or of all but some."""


def refuse_truncate(name: str) -> Trigger:
    """Return a trigger that refuses to empty a table, which row triggers would not see."""
    return Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=f"raise exception '{name}: % is never emptied', tg_table_name "
        "using errcode = '23514';",
    )
