"""The earthquake of Al Haouz: a rolling call, field inspections, first tranches; and what waits on the desks."""

from datetime import date, timedelta

from config.demonstration import awards, committee, files
from config.demonstration.base import Story, applicants, hand_in, open_call, screen_all
from config.demonstration.clock import after, on_day
from config.demonstration.files import File
from config.demonstration.people import DISASTER
from foundation.time import today
from programs.budget.models import BudgetLine
from programs.emergency.actions import link_call
from programs.emergency.models import DisasterEvent
from programs.enrolments.models import Enrolment


def the_emergency(story: Story) -> None:
    """A rolling call from October 2023: inspected, decided in two sessions, first tranches paid, some blocked."""
    from_day = date(2023, 10, 16)
    line = story.lines["haouz", "grants", 2023]
    call = open_call(
        story, program="haouz", code="haouz-2023", edition="2023", opens=from_day, closes=None, line=line, places=None,
        is_fast_track=True, reviews_required=1,
    )  # fmt: skip
    with on_day(from_day, 9, 5):
        link_call(event=DisasterEvent.objects.get(), call=call, by=story.staff.administrator)
    first = applicants(story, 48, 0.12, (), DISASTER)
    second = applicants(story, 36, 0.12, (), DISASTER)
    for batch, opened, last, decided in (
        (first, from_day, date(2023, 11, 3), date(2023, 11, 16)),
        (second, date(2023, 11, 6), date(2023, 11, 24), date(2023, 12, 7)),
    ):
        made = hand_in(story, call, batch, opened, last)
        reviewed = screen_all(story, made, after(opened, 2))
        for number, file in enumerate(reviewed):
            files.assess(file, story.staff, after(file.submitted_on, 9 + number % 4))
        session = committee.decide(
            call, story.staff, decided, count=round(len(reviewed) * 0.72), reserve=6, publish_after=2
        )
        winners = committee.outcomes(made, "approved")
        enrolments = [
            awards.enrol(file, story.staff, after(session.held_on, 3 + number % 2))
            for number, file in enumerate(winners)
        ]
        block_and_pay(story, winners, enrolments, line, after(session.held_on, 12), session.held_on < date(2023, 12, 1))

    the_desks(story)


def block_and_pay(
    story: Story, winners: list[File], enrolments: list[Enrolment], line: BudgetLine, day: date, is_first: bool
) -> None:
    """First tranches on light evidence; every ninth waits for a building permit."""
    from_file = {file.application.pk: file for file in winners}
    paying = [enrolment for enrolment in enrolments if hasattr(enrolment, "grant")]
    for number, enrolment in enumerate(paying):
        tranche = enrolment.grant.tranches.get(number=1)
        when = max(day, after(enrolment.enrolled_on, 1))
        if number % 9 == 2:
            with on_day(after(when, 1), 12):
                awards.grants.block_tranche(
                    tranche=tranche, cause="Permis de réhabilitation en attente", by=story.staff.officer,
                    authority="Commune — commission des permis",
                )  # fmt: skip
            continue
        if not is_first and number % 4 == 1:
            continue  # claimed later
        awards.claim(tranche, from_file[enrolment.application_id], story.staff, when)
    ready = awards.payable(paying, 1)
    if is_first and ready:
        awards.pay(ready, line, "Urgence 2023 — tranche 1, premier lot", story.staff, after(day, 9), reject=1)
    elif ready:
        awards.prepare(ready[:8], line, "Urgence 2023 — tranche 1, deuxième lot", story.staff, date(2023, 12, 29))


def the_desks(story: Story) -> None:
    """Files in every state of the first half, so that each role finds work.

    These are dated from the day the demonstration is made: a correction asked in 2023 would have lapsed
    long ago. They come after the board's day, so the report of December 2023 does not know them.
    """
    made_on = today()
    exporters = open_call(
        story, program="exporters", code="exporters-2024", edition="2024", opens=date(2023, 12, 11), closes=None,
        line=None, places=40,
    )  # fmt: skip
    call = story.calls["haouz-2023"]
    waiting = applicants(story, 16, 0.1, (), DISASTER)
    made = hand_in(story, call, waiting, made_on - timedelta(days=26), made_on - timedelta(days=9))
    for number, file in enumerate(made):
        if number % 6 == 0:
            continue  # received, nobody took it yet
        day = after(file.submitted_on, 1)
        officer = story.staff.officer if number % 2 else story.staff.southern_officer
        if not file.party.area.startswith("07"):
            officer = story.staff.officer
        files.examine(file, officer, day)
        if number % 6 == 1:
            files.correct(file, officer, after(day, 1), answer=False)
        elif number % 6 in (2, 3):
            files.to_review(file, officer, after(day, 1))
    reviewing = [file for file in made if file.application.status == "in_review"]
    for file in reviewing[::2]:
        files.assess(file, story.staff, made_on - timedelta(days=3))
    drafts = applicants(story, 6, 0.5, ())
    for number, persona in enumerate(drafts):
        day = made_on - timedelta(days=9 - number)
        party, user = files.register(persona, story.staff, after(day, -3))
        files.apply(
            File(persona, party, user), exporters, day, story.chance, submit=number > 3, staff=story.staff,
            notice=story.notices["exporters-2024"],
        )  # fmt: skip
    with on_day(made_on - timedelta(days=2)):
        committee.convene(call, story.staff, made_on + timedelta(days=9))
