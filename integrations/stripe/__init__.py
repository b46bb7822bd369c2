"""Card payments through Stripe's hosted page: a client, a reader of its notices, a sandbox."""
