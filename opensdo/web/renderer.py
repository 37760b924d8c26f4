"""How Django draws a form: with the office's own templates, found where every other template is found."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class OfficeRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
