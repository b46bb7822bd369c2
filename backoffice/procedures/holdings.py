"""What procedures hold about people: their cases and the steps of these."""

from django.utils.translation import gettext_lazy as _

from backoffice.privacy.extracts import Extract, exporter

EXPORTERS = (
    exporter(
        "procedures",
        title=_("Cases"),
        purpose=_("to carry out what the law or you ask of us (GDPR article 6 §1 c, e)"),
        left_out=_(
            "Working notes and the answers of officers, which may hold other people's data; ask"
            " the office for what concerns you."
        ),
        extracts=(
            Extract(
                "case",
                "procedures.Case",
                "code procedure=definition__name_el title state opened_at closed_at",
                party=["party"],
            ),
            Extract(
                "step",
                "procedures.Step",
                "case=case__code element what at",
                party=["case__party"],
            ),
        ),
    ),
)
