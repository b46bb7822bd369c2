"""The frame of the demonstration town: names, contacts, alerts, pictures, rights of editors."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from portal.home.models import Alert, TownSettings

from .text import Pair

PICTURES = Path(__file__).parent / "pictures"
TITLES: dict[str, str] = {
    "harbour": "Το παλιό λιμάνι",
    "loggia": "Η στοά του δημαρχείου",
    "olives": "Ελαιώνας",
    "square": "Πλατεία Λότζιας",
    "library": "Δημοτική Βιβλιοθήκη",
    "beach": "Μακριά Άμμος",
    "school": "Σχολείο",
    "night": "Υπαίθριο θέατρο",
    "market": "Λαϊκή αγορά",
    "council": "Αίθουσα συνεδριάσεων",
}
EDITING = ("add", "change", "publish", "lock", "unlock", "bulk_delete")


def load_pictures() -> dict[str, Any]:
    """Return the drawn pictures as images of the site, adding those that are missing."""
    model = get_image_model()
    found: dict[str, Any] = {}
    for name, title in TITLES.items():
        image = model.objects.filter(title=title, tags__name="demonstration").first()
        if image is None:
            with (PICTURES / f"{name}.webp").open("rb") as drawn:
                image = model(title=title, file=ImageFile(drawn, name=f"{name}.webp"))
                image.save()
            image.tags.add("demonstration")
        found[name] = image
    return found


def load_settings() -> None:
    """Write the town's name, contacts and people in charge."""
    town = TownSettings.load()
    for field, value in {
        "name_el": "Δήμος Μινώας Ακτής",
        "name_en": "Municipality of Minoa Akti",
        "tagline_el": "Πόλη επίδειξης, Κρήτη",
        "tagline_en": "Demonstration town, Crete",
        "phones": "28990 00100",
        "email": "info@minoa-akti.example",
        "address_el": "Πλατεία Λότζιας 1\n741 99 Μινώα, Κρήτη",
        "address_en": "1 Loggia Square\n741 99 Minoa, Crete",
        "hours_el": "Δευτέρα–Παρασκευή 8:00–15:00",
        "hours_en": "Monday–Friday 8:00–15:00",
        "approval_ada": "ΕΠΙΔΕΙΞΗ-ΑΔΑ",
        "manager_el": "Τμήμα Πληροφορικής",
        "manager_en": "IT Department",
        "dpo_el": "Γραφείο Προστασίας Δεδομένων",
        "dpo_en": "Data Protection Office",
        "dpo_email": "dpo@minoa-akti.example",
        "security_email": "security@minoa-akti.example",
    }.items():
        setattr(town, field, value)
    town.save()


def load_alerts(at: datetime, works: Page) -> None:
    """Announce a night without water, now, and a storm that has passed."""
    Alert.objects.update_or_create(
        title_el="Διακοπή νερού στον Λιμένα.",
        defaults={
            "tone": Alert.Tone.WARNING,
            "text_el": "Απόψε από τις 23:00 ως τις 5:00, για τον νέο αγωγό.",
            "title_en": "No water in Limenas.",
            "text_en": "Tonight from 23:00 to 5:00, for the new main.",
            "page": works,
            "starts_at": at - timedelta(hours=6),
            "ends_at": at + timedelta(days=30),
        },
    )
    Alert.objects.update_or_create(
        title_el="Θυελλώδεις άνεμοι.",
        defaults={
            "tone": Alert.Tone.DANGER,
            "text_el": "Κλειστά τα πάρκα και το παλιό λιμάνι.",
            "title_en": "Gale warning.",
            "text_en": "Parks and the old harbour are closed.",
            "starts_at": at - timedelta(days=20),
            "ends_at": at - timedelta(days=19),
        },
    )


def give_rights(home: Page, press_pages: list[Page]) -> None:
    """Let editors publish everything, and the press office its news and events.

    What the press office changes elsewhere goes to an editor first.
    """
    editors, _created = Group.objects.get_or_create(name="editor")
    press, _created = Group.objects.get_or_create(name="press")
    roots = [home, *home.get_translations()]
    for root in roots:
        _on_page(editors, root, EDITING)
        _on_page(press, root, ("add", "change"))
    # A right on the tree's root would reach every page below it.
    GroupPagePermission.objects.filter(group=press, page__depth=1).delete()
    for page in press_pages:
        _on_page(press, page, ("add", "change", "publish"))
    collection = Collection.get_first_root_node()
    for group in (editors, press):
        group.permissions.add(*_rights(group is editors))
        for permission in Permission.objects.filter(
            content_type__app_label__in=("wagtailimages", "wagtaildocs"),
            codename__in=(
                "add_image",
                "change_image",
                "choose_image",
                "add_document",
                "change_document",
                "choose_document",
            ),
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
    _approval(editors, roots)


def _on_page(group: Group, page: Page, verbs: tuple[str, ...]) -> None:
    for verb in verbs:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{verb}_page"
        )
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _rights(is_editor: bool) -> list[Permission]:
    names = {("wagtailadmin", "access_admin"), ("wagtail_localize", "submit_translation")}
    models = ["alert"]
    if is_editor:
        models += ["newscategory", "eventcategory", "venue", "contactmessage", "feedback"]
        names.add(("home", "change_townsettings"))
    found = Permission.objects.filter(content_type__model__in=models)
    extra = [
        Permission.objects.filter(content_type__app_label=app, codename=code).first()
        for app, code in sorted(names)
    ]
    return [*found, *(permission for permission in extra if permission is not None)]


def _approval(editors: Group, roots: list[Page]) -> None:
    name: Pair = ("Έγκριση από τη σύνταξη", "Approval by the editors")
    task, _created = GroupApprovalTask.objects.get_or_create(name=name[0])
    task.groups.add(editors)
    workflow, _created = Workflow.objects.get_or_create(name=name[0])
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    for root in roots:
        WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
