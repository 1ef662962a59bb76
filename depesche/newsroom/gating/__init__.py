"""What an article states without a source: found, judged, listed beside the editor, and let pass or not when it is published."""
