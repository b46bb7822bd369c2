"""The demonstration's register: letters of a year with PDFs, a tray of mail, old papers to clear.

Everybody in it is synthetic.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from random import Random
from typing import Any

from django.db import connection, transaction

from backoffice.documents import services
from backoffice.documents.queries import Filters, search_entries
from backoffice.documents.rules.finding import words_of
from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.counters import take_numbers
from backoffice.kernel.dates import ATHENS, athens_day
from integrations.mail.sources import Raw
from theme import pdf

from .people import SEED

ENTRIES, WITH_PDF, OLD = 260, 48, 12
#: Letters of the citizen who signs in: late, resumed, standing still, answered.
LATE, RESUMED, STILL, ANSWERED = 199, 235, 244, 252
RESUMED_AFTER = timedelta(days=15)
BEFORE_CASES = 21
#: How many letters of each of the four years before a town of a size has.
EARLIER = {"small": 0, "town": 50_000, "large": 500_000}
#: subject, unit, subject of the file plan, confidentiality
LETTERS = (
    ("Αίτηση για άδεια κατάληψης πεζοδρομίου", "revenue", "6.2", "public"),
    ("Αίτηση για πιστοποιητικό οικογενειακής κατάστασης", "civil-status", "3.2", "limited"),
    ("Αίτηση για βεβαίωση μόνιμης κατοικίας", "civil-status", "3.2", "limited"),
    ("Ένσταση κατά προστίμου στάθμευσης", "municipal-police", "8", "limited"),
    ("Αναφορά για χαλασμένο φωτισμό στην παραλία", "electromechanical", "6.1", "public"),
    ("Αίτηση για κλάδεμα δέντρων", "green", "6.3", "public"),
    ("Προσφορά για προμήθεια υλικών ύδρευσης", "procurement", "4.4", "public"),
    ("Αίτημα για πρόσβαση σε έγγραφα πολεοδομίας", "building-permits", "1.3", "limited"),
    ("Αίτηση για οικοδομική άδεια μικρής κλίμακας", "building-permits", "5.1", "public"),
    ("Αίτηση για επίδομα στέγασης", "social-policy", "7.1", "confidential"),
    ("Αίτηση χορήγησης κανονικής άδειας", "personnel", "2.2", "restricted"),
    ("Ένσταση κατά βεβαίωσης τελών καθαριότητας", "revenue", "4.3", "limited"),
    ("Πρόσκληση σε σύσκεψη της Περιφέρειας", "secretary-general", "1.2", "public"),
    ("Αίτηση για χώρο στη λαϊκή αγορά", "revenue", "6.2", "public"),
    ("Τιμολόγιο συντήρησης απορριμματοφόρων", "accounting", "4.1", "public"),
)
SENDERS = (
    "Δοκιμάκης Γεώργιος", "Δοκιμάκη Ελένη", "Πρότυπος Νικόλαος", "Πρότυπου Μαρία",
    "Υποδειγματάκης Ιωάννης", "Υποδειγματάκη Άννα", "Συνθετάκης Εμμανουήλ", "Συνθετάκη Ειρήνη",
    "Περιφέρεια (επίδειξη)", "Αποκεντρωμένη Διοίκηση (επίδειξη)", "Τεχνική Επίδειξη Α.Ε.",
)  # fmt: skip
CHANNELS = ("counter", "counter", "counter", "email", "post", "kep", "portal")
BASIS = services.PersonalData(held=True, basis="ΓΚΠΔ 6(1)(ε)")


def fill_register(
    *,
    clerk: User,
    at: datetime,
    scale: str = "small",
    citizen: services.Correspondent | None = None,
) -> int:
    """Enter a year of letters and answers, once; the register accepts nothing earlier afterwards.

    :param scale: a size of the town
    :param citizen: who sent four of the letters, each with a time limit
    :returns: how many entries of the year were made
    """
    today = athens_day(at)
    if search_entries(clerk, "", Filters(book="general", year=today.year)).exists():
        return 0
    services.load_defaults()
    units = {unit.code: unit.pk for _depth, unit in departments_as_tree(today)}
    _old_papers(units, clerk, today.year)
    for year in range(today.year - 4, today.year):
        if EARLIER[scale]:
            fill_by_set(count=EARLIER[scale], year=year)
    requests: list[Any] = []
    for number, moment in enumerate(_moments(today)):
        writer = citizen if number in (LATE, RESUMED, STILL, ANSWERED) else None
        requests.append(_letter(number, moment, units, clerk, writer))
        if writer is not None:
            _limit(number, requests[-1], clerk, at)
        if number % 3 == 2:
            _answer(requests[-3], moment + timedelta(minutes=20), clerk)
    _tray(clerk, at)
    return len(requests)


def _moments(today: date) -> Iterator[datetime]:
    """Yield working hours of the year in their order, up to where the cases of others begin.

    The register takes nothing back-dated, and cases enter documents of the last three weeks.
    """
    calendar = LegalCalendar()
    first = date(today.year, 1, 2)
    days = [first + timedelta(days=n) for n in range((today - first).days - BEFORE_CASES)]
    working = [day for day in days if calendar.is_working_day(day)]
    for number in range(ENTRIES if working else 0):
        at = number * len(working) / ENTRIES
        minutes = int((at % 1) * 300)
        yield datetime.combine(working[int(at)], time(8), ATHENS) + timedelta(minutes=minutes)


def _limit(number: int, entry: Any, clerk: User, now: datetime) -> None:
    """Start the time limit of a letter, and let some stand still for a while, or until today."""
    moment = entry.registered_at
    about: dict[str, Any] = {"entry_id": entry.pk, "actor": clerk}
    services.start_clock(rule="general", complete_on=athens_day(moment), at=moment, **about)
    if moment + RESUMED_AFTER > now:
        return
    if number in (RESUMED, STILL):
        reason = "Λείπει το τοπογραφικό διάγραμμα· προσκομίστε το στην υπηρεσία."
        services.suspend_clock(reason=reason, at=moment + timedelta(days=5), **about)
    if number == RESUMED:
        services.resume_clock(at=moment + RESUMED_AFTER, **about)


def _letter(
    number: int,
    moment: datetime,
    units: dict[str, int],
    clerk: User,
    writer: services.Correspondent | None = None,
) -> Any:
    chance = Random(f"{SEED} letter {number}")  # noqa: S311
    subject, unit, item, level = LETTERS[number % len(LETTERS)]
    sender = writer.name if writer else chance.choice(SENDERS)
    number_of_sender = f"{chance.randint(100, 9999)}/{moment:%Y}" if "(" in sender else ""
    facts: dict[str, Any] = {
        "book": "general",
        "direction": "incoming",
        "subject": subject,
        "subject_public": subject,
        "channel": chance.choice(CHANNELS),
        "sender": writer or services.Correspondent(sender),
        "sender_number": number_of_sender,
        "document_date": moment.date() - timedelta(days=chance.randint(0, 6)),
        "department_id": units[unit],
        "classification": item,
        "confidentiality": level,
        "personal_data": None if level == "public" else BASIS,
    }
    files = []
    if number % (ENTRIES // WITH_PDF) == 0:
        body = _paper(subject, sender, moment)
        files = [
            services.keep_file(content=body, name="aitisi.pdf", actor=clerk, at=moment),
        ]
    return services.register_entry(
        files=files, key=f"demo:letter:{moment.year}:{number}", actor=clerk, at=moment, **facts
    )


def _paper(subject: str, sender: str, moment: datetime) -> bytes:
    return pdf.render(
        "letterhead",
        {
            "title": subject,
            "town": {"name": "Προς τον Δήμο Μινώας Ακτής (συνθετικό έγγραφο επίδειξης)"},
            "language": "el",
            "to": sender,
            "date": f"{moment:%d/%m/%Y}",
            "paragraphs": [
                f"Παρακαλώ για τις ενέργειές σας σχετικά με το αίτημα «{subject}».",
                "Δηλώνω ότι τα στοιχεία είναι αληθή. Συνημμένα υποβάλλω τα δικαιολογητικά.",
            ],
        },
    )


def _answer(request: Any, moment: datetime, clerk: User) -> None:
    """Answer a letter, and put every other answered one into the archive."""
    answer = services.register_entry(
        book="general",
        direction="outgoing",
        subject=f"Απάντηση: {request.subject}"[:500],
        subject_public=f"Απάντηση: {request.subject_public}",
        channel="email",
        sender=services.Correspondent(str(request.department)),
        recipients=[services.RecipientFacts(request.sender_name, party_id=request.sender_party_id)],
        department_id=request.department_id,
        classification=request.classification.code,
        confidentiality=request.confidentiality,
        personal_data=None if request.confidentiality == "public" else BASIS,
        relates_to=[("answers", request.pk)],
        key=f"demo:answer:{request.key}",
        actor=clerk,
        at=moment,
    )
    services.move_entry(entry_id=request.pk, state="answered", actor=clerk, at=moment)
    services.stop_clock(entry_id=request.pk, actor=clerk, at=moment)
    if answer.number % 2:
        services.move_entry(entry_id=request.pk, state="archived", actor=clerk, at=moment)


def _old_papers(units: dict[str, int], clerk: User, year: int) -> None:
    """Enter routine letters of seven years ago, long archived: the next clearance lists them."""
    for number in range(OLD):
        moment = datetime(year - 7, 3, 1 + number, 9, tzinfo=ATHENS)
        subject, unit, _item, _level = LETTERS[12]
        made = services.register_entry(
            book="general",
            direction="incoming",
            subject=subject,
            channel="post",
            sender=services.Correspondent(SENDERS[8]),
            department_id=units[unit],
            classification="1.2",
            key=f"demo:old:{year}:{number}",
            actor=clerk,
            at=moment,
        )
        services.move_entry(entry_id=made.pk, state="archived", actor=clerk, at=moment)


def _tray(clerk: User, at: datetime) -> None:
    """Lay three messages into the tray: a good one, a locked one and a broken one."""
    good = EmailMessage()
    good["Subject"] = "Αίτηση για βεβαίωση μόνιμης κατοικίας"
    good["From"], good["To"] = "Μαρία Πρότυπου <maria@example.org>", "protokollo@example.org"
    good["Message-ID"], good["Date"] = "<demo-1@example.org>", at
    good.set_content("Παρακαλώ να μου χορηγήσετε βεβαίωση. Η αίτηση είναι συνημμένη.")
    body = _paper("Αίτηση για βεβαίωση μόνιμης κατοικίας", "Μαρία Πρότυπου", at)
    good.add_attachment(body, maintype="application", subtype="pdf", filename="αίτηση.pdf")
    locked = (
        b"From: grafeio@example.org\r\nSubject: Emails with a key\r\nMIME-Version: 1.0\r\n"
        b'Message-ID: <demo-2@example.org>\r\nContent-Type: multipart/encrypted; boundary="b"\r\n'
        b"\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--\r\n"
    )
    broken = (
        b"From: kapoios@example.org\r\nSubject: =?bad?Q?=FF?=\r\n"
        b"Content-Type: multipart/mixed; boundary=z\r\n\r\n?"
    )
    for uid, content in enumerate((good.as_bytes(), locked, broken)):
        raw = Raw(str(uid), content, len(content), is_complete=True)
        services.take_message(raw=raw, mailbox="protokollo@example.org", at=at)


#: Entries of one statement: longer ones would meet the time limit of the settings.
STEP = 5_000
BY_SET = """
with bodies as materialized (
    select setweight(to_tsvector('greek', b.words), 'D') as words, b.place
    from unnest(%(bodies)s::text[]) with ordinality b(words, place)
)
insert into documents_entry (
    code, book_id, year, number, direction, registered_at, digest, source_kind, source_id, subject,
    subject_public, channel, sender_name, sender_email, sender_number, department_id,
    confidentiality, has_personal_data, has_sensitive_data, data_basis, state, due_rule,
    cancel_reason, legal_hold, folded, words
)
select upper(substr(md5(random()::text || n), 1, 12)), %(book)s, %(year)s, n,
       case when n %% 3 = 0 then 'outgoing' else 'incoming' end,
       %(begins)s + n * (%(ends)s - %(begins)s) / (%(final)s + 1), '', '', '',
       t.subject, t.subject, 'counter', s.name, '', n || '/' || %(year)s, u.id,
       t.level, t.level <> 'public', false, case when t.level = 'public' then '' else %(basis)s end,
       'registered', '', '', '', f.folded,
       setweight(to_tsvector('greek', f.folded), 'A')
         || b.words
