"""Staff screens of the cash desks."""
