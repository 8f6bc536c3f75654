"""Why a case stands as it does: told from its journal, in order, for whoever must judge it later (G 102)."""

from services.decisions.domain.explaining.explanation import explain

__all__ = ["explain"]
