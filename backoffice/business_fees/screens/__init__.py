"""Staff screens of the fees of businesses."""
