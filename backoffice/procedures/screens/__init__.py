"""Staff screens of the procedures."""
