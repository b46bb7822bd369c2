"""News of the demonstration town."""

from dataclasses import dataclass

from .text import Block, Callout, Details, Pair, Text

CATEGORIES: dict[str, Pair] = {
    "announcements": ("Ανακοινώσεις", "Announcements"),
    "works": ("Έργα", "Works"),
    "culture": ("Πολιτισμός", "Culture"),
    "services": ("Υπηρεσίες", "Services"),
    "environment": ("Περιβάλλον", "Environment"),
}


@dataclass(frozen=True)
class News:
    """One item, dated by its distance from the day of the demonstration."""

    slug: str
    days_ago: int
    category: str
    picture: str
    alt: Pair
    title: Pair
    summary: Pair
    blocks: tuple[Block, ...]


HARBOUR: Pair = (
    "Το παλιό λιμάνι με καΐκια, σπίτια και τον φάρο",
    "The old harbour with caiques, houses and the lighthouse",
)

NEWS = (
    News(
        "pay-by-card-without-queueing",
        1,
        "services",
        "loggia",
        (
            "Η στοά του δημαρχείου με θέα στη θάλασσα",
            "The portico of the town hall, looking out to sea",
        ),
        ("Οφειλές με κάρτα, χωρίς ουρά", "Pay by card, without queueing"),
        (
            "Από σήμερα βλέπετε τι οφείλετε, γιατί, και το πληρώνετε με κάρτα από το κινητό σας.",
            "From today you see what you owe and why, and pay it by card from your phone.",
        ),
        (
            Text(
                (
                    (
                        "Ο νέος ιστότοπος δείχνει κάθε οφειλή με την εξήγησή της: βάση, συντελεστή, απόφαση. Πληρώνετε μία, πολλές ή "
                        "μέρος μιας, και η απόδειξη έρχεται αμέσως.",
                        "The new site shows each debt with its explanation: base, rate, decision. You pay one, several or part "
                        "of one, and the receipt comes at once.",
                    ),
                    (
                        "Όποιος δεν θέλει να συνδεθεί πληρώνει με τον κωδικό RF του ειδοποιητηρίου. Το ταμείο μένει ανοικτό όπως "
                        "πριν.",
                        "Those who prefer not to sign in pay with the RF code of their notice. The cash desk stays open as "
                        "before.",
                    ),
                )
            ),
            Details(
                (
                    (
                        ("Χρειάζομαι εφαρμογή;", "Do I need an app?"),
                        (
                            "Όχι. Αρκεί ένα κινητό ή ένας υπολογιστής με φυλλομετρητή.",
                            "No. A phone or a computer with a browser is enough.",
                        ),
                    ),
                )
            ),
        ),
    ),
    News(
        "stay-fee-deadline",
        3,
        "announcements",
        "beach",
        (
            "Αμμουδιά με ομπρέλες και ήρεμη θάλασσα",
            "A sandy beach with umbrellas and a calm sea",
        ),
        (
            "Τέλος διαμονής: προθεσμία η τελευταία εργάσιμη",
            "Stay fee: due on the last working day",
        ),
        (
            "Η δήλωση του προηγούμενου μήνα υποβάλλεται ως την τελευταία εργάσιμη ημέρα, και με μηδέν έσοδα.",
            "Last month's declaration is due by the last working day, even with no receipts.",
        ),
        (
            Text(
                (
                    (
                        "Υπενθυμίζουμε στα καταλύματα και στα καταστήματα εστίασης ότι η δήλωση γίνεται ηλεκτρονικά και αποθηκεύεται "
                        "μόνη της όσο τη γράφετε.",
                        "Lodgings and catering businesses are reminded that the declaration is made online and saves itself "
                        "while you write.",
                    ),
                )
            ),
            Callout(
                "warning",
                ("Αν αργήσετε", "If you are late"),
                (
                    "Προστίθεται 2% για κάθε μήνα καθυστέρησης.",
                    "2% is added for every month of delay.",
                ),
            ),
        ),
    ),
    News(
        "loggia-restoration",
        5,
        "works",
        "square",
        (
            "Η πλατεία με τον πλάτανο και το σιντριβάνι",
            "The square with its plane tree and fountain",
        ),
        (
            "Άρχισε η συντήρηση της ενετικής στοάς",
            "Restoration of the Venetian portico has begun",
        ),
        (
            "Οκτώ μήνες εργασιών στην Πλατεία Λότζιας. Το δημαρχείο λειτουργεί από την πλαϊνή είσοδο.",
            "Eight months of works at Loggia Square. The town hall is entered from the side.",
        ),
        (
            Text(
                (
                    (
                        "Οι μαρμαράδες καθαρίζουν πρώτα τα τόξα της ανατολικής πλευράς. Τα ικριώματα αφήνουν ελεύθερο διάδρομο δύο "
                        "μέτρων για πεζούς και αμαξίδια.",
                        "The masons clean the arches of the east side first. The scaffolding leaves a two-metre passage free "
                        "for walkers and wheelchairs.",
                    ),
                    ("## Τι αλλάζει για εσάς", "## What changes for you"),
                    (
                        "- Η κύρια είσοδος κλείνει· μπείτε από την οδό Αριάδνης.",
                        "- The main entrance is closed; come in from Ariadne Street.",
                    ),
                    (
                        "- Η λαϊκή της Τετάρτης μεταφέρεται στην Ακτή Μίνωος.",
                        "- Wednesday's market moves to Minos Quay.",
                    ),
                )
            ),
        ),
    ),
    News(
        "council-session-on-the-budget",
        6,
        "announcements",
        "council",
        ("Η αίθουσα του Δημοτικού Συμβουλίου", "The council chamber"),
        (
            "Συνεδριάζει το Δημοτικό Συμβούλιο για τον προϋπολογισμό",
            "The council meets on the budget",
        ),
        (
            "Ο προϋπολογισμός και τα τέλη του επόμενου έτους στην ημερήσια διάταξη. Ζωντανή μετάδοση.",
            "Next year's budget and fees are on the agenda. Streamed live.",
        ),
        (
            Text(
                (
                    (
                        "Η συνεδρίαση είναι ανοικτή στο κοινό. Όποιος θέλει να μιλήσει για θέμα της ημερήσιας διάταξης γράφει στη "
                        "γραμματεία ως την προηγούμενη ημέρα.",
                        "The session is open to the public. Whoever wishes to speak on an item writes to the secretariat by the "
                        "day before.",
                    ),
                )
            ),
        ),
    ),
    News(
        "library-evening-hours",
        8,
        "culture",
        "library",
        (
            "Αναγνωστήριο με τοξωτά παράθυρα",
            "A reading room with arched windows",
        ),
        ("Η Βιβλιοθήκη ανοικτή ως τις οκτώ", "The library stays open until eight"),
        (
            "Νέο ωράριο για μαθητές και εργαζομένους, και τραπέζια με ρεύμα για υπολογιστές.",
            "New hours for pupils and working people, and desks with power for laptops.",
        ),
        (
            Text(
                (
                    (
                        "Το αναγνωστήριο μένει ανοικτό ως τις 20:00 κάθε εργάσιμη. Το παιδικό τμήμα κλείνει στις 18:00.",
                        "The reading room stays open until 20:00 on working days. The children's room closes at 18:00.",
                    ),
                )
            ),
        ),
    ),
    News(
        "water-supply-works",
        10,
        "works",
        "harbour",
        HARBOUR,
        (
            "Νέος αγωγός ύδρευσης στον Λιμένα",
            "A new water main in Limenas",
        ),
        (
            "Διακοπές νερού κατά τμήματα, πάντα νύχτα και με προειδοποίηση δύο ημερών.",
            "Water is cut section by section, always at night and with two days' notice.",
        ),
        (
            Text(
                (
                    (
                        "Ο αγωγός του 1974 αντικαθίσταται σε μήκος 2,4 χιλιομέτρων. Το έργο μειώνει τις απώλειες στο μισό και τελειώνει "
                        "πριν από το Πάσχα.",
                        "The main of 1974 is replaced over 2.4 kilometres. The works halve the losses and end before Easter.",
                    ),
                )
            ),
        ),
    ),
    News(
        "brown-bins",
        13,
        "environment",
        "market",
        ("Πάγκοι με φρούτα στη λαϊκή αγορά", "Stalls of fruit at the market"),
        ("Καφέ κάδοι σε όλες τις γειτονιές", "Brown bins in every neighbourhood"),
        (
            "Τα υπολείμματα της κουζίνας γίνονται λίπασμα για τα πάρκα μας.",
            "Kitchen waste becomes compost for our parks.",
        ),
        (
            Text(
                (
                    (
                        "Κάθε σπίτι παίρνει δωρεάν ένα μικρό καδάκι και τις πρώτες σακούλες. Τα μοιράζουμε στις κοινότητες κάθε "
                        "απόγευμα ως το τέλος του μήνα.",
                        "Every home gets a small caddy and the first bags free. We hand them out in the communities every "
                        "afternoon until the end of the month.",
                    ),
                )
            ),
        ),
    ),
    News(
        "school-repairs",
        17,
        "works",
        "school",
        ("Σχολείο με αυλή και παιδιά", "A school with children in the yard"),
        (
            "Έτοιμα τα σχολεία για τον χειμώνα",
            "Schools are ready for the winter",
        ),
        (
            "Νέοι λέβητες σε τρία σχολεία και στεγανές στέγες σε άλλα δύο.",
            "New boilers in three schools, watertight roofs on two more.",
        ),
        (
            Text(
                (
                    (
                        "Οι εργασίες έγιναν τα απογεύματα, ώστε να μη χαθεί μάθημα. Κόστισαν 186.400 € και πληρώθηκαν από ίδιους "
                        "πόρους.",
                        "The works were done in the afternoons so that no lesson was lost. They cost €186,400, paid from the "
                        "town's own resources.",
                    ),
                )
            ),
        ),
    ),
    News(
        "olive-harvest-roads",
        21,
        "environment",
        "olives",
        ("Ελαιώνας το απόγευμα", "An olive grove in the afternoon"),
        (
            "Αγροτικοί δρόμοι: καθαρίστηκαν 60 χιλιόμετρα",
            "Rural roads: 60 kilometres cleared",
        ),
        (
            "Πριν από το μάζεμα της ελιάς ανοίχτηκαν χαντάκια και στρώθηκαν οι χειρότερες λακκούβες.",
            "Before the olive harvest, ditches were opened and the worst holes filled.",
        ),
        (
            Text(
                (
                    (
                        "Αν βρείτε δρόμο που δεν περνιέται, πείτε μας το σημείο. Το συνεργείο βγαίνει κάθε Δευτέρα.",
                        "If you find a road that cannot be driven, tell us where. The crew goes out every Monday.",
                    ),
                )
            ),
        ),
    ),
    News(
        "summer-festival-numbers",
        29,
        "culture",
        "night",
        (
            "Νυχτερινή παράσταση σε ανοιχτό θέατρο",
            "A night performance at an open-air theatre",
        ),
        (
            "Το Φεστιβάλ της Ακτής σε αριθμούς",
            "The Akti Festival in figures",
        ),
        (
            "31 παραστάσεις, 18.200 θεατές, δωρεάν είσοδος για όσους έχουν κάρτα ανεργίας.",
            "31 performances, 18,200 spectators, free admission for the unemployed.",
        ),
        (
            Text(
                (
                    (
                        "Το καλοκαίρι έκλεισε με γεμάτο θέατρο. Τα έσοδα κάλυψαν το 64% των εξόδων, έξι μονάδες πάνω από πέρσι.",
                        "Summer ended with a full theatre. Receipts covered 64% of the cost, six points more than last year.",
                    ),
                )
            ),
        ),
    ),
    News(
        "free-parking-limenas",
        36,
        "announcements",
        "harbour",
        HARBOUR,
        (
            "Δωρεάν στάθμευση στον Λιμένα όλο τον χειμώνα",
            "Free parking at Limenas all winter",
        ),
        (
            "220 θέσεις και μικρό λεωφορείο προς το κέντρο κάθε 15 λεπτά.",
            "220 places, and a small bus to the centre every 15 minutes.",
        ),
        (
            Text(
                (
                    (
                        "Οκτώ θέσεις κοντά στη στάση είναι για οχήματα ΑμεΑ. Φόρτιση για ηλεκτρικά σε τέσσερις θέσεις.",
                        "Eight places next to the stop are for disabled badge holders. Four have chargers for electric cars.",
                    ),
                )
            ),
        ),
    ),
    News(
        "new-site",
        44,
        "services",
        "loggia",
        (
            "Η στοά του δημαρχείου με θέα στη θάλασσα",
            "The portico of the town hall, looking out to sea",
        ),
        ("Νέος ιστότοπος: πρώτα η αναζήτηση", "A new site: search comes first"),
        (
            "Γράψτε τι ψάχνετε όπως το λέτε, με ή χωρίς τόνους, ακόμη και με λατινικά γράμματα.",
            "Write what you are looking for as you say it, with or without accents, even Greek in Latin letters.",
        ),
        (
            Text(
                (
                    (
                        "Ο ιστότοπος λειτουργεί σε κάθε συσκευή, με πληκτρολόγιο και με αναγνώστη οθόνης. Στο κάτω μέρος κάθε σελίδας "
                        "μας λέτε αν ήταν σαφής.",
                        "The site works on every device, by keyboard and by screen reader. At the foot of each page you tell "
                        "us whether it was clear.",
                    ),
                )
            ),
        ),
    ),
)
