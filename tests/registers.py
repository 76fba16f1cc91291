"""A small invented register: every case number and code table of it is made up."""

from pathlib import Path

from habeas.actions.desk import Desk
from habeas.actions.register_source import Source
from habeas.actions.registers import (
    RegisterRun,
    begin_register,
    finish_register,
    keep_rows,
)

HEAD = (
    "CASENBR,ITERLVL,CDFCLEVN,CDOFCRCV,CDSTATUS,STATRSN1,STATRSN2,STATRSN3,STATRSN4,"
    "STATRSN5,CDSUB1PR,CDSUB1SC,sdtdue,sdtstat,sitdtrcv"
)
ROWS = (
    "1001,F,AAA,AAA,CLD,DNY,,,,,25,C,2014-01-21,2014-01-11,2014-01-01",  # in time
    "1002,F,AAA,AAA,CLG,GRT,,,,,25,C,2014-02-10,2014-02-01,2014-01-01",  # extended
    "1003,F,BBB,BBB,CLD,DNY,,,,,34,A,2014-01-22,2014-02-02,2014-01-02",  # late
    "1004,R,BBB,NER,REJ,UTR,RSR,,,,20,D,,2014-01-10,2014-01-03",
    "1005,R,AAA,NER,ACC,,,,,,20,D,2014-02-02,2014-01-03,2014-01-03",  # overdue
    "1006,A,AAA,BOP,CLO,XPL,,,,,20,D,2014-02-15,2014-01-20,2014-01-04",  # neither
    "1007,F,,AAA,REJ,,,,,,,,,2013-12-30,2013-12-29",
)
BAD = "1008,Q,AAA,AAA,REJ,INF,,,,,25,C,,2014-02-31,2014-01-01"
SUBJECTS = (
    "code,primary_desc,secondary_desc\n"
    "25C,OPERATIONS,SAFETY\n34A,STAFF,MISCONDUCT\n20D,APPEALS,HEARING\n"
)
REASONS = (
    "status_code,reason_code,description\n"
    "CLD,DNY,Denied.\nREJ,UTR,The appeal is late.\nREJ,RSR,May be sent again.\n"
)
PLACES = "facility_code,facility_name\nAAA,An invented prison\nBBB,Another one\n"


def sample(folder: Path, *more: str) -> Path:
    """Write the register with its code tables and return its file; one row is bad."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("subject-codes", SUBJECTS),
        ("reason-codes", REASONS),
        ("facility-codes", PLACES),
    ):
        (folder / f"prison-complaints-{name}.csv").write_text(text)
    file = folder / "complaints.csv"
    file.write_text("\n".join((HEAD, *ROWS, BAD, *more)) + "\n")
    return file


def bring_in(desk: Desk, case: str, source: Source) -> str:
    """Bring a register in to its end; return its id."""
    run = begin_register(desk, case, source, {})
    if not run.ended:
        work_off(desk, run)
    return run.id


def work_off(desk: Desk, run: RegisterRun) -> None:
    """Record what is left of a run, and finish it."""
    while not run.ended:
        keep_rows(desk, run, run.group())
    finish_register(desk, run)
