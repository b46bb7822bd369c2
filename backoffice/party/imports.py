"""How persons and businesses of an older system enter: through the service, row by row."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources

from . import services
from .models import Address, Party

User = get_user_model()


class PartyResource(resources.ModelResource):
    """Columns kind, afm, name, first_name, father_name, trade_name, email, phone, address.

    A row whose AFM is known is skipped, so the same file may be read twice. A file with a wrong row
    changes nothing: all of it enters, or none.
    """

    street = fields.Field(column_name="street")
    number = fields.Field(column_name="number")
    postcode = fields.Field(column_name="postcode")
    town = fields.Field(column_name="town")

    class Meta:
        model = Party
        import_id_fields = ["afm"]
        fields = [
            "kind",
            "afm",
            "name",
            "first_name",
            "father_name",
            "trade_name",
            "email",
            "phone",
            "street",
            "number",
            "postcode",
            "town",
        ]
        use_transactions = True
        skip_unchanged = True
        use_bulk = False
        clean_model_instances = True
        skip_diff = True

    def __init__(self, actor: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.actor = actor

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Take blanks for nothing, and give back the zeros that a spreadsheet cut off."""
        for name, value in row.items():
            row[name] = str(value).strip() if value is not None else ""
        afm = row.get("afm", "")
        if afm.isdigit():
            row["afm"] = afm.zfill(9)
        if not row.get("name"):
            raise ValueError(_("The column “name” is empty. Fill in a surname or a title."))

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """Leave known parties as they are: the register may be newer than the file."""
        return instance.pk is not None

    def do_instance_save(self, instance: Party, is_create: bool) -> None:
        """Register through the service, which writes the keys and the trail."""
        made = services.register_party(
            kind=instance.kind,
            afm=instance.afm or None,
            name=instance.name,
            first_name=instance.first_name,
            father_name=instance.father_name,
            trade_name=instance.trade_name,
            email=instance.email,
            phone=instance.phone,
            addresses=self._addresses(instance),
            actor=self.actor,
            at=timezone.now(),
        )
        instance.pk = made.pk

    def import_instance(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
        """Keep the address of the row for the service."""
        super().import_instance(instance, row, **kwargs)
        instance.stated_address = {
            name: row.get(name, "") for name in ("street", "number", "postcode", "town")
        }

    def _addresses(self, instance: Party) -> tuple[services.AddressFacts, ...]:
        stated = getattr(instance, "stated_address", {})
        if not stated.get("street"):
            return ()
        use = Address.Use.SEAT if instance.kind == Party.Kind.LEGAL else Address.Use.HOME
        return (services.AddressFacts(use=use, **stated),)
