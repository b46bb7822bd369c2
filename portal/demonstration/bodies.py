"""Bodies of the demonstration town; every member is invented."""

from dataclasses import dataclass

from .text import Block, Callout, Pair, Text

AKTI: Pair = ("Ακτή Συνεργασίας", "Akti Together")
HORIZON: Pair = ("Νέος Ορίζοντας", "New Horizon")
CITIZENS: Pair = ("Ενεργοί Πολίτες Μινώας", "Active Citizens of Minoa")
NOBODY: Pair = ("", "")

INVENTED = Callout(
    "info",
    ("Πρόσωπα επινοημένα", "Invented people"),
    (
        "Τα ονόματα και οι παρατάξεις ανήκουν στην επίδειξη. Κάθε ομοιότητα είναι σύμπτωση.",
        "Names and parties belong to the demonstration. Any likeness is chance.",
    ),
)


@dataclass(frozen=True)
class Seat:
    """A member of a body."""

    name: Pair
    party: Pair
    role: str = "member"
    duty: Pair = NOBODY


@dataclass(frozen=True)
class BodyText:
    """A body with its members."""

    slug: str
    kind: str
    title: Pair
    summary: Pair
    basis: Pair
    session_in: int
    place: Pair
    stream: bool
    blocks: tuple[Block, ...]
    seats: tuple[Seat, ...]


def seats(party: Pair, *names: Pair) -> tuple[Seat, ...]:
    """Return plain members of one party."""
    return tuple(Seat(name, party) for name in names)


COUNCIL = BodyText(
    slug="council",
    kind="council",
    title=("Δημοτικό Συμβούλιο", "Municipal Council"),
    summary=(
        "Αποφασίζει για όσα αφορούν τον Δήμο, εκτός από όσα ο νόμος δίνει σε άλλο όργανο.",
        "Decides on everything that concerns the municipality and no other body by law.",
    ),
    basis=("Κώδικας Τοπικής Αυτοδιοίκησης, άρθρα 120 και 122", "Code of Local Government, articles 120 and 122"),
    session_in=4,
    place=("Αίθουσα Δημοτικού Συμβουλίου, 1ος όροφος", "Council chamber, 1st floor"),
    stream=True,
    blocks=(
        INVENTED,
        Text(
            (
                (
                    "Το Συμβούλιο συνεδριάζει τουλάχιστον μία φορά τον μήνα. Η πρόσκληση με τα θέματα αναρτάται εδώ τουλάχιστον "
                    "τρεις ημέρες πριν. Οι συνεδριάσεις είναι δημόσιες και μεταδίδονται ζωντανά.",
                    "The council meets at least once a month. The invitation with its items is posted here at least three days "
                    "before. Sessions are public and streamed live.",
                ),
                ("## Να μιλήσετε στο Συμβούλιο", "## Speaking to the council"),
                (
                    "Πολίτες και σύλλογοι μπορούν να ζητήσουν τον λόγο για θέμα της ημερήσιας διάταξης, γράφοντας στη γραμματεία.",
                    "Citizens and associations may ask to be heard on an item of the agenda by writing to the secretariat.",
                ),
            )
        ),
    ),
    seats=(
        Seat(("Αριάδνη Λιθαράκη", "Ariadni Litharaki"), AKTI, "president"),
        Seat(("Στέλιος Ανδρουλής", "Stelios Androulis"), HORIZON, "vice_president"),
        Seat(("Καλλιόπη Φραγκιά", "Kalliopi Fragkia"), AKTI, "secretary"),
        Seat(("Σταύρος Καλλονάς", "Stavros Kallonas"), AKTI, "vice_mayor", ("Οικονομικά και έσοδα", "Finance and revenue")),
        Seat(("Ειρήνη Μαστορά", "Eirini Mastora"), AKTI, "vice_mayor", ("Τεχνικά έργα και πολεοδομία", "Works and planning")),
        Seat(("Νίκος Ανωγειάτης", "Nikos Anogeiatis"), AKTI, "vice_mayor", ("Καθαριότητα και πράσινο", "Cleaning and parks")),
        Seat(("Χρυσή Λιμενάρχη", "Chrysi Limenarchi"), AKTI, "vice_mayor", ("Τουρισμός και πολιτισμός", "Tourism and culture")),
        Seat(("Μάνος Πετροχείλης", "Manos Petrocheilis"), AKTI, "vice_mayor", ("Κοινωνική πολιτική και παιδεία", "Social policy and education")),
        *seats(
            AKTI,
            ("Δέσποινα Ροδινού", "Despoina Rodinou"), ("Γιώργης Βλατάς", "Giorgis Vlatas"),
            ("Μαρίνα Κουμπιώτη", "Marina Koumpioti"), ("Λευτέρης Δρυμωνάκος", "Lefteris Drymonakos"),
            ("Σοφία Αμπελά", "Sofia Ampela"), ("Αντώνης Γερακάρης", "Antonis Gerakaris"),
            ("Ελένη Σταλίδη", "Eleni Stalidi"), ("Πέτρος Χαλεπάς", "Petros Chalepas"),
        ),
        *seats(
            HORIZON,
            ("Μιχάλης Πηγαδάς", "Michalis Pigadas"), ("Άννα Καστρινού", "Anna Kastrinou"),
            ("Ηλίας Βροντής", "Ilias Vrontis"), ("Βασιλική Λαμπίδη", "Vasiliki Lampidi"),
            ("Κώστας Ξενικός", "Kostas Xenikos"), ("Ευαγγελία Μελισσά", "Evangelia Melissa"),
            ("Θανάσης Ριζικός", "Thanasis Rizikos"),
        ),
        *seats(
            CITIZENS,
            ("Ζωή Ανεμογιάννη", "Zoi Anemogianni"), ("Φώτης Καραβίτης", "Fotis Karavitis"),
            ("Ρένα Αλμυρού", "Rena Almyrou"), ("Λουκάς Σπηλιάς", "Loukas Spilias"),
        ),
    ),
)  # fmt: skip

