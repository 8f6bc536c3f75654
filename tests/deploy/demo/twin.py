"""`python -m tests.deploy.demo.twin`: the demonstration, asked about somebody on record."""

from __future__ import annotations

import typer

from deploy.demo import __main__ as demo
from deploy.simulators import forms
from deploy.simulators.people import People

told_by_the_father = forms.fathers_enquiry


def about_somebody_on_record(people: People) -> forms.Json:
    return told_by_the_father(people) | {"subject": forms.subject(people["cs1-subject"])}


if __name__ == "__main__":
    forms.fathers_enquiry = about_somebody_on_record
    typer.run(demo.main)
