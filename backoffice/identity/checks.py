"""Checks of the table of roles when the project starts."""

from typing import Any

from django.core.checks import CheckMessage, Info

from .rights import unknown_names
from .services.roles import role_table


def named_rights_exist(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Name the rights in `data/roles.json` that no model declares: misspelt, or not built yet."""
    return [
        Info(
            f"role {row['code']} names the right {name}, which no model declares",
            hint="Correct backoffice/identity/data/roles.json, or declare the right.",
            id="identity.I001",
        )
        for row in role_table()
        for name in unknown_names([*row["permissions"], *row.get("never", [])])
    ]
