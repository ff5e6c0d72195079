"""The catalogue as rows, for keys and foreign keys. Its truth is the files; `loading` alone writes."""

from frameworks.models.catalogue import CatalogueRelease
from frameworks.models.control import Control, Support
from frameworks.models.framework import Edition, Framework
from frameworks.models.official import OfficialText
from frameworks.models.requirement import Requirement
from frameworks.models.service import Programme, Service

__all__ = [
    "CatalogueRelease",
    "Control",
    "Edition",
    "Framework",
    "OfficialText",
    "Programme",
    "Requirement",
    "Service",
    "Support",
]
