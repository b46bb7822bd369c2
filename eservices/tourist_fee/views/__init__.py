"""Pages of the stay fee."""
