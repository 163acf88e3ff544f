"""Names that nothing in a questionnaire can have, since they mean something else elsewhere."""

from __future__ import annotations

from survey.codebook import MissingKind
from survey.questionnaire.expressions.parser import RESERVED
from survey.questionnaire.expressions.tree import Function

OF_SPSS = frozenset(
    ("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with")
)
OF_CONDITIONS = frozenset(
    {
        *("area", "wave", "asked"),
        *(word.lower() for word in RESERVED),
        *(str(each) for each in Function),
        *(kind.name.lower() for kind in MissingKind),
    }
)
RESERVED_NAMES = OF_SPSS | OF_CONDITIONS
