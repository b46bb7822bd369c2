"""Users, departments as a tree, roles as data, and identities that somebody vouched for."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.languages import in_language


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is the name to sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password only other ways of signing in work."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        """Create a user with every right, for the first start of an installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return a user by e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in; who that is in law is said by a verified identity alone."""

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("el", _("Greek")), ("en", _("English"))],
        default="el",
    )
    is_staff = models.BooleanField(_("works for the municipality"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    asks_second_factor = models.BooleanField(
        _("asks for a second factor"), default=False, editable=False
    )
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions = [("reset_second_factor", _("Can remove the devices of another user"))]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """Return the first name, or the e-mail address without one."""
        return self.first_name or self.email

    @property
    def is_staff_member(self) -> bool:
        """Whether the second factor is compulsory and the back office open."""
        return self.is_staff or self.is_superuser

    @property
    def needs_second_factor(self) -> bool:
        """Whether a session counts only after the second factor was given in it."""
        return self.is_staff_member or self.asks_second_factor


class Department(models.Model):
    """A unit of the town's organisation chart, valid from its gazetted decision on."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(
                name="department_ends_after_it_begins",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="department_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self, "name")


class Role(models.Model):
    """A role as data; its rights are those of its group."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    is_staff_role = models.BooleanField(_("staff role (second factor compulsory)"), default=True)
    by_department = models.BooleanField(_("given for a department"), default=False)
    group = models.OneToOneField(Group, models.PROTECT, verbose_name=_("rights"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["name_el"]

    def __str__(self) -> str:
        return in_language(self, "name")


class RoleAssignment(models.Model):
    """Who holds which role, where, from when to when."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="assignments", verbose_name=_("user")
    )
    role = models.ForeignKey(
        Role, models.PROTECT, related_name="assignments", verbose_name=_("role")
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("department"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="one_assignment_per_role_place_and_start",
                fields=["user", "role", "department", "valid_from"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="assignment_ends_after_it_begins",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class VerifiedIdentity(models.Model):
    """A person's identity as an outside authority stated it for a user."""

    class Provider(models.TextChoices):
        GSIS = "gsis", _("TAXISnet")
        COUNTER = "counter", _("At the counter")

    user = models.ForeignKey(
        User, models.CASCADE, related_name="identities", verbose_name=_("user")
    )
    provider = models.CharField(_("stated by"), max_length=20, choices=Provider)
    afm = models.CharField(_("AFM"), max_length=9)
    surname = models.CharField(_("surname"), max_length=120)
    first_name = models.CharField(_("first name"), max_length=120)
    father_name = models.CharField(_("father's name"), max_length=120, blank=True)
    mother_name = models.CharField(_("mother's name"), max_length=120, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified at"))
    last_login_at = models.DateTimeField(_("last confirmed at"))

    class Meta:
        verbose_name = _("verified identity")
        verbose_name_plural = _("verified identities")
        constraints = [
            models.UniqueConstraint(name="one_identity_per_user", fields=["user"]),
            models.UniqueConstraint(name="one_user_per_afm", fields=["afm"]),
            models.CheckConstraint(
                name="identity_afm_has_nine_digits", condition=models.Q(afm__regex=r"^\d{9}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.surname} {self.first_name}"
