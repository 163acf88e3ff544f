"""The command ``survey``."""

from survey.cli.running import code_of as code_of
from survey.cli.running import main as main
