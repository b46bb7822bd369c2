"""A stand-in for eEpidosi: boxes, tokens, proofs; it can be late, repeat itself and refuse."""
