"""Applications for programs: everything that a page can do."""
