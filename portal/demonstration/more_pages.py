"""The pages of the demonstration town: life in town, visitors, and the site itself."""

from .text import Callout, Contact, Details, Facts, PageText, Photo, Table, Text, same

LIVING = PageText(
    slug="living",
    kind="section",
    title=("Ζωή στην πόλη", "Living here"),
    summary=(
        "Καθαριότητα, πολιτισμός, παιδιά και γειτονιές.",
        "Cleaning, culture, children and neighbourhoods.",
    ),
    in_menu=True,
    below=(
        PageText(
            slug="waste",
            kind="standard",
            title=("Απορρίμματα και ανακύκλωση", "Waste and recycling"),
            summary=(
                "Ποιος κάδος για τι, και πότε περνά το απορριμματοφόρο.",
                "Which bin is for what, and when the lorry comes.",
            ),
            blocks=(
                Table(
                    ("Οι κάδοι", "The bins"),
                    (
                        ("Κάδος", "Bin"),
                        ("Τι δέχεται", "What goes in"),
                        ("Πότε αδειάζει", "Emptied"),
                    ),
                    (
                        (
                            ("Μπλε", "Blue"),
                            ("Χαρτί, πλαστικό, μέταλλο", "Paper, plastic, metal"),
                            ("Τρίτη, Παρασκευή", "Tuesday, Friday"),
                        ),
                        (
                            ("Καφέ", "Brown"),
                            ("Υπολείμματα τροφών, κλαδιά", "Food and garden waste"),
                            ("Δευτέρα, Τετάρτη, Σάββατο", "Monday, Wednesday, Saturday"),
                        ),
                        (
                            ("Κίτρινος", "Yellow"),
                            ("Γυαλί", "Glass"),
                            ("Κάθε δεύτερη Πέμπτη", "Every other Thursday"),
                        ),
                        (
                            ("Πράσινος", "Green"),
                            ("Ό,τι απομένει", "Whatever is left"),
                            ("Κάθε ημέρα", "Every day"),
                        ),
                    ),
                ),
                Details(
                    (
                        (
                            ("Έχω ένα παλιό ψυγείο ή στρώμα", "I have an old fridge or mattress"),
                            (
                                "Τηλεφωνήστε στην Καθαριότητα (28990 00150). Περνάμε κάθε Πέμπτη, δωρεάν, με ραντεβού.",
                                "Call the Cleaning Department (28990 00150). We come on Thursdays, free, by appointment.",
                            ),
                        ),
                        (
                            ("Πού πάνε τα μπάζα;", "Where does rubble go?"),
                            (
                                "Στη μονάδα του Λιμένα, με κάδο που ζητάτε πριν αρχίσουν οι εργασίες. Ποτέ στους κάδους.",
                                "To the Limenas yard, in a skip you order before works begin. Never into the bins.",
                            ),
                        ),
                    )
                ),
            ),
        ),
        PageText(
            slug="library",
            kind="standard",
            title=("Δημοτική Βιβλιοθήκη", "Public library"),
            summary=(
                "42.000 βιβλία, αναγνωστήριο με θέα στο λιμάνι και παιδικό τμήμα.",
                "42,000 books, a reading room over the harbour and a children's room.",
            ),
            blocks=(
                Photo(
                    "library",
                    (
                        "Αναγνωστήριο με ψηλά τοξωτά παράθυρα και ράφια με βιβλία",
                        "A reading room with tall arched windows and shelves of books",
                    ),
                ),
                Facts(
                    (
                        (
                            ("Ώρες", "Hours"),
                            (
                                "Δευτέρα–Παρασκευή 9:00–20:00, Σάββατο 10:00–14:00.",
                                "Monday–Friday 9:00–20:00, Saturday 10:00–14:00.",
                            ),
                        ),
                        (
                            ("Κάρτα μέλους", "Membership"),
                            ("Δωρεάν, με ταυτότητα.", "Free, with an identity card."),
                        ),
                        (
                            ("Δανεισμός", "Loans"),
                            ("Έξι βιβλία για τρεις εβδομάδες.", "Six books for three weeks."),
                        ),
                    )
                ),
                Contact(
                    ("Δημοτική Βιβλιοθήκη", "Public library"),
                    ("Ακτή Μίνωος 22", "22 Minos Quay"),
                    "28990 00160",
                    "library@minoa-akti.example",
                    ("Δευτέρα–Σάββατο", "Monday–Saturday"),
                ),
            ),
        ),
    ),
)

