"""eEpidosi: service of documents in the citizen's box on gov.gr."""
