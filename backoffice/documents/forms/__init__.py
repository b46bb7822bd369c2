"""What staff write on the screens; a form checks shape, services check rules."""
