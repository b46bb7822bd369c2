"""Who may do what with rows that visitors write: read them, no more."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class ReadingPolicy(ModelPermissionPolicy):
    """Nobody adds, changes or deletes; whoever may change or view may read."""

    allowed: frozenset[str] = frozenset({"view"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether a user may do something with any row."""
        return action in self.allowed and self._may_read(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Tell whether a user may do at least one of several things."""
        return any(self.user_has_permission(user, action) for action in actions)

    def _may_read(self, user: Any) -> bool:
        allows = ModelPermissionPolicy.user_has_permission
        return any(allows(self, user, action) for action in ("view", "change"))


class AnsweringPolicy(ReadingPolicy):
    """Rows may also be marked, by whoever may change them."""

    allowed = frozenset({"view", "change"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether a user may do something with any row."""
        if action == "change":
            return bool(ModelPermissionPolicy.user_has_permission(self, user, action))
        return super().user_has_permission(user, action)
