"""Templates that no test draws in its own process, each with the reason."""

NOT_DRAWN: dict[str, str] = {}
