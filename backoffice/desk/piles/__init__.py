"""What waits for somebody in the modules below the desk."""

from backoffice.desk.worklist import register

from . import decisions, money, papers, people, procedures

ALL = (
    *procedures.SOURCES,
    *papers.SOURCES,
    *people.SOURCES,
    *decisions.SOURCES,
    *money.SOURCES,
)


def register_all() -> None:
    """Enter the sources."""
    for source in ALL:
        register(source)
