"""Corrections find their readers: what an issue carried, who got it wrong, and the block on top of their next issue.

The engine knows three names of this package: :func:`handing.stands_against` and :func:`handing.note` in the transaction that says
``handing_over``, and :func:`handing.cut` for the mail.
"""
