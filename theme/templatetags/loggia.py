"""Filters and tags of the look: ``{% load loggia %}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.forms.boundfield import BoundField, BoundWidget
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from theme import charts, formatting

register = template.Library()

TONES = {"neutral", "info", "success", "warning", "danger", "accent", "brand1"}
AUTOCOMPLETE = {forms.EmailInput: "email"}


@register.filter
def euro(amount: Any) -> str:
    return "" if amount in (None, "") else formatting.euro(amount)


@register.filter
def percent(rate: Any) -> str:
    return "" if rate in (None, "") else formatting.percent(rate)


@register.filter
def number(value: Any) -> str:
    return "" if value in (None, "") else formatting.number(value)


@register.filter
def rf(code: str | None) -> str:
    return formatting.rf_groups(code or "")


@register.filter
def day(value: date | str | None) -> str:
    if not value:
        return ""
    known = date.fromisoformat(value) if isinstance(value, str) else value
    return format_html('<time datetime="{}">{}</time>', f"{known:%Y-%m-%d}", formatting.day(known))


@register.filter
def instant(value: datetime | None) -> str:
    if not value:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat(timespec="seconds"),
        formatting.instant(value),
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; it is hidden from screen readers unless it carries a label."""
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    use = f"{static('theme/icons.svg')}#{name}"
    return format_html(
        '<svg class="lo-icon" focusable="false" {}><use href="{}"/></svg>', spoken, use
    )


@register.simple_tag
def status_tag(text: str, tone: str = "neutral") -> SafeString:
    """Show a state as an adjective; the colour only supports the word.

    :raises ValueError: if the tone is not one of TONES
    """
    if tone not in TONES:
        raise ValueError(f"{tone!r} is not a tone; use one of {', '.join(sorted(TONES))}.")
    return format_html('<strong class="ds-tag" data-color="{}">{}</strong>', tone, text)


@register.inclusion_tag("theme/explanation.html")
def explanation(node: Any, open: bool = True) -> dict[str, Any]:  # noqa: A002 - reads well in templates
    """Show how an amount came about, as nested lines that open."""
    data = node.to_json() if hasattr(node, "to_json") else node
    return {"node": data, "open": open}


@register.filter
def label_of(node: Mapping[str, Any]) -> str:
    """Return the label of an explanation node in the current language."""
    greek, english = node.get("label_el", ""), node.get("label_en", "")
    return (greek or english) if (get_language() or "el").startswith("el") else (english or greek)


@register.filter
def has_detail(node: Mapping[str, Any]) -> bool:
    return any(
        node.get(key) not in (None, "", [])
        for key in ("formula", "base", "rate", "basis", "decision")
    )


@register.filter
def plain_number(value: Any) -> str:
    """Write a number without its trailing zeros, or the text itself if it is not a number."""
    try:
        return formatting.number(Decimal(str(value)).normalize())
    except (ArithmeticError, ValueError):
        return str(value)


@register.filter
def rate_of(node: Mapping[str, Any]) -> str:
    """Write the rate of an explanation node: a percentage, or euros for each unit."""
    rate, unit = Decimal(str(node["rate"])), node.get("unit") or "€"
    if unit == "€":
        return formatting.percent(rate)
    return f"{formatting.number(rate.normalize())}{formatting.NO_BREAK}€ / {unit}"


@register.filter
def formula_of(node: Mapping[str, Any]) -> str:
    """Write how an explanation node was calculated, in the current language."""
    return formatting.formula(node.get("formula", ""), node.get("base"), node.get("rate"))


@register.filter
def pair_with(columns: Iterable[Any], cells: Iterable[Any]) -> list[tuple[Any, Any]]:
    return list(zip(columns, cells, strict=True))


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """Return the page numbers worth a link; None stands for a gap."""
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in elided]


@register.inclusion_tag("theme/chart.html")
def bar_chart(
    title: str, rows: Iterable[Mapping[str, Any]], unit: str = "euro", series: str = ""
) -> dict[str, Any]:
    """Draw horizontal bars and the table of the same figures under them.

    :param rows: mappings with ``label``, ``value`` and optionally ``second``
    :param unit: ``euro`` or the word for what is counted
    :param series: names of the two series, separated by ``|``
    """
    names = [name.strip() for name in series.split("|")] if series else [_("Amount")]
    return {"title": title, "chart": charts.bars(list(rows), unit), "names": names}


@register.inclusion_tag("theme/step_chart.html")
def step_chart(title: str, points: Sequence[tuple[date, Decimal]], last: date) -> dict[str, Any]:
    """Draw an amount that stays from day to day until it changes, and say its highest and last.

    :param points: days, the earliest first, each with the euros from that day on
    :param last: the day at which the line ends
    """
    return {"title": title, "chart": charts.steps(points, last)}


@register.filter
def has_session(request: HttpRequest | None) -> bool:
    """Tell whether the visitor brought a session, without opening it.

    A page that opens no session can be cached for everybody.
    """
    if request is None:
        return False
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


@dataclass(frozen=True)
class Problem:
    message: str
    target: str


@register.filter
def field_messages(field: BoundField) -> list[str]:
    """Return the errors of a field; a bare "required" becomes one that names the field."""
    found = []
    for error in field.errors.as_data():
        for message in error.messages:
            generic = error.code == "required" and message == str(
                forms.Field.default_error_messages["required"]
            )
            found.append(
                _("Fill in: %(label)s") % {"label": field.label} if generic else str(message)
            )
    return found


@register.inclusion_tag("theme/forms/summary.html")
def error_summary(subject: Any) -> dict[str, Any]:
    """List every error of a form or formset, each linking to its field."""
    return {"problems": list(_problems(subject))}


def _problems(subject: Any) -> Iterable[Problem]:
    if isinstance(subject, forms.BaseFormSet):
        yield from (Problem(str(message), "") for message in subject.non_form_errors())
        for form in subject.forms:
            yield from _problems(form)
        return
    yield from (Problem(str(message), "") for message in subject.non_field_errors())
    for field in subject:
        yield from (Problem(message, _target(field)) for message in field_messages(field))


def _target(field: BoundField) -> str:
    if field.is_hidden:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


@register.filter
def field_kind(field: BoundField) -> str:
    """Tell the field template what to draw: hidden, tick, options, parts or plain."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "parts" if field.use_fieldset else "plain"


@register.simple_tag
def field_input(field: BoundField) -> SafeString:
    """Draw the input of a field with the classes and hints for keyboards and password managers."""
    widget = field.field.widget
    attrs: dict[str, str | bool] = {"class": f"ds-input {widget.attrs.get('class', '')}".strip()}
    # A label stays in sight while one types; a placeholder that repeats it does not.
    attrs["placeholder"] = False
    for kind, value in AUTOCOMPLETE.items():
        if isinstance(widget, kind) and "autocomplete" not in widget.attrs:
            attrs["autocomplete"] = value
    return field.as_widget(attrs=attrs)


@register.simple_tag
def option_input(option: BoundWidget) -> SafeString:
    """Draw one radio button or checkbox of a group."""
    attrs = {**option.data["attrs"], "class": "ds-input"}
    # The group says that it is invalid; saying it again at each option is noise in a screen reader.
    attrs.pop("aria-invalid", None)
    return BoundWidget(option.parent_widget, {**option.data, "attrs": attrs}, option.renderer).tag()


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """Return the current query string with some parameters changed; an empty value removes one."""
    query = context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return "?" + query.urlencode()
