"""The trace of looks: who saw which person's data, written before the data leaves."""

from shared.audit.looks import Look, Reader, Relation, record

__all__ = ["Look", "Reader", "Relation", "record"]
