"""What can be wrong with the engine that was asked for."""

from ourplace.exceptions import OurPlaceError


class UnknownEngineError(OurPlaceError):
    """There is no engine of that name."""


class EngineError(OurPlaceError):
    """The engine cannot be opened: something that it needs is missing, or a cluster does not answer."""


class WorkerError(OurPlaceError):
    """Work that was handed to the cluster failed there, with what the worker said."""
