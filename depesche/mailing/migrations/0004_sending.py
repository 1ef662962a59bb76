from django.db import migrations, models
import django.db.models.deletion

AT_ONCE = 500
INSERT = """
INSERT INTO mailing_deliveryrange (campaign_id, first, last, due_at, owner, leased_until, fence)
SELECT campaign_id, MIN(id), MAX(id), MIN(CASE WHEN state IN ('queued', 'deferred', 'handing_over') THEN COALESCE(not_before, CURRENT_TIMESTAMP) END), '', NULL, 0
FROM mailing_delivery GROUP BY campaign_id, id / 500"""


def make_ranges(apps, editor):
    """Lay ranges over the deliveries of earlier campaigns; leave room beside each row for its changes of state (HOT)."""
    with editor.connection.cursor() as cursor:
        if editor.connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE mailing_delivery SET (fillfactor = 70)")
        cursor.execute(INSERT)


class Migration(migrations.Migration):

    dependencies = [
        ('audience', '0005_people_figures_statements'),
        ('mailing', '0003_corrections'),
    ]

    operations = [
        migrations.AddField('campaign', 'send_at', models.DateTimeField(blank=True, editable=False, help_text='when sending begins by itself', null=True, verbose_name='to be sent')),
        migrations.RemoveIndex('delivery', 'mailing_delivery_state'),
        migrations.RemoveField('delivery', 'lease_owner'),
        migrations.RemoveField('delivery', 'leased_until'),
        migrations.AlterField('delivery', 'campaign', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='mailing.campaign')),
        migrations.AlterField('delivery', 'grant', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='audience.grant')),
        migrations.CreateModel(
            name='DeliveryRange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.PositiveBigIntegerField(help_text='number of the first delivery that may lie in it')),
                ('last', models.PositiveBigIntegerField(help_text='number of the last')),
                ('due_at', models.DateTimeField(null=True)),
                ('owner', models.CharField(blank=True, max_length=80)),
                ('leased_until', models.DateTimeField(null=True)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ranges', to='mailing.campaign')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('campaign', 'first'), name='mailing_range_once')],
            },
        ),
        migrations.CreateModel(
            name='SendingLease',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=200)),
                ('fence', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='mailing_sendinglease_one')],
            },
        ),
        migrations.RunPython(make_ranges, migrations.RunPython.noop),
    ]