VISITORS = PageText(
    slug="visitors",
    kind="section",
    title=("Επισκέπτες", "Visitors"),
    summary=(
        "Πώς θα έρθετε, πώς θα κινηθείτε, πού θα κολυμπήσετε.",
        "How to get here, how to get around, where to swim.",
    ),
    in_menu=True,
    below=(
        PageText(
            slug="getting-here",
            kind="standard",
            title=("Πρόσβαση και μετακίνηση", "Getting here and around"),
            summary=(
                "Με πλοίο, με λεωφορείο, με τα πόδια.",
                "By ship, by bus, on foot.",
            ),
            blocks=(
                Photo(
                    "harbour",
                    (
                        "Το παλιό λιμάνι με καΐκια, σπίτια και τον φάρο",
                        "The old harbour with caiques, houses and the lighthouse",
                    ),
                ),
                Text(
                    (
                        ("## Στην πόλη", "## In town"),
                        (
                            "Η παλιά πόλη είναι για πεζούς. Αφήστε το αυτοκίνητο στο πάρκινγκ του Λιμένα, δωρεάν, και πάρτε το "
                            "μικρό λεωφορείο που περνά κάθε 15 λεπτά.",
                            "The old town is for walking. Leave the car at the Limenas car park, free of charge, and take the "
                            "small bus that runs every 15 minutes.",
                        ),
                        ("## Για όλους", "## For everybody"),
                        (
                            "Το λεωφορείο έχει χαμηλό δάπεδο και ράμπα. Η διαδρομή του παλιού λιμανιού είναι χωρίς σκαλιά.",
                            "The bus has a low floor and a ramp. The walk along the old harbour has no steps.",
                        ),
                    )
                ),
            ),
        ),
        PageText(
            slug="beaches",
            kind="standard",
            title=("Παραλίες", "Beaches"),
            summary=(
                "Τέσσερις οργανωμένες παραλίες, με ναυαγοσώστη από Ιούνιο έως Σεπτέμβριο.",
                "Four organised beaches, with lifeguards from June to September.",
            ),
            blocks=(
                Photo(
                    "beach",
                    (
                        "Πλατιά αμμουδιά με ομπρέλες και ήρεμη θάλασσα",
                        "A wide sandy beach with umbrellas and a calm sea",
                    ),
                    ("Η Μακριά Άμμος", "Makria Ammos"),
                ),
                Table(
                    ("Οι παραλίες μας", "Our beaches"),
                    (
                        ("Παραλία", "Beach"),
                        ("Έδαφος", "Ground"),
                        ("Πρόσβαση ΑμεΑ", "Wheelchair access"),
                    ),
                    (
                        (
                            ("Μακριά Άμμος", "Makria Ammos"),
                            ("Άμμος", "Sand"),
                            ("Ναι, με ράμπα στη θάλασσα", "Yes, with a ramp into the sea"),
                        ),
                        (
                            ("Κουμπές", "Koubes"),
                            ("Βότσαλο", "Pebbles"),
                            ("Έως την ακτή", "To the shore"),
                        ),
                        (("Φάρος", "Faros"), ("Άμμος", "Sand"), ("Ναι", "Yes")),
                        (("Δρυμός", "Drymos"), ("Βράχια", "Rocks"), ("Όχι", "No")),
                    ),
                ),
                Callout(
                    "warning",
                    ("Σημαίες", "Flags"),
                    (
                        "Με κόκκινη σημαία δεν κολυμπάμε. Με κίτρινη μένουμε κοντά στην ακτή.",
                        "Red flag: do not swim. Yellow flag: stay close to the shore.",
                    ),
                ),
            ),
        ),
    ),
)

