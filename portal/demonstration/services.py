"""The services of the demonstration town, as a visitor reads about them."""

from .text import Callout, Contact, Details, Facts, PageText, Start, Table, Text, same

SERVICES = PageText(
    slug="services",
    kind="catalogue",
    title=("Υπηρεσίες", "Services"),
    summary=(
        "Τι μπορείτε να κάνετε με τον Δήμο, από το σπίτι ή στο γκισέ.",
        "What you can do with the municipality, from home or at the counter.",
    ),
    in_menu=True,
    below=(
        PageText(
            slug="paying",
            kind="standard",
            title=("Πληρωμή οφειλών", "Paying what you owe"),
            summary=(
                "Πληρώστε με κάρτα, με τον κωδικό RF στην τράπεζά σας ή στο ταμείο του Δήμου.",
                "Pay by card, with the RF code at your bank, or at the town's cash desk.",
            ),
            blocks=(
                Start(
                    ("Δείτε και πληρώστε τις οφειλές σας", "See and pay what you owe"),
                    "debts:list",
                    (
                        "Με τους κωδικούς TAXISnet ή τον λογαριασμό σας στον Δήμο.",
                        "With TAXISnet or your account at the municipality.",
                    ),
                ),
                Facts(
                    (
                        (
                            ("Για ποιους", "For whom"),
                            (
                                "Για κάθε πολίτη ή επιχείρηση με οφειλή προς τον Δήμο, και για όποιον πληρώνει για άλλον.",
                                "Every person or business that owes the municipality, and anyone paying for another.",
                            ),
                        ),
                        (("Κόστος", "Cost"), ("Χωρίς επιβάρυνση.", "No charge.")),
                        (
                            ("Χρόνος", "Time"),
                            (
                                "Με κάρτα αμέσως· από τράπεζα έως δύο εργάσιμες ημέρες.",
                                "By card at once; through a bank up to two working days.",
                            ),
                        ),
                        (
                            ("Τι παίρνετε", "What you get"),
                            (
                                "Απόδειξη με αριθμό, στο ηλεκτρονικό ταχυδρομείο και στον λογαριασμό σας.",
                                "A numbered receipt, by e-mail and in your account.",
                            ),
                        ),
                    )
                ),
                Text(
                    (
                        ("## Τρεις τρόποι πληρωμής", "## Three ways to pay"),
                        (
                            "- Με κάρτα εδώ, για μία, πολλές ή μέρος μιας οφειλής.",
                            "- By card here: one debt, several, or part of one.",
                        ),
                        (
                            "- Με τον κωδικό RF του ειδοποιητηρίου, από το e-banking οποιασδήποτε τράπεζας.",
                            "- With the RF code of the notice, through any bank's online banking.",
                        ),
                        (
                            "- Στο ταμείο του Δήμου, με κάρτα ή μετρητά έως 500 €.",
                            "- At the cash desk, by card or with up to €500 in cash.",
                        ),
                        ("## Γιατί χρωστάω αυτό το ποσό;", "## Why do I owe this amount?"),
                        (
                            "Δίπλα σε κάθε οφειλή βλέπετε πώς προέκυψε: βάση, συντελεστής, απόφαση που τον όρισε και, αν έχει "
                            "λήξει, την προσαύξηση ημέρα προς ημέρα.",
                            "Beside each debt you see how it came about: base, rate, the decision that set the rate and, "
                            "once overdue, the surcharge day by day.",
                        ),
                    )
                ),
                Details(
                    (
                        (
                            (
                                "Πλήρωσα, αλλά η οφειλή φαίνεται ακόμη",
                                "I have paid, but the debt is still shown",
                            ),
                            (
                                "Οι πληρωμές από τράπεζα φτάνουν σε έως δύο εργάσιμες ημέρες. Μην πληρώσετε ξανά.",
                                "Payments through a bank arrive within two working days. Do not pay again.",
                            ),
                        ),
                        (
                            ("Πλήρωσα περισσότερα", "I paid too much"),
                            (
                                "Το επιπλέον μένει σε πίστωσή σας και μπορείτε να ζητήσετε την επιστροφή του.",
                                "The rest is kept to your credit, and you may ask to have it back.",
                            ),
                        ),
                    )
                ),
            ),
        ),
        PageText(
            slug="stay-fee",
            kind="standard",
            title=("Τέλος διαμονής παρεπιδημούντων", "Stay fee"),
            summary=(
                "Ξενοδοχεία, δωμάτια, βραχυχρόνιες μισθώσεις και καταστήματα εστίασης δηλώνουν και αποδίδουν το τέλος.",
                "Hotels, rooms, short-term lets and catering businesses declare and pay the fee.",
            ),
            blocks=(
                Start(
                    ("Υποβολή δήλωσης", "Make a declaration"),
                    "tourist_fee:home",
                    (
                        "Χρειάζεστε κωδικούς TAXISnet ή εξουσιοδότηση από την επιχείρηση.",
                        "You need TAXISnet or a mandate from the business.",
                    ),
                ),
                Callout(
                    "info",
                    ("Πού υποβάλλεται η δήλωση", "Where declarations are made"),
                    (
                        "Στην επίδειξη αυτή ο Δήμος δέχεται ο ίδιος όλες τις δηλώσεις. Σε έναν πραγματικό δήμο, για τις τρέχουσες "
                        "περιόδους, υποβάλλονται στην εφαρμογή της ΑΑΔΕ.",
                        "In this demonstration the town receives every declaration itself. In a real municipality those of "
                        "current periods are made in the tax authority's application.",
                    ),
                ),
                Facts(
                    (
                        (
                            ("Ποιος δηλώνει", "Who declares"),
                            (
                                "Όποιος εκμεταλλεύεται κατάλυμα ή κατάστημα εστίασης με πάγκο ή καθίσματα.",
                                "Whoever runs a lodging, or a catering business with a counter or seats.",
                            ),
                        ),
                        (
                            ("Συντελεστής", "Rate"),
                            (
                                "0,5% στα έσοδα διαμονής και εστίασης· 5% στα νυχτερινά κέντρα.",
                                "0.5% of lodging and catering receipts; 5% for night clubs.",
                            ),
                        ),
                        (
                            ("Προθεσμία", "Deadline"),
                            (
                                "Τελευταία εργάσιμη ημέρα του επόμενου μήνα· με απλογραφικά βιβλία, του μήνα μετά το τρίμηνο.",
                                "Last working day of the next month; with single-entry books, of the month after the quarter.",
                            ),
                        ),
                        (
                            ("Χωρίς έσοδα", "No receipts"),
                            ("Υποβάλλεται μηδενική δήλωση.", "A declaration of zero is made."),
                        ),
                        (
                            ("Νομική βάση", "Legal basis"),
                            ("Άρθρο 30 του ν. 5143/2024.", "Article 30 of law 5143/2024."),
                        ),
                    )
                ),
                Table(
                    ("Παραδείγματα", "Examples"),
                    (
                        ("Περίπτωση", "Case"),
                        ("Έσοδα", "Receipts"),
                        ("Τέλος", "Fee"),
                    ),
                    (
                        (
                            ("Ξενοδοχείο, Μάρτιος", "Hotel, March"),
                            ("48.000,00 €", "€48,000.00"),
                            ("240,00 €", "€240.00"),
                        ),
                        (
                            ("Νυχτερινό κέντρο, Ιούλιος", "Night club, July"),
                            ("31.200,00 €", "€31,200.00"),
                            ("1.560,00 €", "€1,560.00"),
                        ),
                        (
                            ("Καφέ σε πακέτο χωρίς καθίσματα", "Take-away coffee without seats"),
                            ("9.000,00 €", "€9,000.00"),
                            ("Δεν οφείλεται", "Not owed"),
                        ),
                    ),
                ),
                Text(
                    (
                        ("## Αν αργήσετε", "## If you are late"),
                        (
                            "Προστίθεται 2% στο οφειλόμενο τέλος για κάθε μήνα, έως το διπλάσιο του ποσού.",
                            "2% of the unpaid fee is added for every month, until the amount has doubled.",
                        ),
                    )
                ),
            ),
        ),
        PageText(
            slug="objections",
            kind="standard",
            title=("Ένσταση κατά χρέωσης", "Objecting to a charge"),
            summary=(
                "Αν πιστεύετε ότι μια χρέωση είναι λάθος, ζητήστε τη διόρθωση ή τη διαγραφή της.",
                "If you believe a charge is wrong, ask to have it corrected or cancelled.",
            ),
            blocks=(
                Text(
                    (
                        ("## Πρώτα ρωτήστε", "## Ask first"),
                        (
                            "Τα περισσότερα λάθη διορθώνονται με ένα τηλεφώνημα στο Τμήμα Εσόδων. Κρατήστε κοντά τον αριθμό της "
                            "οφειλής.",
                            "Most mistakes are mended by a call to the Revenue Department. Keep the number of the charge at "
                            "hand.",
                        ),
                        ("## Τι να γράψετε", "## What to write"),
                        ("- Τον αριθμό της οφειλής.", "- The number of the charge."),
                        ("- Τι δεν είναι σωστό και γιατί.", "- What is wrong, and why."),
                        (
                            "- Ό,τι το αποδεικνύει: συμβόλαιο, κάτοψη, λογαριασμό ρεύματος.",
                            "- Whatever proves it: a contract, a plan, an electricity bill.",
                        ),
                        ("## Τι γίνεται μετά", "## What happens next"),
                        (
                            "Η υπηρεσία απαντά εγγράφως μέσα σε 50 ημέρες. Η ένσταση δεν σταματά την προθεσμία πληρωμής ούτε "
                            "την προσφυγή στο δικαστήριο: για εκείνη η προθεσμία γράφεται στο ειδοποιητήριο.",
                            "The department answers in writing within 50 days. An objection stops neither the date for payment "
                            "nor the time for going to court, which is stated on the notice.",
                        ),
                    )
                ),
                Contact(
                    ("Τμήμα Εσόδων", "Revenue Department"),
                    ("Δημαρχείο, ισόγειο, γραφείο 4", "Town hall, ground floor, room 4"),
                    "28990 00140",
                    "revenue@minoa-akti.example",
                    ("Καθημερινά 8:30–13:30", "Weekdays 8:30–13:30"),
                ),
            ),
        ),
        PageText(
            slug="instalments",
            kind="standard",
            title=("Ρύθμιση σε δόσεις", "Paying by instalments"),
            summary=(
                "Από 2 έως 24 μηνιαίες δόσεις, με μικρότερη δόση τα 30 €.",
                "From 2 to 24 monthly instalments of at least €30.",
            ),
            blocks=(
                Facts(
                    (
                        (
                            ("Για ποιους", "For whom"),
                            (
                                "Για όποιον δεν μπορεί να πληρώσει αμέσως μια βεβαιωμένη οφειλή.",
                                "Anyone who cannot pay a certified debt at once.",
                            ),
                        ),
                        (
                            ("Πρώτη δόση", "First instalment"),
                            (
                                "Μέσα σε τρεις εργάσιμες ημέρες από την αίτηση.",
                                "Within three working days of applying.",
                            ),
                        ),
                        (
                            ("Αν χαθεί μια δόση", "If one is missed"),
                            (
                                "Πληρώνεται με την επόμενη και προσαύξηση 15%. Στη δεύτερη η ρύθμιση χάνεται.",
                                "It is paid with the next one, plus 15%. At the second the arrangement is lost.",
                            ),
                        ),
                    )
                ),
                Text(
                    (
                        (
                            "Η αίτηση γίνεται στο Τμήμα Εσόδων, με ταυτότητα και το ΑΦΜ σας. Σύντομα και από τον λογαριασμό σας.",
                            "Apply at the Revenue Department with your identity card and tax number. Soon from your account "
                            "as well.",
                        ),
                    )
                ),
            ),
        ),
        PageText(
            slug="at-the-counter",
            kind="standard",
            title=("Εξυπηρέτηση στο δημαρχείο", "At the town hall"),
            summary=(
                "Πού θα πάτε, πότε, και τι να έχετε μαζί σας.",
                "Where to go, when, and what to bring.",
            ),
            blocks=(
                Table(
                    ("Γραφεία και ώρες", "Offices and hours"),
                    (("Γραφείο", "Office"), ("Όροφος", "Floor"), ("Ώρες", "Hours")),
                    (
                        (
                            ("Εξυπηρέτηση πολιτών", "Citizens' desk"),
                            ("Ισόγειο", "Ground"),
                            ("8:00–20:00, Σάββατο 8:00–14:00", "8:00–20:00, Saturday 8:00–14:00"),
                        ),
                        (("Ταμείο", "Cash desk"), ("Ισόγειο", "Ground"), same("8:00–14:00")),
                        (
                            ("Δημοτολόγιο και Ληξιαρχείο", "Registry"),
                            ("1ος", "1st"),
                            same("8:00–14:00"),
                        ),
                        (
                            ("Πρωτόκολλο", "Protocol desk"),
                            ("Ισόγειο", "Ground"),
                            same("8:00–15:00"),
                        ),
                    ),
                ),
                Text(
                    (
                        ("## Πρόσβαση χωρίς εμπόδια", "## Access without steps"),
                        (
                            "Είσοδος με ράμπα από την οδό Αριάδνης, ανελκυστήρας σε όλους τους ορόφους, επαγωγικός βρόχος στο "
                            "ταμείο. Ο σκύλος οδηγός είναι ευπρόσδεκτος.",
                            "A ramp leads in from Ariadne Street, a lift reaches every floor, the cash desk has an induction "
                            "loop. Guide dogs are welcome.",
                        ),
                        ("## Τι να έχετε μαζί σας", "## What to bring"),
                        ("- Ταυτότητα ή διαβατήριο.", "- Identity card or passport."),
                        (
                            "- Εξουσιοδότηση, αν έρχεστε για άλλον.",
                            "- A mandate, if you come for somebody else.",
                        ),
                    )
                ),
            ),
        ),
    ),
)
