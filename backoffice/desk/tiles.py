"""The tiles of the modules below the desk."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements import queries as arrangements
from backoffice.audit import queries as trail
from backoffice.business_fees import queries as business
from backoffice.documents import queries as documents
from backoffice.identity import queries as identity
from backoffice.identity.models import User
from backoffice.procedures import queries as procedures
from backoffice.revenue import queries as revenue
from backoffice.treasury import queries as treasury

from .panels import Tile, register
from .queries import load_of

STUCK_AFTER = timedelta(hours=1)


def business_tiles(user: User, on: date) -> list[Tile]:
    """Count what the office of fees has to look after."""
    tiles = []
    if user.has_perm("business_fees.view_expectedperiod"):
        late = business.late_rows(on).count()
        tiles.append(
            Tile(_("Declarations overdue"), late, reverse("business_fees:overview"), order=20)
        )
    if user.has_perm("business_fees.certify_finding"):
        open_ones = business.open_findings().count()
        address = reverse("business_fees:declarations")
        tiles.append(Tile(_("Findings to certify"), open_ones, address, order=10))
    return tiles


def revenue_tiles(user: User, on: date) -> list[Tile]:
    """Count what has no end or no list yet, and acts that this person may decide on."""
    tiles = []
    if user.has_perm("revenue.view_payment"):
        before = timezone.now() - STUCK_AFTER
        stuck = revenue.open_payments(started_before=before).count()
        address = reverse("revenue:payments")
        tiles.append(Tile(_("Payments without an end"), stuck, address, order=30))
    if user.has_perm("revenue.check_list") or user.has_perm("revenue.certify_list"):
        under_way, outside = revenue.lists_under_way().count(), revenue.outside_waiting()
        address = reverse("revenue:uncertified")
        tiles += [
            Tile(_("Lists not certified yet"), under_way, address, order=32),
            Tile(_("Charges outside lists, not collected"), outside, address, order=34),
        ]
    if user.has_perm("revenue.approve_act"):
        waiting = revenue.acts.waiting_for_decision(user).count()
        words = _("Acts that await you as the second person")
        tiles.append(Tile(words, waiting, reverse("revenue:acts"), order=8))
    return tiles


def arrangement_tiles(user: User, on: date) -> list[Tile]:
    """Count the arrangements that await a decision."""
    if not user.has_perm("arrangements.approve_arrangement"):
        return []
    address = f"{reverse('arrangements:arrangements')}?state=awaiting"
    waiting = arrangements.waiting_count()
    return [Tile(_("Arrangements that await a decision"), waiting, address, order=8)]


def treasury_tiles(user: User, on: date) -> list[Tile]:
    """Count what awaits a second person at desks and bank, and what rests at the bank."""
    tiles = []
    if user.has_perm("treasury.approve_session"):
        waiting, address = treasury.waiting_for_approval(), reverse("treasury:sessions")
        tiles.append(Tile(_("Cash desks that await approval"), waiting, address, order=9))
    bank = reverse("treasury:bank")
    if user.has_perm("treasury.approve_sum"):
        said = treasury.matches_waiting(user)
        words = _("Bank sums that await you as the second person")
        tiles.append(Tile(words, said, f"{bank}?state=proposed", order=9))
    if user.has_perm("treasury.match_sum"):
        rests = treasury.resting().count
        tiles.append(Tile(_("Bank sums nobody matched yet"), rests, bank, order=25))
    return tiles


def circulation_tiles(user: User, on: date) -> list[Tile]:
    """Count what waits on a desk: assignments, signatures, copies and time limits."""
    tiles = []
    if user.has_perm("documents.view_assignment"):
        counts = documents.open_counts(user, on)
        desk, drafts = reverse("circulation:assignments"), reverse("circulation:drafts")
        tiles += [
            Tile(_("For my signature"), counts["sign"], f"{drafts}?pile=sign", order=5),
            Tile(_("For my co-signature"), counts["cosign"], f"{drafts}?pile=cosign", order=6),
            Tile(_("Assignments to accept"), counts["assignments"], desk, order=8),
            Tile(_("Assignments overdue"), counts["late_assignments"], desk, order=7),
        ]
    if user.has_perm("documents.view_clock"):
        late = documents.late_clocks(user, on).count()
        tiles.append(Tile(_("Time limits passed"), late, reverse("circulation:overdue"), order=4))
    if user.has_perm("documents.dispatch_draft"):
        waiting = documents.dispatches_waiting(user, on).filter(state="waiting").count()
        tiles.append(Tile(_("Copies to send"), waiting, reverse("circulation:dispatches"), 15))
    return tiles


def identity_tiles(user: User, on: date) -> list[Tile]:
    """Count staff accounts that have not set up their second factor."""
    if not user.has_perm("identity.view_user"):
        return []
    bare = identity.staff_without_device().count()
    address = reverse("wagtailusers_users:index")
    return [Tile(_("Staff without a second factor"), bare, address, order=40)]


def trail_tiles(user: User, on: date) -> list[Tile]:
    """Say that the trail is no longer sealed."""
    if not user.has_perm("audit.view_entry"):
        return []
    stopped = int(trail.sealing_stopped(timezone.now()))
    return [Tile(_("Sealing of the audit trail stopped"), stopped, reverse("audit:trail"), 0)]


def work_tiles(user: User, on: date) -> list[Tile]:
    """Count what the worklist holds for a user: all of it, what is overdue, what was taken."""
    address, load = reverse("desk:work"), load_of(user, on, timezone.now())
    return [
        Tile(_("Overdue on my list"), load.overdue, f"{address}?overdue=on", order=1),
        Tile(_("In my hands"), load.mine, f"{address}?whose=mine", order=2),
        Tile(_("Everything that waits for me"), load.waiting, address, order=3),
    ]


def procedures_tiles(user: User, on: date) -> list[Tile]:
    """Count the steps that failed."""
    tiles = []
    if user.has_perm("procedures.solve_incident"):
        failed = procedures.open_incidents().count()
        tiles.append(
            Tile(_("Steps that failed"), failed, reverse("procedures:incidents"), order=14)
        )
    return tiles


def register_all() -> None:
    """Enter the tiles."""
    register("work", work_tiles)
    register("business_fees", business_tiles)
    register("treasury", treasury_tiles)
    register("revenue", revenue_tiles)
    register("arrangements", arrangement_tiles)
    register("circulation", circulation_tiles)
    register("identity", identity_tiles)
    register("procedures", procedures_tiles)
    register("audit", trail_tiles)
