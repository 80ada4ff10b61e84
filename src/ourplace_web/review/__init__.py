"""Reviewing suppliers: those whose uncertainty matters most, judged by people, and every judgement kept."""
