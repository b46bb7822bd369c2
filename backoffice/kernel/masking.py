"""Numbers and addresses of people as lists show them: enough to tell two apart, not to use them."""

DOTS = "••••••"
#: How many characters at the end stay in sight.
SHOWN = {"afm": 3, "amka": 3, "phone": 3, "iban": 4, "number": 3}


def mask(value: object, kind: str) -> str:
    """Return a number or address of a person with its middle hidden.

    :param kind: afm, amka, iban, phone, email, address (an e-mail address or a telephone) or number
    :raises ValueError: if the kind is none of these, so that a misspelt one hides nothing silently
    """
    text = "" if value is None else str(value).strip()
    if kind in ("email", "address") and "@" in text:
        name, _at, host = text.rpartition("@")
        return f"{name[:1]}{DOTS}@{host}"
    if kind in ("email", "address"):
        kind = "phone"
    if kind not in SHOWN:
        raise ValueError(f"Unknown kind of number {kind!r}: {', '.join(sorted(SHOWN))}, email.")
    return f"{DOTS}{text[-SHOWN[kind] :]}" if len(text) > SHOWN[kind] else (text and DOTS)
