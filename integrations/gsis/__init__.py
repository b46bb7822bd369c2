"""Sign-in with TAXISnet codes through GSIS: a client, an allauth provider, a sandbox."""
