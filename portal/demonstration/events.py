"""Events of the demonstration town, dated by their distance from the day of the demonstration."""

from dataclasses import dataclass

from .text import Pair

CATEGORIES: dict[str, Pair] = {
    "culture": ("Πολιτισμός", "Culture"),
    "children": ("Παιδιά", "Children"),
    "sport": ("Αθλητισμός", "Sport"),
    "market": ("Αγορές", "Markets"),
    "learning": ("Μάθηση", "Learning"),
    "town": ("Δήμος και πολίτες", "Town and citizens"),
}


@dataclass(frozen=True)
class Place:
    """A venue."""

    name: Pair
    address: Pair
    access: Pair
    seats: int | None
    where: tuple[str, str]


PLACES: dict[str, Place] = {
    "theatre": Place(
        ("Υπαίθριο Θέατρο Ακτής", "Akti Open-air Theatre"),
        ("Λόφος Φάρου", "Faros Hill"),
        ("Θέσεις αμαξιδίων στην πρώτη σειρά, ράμπα", "Wheelchair places in the first row, ramp"),
        900,
        ("35.36810", "24.47620"),
    ),
    "library": Place(
        ("Δημοτική Βιβλιοθήκη", "Public library"),
        ("Ακτή Μίνωος 22", "22 Minos Quay"),
        ("Ισόγειο, χωρίς σκαλιά", "Ground floor, no steps"),
        80,
        ("35.37020", "24.47410"),
    ),
    "square": Place(
        ("Πλατεία Λότζιας", "Loggia Square"),
        ("Παλιά πόλη", "Old town"),
        ("Επίπεδη, πλακόστρωτη", "Level, paved"),
        None,
        ("35.36930", "24.47350"),
    ),
    "quay": Place(
        ("Ακτή Μίνωος", "Minos Quay"),
        ("Παλιό λιμάνι", "Old harbour"),
        ("Χωρίς σκαλιά", "No steps"),
        None,
        ("35.37060", "24.47500"),
    ),
    "hall": Place(
        ("Δημοτικό Γυμναστήριο", "Municipal sports hall"),
        ("Λεωφόρος Ειρήνης 40", "40 Irinis Avenue"),
        ("Ανελκυστήρας, αποδυτήρια ΑμεΑ", "Lift, accessible changing rooms"),
        600,
        ("35.36250", "24.48110"),
    ),
    "chamber": Place(
        ("Αίθουσα Δημοτικού Συμβουλίου", "Council chamber"),
        ("Δημαρχείο, 1ος όροφος", "Town hall, 1st floor"),
        ("Ανελκυστήρας, επαγωγικός βρόχος", "Lift, induction loop"),
        120,
        ("35.36940", "24.47330"),
    ),
}


@dataclass(frozen=True)
class EventText:
    """One event.

    :param day: days from the day of the demonstration to the first occurrence
    :param hour: beginning by the clock of Athens, hours and minutes
    :param length: minutes; 0 is all day
    """

    slug: str
    day: int
    hour: tuple[int, int]
    length: int
    category: str
    place: str
    picture: str
    title: Pair
    summary: Pair
    rule: str = ""
    left_out: tuple[int, ...] = ()
    registration: str = "none"
    how: Pair = ("", "")
    organiser: Pair = ("Δήμος Μινώας Ακτής", "Municipality of Minoa Akti")
    is_cancelled: bool = False


