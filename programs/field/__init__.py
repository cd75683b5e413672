"""Forms on phones without network: ODK Collect and other OpenRosa clients fill applications and visits, and send them later."""
