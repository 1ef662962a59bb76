"""Questions at the desk: what several claims answer together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from depesche.kernel import clock
from depesche.newsroom.claim_desk import screens
from depesche.newsroom.claims import questioning
from depesche.newsroom.models import Question

EDITED = ["GET", "HEAD", "POST"]


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's is no generic
    """A question, in both languages."""

    class Meta:
        model = Question
        fields = ("text", "text_en")


@permission_required(screens.CHANGE)
@require_http_methods(EDITED)
def every(request: HttpRequest) -> HttpResponse:
    """Show the questions with a form for another one."""
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The question is there."))
        return redirect(reverse("newsroom-questions"))
    questions = Question.objects.annotate(count=Count("claims")).order_by("text")
    context = {"form": form, "questions": questions, **screens.in_claims(_("Questions"))}
    return TemplateResponse(request, "newsroom/claims/questions.html", context)


@permission_required(screens.CHANGE)
@require_http_methods(EDITED)
def one(request: HttpRequest, question_id: int) -> HttpResponse:
    """Change a question; every page that shows it follows."""
    question = get_object_or_404(Question, pk=question_id)
    form = QuestionForm(request.POST if request.method == "POST" else None, instance=question)
    if request.method == "POST" and form.is_valid():
        questioning.reword(question, form.cleaned_data["text"], form.cleaned_data["text_en"], at=clock.now())
        messages.success(request, _("Changed."))
        return redirect(reverse("newsroom-questions"))
    steps = (reverse("newsroom-claims"), _("Claims")), (reverse("newsroom-questions"), _("Questions"))
    context: dict[str, Any] = {"form": form, "question": question, "claims": question.claims.order_by("text")}
    return TemplateResponse(request, "newsroom/claims/question.html", {**context, **screens.frame(_("Question"), *steps)})


@permission_required(screens.REMOVE)
@require_POST
def delete(request: HttpRequest, question_id: int) -> HttpResponse:
    """Delete a question that no claim answers; else the desk says which do."""
    get_object_or_404(Question, pk=question_id).delete()
    messages.success(request, _("Deleted."))
    return redirect(reverse("newsroom-questions"))
