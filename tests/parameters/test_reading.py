"""A parameter has a unit, a reference and a value for each day from its first."""

import datetime as dt

import pytest

from ourplace.parameters import Parameter, all_parameters, parameter_value
from ourplace.parameters.exceptions import UnknownParameterError

WAGE = Parameter.model_validate(
    {
        "description": "Real Living Wage",
        "unit": "pounds an hour",
        "values": {
            dt.date(2017, 11, 6): {"value": 8.75, "reference": "a"},
            dt.date(2018, 11, 5): {"value": 9.00, "reference": "b"},
        },
    }
)


def test_value_is_the_one_in_force() -> None:
    assert WAGE.on(dt.date(2018, 11, 4)) == 8.75
    assert WAGE.on(dt.date(2018, 11, 5)) == 9.00


def test_day_before_the_first_value_is_unknown() -> None:
    with pytest.raises(UnknownParameterError, match="its first value starts on 2017-11-06"):
        WAGE.on(dt.date(2017, 1, 1))


def test_unknown_name_lists_the_known() -> None:
    with pytest.raises(UnknownParameterError, match="There is no parameter 'no_such'"):
        parameter_value("no_such")


def test_every_parameter_has_a_reference_to_follow() -> None:
    bare = {
        name: value.reference
        for name, parameter in all_parameters().items()
        for value in parameter.values.values()
        if len(value.reference) < 12
    }

    assert bare == {}
