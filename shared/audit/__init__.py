"""The trace of looks: who saw which person's data, written before the data leaves."""

from shared.audit.chain import Break, Checkpoint, Kind, Reason
from shared.audit.looks import Look, Reader, Relation, Unrecorded, record
from shared.audit.readers import Known, known
from shared.audit.verifying import Verdict, verify

__all__ = [
    "Break",
    "Checkpoint",
    "Kind",
    "Known",
    "Look",
    "Reader",
    "Reason",
    "Relation",
    "Unrecorded",
    "Verdict",
    "known",
    "record",
    "verify",
]
