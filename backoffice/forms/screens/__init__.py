"""The staff screens of the forms."""
