from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('brand', '0009_accent'),
    ]

    operations = [
        migrations.CreateModel(
            name='Gauge',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('taken_at', models.DateTimeField()),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