# fmt: off
EVENTS = (
    EventText(
        "farmers-market", -21, (7, 0), 420, "market", "quay", "market",
        ("Λαϊκή αγορά της Τετάρτης", "Wednesday farmers' market"),
        ("Κηπευτικά, φρούτα και τυριά από τα χωριά του Δήμου.", "Vegetables, fruit and cheese from the villages."),
        rule="FREQ=WEEKLY;BYDAY=WE",
    ),
    EventText(
        "organic-market", -14, (8, 0), 300, "market", "square", "square",
        ("Βιολογική αγορά του Σαββάτου", "Saturday organic market"),
        ("Μόνο πιστοποιημένοι παραγωγοί, με σταθερές τιμές.", "Certified producers only, at fixed prices."),
        rule="FREQ=WEEKLY;BYDAY=SA",
    ),
    EventText(
        "story-hour", -7, (18, 0), 60, "children", "library", "library",
        ("Ώρα παραμυθιού", "Story hour"),
        ("Για παιδιά από 4 έως 8 ετών, κάθε Τρίτη στη Βιβλιοθήκη.", "For children from 4 to 8, every Tuesday at the library."),
        rule="FREQ=WEEKLY;BYDAY=TU;COUNT=16", left_out=(14,), registration="free",
        how=("Δηλώστε συμμετοχή στο 28990 00160.", "Book a place at 28990 00160."),
    ),
    EventText(
        "walking-group", 2, (9, 30), 120, "sport", "quay", "harbour",
        ("Περπατάμε μαζί", "Walking together"),
        ("Δύο ώρες στην παραλία με γυμνάστρια του Δήμου, για κάθε ηλικία.", "Two hours along the shore with a town coach, for every age."),
        rule="FREQ=WEEKLY;COUNT=10",
    ),
    EventText(
        "digital-help", 3, (10, 0), 150, "learning", "library", "library",
        ("Βοήθεια με το κινητό και το TAXISnet", "Help with your phone and TAXISnet"),
        ("Φέρτε τη συσκευή σας· νέοι εθελοντές σάς δείχνουν βήμα βήμα.", "Bring your device; young volunteers show you step by step."),
        rule="FREQ=WEEKLY;INTERVAL=2;COUNT=8", registration="free",
        how=("Χωρίς ραντεβού, με σειρά άφιξης.", "No appointment, first come first served."),
    ),
    EventText(
        "council-session", 4, (19, 0), 180, "town", "chamber", "council",
        ("Συνεδρίαση Δημοτικού Συμβουλίου", "Session of the Municipal Council"),
        ("Προϋπολογισμός και τέλη του νέου έτους. Ανοικτή στο κοινό, με ζωντανή μετάδοση.", "Budget and fees of the new year. Open to the public, streamed live."),
    ),
    EventText(
        "olive-oil-evening", 5, (18, 30), 120, "culture", "square", "olives",
        ("Το νέο λάδι", "The new oil"),
        ("Δοκιμή πρώτου λαδιού από οκτώ ελαιοτριβεία, με ψωμί από ξυλόφουρνο.", "Tasting the first oil of eight mills, with wood-oven bread."),
        organiser=("Συνεταιρισμός Πάνω Μεριού", "Cooperative of Pano Meri"),
    ),
    EventText(
        "book-launch", 6, (19, 30), 90, "culture", "library", "library",
        ("Παρουσίαση: «Τα τόξα της πόλης»", "Book launch: “The arches of the town”"),
        ("Ιστορία της ενετικής στοάς με άγνωστες φωτογραφίες.", "A history of the Venetian portico with unknown photographs."),
    ),
    EventText(
        "basketball-derby", 7, (17, 0), 120, "sport", "hall", "school",
        ("Τουρνουά μπάσκετ σχολείων", "Schools' basketball tournament"),
        ("Δώδεκα ομάδες, από το πρωί ως τον τελικό.", "Twelve teams, from the morning to the final."),
    ),
    EventText(
        "budget-consultation", 9, (18, 0), 150, "town", "chamber", "council",
        ("Ανοικτή συζήτηση για τον προϋπολογισμό", "Open talk about the budget"),
        ("Πού πάνε τα χρήματα και τι θα αλλάζατε εσείς.", "Where the money goes, and what you would change."),
        registration="free", how=("Δηλώστε αν θέλετε διερμηνεία στη νοηματική.", "Tell us if you need sign language."),
    ),
    EventText(
        "first-aid", 11, (17, 30), 180, "learning", "hall", "school",
        ("Μαθαίνω πρώτες βοήθειες", "Learning first aid"),
        ("Τρίωρο με άσκηση σε πρόπλασμα, για ενηλίκους.", "Three hours with practice, for adults."),
        registration="free", how=("Έως 25 άτομα, στο 28990 00165.", "Up to 25 people, at 28990 00165."),
    ),
    EventText(
        "tree-planting", 12, (10, 0), 180, "town", "quay", "olives",
        ("Φυτεύουμε 300 δέντρα", "We plant 300 trees"),
        ("Χαρουπιές και ελιές στον περιφερειακό. Φέρτε γάντια.", "Carobs and olives along the ring road. Bring gloves."),
    ),
    EventText(
        "chamber-music", 14, (20, 30), 100, "culture", "chamber", "night",
        ("Μουσική δωματίου στο δημαρχείο", "Chamber music at the town hall"),
        ("Κουαρτέτο εγχόρδων του Ωδείου σε έργα Μπετόβεν και Σκαλκώτα.", "The Conservatory's string quartet plays Beethoven and Skalkottas."),
        registration="ticket", how=("8 €, μειωμένο 5 €, στο ταμείο μία ώρα πριν.", "€8, reduced €5, at the door an hour before."),
    ),
    EventText(
        "christmas-lights", 16, (18, 0), 120, "children", "square", "square",
        ("Ανάβουμε το καράβι", "Lighting the ship"),
        ("Χορωδία, κάλαντα και ζεστό ρόφημα γύρω από το φωτισμένο καράβι.", "Choir, carols and hot drinks around the lighted ship."),
    ),
    EventText(
        "christmas-village", 18, (0, 0), 0, "children", "square", "market",
        ("Χριστουγεννιάτικο χωριό", "Christmas village"),
        ("Εργαστήρια, θέατρο σκιών και παζάρι σχολείων.", "Workshops, shadow theatre and the schools' bazaar."),
    ),
    EventText(
        "blood-donation", 19, (9, 0), 300, "town", "hall", "school",
        ("Εθελοντική αιμοδοσία", "Blood donation"),
        ("Η τράπεζα αίματος του Δήμου χρειάζεται κάθε ομάδα.", "The town's blood bank needs every group."),
    ),
    EventText(
        "harbour-swim", 22, (11, 0), 90, "sport", "quay", "beach",
        ("Χειμερινό κολύμπι στο λιμάνι", "Winter swim in the harbour"),
        ("Διακόσια μέτρα με συνοδεία λέμβων.", "Two hundred metres, with boats alongside."),
        registration="free", how=("Ιατρική βεβαίωση την ημέρα του αγώνα.", "Medical note on the day."),
        is_cancelled=True,
    ),
    EventText(
        "film-club", 1, (21, 0), 130, "culture", "library", "night",
        ("Κινηματογραφική λέσχη", "Film club"),
        ("Κάθε δεύτερη Πέμπτη μια ταινία και κουβέντα με τσάι.", "A film every other Thursday, and talk over tea."),
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=8",
    ),
    EventText(
        "community-assembly", 24, (18, 30), 120, "town", "chamber", "council",
        ("Λαϊκή συνέλευση Κοινότητας Λιμένα", "Assembly of the community of Limenas"),
        ("Θέματα: ύδρευση, στάθμευση, παιδική χαρά.", "On the agenda: water, parking, playground."),
    ),
    EventText(
        "new-year-concert", 42, (20, 0), 120, "culture", "theatre", "night",
        ("Συναυλία της νέας χρονιάς", "New year's concert"),
        ("Η Φιλαρμονική του Δήμου με λύρες και λαούτα.", "The town's band with lyres and lutes."),
        registration="ticket", how=("Δωρεάν δελτία εισόδου στη Βιβλιοθήκη.", "Free tickets at the library."),
    ),
)
# fmt: on
