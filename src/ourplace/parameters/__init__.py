"""Every figure from law, statistics, policy or judgement: dated, with a unit and a reference, never in code."""

from ourplace.parameters.reading import Parameter, all_parameters, parameter_value

__all__ = ["Parameter", "all_parameters", "parameter_value"]
