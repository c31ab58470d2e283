"""Django's admin for plain record keeping: the catalogue of the law and the timetable, every change by an act."""
