"""Lists as offices send them, and the way from the file to the register in one call."""

import csv
import io

import artisans.tasks  # noqa: F401 - registers the kinds of work
from accounts.jobs.models import Job
from accounts.jobs.running import run_job

HEAD = ["Nom et prénom", "الاسم الكامل", "Sexe", "Date de naissance", "CIN", "Téléphone", "Commune", "Métier"]


def row(name="Hassan Ouali", arabic="", sex="H", birth="", cin="", phone="", commune="Asni", trade=""):
    return [name, arabic, sex, birth, cin, phone, commune, trade]


def csv_file(*rows, head=HEAD, encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([head, *rows])
    return io.BytesIO(out.getvalue().encode(encoding))


def run_jobs():
    """Whatever waits, until nothing waits."""
    while job := Job.objects.filter(state="queued").order_by("pk").first():
        run_job(job.pk)
        job.refresh_from_db()
        assert job.state == "done", (job.state, job.error)
