from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from projects.counting import period_of
from projects.services import make_pack
from regions.models import FundedProject


class Command(BaseCommand):
    help = "Makes the next version of the funder pack of a project, for the whole period of its grant."

    def add_arguments(self, parser) -> None:
        parser.add_argument("project", help="short name of the project, e.g. dnm")
        parser.add_argument("--folder", type=Path, help="also write the files into this folder")

    def handle(self, *args, **options) -> None:
        project = FundedProject.objects.filter(slug=options["project"]).first()
        if project is None:
            known = ", ".join(FundedProject.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no project {options['project']}. Known: {known or 'none'}.")
        folder = options["folder"]
        if folder and not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        pack = make_pack(project, period_of(project))
        self.stdout.write(f"{project.slug} version {pack.number}, content {pack.sha256}")
        for file in pack.files.select_related("pack__project").order_by("format"):
            self.stdout.write(f"{file.sha256}  {file.name}")
            if folder:
                (folder / file.name).write_bytes(file.content)
