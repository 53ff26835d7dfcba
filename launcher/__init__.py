"""The launcher behind `./portal`: standard library only, one noun per module.

    cli            commands and their options; the only place that turns a Problem into an exit code
    messages       what is said to the person at the keyboard
    paths          where everything lives
    variables      .env, the environment, and what the Django project is given
    platforms      does this machine suit the wheels?
    locks          one command at a time per folder
    interrupts     Ctrl-C and SIGTERM, at moments of our choosing
    processes      long-running children, their pid files, short steps
    environment    virtual environment, locked packages
    assets         front-end packages by npm
    postgres, valkey, services    the embedded database and broker
    installation   demo mark, secret key, reset
    ports, programs, preparation, supervisor, up, down   the running portal
    management, testing, backup, restore, archive, benchmark    the other commands

`launcher.inside` holds two scripts that run in the project's environment and may import its packages.
"""
