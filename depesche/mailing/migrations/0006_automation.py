import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


def name_retractions(apps, schema_editor):
    apps.get_model("mailing", "Campaign").objects.filter(correction__isnull=False).update(kind="correction")


class Migration(migrations.Migration):

    dependencies = [
        ('audience', '0005_people_figures_statements'),
        ('mailing', '0005_sending_domain'),
        ('newsroom', '0017_figures_and_prices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='For the desk, and for the subject where it names it.', max_length=80, unique=True, verbose_name='name')),
                ('rhythm', models.CharField(choices=[('daily', 'every day'), ('weekly', 'every week')], default='daily', max_length=8, verbose_name='rhythm')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='weekday')),
                ('time', models.TimeField(verbose_name='time')),
                ('most', models.PositiveSmallIntegerField(default=10, help_text='The newest; how many more there are is said in the mail.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='articles at most')),
                ('subject', models.CharField(default='{name}: {headline}', help_text='Filled in by itself: {name}, {headline} of the first article, {number} of articles, {date}, {week} of the year.', max_length=150, verbose_name='subject')),
                ('intro', wagtail.fields.RichTextField(blank=True, help_text='Stands above the articles, in every issue alike.', verbose_name='introduction')),
                ('created_at', models.DateTimeField(editable=False)),
                ('last_edited_at', models.DateTimeField(editable=False)),
                ('switched_on_at', models.DateTimeField(editable=False, null=True)),
                ('switched_on_digest', models.CharField(blank=True, editable=False, help_text='SHA-256 over what was agreed to be sent by itself', max_length=64)),
            ],
            options={
                'verbose_name': 'digest',
                'verbose_name_plural': 'digests',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='DigestDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('due_at', models.DateTimeField()),
                ('begins_at', models.DateTimeField(help_text='articles published after this moment')),
                ('until', models.DateTimeField(help_text='and not after this one: when the issue was made')),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='Greeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('de', 'German'), ('en', 'English')], max_length=8, unique=True, verbose_name='language')),
                ('is_on', models.BooleanField(default=True, help_text='Off: the welcome mail says only what it must.', verbose_name='shown')),
                ('text', wagtail.fields.RichTextField(blank=True, help_text='Stands below the confirmation and above the receipt.', verbose_name='greeting')),
            ],
            options={
                'verbose_name': 'greeting',
                'verbose_name_plural': 'greetings',
                'ordering': ['language'],
            },
        ),
        migrations.CreateModel(
            name='GreetingArticle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='campaign',
            name='breaking_of',
            field=models.ForeignKey(editable=False, help_text='the article that this mail brings as breaking news; once, whatever becomes of the mail', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='breaking_mails', to='newsroom.articlepage'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='kind',
            field=models.CharField(choices=[('editorial', 'newsletter'), ('breaking', 'breaking news'), ('digest', 'digest'), ('offer', 'offers'), ('correction', 'retraction')], default='editorial', editable=False, max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='approved_route',
            field=models.CharField(blank=True, choices=[('desk', 'at the desk'), ('shell', 'from the shell'), ('digest', 'in advance, when the digest was switched on'), ('breaking', 'as breaking news, confirmed a second time')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(fields=('breaking_of',), name='mailing_campaign_breaking_once'),
        ),
        migrations.AddField(
            model_name='digest',
            name='author',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='digest',
            name='last_edited_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='digest',
            name='purpose',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digests', to='audience.purpose', verbose_name='purpose'),
        ),
        migrations.AddField(
            model_name='digest',
            name='responsible',
            field=models.ForeignKey(help_text='Gets a mail when an issue waits for a person.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible'),
        ),
        migrations.AddField(
            model_name='digest',
            name='sections',
            field=models.ManyToManyField(blank=True, help_text='None ticked: articles of all sections.', related_name='+', to='newsroom.sectionpage', verbose_name='sections'),
        ),
        migrations.AddField(
            model_name='digest',
            name='switched_on_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='digestday',
            name='campaign',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='digest_day', to='mailing.campaign'),
        ),
        migrations.AddField(
            model_name='digestday',
            name='digest',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='mailing.digest'),
        ),
        migrations.AddField(
            model_name='greetingarticle',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.articlepage', verbose_name='article'),
        ),
        migrations.AddField(
            model_name='greetingarticle',
            name='greeting',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='articles', to='mailing.greeting'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.CheckConstraint(condition=models.Q(('switched_on_at__isnull', True), models.Q(('switched_on_by__isnull', False), models.Q(('switched_on_digest', ''), _negated=True)), _connector='OR'), name='mailing_digest_on_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='digestday',
            constraint=models.UniqueConstraint(fields=('digest', 'day'), name='mailing_digest_day_once'),
        ),
        migrations.AddConstraint(
            model_name='greetingarticle',
            constraint=models.UniqueConstraint(fields=('greeting', 'article'), name='mailing_greeting_article_once'),
        ),
        migrations.RunPython(name_retractions, migrations.RunPython.noop),
    ]
