"""The officers' pages of enrolments: one beneficiary's plan, groups, sessions and who was there."""
