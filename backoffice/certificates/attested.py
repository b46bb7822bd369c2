"""The attested kinds that no other module knows: residence, street number, seminar, extract.

What a certificate must hold: domain notes on certificates, seminars and collective bodies.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from theme.formatting import day

from . import figures
from .facts import Fact
from .figures import Figures, percent
from .kinds import Finding, Kind, stated

Facts = Mapping[str, Any]
SOLEMN = "solemn-declaration"
FIGURES = figures.read(figures.SHIPPED)


def _not_after(facts: Facts, on: date, *keys: str) -> dict[str, str]:
    return {
        key: _("This day has not come yet.")
        for key in keys
        if key in facts and date.fromisoformat(facts[key]) > on
    }


EVIDENCE = (
    ("utility-bill", gettext_lazy("Electricity, water or telephone bill")),
    ("tax-form", gettext_lazy("Tax return (Ε1) or assessment")),
    ("lease", gettext_lazy("Lease in the tax register")),
    ("school", gettext_lazy("Certificate of a school")),
    ("employer", gettext_lazy("Certificate of an employer or insurance fund")),
    ("other-document", gettext_lazy("Other public document")),
    (SOLEMN, gettext_lazy("Solemn declaration")),
)


def check_residence(facts: Facts, on: date, law: Figures) -> dict[str, str]:
    """Ask for a time and for evidence that is more than a solemn declaration."""
    wrong = _not_after(facts, on, "since")
    if not facts.get("since") and not facts.get("years"):
        wrong["since"] = _("State since when, or for which years.")
    if set(facts.get("evidence", ())) <= {SOLEMN} and facts.get("evidence"):
        wrong["evidence"] = _(
            "A solemn declaration alone does not prove residence. Ask for one more document, for "
            "instance a bill, the tax return (Ε1) or a lease."
        )
    return wrong


def attest_residence(party_id: int, facts: Facts, on: date) -> Finding:
    """Certify where the holder lives, and since when."""
    words = _("From the evidence below it is certified that the holder lives permanently at %(at)s")
    words %= {"at": facts["address"]}
    if facts.get("since"):
        words += " " + _("since %(day)s") % {"day": day(date.fromisoformat(facts["since"]))}
    if facts.get("years"):
        words += " " + _("for the years %(years)s") % {"years": facts["years"]}
    return stated(RESIDENCE, facts, [f"{words}."])


RESIDENCE = Kind(
    code="permanent-residence",
    name=gettext_lazy("Certificate of permanent residence"),
    about=gettext_lazy("Where somebody lives permanently, and since when, by evidence."),
    legal_basis=gettext_lazy(
        "Law 3463/2006 art. 279, as continued in the Code of Law 5314/2026; circular of the "
        "Ministry of the Interior 43858/27-5-2024"
    ),
    facts=(
        Fact("address", "text", gettext_lazy("Address")),
        Fact("since", "date", gettext_lazy("Lives there since"), required=False),
        Fact(
            "years",
            "text",
            gettext_lazy("For the years"),
            hint=gettext_lazy("For instance 2019–2024, where no single day is proven."),
            required=False,
        ),
        Fact("evidence", "choices", gettext_lazy("Evidence"), options=EVIDENCE),
        Fact("evidence_details", "text", gettext_lazy("Numbers of the documents"), required=False),
        Fact("decision_maker", "text", gettext_lazy("Decided by (name and office)")),
    ),
    check=check_residence,
    attest=attest_residence,
    needs_second=True,
    unit="civil-status",
    order=11,
)


def check_street(facts: Facts, on: date, law: Figures) -> dict[str, str]:
    """Ask for an inspection that took place."""
    return _not_after(facts, on, "inspected_on")


def attest_street(party_id: int, facts: Facts, on: date) -> Finding:
    """Certify the street and number of a property, as inspected."""
    words = _(
        "The property below, in block (Ο.Τ.) %(block)s, has the number %(number)s of the street "
        "%(street)s, as found at the inspection of %(day)s."
    ) % {
        "block": facts["block"],
        "number": facts["number"],
        "street": facts["street"],
        "day": day(date.fromisoformat(facts["inspected_on"])),
    }
    return stated(STREET, facts, [words])


STREET = Kind(
    code="street-number",
    name=gettext_lazy("Certificate of street number"),
    about=gettext_lazy("Street, number, block and plot of a property, after an inspection."),
    legal_basis=gettext_lazy(
        "Presidential Decree 133/1992, as in force (names and numbers of streets)"
    ),
    facts=(
        Fact("property", "text", gettext_lazy("Property")),
        Fact("block", "text", gettext_lazy("Block (Ο.Τ.)")),
        Fact("plot", "text", gettext_lazy("Plot")),
        Fact("street", "text", gettext_lazy("Street")),
        Fact("number", "text", gettext_lazy("Street number")),
        Fact("plan", "text", gettext_lazy("Plan"), required=False),
        Fact("coordinates", "text", gettext_lazy("Coordinates"), required=False),
        Fact("engineer", "text", gettext_lazy("Engineer")),
        Fact("inspected_on", "date", gettext_lazy("Inspected on")),
    ),
    check=check_street,
    attest=attest_street,
    needs_second=True,
    unit="works",
    order=12,
)


def sessions_needed(held: int, share: Fraction) -> int:
    """Return how many of the sessions held must be attended; a part counts as a whole."""
    return ceil(held * share)


def check_seminar(facts: Facts, on: date, law: Figures) -> dict[str, str]:
    """Refuse too few sessions, more than were held, and a grade that does not pass."""
    wrong = _not_after(facts, on, "ended_on")
    held, attended = facts.get("held"), facts.get("attended")
    if held == 0:
        wrong["held"] = _("State how many sessions were held.")
    if held and attended is not None:
        needed = sessions_needed(held, law["attended_share"])
        if attended > held:
            wrong["attended"] = _("Nobody attends more sessions than were held.")
        elif attended < needed:
            wrong["attended"] = _(
                "Of %(held)s sessions at least %(needed)s must be attended (%(share)s); "
                "no certificate can be given."
            ) % {"held": held, "needed": needed, "share": percent(law["attended_share"])}
    if "grade" in facts and Fraction(facts["grade"]) < law["passing_grade"]:
        wrong["grade"] = _("With a grade below %(grade)s no certificate is given.") % {
            "grade": f"{float(law['passing_grade']):g}".replace(".", ",")
        }
    return wrong


def attest_seminar(party_id: int, facts: Facts, on: date) -> Finding:
    """Certify that the holder attended a seminar."""
    words = _(
        "The holder attended the seminar “%(seminar)s” of %(hours)s hours: %(attended)s of the "
        "%(held)s sessions that were held."
    ) % {
        "seminar": facts["seminar"],
        "hours": str(facts["hours"]).replace(".", ","),
        "attended": facts["attended"],
        "held": facts["held"],
    }
    return stated(SEMINAR, facts, [words])


SEMINAR = Kind(
    code="seminar-attendance",
    name=gettext_lazy("Certificate of attendance of a seminar"),
    about=gettext_lazy("That somebody attended as many sessions of a seminar as are asked."),
    legal_basis=gettext_lazy("Law 2690/1999 (Code of Administrative Procedure) art. 5"),
    facts=(
        Fact("seminar", "text", gettext_lazy("Seminar")),
        Fact("hours", "number", gettext_lazy("Hours of the seminar")),
        Fact("held", "count", gettext_lazy("Sessions held")),
        Fact("attended", "count", gettext_lazy("Sessions attended")),
        Fact("began_on", "date", gettext_lazy("First day"), required=False),
        Fact("ended_on", "date", gettext_lazy("Last day")),
        Fact("grade", "number", gettext_lazy("Grade (0–10)"), required=False),
        Fact("trainer", "text", gettext_lazy("Trainer"), required=False),
    ),
    check=check_seminar,
    figures=FIGURES["seminar-attendance"],
    attest=attest_seminar,
    unit="training",
    order=14,
)

SESSIONS = (
    ("regular", gettext_lazy("regular session")),
    ("extraordinary", gettext_lazy("extraordinary")),
    ("special", gettext_lazy("special")),
    ("report", gettext_lazy("of account")),
    ("circulation", gettext_lazy("by circulation")),
)

OF_SESSIONS = {
    "regular": gettext_lazy("of the regular session"),
    "extraordinary": gettext_lazy("of the extraordinary session"),
    "special": gettext_lazy("of the special session"),
    "report": gettext_lazy("of the session of account"),
    "circulation": gettext_lazy("of the session by circulation"),
}


def check_extract(facts: Facts, on: date, law: Figures) -> dict[str, str]:
    """Refuse days to come, an invitation after the session and a quorum that no law knows."""
    wrong = _not_after(facts, on, "held_on", "invited_on")
    if facts.get("invited_on", "") > facts.get("held_on", "9999"):
        wrong["invited_on"] = _("The invitation precedes the session.")
    members, present = facts.get("members"), facts.get("present")
    if members is None or present is None:
        return wrong
    if present > members:
        wrong["present"] = _("No more members are present than the body has.")
    elif present < members * law["quorum_share"] or not present:
        wrong["present"] = _("With fewer than %(share)s of the members there was no quorum.") % {
            "share": _share(law["quorum_share"])
        }
    return wrong


def _share(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def attest_extract(party_id: int, facts: Facts, on: date) -> Finding:
    """Give the header, the text and the vote of a decision, as its minutes have them."""
    held = date.fromisoformat(facts["held_on"])
    head = _(
        "Extract of the minutes %(session)s %(kind)s of the %(body)s. "
        "Number of the decision: %(decision)s. Subject: %(subject)s."
    ) % {
        "session": facts["session"],
        "kind": OF_SESSIONS[facts["session_kind"]],
        "body": facts["body"],
        "decision": facts["decision"],
        "subject": facts["subject"],
    }
    met = _(
        "In %(place)s, on %(day)s, %(weekday)s, at %(hour)s, the body met after the invitation "
        "%(invitation)s of %(invited)s. There was a quorum: of %(members)s members %(present)s "
        "were present."
    ) % {
        "place": facts["place"],
        "day": day(held),
        "weekday": WEEKDAYS[held.weekday()],
        "hour": facts["hour"],
        "invitation": facts["invitation"],
        "invited": day(date.fromisoformat(facts["invited_on"])),
        "members": facts["members"],
        "present": facts["present"],
    }
    text = [line.strip() for line in facts["text"].splitlines() if line.strip()]
    vote = _("Vote: %(vote)s.") % {"vote": facts["vote"].rstrip(".")}
    number = _("This decision took the number %(decision)s.") % {"decision": facts["decision"]}
    return stated(EXTRACT, facts, [head, met, *text, vote, number])


EXTRACT = Kind(
    code="council-extract",
    name=gettext_lazy("Extract of a council decision"),
    about=gettext_lazy("Header, text and vote of a decision of a collective body."),
    legal_basis=gettext_lazy("Law 2690/1999 (Code of Administrative Procedure) art. 5 and 15"),
    facts=(
        Fact(
            "body", "text", gettext_lazy("Body (as in “of the Municipal Council”)"), is_listed=False
        ),
        Fact(
            "session",
            "text",
            gettext_lazy("Minutes of the session"),
            hint=gettext_lazy("Number and year, as in 23/2026."),
            is_listed=False,
        ),
        Fact(
            "session_kind",
            "choice",
            gettext_lazy("Kind of session"),
            options=SESSIONS,
            is_listed=False,
        ),
        Fact("decision", "text", gettext_lazy("Number of the decision"), is_listed=False),
        Fact("subject", "text", gettext_lazy("Subject"), is_listed=False),
        Fact("place", "text", gettext_lazy("Place of the session"), is_listed=False),
        Fact("held_on", "date", gettext_lazy("Day of the session"), is_listed=False),
        Fact("hour", "time", gettext_lazy("Hour of the session"), is_listed=False),
        Fact("invitation", "text", gettext_lazy("Number of the invitation"), is_listed=False),
        Fact("invited_on", "date", gettext_lazy("Day of the invitation"), is_listed=False),
        Fact("members", "count", gettext_lazy("Members of the body"), is_listed=False),
        Fact("present", "count", gettext_lazy("Members present"), is_listed=False),
        Fact("present_names", "long_text", gettext_lazy("Names of those present"), required=False),
        Fact("absent_names", "long_text", gettext_lazy("Names of those absent"), required=False),
        Fact("mayor_present", "yes_no", gettext_lazy("The mayor was present"), required=False),
        Fact("secretary", "text", gettext_lazy("Secretary"), required=False),
        Fact("text", "long_text", gettext_lazy("Text of the decision"), is_listed=False),
        Fact("vote", "text", gettext_lazy("Vote taken"), is_listed=False),
        Fact("president", "text", gettext_lazy("President"), required=False),
    ),
    check=check_extract,
    figures=FIGURES["council-extract"],
    attest=attest_extract,
    holder=gettext_lazy("Given to"),
    unit="elected-bodies",
    roles=("council_secretary",),
    order=15,
)
ALL = (RESIDENCE, STREET, SEMINAR, EXTRACT)
