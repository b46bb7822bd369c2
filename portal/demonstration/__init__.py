"""The demonstration town of the public site: invented, in Greek and English."""
