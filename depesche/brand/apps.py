"""Django's entries to this part: the part itself, and Wagtail's people with our forms."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class BrandConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.brand"
    label = "brand"
    verbose_name = _("Publisher")
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        """Connect signals, guards, chores, the keeper of personal data, and the roles after every migrate."""
        from depesche.brand import activities, callback, chores, from_allauth, from_wagtail, guards
        from depesche.kernel import personal_data

        from_wagtail.connect()
        from_allauth.connect()
        guards.register_all()
        personal_data.register(personal_data.Keeper(name="brand.callback_requests", export=callback.export, erase=callback.erase))
        activities.register_all()
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(_synchronise_roles, sender=last, dispatch_uid="brand-roles")
        del chores


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's people, with our forms."""

    default = False
    user_viewset = "depesche.brand.people_desk.PeopleViewSet"


def _synchronise_roles(**_: Any) -> None:
    from depesche.brand import roles

    roles.synchronise()
