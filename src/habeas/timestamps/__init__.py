"""Time from others: what is sent, how an answer is judged, and the one network door."""
