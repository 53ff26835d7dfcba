"""For people who have lost their phone and their recovery codes."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.enums import FactorReset
from accounts.models import User
from accounts.notifications import tell_factor_was_reset
from accounts.second_factor import reset_factor


class Command(BaseCommand):
    help = (
        "Take the second factor and the recovery codes from an account whose owner has lost them. Make sure first, "
        "on another way than e-mail, that it is the person. The step is logged and the person gets a letter."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account")
        parser.add_argument("--by", required=True, help="e-mail address of the operator who decides it")
        parser.add_argument("--reason", choices=FactorReset.values, default=FactorReset.LOST)

    def handle(self, *args, email: str, by: str, reason: str, **options) -> None:
        user = User.objects.filter(email__iexact=email).first()
        operator = User.objects.filter(email__iexact=by, is_superuser=True, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}.")
        if operator is None:
            raise CommandError(f"{by} is not the address of an active operator.")
        if user == operator:
            raise CommandError("Somebody else has to decide on your own factor.")
        kinds = reset_factor(user, actor=operator, reason=reason)
        if not kinds:
            self.stdout.write("The account had no second factor.")
            return
        tell_factor_was_reset(user)
        self.stdout.write(f"Removed: {', '.join(kinds)}. The next sign-in asks for the password alone.")
