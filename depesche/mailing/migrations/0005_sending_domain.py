from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mailing', '0004_sending'),
    ]

    operations = [
        migrations.AddField('campaign', 'domain_verdict', models.CharField(blank=True, choices=[('fit', 'fit'), ('despite', 'not fit, sent despite that')], editable=False, help_text='what the look at the sending domain said, if this campaign was the first large one', max_length=8)),
        migrations.AddField('campaign', 'domain_despite', models.CharField(blank=True, editable=False, help_text='the sides of the sending domain that may be red', max_length=100)),
        migrations.AddField('campaign', 'domain_reason', models.CharField(blank=True, editable=False, help_text='why they may', max_length=500)),
        migrations.AddField('campaign', 'domain_reason_by', models.CharField(blank=True, editable=False, max_length=255)),
    ]
