"""What was sent from the field follows the beneficiary into the record that stays."""

from artisans.parties.registry import merge_rule

merge_rule("programs.FieldSubmission.party")
