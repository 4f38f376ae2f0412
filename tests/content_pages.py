"""The managers' pages about the content of the sheet, as a test opens them."""

from html import unescape

import pytest
from django.urls import reverse

from triage.library import handouts

EVERY_LANGUAGE = pytest.mark.parametrize("language", handouts())


def content(client, language="en", **query):
    address = reverse("triage:handout_content", args=[language], query=query)
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.text)


def example(client, language="en", name="V003", **query):
    address = reverse("triage:handout_example", args=[language, name], query=query)
    return client.get(address)
