"""Complaints follow the record into which another goes."""

from artisans.parties.registry import merge_rule

merge_rule("programs.Complaint.party")
