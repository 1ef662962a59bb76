"""What of the newsroom needs somebody now: drafts, what waits for approval, what was not published, reports, claims, corrections."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, F, Max, Min, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Page, PageLogEntry, Task, TaskState, WorkflowState

from depesche.brand.home import keys
from depesche.brand.home.keys import Key
from depesche.brand.home.waiting import Row, Urgency, asks
from depesche.brand.needed_now import writers
from depesche.newsroom import publishing
from depesche.newsroom.claim_desk import listing, screens
from depesche.newsroom.corrections import approving
from depesche.newsroom.corrections import desk as corrections
from depesche.newsroom.models import Claim, Correction, ReaderReport
from depesche.newsroom.reports import answering
from depesche.newsroom.reports import desk as reports

RECENT = timedelta(days=90)  # an older draft is nobody's work any more; lists still show it
TOLD = timedelta(days=30)  # so long a schedule that was refused is told of
PAGES = "wagtailadmin_pages:"
REVIEWS = "wagtailadmin_reports:workflow_tasks"


@asks("returned-drafts")
def returned(user: Any, *, at: datetime) -> Row | None:
    """Tell an editor which articles came back from the chief."""
    if not writers(user):
        return None
    mine = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=user, base_content_type=_pages())
    found = mine.aggregate(count=Count("pk"), since=Min("current_task_state__finished_at"), one=Min("object_id"))
    sentence = ngettext("%(count)d article came back: changes are asked for.", "%(count)d articles came back: changes are asked for.", found["count"])
    several = f"{reverse('wagtailadmin_reports:workflow')}?status=needs_changes&requested_by={user.pk}"
    return _row("returned-drafts", sentence, found, urgency=Urgency.SOON, one="wagtailadmin_pages:edit", several=several)


@asks("own-drafts")
def own_drafts(user: Any, *, at: datetime) -> Row | None:
    """Tell who wrote something last that is neither published, submitted nor scheduled."""
    if not writers(user):
        return None
    running = WorkflowState.objects.active().filter(base_content_type=_pages(), object_id=Cast(OuterRef("pk"), CharField()))
    mine = Page.objects.filter(
        Q(latest_revision__user=user, latest_revision__created_at__gte=at - RECENT, latest_revision__approved_go_live_at=None),
        ~Exists(running),
        has_unpublished_changes=True,
    )
    found = mine.order_by().aggregate(count=Count("pk"), since=Min("latest_revision__created_at"), one=Min("pk"))
    sentence = ngettext("%(count)d draft of yours is not finished.", "%(count)d drafts of yours are not finished.", found["count"])
    return _row("own-drafts", sentence, found, urgency=Urgency.LATER, one="wagtailadmin_pages:edit", several="#being-written")


@asks("reviews")
def reviews(user: Any, *, at: datetime) -> Row | None:
    """Tell a chief which articles wait for approval."""
    tasks = Task.objects.filter(active=True)
    if not user.is_superuser:
        tasks = tasks.filter(groupapprovaltask__groups__in=user.groups.all())
    found = TaskState.objects.filter(
        Q(task__in=tasks.values("pk")),
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=_pages(),
    ).aggregate(count=Count("pk"), since=Min("started_at"), one=Min("workflow_state__object_id"))
    sentence = ngettext("%(count)d article waits for your approval.", "%(count)d articles wait for your approval.", found["count"])
    several = f"{reverse(REVIEWS)}?reviewable=true&status=in_progress"
    return _row("reviews", sentence, found, urgency=Urgency.SOON, one="wagtailadmin_pages:edit", several=several)


@asks("refused-schedules")
def refused_schedules(user: Any, *, at: datetime) -> Row | None:
    """Tell which articles were not published at their time, until they are published or somebody works on them again."""
    if not writers(user):
        return None
    refused = PageLogEntry.objects.filter(
        Q(page__last_published_at=None) | Q(page__last_published_at__lt=F("timestamp")),
        Q(page__latest_revision__created_at__lt=F("timestamp")),
        action=publishing.SCHEDULE_REFUSED,
        timestamp__gte=at - TOLD,
    )
    found = refused.aggregate(count=Count("page_id", distinct=True), since=Min("timestamp"), one=Max("page_id"))
    sentence = ngettext("%(count)d article was not published at its time.", "%(count)d articles were not published at their time.", found["count"])
    return _row("refused-schedules", sentence, found, urgency=Urgency.NOW, one="wagtailadmin_pages:history", several="#being-written")


@asks("reader-reports")
def reader_reports(user: Any, *, at: datetime) -> Row | None:
    """Tell of readers' reports that are not closed."""
    if not user.has_perm(reports.LOOK):
        return None
    open_ones = ReaderReport.objects.filter(state__in=answering.OPEN).order_by()
    found = open_ones.aggregate(count=Count("pk"), since=Min("received_at"), one=Min("pk"))
    sentence = ngettext("%(count)d report of an error by a reader is open.", "%(count)d reports of errors by readers are open.", found["count"])
    return _row("reader-reports", sentence, found, urgency=Urgency.SOON, one="newsroom-report", several=reverse("newsroom-reports"))


