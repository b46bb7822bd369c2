"""The pages of the demonstration town: who runs it, and what the place is like."""

from .text import Callout, Contact, PageText, Photo, Table, Text, same

DEMO_NOTE = Callout(
    "info",
    ("Πόλη επίδειξης", "A demonstration town"),
    (
        "Ο Δήμος Μινώας Ακτής δεν υπάρχει. Πρόσωπα, αριθμοί και τηλέφωνα είναι επινοημένα.",
        "The Municipality of Minoa Akti does not exist. People, figures and telephones are invented.",
    ),
)

TOWN = PageText(
    slug="municipality",
    kind="section",
    title=("Ο Δήμος", "The Municipality"),
    summary=(
        "Ποιοι διοικούν τον Δήμο, πώς αποφασίζουν και ποιος είναι ο τόπος.",
        "Who runs the municipality, how decisions are made, and what the place is like.",
    ),
    in_menu=True,
    below=(
        PageText(
            slug="mayor",
            kind="standard",
            title=("Δήμαρχος και αντιδήμαρχοι", "Mayor and vice-mayors"),
            summary=(
                "Οι αρμοδιότητες της Δημάρχου και των αντιδημάρχων και πώς θα τους βρείτε.",
                "What the mayor and the vice-mayors are responsible for, and how to reach them.",
            ),
            blocks=(
                DEMO_NOTE,
                Text(
                    (
                        (
                            "Η Δήμαρχος εκπροσωπεί τον Δήμο, εκτελεί τις αποφάσεις του Δημοτικού Συμβουλίου και "
                            "προΐσταται των υπηρεσιών. Πέντε αντιδήμαρχοι έχουν την ευθύνη επιμέρους τομέων.",
                            "The mayor represents the municipality, carries out the council's decisions and heads "
                            "its services. Five vice-mayors are each responsible for a sector.",
                        ),
                    )
                ),
                Table(
                    ("Αντιδήμαρχοι (πρόσωπα επινοημένα)", "Vice-mayors (invented people)"),
                    (
                        ("Όνομα", "Name"),
                        ("Τομέας", "Sector"),
                        ("Ώρες κοινού", "Open to the public"),
                    ),
                    (
                        (
                            ("Σταύρος Καλλονάς", "Stavros Kallonas"),
                            ("Οικονομικά και έσοδα", "Finance and revenue"),
                            ("Τρίτη 10:00–12:00", "Tuesday 10:00–12:00"),
                        ),
                        (
                            ("Ειρήνη Μαστορά", "Eirini Mastora"),
                            ("Τεχνικά έργα και πολεοδομία", "Works and planning"),
                            ("Τετάρτη 9:00–11:00", "Wednesday 9:00–11:00"),
                        ),
                        (
                            ("Νίκος Ανωγειάτης", "Nikos Anogeiatis"),
                            ("Καθαριότητα και πράσινο", "Cleaning and parks"),
                            ("Δευτέρα 10:00–12:00", "Monday 10:00–12:00"),
                        ),
                        (
                            ("Χρυσή Λιμενάρχη", "Chrysi Limenarchi"),
                            ("Τουρισμός και πολιτισμός", "Tourism and culture"),
                            ("Πέμπτη 11:00–13:00", "Thursday 11:00–13:00"),
                        ),
                        (
                            ("Μάνος Πετροχείλης", "Manos Petrocheilis"),
                            ("Κοινωνική πολιτική και παιδεία", "Social policy and education"),
                            ("Παρασκευή 9:00–11:00", "Friday 9:00–11:00"),
                        ),
                    ),
                ),
                Contact(
                    ("Γραφείο Δημάρχου", "Office of the Mayor"),
                    (
                        "Δημαρχείο, 2ος όροφος, Πλατεία Λότζιας 1",
                        "Town hall, 2nd floor, 1 Loggia Square",
                    ),
                    "28990 00101",
                    "mayor@minoa-akti.example",
                    ("Καθημερινά 8:00–15:00", "Weekdays 8:00–15:00"),
                ),
            ),
        ),
        PageText(
            slug="the-place",
            kind="standard",
            title=("Ο τόπος με αριθμούς", "The place in figures"),
            summary=(
                "Πληθυσμός, έκταση, κοινότητες και οικονομία του Δήμου.",
                "Population, area, communities and economy of the municipality.",
            ),
            blocks=(
                Photo(
                    "olives",
                    (
                        "Ελαιώνας το απόγευμα, με τα βουνά στο βάθος",
                        "An olive grove in the afternoon with mountains behind",
                    ),
                    ("Ο ελαιώνας του Πάνω Μεριού", "The olive grove of Pano Meri"),
                ),
                Text(
                    (
                        (
                            "Ο Δήμος απλώνεται από τη θάλασσα ως τις πλαγιές του βουνού. Η πόλη ζει από το εμπόριο και "
                            "τον τουρισμό, τα χωριά από το λάδι, το κρασί και τα κηπευτικά.",
                            "The municipality reaches from the sea to the slopes of the mountain. The town lives on "
                            "trade and tourism, the villages on oil, wine and vegetables.",
                        ),
                    )
                ),
                Table(
                    ("Δημοτικές Κοινότητες", "Municipal communities"),
                    (
                        ("Κοινότητα", "Community"),
                        ("Κάτοικοι", "Inhabitants"),
                        ("Υψόμετρο", "Altitude"),
                    ),
                    (
                        (("Μινώα", "Minoa"), same("31.240"), same("5 m")),
                        (("Λιμένας", "Limenas"), same("14.870"), same("2 m")),
                        (("Πάνω Μεριό", "Pano Meri"), same("8.310"), same("240 m")),
                        (("Άγιος Φανούριος", "Agios Fanourios"), same("5.580"), same("410 m")),
                    ),
                ),
            ),
        ),
    ),
)
