"""Search by word forms and related articles. Entries begin empty: the worker makes those of live articles anew (``newsroom/refreshing.py``)."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

# The whole entry, and headline and lead alone for the order of what is found. A vector with weights would have to be read again for each row.
# MAIN keeps vectors in the row: PostgreSQL thinks a look at each costs nothing, though fetching a far one costs more than the index (measured 3:1).
POSTGRESQL = """
    ALTER TABLE newsroom_searchentry
        ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', headline || ' ' || lead || ' ' || body)) STORED,
        ADD COLUMN headline_words tsvector GENERATED ALWAYS AS (to_tsvector('simple', headline)) STORED,
        ADD COLUMN lead_words tsvector GENERATED ALWAYS AS (to_tsvector('simple', lead)) STORED;
    ALTER TABLE newsroom_searchentry
        ALTER COLUMN words SET STORAGE MAIN, ALTER COLUMN headline_words SET STORAGE MAIN, ALTER COLUMN lead_words SET STORAGE MAIN;
    CREATE INDEX newsroom_search_words ON newsroom_searchentry USING gin (words);
    CREATE INDEX newsroom_search_headline ON newsroom_searchentry USING gin (headline_words);
    CREATE INDEX newsroom_search_lead ON newsroom_searchentry USING gin (lead_words)
"""
# Terms are ASCII without capitals, so the plainest tokenizer takes each as it is. Triggers fill the index (``newsroom/guards.py``).
SQLITE = """
    CREATE VIRTUAL TABLE newsroom_search USING fts5(
        headline, lead, body, content='newsroom_searchentry', content_rowid='article_id', tokenize='ascii', columnsize=0
    )
"""


def make_index(apps, schema_editor):
    for statement in (POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE).split(";"):
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE newsroom_search")


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0004_block_labels'),
    ]

    operations = [
        migrations.DeleteModel(name='SearchEntry'),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='newsroom.articlepage')),
                ('edition', models.CharField(db_index=True, max_length=12)),
                ('headline', models.TextField()),
                ('lead', models.TextField()),
                ('body', models.TextField()),
                ('key_terms_at', models.PositiveIntegerField(db_index=True, default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(max_length=200, unique=True)),
                ('written', models.CharField(max_length=80)),
                ('articles', models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='HiddenBackground',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('article', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='hidden_background', to='newsroom.articlepage')),
                ('shown', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.articlepage', verbose_name='article')),
            ],
            options={
                'verbose_name': 'hidden article',
                'verbose_name_plural': 'hidden articles',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KeyTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.IntegerField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.articlepage')),
                ('term', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.term')),
            ],
            options={
                'indexes': [models.Index(fields=['term', 'article', 'weight'], name='newsroom_key_term')],
            },
        ),
        migrations.CreateModel(
            name='SourceUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(db_index=True, max_length=200)),
                ('name', models.CharField(max_length=200)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.articlepage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('article', 'key'), name='newsroom_source_use_once')],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
