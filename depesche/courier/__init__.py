"""One e-mail as bytes and its way out: message, outbox, suppression, transports, catcher."""
