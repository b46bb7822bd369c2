"""Staff screens of arrangements."""
