"""A server of its own that answers as Stripe does: `python -m integrations.stripe.sandbox`."""
