"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django_tasks.signals import task_enqueued


class ChoresConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.chores"
    label = "chores"
    verbose_name = _("Background work")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the periodic work, and wake the worker for each new task."""
        from depesche.chores import tidying, wake  # noqa: F401 - importing declares the periodic work

        task_enqueued.connect(lambda **_: wake.wake(), weak=False, dispatch_uid="depesche.chores.wake")
