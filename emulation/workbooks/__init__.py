"""Excel and CSV as plain functions on bytes: safe opening, reading, forms and annotated returns."""

from emulation.workbooks.annotations import FAULTS, annotate
from emulation.workbooks.books import Book, Cell, Sheet, Value, open_book
from emulation.workbooks.evaluations import (
    COLLECTIVE,
    INFORMATION,
    PERSONS,
    Entry,
    EvaluationBook,
    Heading,
    PersonLine,
    UnitLine,
    read_evaluation,
    read_heading,
)
from emulation.workbooks.forms import EvaluationForm, Leaf, PersonFill, UnitFill, evaluation_template, table_form
from emulation.workbooks.package import Limits
from emulation.workbooks.tables import (
    DECISION_COLUMNS,
    STAFF_COLUMNS,
    UNIT_COLUMNS,
    Column,
    Row,
    Table,
    read_decisions,
    read_staff,
    read_table,
    read_units,
)

__all__ = [
    "COLLECTIVE",
    "DECISION_COLUMNS",
    "FAULTS",
    "INFORMATION",
    "PERSONS",
    "STAFF_COLUMNS",
    "UNIT_COLUMNS",
    "Book",
    "Cell",
    "Column",
    "Entry",
    "EvaluationBook",
    "EvaluationForm",
    "Heading",
    "Leaf",
    "Limits",
    "PersonFill",
    "PersonLine",
    "Row",
    "Sheet",
    "Table",
    "UnitFill",
    "UnitLine",
    "Value",
    "annotate",
    "evaluation_template",
    "open_book",
    "read_decisions",
    "read_evaluation",
    "read_heading",
    "read_staff",
    "read_table",
    "read_units",
    "table_form",
]
