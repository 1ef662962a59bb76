"""One process tree: web server, worker, scheduler and, where asked for, the mail catcher."""