from generate_series(%(first)s, %(last)s) n
join unnest(%(subjects)s::text[], %(folded)s::text[], %(levels)s::text[], %(units)s::bigint[])
     with ordinality t(subject, folded, level, unit, place) on t.place = 1 + n %% %(kinds)s
join unnest(%(senders)s::text[], %(sender_words)s::text[])
     with ordinality s(name, words, place) on s.place = 1 + (n * 7) %% %(people)s
join bodies b on b.place = 1 + (n * 13) %% %(texts)s
join lateral (select unit as id) u on true
join lateral (select t.folded || ' ' || s.words || ' ' || n || ' ' || %(year)s as folded) f on true
order by n
"""


def fill_by_set(*, count: int, year: int, bodies: int = 400) -> None:
    """Enter many letters of a past year in a few statements, for a town's size and for measuring.

    They leave no rows in the trail: nobody registered them.

    :param count: how many entries
    :param bodies: how many different texts of files there are
    """
    units = {unit.code: unit.pk for _depth, unit in departments_as_tree(date(year, 12, 31))}
    # The chart may be younger than the letters.
    units = units or {u.code: u.pk for _d, u in departments_as_tree(date(2026, 1, 1))}
    chance = Random(f"{SEED} set")  # noqa: S311
    words = [word for row in LETTERS for word in row[0].split()]
    names = [f"{family} {first}" for family in SENDERS for first in ("Άννα", "Πέτρος", "Ζωή")]
    texts = [
        words_of(" ".join([*chance.choices(words, k=120), f"θέμα{n}", f"οδός{n % 37}"]))
        for n in range(bodies)
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        numbers = take_numbers("documents.general", year, count)
        cursor.execute("select id from documents_book where code = 'general'")
        (book,) = cursor.fetchone()
        for first in range(numbers[0], numbers[-1] + 1, STEP):
            cursor.execute(
                BY_SET,
                {
                    "book": book,
                    "year": year,
                    "first": first,
                    "last": min(first + STEP - 1, numbers[-1]),
                    "final": numbers[-1],
                    "begins": datetime(year, 1, 2, 8, tzinfo=ATHENS),
                    "ends": datetime(year, 12, 31, 15, tzinfo=ATHENS),
                    "subjects": [row[0] for row in LETTERS],
                    "folded": [words_of(row[0]) for row in LETTERS],
                    "levels": [row[3] for row in LETTERS],
                    "units": [units[row[1]] for row in LETTERS],
                    "kinds": len(LETTERS),
                    "senders": names,
                    "sender_words": [words_of(name) for name in names],
                    "people": len(names),
                    "bodies": texts,
                    "texts": len(texts),
                    "basis": BASIS.basis,
                },
            )
        cursor.execute("analyze documents_entry")
