"""A signing authority that chains to nothing real: root, issuer, signer, seal, TSA, OCSP."""
