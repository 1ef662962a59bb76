"""Where the screens of claims stand below the desk."""

from __future__ import annotations

from django.urls import path

from depesche.newsroom import row_path
from depesche.newsroom.claim_desk import changing_desk, identity_desk, looking_desk, question_desk, source_desk, statement_desk, taking_desk

row_path.register()

urlpatterns = [
    path("claims/", looking_desk.every, name="newsroom-claims"),
    path("claims/new/", changing_desk.new, name="newsroom-claim-new"),
    path("claims/questions/", question_desk.every, name="newsroom-questions"),
    path("claims/questions/<row:question_id>/", question_desk.one, name="newsroom-question"),
    path("claims/questions/<row:question_id>/delete/", question_desk.delete, name="newsroom-question-delete"),
    path("claims/evidence/<row:evidence_id>/", looking_desk.copy, name="newsroom-evidence-copy"),
    path("claims/evidence/<row:evidence_id>/keep/", looking_desk.keep_copy, name="newsroom-evidence-keep"),
    path("claims/<row:claim_id>/", looking_desk.one, name="newsroom-claim"),
    path("claims/<row:claim_id>/edit/", changing_desk.edit, name="newsroom-claim-edit"),
    path("claims/<row:claim_id>/say/", statement_desk.add, name="newsroom-claim-say"),
    path("claims/<row:claim_id>/say/<row:assertion_id>/", statement_desk.supersede, name="newsroom-claim-supersede"),
    path("claims/<row:claim_id>/retract/<row:assertion_id>/", statement_desk.retract, name="newsroom-claim-retract"),
    path("claims/<row:claim_id>/take-down/<row:assertion_id>/", taking_desk.statement, name="newsroom-claim-take-down"),
    path("claims/<row:claim_id>/take-down/version/<row:number>/", taking_desk.words, name="newsroom-claim-take-down-words"),
    path("claims/<row:claim_id>/override/", changing_desk.override, name="newsroom-claim-override"),
    path("claims/<row:claim_id>/override/end/", changing_desk.end_override, name="newsroom-claim-override-end"),
    path("claims/<row:claim_id>/checked/", changing_desk.checked, name="newsroom-claim-checked"),
    path("claims/<row:claim_id>/merge/", changing_desk.merge, name="newsroom-claim-merge"),
    path("claims/<row:claim_id>/split/", changing_desk.split, name="newsroom-claim-split"),
    path("claims/<row:claim_id>/delete/", changing_desk.delete, name="newsroom-claim-delete"),
    path("sources/", source_desk.every, name="newsroom-sources"),
    path("sources/new/", source_desk.new, name="newsroom-source-new"),
    path("sources/new/protected/", identity_desk.new, name="newsroom-source-protected"),
    path("sources/<row:source_id>/", source_desk.one, name="newsroom-source"),
    path("sources/<row:source_id>/merge/", source_desk.join, name="newsroom-source-merge"),
    path("sources/<row:source_id>/delete/", source_desk.delete, name="newsroom-source-delete"),
    path("sources/<row:source_id>/identity/", identity_desk.identity, name="newsroom-source-identity"),
    path("sources/<row:source_id>/identity/delete/", identity_desk.forget, name="newsroom-source-forget"),
]
