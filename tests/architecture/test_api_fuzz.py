"""Whatever a program sends, the answer is one that the API's own description names.

Half of the questions carry the codes of rows that the sender owns, so that what is sent is read
and not only refused for its address.
"""

import json
import re
from typing import Any

import pytest
import requests
import schemathesis
from django.http import HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from .addresses import addresses
from .test_permissions import parameters
from .visitors import House

SHARES = 2
EXAMPLES = 3
#: What any address may answer to what was never asked for; it need not be described each time.
COMMON = {400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429}
GENTLE = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
@pytest.mark.timeout(900)
@pytest.mark.parametrize("share", range(SHARES))
def test_every_answer_is_described(share: int) -> None:
    house = House()
    rows = {as_described(a.route): parameters(a, house) for a in addresses()}
    wrong: list[str] = []
    for operation in operations()[share::SHARES]:
        own = {name: str(value) for name, value in rows[operation.path].items()}
        for fixed in (own, {}) if own else ({},):
            wrong += faults(operation, fixed, house.clients["owner"])
    assert wrong == [], "\n".join(wrong)


def operations() -> list[APIOperation[Any, Any, Any, Any]]:
    """Return every operation of the API as it describes itself."""
    described = SchemaGenerator().get_schema(request=None, public=True)
    text = OpenApiJsonRenderer().render(described, renderer_context={})
    schema = schemathesis.openapi.from_dict(json.loads(text))
    return [found.ok() for found in schema.get_all_operations()]


def as_described(route: str) -> str:
    """Return a route as the description writes it."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def faults(
    operation: APIOperation[Any, Any, Any, Any], fixed: dict[str, str], client: Client
) -> list[str]:
    """Ask an address several times; return a line for each answer that is not described."""
    found: list[str] = []
    known = COMMON | {int(code) for code in operation.definition.raw["responses"]}

    @GENTLE
    @given(case=operation.as_strategy(path_parameters=fixed or None))
    def ask(case: schemathesis.Case) -> None:
        answer = sent(case, client)
        name = f"{operation.label} {fixed or case.path_parameters}: {answer.status_code}"
        if answer.status_code not in known:
            found.append(f"{name} {answer.content[:200]!r}")
        elif answer.status_code not in COMMON:
            checks = [not_a_server_error, content_type_conformance, response_schema_conformance]
            try:
                case.validate_response(answer, checks=checks)
            except (FailureGroup, Failure) as failure:
                found.append(f"{name} {reasons(failure)}")

    ask()
    return found[:1]


def reasons(failure: FailureGroup | Failure) -> str:
    """Return why an answer is not as described, in one line."""
    each = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
    return "; ".join(str(one).replace("\n", " ")[:300] for one in each)


def sent(case: schemathesis.Case, client: Client) -> Response:
    """Send a question by Django's own client, which stays inside the test's transaction."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    headers = {str(k): str(v) for k, v in asked.headers.items() if k.lower() != "cookie"}
    kind = headers.pop("Content-Type", "application/json")
    client.raise_request_exception = False
    given = client.generic(str(asked.method), asked.path_url, body, kind, headers=headers)
    return as_read(given, asked)


def as_read(given: HttpResponse, asked: requests.PreparedRequest) -> Response:
    """Return an answer as a program over HTTP would hold it."""
    content = b"".join(given.streaming_content) if given.streaming else given.content
    headers = {name.lower(): [value] for name, value in given.headers.items()}
    return Response(given.status_code, headers, content, asked, elapsed=0.0, verify=False)
