"""How the number of an entry is written."""

PREFIXES = {"incoming": "ΕΙΣ", "outgoing": "ΕΞ", "internal": "ΕΣ", "own": "ΟΙΚ"}
FLAGS = {"limited": "ΠΧ", "restricted": "ΠΕΡ", "confidential": "ΕΜΠ"}
PERSONAL = "ΠΔ"


def display_number(
    *,
    number: int,
    year: int,
    direction: str,
    confidentiality: str = "public",
    has_personal_data: bool = False,
    mark: str = "",
) -> str:
    """Return a protocol number as documents carry it, such as «ΕΙΣ 412/2026 ΠΧ-ΠΔ».

    The flags are those of the state's regulation of correspondence: ΠΧ limited use, ΕΜΠ
    confidential, ΠΔ personal data.
    """
    flags = [FLAGS[confidentiality]] if confidentiality in FLAGS else []
    if has_personal_data:
        flags.append(PERSONAL)
    parts = [mark, PREFIXES[direction], f"{number}/{year}", "-".join(flags)]
    return " ".join(part for part in parts if part)
