"""What each role may do: groups and permissions, brought in step after every migrate and at every start."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from depesche.brand.people import Role

WAGTAILS_GROUPS = ("Editors", "Moderators")
WAGTAILS_WORKFLOW = "Moderators approval"

EVERYBODY = ("wagtailadmin.access_admin",)
EDITOR = (
    *EVERYBODY,
    *(f"newsroom.{deed}_{thing}" for thing in ("topic", "author") for deed in ("add", "change", "view")),
    *(f"newsroom.{deed}_correction" for deed in ("add", "change", "view")),
    *(f"newsroom.{deed}_readerreport" for deed in ("change", "view")),
    *(f"newsroom.{deed}_{thing}" for thing in ("claim", "source", "question") for deed in ("add", "change", "view")),
    *(f"mailing.{deed}_{thing}" for thing in ("campaign", "digest") for deed in ("add", "change", "view")),
    *(f"brand.{deed}_offer" for deed in ("add", "change", "view")),
    "brand.view_callbackrequest",
    "brand.change_callbackrequest",
    "brand.delete_callbackrequest",
)
CHIEF = (
    *EDITOR,
    "newsroom.delete_topic",
    "newsroom.delete_author",
    "newsroom.add_breaking",
    "newsroom.change_claimgate",
    "newsroom.approve_correction",
    "newsroom.override_claim",
    "newsroom.take_down_claim",
    *(f"newsroom.{deed}_trustclaim" for deed in ("add", "change", "delete", "view")),
    *(f"newsroom.delete_{thing}" for thing in ("claim", "source", "question")),
    "mailing.delete_campaign",
    "mailing.approve_campaign",
    "mailing.send_campaign",
    *(f"mailing.{deed}_greeting" for deed in ("add", "change", "view")),
    "brand.delete_offer",
    "brand.change_publisher",
    "brand.change_menus",
    "audience.view_dailyfigure",
    *(f"brand.{deed}_legaltext" for deed in ("add", "change", "view")),
    *(f"wagtailredirects.{deed}_redirect" for deed in ("add", "change", "delete", "view")),
)
AUDIENCE_OFFICER = (
    *EVERYBODY,
    "audience.publish_texts",
    "audience.view_addresses",
    "audience.handle_rights",
    "audience.view_dailyfigure",
    *(f"audience.{deed}_{thing}" for thing in ("purpose", "consenttext", "formversion", "subscriber") for deed in ("add", "change", "view")),
)
PROOF_READER = (*EVERYBODY, "audience.view_proof")

PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.EDITOR: EDITOR,
    Role.CHIEF: CHIEF,
    Role.AUDIENCE_OFFICER: AUDIENCE_OFFICER,
    Role.PROOF_READER: PROOF_READER,
}
EVERYTHING_OF = ("brand", "newsroom", "audience", "mailing", "wagtailadmin", "wagtailredirects", "wagtailcore")
KEPT_IN_STEP = ("site", "locale")  # founding.py does, from the options
PAGES: dict[Role, tuple[str, ...]] = {
    Role.EDITOR: ("add_page", "change_page", "lock_page"),
    Role.CHIEF: ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
    Role.ADMINISTRATOR: ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
}
# Wagtail asks for the permissions of its own image and document models, whatever model a site uses.
FILES = tuple(f"{thing}_{kind}" for kind in ("image", "document") for thing in ("add", "change", "choose"))
KEEPERS_OF_FILES = (Role.EDITOR, Role.CHIEF, Role.ADMINISTRATOR)


def synchronise() -> None:
    """Bring the groups and their permissions in step with the roles; changes nothing when they are.

    Groups that Depesche did not make stay as they are, except Wagtail's two example groups while nobody is in them.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        groups = {role: Group.objects.get_or_create(name=role.value)[0] for role in Role}
        for role, group in groups.items():
            group.permissions.set(_wanted(role))
        _pages(groups)
        _files(groups)
        _workflow(groups[Role.CHIEF])
        Group.objects.filter(name__in=WAGTAILS_GROUPS, user__isnull=True).delete()


def _wanted(role: Role) -> list[Permission]:
    if role is Role.ADMINISTRATOR:
        return list(Permission.objects.filter(content_type__app_label__in=EVERYTHING_OF).exclude(content_type__model__in=KEPT_IN_STEP))
    return named(PERMISSIONS[role])


def named(names: Iterable[str]) -> list[Permission]:
    """Return the permissions with these names (``app.codename``); one whose part is not migrated yet is left out."""
    wanted = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))


def _pages(groups: dict[Role, Group]) -> None:
    root = Page.get_first_root_node()
    for role, codenames in PAGES.items():
        wanted = {p.pk for p in Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page", codename__in=codenames)}
        present = set(GroupPagePermission.objects.filter(group=groups[role], page=root).values_list("permission_id", flat=True))
        GroupPagePermission.objects.filter(group=groups[role], page=root, permission_id__in=present - wanted).delete()
        GroupPagePermission.objects.bulk_create(
            [GroupPagePermission(group=groups[role], page=root, permission_id=pk) for pk in sorted(wanted - present)]
        )


def _files(groups: dict[Role, Group]) -> None:
    root = Collection.get_first_root_node()
    wanted = Permission.objects.filter(content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=FILES)
    for role in KEEPERS_OF_FILES:
        for permission in wanted:
            GroupCollectionPermission.objects.get_or_create(group=groups[role], collection=root, permission=permission)


def _workflow(chief: Group) -> None:
    """An editor submits, a chief approves: Wagtail's example workflow becomes ours, named in the site's language unless people named it."""
    name, ours = _("Approval by a chief"), {WAGTAILS_WORKFLOW, *_in_every_language("Approval by a chief")}
    Workflow.objects.filter(name__in=ours).exclude(name=name).update(name=name)
    GroupApprovalTask.objects.filter(name__in=ours).exclude(name=name).update(name=name)
    task = GroupApprovalTask.objects.order_by("pk").first() or GroupApprovalTask.objects.create(name=name)
    if not task.groups.filter(pk=chief.pk).exists():
        task.groups.set([chief])
    if not Workflow.objects.exists():
        workflow = Workflow.objects.create(name=name)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.create(workflow=workflow, page=Page.get_first_root_node())


def _in_every_language(text: str) -> set[str]:
    """A template database may have been made in another language than the site's."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.add(_(text))
    return names
