"""The register of arrangements, and the law behind it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.arrangements import access, queries, services
from backoffice.arrangements.forms import (
    ArrangementsForm,
    BaseRateForm,
    LongerTermForm,
    NewForm,
    TakeOverForm,
)
from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from backoffice.party.queries import party_by_afm

COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Scheme"),
    gettext_lazy("Applied on"),
    gettext_lazy("Arranged amount"),
    gettext_lazy("Instalments"),
    gettext_lazy("Yearly interest"),
    gettext_lazy("Granted by"),
    gettext_lazy("State"),
    gettext_lazy("Cause of loss"),
    gettext_lazy("Ended on"),
)


class ArrangementsScreen(FilteredScreen):
    """The register of arrangements."""

    right = "arrangements.view_arrangement"
    page_title = gettext_lazy("Arrangements")
    template_name = "arrangements/arrangements.html"
    form_class = ArrangementsForm
    filename = "arrangements"

    def rows(self) -> Any:
        """Return the chosen arrangements."""
        return queries.choose_arrangements(**self.form.chosen)

    def table(self) -> Table:
        """Return the chosen arrangements as rows of a file."""
        return COLUMNS, (
            (
                str(one),
                one.debtor.full_name,
                one.debtor.afm or "",
                str(one.terms.scheme),
                one.applied_on,
                one.capital,
                one.parts,
                one.rate,
                one.get_organ_display(),
                one.get_state_display(),
                one.get_cause_display(),
                one.ended_on,
            )
            for one in self.rows().iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen arrangements."""
        page = self.page_of(self.rows())
        may_add = self.user.has_perm("arrangements.arrange_for_others")
        may_take = self.user.has_perm("arrangements.prepare_decision")
        return super().get_context_data(
            page=page, may_add=may_add, may_take_over=may_take, **kwargs
        )


class NewScreen(ActScreen):
    """Apply for a debtor who stands at the counter."""

    right = "arrangements.arrange_for_others"
    page_title = gettext_lazy("New arrangement")
    form_class = NewForm

    def back(self) -> str:
        """Where the arrangements stand."""
        return reverse("arrangements:arrangements")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Apply, and show the arrangement."""
        party = party_by_afm(facts["afm"].strip())
        if party is None:
            raise services.UnknownDebtor(
                _("No person in the register has this AFM. Check it, or enter the person first.")
            )
        made = services.apply(
            wish=queries.Wish(
                party.pk,
                (),
                facts["number"],
                scheme=facts["scheme"],
                group=facts["group"],
                income=facts["income"],
                children=facts["children"] or 0,
            ),
            key=f"counter:{facts['key']}",
            **who,
        )
        return reverse("arrangements:arrangement", args=[made.code])

    def said(self) -> str:
        """Tell what follows."""
        return _("The application is in. Print the arrangement for the debtor.")


class TakeOverScreen(ActScreen):
    """Take over an arrangement that began in another system, from its papers."""

    right = "arrangements.prepare_decision"
    page_title = gettext_lazy("Take over an arrangement")
    form_class = TakeOverForm

    def back(self) -> str:
        """Where the arrangements stand."""
        return reverse("arrangements:arrangements")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it, and show it as it awaits the second person."""
        party = party_by_afm(facts.pop("afm").strip())
        if party is None:
            raise services.UnknownDebtor(
                _("No person in the register has this AFM. Check it, or enter the person first.")
            )
        key, numbers = facts.pop("key"), facts.pop("debts")
        papers = services.Papers(
            debtor_id=party.pk,
            charge_ids=queries.charges_named(party.pk, numbers, today()),
            **facts,
        )
        made = services.take_over(papers=papers, key=f"take-over:{key}", **who)
        return reverse("arrangements:arrangement", args=[made.code])

    def said(self) -> str:
        """Tell what follows."""
        return _("It is entered and its debts are held. Another person puts it in force.")


class LawScreen(StaffScreen):
    """Schemes with their terms, limits of organs, base rates."""

    right = "arrangements.view_terms"
    page_title = gettext_lazy("Schemes of instalments")
    template_name = "arrangements/law.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the law as it is entered."""
        return super().get_context_data(
            law=queries.law(),
            may_change=self.user.has_perm("arrangements.change_terms"),
            may_add=self.user.has_perm("arrangements.add_baserate"),
            **kwargs,
        )


class BaseRateScreen(ActScreen):
    """Enter a base rate."""

    right = "arrangements.add_baserate"
    page_title = gettext_lazy("Enter a base rate")
    form_class = BaseRateForm

    def back(self) -> str:
        """Where the law stands."""
        return reverse("arrangements:law")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it."""
        services.set_base_rate(**facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell what follows."""
        return _("The rate is used for applications from that day.")


class LongerTermScreen(ActScreen):
    """Say whether the longer term is open to municipal debts."""

    right = "arrangements.change_terms"
    page_title = gettext_lazy("Longer term")
    form_class = LongerTermForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the terms, or answer that there are none."""
        super().setup(request, *args, **kwargs)
        self.terms = access.terms_for(request.user, kwargs["pk"])

    def back(self) -> str:
        """Where the law stands."""
        return reverse("arrangements:law")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Note it."""
        services.open_longer_term(terms_id=self.terms.pk, **facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell what follows."""
        return _("It counts for applications from now on.")