@asks("corrections")
def waiting_corrections(user: Any, *, at: datetime) -> Row | None:
    """Tell who may approve which corrections wait for them; nobody approves what was their own work."""
    if approving.may_not(user) is not None:
        return None
    others = Correction.objects.filter(state=corrections.State.WAITING).exclude(drafted_by=user).exclude(edited_by=user).order_by()
    found = others.aggregate(count=Count("pk"), since=Min("drafted_at"), one=Min("pk"))
    sentence = ngettext("%(count)d correction waits for your approval.", "%(count)d corrections wait for your approval.", found["count"])
    return _row("corrections", sentence, found, urgency=Urgency.NOW, one="newsroom-correction", several=reverse("newsroom-corrections"))


@asks("claims-overdue")
def overdue_claims(user: Any, *, at: datetime) -> Row | None:
    """Tell which claims somebody should have looked at again."""
    return _claims("claims-overdue", user, at=at)


@asks("claims-soon")
def claims_soon(user: Any, *, at: datetime) -> Row | None:
    """Tell which claims somebody should look at within two weeks."""
    return _claims("claims-soon", user, at=at)


def register_keys() -> None:
    """Add the keys of this part."""
    keys.register(
        Key("g c", _("Claims"), "newsroom-claims", keys.who_may(screens.SEE)),
        Key("g q", _("Sources"), "newsroom-sources", keys.who_may(screens.SEE_SOURCES)),
        Key("g e", _("Corrections"), "newsroom-corrections", keys.who_may(corrections.LOOK)),
        Key("g r", _("Readers' reports"), "newsroom-reports", keys.who_may(reports.LOOK)),
    )


def _claims(key: str, user: Any, *, at: datetime) -> Row | None:
    if not user.has_perm(screens.CHANGE):
        return None
    today = timezone.localdate(at)
    is_over = key == "claims-overdue"
    when = Q(review_by__lt=today) if is_over else Q(review_by__range=(today, today + listing.SOON))
    found = Claim.objects.filter(when, merged_into=None).order_by().aggregate(count=Count("pk"), first=Min("review_by"), one=Min("pk"))
    if not found["count"]:
        return None
    if is_over:
        said = ngettext("%(count)d claim should have been checked again.", "%(count)d claims should have been checked again.", found["count"])
    else:
        said = ngettext("%(count)d claim is to be checked again soon.", "%(count)d claims are to be checked again soon.", found["count"])
    first = found["first"]
    due = timezone.make_aware(datetime.combine(first, time(23, 59, 59)))
    url = (
        reverse("newsroom-claim", args=[found["one"]]) if found["count"] == 1 else f"{reverse('newsroom-claims')}?due={'over' if is_over else 'soon'}"
    )
    return Row(key, said % found, url, Urgency.SOON if is_over else Urgency.LATER, found["count"], due=due)


def _row(key: str, sentence: str, found: dict[str, Any], *, urgency: Urgency, one: str, several: str) -> Row | None:
    """Return a row from its count, the oldest moment and the number of one of them, which is named and led to if it is the only one."""
    if not found["count"]:
        return None
    if found["count"] > 1:
        return Row(key, sentence % found, several, urgency, found["count"], since=found["since"])
    title = Page.objects.filter(pk=found["one"]).values_list("draft_title", flat=True).first() if one.startswith(PAGES) else ""
    return Row(key, sentence % found, reverse(one, args=[found["one"]]), urgency, since=found["since"], detail=title or "")


def _pages() -> ContentType:
    return ContentType.objects.get_for_model(Page)
