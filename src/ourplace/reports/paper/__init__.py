"""The report as a committee paper of two to four pages."""
