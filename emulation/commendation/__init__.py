"""Acts and reads of commendation: from registration to the signed decision, its register and its bonus."""
