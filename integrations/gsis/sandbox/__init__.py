"""A server of its own that answers as GSIS does: `python -m integrations.gsis.sandbox`."""