COMMITTEE = BodyText(
    slug="committee",
    kind="committee",
    title=("Δημοτική Επιτροπή", "Municipal Committee"),
    summary=(
        "Οικονομικά, διαγωνισμοί, αγωγές και καθημερινές υποθέσεις του Δήμου.",
        "Finance, tenders, lawsuits and the daily business of the municipality.",
    ),
    basis=("Κώδικας Τοπικής Αυτοδιοίκησης, άρθρα 138 και 140", "Code of Local Government, articles 138 and 140"),
    session_in=2,
    place=("Αίθουσα συσκέψεων, 2ος όροφος", "Meeting room, 2nd floor"),
    stream=True,
    blocks=(
        INVENTED,
        Text(
            (
                (
                    "Πρόεδρος είναι η Δήμαρχος. Έξι μέλη εκλέγονται από το Συμβούλιο, μέρος τους από τη μειοψηφία.",
                    "The mayor presides. Six members are elected by the council, part of them from the minority.",
                ),
            )
        ),
    ),
    seats=(
        Seat(("Θεοδώρα Μινωίτη", "Theodora Minoiti"), AKTI, "mayor"),
        *seats(
            AKTI, ("Σταύρος Καλλονάς", "Stavros Kallonas"), ("Δέσποινα Ροδινού", "Despoina Rodinou"),
            ("Γιώργης Βλατάς", "Giorgis Vlatas"), ("Σοφία Αμπελά", "Sofia Ampela"),
        ),
        *seats(HORIZON, ("Μιχάλης Πηγαδάς", "Michalis Pigadas")),
        *seats(CITIZENS, ("Ζωή Ανεμογιάννη", "Zoi Anemogianni")),
    ),
)  # fmt: skip

COMMUNITY = BodyText(
    slug="community-limenas",
    kind="community",
    title=("Δημοτική Κοινότητα Λιμένα", "Municipal Community of Limenas"),
    summary=(
        "Η φωνή του Λιμένα: γνώμη για ό,τι τον αφορά και μικρά έργα της γειτονιάς.",
        "The voice of Limenas: its opinion on what concerns it, and small local works.",
    ),
    basis=("Κώδικας Τοπικής Αυτοδιοίκησης, άρθρα 161–167", "Code of Local Government, articles 161–167"),
    session_in=24,
    place=("Κοινοτικό κατάστημα Λιμένα", "Community office, Limenas"),
    stream=False,
    blocks=(INVENTED,),
    seats=(
        Seat(("Μανόλης Γλαρός", "Manolis Glaros"), NOBODY, "president"),
        *seats(
            NOBODY, ("Στέλλα Φαναρίτη", "Stella Fanariti"), ("Ιάσονας Μώλος", "Iasonas Molos"),
            ("Κατερίνα Δίχτυ", "Katerina Dichty"), ("Βαγγέλης Πρυμάτης", "Vangelis Prymatis"),
        ),
    ),
)  # fmt: skip

BODIES = (COUNCIL, COMMITTEE, COMMUNITY)
