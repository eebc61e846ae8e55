"""Who does not want the weekly mail becomes a row beside those who want no reminders."""

from django.db import migrations
from django.utils import timezone


def take_over(apps, schema_editor):
    people = apps.get_model("partnership", "Person").objects.using(schema_editor.connection.alias)
    rows = apps.get_model("partnership", "Unsubscription").objects.using(schema_editor.connection.alias)
    rows.bulk_create(
        [
            rows.model(person_id=pk, kind="digest", since=timezone.now())
            for pk in people.filter(wants_digest=False).values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )


def give_back(apps, schema_editor):
    people = apps.get_model("partnership", "Person").objects.using(schema_editor.connection.alias)
    rows = apps.get_model("partnership", "Unsubscription").objects.using(schema_editor.connection.alias)
    people.filter(pk__in=rows.filter(kind="digest").values("person")).update(wants_digest=False)
    rows.filter(kind="digest").delete()


class Migration(migrations.Migration):

    dependencies = [
        ("partnership", "0010_secretariat"),
    ]

    operations = [migrations.RunPython(take_over, give_back)]
