"""SMS through a provider's HTTP gateway."""
