"""The base of everything that is said or saved."""

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """A frozen value with named, checked fields.

    NaN and infinity are written as strings: pydantic would otherwise write null and could not read it back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings", protected_namespaces=())
