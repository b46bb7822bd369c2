"""Is it alive, is it ready, how much does it do: for supervisors, balancers and monitors."""

import dataclasses
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

# A job older than this means that no worker runs or that all of them are stuck.
QUEUE_AGE_LIMIT = timedelta(minutes=10)

OLDEST_WAITING_JOB = """
    select coalesce(extract(epoch from now() - min(
        coalesce(job.scheduled_at, event.at))), 0)
    from procrastinate_jobs job
    join procrastinate_events event on event.job_id = job.id and event.type = 'deferred'
    where job.status = 'todo' and coalesce(job.scheduled_at, now()) <= now()
"""


@dataclasses.dataclass
class Queue(HealthCheck):
    """The oldest job that should have begun."""

    def run(self) -> None:
        """Refuse when a job has waited past the limit."""
        with connection.temporary_connection() as cursor:
            cursor.execute(OLDEST_WAITING_JOB)
            age = timedelta(seconds=float(cursor.fetchone()[0]))
        if age > QUEUE_AGE_LIMIT:
            raise ServiceUnavailable(f"oldest job waits for {int(age.total_seconds())} s")


@dataclasses.dataclass
class Migrations(HealthCheck):
    """The database has the tables this code expects."""

    def run(self) -> None:
        """Refuse when a migration is missing."""
        try:
            executor = MigrationExecutor(connection)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        finally:
            connection.close()
        if missing:
            raise ServiceUnavailable(f"{len(missing)} migrations are not applied")


class ReadyView(HealthCheckView):
    """Answer 200 when every part that a request needs works, 503 otherwise."""

    checks = (
        "health_check.checks.Database",
        "config.health.Queue",
        ("health_check.checks.Storage", {"alias": "private"}),
        "config.health.Migrations",
    )

    async def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Run the checks side by side."""
        results = [await check.get_result() for check in self.get_checks()]
        body = {
            type(result.check).__name__.lower(): str(result.error) if result.error else "ok"
            for result in results
        }
        broken = any(result.error for result in results)
        return JsonResponse(body, status=503 if broken else 200)


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer that the process takes requests; asks nothing of anybody."""
    return JsonResponse({"live": "ok"})


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the counters for Prometheus to whoever knows the token.

    :raises Http404: to everybody else, since the numbers tell how the town works
    """
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given, settings.METRICS_TOKEN):
        raise Http404
    return ExportToDjangoView(request)
