"""Reading the dated YAML files of this folder, one parameter a file."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from ourplace.parameters.exceptions import UnknownParameterError
from ourplace.yaml_files import read_yaml


class DatedValue(BaseModel):
    """A value from one day on, with where it was stated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Any
    reference: str


class Parameter(BaseModel):
    """A figure that could change without any code changing: its meaning, unit and values by first day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: str
    unit: str
    values: Mapping[dt.date, DatedValue]

    def on(self, day: dt.date) -> Any:
        """Return the value in force on `day`.

        Raises:
            UnknownParameterError: the first value starts after `day`.
        """
        started = [start for start in self.values if start <= day]
        if not started:
            raise UnknownParameterError(
                f"'{self.description}' has no value on {day}",
                why=f"its first value starts on {min(self.values)}",
                next_step="choose a later date or add the earlier value with its reference",
            )
        return self.values[max(started)].value


@cache
def all_parameters() -> Mapping[str, Parameter]:
    """Return every parameter by name; the name is the file's name without `.yaml`.

    Raises:
        pydantic.ValidationError: a file lacks a unit, a reference or a date.
    """
    folder = files("ourplace.parameters") / "values"
    return {
        entry.name.removesuffix(".yaml"): Parameter.model_validate(read_yaml(entry))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml")
    }


def parameter_value(name: str, *, on: dt.date | None = None) -> Any:
    """Return the value of one parameter on a day (today where none is given).

    Raises:
        UnknownParameterError: there is no such parameter, or it has no value on that day.
    """
    return _value_on(name, on or dt.datetime.now(dt.UTC).date())


@cache
def _value_on(name: str, day: dt.date) -> Any:
    parameters = all_parameters()
    if name not in parameters:
        raise UnknownParameterError(
            f"There is no parameter '{name}'",
            why=f"the parameters are {', '.join(parameters)}",
            next_step=f"correct the name or add parameters/values/{name}.yaml",
        )
    return parameters[name].on(day)
