"""German dates: 21.10.2024, 16:41 Uhr."""

DATE_FORMAT = "j. F Y"
SHORT_DATE_FORMAT = "d.m.Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"d.m.Y, H:i \U\h\r"
SHORT_DATETIME_FORMAT = r"d.m.Y, H:i"
