"""Plain marks to the HTML of a rich text, and back to plain text."""

import re
from html import escape, unescape

BOLD = re.compile(r"\*\*(.+?)\*\*")
LIST = re.compile(r"(?:<li>(?:(?!</li>).)*</li>)+")
TAG = re.compile(r"<[^>]+>")
BREAK = re.compile(r"</(?:p|li|h2|h3)>|<br/?>")


def html_of(text: str) -> str:
    """Return paragraphs, `## ` headings, `- ` lists and `**bold**` as HTML; all else is escaped."""
    parts: list[tuple[str, str]] = []
    for line in (line.strip() for line in text.strip().split("\n")):
        last = parts[-1] if parts else ("", "")
        if line.startswith("## "):
            parts.append(("h2", line[3:]))
        elif line.startswith("- "):
            parts.append(("li", line[2:]))
        elif line and last[0] in ("p", "li"):
            # A paragraph or an item of a list goes on in the next line.
            parts[-1] = (last[0], f"{last[1]} {line}")
        else:
            parts.append(("p", line) if line else ("", ""))
    html = "".join(f"<{tag}>{_inline(words)}</{tag}>" for tag, words in parts if tag)
    return LIST.sub(r"<ul>\g<0></ul>", html)


def _inline(text: str) -> str:
    return BOLD.sub(r"<b>\1</b>", escape(text, quote=False))


def plain_of(html: str) -> str:
    """Return the words of a rich text, a line for each paragraph or item."""
    text = unescape(TAG.sub("", BREAK.sub("\n", html)))
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
