"""The inbox's addresses, below /inbox/."""

from __future__ import annotations

from django.urls import path

from depesche.operations.inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("messages.json", views.messages_json, name="messages_json"),
    path("messages/<str:identifier>.eml", views.message_eml, name="message_eml"),
    path("messages/<str:identifier>/", views.message, name="message"),
    path("messages/<str:identifier>/html", views.message_html, name="message_html"),
]
