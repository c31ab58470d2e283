"""Celery: what follows each event, the relay that hands it out, and the timetable."""
