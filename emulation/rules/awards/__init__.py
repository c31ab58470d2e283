"""Pure rules of commendation: states, eligibility, quotas, ballots, bonuses."""
