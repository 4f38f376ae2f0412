from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def laid_out(context, form):
    """
    Draw *form* as its helper lays it out.

    As crispy's own tag, but without squeezing the white space out of the whole page.
    """
    return form.helper.render_layout(form, context)
