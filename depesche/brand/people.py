"""The people who work here: the user model and the roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do; each role is a group with these permissions, kept in step by ``roles.py``."""

    EDITOR = "editor", _("editor: write, submit, compose")
    CHIEF = "chief", _("chief: publish, approve, send")
    AUDIENCE_OFFICER = "audience-officer", _("audience officer: addresses")
    PROOF_READER = "proof-reader", _("proof reader: proofs, each read audited")
    ADMINISTRATOR = "administrator", _("administrator: people, options, everything")


class UserManager(BaseUserManager["User"]):
    """Makes users; their name is their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user who may log in to the desk."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an administrator with every permission."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person of the publisher's team."""

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)  # noqa: TID251 - Django's own field, not a deed
    session_round = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        app_label = "brand"
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["email"]

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def is_invited(self) -> bool:
        """Whether the person was invited and has not answered yet."""
        return hasattr(self, "invitation")

    @property
    def is_staff(self) -> bool:
        """Django's own admin is not used; Wagtail asks for a permission instead."""
        return self.is_superuser

    def get_session_auth_hash(self) -> str:
        """Bind sessions to the password and to the round: the next round ends them all, known or not."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same for secret keys that were replaced."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        bound = f"{self.session_round}:{self.password}"
        return salted_hmac("depesche.brand.people.session", bound, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """Return the name, or the address while there is none."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self) -> str:
        """Return the first name, or the address while there is none."""
        return self.first_name or self.email

    def roles(self) -> frozenset[Role]:
        """Return the person's roles; a superuser counts as an administrator."""
        names = set(self.groups.values_list("name", flat=True))
        return frozenset(role for role in Role if role.value in names or (role is Role.ADMINISTRATOR and self.is_superuser))

    def has_role(self, *roles: Role) -> bool:
        """Whether the person has one of these roles; a superuser has all."""
        if self.is_superuser:
            return True
        return self.groups.filter(name__in=[role.value for role in roles]).exists()


def logged_in(request: HttpRequest) -> User:
    """Return who is logged in, whole.

    :raises PermissionDenied: if nobody is
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return User.objects.get(pk=request.user.pk)


def administrators() -> models.QuerySet[User]:
    """Return who may do everything now: active, with the role or as superuser. Invited people count once they have answered."""
    return User.objects.filter(models.Q(is_superuser=True) | models.Q(groups__name=Role.ADMINISTRATOR.value), is_active=True).distinct()
