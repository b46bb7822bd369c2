"""Staff screens of revenue."""
