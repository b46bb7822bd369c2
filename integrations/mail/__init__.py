"""Mailboxes: messages as plain values."""
