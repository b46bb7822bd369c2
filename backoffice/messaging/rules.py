"""Numbers that receive messages."""

import re

MOBILE = re.compile(r"(?:\+|00)?(?:30)?(69\d{8})")
FOREIGN = re.compile(r"(?:\+|00)([1-9]\d{7,14})")


def mobile_number(text: str) -> str:
    """Return a mobile number as +306912345678, or nothing if the text is none.

    Greek mobiles have ten digits and begin with 69 (citizens.md §8.2); others need their prefix.
    """
    bare = re.sub(r"[\s().\-/]", "", text)
    if greek := MOBILE.fullmatch(bare):
        return f"+30{greek[1]}"
    foreign = FOREIGN.fullmatch(bare)
    return f"+{foreign[1]}" if foreign and not foreign[1].startswith("30") else ""
