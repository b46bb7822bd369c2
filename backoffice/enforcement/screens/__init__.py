"""Staff screens of notices, their service, the ladder and measures."""
