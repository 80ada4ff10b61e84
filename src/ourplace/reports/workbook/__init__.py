"""The report as a workbook that a finance officer can trace: real numbers, formulas for totals, no macros."""
