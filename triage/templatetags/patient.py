"""How a patient is told from others on a page; the words are of `views.identity`."""

from django import template

from triage.views import identity

register = template.Library()

for words in (identity.age, identity.sex, identity.born, identity.identifiers):
    register.filter(words)
