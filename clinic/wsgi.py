import io
import os

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

application = get_wsgi_application()

# However it is started, nothing is served from a database, a protocol or settings that
# a check refuses.
call_command(
    "check",
    databases=list(connections),
    deploy=not settings.DEBUG,
    stdout=io.StringIO(),  # says what is wrong, not that all is well
)
connections.close_all()