SITE = PageText(
    slug="site",
    kind="section",
    title=("Για τον ιστότοπο", "About this site"),
    summary=(
        "Επικοινωνία, προσβασιμότητα, προσωπικά δεδομένα και όροι.",
        "Contact, accessibility, personal data and terms.",
    ),
    below=(
        PageText(
            slug="contact",
            kind="contact",
            title=("Επικοινωνία", "Contact"),
            summary=(
                "Γράψτε μας χωρίς να συνδεθείτε. Για επείγοντα, τηλεφωνήστε.",
                "Write to us without signing in. If it is urgent, call.",
            ),
            in_menu=True,
            extra={
                "promise": (
                    "Απαντάμε σε πέντε εργάσιμες ημέρες· για την προσβασιμότητα το αργότερο σε 30 ημέρες.",
                    "We answer within five working days, about accessibility within 30 days at the latest.",
                ),
                "privacy": (
                    "Κρατάμε το μήνυμα και τα στοιχεία σας μόνο για να σας απαντήσουμε, έως δύο έτη.",
                    "We keep your message and details only to answer you, for two years at most.",
                ),
            },
            blocks=(
                Contact(
                    ("Εξυπηρέτηση πολιτών", "Citizens' desk"),
                    (
                        "Δημαρχείο, ισόγειο, Πλατεία Λότζιας 1",
                        "Town hall, ground floor, 1 Loggia Square",
                    ),
                    "28990 00100",
                    "info@minoa-akti.example",
                    ("Καθημερινά 8:00–20:00", "Weekdays 8:00–20:00"),
                ),
                Contact(
                    ("Βλάβες ύδρευσης, όλο το 24ωρο", "Water faults, day and night"),
                    ("Τεχνική Υπηρεσία", "Technical Service"),
                    "28990 00199",
                    "faults@minoa-akti.example",
                    ("Όλο το 24ωρο", "Day and night"),
                ),
            ),
        ),
        PageText(
            slug="accessibility",
            kind="accessibility",
            title=("Δήλωση προσβασιμότητας", "Accessibility statement"),
            summary=(
                "Πόσο προσβάσιμος είναι ο ιστότοπος και πώς μας λέτε τι δεν λειτουργεί για εσάς.",
                "How accessible this site is, and how to tell us what does not work for you.",
            ),
            in_menu=True,
            extra={
                "address": same("www.minoa-akti.example"),
                "not_compliant": (
                    "Σαρωμένα έγγραφα πριν από το 2026 δεν διαβάζονται από αναγνώστη οθόνης. Τα αντικαθιστούμε έως το τέλος "
                    "του 2027.",
                    "Scanned documents from before 2026 cannot be read by a screen reader. We replace them by the end of 2027.",
                ),
                "out_of_scope": (
                    "Οι ζωντανές μεταδόσεις των συνεδριάσεων, όσο μεταδίδονται.",
                    "Live streams of sessions while they are live.",
                ),
                "alternatives": (
                    "Ζητήστε μας οποιοδήποτε έγγραφο σε μορφή που διαβάζετε· το στέλνουμε σε πέντε εργάσιμες ημέρες.",
                    "Ask us for any document in a form you can read; we send it within five working days.",
                ),
                "feedback": (
                    "Γράψτε μας από τη σελίδα «Επικοινωνία» επιλέγοντας την προσβασιμότητα, ή τηλεφωνήστε στο 28990 00100. "
                    "Απαντάμε το αργότερο σε 30 ημέρες.",
                    "Write from the “Contact” page, choosing accessibility, or call 28990 00100. We answer within 30 days at "
                    "the latest.",
                ),
                "enforcement": (
                    "Αν η απάντησή μας δεν σας ικανοποιεί, μπορείτε να απευθυνθείτε στον Συνήγορο του Πολίτη.",
                    "If our answer does not satisfy you, you may turn to the Greek Ombudsman.",
                ),
            },
        ),
        PageText(
            slug="privacy",
            kind="standard",
            title=("Προσωπικά δεδομένα", "Personal data"),
            summary=(
                "Τι κρατάμε για εσάς, γιατί, για πόσο, και πώς το μαθαίνετε ή το διορθώνετε.",
                "What we keep about you, why, for how long, and how to see or correct it.",
            ),
            in_menu=True,
            blocks=(
                Text(
                    (
                        ("## Γιατί τα κρατάμε", "## Why we keep it"),
                        (
                            "Για να ασκήσουμε τις αρμοδιότητες που μας δίνει ο νόμος: βεβαίωση και είσπραξη εσόδων, αιτήσεις, "
                            "μητρώα. Δεν πουλάμε ούτε χαρίζουμε δεδομένα και δεν παίρνουμε αποφάσεις μόνο με μηχανή.",
                            "To do what the law asks of us: assessing and collecting revenue, applications, registers. We "
                            "neither sell nor give data away, and no decision is made by a machine alone.",
                        ),
                        ("## Cookies", "## Cookies"),
                        (
                            "Μόνο όσα χρειάζονται για να λειτουργήσει η σελίδα: η σύνδεσή σας, η γλώσσα, η ασφάλεια των φορμών. "
                            "Γι' αυτό δεν βλέπετε παράθυρο συγκατάθεσης. Τίποτε δεν φορτώνεται από άλλους.",
                            "Only what a page needs to work: your session, your language, the safety of forms. That is why "
                            "there is no consent window. Nothing is loaded from anyone else.",
                        ),
                        ("## Τα δικαιώματά σας", "## Your rights"),
                        (
                            "- Να δείτε τι κρατάμε για εσάς, και ποιος το είδε.",
                            "- To see what we keep about you, and who looked at it.",
                        ),
                        ("- Να διορθώσετε ό,τι είναι λάθος.", "- To have mistakes corrected."),
                        (
                            "- Να ζητήσετε περιορισμό ή να εναντιωθείτε.",
                            "- To ask for restriction, or to object.",
                        ),
                        (
                            "Απαντάμε μέσα σε έναν μήνα. Μπορείτε να προσφύγετε και στην Αρχή Προστασίας Δεδομένων.",
                            "We answer within a month. You may also turn to the Data Protection Authority.",
                        ),
                    )
                ),
                Contact(
                    ("Υπεύθυνη προστασίας δεδομένων", "Data protection officer"),
                    ("Δημαρχείο, 2ος όροφος", "Town hall, 2nd floor"),
                    "28990 00170",
                    "dpo@minoa-akti.example",
                    ("Καθημερινά 9:00–14:00", "Weekdays 9:00–14:00"),
                ),
            ),
        ),
        PageText(
            slug="terms",
            kind="standard",
            title=("Όροι χρήσης", "Terms of use"),
            summary=(
                "Τι ισχύει για τις πληροφορίες και τις υπηρεσίες αυτού του ιστότοπου.",
                "What holds for the information and the services of this site.",
            ),
            in_menu=True,
            blocks=(
                Text(
                    (
                        (
                            "Τα κείμενα διατίθενται ελεύθερα με αναφορά της πηγής. Όπου μια απόφαση έχει αναρτηθεί στη Διαύγεια, "
                            "ισχύει το κείμενο της ανάρτησης.",
                            "The texts may be used freely if the source is named. Where a decision was posted on Diavgeia, the "
                            "text posted there prevails.",
                        ),
                        (
                            "Οι ηλεκτρονικές υπηρεσίες λειτουργούν όλο το 24ωρο. Αν μια διακοπή σάς στερήσει προθεσμία, "
                            "γράψτε μας: τις διακοπές τις ανακοινώνουμε εδώ.",
                            "E-services are open day and night. If an interruption costs you a deadline, write to us: we "
                            "announce interruptions here.",
                        ),
                        ("## Διαχειριστής του ιστότοπου", "## Manager of the site"),
                        (
                            "Τμήμα Πληροφορικής του Δήμου, 28990 00180.",
                            "The municipality's IT Department, 28990 00180.",
                        ),
                    )
                ),
            ),
        ),
    ),
)
