"""The pages of a study, and the journey that makes one."""
