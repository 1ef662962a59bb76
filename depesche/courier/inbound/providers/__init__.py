"""What sending services (Mailgun, Postmark, Amazon SES and the like) tell by webhooks about mails that did not arrive (L-32, M-12)."""
